"""Arms stopped at the ports."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage, ReliesOn


class ArmsControl(Coverage):
    """Searches that stop arms and ammunition at ports and borders."""

    kind: Literal["arms_control"] = "arms_control"
    title: ClassVar[str] = N_("control of arms")
    relies_on: ClassVar[ReliesOn] = {"arms_control": ("arms_effect", "arms_time")}
    _control: ClassVar[str] = "arms_control"

    def clause(self) -> str:
        """Say how many are reached."""
        return _("{share} of the arms and ammunition coming in are stopped at the ports{cost}").format(
            share=phrases.percent(self.coverage), cost=self.cost()
        )
