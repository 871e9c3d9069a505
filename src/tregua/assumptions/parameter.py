"""Parameters: each knows its unit, its prior, who says so, how sure we are, and whether it travels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tregua.assumptions.assumed import Assumed, read_assumed
from tregua.assumptions.posterior_schema import check_support
from tregua.assumptions.prior import LocalPrior, Prior
from tregua.assumptions.units import SHORTEST
from tregua.errors import InputError, Problem, did_you_mean
from tregua.i18n import N_, _, translated
from tregua.i18n.numbers import marks
from tregua.inputs.yaml_reader import load_yaml, validate
from tregua.printed import Printed, Row
from tregua.vocabulary.factors import FACTORS
from tregua.vocabulary.readings import READING_TITLES, STRUCTURES

if TYPE_CHECKING:
    from tregua.assumptions.posterior import Joint
    from tregua.places import Place

HERE = Path(__file__).parent
Scope = Literal["shared", "local", "fixed"]
MOST_PARAMETERS = 1000
SPREAD = 0.3  # of a figure of state.yaml that stands for a prior, on the log or logit scale

# What each kind of prior is called; a saved result has these words in English.
PRIORS = {
    "fixed": N_("fixed at {a}"),
    "normal": N_("normal, mean {a}, sd {b}"),
    "lognormal": N_("log-normal, median {a}, sigma {b}"),
    "logitnormal": N_("logit-normal, median {a}, sigma {b}"),
    "uniform": N_("uniform from {a} to {b}"),
}


@dataclass(frozen=True, repr=False)
class Parameter(Printed):
    """One parameter of the model.

    Attributes
    ----------
    name, symbol, unit, meaning
        What it is. A rate is stated per year; `tregua.assumptions.units` turns it into a rate per day.
    scope
        "shared" where people are assumed to behave alike everywhere, "local" where places differ, "fixed" for
        a constant that could be argued with and has the same value in every draw.
    priors
        A prior for each reading: "" for all, or "official" and "ngo", which are never averaged.
    source, url, grade, note, disagree
        Who says so; A official or census statistic, B careful study, C one report or derived, D assumption;
        who disagrees.
    travels
        Whether it may be carried from where it was learnt to elsewhere.
    set_by
        "default", "place", "set aside" (the place's own was published later than the run may know) or "user".
    factor
        Group of factors that owns it where places are compared, of `tregua.vocabulary.factors`.
    fitted
        With what it is learnt ("shared", "deterrence", "coalition", "local", "at_start", "self_defence",
        "kidnapping" or a structure) and its place among the coordinates there; None where it is not.
    per_head
        Whether it is counted for a whole place, and so carried to another place per inhabitant.
    stage
        What uses a fixed constant: a run, or only the fit to evidence.
    """

    name: str
    symbol: str
    unit: str
    meaning: str
    scope: Scope
    priors: Mapping[str, Prior]
    source: str = ""
    url: str = ""
    grade: str = "D"
    note: str = ""
    disagree: str = ""
    travels: str = ""
    bounds: tuple[float, float] | None = None
    set_by: str = "default"
    reading_sources: Mapping[str, str] = field(default_factory=dict)
    factor: str = ""
    fitted: tuple[str, float] | None = None
    per_head: bool = False
    stage: Literal["run", "fit"] = "run"

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it."""
        named = f"{self.name} ({self.symbol})" if self.symbol else self.name
        said = [
            (named, translated(self.meaning)),
            (_("prior"), f"{self.prior} [{self.unit}]"),
            (_("source"), f"{translated(self.source)} ({self.grade})"),
        ]
        extra = ((_("disagrees"), self.disagree), (_("carries over"), self.travels), (_("note"), self.note))
        return [*said, *((label, translated(words)) for label, words in extra if words)]

    @property
    def value(self) -> float:
        """The value of a fixed constant, in the unit in which it is stated."""
        return float(next(iter(self.priors.values())).numbers[0])

    @property
    def prior(self) -> str:
        """The prior in words, such as "log-normal, median 0.7, sigma 0.5"."""
        if len(self.priors) == 1:
            return in_words(next(iter(self.priors.values())))
        named = (
            (translated(READING_TITLES.get(reading, reading)), prior)
            for reading, prior in self.priors.items()
        )
        return "; ".join(f"{reading}: {in_words(prior)}" for reading, prior in named)

    def for_reading(self, reading: str) -> Prior:
        """Return the prior under one reading."""
        return self.priors.get(reading) or next(iter(self.priors.values()))


def in_words(prior: Prior) -> str:
    """Say a prior in words."""
    a, *rest = (marks(f"{n:g}") for n in prior.numbers)
    b = rest[0] if rest else ""
    return translated(PRIORS[prior.kind]).format(a=a, b=b)


class ParameterSet(Printed):
    """The parameters of a run, by name, in a fixed order."""

    def __init__(
        self,
        parameters: Mapping[str, Parameter],
        joint: Joint | None = None,
        fixed: Mapping[str, Parameter] | None = None,
    ) -> None:
        self._parameters = dict(parameters)
        self.fixed = dict(constants() if fixed is None else fixed)  # the same in every draw
        self.joint = joint  # rows learnt together, in place of the priors of what they name

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._parameters.values())

    def __len__(self) -> int:
        return len(self._parameters)

    def __getitem__(self, name: str) -> Parameter:
        return self._parameters[name]

    def __contains__(self, name: object) -> bool:
        return name in self._parameters

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of them."""
        every = [*self, *self.fixed.values()]
        own = [p.name for p in every if p.set_by == "user"]
        count = {scope: sum(p.scope == scope for p in self) for scope in ("shared", "local")}
        said = [
            (
                _("parameters"),
                _("{n} shared by all places, {m} of this place, {k} fixed constants").format(
                    n=count["shared"], m=count["local"], k=len(self.fixed)
                ),
            ),
            (_("set by the place"), str(sum(p.set_by == "place" for p in self))),
            (_("assumed by you"), ", ".join(own) or _("none")),
        ]
        if self.joint is not None:
            text = _("the posterior of {place} as of {day}")
            said.append((_("drawn from"), text.format(place=self.joint.place, day=self.joint.as_of)))
        else:
            said.append(("", _("A run keeps the posterior of its place for all that is not assumed here.")))
        return [
            *said,
            (_("each"), _("by name: parameters['{name}']").format(name=next(iter(self.names), ""))),
        ]

    @property
    def names(self) -> tuple[str, ...]:
        """Names, in order."""
        return tuple(self._parameters)


class _Reading(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    prior: Prior
    source: str = ""
    grade: str = "D"


if TYPE_CHECKING:
    _Group = str  # a type checker cannot know a list that is made when the program runs
else:
    _Group = Literal[
        "shared",
        "deterrence",
        "coalition",
        "local",
        "at_start",
        "self_defence",
        "kidnapping",
        *STRUCTURES,
    ]


class _Definition(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    symbol: str
    unit: str
    meaning: str
    prior: Prior | None = None
    readings: dict[Literal["official", "ngo"], _Reading] | None = None
    bounds: tuple[float, float] | None = None
    source: str = N_("wide default, for a place that says nothing")
    grade: Literal["A", "B", "C", "D"] = "D"
    disagree: str = ""
    travels: str = N_("local by definition")
    factor: Literal[*FACTORS]  # type: ignore[valid-type]
    fitted: _Group | tuple[_Group, int] | None = None
    per_head: bool = False


_Definitions = Annotated[dict[str, _Definition], Field(max_length=MOST_PARAMETERS)]
_Overrides = Annotated[dict[str, Prior], Field(max_length=MOST_PARAMETERS)]


class _Constant(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    value: float
    unit: str
    title: str
    grade: Literal["A", "B", "C", "D"]
    source: str
    bounds: tuple[float, float]
    stage: Literal["run", "fit"] = "run"


@cache
def _constants() -> dict[str, Parameter]:
    defined = validate(dict[str, _Constant], load_yaml(HERE / "fixed.yaml"))
    assert not isinstance(defined, list), defined
    return {
        name: Parameter(
            name=name,
            symbol="",
            unit=c.unit,
            meaning=c.title,
            scope="fixed",
            priors={"": Prior(fixed=c.value)},
            source=c.source,
            grade=c.grade,
            bounds=c.bounds,
            stage=c.stage,
        )
        for name, c in defined.items()
    }


def constants() -> dict[str, Parameter]:
    """Return every fixed constant, by name."""
    return dict(_constants())


@cache
def _definitions(scope: Scope) -> dict[str, Parameter]:
    defined = validate(_Definitions, load_yaml(HERE / f"{scope}.yaml"))
    assert not isinstance(defined, list), defined
    found = {}
    for name, d in defined.items():
        readings = d.readings or {}
        priors = {reading: r.prior for reading, r in readings.items()} or {"": d.prior}
        found[name] = Parameter(
            name=name,
            symbol=d.symbol,
            unit=d.unit,
            meaning=d.meaning,
            scope=scope,
            priors=priors,  # type: ignore[arg-type]
            source=d.source if not readings else "; ".join(r.source for r in readings.values()),
            grade=max(r.grade for r in readings.values()) if readings else d.grade,
            disagree=d.disagree,
            travels=d.travels,
            bounds=d.bounds,
            reading_sources={reading: r.source for reading, r in readings.items()},
            factor=d.factor,
            fitted=(d.fitted, inf) if isinstance(d.fitted, str) else d.fitted,
            per_head=d.per_head,
        )
    return found


def definitions() -> dict[str, Parameter]:
    """Return every parameter with its wide default, by name."""
    return {**_definitions("shared"), **_definitions("local")}


def fitted(group: str) -> tuple[str, ...]:
    """Return the names of the parameters that are learnt together, in the order of their coordinates.

    Parameters
    ----------
    group
        "shared", "deterrence", "coalition", "local", "at_start", "self_defence", "kidnapping" or a structure.
    """
    own = [p for p in definitions().values() if p.fitted and p.fitted[0] == group]
    return tuple(p.name for p in sorted(own, key=lambda p: p.fitted[1]))  # type: ignore[index]


def _from_place(parameter: Parameter, local: LocalPrior) -> Parameter:
    readings = local.readings or {}
    priors = {str(reading): r.prior for reading, r in readings.items()} or {"": local.prior}
    return replace(
        parameter,
        priors=priors,  # type: ignore[arg-type]
        source=local.source or "; ".join(r.source for r in readings.values()),
        url=local.url or next((r.url for r in readings.values() if r.url), ""),
        grade=local.grade or max((r.grade or "D" for r in readings.values()), default="D"),
        note=local.note or " ".join(r.note for r in readings.values() if r.note),
        disagree=local.disagree,
        reading_sources={str(reading): r.source for reading, r in readings.items()},
        set_by="place",
    )


def _published(local: LocalPrior) -> date | None:
    days = [local.published, *(r.published for r in (local.readings or {}).values())]
    return max((day for day in days if day is not None), default=None)


def _in_the_state(place: Place) -> dict[str, Any]:
    """Return the figures of state.yaml that are parameters too."""
    courts, support = place.state.courts, place.state.support
    return {
        "judgement_rate": courts.judgements_per_day,
        "review_limit_days": courts.review_limit_days,
        "host_support": support.host,
        "contributor_support": support.contributor,
        "council_support": support.council,
    }


def _known(figure: Any, as_of: date | None) -> bool:
    return as_of is None or figure.known(as_of)


def _from_figure(parameter: Parameter, figure: Any) -> Parameter:
    value = float(figure.value)
    if parameter.name == "review_limit_days":
        prior = Prior(fixed=value)
    elif parameter.name == "judgement_rate":
        prior = Prior(lognormal=(max(value, 1e-6), SPREAD))
    else:
        prior = Prior(logitnormal=(min(max(value, 0.01), 0.99), SPREAD))
    return replace(
        parameter,
        priors={"": prior},
        source=figure.source or parameter.source,
        url=figure.url,
        grade=figure.grade or "D",
        note=figure.note,
        disagree=figure.disagree,
        set_by="place",
    )


def load_parameters(
    place: Place | None = None,
    assume: Assumed | None = None,
    as_of: date | None = None,
    joint: Joint | None = None,
) -> ParameterSet:
    """Return every parameter: shared ones, and local ones as a place states them.

    Parameters
    ----------
    place
        A place, whose own priors replace the wide defaults; None for the defaults.
    assume
        A YAML file of the user's own assumptions, a mapping from a parameter's name to a prior such as
        ``{fixed: 0.5}``; or such a mapping in Python, where a number stands for a fixed value. Assumptions
        are kept apart from policies, which stand in scenario files.
    as_of
        A day: a prior of the place that rests on what was published later is set aside, and the wide default
        stands.
    joint
        A posterior, whose rows stand in place of the priors of what they name.

    Raises
    ------
    InputError
        With every unknown name and unsound prior in the file of assumptions, or in the place's parameters.
    """
    parameters = definitions()
    fixed = constants()
    problems: list[Problem] = []
    for name, local in (place.parameters if place else {}).items():
        if name in parameters and as_of is not None and (later := _published(local)) and later > as_of:
            note = f"the place's own prior rests on what was published on {later} and is set aside"
            parameters[name] = replace(parameters[name], note=note, set_by="set aside")
        elif name in parameters:
            parameters[name] = _from_place(parameters[name], local)
        else:
            file = str(place.folder / "parameters.yaml") if place else ""
            problems.append(_unknown(file, None, name, parameters))
    if place is not None:
        for name, figure in _in_the_state(place).items():
            if figure is not None and name not in place.parameters and _known(figure, as_of):
                parameters[name] = _from_figure(parameters[name], figure)
    if joint is not None:
        check_support(joint, parameters)
    if assume is not None:
        node = read_assumed(assume)
        given = validate(_Overrides, node)
        if isinstance(given, list):
            problems += given
            given = {}
        written = node.value if isinstance(node.value, dict) else {}
        problems += [
            _unknown(node.file, node.line((n,)), str(n), {**parameters, **fixed})
            for n in written
            if n not in parameters and n not in fixed
        ]
        for name, prior in given.items():
            if name in fixed:
                problems += _argued(fixed[name], prior, node.file, node)
                fixed[name] = _by_the_user(fixed[name], prior)
            elif name in parameters:
                shortest = SHORTEST.get(parameters[name].unit)
                if shortest and prior.kind in ("fixed", "uniform") and prior.numbers[0] < shortest:
                    where, found = f"{name}.{prior.kind}", f"{prior.numbers[0]:g}"
                    expected = _("at least {n}").format(n=f"{shortest:.2g}")
                    line = node.line((name, prior.kind))
                    problems.append(Problem(node.file, line, where, found, expected))
                parameters[name] = _by_the_user(parameters[name], prior)
    if problems:
        raise InputError(problems)
    return ParameterSet(parameters, joint, fixed)


def _by_the_user(parameter: Parameter, prior: Prior) -> Parameter:
    return replace(parameter, priors={"": prior}, source=N_("assumed by the user"), grade="D", set_by="user")


def _argued(constant: Parameter, prior: Prior, file: str, node: Any) -> list[Problem]:
    """List what keeps a user's value from standing for a fixed constant."""
    name, kind = constant.name, prior.kind
    assert constant.bounds is not None
    low, high = constant.bounds
    if constant.stage != "run":
        hint = _("calibrate and hindcast use it, and take no assumptions")
        return [Problem(file, node.line((name,)), name, name, _("a number that a run uses"), hint)]
    if kind != "fixed":
        hint = _("it has one value in every draw: {example}").format(example=f"{{fixed: {constant.value:g}}}")
        return [Problem(file, node.line((name, kind)), f"{name}.{kind}", kind, "fixed", hint)]
    if not low <= prior.numbers[0] <= high:
        found = f"{prior.numbers[0]:g}"
        expected = _("a number from {low} to {high}").format(low=f"{low:g}", high=f"{high:g}")
        return [Problem(file, node.line((name, kind)), f"{name}.{kind}", found, expected)]
    return []


def _unknown(file: str, line: int | None, name: str, known: Mapping[str, Parameter]) -> Problem:
    return Problem(
        file,
        line,
        name,
        name,
        _("the name of a parameter"),
        did_you_mean(name, known) or _("see: tregua parameters"),
    )
