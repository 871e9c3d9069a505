"""A state of exception: arrests by quota, due process suspended, a regime that is in force and believed."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import DatedPerDay, Label, PerDay, Share
from tregua.scenarios.interventions.base import Measure, ReliesOn, SharedBy, form, growth

_ByTerritory = Annotated[dict[Label, PerDay], Field(min_length=1, max_length=1000)]
Quota = Annotated[
    Annotated[DatedPerDay, Tag("total")] | Annotated[_ByTerritory, Tag("mapping")],
    Discriminator(lambda value: "mapping" if form(value) == "mapping" else "total"),
]


class StateOfException(Measure):
    """Arrests asked for by the day, under an emergency regime.

    Attributes
    ----------
    arrests_per_day
        Arrests asked for beyond ordinary policing: a total, a total by dated steps, or a number by territory
        or region.
    shared_by
        How a total is shared over the territories: by exposed ``population``, by ``gangs``, ``equal``, or
        weights.
    due_process_suspended
        How far: 0 not at all, 1 altogether.
    regime
        How far the regime is in force and believed, 0 to 1.
    """

    kind: Literal["state_of_exception"] = "state_of_exception"
    title: ClassVar[str] = N_("state of exception")
    relies_on: ClassVar[ReliesOn] = {
        "due_process_suspended": ("targeting_odds", "suspension_on_review"),
        "regime": ("threat_on_killing", "regime_force"),
    }
    arrests_per_day: Quota = Field(0.0, description="arrests asked for a day")  # type: ignore[assignment]
    shared_by: SharedBy = Field("population", description="how the arrests are shared")
    due_process_suspended: Share = Field(1.0, description="how far due process is suspended")
    regime: Share = Field(1.0, description="how far the regime is in force")

    def clause(self) -> str:
        """Say what is asked for and what is suspended."""
        if isinstance(self.arrests_per_day, dict):
            total: Any = float(sum(self.arrests_per_day.values()))
            where = _("in {n} territories").format(n=len(self.arrests_per_day))
        else:
            total, where = self.arrests_per_day, self.where()
        if self.due_process_suspended == 1:
            law = _("due process is suspended")
        elif self.due_process_suspended == 0:
            law = _("due process holds")
        else:
            law = _("due process is suspended in part ({share})").format(
                share=phrases.percent(self.due_process_suspended)
            )
        return _("a state of exception {where} asks for {arrests}, and {law}").format(
            arrests=growth(total, _("arrests a day")), where=where, law=law
        )

    def act(self, month: Month) -> None:
        """Write quota, suspension and regime."""
        share = month.share(self.starts, self.ends)
        controls, conditional = month.controls, self.conditional
        if isinstance(self.arrests_per_day, dict):
            for name, quota in self.arrests_per_day.items():
                spread = month.ground.shares("population", [name])
                controls.add("sweep_quota", quota * share * spread, conditional=conditional)
        else:
            spread = month.ground.shares(self.shared_by, self.territories)
            controls.add(
                "sweep_quota", self.mean(month, self.arrests_per_day) * spread, conditional=conditional
            )
        controls.raise_to(
            "due_process_suspended", self.due_process_suspended * share, conditional=conditional
        )
        controls.raise_to("regime", self.regime * share, conditional=conditional)
