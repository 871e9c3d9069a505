"""Reinsertion of members who leave a gang."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage, ReliesOn


class Reinsertion(Coverage):
    """Programmes that take in members who leave a gang."""

    kind: Literal["reinsertion"] = "reinsertion"
    title: ClassVar[str] = N_("reinsertion")
    relies_on: ClassVar[ReliesOn] = {"reinsertion": ("reinsertion_effect",)}
    _control: ClassVar[str] = "reinsertion"

    def clause(self) -> str:
        """Say how many are reached."""
        return _(
            "{share} of the members who leave a gang are taken in by reinsertion programmes{cost}"
        ).format(share=phrases.percent(self.coverage), cost=self.cost())
