"""Focused deterrence: the few who shoot most are warned, helped, and arrested first."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage, ReliesOn


class FocusedDeterrence(Coverage):
    """Warnings, help and arrest for the few who do most of the killing."""

    kind: Literal["focused_deterrence"] = "focused_deterrence"
    title: ClassVar[str] = N_("focused deterrence")
    relies_on: ClassVar[ReliesOn] = {"deterrence": ("deterrence_effect",)}
    _control: ClassVar[str] = "deterrence"

    def clause(self) -> str:
        """Say how many are reached."""
        return _("{share} of the groups that kill most are under focused deterrence {where}{cost}").format(
            share=phrases.percent(self.coverage), where=self.where(), cost=self.cost()
        )
