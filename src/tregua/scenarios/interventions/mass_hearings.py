"""Mass hearings: many defendants judged at once."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import DatedPerDay, Share
from tregua.scenarios.interventions.base import Programme, ReliesOn, growth


class MassHearings(Programme):
    """Judgements handed down by the hundred, with their own risk of convicting the uninvolved.

    Attributes
    ----------
    cases_per_day
        People judged a day: a number, or dated steps.
    wrongly_convicted
        Share of the uninvolved before such a court who are convicted all the same.
    """

    kind: Literal["mass_hearings"] = "mass_hearings"
    title: ClassVar[str] = N_("mass hearings")
    relies_on: ClassVar[ReliesOn] = {"hearing_cases": ("free_uninvolved", "free_member")}
    cases_per_day: DatedPerDay = Field(description="people judged a day")
    wrongly_convicted: Share = Field(description="share of the uninvolved who are convicted")

    def clause(self) -> str:
        """Say how many are judged and what the risk is."""
        return _(
            "mass hearings judge {cases}, and of the uninvolved among them {share} are convicted{cost}"
        ).format(
            cases=growth(self.cases_per_day, _("people a day")),
            share=phrases.percent(self.wrongly_convicted),
            cost=self.cost(),
        )

    def act(self, month: Month) -> None:
        """Write the judgements and their error."""
        cases = self.mean(month, self.cases_per_day)
        month.controls.add("hearing_cases", cases, conditional=self.conditional)
        month.controls.mean("hearing_error", self.wrongly_convicted, cases, self.conditional)
        self.charge(month)
