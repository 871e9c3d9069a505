"""Figures on the reduced model: ours against plain NumPy, one core, after both have given the same means."""

from __future__ import annotations

from functools import partial

import numpy as np

from tregua.benchmarking import plain, reduced
from tregua.benchmarking.measure import Figure, beside, median
from tregua.benchmarking.spec import TOTALS, Reduced
from tregua.i18n import _

SIZES = ((20, 5), (140, 10))
SCALES = {"usual": 1.0, "small": 0.1, "middling": 10.0, "large": 100.0}
MOST_APART = 5.0  # standard errors; six totals are looked at in each of a handful of sizes


def apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return how many standard errors the means of the last day are apart, (total,)."""
    a, b = a[:, -1], b[:, -1]
    error = np.sqrt(a.var(axis=0, ddof=1) / len(a) + b.var(axis=0, ddof=1) / len(b))
    return (a.mean(axis=0) - b.mean(axis=0)) / np.maximum(error, 1e-12)


def same_means(size: Reduced, replicates: int, seed: int = 1) -> dict[str, float]:
    """Return the distance of means from plain NumPy's, in standard errors; nobody may be lost."""
    ours, theirs = reduced.stochastic(size, replicates, seed), plain.stochastic(size, replicates, seed)
    if np.ptp(ours.sum(axis=2)) > 0:
        raise AssertionError(_("the reduced model lost people"))
    z = apart(ours, theirs)
    if (np.abs(z) > MOST_APART).any():
        raise AssertionError(_("the reduced model and its yardstick differ: {z}").format(z=z.round(1)))
    return dict(zip(TOTALS, z.round(2).tolist(), strict=True))


def _ratio(size: Reduced, ours: int, theirs: int, times: int) -> dict[str, float]:
    a, b = beside(
        partial(reduced.stochastic, size, ours, 1), partial(plain.stochastic, size, theirs, 1), times
    )
    x, y = median(a) / size.cells(ours) * 1e9, median(b) / size.cells(theirs) * 1e9
    return {"ns": x, "numpy_ns": y, "ratio": y / x}


def numpy_ratio(quick: bool) -> Figure:
    """Measure the reduced model with draws of whole people."""
    times = 1 if quick else 5
    reduced.stochastic(Reduced(2, 2, 2), 1, 1)  # compiles
    found, checked = {}, {}
    for t, g in SIZES:
        big = t * g > 500
        ours, theirs = (64, 4) if big else (256, 32)
        for name, scale in SCALES.items():
            cell = f"{t} x {g}, {name} counts"
            checked[cell] = same_means(Reduced(t, g, 60 if quick or big else 365, scale), 64)
            days = 60 if quick else 1826 if name == "usual" else 365
            found[cell] = _ratio(Reduced(t, g, days, scale), ours, theirs, times)
            found[cell]["days"] = days
    least = min(found[f"{t} x {g}, usual counts"]["ratio"] for t, g in SIZES)
    return Figure(
        "numpy_ratio",
        least,
        "times",
        _(
            "Reduced model (recruitment, rivalry, arrest, release), {days} days, 20 territories x 5 gangs "
            "and 140 x 10, whole people, one core: processor time of plain NumPy, vectorised over "
            "replicates, over ours, each per replicate, territory, gang and day; the lesser of the two "
            "sizes at usual counts. Beside it each size at small, middling and large counts: a tenth, ten "
            "and a hundred times the people, a year."
        ).format(days=60 if quick else 1826),
        _("at least 8, aim 15"),
        {
            "sizes": found,
            "least_of_all": min(f["ratio"] for f in found.values()),
            "standard_errors_apart": checked,
            "repeats": times,
        },
    )


def meanfield_numpy_ratio(quick: bool) -> Figure:
    """Measure the reduced model in expectation."""
    days, times = (60, 1) if quick else (1826, 5)
    reduced.expected(Reduced(2, 2, 2), 1)
    found = {}
    for t, g in SIZES:
        size = Reduced(t, g, days)
        off = np.abs(reduced.expected(size, 2) - plain.expected(size, 2)).max()
        if off > 1e-9 * size.civilians * t:
            raise AssertionError(_("the reduced model and its yardstick differ: {z}").format(z=off))
        a, b = beside(partial(reduced.expected, size, 64), partial(plain.expected, size, 64), times)
        x, y = (median(s) / size.cells(64) * 1e9 for s in (a, b))
        found[f"{t} x {g}"] = {"ns": x, "numpy_ns": y, "ratio": y / x}
    return Figure(
        "meanfield_numpy_ratio",
        min(f["ratio"] for f in found.values()),
        "times",
        _(
            "The same reduced model in expectation, {days} days, 64 replicates side by side, one core: "
            "processor time of plain NumPy over ours; the lesser of the two sizes."
        ).format(days=days),
        _("at least 8, aim 15"),
        {"sizes": found, "repeats": times},
    )
