"""Those detained in gang cases come out; people held for other offences are not touched."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from tregua.i18n import N_, _
from tregua.inputs.yaml_reader import mistake
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import Share, SomeDays
from tregua.scenarios.interventions.base import Measure, ReliesOn
from tregua.vocabulary.time import DAYS_A_YEAR

LEAST_LEFT = 0.01  # of those held at the start of a month: a hazard cannot free the last of them


class Release(Measure):
    """People freed, whether judged or not: once at an even pace, or each after a time, as long as it lasts.

    Attributes
    ----------
    over_days
        Days from the first release to the last.
    share
        Share of those held at the start who are freed.
    held_days
        Instead of both: days that a person is held on average, for all who come in while it lasts.
    """

    kind: Literal["release"] = "release"
    title: ClassVar[str] = N_("release")
    relies_on: ClassVar[ReliesOn] = {"release_rate": ("return_share",)}
    over_days: SomeDays | None = Field(default=None, description="days from the first release to the last")
    share: Share = Field(default=1.0, description="share of those detained in gang cases who are freed")
    held_days: SomeDays | None = Field(default=None, description="days that a person is held on average")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.over_days is None and self.held_days is None:
            raise mistake(_("the key 'over_days', or 'held_days'"), at=())
        if self.over_days is not None and self.held_days is not None:
            raise mistake(_("either 'over_days' or 'held_days'"), at=("held_days",))
        if self.held_days is not None and self.share != 1:
            raise mistake(_("no key 'share' where 'held_days' stands: all come out"), at=("share",))
        return self

    def clause(self) -> str:
        """Say who comes out."""
        if self.held_days is not None:
            return _("whoever is detained in a gang case comes out again, after {n} days on average").format(
                n=phrases.number(self.held_days)
            )
        if self.share == 1:
            return _("all who are detained in gang cases come out")
        return _("{share} of those detained in gang cases come out").format(share=phrases.percent(self.share))

    def pace(self) -> str:
        """Say how long it takes."""
        return _("over {n} days").format(n=phrases.number(self.over_days)) if self.over_days else ""

    def act(self, month: Month) -> None:
        """Write the hazard of release: of an even pace, it grows as fewer are left."""
        if self.over_days is None:
            share = month.share(self.starts, self.ends)
            if share and self.held_days:
                rate = DAYS_A_YEAR / self.held_days * share
                month.controls.add("release_rate", rate, conditional=self.conditional)
            return
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
