"""Sweeps: arrests by quota without a declaration."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import N_, _
from tregua.scenarios.interventions.base import ReliesOn
from tregua.scenarios.interventions.quota import MassArrest


class Sweeps(MassArrest):
    """Arrests by quota where no emergency is declared; due process holds unless the file says otherwise."""

    kind: Literal["sweeps"] = "sweeps"
    title: ClassVar[str] = N_("sweeps")
    relies_on: ClassVar[ReliesOn] = {
        "due_process_suspended": ("targeting_odds", "suspension_on_review"),
        "contact_refused": ("violence_mortality",),
        "sweep_quota": ("deterrence_on_killing", "half_risk", "capacity_time", "provocation"),
        "full_crowd": ("crowding_limit", "holding_time"),
    }

    def clause(self) -> str:
        """Say what is asked for, under which law, and what is done with those arrested."""
        return _("sweeps {where} ask for {arrests}, and no emergency is declared; {rules}").format(
            where=self.where(), arrests=self.asked(), rules=self.rules()
        )
