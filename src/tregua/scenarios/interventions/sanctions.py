"""Sanctions on those who pay the gangs."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage, ReliesOn


class Sanctions(Coverage):
    """Sanctions on the gangs' financiers."""

    kind: Literal["sanctions"] = "sanctions"
    title: ClassVar[str] = N_("sanctions")
    relies_on: ClassVar[ReliesOn] = {"finance_sanctions": ("sanction_effect",)}
    _control: ClassVar[str] = "finance_sanctions"

    def clause(self) -> str:
        """Say how many are reached."""
        return _("{share} of the gangs' income is cut off by sanctions on their financiers{cost}").format(
            share=phrases.percent(self.coverage), cost=self.cost()
        )
