"""Forecasts by month of what is counted besides all who were killed: by author, kidnapped, displaced, held.

Counts over a time follow the level alone; stocks (people displaced, people held) follow a random walk on the
log scale from their last figure. The mechanism enters none of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from tregua.forecasting.baselines import PRIOR_SPREAD, PRIOR_STEPS
from tregua.forecasting.count_history import HALF, Days, History
from tregua.forecasting.level import FREEDOM, LARGEST_STEP, LevelPrior, forecast_level
from tregua.i18n import _
from tregua.vocabulary.causes import AUTHORS
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.places.evidence import Row

DAY = timedelta(days=1)
KILLED = "killed"
MEASURED = {"kidnapped": "kidnappings", "displaced": "displaced", "held": "prison_held"}
LEAST_SHARES = 3  # windows with a share of an author, from which one is forecast
RECENT = 2  # newest windows of the main count, in one of which an author must have a share
PERCENT = 100.0
SHORTEST_GAP = 1.0 / 52  # years between two figures of a stock
UNIT = math.sqrt((FREEDOM - 2.0) / FREEDOM)  # of a Student step, to unit variance
UNFIT = ("low", "D")
OLDEST = timedelta(days=3 * 366)  # before a day, beyond which a figure says nothing of what comes after it
Kind = Literal["flow", "stock"]


@dataclass(frozen=True)
class Outcome:
    """Represent draws of one outcome by month.

    Attributes
    ----------
    name, series, base
        The outcome, the series it is counted by, and on which base.
    kind
        A flow is a count over each month; a stock is the figure at its end.
    history
        What was known: windows and counts, or single days and figures.
    draws
        (month, draw) people; the months of one draw belong together.
    """

    name: str
    series: str
    base: str
    kind: Kind
    history: History
    draws: np.ndarray

    @property
    def record_until(self) -> date:
        """Return the last day that the record describes."""
        return self.history.windows[-1][1]

    def by_quarter(self) -> np.ndarray:
        """Return draws of quarters, (quarter, draw): sums of a flow, the last month of a stock."""
        months = self.draws.reshape(len(self.draws) // 3, 3, -1)
        return months.sum(axis=1) if self.kind == "flow" else months[:, -1]


def titles() -> dict[str, str]:
    """Return the outcomes in words, by name."""
    return {
        KILLED: _("killed"),
        **{author_name(a): text for a, text in authors().items()},
        "kidnapped": _("kidnapped"),
        "displaced": _("displaced"),
        "held": _("held in prison"),
    }


def authors() -> dict[str, str]:
    """Return the authors that a record may name, in words."""
    return {
        "gang": _("killed by gangs"),
        "state": _("killed by the state"),
        "self-defence": _("killed by self-defence groups"),
    }


def author_name(author: str) -> str:
    """Return the name of the outcome of an author."""
    return f"{KILLED}_by_{author.replace('-', '_')}"


def flow_draws(
    history: History,
    months: Sequence[Days],
    prior: LevelPrior,
    draws: int,
    seed: int,
) -> np.ndarray:
    """Draw counts of the level by month, with what is counted already, (month, draw)."""
    last = history.windows[-1][1]
    ahead = [n for n, (_a, b) in enumerate(months) if b > last]
    windows = [(max(months[n][0], last + DAY), months[n][1]) for n in ahead]
    out = np.zeros((len(months), draws))
    if windows:
        out[ahead] = forecast_level(history, windows, prior, draws, seed).counts()
    return np.rint(out + np.array([counted_in(history, month) for month in months])[:, None])


def counted_in(history: History, month: Days) -> float:
    """Return the people counted in a month, windows that reach beyond it shared by days."""
    total = 0.0
    for (a, b), count in zip(history.windows, history.counts, strict=True):
        inside = (min(b, month[1]) - max(a, month[0])).days + 1
        if inside > 0:
            total += float(count) * inside / ((b - a).days + 1)
    return total


def stock_spread(history: History) -> float:
    """Return the sd a root-year of the log of a stock: its own steps, and a prior where they are few."""
    logs = np.log(np.asarray(history.counts, float) + HALF)
    years = np.diff(history.middles) / DAYS_A_YEAR
    own = float((np.diff(logs) ** 2 / np.maximum(years, SHORTEST_GAP)).sum())
    return math.sqrt((PRIOR_STEPS * PRIOR_SPREAD**2 + own) / (PRIOR_STEPS + len(years)))


def stock_draws(history: History, days: Sequence[date], draws: int, seed: int) -> np.ndarray:
    """Draw figures of a stock on days after its last one, (day, draw); earlier days keep the last one."""
    rng = np.random.default_rng([seed, 6])
    last = history.windows[-1][1]
    spread = stock_spread(history)
    level = np.full(draws, math.log(float(history.counts[-1]) + HALF))
    out = np.empty((len(days), draws))
    at = last
    for n, day in enumerate(days):
        years = max((day - at).days, 0) / DAYS_A_YEAR
        step = np.clip(rng.standard_t(FREEDOM, draws) * UNIT, -LARGEST_STEP, LARGEST_STEP)
        level = level + spread * math.sqrt(years) * step
        at = max(at, day)
        out[n] = np.exp(np.minimum(level, 30.0)) - HALF
    return np.rint(np.maximum(out, 0.0))


def series_of(place: Place, measure: str, as_of: date) -> str | None:
    """Return the series by which a measure is forecast: that of the newest whole-country figure, or None.

    Where several reach as far, the one on the base of the main count, then the one with most figures.
    """
    main = place.series[place.main_series].base
    best: tuple[date, bool, int, str] | None = None
    for name, series in place.series.items():
        if series.measures != measure or series.use != "fit" or series.kind not in ("flow", "stock"):
            continue
        found = figures(place, name, as_of)
        if found is not None:
            mark = (found.windows[-1][1], series.base == main, len(found.counts), name)
            best = mark if best is None or mark > best else best
    return None if best is None else best[3]


def figures(place: Place, name: str, as_of: date) -> History | None:
    """Return the figures of a series for the whole place known on a day, the newest print of each."""
    rows = [r for r in place.evidence if usable(r, name, as_of)]
    kept: list[Row] = []
    for r in sorted(rows, key=lambda r: (r.start, r.end, r.published)):
        if kept and kept[-1].start == r.start and kept[-1].end == r.end:
            kept[-1] = r
        elif not kept or r.start > kept[-1].end:
            kept.append(r)
    if not kept:
        return None
    return History(tuple((r.start, r.end) for r in kept), np.array([float(r.value) for r in kept]))


def usable(row: Row, name: str, as_of: date) -> bool:
    """Return whether a row is a figure of a series for the whole place, known on a day and fit for use."""
    return (
        row.series == name
        and row.place == "all"
        and not row.floor
        and row.published <= as_of
        and row.end <= as_of
        and row.confidence not in UNFIT
    )


def author_histories(place: Place, main: History, as_of: date) -> dict[str, History]:
    """Return counts by author where shares of the main count are recorded by window."""
    out: dict[str, History] = {}
    base = place.series[place.main_series].base
    counts = dict(zip(main.windows, main.counts, strict=True))
    for author in AUTHORS:
        name = f"{author.replace('-', '_')}_share"
        series = place.series.get(name)
        if series is None or series.base != base:
            continue
        shares = figures(place, name, as_of)
        if shares is None:
            continue
        both = [
            (w, float(counts[w]) * float(s) / PERCENT)
            for w, s in zip(shares.windows, shares.counts, strict=True)
            if w in counts
        ]
        if len(both) >= LEAST_SHARES and both[-1][0] in main.windows[-RECENT:]:
            out[author] = History(tuple(w for w, _x in both), np.array([x for _w, x in both]))
    return out


def by_author(
    place: Place, main: History, total: np.ndarray, months: Sequence[Days], prior: LevelPrior, seed: int
) -> list[Outcome]:
    """Forecast the killed by author: shares of each draw of all who were killed.

    Each author's count follows a level of its own; the shares of these levels divide the draws of the total,
    as far as the newest figures name an author.
    """
    found = author_histories(place, main, date.max)
    if not found:
        return []
    draws = total.shape[1]
    own = {
        a: flow_draws(h, months, prior, draws, seed + 10 + AUTHORS.index(a)) + HALF for a, h in found.items()
    }
    of = dict(zip(main.windows, main.counts, strict=True))
    named = min(1.0, sum(float(h.counts[-1]) / max(float(of[h.windows[-1]]), 1.0) for h in found.values()))
    summed = np.sum(list(own.values()), axis=0)
    base = place.series[place.main_series].base
    return [
        Outcome(
            author_name(a), f"{a.replace('-', '_')}_share", base, "flow", found[a],
            np.rint(total * named * own[a] / summed),
        )
        for a in found
    ]  # fmt: skip


def other_outcomes(
    place: Place, as_of: date, months: Sequence[Days], prior: LevelPrior, draws: int, seed: int
) -> list[Outcome]:
    """Forecast people kidnapped, displaced and held, each where a figure of the last three years is known."""
    out = []
    for k, (name, measure) in enumerate(MEASURED.items()):
        series = series_of(place, measure, as_of)
        history = None if series is None else figures(place, series, as_of)
        if series is None or history is None or history.windows[-1][1] < as_of - OLDEST:
            continue
        kind: Kind = "stock" if place.series[series].kind == "stock" else "flow"
        found = (
            stock_draws(history, [b for _a, b in months], draws, seed + 20 + k)
            if kind == "stock"
            else flow_draws(history, months, prior, draws, seed + 20 + k)
        )
        out.append(Outcome(name, series, place.series[series].base, kind, history, found))
    return out
