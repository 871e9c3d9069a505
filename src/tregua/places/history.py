"""Dated history: what was declared, what was done, and what happened.

A declaration is a text of law with a date. It carries no level and no mark of being enforced: what was done
is entered as operations, mission strength and evidence of arrests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field, model_validator

from tregua.i18n import _
from tregua.inputs.fields import Count, Day, Free, Grade, Model, Name, Number, Published, Share, Title, Url
from tregua.inputs.yaml_reader import mistake

EventKind = Literal[
    "pact", "breakdown", "coalition", "shock", "spree", "mission", "mission_end", "mission_strength",
    "mandate", "operation", "prison_break", "law", "declaration", "renewal", "regime", "regime_end",
    "self_defence_pulse", "offer", "resolution", "consent", "consent_lost", "court_ruling", "election",
    "other",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(EventKind)
Outcome = Literal["held", "postponed", "disputed", "scheduled"]
Means = Literal["raid", "sweep", "siege", "patrols", "drones"]

# Keys that only some kinds have: the kinds, and those of them that need the key.
_OWN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "deaths": (("spree",), ("spree",)),
    "escaped": (("prison_break",), ()),
    "level": (("regime",), ("regime",)),
    "law": (("declaration",), ("declaration",)),
    "suspends": (("declaration",), ()),
    "prisons_only": (("declaration",), ()),
    "territories": (("declaration", "operation"), ("declaration",)),
    "renews": (("renewal",), ("renewal",)),
    "count": (("renewal",), ()),
    "mission": (("mission_strength", "mandate"), ("mission_strength", "mandate")),
    "ceiling": (("mandate",), ()),
    "contingent": (("mission_strength",), ("mission_strength",)),
    "soldiers": (("mission_strength", "operation"), ("mission_strength",)),
    "police": (("mission_strength", "operation"), ("mission_strength",)),
    "power_to_arrest": (("mission_strength", "mandate"), ()),
    "means": (("operation",), ("operation",)),
    "arrests": (("operation",), ()),
    "killed": (("operation",), ()),
    "outcome": (("election",), ()),
    "moved_to": (("election",), ()),
}


class Effect(Model):
    """Jump of the log of killing per member."""

    mean: Annotated[Number, Field(ge=-5, le=5)]
    sd: Annotated[Number, Field(ge=0, le=5)] = 0.0


def _by_kind(schema: dict[str, Any]) -> None:
    """Write into a JSON Schema which keys each kind needs and which it may not have."""
    rules = []
    for kind in KINDS:
        needed = [key for key, (_kinds, need) in _OWN.items() if kind in need]
        barred = {key: {"type": "null"} for key, (kinds, _need) in _OWN.items() if kind not in kinds}
        then: dict[str, Any] = {"properties": barred} | ({"required": needed} if needed else {})
        rules.append({"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": then})
    schema["allOf"] = rules


class Event(Model):
    """Something that happened on a day and bears on violence or on what could be done."""

    model_config = ConfigDict(json_schema_extra=_by_kind)

    date: Day
    published: Published | None = None
    kind: EventKind
    title: Title
    until: Day | None = None
    effect: Effect | None = None
    deaths: Count | None = Field(default=None, description="people killed in a spree")
    escaped: Count | None = Field(default=None, description="people who escaped in a prison break")
    level: Share | None = Field(
        default=None, description="how far an emergency regime is in force, 0 to 1; of version 0.1 only"
    )
    law: Title | None = Field(default=None, description="text of law of a declaration, and what it suspends")
    suspends: Share | None = Field(
        default=None,
        description="share of due process that the text of a declaration suspends; none if left out",
    )
    prisons_only: bool | None = Field(
        default=None,
        description="true where a declaration holds in prisons only: nobody at large is addressed",
    )
    territories: tuple[Name, ...] | None = Field(
        default=None, min_length=1, description="where it holds: territories, regions, or all"
    )
    renews: Day | None = Field(default=None, description="day of the declaration that is renewed")
    count: Annotated[Count, Field(ge=1)] | None = Field(
        default=None, description="how many renewals the entry stands for; one if left out"
    )
    mission: Name | None = Field(default=None, description="name of the foreign mission")
    ceiling: Count | None = Field(default=None, description="most personnel that the mandate allows")
    contingent: Title | None = Field(default=None, description="who sent the personnel")
    soldiers: Count | None = Field(default=None, description="soldiers on the day, or taking part")
    police: Count | None = Field(default=None, description="police officers on the day, or taking part")
    power_to_arrest: bool | None = Field(
        default=None, description="whether the personnel may arrest; left out where no source says"
    )
    means: Means | None = Field(default=None, description="how an operation was carried out")
    arrests: Count | None = Field(default=None, description="people arrested in an operation")
    killed: Count | None = Field(default=None, description="people killed in an operation")
    outcome: Outcome | None = Field(default=None, description="what became of an election")
    moved_to: Day | None = Field(default=None, description="new day of a postponed election")
    source: Free = ""
    url: Url = ""
    grade: Grade | None = None
    note: Free = ""
    disagree: Free = ""

    @model_validator(mode="after")
    def _own_keys(self) -> Event:
        if self.until is not None and self.until < self.date:
            raise mistake(_("until on or after date ({day})").format(day=self.date), at=("until",))
        for key, (kinds, needed) in _OWN.items():
            if getattr(self, key) is not None and self.kind not in kinds:
                raise mistake(
                    _("'{key}' only with kind: {kind}").format(key=key, kind=", ".join(kinds)), at=(key,)
                )
            if self.kind in needed and getattr(self, key) is None:
                raise mistake(
                    _("the key '{key}' in an event of kind {kind}").format(key=key, kind=self.kind),
                    found=_("no key '{key}'").format(key=key),
                )
        if self.renews is not None and self.renews > self.date:
            raise mistake(_("a day on or before date ({day})").format(day=self.date), at=("renews",))
        if self.moved_to is not None and self.outcome != "postponed":
            raise mistake(_("'{key}' only with outcome: postponed").format(key="moved_to"), at=("moved_to",))
        return self

    def known(self, as_of: date) -> bool:
        """Return whether it had been published by a date; with no such date it counts from its own."""
        return (self.published or self.date) <= as_of


History = tuple[Event, ...]
FULL_REGIME = 0.9  # level of an entry of kind regime from which version 0.1 held due process to be suspended


def in_force(events: Iterable[Event], kind: str, day: date, as_of: date) -> bool:
    """Return whether an event of a kind, as known on a date, holds on a day: up to ``until``, if given."""
    return any(
        e.kind == kind and e.date <= day and (e.until is None or day <= e.until) and e.known(as_of)
        for e in events
    )


@dataclass(frozen=True, slots=True)
class Declaration:
    """An emergency as it was declared, with its renewals.

    Attributes
    ----------
    date
        Day of the declaration.
    until
        Last day by the text and its renewals; None where none is given.
    law
        Text of law; empty for an entry of kind regime.
    territories
        Territories, regions, or ``all``.
    renewals
        How many renewals are known.
    suspends
        Share of due process that its text suspends; 1 for an entry of kind regime in full force (0.9 or
        more).
    from_regime
        Whether it was written as kind regime, as in version 0.1. Its level is read for what it suspends only.
    """

    date: date
    until: date | None
    law: str
    territories: tuple[str, ...]
    renewals: int
    suspends: float
    from_regime: bool

    def in_force(self, day: date) -> bool:
        """Return whether the text, with its renewals, covers a day."""
        return self.date <= day and (self.until is None or day <= self.until)


def declarations(history: Iterable[Event], as_of: date | None = None) -> tuple[Declaration, ...]:
    """Return the declarations of a history with their renewals, the earliest first.

    One that holds in prisons only is left out: it announces nothing to members at large. An entry of kind
    regime is read as a declaration over all territories, which suspends due process if its level was 0.9 or
    more. It ends with its own ``until``, with the next entry of kind regime, or with one of kind
    regime_end.

    Parameters
    ----------
    history
        Events, in any order.
    as_of
        Only what had been published by this day; None for all.
    """
    history = tuple(history)
    events = sorted((e for e in history if as_of is None or e.known(as_of)), key=lambda e: e.date)
    begun = [e for e in history if e.kind == "renewal" and (as_of is None or e.date <= as_of)]
    ends = [e.date for e in events if e.kind in ("regime", "regime_end")]
    found = []
    for e in events:
        if e.kind not in ("declaration", "regime") or e.prisons_only:
            continue
        renewals = [r for r in begun if r.renews == e.date]
        until = e.until
        for renewal in renewals:
            # each extension is public on its day; an entry that sums up several may be printed later
            end = renewal.until
            if as_of is not None and not renewal.known(as_of):
                end = as_of if end is None else min(end, as_of)
            until = end if until is None or end is None else max(until, end)
        old = e.kind == "regime"
        if old and until is None:
            until = min((day for day in ends if day > e.date), default=None)
        found.append(
            Declaration(
                date=e.date,
                until=until,
                law=e.law or "",
                territories=e.territories or ("all",),
                renewals=sum(r.count or 1 for r in renewals),
                suspends=float(e.suspends or 0.0) if not old else float((e.level or 0.0) >= FULL_REGIME),
                from_regime=old,
            )
        )
    return tuple(found)
