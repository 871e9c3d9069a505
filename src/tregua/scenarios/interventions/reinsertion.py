"""Reinsertion of members who leave a gang."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage


class Reinsertion(Coverage):
    """Programmes that take in members who leave a gang."""

    kind: Literal["reinsertion"] = "reinsertion"
    _control: ClassVar[str] = "reinsertion"

    def clause(self) -> str:
        """Say how many are reached."""
        return _(
            "{share} of the members who leave a gang are taken in by reinsertion programmes{cost}"
        ).format(share=phrases.percent(self.coverage), cost=self.cost())
