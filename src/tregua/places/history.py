"""Dated history: pacts and their breakdown, coalitions, sprees, missions, prison breaks, laws."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tregua.i18n import _
from tregua.inputs.fields import Count, Day, Free, Grade, Model, Number, Published, Share, Title, Url
from tregua.inputs.yaml_reader import mistake

EventKind = Literal[
    "pact", "breakdown", "coalition", "shock", "spree", "mission", "mission_end", "prison_break", "law",
    "regime", "regime_end", "self_defence_pulse", "offer", "resolution", "consent", "consent_lost",
    "court_ruling", "election", "other",
]  # fmt: skip

# What only some kinds of event have: the key, and whether such an event must have it.
_OWN = {"deaths": ("spree", True), "escaped": ("prison_break", False), "level": ("regime", True)}


class Effect(Model):
    """Jump of the log of killing per member."""

    mean: Annotated[Number, Field(ge=-5, le=5)]
    sd: Annotated[Number, Field(ge=0, le=5)] = 0.0


class Event(Model):
    """Something that happened on a day and bears on violence or on what could be done."""

    date: Day
    published: Published | None = None
    kind: EventKind
    title: Title
    until: Day | None = None
    effect: Effect | None = None
    deaths: Count | None = Field(default=None, description="people killed in a spree")
    escaped: Count | None = Field(default=None, description="people who escaped in a prison break")
    level: Share | None = Field(default=None, description="how far an emergency regime is in force, 0 to 1")
    source: Free = ""
    url: Url = ""
    grade: Grade | None = None
    note: Free = ""
    disagree: Free = ""

    @model_validator(mode="after")
    def _own_keys(self) -> Event:
        if self.until is not None and self.until < self.date:
            raise mistake(_("until on or after date ({day})").format(day=self.date), at=("until",))
        for key, (kind, needed) in _OWN.items():
            if getattr(self, key) is not None and self.kind != kind:
                raise mistake(_("'{key}' only with kind: {kind}").format(key=key, kind=kind), at=(key,))
            if needed and self.kind == kind and getattr(self, key) is None:
                raise mistake(
                    _("the key '{key}' in an event of kind {kind}").format(key=key, kind=kind),
                    found=_("no key '{key}'").format(key=key),
                )
        return self

    def known(self, as_of: date) -> bool:
        """Tell whether it had been published by a date; with no such date it counts from its own."""
        return (self.published or self.date) <= as_of


History = tuple[Event, ...]
