"""Prevention: schooling, work and care for those whom gangs recruit."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage, ReliesOn


class Prevention(Coverage):
    """Programmes for the young people whom gangs recruit from, where they live."""

    kind: Literal["prevention"] = "prevention"
    title: ClassVar[str] = N_("prevention")
    relies_on: ClassVar[ReliesOn] = {"prevention": ("prevention_effect",)}
    _control: ClassVar[str] = "prevention"

    def clause(self) -> str:
        """Say how many are reached."""
        return _(
            "{share} of the young people whom gangs recruit from are reached by prevention programmes "
            "{where}{cost}"
        ).format(share=phrases.percent(self.coverage), where=self.where(), cost=self.cost())
