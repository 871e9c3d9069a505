"""Lethal operations without access to the ground: drones, helicopters, contractors."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, Strict

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import DatedPeople, DatedPerDay
from tregua.scenarios.interventions.base import Measure, ReliesOn, SharedBy, growth

Toll = Annotated[float, Strict(), Field(ge=0, le=1_000, allow_inf_nan=False)]


class LethalOperations(Measure):
    """Operations that kill without holding ground: a choice of policy, never a law of nature.

    Attributes
    ----------
    operations_per_month
        How many a month (of 30.4 days): a number, or dated steps.
    deaths_per_operation, bystanders_per_operation
        Gang members, and other people, killed by one.
    contractors
        Private personnel on the ground with them.
    shared_by
        How they are shared over the territories.
    """

    kind: Literal["lethal_operations"] = "lethal_operations"
    title: ClassVar[str] = N_("lethal operations")
    relies_on: ClassVar[ReliesOn] = {"operations": ("retaliation",)}
    operations_per_month: DatedPerDay = Field(description="operations a month")
    deaths_per_operation: Toll = Field(description="gang members killed by an operation")
    bystanders_per_operation: Toll = Field(description="other people killed by an operation")
    contractors: DatedPeople = Field(default=0.0, description="private contractors")
    shared_by: SharedBy = Field(default="gangs", description="how the operations are shared")

    def clause(self) -> str:
        """Say how many operations, and what they cost in lives."""
        return _(
            "drones and contractors strike {where} without holding ground, with {operations}, each killing "
            "{deaths} gang members and {bystanders} other people on average"
        ).format(
            operations=growth(self.operations_per_month, _("lethal operations a month")),
            where=self.where(),
            deaths=phrases.number(self.deaths_per_operation),
            bystanders=phrases.number(self.bystanders_per_operation),
        )

    def act(self, month: Month) -> None:
        """Write operations, and their toll as a mean over all operations of the month."""
        operations = self.mean(month, self.operations_per_month)
        spread = month.ground.shares(self.shared_by, self.territories)
        controls, conditional = month.controls, self.conditional
        controls.add("operations", operations * spread, conditional=conditional)
        controls.mean("operation_deaths", self.deaths_per_operation, operations, conditional)
        controls.mean("operation_bystanders", self.bystanders_per_operation, operations, conditional)
        controls.add("contractors", self.mean(month, self.contractors) * spread, conditional=conditional)
