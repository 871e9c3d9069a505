"""Money for a mission and its programmes."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from tregua.i18n import N_, _
from tregua.inputs.yaml_reader import mistake
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import DatedUsd, Usd, first_and_last
from tregua.scenarios.interventions.base import Measure

PAID_IN_DAYS = 30


class Funding(Measure):
    """Money received: by the day, or as a fund that is spent until it runs out.

    A scenario with a mission and no funding is taken to be paid for as it asks.

    Attributes
    ----------
    usd_per_day
        Money received a day: a number, or dated steps.
    total
        A fund, paid in over the first 30 days.
    """

    kind: Literal["funding"] = "funding"
    title: ClassVar[str] = N_("money")
    usd_per_day: DatedUsd | None = Field(default=None, description="US dollars received a day")
    total: Usd | None = Field(default=None, description="fund, in US dollars")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.usd_per_day is None) == (self.total is None):
            raise mistake(_("either 'usd_per_day' or 'total'"))
        return self

    def clause(self) -> str:
        """Say how much money comes."""
        if self.total is not None:
            return _("a fund of {money} pays for the mission, until it runs out").format(
                money=phrases.usd(self.total)
            )
        first, last = first_and_last(self.usd_per_day or 0.0)
        if first == last:
            return _("{money} a day are received").format(money=phrases.usd(first))
        return _("{first} a day are received at first, {last} a day in the end").format(
            first=phrases.usd(first), last=phrases.usd(last)
        )

    def act(self, month: Month) -> None:
        """Write the money received."""
        if self.total is None:
            daily = self.mean(month, self.usd_per_day or 0.0)
        else:
            paid_in = self.starts + timedelta(days=PAID_IN_DAYS)
            daily = self.total / PAID_IN_DAYS * month.share(self.starts, paid_in)
        month.controls.add("funding_per_day", daily, conditional=self.conditional)
