"""A truce or pact with the gangs."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import PerYear, Share
from tregua.scenarios.interventions.base import Programme, ReliesOn


class Pact(Programme):
    """Restraint that gangs agree to; it may break.

    Attributes
    ----------
    restraint
        Share of killing that the gangs' commands agree to hold back.
    break_rate
        Hazard of breaking, a year; the model's own (about half break within two years) when left out.
    """

    kind: Literal["pact"] = "pact"
    title: ClassVar[str] = N_("pact")
    relies_on: ClassVar[ReliesOn] = {"pact": ("pact_effect", "pact_break", "breakdown_effect")}
    restraint: Share = Field(description="share of killing held back")
    break_rate: PerYear | None = Field(default=None, description="hazard of the pact breaking, a year")

    def clause(self) -> str:
        """Say what is agreed and how firm it is."""
        clause = _("the gangs agree to hold back {share} of their killing").format(
            share=phrases.percent(self.restraint)
        )
        if self.break_rate is not None:
            # P(break within a year) = 1 - exp(-hazard)
            clause += _(", with a chance of {chance} a year that the pact breaks").format(
                chance=phrases.percent(1 - math.exp(-self.break_rate))
            )
        return clause + self.cost()

    def act(self, month: Month) -> None:
        """Write the restraint, and the hazard where one is given."""
        share = month.share(self.starts, self.ends)
        if not share:
            return
        month.controls.raise_to("pact", self.restraint * share, conditional=self.conditional)
        if self.break_rate is not None:
            month.controls.raise_to("pact_break_rate", self.break_rate, conditional=self.conditional)
        self.charge(month)
