"""The dose of a policy per head, and which treated cases had that dose or more.

A dose is what is done to a population of a given size: forces, arrests a day, people held, and a pact. It is
read from the interventions as they are written, never from a title.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tregua.places import Place

PER = 100_000.0
FORCES = {"mission": ("troops", "police"), "domestic_forces": ("soldiers", "police")}
ARRESTS = ("state_of_exception", "sweeps")
# These change nothing by themselves, or are part of the dose of arrests: who is released, and where.
WITHOUT_DOSE = ("announcement", "release", "prison_building", "funding")


@dataclass(frozen=True)
class Dose:
    """What a policy does to a population.

    Attributes
    ----------
    force
        Troops, soldiers and police brought in, for each 100,000 people of the territories.
    arrests
        Most arrests asked for in a day, for each 100,000 people.
    held
        Most people held at one time from these arrests, for each 100,000 people, if all are made.
    pact
        Share of killing that a pact holds back.
    other
        Kinds of intervention of which no treated case has a measure.
    """

    force: float = 0.0
    arrests: float = 0.0
    held: float = 0.0
    pact: float = 0.0
    other: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether nothing is done but to announce it."""
        return not (self.force or self.arrests or self.pact or self.other)

    def covers(self, asked: Dose) -> bool:
        """Return whether this is at least as large a dose of everything that another has."""
        return (
            self.force >= asked.force
            and self.arrests >= asked.arrests
            and self.held >= asked.held
            and self.pact >= asked.pact
            and self.other >= asked.other
        )


def _day(text: Any, default: date) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return default  # "after mission starts"


def _steps(value: Any, first: date) -> list[tuple[date, float]]:
    """Return a number, or dated steps, as steps by date."""
    if value is None:
        return []
    if isinstance(value, (int, float)):
        return [(first, float(value))]
    return [(_day(each.get("date"), first), float(each.get("value") or 0.0)) for each in value]


def dose(interventions: Sequence[Mapping[str, Any]], place: Place, start: date, end: date) -> Dose:
    """Return the dose of a policy, from its interventions as a manifest has them.

    Parameters
    ----------
    interventions
        Each with its `kind` and its fields.
    place
        For the people of the territories, on the first day.
    start, end
        Of the run.
    """

    def people(each: Mapping[str, Any]) -> float:
        names = place.territories_of(each.get("territories") or "all") or tuple(place.territories)
        return max(sum(place.population(name, start, place.run.as_of) for name in names), 1.0)

    held_days = [
        float(e["held_days"]) for e in interventions if e.get("kind") == "release" and e.get("held_days")
    ]
    forces: list[tuple[date, date, float]] = []  # from, until, for each 100,000 people
    arrested: list[tuple[date, date, float]] = []
    pact = 0.0
    other = set()
    for each in interventions:
        kind = str(each.get("kind"))
        first, last = _day(each.get("from"), start), _day(each.get("until"), end)
        if kind in FORCES:
            for name in FORCES[kind]:
                forces += _spans(_steps(each.get(name), first), last, PER / people(each))
        elif kind in ARRESTS:
            arrested += _spans(_steps(each.get("arrests_per_day"), first), last, PER / people(each))
        elif kind == "pact":
            pact = max(pact, float(each.get("restraint") or 1.0))
        elif kind not in WITHOUT_DOSE:
            other.add(kind)
    most = _most(arrested)
    held = most * max(held_days) if held_days else sum(rate * (b - a).days for a, b, rate in arrested)
    return Dose(_most(forces), most, held, pact, frozenset(other))


def _spans(steps: Sequence[tuple[date, float]], last: date, by: float) -> list[tuple[date, date, float]]:
    """Return steps as spans of time, each with its value times a factor."""
    ends = [*(day for day, _value in steps[1:]), last][: len(steps)]
    return [(a, b, value * by) for (a, value), b in zip(steps, ends, strict=True) if b > a]


def _most(spans: Sequence[tuple[date, date, float]]) -> float:
    """Return the largest sum of the values that hold on one day."""
    return max((sum(v for a, b, v in spans if a <= day < b) for day, _b, _v in spans), default=0.0)


@dataclass(frozen=True)
class Treated:
    """A treated case with its dose and how the model's forecast of it fared.

    Attributes
    ----------
    name, title
        Of the case.
    outside
        Whether it lies outside every record to which parameters were fitted.
    deaths
        Whether its series counts deaths.
    dose
        What was done.
    horizons, inside
        Times looked at, and those at which what came lay inside the 80 % range.
    sign
        -1 where the count fell at every time, 1 where it rose, 0 otherwise.
    """

    name: str
    title: str
    outside: bool
    deaths: bool
    dose: Dose
    horizons: int
    inside: int
    sign: int


@cache
def treated_cases() -> tuple[Treated, ...]:
    """Return the treated cases that ship with the package, with their doses and records."""
    from tregua.decisions.caveats import FILE
    from tregua.scenarios import load_scenario
    from tregua.studies.manifest import plain
    from tregua.validation.natural_experiment import FOLDER, load_case

    lines: dict[str, list[dict[str, Any]]] = {}
    for line in json.loads(FILE.read_text(encoding="utf-8"))["cases"]:
        lines.setdefault(line["case"], []).append(line)
    found = []
    for name, of in lines.items():
        case = load_case(name)
        scenario = load_scenario(FOLDER / name / "scenarios" / f"{case.file.treated}.yaml", case.place)
        last = max(window[1] for window in case.file.after.values())
        began = case.file.began
        signs = {-1 if line["observed"] < 0 else 1 for line in of}
        found.append(
            Treated(
                name,
                case.file.title,
                not case.file.fitted_in,
                case.place.series[case.file.series].measures == "deaths",
                dose([plain(each) for each in scenario.interventions.values()], case.place, began, last),
                len(of),
                sum(line["inside"] for line in of),
                signs.pop() if len(signs) == 1 else 0,
            )
        )
    return tuple(found)


def added(own: Sequence[Mapping[str, Any]], base: Sequence[Mapping[str, Any]], place: Place, start: date,
          end: date) -> Dose:  # fmt: skip
    """Return the dose of what a policy does and its baseline does not.

    What the baseline does and the policy leaves out counts as a kind of its own, which no case has tested.
    """
    more = [each for each in own if each not in base]
    found = dose(more, place, start, end)
    kinds = {each.get("kind") for each in more}
    withdrawn = any(each not in own and each.get("kind") not in kinds for each in base)
    return replace(found, other=found.other | {"withdrawn"}) if withdrawn else found


def covering(asked: Dose, cases: Sequence[Treated] | None = None) -> tuple[Treated, ...]:
    """Return the treated cases outside the fit that counted deaths and had at least a dose."""
    known = treated_cases() if cases is None else cases
    if asked.nothing:
        return ()
    return tuple(c for c in known if c.outside and c.deaths and c.dose.covers(asked))
