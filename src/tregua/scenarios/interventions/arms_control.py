"""Arms stopped at the ports."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage


class ArmsControl(Coverage):
    """Searches that stop arms and ammunition at ports and borders."""

    kind: Literal["arms_control"] = "arms_control"
    _control: ClassVar[str] = "arms_control"

    def clause(self) -> str:
        """Say how many are reached."""
        return _("{share} of the arms and ammunition coming in are stopped at the ports{cost}").format(
            share=phrases.percent(self.coverage), cost=self.cost()
        )
