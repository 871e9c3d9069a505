"""Replicated records: what a fitted model says might have been counted in every window of every series.

A window of a series that the fit used is replicated from coordinates that have seen it, so that a fit of one
level a year can hardly miss it; one of a series that the fit did not use is a test. Gelman, Meng and Stern
(1996), Statistica Sinica 6: posterior predictive assessment of model fitness.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tregua.assumptions.posterior import load
from tregua.forecasting.secondary_series import quantity
from tregua.i18n import _
from tregua.inference.fit import posterior
from tregua.inference.forcing import Course, course, onset_of_sweeps
from tregua.inference.observation_model import FITTED, UNSURE, Window, draw_counts, supplied, windows
from tregua.inference.posterior_file import kept_branches, read_priors, replace_left_out
from tregua.inference.trajectories import MODEL_ERROR, Lens, Paths, Posterior, walk
from tregua.inputs.bounded_archive import read_arrays

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.places.evidence import Row
    from tregua.places.series import Series

DAY = timedelta(days=1)
# of what the walk has a state, besides what is fitted; each as (measures, kind of series)
WALKED = (
    ("detentions", "flow"),
    ("prison_held", "stock"),
    ("custody_deaths", "flow"),
    ("custody_deaths", "cumulative"),
    ("displaced", "stock"),
)
# what drives the walk, so that it cannot be a test of it
INPUTS = ("police", "soldiers", "mission_strength", "prison_places")
LEAST_DAYS = 20  # between two running totals, or two figures of a stock


@dataclass(frozen=True)
class Replicated:
    """Windows of one series with replicates of each.

    Attributes
    ----------
    name, series
        From the register.
    windows
        In the order of time.
    replicates
        (window, draw); the windows of one draw belong together.
    fitted
        Whether the fit used windows of this series.
    """

    name: str
    series: Series
    windows: tuple[Window, ...]
    replicates: np.ndarray
    fitted: bool


@dataclass(frozen=True)
class Untested:
    """A series with evidence that no replicate can be made of, and why."""

    name: str
    series: Series
    rows: int
    why: str


def branches(file: Path, place: Place) -> list[tuple[Posterior, np.ndarray]]:
    """Return density and coordinates of each structure and reading of a posterior's file."""
    joint = load(file)
    kept = read_arrays(file, _("a posterior as `tregua calibrate` writes it"))
    given = joint.provenance.get("given") or {}
    out = []
    for s, r in kept_branches(kept):
        priors: Mapping = (given.get(r) or {}).get(s) or {}
        post = posterior(place, s, joint.as_of, read_priors(priors) or None, reading=r)
        coordinates = kept[f"z {s} {r}"].astype(float)
        out.append((replace_left_out(post, kept[f"left out {s} {r}"]), coordinates))
    return out


def replicate(
    place: Place, as_of: date, found: Sequence[tuple[Posterior, np.ndarray]], seed: int = 1
) -> tuple[list[Replicated], list[Untested]]:
    """Draw replicates of every window of every series that was published by a day.

    Parameters
    ----------
    found
        Density and coordinates of each structure and reading, as `branches` returns them; each gives an
        equal share of the draws.
    seed
        Of the noise of counting.
    """
    start = found[0][0].course.start
    names = {n: t.region for n, t in found[0][0].course.place.territories.items()}
    chosen: dict[str, list[Window]] = {}
    left: list[Untested] = []
    for name, series in place.series.items():
        rows = [r for r in place.evidence.as_of(as_of) if r.series == name]
        if not rows:
            continue
        why = _untested(place, name, series, as_of)
        mine = [] if why else _windows(place, name, series, rows, as_of, start, names)
        if mine:
            chosen[name] = sorted(mine, key=lambda w: (w.regions, w.start, w.end))
        else:
            left.append(Untested(name, series, len(rows), why or _("no firm figure within the record")))
    drawn: dict[str, list[np.ndarray]] = {name: [] for name in chosen}
    used = {w.series for w in found[0][0].windows}
    every = [w for some in chosen.values() for w in some]
    for number, (post, z) in enumerate(found):
        path = course(place, start, as_of, as_of, [*post.windows, *every])
        paths = walk(path, post.space, z)
        noise = float(np.median(post.left_out))
        for k, (name, some) in enumerate(chosen.items()):
            rng = np.random.default_rng([seed, 17, number, k])
            mean = _means(some, place.series[name], path, paths, post, z)
            own = np.empty_like(mean)
            for n, w in enumerate(some):
                own[n] = draw_counts(mean[n], w, _extra(w, post, z, noise), rng)
                if w.measures == "control_share":
                    own[n] = np.clip(own[n], 0.0, w.fraction)
            drawn[name].append(own)
    made = [
        Replicated(name, place.series[name], tuple(some), np.concatenate(drawn[name], axis=1), name in used)
        for name, some in chosen.items()
    ]
    return made, left


def _untested(place: Place, name: str, series: Series, as_of: date) -> str:
    """Return why no replicate can be made of a series; empty if one can."""
    if series.measures in INPUTS:
        return _("it is supplied to the model")
    if supplied(series):
        return _("it is supplied to the model")
    if series.measures == "detentions" and series.kind == "cumulative" and onset_of_sweeps(place, as_of):
        return _("it is supplied to the model")
    if series.measures == "deaths" and not series.causes:
        return _("its causes of death are not declared")
    if series.kind == "level" and series.measures != "control_share":
        return _("the model has no such figure")
    if series.measures in FITTED or (series.measures, series.kind) in WALKED:
        return ""
    return _("the model has no such figure")


def _windows(
    place: Place,
    name: str,
    series: Series,
    rows: Sequence[Row],
    as_of: date,
    start: date,
    names: Mapping[str, str | None],
) -> list[Window]:
    if series.measures in FITTED:
        return windows(place.evidence, as_of, start, as_of, names, place.main_series, [name])
    firm = [r for r in rows if r.confidence not in UNSURE and r.place == "all" and not r.floor]
    firm = [r for r in firm if r.start >= start and r.end < as_of]
    spans: list[tuple[date, date, float]] = []
    if series.kind == "flow":
        for r in sorted(firm, key=lambda r: (r.days, r.start)):
            if all(r.end < a or r.start >= b for a, b, _x in spans):
                spans.append((r.start, r.end + DAY, float(r.value)))
    elif series.kind == "stock":
        for r in sorted(firm, key=lambda r: (r.end, r.published)):
            if not spans or (r.end - spans[-1][0]).days >= LEAST_DAYS:
                spans.append((r.end, r.end + DAY, float(r.value)))
    else:
        totals: list[Row] = []
        for r in sorted(firm, key=lambda r: (r.end, r.value)):
            if not totals or ((r.end - totals[-1].end).days >= LEAST_DAYS and r.value >= totals[-1].value):
                totals.append(r)
        spans = [(a.end + DAY, b.end + DAY, float(b.value - a.value)) for a, b in itertools.pairwise(totals)]
    o = series.observation
    return [
        Window(
            name, series.base, series.measures, ((a, b),), x, noise=o.noise, dispersion=o.dispersion,
            fraction=o.fraction,
        )
        for a, b, x in spans
    ]  # fmt: skip


def _means(
    some: Sequence[Window], series: Series, path: Course, paths: Paths, post: Posterior, z: np.ndarray
) -> np.ndarray:
    """Return the expected figure of windows of one series, (window, walker)."""
    if series.measures in FITTED:
        return Lens(path, list(some), post.space).expected(paths, z)
    says = quantity(series.measures, path, paths)
    at = [(path.index(w.start), path.index(w.end)) for w in some]
    if series.kind == "stock":
        return np.stack([says[i] for i, _j in at]) * series.observation.fraction
    return np.stack([says[j] - says[i] for i, j in at]) * series.observation.fraction


def _extra(w: Window, post: Posterior, z: np.ndarray, noise: float) -> np.ndarray | float:
    """Return the relative variance of a figure beyond what its series declares."""
    if w.measures == "deaths":
        return post.space.noise(z, w) + noise
    if w.measures == "control_share":
        return 0.0
    return MODEL_ERROR.get(w.measures, 0.0) ** 2
