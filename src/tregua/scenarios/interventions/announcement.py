"""An intervention announced, and awaited."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _, translated
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import Line, Share
from tregua.scenarios.interventions.base import Measure, ReliesOn


class Announcement(Measure):
    """The time between word of an intervention and the intervention, in which gangs may strike first.

    It deters nobody and adds no force: it feeds retaliation alone, whose size is an assumption.

    Attributes
    ----------
    what
        What is announced.
    level
        How far it is believed, 0 to 1.
    """

    kind: Literal["announcement"] = "announcement"
    title: ClassVar[str] = N_("announcement")
    relies_on: ClassVar[ReliesOn] = {"announced": ("retaliation",)}
    what: Line = Field(description="what is announced")
    level: Share = Field(default=1.0, description="how far it is believed")

    def clause(self) -> str:
        """Say what is announced."""
        clause = _("{what} is announced and awaited").format(what=translated(self.what))
        if self.level < 1:
            clause += _(" (believed to {share})").format(share=phrases.percent(self.level))
        return clause + _("; it moves nothing but the attacks with which gangs may answer")

    def act(self, month: Month) -> None:
        """Write that something is awaited."""
        level = self.level * month.share(self.starts, self.ends)
        month.controls.raise_to("announced", level, conditional=self.conditional)
