"""Whether the forecast of an outcome was tested on the record, and held: its mark.

At the start of every quarter the forecast is made from what had been published by then, and the figures that
were published later for times up to a year ahead are scored. It held if intervals of nine in ten hold at
least 85 per cent of the figures and persistence is not shown to be better. Where fewer than eight figures
could be scored, or the forecast is made in a way that was not scored, it was never tested.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from tregua.errors import InputError
from tregua.forecasting import baselines, scoring
from tregua.forecasting.count_history import Days, History
from tregua.forecasting.level import LevelPrior, forecast_level
from tregua.forecasting.outcomes import Kind, Outcome, author_histories, figures, stock_draws
from tregua.forecasting.rolling_origins import quarters
from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.places import Place

Mark = Literal["tested and held", "tested and failed", "never tested"]
HELD, FAILED, NEVER = "tested and held", "tested and failed", "never tested"
LEAST_SCORED = 8
LEAST_INSIDE = 0.85
LEAST_HISTORY = 4  # figures known at an origin
AHEAD = timedelta(days=366)
DRAWS = 400
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Miss:
    """Represent a figure outside the interval of nine in ten of the forecast made at an origin."""

    origin: date
    window: Days
    low: float
    high: float
    came: float


@dataclass(frozen=True)
class Tested:
    """Represent the test of one outcome.

    Attributes
    ----------
    mark
        Whether it was tested and held.
    scored, inside
        Figures scored, and how many of them lie inside the interval of nine in ten.
    crps, persistence
        Mean CRPS of log(1 + count), of ours and of persistence; NaN where none was scored.
    against
        How ours compares with persistence.
    misses
        Figures outside.
    """

    mark: Mark
    scored: int
    inside: int
    crps: float
    persistence: float
    against: str
    misses: tuple[Miss, ...]


UNTESTED = Tested(NEVER, 0, 0, float("nan"), float("nan"), "too few", ())
Known = Callable[[date], "History | None"]


def marks() -> dict[str, str]:
    """Return the marks in words."""
    return {HELD: _("tested and held"), FAILED: _("tested and failed"), NEVER: _("never tested")}


def rolling_test(known: Known, final: History, kind: Kind, prior: LevelPrior) -> Tested:
    """Score the forecast of one outcome at the start of every quarter against what came.

    Parameters
    ----------
    known
        Returns the figures that had been published by a day, or None.
    final
        The figures known today.
    kind
        Of the outcome.
    prior
        Of the level.
    """
    ours: list[float] = []
    theirs: list[float] = []
    misses: list[Miss] = []
    inside = 0
    first, last = final.windows[0][0], final.windows[-1][1]
    for origin in quarters(first, last):
        past = known(origin)
        if past is None or len(past.windows) < LEAST_HISTORY:
            continue
        end = max(past.windows[-1][1], origin - DAY)
        ahead = [
            (w, float(x))
            for w, x in zip(final.windows, final.counts, strict=True)
            if w[0] > end and w[1] <= origin + AHEAD
        ]
        if not ahead:
            continue
        windows = [w for w, _x in ahead]
        own = _draws(past, windows, kind, prior)
        # a stock is forecast by persistence itself, as a walk from its last figure
        simple = (
            own
            if kind == "stock"
            else baselines.forecast(past, windows, DRAWS, 1, ["persistence"]).samples["persistence"]
        )
        came = np.array([x for _w, x in ahead])
        ours += scoring.crps(own, came).tolist()
        theirs += scoring.crps(simple, came).tolist()
        held = scoring.covered(own, came, 0.9)
        inside += int(held.sum())
        low, high = np.quantile(own, (0.05, 0.95), axis=1)
        misses += [
            Miss(origin, w, float(low[n]), float(high[n]), float(came[n]))
            for n, w in enumerate(windows)
            if not held[n]
        ]
    return _verdict(ours, theirs, inside, misses)


def _verdict(ours: Sequence[float], theirs: Sequence[float], inside: int, misses: Sequence[Miss]) -> Tested:
    n = len(ours)
    if n < LEAST_SCORED:
        ours_mean, theirs_mean = (np.mean(ours), np.mean(theirs)) if n else (np.nan, np.nan)
        return Tested(NEVER, n, inside, float(ours_mean), float(theirs_mean), "too few", tuple(misses))
    block = min(max(4, scoring.block_length(n)), n // 2)  # a year of neighbouring origins stays together
    against = scoring.compared(np.array(ours), np.array(theirs), block)
    held = inside >= LEAST_INSIDE * n and against != "worse"
    mean = float(np.mean(ours)), float(np.mean(theirs))
    return Tested(HELD if held else FAILED, n, inside, *mean, against, tuple(misses))


def _draws(past: History, windows: Sequence[Days], kind: Kind, prior: LevelPrior) -> np.ndarray:
    if kind == "stock":
        return stock_draws(past, [b for _a, b in windows], DRAWS, 1)
    return forecast_level(past, windows, prior, DRAWS, 1).counts()


def scored_outcome(place: Place, outcome: Outcome, as_of: date, prior: LevelPrior, main: Known) -> Tested:
    """Score an outcome besides the main count on the record known on a day.

    Parameters
    ----------
    main
        Returns the main count known on a day, for shares by author.
    """
    if outcome.name.startswith("killed_by_"):
        author = outcome.name.removeprefix("killed_by_").replace("_", "-")

        def known(day: date) -> History | None:
            past = main(day)
            return None if past is None else author_histories(place, past, day).get(author)
    else:

        def known(day: date) -> History | None:
            return figures(place, outcome.series, day)

    return rolling_test(known, outcome.history, outcome.kind, prior)


def main_known(place: Place) -> Known:
    """Return what finds the main count of a place known on a day, None where nothing was."""
    from tregua.forecasting.outlook import main_history

    found: dict[date, History | None] = {}

    def known(day: date) -> History | None:
        if day not in found:
            try:
                found[day] = main_history(place, day)
            except InputError:
                found[day] = None
        return found[day]

    return known
