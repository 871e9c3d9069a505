"""What must be run for a set of claims, checked against places, scenarios, series and evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.validation.claims.register import Entry, read_claims

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios import Scenario


@dataclass
class Job:
    """Scenarios of one place that are run together, and the claims that need them."""

    place: Place
    at: str
    parameters: Any = None
    as_of: date | None = None
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


def plan(entries: Sequence[Entry], priors: bool = False) -> tuple[list[Job], list[Entry]]:
    """Return the runs that claims need, and the claims that still wait for evidence.

    Parameters
    ----------
    entries
        Claims with an estimand.
    priors
        Draw from the priors, even where a posterior is known.

    Raises
    ------
    InputError
        With every claim whose place, scenario, series or window does not exist.
    """
    jobs: dict[tuple[Any, ...], Job] = {}
    waiting: list[Entry] = []
    problems: list[Problem] = []
    places: dict[str, tuple[Place, Any] | Problem] = {}
    for entry in entries:
        at = _at(entry)
        if at not in places:
            places[at] = _place(entry, at, priors)
        found = places[at]
        if isinstance(found, Problem):
            problems.append(found)
            continue
        place, parameters = found
        wrong, scenarios = _check(entry, place)
        if wrong:
            problems += wrong
            continue
        ready = _arrived(entry, place)
        if ready is None:
            waiting.append(entry)
            continue
        first, as_of = scenarios[0], _as_of(entry)
        key = (at, as_of or first.as_of, as_of is None, first.start, first.end)
        job = jobs.setdefault(key, Job(place, at, parameters, as_of))
        job.scenarios |= {s.name: s for s in scenarios}
        job.entries.append(ready)
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return list(jobs.values()), waiting


def _at(entry: Entry) -> str:
    estimand = entry.claim.estimand
    return (estimand.at if estimand is not None else None) or ""


def _as_of(entry: Entry) -> date | None:
    return None if entry.claim.estimand is None else entry.claim.estimand.as_of


def _place(entry: Entry, at: str, priors: bool) -> tuple[Place, Any] | Problem:
    """Return the place of an estimand and the parameters to draw from; None for the place's own."""
    from tregua.places import list_places, load_place
    from tregua.validation.natural_experiment import list_cases, load_case

    if not at:
        if entry.home is not None:
            return entry.home, None
        return entry.problem(("estimand",), _("no key 'at'"), _("the name of a place or of a treated case"))
    if at in list_places():
        return load_place(at), None
    if at in list_cases():
        from tregua.validation.registry import needs

        needs()
        from tregua.inference.transferred_priors import main_fit, parameters_for

        place = load_case(at).place
        joint = None if priors else main_fit()
        return place, None if joint is None else parameters_for(place, joint)
    known = [*list_places(), *list_cases()]
    return entry.problem(("estimand", "at"), at, one_of(known), did_you_mean(at, known))


def _check(entry: Entry, place: Place) -> tuple[list[Problem], list[Scenario]]:
    """Return what is wrong with the scenarios, series, labels and windows of a claim, and its scenarios."""
    from tregua.scenarios import load_scenario
    from tregua.scenarios.locate import known_names

    estimand = entry.claim.estimand
    assert estimand is not None
    problems, scenarios = [], []
    for key in ("baseline", "scenario"):
        name = getattr(estimand, key, None)
        if name is None:
            continue
        try:
            scenarios.append(load_scenario(name, place))
        except InputError:
            names = [n.rpartition("/")[2] for n in known_names(place)]
            hint = did_you_mean(name, names)
            problems.append(entry.problem(("estimand", key), name, one_of(names), hint))
    for key in ("outcome", "among"):
        part = getattr(estimand, key, None)
        series = None if part is None else part.counted_by
        if series is not None and series not in place.series:
            hint = did_you_mean(series, place.series)
            expected = _("a series of {place}").format(place=place.name)
            problems.append(entry.problem(("estimand", key, "counted_by"), series, expected, hint))
        for dimension, own in _own_labels(place).items():
            for label in () if part is None else part.where.get(dimension, ()):
                if label not in own:
                    path = ("estimand", key, "where", dimension)
                    problems.append(entry.problem(path, label, one_of(own), did_you_mean(label, own)))
    for s in scenarios[:1]:
        for key in ("before", "window"):
            window = getattr(estimand, key, None)
            if window is not None and not (s.start <= window[0] and window[1] < s.end):
                found = _("{a} to {b}").format(a=window[0], b=window[1])
                expected = _("days inside the run of {name}: {start} to {end}").format(
                    name=s.name, start=s.start, end=s.end
                )
                problems.append(entry.problem(("estimand", key), found, expected))
    awaited = entry.claim.testable_when
    if awaited is not None and awaited.series not in place.series:
        hint = did_you_mean(awaited.series, place.series)
        expected = _("a series of {place}").format(place=place.name)
        problems.append(entry.problem(("testable_when", "series"), awaited.series, expected, hint))
    return problems, scenarios


def _own_labels(place: Place) -> dict[str, tuple[str, ...]]:
    return {
        "region": tuple(place.regions),
        "territory": tuple(place.territories),
        "gang": tuple(place.gangs),
    }


def _arrived(entry: Entry, place: Place) -> Entry | None:
    """Return a claim as it can be tested with the evidence of a place, or None where it still waits."""
    from tregua.validation.natural_experiment import rate

    awaited, claim = entry.claim.testable_when, entry.claim
    if awaited is None:
        return entry
    rows = [r for r in place.evidence.select() if r.series == awaited.series]
    if not any(r.end >= awaited.date for r in rows):
        return None
    if claim.value is not None or claim.sign is not None:
        return entry
    assert claim.estimand is not None
    seen = rate(place, awaited.series, claim.estimand.window)
    if seen is None or not math.isfinite(seen[0]):
        return None
    return replace(entry, claim=claim.model_copy(update={"value": seen[0]}))


def due(place: Place, entries: Sequence[Entry] | None = None) -> list[Entry]:
    """Return the claims that waited for evidence and can be tested with that of a place now.

    Parameters
    ----------
    place
        The place with its newest evidence.
    entries
        Claims; all that ship with Tregua if not given.
    """
    asked = read_claims() if entries is None else entries
    found = []
    for entry in asked:
        awaited = entry.claim.testable_when
        here = (_at(entry) or place.name) == place.name
        if awaited is not None and here and awaited.series in place.series:
            found.append(_arrived(entry, place))
    return [entry for entry in found if entry is not None]
