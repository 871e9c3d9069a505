"""Baselines: what a forecast must beat, as predictive distributions by the same rules as ours.

All work on the log of counts a day, so that windows of any length can be mixed. Persistence is a random
walk with the spread of the history's own steps; drift adds their mean; simple smoothing, ETS and ARIMA (the
last two by statsmodels, form chosen by AIC) have their own, and the level is the state-space model on which
our own forecast builds (`tregua.forecasting.level`). Each has a minimum of history, below which it is left
out, and why is said. Where a history has few steps, a pooled prior spread stands in for what they cannot
say.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import numpy as np

from tregua.forecasting.count_history import HALF, Days, History
from tregua.forecasting.level import LevelPrior, forecast_level
from tregua.forecasting.level_prior import learnt_prior
from tregua.i18n import _
from tregua.vocabulary.time import DAYS_A_YEAR

# spread of the log of a count a day, per root-year, where a history says too little. Steps of yearly homicide
# rates have 0.18 in the middle of 62 countries (UNODC, 15 years or more, mean rate above 5 per 100,000),
# 0.62 in one of ten; those by quarter 0.57 in Haiti (UN base) and 0.94 in El Salvador from 2019
PRIOR_SPREAD = 0.5
PRIOR_STEPS = 4.0  # steps of history that weigh as much as the prior spread
ENOUGH_STEPS = 12  # from here on a history's own steps stand alone
MOST_CELLS = 400  # steps of a grid, past or future
CEILING = 4.0  # log points that no path may rise above all of the history
# windows of history
MINIMUM = {"persistence": 1, "drift": 4, "smoothing": 5, "ets": 8, "arima": 10, "level": 1}
NAMES = tuple(MINIMUM)
ETS_FORMS: tuple[tuple[str | None, bool], ...] = ((None, False), ("add", False), ("add", True))
ARMA_FORMS = tuple((p, q) for p in range(3) for q in range(3))  # of the series or of its steps


@dataclass(frozen=True)
class Baselines:
    """What the baselines forecast.

    Attributes
    ----------
    samples
        (window, sample) counts, by name.
    left_out
        Why a baseline was left out, by name.
    n
        Windows of history.
    """

    samples: dict[str, np.ndarray]
    left_out: dict[str, str] = field(default_factory=dict)
    n: int = 0

    def for_scoring(self) -> dict[str, np.ndarray | None]:
        """Return samples of every baseline, None for those left out."""
        return {name: self.samples.get(name) for name in NAMES}


def forecast(
    history: History,
    future: Sequence[Days],
    samples: int = 2000,
    seed: int = 1,
    names: Sequence[str] = NAMES,
    prior_spread: float = PRIOR_SPREAD,
    level_prior: LevelPrior | None = None,
) -> Baselines:
    """Forecast counts in future windows by every baseline for which there is history enough.

    Parameters
    ----------
    history
        What had been counted.
    future
        First and last day of each window asked for, after the history, in the order of time.
    samples
        Draws of each forecast; the windows of one draw belong together.
    seed
        Of the draws.
    names
        Which baselines.
    prior_spread
        Spread per root-year where the history says too little.
    level_prior
        Of the level; None for the one learnt from all countries.

    Raises
    ------
    ValueError
        For a window that begins before the history ends, or without any history.
    """
    if not history.windows:
        raise ValueError("no history")
    if any(start <= history.windows[-1][1] for start, _end in future):
        raise ValueError("a window to forecast begins before the history ends")
    found: dict[str, np.ndarray] = {}
    left_out: dict[str, str] = {}
    makers: dict[str, Callable[[_Grid, np.random.Generator, int], np.ndarray]] = {
        "persistence": _walk,
        "drift": _drift,
        "smoothing": _smoothing,
        "ets": _ets,
        "arima": _arima,
    }
    grid = _Grid.of(history, future, prior_spread)
    for name in names:
        if len(history.windows) < MINIMUM[name]:
            left_out[name] = _("{n} windows of history, {least} are needed").format(
                n=len(history.windows), least=MINIMUM[name]
            )
            continue
        if name == "level":
            prior = level_prior or learnt_prior()
            found[name] = forecast_level(history, future, prior, samples, seed).counts()
            continue
        rng = np.random.default_rng([seed, NAMES.index(name)])
        try:
            with one_thread():
                paths = makers[name](grid, rng, samples)
        except _NoFitError as error:
            left_out[name] = str(error)
            continue
        found[name] = grid.counts(np.minimum(paths, grid.values.max() + CEILING))
    return Baselines(found, left_out, len(history.windows))


def one_thread() -> AbstractContextManager[Any]:
    """Return a context in which linear algebra keeps to one thread.

    Series have tens of values: threads of the linear algebra below SciPy cost more than they save, and starve
    whoever runs several fits at once. Without the package threadpoolctl nothing is limited.
    """
    if find_spec("threadpoolctl") is None:
        return nullcontext()
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


class _NoFitError(Exception):
    """No form of a model could be fitted."""


@dataclass(frozen=True)
class _Grid:
    """Past and future cut into equal cells, as long as the middle window of the history.

    Regular series keep their windows; irregular ones are averaged into cells by days. Cells that nothing
    covers are filled along a straight line.
    """

    history: History
    future: tuple[Days, ...]
    cell: float  # days
    values: np.ndarray  # log of counts a day in past cells
    ahead: int  # cells to forecast
    start: float  # first day of the future cells
    prior_spread: float

    @classmethod
    def of(cls, history: History, future: Sequence[Days], prior_spread: float) -> _Grid:
        cell = float(np.median(history.lengths))
        first, last = history.windows[0][0].toordinal(), history.windows[-1][1].toordinal() + 1
        cell = max(cell, (last - first) / MOST_CELLS)
        n = max(1, round((last - first) / cell))
        if len(history.windows) == n and np.ptp(history.lengths) <= 0.1 * cell:
            values = history.log_rates
        else:
            values = _averaged(history, last - n * cell, cell, n)
        until = max((b.toordinal() + 1 for _a, b in future), default=last)
        ahead = min(MOST_CELLS, max(1, math.ceil((until - last) / cell - 1e-9)))
        return cls(history, tuple(future), cell, values, ahead, float(last), prior_spread)

    @property
    def years(self) -> float:
        """Length of a cell in years."""
        return self.cell / DAYS_A_YEAR

    def counts(self, paths: np.ndarray) -> np.ndarray:
        """Turn paths of the log rate, (sample, cell), into counts, (window, sample)."""
        rates = np.exp(paths)
        out = np.zeros((len(self.future), len(paths)))
        for n, (a, b) in enumerate(self.future):
            first, last = a.toordinal(), b.toordinal() + 1
            for k in range(self.ahead):
                begin = self.start + k * self.cell
                end = begin + self.cell if k < self.ahead - 1 else math.inf
                inside = min(end, last) - max(begin, first)
                if inside > 0:
                    out[n] += rates[:, k] * inside
        return out


def _averaged(history: History, first: float, cell: float, n: int) -> np.ndarray:
    total, covered = np.zeros(n), np.zeros(n)
    for (a, b), count, length in zip(history.windows, history.counts, history.lengths, strict=True):
        for k in range(n):
            begin = first + k * cell
            inside = min(begin + cell, b.toordinal() + 1) - max(begin, a.toordinal())
            if inside > 0:
                total[k] += float(count) * inside / length
                covered[k] += inside
    seen = covered > 0
    rate = np.log((total[seen] + HALF * covered[seen] / cell) / covered[seen])
    return np.interp(np.arange(n), np.flatnonzero(seen), rate)


def steps(history: History) -> tuple[np.ndarray, np.ndarray]:
    """Return the steps of the log rate and the years between the middles of the windows they join."""
    return np.diff(history.log_rates), np.diff(history.middles) / DAYS_A_YEAR


def spread(history: History, prior_spread: float = PRIOR_SPREAD) -> float:
    """Return the spread of the history's own steps, per root-year; a prior stands in for missing steps."""
    step, years = steps(history)
    own = float(np.sum(step**2 / years)) if len(step) else 0.0
    if len(step) >= ENOUGH_STEPS:
        return math.sqrt(own / len(step))
    return math.sqrt((own + PRIOR_STEPS * prior_spread**2) / (len(step) + PRIOR_STEPS))


def _walk(
    grid: _Grid, rng: np.random.Generator, samples: int, a_year: np.ndarray | float = 0.0
) -> np.ndarray:
    history = grid.history
    sigma = spread(history, grid.prior_spread)
    # from the middle of the last window to the middle of each cell
    times = (grid.start + (np.arange(grid.ahead) + 0.5) * grid.cell - history.middles[-1]) / DAYS_A_YEAR
    gaps = np.diff(times, prepend=0.0)
    moves = sigma * np.sqrt(gaps) * rng.standard_normal((samples, grid.ahead))
    trend = np.reshape(a_year, (-1, 1)) * times
    return history.log_rates[-1] + trend + np.cumsum(moves, axis=1)


def _drift(grid: _Grid, rng: np.random.Generator, samples: int) -> np.ndarray:
    step, years = steps(grid.history)
    mean = float(step.sum() / years.sum())
    error = spread(grid.history, grid.prior_spread) / math.sqrt(float(years.sum()))
    return _walk(grid, rng, samples, mean + error * rng.standard_normal(samples))


def _smoothing(grid: _Grid, rng: np.random.Generator, samples: int) -> np.ndarray:
    values = grid.values
    best, chosen = math.inf, (1.0, values)
    for alpha in np.linspace(0.05, 1.0, 39):
        level = values[0]
        errors = np.empty(len(values) - 1)
        for n, value in enumerate(values[1:]):
            errors[n] = value - level
            level += alpha * errors[n]
        loss = float(errors @ errors)
        if loss < best:
            best, chosen = loss, (float(alpha), np.array([level]))
    alpha, level = chosen
    n = len(values) - 1
    prior = grid.prior_spread**2 * grid.years
    sigma = (
        math.sqrt((best + PRIOR_STEPS * prior) / (n + PRIOR_STEPS))
        if n < ENOUGH_STEPS
        else math.sqrt(best / n)
    )
    shocks = sigma * rng.standard_normal((samples, grid.ahead))
    before = np.cumsum(shocks, axis=1) - shocks
    return level[-1] + alpha * before + shocks


def _ets(grid: _Grid, rng: np.random.Generator, samples: int) -> np.ndarray:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    def fit(form: tuple[str | None, bool]) -> Any:
        return ETSModel(grid.values, error="add", trend=form[0], damped_trend=form[1]).fit(disp=False)

    chosen = _least_aic(fit, ETS_FORMS, _("no form of ETS could be fitted"))
    errors = math.sqrt(float(chosen.mse)) * rng.standard_normal((grid.ahead, samples))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        paths = chosen.simulate(grid.ahead, anchor="end", repetitions=samples, random_errors=errors)
    return _finite(np.asarray(paths).reshape(grid.ahead, samples).T)


def _arima(grid: _Grid, rng: np.random.Generator, samples: int) -> np.ndarray:
    from statsmodels.tsa.arima.model import ARIMA

    # likelihoods of differenced and plain series are of other data: difference where that calms the series
    steps_ = np.diff(grid.values)
    calmer = bool(np.var(steps_) < np.var(grid.values))
    middle = 0.0 if calmer else float(grid.values.mean())
    series = steps_ if calmer else grid.values - middle

    def fit(form: tuple[int, int]) -> Any:
        return ARIMA(series, order=(form[0], 0, form[1]), trend="n").fit(method="innovations_mle")

    chosen = _least_aic(fit, ARMA_FORMS, _("no form of ARIMA could be fitted"))
    # a path is the mean plus what each shock to come leaves behind
    left = _left_behind(np.asarray(chosen.arparams), np.asarray(chosen.maparams), grid.ahead)
    shocks = math.sqrt(float(np.asarray(chosen.params)[-1])) * rng.standard_normal((samples, grid.ahead))
    paths = np.tile(np.asarray(chosen.forecast(grid.ahead), float), (samples, 1))
    for k in range(grid.ahead):
        paths[:, k:] += shocks[:, k : k + 1] * left[: grid.ahead - k]
    return _finite(grid.values[-1] + np.cumsum(paths, axis=1) if calmer else middle + paths)


def _left_behind(ar: np.ndarray, ma: np.ndarray, n: int) -> np.ndarray:
    """Return what a shock leaves behind after 0 to n - 1 steps of an ARMA process."""
    out = np.zeros(n)
    for k in range(n):
        out[k] = 1.0 if k == 0 else (ma[k - 1] if k <= len(ma) else 0.0)
        out[k] += sum(ar[i] * out[k - 1 - i] for i in range(min(len(ar), k)))
    return out


def _least_aic(fit: Callable[..., Any], forms: Sequence[tuple], otherwise: str) -> Any:
    best, chosen = math.inf, None
    for form in forms:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                fitted = fit(form)
                aic = float(fitted.aic)
            except (ValueError, np.linalg.LinAlgError, FloatingPointError):
                continue
        if math.isfinite(aic) and aic < best:
            best, chosen = aic, fitted
    if chosen is None:
        raise _NoFitError(otherwise)
    return chosen


def _finite(paths: np.ndarray) -> np.ndarray:
    if not np.isfinite(paths).all():
        raise _NoFitError(_("the fitted form gives no finite forecast"))
    return paths
