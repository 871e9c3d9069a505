"""Gangs that act together against the state."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import Share
from tregua.scenarios.interventions.base import Measure, ReliesOn


class Coalition(Measure):
    """Gangs that act together instead of fighting each other; no pact, for they promise the state nothing.

    Attributes
    ----------
    strength
        Share of the gangs, by members, that act together.
    """

    kind: Literal["coalition"] = "coalition"
    title: ClassVar[str] = N_("coalition of gangs")
    relies_on: ClassVar[ReliesOn] = {
        "coalition": ("coalition_on_rivalry", "coalition_on_predation", "coalition_on_attack")
    }
    strength: Share = Field(description="share of the gangs that act together")

    def clause(self) -> str:
        """Say how many of the gangs act together."""
        return _("{share} of the gangs act together against the state, and promise nothing to anyone").format(
            share=phrases.percent(self.strength)
        )

    def act(self, month: Month) -> None:
        """Write how far the gangs act together."""
        share = month.share(self.starts, self.ends)
        if share:
            month.controls.raise_to("coalition", self.strength * share, conditional=self.conditional)
