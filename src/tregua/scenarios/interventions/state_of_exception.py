"""A state of exception: a declaration on a date, due process suspended, and arrests if any are asked for."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _, translated
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import Line, Share
from tregua.scenarios.interventions.base import ReliesOn
from tregua.scenarios.interventions.quota import MassArrest


class StateOfException(MassArrest):
    """An emergency declared on its first day; what is done under it must be written.

    Attributes
    ----------
    law
        The text that declares it, such as "Legislative Decree 333".
    """

    kind: Literal["state_of_exception"] = "state_of_exception"
    title: ClassVar[str] = N_("state of exception")
    relies_on: ClassVar[ReliesOn] = {
        "declaration": ("announced_risk", "announcement_sign", "announcement_time"),
        "due_process_suspended": ("targeting_odds", "suspension_on_review"),
        "contact_refused": ("violence_mortality",),
        "sweep_quota": ("deterrence_on_killing", "half_risk", "capacity_time", "provocation"),
        "full_crowd": ("crowding_limit", "holding_time"),
    }
    law: Line | None = Field(default=None, description="the text that declares it")
    due_process_suspended: Share = Field(default=1.0, description="how far due process is suspended")

    def clause(self) -> str:
        """Say what is declared, what is asked for, and what is suspended."""
        declared = _("a state of exception is declared")
        if self.law:
            declared += _(" ({law})").format(law=translated(self.law))
        if not self.asks:
            return _("{declared} and no arrests are asked for; {rules}").format(
                declared=declared, rules=self.rules()
            )
        return _("{declared} and asks {where} for {arrests}; {rules}").format(
            declared=declared, where=self.where(), arrests=self.asked(), rules=self.rules()
        )

    def act(self, month: Month) -> None:
        """Write the declaration, from the month of its first day on, and what is done under it."""
        super().act(month)
        if month.share(self.starts, self.ends):
            month.controls.add("declaration", 1.0, conditional=self.conditional)
