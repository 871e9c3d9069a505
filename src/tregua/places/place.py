"""A place: all that is known of it, as a value that does not change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from tregua.assumptions.prior import LocalPrior
from tregua.i18n import _, ngettext
from tregua.i18n.numbers import marks
from tregua.inputs.fields import Day, Model, Name, Title
from tregua.inputs.yaml_reader import mistake
from tregua.places.evidence import Evidence
from tregua.places.gangs import Gang, Relation
from tregua.places.history import Event
from tregua.places.series import Series
from tregua.places.sourced_value import Figure, latest, qualifies
from tregua.places.state import State
from tregua.places.territory import Territory
from tregua.printed import Printed, Row

__all__ = ["Figure", "Place", "PlaceFile", "RunDates", "latest", "qualifies"]

LONGEST_RUN_YEARS = 30
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)*\Z")


MOST_NAMES = 8  # in a line that a place prints of itself


def _names(names: Iterable[str]) -> str:
    found = list(names)
    listed = ", ".join(found[:MOST_NAMES])
    more = len(found) - MOST_NAMES
    return _("{names} and {n} more").format(names=listed, n=more) if more > 0 else listed


class RunDates(Model):
    """Default dates of the scenarios of a place."""

    start: Day
    end: Day
    as_of: Day = Field(description="only what had been published by this day is used")

    @model_validator(mode="after")
    def _in_order(self) -> RunDates:
        for key in ("start", "end"):
            day = getattr(self, key)
            if day.day != 1:
                raise mistake(
                    _("the first day of a month"), _("write {day}").format(day=day.replace(day=1)), at=(key,)
                )
        if self.end <= self.start:
            raise mistake(_("end after start ({day})").format(day=self.start), at=("end",))
        if self.end.year - self.start.year > LONGEST_RUN_YEARS:
            raise mistake(_("a run of at most {n} years").format(n=LONGEST_RUN_YEARS), at=("end",))
        return self


def _reference(value: Any) -> Any:
    if not isinstance(value, str) or not _REFERENCE.match(value) or ".." in value:
        raise mistake(_("the name of a scenario, such as haiti/offer-6000"))
    return value


def _iso3(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise mistake(_("the country's three-letter ISO 3166 code, such as HTI"))
    return value


def _currency(value: Any) -> Any:
    if value != "USD":
        raise mistake(_("USD: every amount of money in a place's files is in United States dollars"))
    return value


ScenarioName = Annotated[str, BeforeValidator(_reference)]
Iso3 = Annotated[str, BeforeValidator(_iso3), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
Currency = Annotated[str, BeforeValidator(_currency), WithJsonSchema({"const": "USD"})]


class PlaceFile(Model):
    """The content of place.yaml."""

    name: Name
    title: Title
    iso3: Iso3 | None = None
    sentence: Title = ""
    main_series: Name = Field(description="the series that is the main count")
    reporting: Title = Field(default="", description="at which level evidence is observed")
    regions: dict[Name, Title] = Field(default_factory=dict)
    run: RunDates | None = None
    learn_from: Day | None = Field(default=None, description="first day of the record that fits learn from")
    scenarios: tuple[ScenarioName, ...] = Field(default=(), description="the first is the baseline")
    from_today: tuple[ScenarioName, ...] = Field(
        default=(), description="scenarios that start at the newest evidence, the first the baseline"
    )
    currency: Currency = "USD"


@dataclass(frozen=True, repr=False)
class Place(Printed):
    """What is known of a place.

    Attributes
    ----------
    name, title, iso3, sentence, reporting, currency
        Its name in commands, and its texts.
    main_series
        The series that is the main count.
    regions
        Titles of the regions, the level at which results are reported.
    territories, gangs
        By name, in the order of the files.
    relations, history
        In the order of their dates.
    state, parameters, series, evidence
        Forces, prisons and courts; its own priors; the register of series; the rows.
    run
        Default dates of its scenarios.
    learn_from
        First day of the record that fits learn from; None for the first count of deaths.
    scenarios
        Scenarios compared by default; the first is the baseline.
    from_today
        Scenarios that start at the newest evidence; the first is the baseline.
    folder
        Where its files are.
    hash
        SHA-256 over the bytes of its files, the same wherever the folder lies.
    """

    name: str
    title: str
    iso3: str | None
    sentence: str
    main_series: str
    reporting: str
    regions: Mapping[str, str]
    territories: Mapping[str, Territory]
    gangs: Mapping[str, Gang]
    relations: tuple[Relation, ...]
    state: State
    history: tuple[Event, ...]
    parameters: Mapping[str, LocalPrior]
    series: Mapping[str, Series]
    evidence: Evidence
    run: RunDates
    scenarios: tuple[str, ...]
    currency: str
    folder: Path
    hash: str
    learn_from: date | None = None
    from_today: tuple[str, ...] = ()

    @property
    def people(self) -> float:
        """Inhabitants of all territories, at the start of its default run."""
        return sum(self.population(name, self.run.start, self.run.as_of) for name in self.territories)

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it."""
        events = len(self.history)
        return [
            ("", f"{self.title} ({self.name})"),
            *([("", str(self.sentence))] if self.sentence else []),
            (
                _("people"),
                _("{n} in {m} territories and {k} regions").format(
                    n=marks(f"{self.people:,.0f}"), m=len(self.territories), k=len(self.regions)
                ),
            ),
            (_("gangs"), _names(str(g.title) for g in self.gangs.values())),
            (
                _("evidence"),
                _("{n} figures of {m} series; the main count is {name}").format(
                    n=len(self.evidence), m=len(self.series), name=self.main_series
                ),
            ),
            (
                _("history"),
                ngettext("{n} event", "{n} events", events).format(n=events),
            ),
            (
                _("run"),
                _("{start} to {end}, with what was known on {day}").format(
                    start=self.run.start, end=self.run.end, day=self.run.as_of
                ),
            ),
            (_("scenarios"), _names(self.scenarios)),
            (_("files"), str(self.folder)),
        ]

    def population(self, territory: str, at: date, as_of: date) -> float:
        """Return the inhabitants of a territory on a day, as known on another."""
        return latest(self.territories[territory].population, at, as_of).value

    def territories_of(self, names: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
        """Return the territories that ``all``, or names of territories and regions, stand for."""
        if names == "all" or "all" in names:
            return tuple(self.territories)
        asked = {names} if isinstance(names, str) else set(names)
        return tuple(t for t, each in self.territories.items() if t in asked or each.region in asked)
