"""Those detained in gang cases come out; people held for other offences are not touched."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import Share, SomeDays
from tregua.scenarios.interventions.base import Measure, ReliesOn
from tregua.vocabulary.time import DAYS_A_YEAR

LEAST_LEFT = 0.01  # of those held at the start of a month: a hazard cannot free the last of them


class Release(Measure):
    """People freed at an even pace, whether judged or not.

    Attributes
    ----------
    over_days
        Days from the first release to the last.
    share
        Share of those held at the start who are freed.
    """

    kind: Literal["release"] = "release"
    title: ClassVar[str] = N_("release")
    relies_on: ClassVar[ReliesOn] = {"release_rate": ("return_share",)}
    over_days: SomeDays = Field(description="days from the first release to the last")
    share: Share = Field(1.0, description="share of those detained in gang cases who are freed")

    def clause(self) -> str:
        """Say who comes out."""
        if self.share == 1:
            return _("all who are detained in gang cases come out")
        return _("{share} of those detained in gang cases come out").format(share=phrases.percent(self.share))

    def pace(self) -> str:
        """Say how long it takes."""
        return _("over {n} days").format(n=phrases.number(self.over_days))

    def act(self, month: Month) -> None:
        """Write the hazard that empties the prisons at an even pace: it grows as fewer are left."""
        done = self.starts + timedelta(days=self.over_days)
        first = max(month.start, self.starts)
        last = min(month.end, done, self.ends or done)
        if last <= first:
            return
        # Left of those held at the start, at both ends of what falls in this month.
        before = 1 - self.share * (first - self.starts).days / self.over_days
        after = 1 - self.share * (last - self.starts).days / self.over_days
        left = max(after / before, LEAST_LEFT) if before > 0 else 1.0
        rate = -math.log(left) * DAYS_A_YEAR / month.days
        month.controls.add("release_rate", max(rate, 0.0), conditional=self.conditional)
