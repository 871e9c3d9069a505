"""Scores of forecasts given as samples: CRPS, weighted interval score, coverage, skill against a baseline.

Lower is better for scores, higher for skill. Counts are scored on the scale log(1 + x), or the square root,
so that a year of thousands does not drown a year of tens (Bosse and others, 2023, doi
10.1371/journal.pcbi.1011393).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Scale = Literal["log1p", "sqrt", "count"]
SCALES: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "log1p": lambda x: np.log1p(np.maximum(x, 0.0)),
    "sqrt": lambda x: np.sqrt(np.maximum(x, 0.0)),
    "count": lambda x: np.asarray(x, float),
}
LEVELS = (0.5, 0.8, 0.9)
BOOTSTRAPS = 2000
LEVEL = 0.9  # of intervals of skill and of differences
LEAST = 4  # forecasts below which no interval is given


def _scaled(samples: Any, observed: Any, scale: Scale) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.atleast_2d(np.asarray(samples, float)), np.atleast_1d(np.asarray(observed, float))
    if x.shape[0] != y.shape[0]:
        raise ValueError(f"{x.shape[0]} forecasts and {y.shape[0]} observations")
    return SCALES[scale](x), SCALES[scale](y)


def crps(samples: Any, observed: Any, scale: Scale = "log1p") -> np.ndarray:
    """Return the continuous ranked probability score of each forecast.

    E|X - y| - E|X - X'| / 2 over the samples, each pair with itself included (Gneiting and Raftery, 2007, doi
    10.1198/016214506000001437).

    Parameters
    ----------
    samples
        (forecast, sample)
    observed
        (forecast,)
    scale
        On which to score.
    """
    x, y = _scaled(samples, observed, scale)
    n = x.shape[1]
    ordered = np.sort(x, axis=1)
    # sum over pairs of |a - b| is twice the sum of each value times how many lie below it less how many above
    weight = 2.0 * np.arange(1, n + 1) - n - 1.0
    return np.abs(x - y[:, None]).mean(axis=1) - (ordered * weight).sum(axis=1) / n**2


def wis(samples: Any, observed: Any, scale: Scale = "log1p", levels: Sequence[float] = LEVELS) -> np.ndarray:
    """Return the weighted interval score of each forecast.

    (|y - median| / 2 + Σ α/2 IS_α) / (K + 1/2) over K central intervals (Bracher and others, 2021, doi
    10.1371/journal.pcbi.1008618).
    """
    x, y = _scaled(samples, observed, scale)
    total = 0.5 * np.abs(y - np.median(x, axis=1))
    for level in levels:
        alpha = 1.0 - level
        low, high = np.quantile(x, [alpha / 2, 1 - alpha / 2], axis=1)
        outside = np.maximum(low - y, 0.0) + np.maximum(y - high, 0.0)
        total = total + alpha / 2 * (high - low + 2.0 / alpha * outside)
    return total / (len(levels) + 0.5)


def covered(samples: Any, observed: Any, level: float) -> np.ndarray:
    """Return for each forecast whether its central interval of a level holds what came."""
    x, y = _scaled(samples, observed, "count")
    low, high = np.quantile(x, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return (low <= y) & (y <= high)


def coverage(samples: Any, observed: Any, levels: Sequence[float] = LEVELS) -> dict[str, float]:
    """Return the share of forecasts whose interval holds what came, by level in per cent."""
    return {f"{100 * level:g}": float(covered(samples, observed, level).mean()) for level in levels}


def skill(ours: Any, baseline: Any) -> float:
    """Return 1 - ours / baseline, of mean scores; NaN where the baseline is perfect."""
    base = float(np.mean(baseline))
    return 1.0 - float(np.mean(ours)) / base if base > 0 else math.nan


def block_length(n: int) -> int:
    """Return the length of blocks for n forecasts in a row: about the cube root, two at least.

    Neighbouring windows of one forecast share their errors; blocks keep neighbours together.
    """
    return max(2, round(n ** (1 / 3))) if n > 2 else 1


def blocks(n: int, block: int, times: int, seed: int) -> np.ndarray:
    """Return indices of circular block bootstraps, (time, n)."""
    rng = np.random.default_rng(seed)
    needed = -(-n // block)
    starts = rng.integers(0, n, (times, needed))
    return ((starts[:, :, None] + np.arange(block)) % n).reshape(times, -1)[:, :n]


@dataclass(frozen=True)
class Interval:
    """An interval by block bootstrap.

    Attributes
    ----------
    middle
        The estimate itself.
    low, high
        NaN where there are too few forecasts.
    block
        Forecasts that were drawn together.
    n
        Forecasts.
    """

    middle: float
    low: float
    high: float
    block: int
    n: int

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero; never where there is none."""
        return bool(self.low > 0 or self.high < 0)

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {"low": self.low, "high": self.high, "block": self.block, "level": LEVEL}


def _interval(
    statistic: Callable[[np.ndarray, np.ndarray], np.ndarray],
    ours: Any,
    baseline: Any,
    block: int | None,
    seed: int,
) -> Interval:
    a, b = np.asarray(ours, float), np.asarray(baseline, float)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError(f"scores of the same forecasts are needed, not {a.shape} and {b.shape}")
    n = len(a)
    # a block as long as the whole has nothing to vary
    length = min(block or block_length(n), max(1, n // 2))
    middle = float(statistic(a[None], b[None])[0])
    if n < LEAST:
        return Interval(middle, math.nan, math.nan, length, n)
    drawn = blocks(n, length, BOOTSTRAPS, seed)
    found = statistic(a[drawn], b[drawn])
    low, high = np.quantile(found[np.isfinite(found)], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(middle, float(low), float(high), length, n)


def _skills(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    base = b.mean(axis=1)
    return 1.0 - a.mean(axis=1) / np.where(base > 0, base, np.nan)


def skill_interval(ours: Any, baseline: Any, block: int | None = None, seed: int = 1) -> Interval:
    """Return the skill with its interval of nine in ten, by circular block bootstrap.

    Parameters
    ----------
    ours, baseline
        (forecast,) scores of the same windows, in the order of time.
    block
        Windows drawn together; `block_length` when left out.
    seed
        Of the bootstrap.
    """
    return _interval(_skills, ours, baseline, block, seed)


def difference(ours: Any, baseline: Any, block: int | None = None, seed: int = 1) -> Interval:
    """Return ours less baseline, of mean scores, with its interval; below zero ours is better."""
    return _interval(lambda a, b: a.mean(axis=1) - b.mean(axis=1), ours, baseline, block, seed)


def compared(ours: Any, baseline: Any, block: int | None = None) -> str:
    """Say how ours compares: better or worse only if the interval of the difference excludes zero."""
    found = difference(ours, baseline, block)
    if math.isnan(found.low):
        return "too few"
    if not found.excludes_zero:
        return "no difference shown"
    return "better" if found.high < 0 else "worse"


def scored(
    samples: Any,
    observed: Any,
    baselines: Mapping[str, Any],
    scale: Scale = "log1p",
    block: int | None = None,
) -> dict[str, Any]:
    """Score one series of windows against baselines.

    Parameters
    ----------
    samples
        (window, sample), in the order of time.
    observed
        (window,)
    baselines
        Samples of the same windows by name; None for one that was left out.
    scale
        Of CRPS and WIS.
    block
        Windows drawn together in intervals.

    Returns
    -------
    dict
        n, crps, wis, skill, skill_interval, difference, coverage: the form that `tregua hindcast --json` has.
    """
    mine = crps(samples, observed, scale)
    theirs = {name: None if x is None else crps(x, observed, scale) for name, x in baselines.items()}
    return {
        "n": len(mine),
        "scale": scale,
        "crps": float(mine.mean()),
        "wis": float(wis(samples, observed, scale).mean()),
        "coverage": coverage(samples, observed),
        "baseline_crps": {k: None if s is None else float(s.mean()) for k, s in theirs.items()},
        "skill": {k: None if s is None else skill(mine, s) for k, s in theirs.items()},
        "skill_interval": {
            k: None if s is None else skill_interval(mine, s, block).record() for k, s in theirs.items()
        },
        "difference": {
            k: None if s is None else {"mean": (d := difference(mine, s, block)).middle, **d.record()}
            for k, s in theirs.items()
        },
        "compared": {k: None if s is None else compared(mine, s, block) for k, s in theirs.items()},
    }
