"""The model's figure for the estimand of each claim, with its range, and whether the two agree.

A claim agrees where its interval and the model's band of nine draws in ten overlap, or, without an interval,
where the claimed figure lies inside the band; the median must have the sign that was claimed. A claim of a
sign alone agrees where the median has that sign. Claims that depend on who is arrested have a line for each
of the two readings, which are never pooled.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import N_, _, translated
from tregua.validation.claims.estimands import figure
from tregua.validation.claims.register import Entry, read_claims
from tregua.vocabulary.quantiles import INTERVAL
from tregua.vocabulary.readings import STRUCTURES

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place
    from tregua.scenarios import Scenario

AGREES, DISAGREES = N_("agrees"), N_("disagrees")
NO_MECHANISM, NO_RUN = N_("no mechanism"), N_("no run")
WAITS, UNDEFINED = N_("waits for evidence"), N_("no figure")
# the order of lines: misses first
VERDICTS = (DISAGREES, UNDEFINED, NO_MECHANISM, NO_RUN, WAITS, AGREES)
MEMBERS = 96
LEAST_FINITE = 0.5  # of the draws must have the figure


@dataclass(frozen=True)
class Model:
    """The model's own figure.

    Attributes
    ----------
    low, median, high
        Of nine draws in ten.
    draws
        How many have the figure.
    same_sign
        Share of them with the claimed sign; None where no sign was claimed.
    parameters
        What the parameters were drawn from.
    by_structure
        Median by causal structure.
    in_fit
        Whether the claim was published before the day of the posterior of its own place.
    """

    low: float
    median: float
    high: float
    draws: int
    same_sign: float | None
    parameters: str
    by_structure: dict[str, float] = field(default_factory=dict)
    in_fit: bool = False


@dataclass(frozen=True)
class Line:
    """One claim under one reading, the model's figure, and the verdict."""

    entry: Entry
    reading: str
    verdict: str
    model: Model | None = None

    def record(self) -> dict[str, Any]:
        """Return the line for machines."""
        c = self.entry.claim
        low, high = c.interval
        return {
            "name": self.entry.name,
            "title": str.__str__(c.title),
            "place": c.place,
            "source": c.source,
            "url": c.url,
            "published": c.published.isoformat(),
            "population": c.population,
            "period": [day.isoformat() for day in c.period],
            "claimed": {
                "value": c.value,
                "low": low if c.low is not None or c.bound else None,
                "high": high if c.high is not None or c.bound else None,
                "level": c.level,
                "bound": c.bound,
                "sign": c.sign,
                "unit": c.unit,
            },
            "grade": c.grade,
            "seen": c.seen,
            "used": c.used,
            "note": c.note,
            "estimand": None if c.estimand is None else c.estimand.model_dump(mode="json", exclude_none=True),
            "why": None if c.why is None else str.__str__(c.why),
            "reading": self.reading,
            "model": None if self.model is None else vars(self.model),
            "verdict": self.verdict,
            "testable_when": None if c.testable_when is None else c.testable_when.model_dump(mode="json"),
        }


@dataclass
class _Job:
    """Scenarios of one place that are run together, and the claims that need them."""

    place: Place
    at: str
    parameters: Any = None
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


def compare(
    entries: Sequence[Entry] | None = None,
    *,
    members: int = MEMBERS,
    seed: int = 1,
    mean_field: bool = False,
    priors: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Line]:
    """Compute the model's figure for every claim, and compare; misses come first.

    Parameters
    ----------
    entries
        Claims; all that ship with Tregua if not given.
    members
        Draws of each place.
    seed
        Of the draws and of the noise of counting.
    mean_field
        Expectations in place of draws of single people.
    priors
        Draw from the priors, even where a posterior is known.
    workers
        Threads; no result depends on them.
    progress
        Called with places done and places in all.

    Raises
    ------
    InputError
        With every claim whose place, scenario, series or window does not exist.
    """
    import tregua

    entries = read_claims() if entries is None else list(entries)
    lines = [Line(e, "", NO_RUN if e.claim.mechanism == "no run" else NO_MECHANISM)
             for e in entries if e.claim.estimand is None]  # fmt: skip
    jobs, waiting = _plan([e for e in entries if e.claim.estimand is not None], priors)
    lines += [Line(e, "", WAITS) for e in waiting]
    for done, job in enumerate(jobs):
        if progress:
            progress(done, len(jobs))
        ds = tregua.run(
            list(job.scenarios.values()),
            job.place,
            members=members,
            seed=seed,
            mean_field=mean_field,
            priors=priors,
            workers=workers,
            dt="week",
            parameters=job.parameters,
        )
        for entry in job.entries:
            lines += _lines_of(entry, ds, job.place, seed)
    if progress:
        progress(len(jobs), len(jobs))
    order = [entry.name for entry in entries]
    return sorted(lines, key=lambda x: (VERDICTS.index(x.verdict), order.index(x.entry.name), x.reading))


def _lines_of(entry: Entry, ds: xr.Dataset, place: Place, seed: int) -> list[Line]:
    estimand = entry.claim.estimand
    assert estimand is not None
    values = figure(estimand, ds, place, seed)
    readings, structures = ds["reading"].values.astype(str), ds["structure"].values.astype(str)
    lines = []
    for reading in entry.claim.readings:
        mine = np.isfinite(values) & ((readings == reading) | (reading == ""))
        asked = (readings == reading).sum() if reading else len(values)
        if mine.sum() <= LEAST_FINITE * asked:
            lines.append(Line(entry, reading, UNDEFINED))
            continue
        low, median, high = (float(q) for q in np.quantile(values[mine], INTERVAL))
        side = _claimed_side(entry)
        neutral = estimand.neutral
        same = (
            None if not side or neutral is None else float(np.mean(np.sign(values[mine] - neutral) == side))
        )
        by_structure = {
            s: float(np.median(values[mine & (structures == s)]))
            for s in STRUCTURES
            if (mine & (structures == s)).any()
        }
        model = Model(
            low,
            median,
            high,
            int(mine.sum()),
            same,
            str(ds.attrs["calibrated"]),
            by_structure,
            _in_fit(entry, ds),
        )
        lines.append(Line(entry, reading, verdict(entry, low, median, high), model))
    return lines


def _claimed_side(entry: Entry) -> int:
    """Return -1 for a claimed fall, 1 for a rise, 0 where the claim spans no effect or is no effect."""
    estimand = entry.claim.estimand
    neutral = None if estimand is None else estimand.neutral
    if neutral is None:
        return 0
    low, high = entry.claim.interval
    if entry.claim.sign is not None:
        return -1 if entry.claim.sign == "fall" else 1
    return -1 if high < neutral else 1 if low > neutral else 0


def verdict(entry: Entry, low: float, median: float, high: float) -> str:
    """Return whether a claim and the model's band agree.

    Parameters
    ----------
    entry
        The claim.
    low, median, high
        The model's band of nine draws in ten, and its middle.
    """
    estimand, side = entry.claim.estimand, _claimed_side(entry)
    if side and estimand is not None and estimand.neutral is not None:
        if np.sign(median - estimand.neutral) != side:
            return DISAGREES
        if entry.claim.sign is not None:
            return AGREES
    claimed = entry.claim.interval
    return AGREES if low <= claimed[1] and claimed[0] <= high else DISAGREES


def _in_fit(entry: Entry, ds: xr.Dataset) -> bool:
    mark = json.loads(ds.attrs["posterior"]) if ds.attrs.get("posterior") else {}
    place, day = str(mark.get("place", "")), str(mark.get("as_of", ""))
    return place == entry.claim.place and bool(day) and entry.claim.published.isoformat() <= day


def summary(lines: Sequence[Line]) -> str:
    """Return the sentence that counts the verdicts; a claim with two readings is two lines."""
    counts = {v: sum(line.verdict == v for line in lines) for v in VERDICTS}
    return _(
        "{n} comparisons: {agree} agree, {disagree} disagree, {none} without a mechanism, {outside} without a "
        "run, {wait} wait for evidence"
    ).format(
        n=len(lines),
        agree=counts[AGREES],
        disagree=counts[DISAGREES] + counts[UNDEFINED],
        none=counts[NO_MECHANISM],
        outside=counts[NO_RUN],
        wait=counts[WAITS],
    )


# -- what is run -----------------------------------------------------------------------------------------------


def _plan(entries: Sequence[Entry], priors: bool) -> tuple[list[_Job], list[Entry]]:
    """Group claims by the runs that they need, and check each against its place and scenarios."""
    jobs: dict[tuple[Any, ...], _Job] = {}
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
        first = scenarios[0]
        job = jobs.setdefault((at, first.as_of, first.start, first.end), _Job(place, at, parameters))
        job.scenarios |= {s.name: s for s in scenarios}
        job.entries.append(ready)
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return list(jobs.values()), waiting


def _at(entry: Entry) -> str:
    estimand = entry.claim.estimand
    return (estimand.at if estimand is not None else None) or ""


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


# -- what waits ------------------------------------------------------------------------------------------------


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
    mine = [e for e in asked if e.claim.testable_when is not None and (_at(e) or place.name) == place.name]
    found = (_arrived(e, place) for e in mine if e.claim.testable_when.series in place.series)  # type: ignore[union-attr]
    return [entry for entry in found if entry is not None]


def said(verdict_: str) -> str:
    """Return a verdict in the language in use."""
    return translated(verdict_)
