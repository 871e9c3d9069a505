"""Scores over rolling origins: paired differences, coverage, and whether forecasts start where counts do.

The windows of one origin share their errors, and neighbouring origins share windows. The bootstrap
therefore draws origins and never windows, in blocks of a year of neighbours, each place apart; both
forecasts of a pair are scored on the same draws (Efron and Tibshirani, 1993; Kuensch, 1989, doi
10.1214/aos/1176347265).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from tregua.forecasting import scoring
from tregua.forecasting.count_history import HALF, Days

BLOCK = 4  # neighbouring origins, a year of quarters
LEAST_ORIGINS = 4  # below which no interval is given


@dataclass(frozen=True)
class Origin:
    """Represent forecasts made on one day, and what came.

    Attributes
    ----------
    place, day
        Of which place, and when.
    windows
        First and last day of each, in the order of time.
    observed
        (window,) counts.
    samples
        (window, draw) by name of the forecast; None for one without history enough.
    """

    place: str
    day: date
    windows: tuple[Days, ...]
    observed: np.ndarray
    samples: Mapping[str, np.ndarray | None]

    @cached_property
    def crps(self) -> dict[str, np.ndarray]:
        """Return the CRPS of log(1 + count) of each window, (window,), by name."""
        return {k: scoring.crps(x, self.observed) for k, x in self.samples.items() if x is not None}


@dataclass(frozen=True)
class Paired:
    """Represent a comparison of two forecasts on the origins that have both.

    Attributes
    ----------
    ours, theirs
        Mean CRPS over all windows.
    low, high
        Interval of nine in ten of ours less theirs; NaN with too few origins.
    origins, n
        How many origins, and windows.
    """

    ours: float
    theirs: float
    low: float
    high: float
    origins: int
    n: int

    @property
    def verdict(self) -> str:
        """Return the comparison in a word: better or worse only if the interval excludes zero."""
        if math.isnan(self.low):
            return "too few"
        if self.low <= 0 <= self.high:
            return "no difference shown"
        return "better" if self.high < 0 else "worse"

    def record(self) -> dict[str, Any]:
        """Return the comparison for machines."""
        return {
            "ours": self.ours,
            "theirs": self.theirs,
            "ratio": self.ours / self.theirs if self.theirs > 0 else None,
            "difference": self.ours - self.theirs,
            "low": None if math.isnan(self.low) else self.low,
            "high": None if math.isnan(self.high) else self.high,
            "origins": self.origins,
            "n": self.n,
            "compared": self.verdict,
        }


def paired(
    origins: Sequence[Origin], ours: str, theirs: str, block: int = BLOCK, seed: int = 1
) -> Paired | None:
    """Compute the mean difference of two forecasts' CRPS, with an interval by bootstrap of origins.

    Parameters
    ----------
    origins
        Of one or several places.
    ours, theirs
        Names of the forecasts.
    block
        Neighbouring origins of one place that are drawn together.
    seed
        Of the bootstrap.

    Returns
    -------
    Paired or None
        None where no origin has both.
    """
    both = [o for o in origins if ours in o.crps and theirs in o.crps and len(o.windows)]
    if not both:
        return None
    mine = np.array([o.crps[ours].sum() for o in both])
    other = np.array([o.crps[theirs].sum() for o in both])
    size = np.array([len(o.windows) for o in both], float)
    low = high = math.nan
    if len(both) >= LEAST_ORIGINS:
        drawn = np.concatenate(list(_draws(both, block, seed)), axis=1)
        found = (mine - other)[drawn].sum(axis=1) / size[drawn].sum(axis=1)
        share = (1 - scoring.LEVEL) / 2
        low, high = (float(x) for x in np.quantile(found, [share, 1 - share]))
    n = int(size.sum())
    return Paired(float(mine.sum() / n), float(other.sum() / n), low, high, len(both), n)


def _draws(origins: Sequence[Origin], block: int, seed: int) -> list[np.ndarray]:
    """Return the indices drawn of each place's origins, (time, origin) each."""
    out = []
    for k, place in enumerate(dict.fromkeys(o.place for o in origins)):
        own = sorted((n for n, o in enumerate(origins) if o.place == place), key=lambda n: origins[n].day)
        length = max(1, min(block, len(own) // 2))
        out.append(np.array(own)[scoring.blocks(len(own), length, scoring.BOOTSTRAPS, seed + k)])
    return out


def pooled_coverage(origins: Sequence[Origin], name: str) -> dict[str, float] | None:
    """Return the share of all windows inside the intervals of 50, 80 and 90 per cent, by level."""
    held = {f"{100 * level:g}": [] for level in scoring.LEVELS}
    for o in origins:
        x = o.samples.get(name)
        if x is not None and len(o.windows):
            for level, key in zip(scoring.LEVELS, held, strict=True):
                held[key].append(scoring.covered(x, o.observed, level))
    if not next(iter(held.values())):
        return None
    return {key: float(np.concatenate(each).mean()) for key, each in held.items()}


def first_window_ratio(origins: Sequence[Origin], name: str) -> float | None:
    """Compute the median over origins of forecast over count in the first window."""
    ratios = [
        (float(np.median(x[0])) + HALF) / (float(o.observed[0]) + HALF)
        for o in origins
        if len(o.windows) and (x := o.samples.get(name)) is not None
    ]
    return float(np.median(ratios)) if ratios else None


def summary(origins: Sequence[Origin], ours: str, others: Sequence[str]) -> dict[str, Any]:
    """Return the scores of one forecast over origins, for machines, against each of the others."""
    own = [o.crps[ours] for o in origins if ours in o.crps and len(o.windows)]
    compared = {name: paired(origins, ours, name) for name in others}
    return {
        "origins": len(own),
        "n": int(sum(len(x) for x in own)),
        "crps": float(np.concatenate(own).mean()) if own else None,
        "coverage": pooled_coverage(origins, ours),
        "first_window_ratio": first_window_ratio(origins, ours),
        "against": {name: None if p is None else p.record() for name, p in compared.items()},
    }
