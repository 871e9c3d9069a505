"""Posterior predictive checks: each series that has evidence against what the fitted model says of it.

A series holds if enough of its windows lie inside the 80 % band, its level and its trend lie where replicates
lie, and the band is not wide: a model that says nothing covers everything. Width is judged by that of the
level without dynamics, which is given the same record up to each window. Limits were set before any result
of the corrected model was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from tregua.forecasting.count_history import History
from tregua.forecasting.level import forecast_level
from tregua.inference.observation_model import FLOWS, Window, printed_range
from tregua.validation.fit_replicates import Replicated
from tregua.vocabulary.time import DAYS_A_YEAR

BANDS = (0.5, 0.8, 0.9)
JUDGED = "80"  # band in which windows must lie
LEAST_INSIDE = 0.7  # share of windows
MOST_WIDTH = 1.5  # log width of the 90 % band over that of the level without dynamics
TAIL = 0.025  # of replicates, at either end, in which level or trend of the record may not lie
FEWEST = 3  # windows of which a series is judged
FEWEST_TREND, LEAST_YEARS = 4, 2.0  # windows, and years between the first and the last, of a trend
HISTORY = 3  # windows before the first that the level forecasts
MOST_LEVEL = 60  # windows forecast by the level, the newest
STOCK_DAYS = 15  # days for which a figure of a stock stands when the level is fitted to it
HALF = 0.5  # added to counts before the logarithm
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Judged:
    """One series, or one special line, against the model.

    Attributes
    ----------
    n
        Windows.
    inside
        Share of windows inside each band, by its per cent.
    run
        Longest run of windows outside the 80 % band.
    level, trend
        Share of replicates that lie below the record in their mean log figure, and in its slope a year; None
        where there are too few windows.
    level_gap, trend_gap
        Record less the middle of the replicates: log points, and log points a year.
    width
        Log width of the 90 % band, median over windows, over that of the level without dynamics.
    """

    n: int
    inside: dict[str, float]
    run: int
    level: float | None
    level_gap: float | None
    trend: float | None
    trend_gap: float | None
    width: float | None

    @property
    def failures(self) -> list[str]:
        """Names of what fails; empty where nothing does."""
        if self.n < FEWEST:
            return []
        out = []
        if self.inside[JUDGED] < LEAST_INSIDE:
            out.append("inside")
        out += [
            name
            for name, at in (("level", self.level), ("trend", self.trend))
            if at is not None and not TAIL <= at <= 1.0 - TAIL
        ]
        if self.width is not None and self.width > MOST_WIDTH:
            out.append("width")
        return out

    @property
    def verdict(self) -> str:
        """Return held, failed, or too few."""
        return "too few" if self.n < FEWEST else "failed" if self.failures else "held"

    def record(self) -> dict[str, Any]:
        """Return it as plain data."""
        out: dict[str, Any] = {
            "verdict": self.verdict,
            "fails_in": self.failures,
            "windows": self.n,
            "inside": {k: round(v, 3) for k, v in self.inside.items()},
            "longest_run_outside": self.run,
        }
        for name in ("level", "level_gap", "trend", "trend_gap", "width"):
            value = getattr(self, name)
            out[name] = None if value is None else round(float(value), 3)
        return out


def judge(
    some: Sequence[Window], replicates: np.ndarray, level_width: float | None = None, flow: bool = True
) -> Judged:
    """Compare the windows of one series with their replicates.

    Parameters
    ----------
    some
        In the order of time.
    replicates
        (window, draw)
    level_width
        Log width of the 90 % band of the level without dynamics; None where there is none.
    flow
        Whether what happened over days is counted.
    """
    inside = {f"{100 * b:.0f}": contained(some, replicates, b) for b in BANDS}
    national = whole_only(some)
    y = np.array([some[n].value for n in national])
    x = replicates[national]
    days = np.array([float(some[n].days) if flow else 1.0 for n in national])[:, None]
    middle = np.array(
        [(some[n].start.toordinal() + some[n].end.toordinal()) / 2 / DAYS_A_YEAR for n in national]
    )
    record, drawn = np.log((y[:, None] + HALF) / days), np.log((np.maximum(x, 0.0) + HALF) / days)
    level = level_gap = trend = trend_gap = None
    if len(national) >= FEWEST:
        level, level_gap = _placed(record.mean(axis=0), drawn.mean(axis=0))
    if len(national) >= FEWEST_TREND and np.ptp(middle) >= LEAST_YEARS:
        t = middle - middle.mean()
        slope = t / (t**2).sum()
        trend, trend_gap = _placed(slope @ record, slope @ drawn)
    width = None
    if level_width:
        width = log_width(x[-MOST_LEVEL:]) / level_width
    misses = ~inside[JUDGED]
    return Judged(
        len(some),
        {k: float(v.mean()) for k, v in inside.items()},
        _longest(misses),
        level,
        level_gap,
        trend,
        trend_gap,
        width,
    )


def contained(some: Sequence[Window], replicates: np.ndarray, band: float) -> np.ndarray:
    """Return whether each window lies in the central band of its replicates, (window,).

    A lower bound lies in it if it is not above it; a printed range wider than the noise, if they overlap.
    """
    low, high = np.quantile(replicates, [(1 - band) / 2, (1 + band) / 2], axis=1)
    out = np.empty(len(some), bool)
    for n, w in enumerate(some):
        first, last = printed_range(w) or (w.value, w.value)
        out[n] = first <= high[n] and (w.floor or last >= low[n])
    return out


def whole_only(some: Sequence[Window]) -> list[int]:
    """Return the numbers of the windows of the largest area of a series, lower bounds left out."""
    largest = max((len(w.regions) for w in some), default=0)
    return [n for n, w in enumerate(some) if len(w.regions) == largest and not w.floor]


def log_width(replicates: np.ndarray) -> float:
    """Return the median over windows of the log width of the 90 % band."""
    low, high = np.quantile(np.maximum(replicates, 0.0), [0.05, 0.95], axis=1)
    return float(np.median(np.log((high + HALF) / (low + HALF))))


def level_log_width(some: Sequence[Window], flow: bool, seed: int = 1) -> float | None:
    """Return the log width of the 90 % band of the level without dynamics, each window from those before it.

    None where fewer than `FEWEST` windows have a history.
    """
    line = [some[n] for n in whole_only(some)]
    spans: list[tuple[date, date]] = []
    counts: list[float] = []
    for w in line:
        first = w.start if flow else w.start - (STOCK_DAYS - 1) * DAY
        last = w.end - DAY if flow else w.start
        if spans and first <= spans[-1][1]:
            continue
        spans.append((first, last))
        counts.append(w.value)
    widths = []
    for n in range(max(HISTORY, len(spans) - MOST_LEVEL), len(spans)):
        known = History(tuple(spans[:n]), np.array(counts[:n]))
        drawn = forecast_level(known, [spans[n]], draws=500, seed=seed).counts()
        widths.append(log_width(drawn))
    return float(np.median(widths)) if len(widths) >= FEWEST else None


def check(found: Sequence[Replicated]) -> list[tuple[Replicated, Judged]]:
    """Judge every series, those that fail first."""
    out = []
    for each in found:
        flow = each.series.measures in FLOWS or each.series.kind in ("flow", "cumulative")
        wide = level_log_width(each.windows, flow)
        out.append((each, judge(each.windows, each.replicates, wide, flow)))
    order = {"failed": 0, "too few": 1, "held": 2}
    return sorted(out, key=lambda pair: (order[pair[1].verdict], pair[1].inside[JUDGED], -pair[1].n))


def _placed(record: np.ndarray, drawn: np.ndarray) -> tuple[float, float]:
    """Return the share of replicates below a figure of the record, and by how much it lies off their middle.

    Ties count half.
    """
    at = float(np.ravel(record)[0])
    below = (drawn < at - 1e-12).mean() + 0.5 * (np.abs(drawn - at) <= 1e-12).mean()
    return float(below), at - float(np.median(drawn))


def _longest(misses: np.ndarray) -> int:
    best = run = 0
    for miss in misses:
        run = run + 1 if miss else 0
        best = max(best, run)
    return best
