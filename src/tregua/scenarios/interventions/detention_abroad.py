"""Detention in another country."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import Days, Places, Usd
from tregua.scenarios.interventions.base import Measure, ReliesOn
from tregua.vocabulary.time import DAYS_A_YEAR


class DetentionAbroad(Measure):
    """Prison places held in another country, paid by the place and year, with a legal price of its own.

    Attributes
    ----------
    places
        Places held when all are open.
    ramp_days
        Days until all are open.
    usd_per_place_year
        What a place costs a year.
    """

    kind: Literal["detention_abroad"] = "detention_abroad"
    title: ClassVar[str] = N_("detention abroad")
    relies_on: ClassVar[ReliesOn] = {"places_abroad": ("abroad_mortality", "abroad_escape", "abroad_hearing")}
    places: Places = Field(description="prison places abroad")
    ramp_days: Days = Field(default=0, description="days until all places are open")
    usd_per_place_year: Usd = Field(default=0.0, description="cost of a place, in US dollars a year")

    def clause(self) -> str:
        """Say how many places, and at what price."""
        clause = _("{n} prison places are held in another country").format(n=phrases.number(self.places))
        if self.usd_per_place_year:
            clause += _(", at {money} a place and year").format(money=phrases.usd(self.usd_per_place_year))
        return clause

    def pace(self) -> str:
        """Say how long it takes to open them."""
        return _("over {n} days").format(n=phrases.number(self.ramp_days)) if self.ramp_days else ""

    def act(self, month: Month) -> None:
        """Write the places open and what they cost."""
        places = self.mean(month, self.places, self.ramp_days)
        month.controls.add("places_abroad", places, conditional=self.conditional)
        if self.usd_per_place_year:
            cost = places * self.usd_per_place_year / DAYS_A_YEAR
            month.controls.add("programme_per_day", cost, conditional=self.conditional)
