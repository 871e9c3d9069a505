"""An international mission: troops and police from abroad, who arrive over time and are paid for."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _, translated
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import DatedPeople, Days, Line, Usd, at, first_and_last
from tregua.scenarios.interventions.base import Measure, ReliesOn, SharedBy
from tregua.vocabulary.time import DAYS_A_YEAR


class Mission(Measure):
    """Troops and police of a mission: the strength planned, which preconditions and money allow or not.

    Attributes
    ----------
    troops, police
        Strength when deployed in full: a number, or dated steps where the strength was observed.
    ramp_days
        Days from the first arrival to full strength, at an even pace.
    usd_per_person_year
        What one of its people costs a year.
    shared_by
        How the strength is shared over the territories: by ``gangs`` there, ``population``, ``equal``, or
        weights.
    name
        What it is called in a sentence, such as "the Kenya-led mission".
    """

    kind: Literal["mission"] = "mission"
    title: ClassVar[str] = N_("mission")
    relies_on: ClassVar[ReliesOn] = {
        "mission_troops": ("mission_troop_effect",),
        "mission_police": ("mission_police_effect",),
    }
    name: Line | None = None
    troops: DatedPeople = Field(default=0.0, description="troops")
    police: DatedPeople = Field(default=0.0, description="police of the mission")
    ramp_days: Days = Field(default=0, description="days to full strength")
    usd_per_person_year: Usd = Field(description="cost of a person, in US dollars a year")
    shared_by: SharedBy = Field(default="gangs", description="how the strength is shared")

    def clause(self) -> str:
        """Say how many deploy, and where."""
        who = translated(self.name or N_("an international mission"))
        first, last = (
            self._strength_at_first(),
            sum(first_and_last(kind)[1] for kind in (self.troops, self.police)),
        )
        cost = _("at {money} a person and year").format(money=phrases.usd(self.usd_per_person_year))
        if first == last:
            return _("{n} personnel of {who} deploy {where}, {cost}").format(
                n=phrases.number(last), who=who, where=self.where(), cost=cost
            )
        return _("personnel of {who}, {first} at first and {last} in the end, deploy {where}, {cost}").format(
            first=phrases.number(first), last=phrases.number(last), who=who, where=self.where(), cost=cost
        )

    def _strength_at_first(self) -> float:
        kinds = (self.troops, self.police)
        days = [kind[0].date for kind in kinds if isinstance(kind, tuple)]
        return sum(at(kind, min(days)) if days else first_and_last(kind)[0] for kind in kinds)

    def pace(self) -> str:
        """Say how long the deployment takes."""
        return _("over {n} days").format(n=phrases.number(self.ramp_days)) if self.ramp_days else ""

    def act(self, month: Month) -> None:
        """Write the strength planned and what one of its people costs."""
        spread = month.ground.shares(self.shared_by, self.territories)
        total = 0.0
        for control, strength in (("mission_troops", self.troops), ("mission_police", self.police)):
            planned = self.mean(month, strength, self.ramp_days)
            total += planned
            month.controls.add(control, planned * spread, conditional=self.conditional)
        month.controls.mean(
            "unit_cost_per_day",
            self.usd_per_person_year / DAYS_A_YEAR,
            weight=total,
            conditional=self.conditional,
        )
