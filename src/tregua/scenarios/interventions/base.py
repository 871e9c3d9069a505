"""What an intervention is: the protocol, and the form that all built-in ones share.

An intervention is a value that prints itself as a sentence and, once a month, writes controls. One of your
own is any object with this protocol::

    class NightCurfew:
        kind = "night_curfew"
        reads_state = True              # act() is called during the run, with month.state

        def sentence(self):
            return "A curfew keeps the police on the streets at night wherever killing is worst."

        def act(self, month):
            worst = month.state.deaths_by_territory >= 20     # last month's, by territory
            month.controls.add("police", 200.0, where=worst)

    scenario = scenario.with_intervention("curfew", NightCurfew())

With ``reads_state = False`` all months are planned before the run, and ``month.state`` is None. A scenario
file is data and never names code: interventions of one's own come in through Python only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, Self, runtime_checkable

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, PrivateAttr, Tag

from tregua.errors import InputError, Problem, closest, did_you_mean, one_of, shorten
from tregua.i18n import _, translated
from tregua.inputs.yaml_reader import Node, mistake, validate
from tregua.scenarios import phrases
from tregua.scenarios.fields import (
    Dated,
    Day,
    Label,
    Line,
    Link,
    Moment,
    Prose,
    Share,
    Usd,
    daily,
    first_and_last,
    known_by,
)  # fmt: skip
from tregua.scenarios.preconditions import short
from tregua.vocabulary.numbers import NUMBERS, Number
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.scenarios.controls import Month


FIRST_DAY = ("start", "from_", "from")  # what the first day may be called in Python
ReliesOn = Mapping[str, tuple[str, ...]]  # parameters, by control


@runtime_checkable
class Intervention(Protocol):
    """What every intervention has.

    Attributes
    ----------
    kind
        A short name for the kind.
    reads_state
        Whether `act` needs the model's state, and so is called during the run instead of before it.
    """

    kind: Any
    reads_state: ClassVar[bool]

    def sentence(self) -> str:
        """Say in one sentence what is done, from when, where and on what conditions."""
        ...

    def act(self, month: Month) -> None:
        """Write the controls of a month."""
        ...


@dataclass(frozen=True)
class Setting:
    """What an intervention learns from the scenario around it, for its sentence.

    Titles by id, the kinds of the preconditions, and what labels are called.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


def _territories(value: tuple[str, ...] | str) -> tuple[str, ...] | str:
    if isinstance(value, tuple) and len(set(value)) < len(value):
        raise mistake(_("each territory once"))
    return value


def form(value: Any) -> str:
    """Tell a word from a list and from a mapping, so that a mistake is reported against what was meant."""
    return "list" if isinstance(value, list | tuple) else "mapping" if isinstance(value, dict) else "word"


Covered = Annotated[
    Annotated[Literal["all"], Tag("word")]
    | Annotated[tuple[Label, ...], Field(min_length=1, max_length=1000), Tag("list")],
    Discriminator(lambda value: "list" if form(value) == "list" else "word"),
    AfterValidator(_territories),
]
_Weights = Annotated[dict[Label, Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]],
                     Field(min_length=1, max_length=1000)]  # fmt: skip
SharedBy = Annotated[
    Annotated[Literal["population", "gangs", "equal"], Tag("word")] | Annotated[_Weights, Tag("mapping")],
    Discriminator(lambda value: "mapping" if form(value) == "mapping" else "word"),
]


class Measure(BaseModel):
    """The form of all built-in interventions.

    Attributes
    ----------
    from_
        First day (in a file: ``from``), or an event such as ``after mission starts``; the scenario's start
        when left out.
    until
        The first day on which it no longer holds; to the end of the scenario when left out.
    territories
        Ids of territories and regions, or ``all``.
    conditional
        Whether it holds only while the scenario's preconditions do.
    known
        The day on which it was first public, where it describes what happened.
    title
        What the kind is called, before translation.
    relies_on
        The parameters that decide its effect, by control: each is one that the mechanisms reading the control
        read (`tregua.model.reads`).
    numbers
        Numbers that only this kind has, by field: unit, label and size, as of `tregua.vocabulary.numbers`.
    part
        The part of a scenario to which a kind without a row in `tregua.scenarios.parts` belongs.
    retired
        Keys that an earlier version had, each with what to write instead.
    note, source, url, grade
        Where its figures come from, and how good they are: A official, B careful study, C single report or
        derived, D assumption.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, validate_default=False)
    reads_state: ClassVar[bool] = False
    title: ClassVar[str] = ""
    relies_on: ClassVar[ReliesOn] = {}
    numbers: ClassVar[Mapping[str, Number]] = {}
    part: ClassVar[str] = "other"
    retired: ClassVar[Mapping[str, str]] = {}

    kind: str
    # for type checkers it is ``start``, which Python can write; in files ``from``, as ever
    from_: Moment | None = Field(
        default=None,
        alias="start",
        validation_alias="from",
        serialization_alias="from",
        description="first day, or an event",
    )
    until: Moment | None = Field(
        default=None, description="first day on which it no longer holds, or an event"
    )
    territories: Covered = Field(default="all", description="territories and regions, or all")
    conditional: bool = Field(default=False, strict=True, description="holds only while the preconditions do")
    known: Day | None = Field(default=None, description="day on which it was first public")
    note: Prose | None = None
    source: Line | None = None
    url: Link | None = None
    grade: Literal["A", "B", "C", "D"] | None = None

    _setting: Setting = PrivateAttr(default_factory=Setting)

    def __init__(self, **given: Any) -> None:
        # what is wrong is said in the words of a scenario file; a file itself never comes through here
        called = f"{type(self).__name__}()"
        twice = [name for name in FIRST_DAY if name in given]
        if len(twice) > 1:
            expected = _("each parameter once: {names}").format(names=", ".join(FIRST_DAY))
            raise InputError(Problem(called, None, twice[0], ", ".join(twice), expected))
        known = ["start" if name == "from_" else name for name in type(self).model_fields]
        strange = [name for name in given if name not in (*known, *FIRST_DAY)]
        problems = []
        for key in strange:
            there = _("the key '{key}'").format(key=shorten(key))
            problems.append(Problem(called, None, key, there, one_of(known, 30), did_you_mean(key, known)))
        written = {
            "from" if name in FIRST_DAY else name: given[name] for name in given if name not in strange
        }
        found = validate(type(self), Node(written, called))
        if isinstance(found, list):
            # a key that is missing was perhaps meant by one that is strange
            meant = {_("the key '{key}'").format(key=closest(key, known)) for key in strange}
            told = [p for p in found if p.expected not in meant]
            problems += [replace(p, where="start" if p.where == "from" else p.where) for p in told]
        if problems:
            raise InputError(problems)
        for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__"):
            object.__setattr__(self, slot, getattr(found, slot))

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    # -- what a kind says of itself ------------------------------------------------------------------------

    def clause(self) -> str:
        """Say what is done and where, without the time and the conditions."""
        raise NotImplementedError

    def pace(self) -> str:
        """Say how fast it comes, such as 'over 180 days'; empty where it comes at once."""
        return ""

    def act(self, month: Month) -> None:
        """Write the controls of a month."""
        raise NotImplementedError

    @classmethod
    def number(cls, name: str) -> Number | None:
        """Return unit, label and size of a field; None where it is no number with a unit."""
        return cls.numbers.get(name) or (NUMBERS.get(name) if name in cls.model_fields else None)

    # -- what they share -----------------------------------------------------------------------------------

    @property
    def starts(self) -> date:
        """Return the first day."""
        if not isinstance(self.from_, date):
            raise ValueError(_("this intervention has no date yet: read it through its scenario"))
        return self.from_

    @property
    def ends(self) -> date | None:
        """Return the first day on which it no longer holds; None when it outlasts the scenario."""
        if isinstance(self.until, str):
            raise ValueError(_("this intervention has no date yet: read it through its scenario"))
        return self.until

    def sentence(self) -> str:
        """Say in one sentence what is done, from when, where and on what conditions."""
        return _("{when}, {what}{conditions}.").format(
            when=self._when(), what=self.clause(), conditions=self._conditions()
        )

    def _when(self) -> str:
        if self.from_ is None:
            when = _("From the start")
        elif isinstance(self.from_, date):
            when = _("From {day}").format(day=phrases.day(self.from_))
        else:
            when = _("From {event}").format(event=self.from_)
        if self.until is not None:
            when = _("{when} until {day}").format(when=when, day=phrases.day(self.until))
        pace = self.pace()
        return _("{when}, {pace}").format(when=when, pace=pace) if pace else when

    def _conditions(self) -> str:
        if not self.conditional:
            return ""
        if not self._setting.conditions:
            return _(", if its preconditions hold")
        kinds = map(short, self._setting.conditions)
        return _(", if the {conditions} hold").format(conditions=phrases.listing(kinds))

    def where(self) -> str:
        """Say which territories are covered."""
        if self.territories == "all":
            return _("in the whole country")
        if len(self.territories) > 3:
            return _("in {n} territories").format(n=len(self.territories))
        # Titles of regions may hold an "and" of their own.
        names = [self._setting.names.get(name, name) for name in self.territories]
        return _(", and ").join(_("in {place}").format(place=name) for name in names)

    def within(self, setting: Setting) -> Self:
        """Return the same intervention, knowing the scenario around it."""
        copy = self.model_copy()
        copy._setting = setting
        return copy

    def as_of(self, day: date) -> Self | None:
        """Return what was known of it by a day: steps published later are left out; None if nothing was."""
        if self.known is not None and self.known > day:
            return None
        kept: dict[str, Any] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, tuple) and value and hasattr(value[0], "known"):
                kept[name] = known_by(value, day)
        if kept and all(value is None for value in kept.values()):
            return None
        kept = {name: 0.0 if value is None else value for name, value in kept.items()}
        changed = {name: value for name, value in kept.items() if value != getattr(self, name)}
        return self.model_copy(update=changed) if changed else self

    def mean(self, month: Month, dated: Dated, ramp_days: int = 0) -> float:
        """Return a value's mean over a month: only days in force count, and it may grow in from the start."""
        starts, share = self.starts, month.share(self.starts, self.ends)
        if not share:
            return 0.0
        if not isinstance(dated, tuple) and (
            not ramp_days or month.start >= starts + timedelta(days=ramp_days)
        ):
            return dated * share
        first = max(month.start, starts)
        last = month.end if self.ends is None else min(month.end, self.ends)
        gone, total = (first - starts).days, 0.0
        for number, value in enumerate(daily(dated, first, (last - first).days), gone):
            grown = (number + 0.5) / ramp_days if ramp_days else 1.0
            total += value * grown if grown < 1 else value
        return total / month.days


class Programme(Measure):
    """A measure that costs money by the year while it lasts."""

    usd_per_year: Usd = Field(default=0.0, description="what it costs, in US dollars a year")

    def charge(self, month: Month) -> None:
        """Write what it costs."""
        if self.usd_per_year:
            month.controls.add(
                "programme_per_day",
                self.usd_per_year / DAYS_A_YEAR * month.share(self.starts, self.ends),
                conditional=self.conditional,
            )

    def cost(self) -> str:
        """Say what it costs, as the end of a clause."""
        if not self.usd_per_year:
            return ""
        return _(", at {money} a year").format(money=phrases.usd(self.usd_per_year))


class Coverage(Programme):
    """A programme known only by the share of those concerned that it reaches."""

    coverage: Share = Field(description="share of those concerned that it reaches")

    _control: ClassVar[str]

    def act(self, month: Month) -> None:
        """Write the coverage, over the territories it covers where the control is territorial."""
        from tregua.scenarios.controls import CONTROLS

        value = self.coverage * month.share(self.starts, self.ends)
        where = month.mask(self.territories) if CONTROLS[self._control].territorial else None
        month.controls.add(self._control, value, where=where, conditional=self.conditional)
        self.charge(month)


def growth(dated: Dated, unit: str) -> str:
    """Say a value that may change over time: '673 arrests a day at first, 17 in the end'."""
    first, last = first_and_last(dated)
    if first == last:
        return _("{number} {unit}").format(number=phrases.number(first), unit=unit)
    return _("{first} {unit} at first, {last} in the end").format(
        first=phrases.number(first), last=phrases.number(last), unit=unit
    )


def titles(labels: Iterable[str], setting: Setting) -> str:
    """Name interventions by their labels, as words."""
    return phrases.listing(
        setting.labels.get(label) or translated(label.replace("_", " ").replace("-", " ")) for label in labels
    )
