"""Sanctions on those who pay the gangs."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage


class Sanctions(Coverage):
    """Sanctions on the gangs' financiers."""

    kind: Literal["sanctions"] = "sanctions"
    _control: ClassVar[str] = "finance_sanctions"

    def clause(self) -> str:
        """Say how many are reached."""
        return _("{share} of the gangs' income is cut off by sanctions on their financiers{cost}").format(
            share=phrases.percent(self.coverage), cost=self.cost()
        )
