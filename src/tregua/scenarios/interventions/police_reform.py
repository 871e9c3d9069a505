"""Reform of the country's own police."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import Days, Share
from tregua.scenarios.interventions.base import Programme, ReliesOn


class PoliceReform(Programme):
    """Vetting, pay, training and oversight of the police.

    Attributes
    ----------
    depth
        How much of what is planned is done, 0 to 1.
    over_days
        Days until it is done.
    """

    kind: Literal["police_reform"] = "police_reform"
    title: ClassVar[str] = N_("police reform")
    relies_on: ClassVar[ReliesOn] = {"police_reform": ("reform_effect",)}
    depth: Share = Field(description="how much of the reform is done")
    over_days: Days = Field(default=0, description="days until the reform is done")

    def clause(self) -> str:
        """Say how deep the reform goes."""
        return _(
            "the police are reformed (vetting, pay, training, oversight) to {share} of the plan{cost}"
        ).format(share=phrases.percent(self.depth), cost=self.cost())

    def pace(self) -> str:
        """Say how long it takes."""
        return _("over {n} days").format(n=phrases.number(self.over_days)) if self.over_days else ""

    def act(self, month: Month) -> None:
        """Write how far the reform has come."""
        level = self.mean(month, self.depth, self.over_days)
        month.controls.raise_to("police_reform", level, conditional=self.conditional)
        self.charge(month)
