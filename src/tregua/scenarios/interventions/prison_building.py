"""Prison places built at home."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import Places, Share, SomeDays
from tregua.scenarios.interventions.base import Programme, ReliesOn


class PrisonBuilding(Programme):
    """Places added to the prisons of the country; what is built stays when the building ends.

    Attributes
    ----------
    places
        Places added in all.
    over_days
        Days from the first place to the last, at an even pace; 1 where a prison opens at once.
    care
        Share of all prisoners whose food and health are paid for while it lasts; ``usd_per_year`` is what
        that costs.
    """

    kind: Literal["prison_building"] = "prison_building"
    title: ClassVar[str] = N_("prison building")
    relies_on: ClassVar[ReliesOn] = {
        "places_home": ("crowding_mortality", "crowding_limit"),
        "prison_care": ("care_effect",),
    }
    places: Places = Field(description="prison places built")
    over_days: SomeDays = Field(description="days of building")
    care: Share = Field(default=0.0, description="share of prisoners whose food and health are paid for")

    def clause(self) -> str:
        """Say how many places, and for how many prisoners food and health are paid."""
        clause = _("{n} prison places are built at home").format(n=phrases.number(self.places))
        if self.care:
            clause += _(", and food and health of {share} of prisoners are paid for").format(
                share=phrases.percent(self.care)
            )
        return clause + self.cost()

    def pace(self) -> str:
        """Say how long the building takes."""
        return _("over {n} days").format(n=phrases.number(self.over_days)) if self.over_days > 1 else ""

    def built_by(self, month: Month) -> float:
        """Return the places planned to stand at the end of a month."""
        last = month.end if self.ends is None else min(month.end, self.ends)
        return self.places * min(max((last - self.starts).days, 0) / self.over_days, 1.0)

    def act(self, month: Month) -> None:
        """Write the places planned in all, or those standing when building ended, and the pace."""
        if month.end <= self.starts:
            return
        over = self.ends is not None and self.ends <= month.start
        target = self.built_by(month) if over else self.places
        month.controls.add("places_home", target, conditional=self.conditional)
        pace = self.places / self.over_days * month.share(self.starts, self.ends)
        month.controls.add("build_per_day", pace, conditional=self.conditional)
        share = month.share(self.starts, self.ends)
        if self.care and share:
            month.controls.add("prison_care", self.care * share, conditional=self.conditional)
        self.charge(month)
