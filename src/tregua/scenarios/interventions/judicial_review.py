"""Judicial review of those held."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import DatedPerDay
from tregua.scenarios.interventions.base import Programme, ReliesOn, growth


class JudicialReview(Programme):
    """Judges who look at the case of each person held, beyond what the courts do now.

    Attributes
    ----------
    cases_per_day
        Reviews added a day: a number, or dated steps.
    """

    kind: Literal["judicial_review"] = "judicial_review"
    title: ClassVar[str] = N_("judicial review")
    relies_on: ClassVar[ReliesOn] = {"review_cases": ("free_uninvolved",)}
    cases_per_day: DatedPerDay = Field(description="cases reviewed a day")

    def clause(self) -> str:
        """Say how many cases."""
        return _("judges review {cases} of people held, beyond what the courts do now{cost}").format(
            cases=growth(self.cases_per_day, _("cases a day")), cost=self.cost()
        )

    def act(self, month: Month) -> None:
        """Write the reviews."""
        cases = self.mean(month, self.cases_per_day)
        month.controls.add("review_cases", cases, conditional=self.conditional)
        self.charge(month)
