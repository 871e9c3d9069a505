"""The country's own police and soldiers."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import DatedPeople, Days, Usd, first_and_last
from tregua.scenarios.interventions.base import Measure, ReliesOn, SharedBy, growth
from tregua.vocabulary.time import DAYS_A_YEAR


class DomesticForces(Measure):
    """Police and soldiers added to those whom the place has at the start of the run.

    Attributes
    ----------
    police, soldiers
        Officers added, and soldiers deployed against the gangs beyond those at the start: numbers, or dated
        steps.
    ramp_days
        Days to full strength, where it comes at an even pace.
    usd_per_person_year
        What each costs a year beyond the present budget.
    shared_by
        How they are shared over the territories.
    """

    kind: Literal["domestic_forces"] = "domestic_forces"
    title: ClassVar[str] = N_("domestic forces")
    relies_on: ClassVar[ReliesOn] = {"soldiers": ("soldier_effect",)}
    police: DatedPeople = Field(default=0.0, description="police officers added")
    soldiers: DatedPeople = Field(default=0.0, description="soldiers added")
    ramp_days: Days = Field(default=0, description="days to full strength")
    usd_per_person_year: Usd = Field(default=0.0, description="cost of a person, in US dollars a year")
    shared_by: SharedBy = Field(default="population", description="how the strength is shared")

    def clause(self) -> str:
        """Say how many are added."""
        parts = []
        if first_and_last(self.police) != (0, 0):
            parts.append(growth(self.police, _("police officers")))
        if first_and_last(self.soldiers) != (0, 0):
            parts.append(growth(self.soldiers, _("soldiers")))
        return _("the country's own forces {where} grow by {forces}").format(
            forces=phrases.listing(parts) or _("no police or soldiers"), where=self.where()
        )

    def pace(self) -> str:
        """Say how long it takes."""
        return _("over {n} days").format(n=phrases.number(self.ramp_days)) if self.ramp_days else ""

    def act(self, month: Month) -> None:
        """Write the strength added and what it costs."""
        spread = month.ground.shares(self.shared_by, self.territories)
        for control, strength in (("police", self.police), ("soldiers", self.soldiers)):
            added = self.mean(month, strength, self.ramp_days)
            month.controls.add(control, added * spread, conditional=self.conditional)
            if self.usd_per_person_year:
                cost = added * self.usd_per_person_year / DAYS_A_YEAR
                month.controls.add("programme_per_day", cost, conditional=self.conditional)
