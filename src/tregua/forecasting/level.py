"""The level: a state-space model of a count's log daily rate, for windows of any length.

The log rate x moves with a velocity v:

    dx = v dt + sigma dW,    v an Ornstein-Uhlenbeck process (one year, stationary sd s),

and a window of L days is observed with variance tau^2 30.4 / L + 1 / (count + 1/2). One Kalman filter runs
for each point of a grid of (sigma, tau, s), all of them at once; the likelihood of what lies longer back is
forgotten with a half-life of three years. A forecast draws a point of the grid, the state, Student-t steps
of a quarter at most, and Poisson counts.

A point's filter agrees with `statsmodels.tsa.statespace` (a test holds it to that). That library runs one
point after another and takes two hundred times as long for the grid (0.19 s against 0.9 ms), which is why
the recursion stands here. Between windows the velocity moves x by its mean path; the part of its noise that
would reach x within one step is left out, as in the study whose recipe this is. Harvey (1989), Forecasting,
Structural Time Series Models and the Kalman Filter, doi 10.1017/CBO9781107049994.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tregua.forecasting.count_history import HALF, Days, History
from tregua.vocabulary.time import DAYS_A_YEAR

SIGMA = np.geomspace(0.05, 1.6, 11)  # of the level, a root-year
TAU = (0.03, 0.08, 0.15, 0.28)  # of a month's rate about the level
VELOCITY_SD = (0.0, 0.12, 0.3, 0.6)  # stationary, log points a year
GRID = np.array(list(itertools.product(SIGMA, TAU, VELOCITY_SD)))  # (point, 3)
VELOCITY_YEARS = 1.0  # in which a velocity falls to 1/e
MONTH = 30.4  # days in which tau is the spread of the rate
HALF_LIFE = 3.0  # years
FREEDOM = 4.0  # degrees of freedom of steps to come
LARGEST_STEP = 8.0  # of the unit step
LONGEST_STEP = 0.25  # years
MOST_WINDOWS = 130  # of history, the newest
CEILING = 4.0  # log points that no path may rise above all of the history
MOST = 1e8  # people in a window
SHORTEST_GAP = 1e-3  # years between the middles of two windows
LEAST_VARIANCE = 1e-9


@dataclass(frozen=True)
class LevelPrior:
    """Represent the prior of the grid: two lognormals and four weights.

    Attributes
    ----------
    sigma_median, sigma_log_sd
        Of sigma, a root-year.
    tau_median, tau_log_sd
        Of tau.
    velocity_weights
        Of each value of `VELOCITY_SD`.
    source
        On what it rests, in words.
    """

    sigma_median: float
    sigma_log_sd: float
    tau_median: float
    tau_log_sd: float
    velocity_weights: tuple[float, ...]
    source: str = ""

    def log_weights(self) -> np.ndarray:
        """Return the log of each grid point's weight, normalised, (point,)."""
        sigma, tau, velocity = GRID.T
        out = -0.5 * (np.log(sigma / self.sigma_median) / self.sigma_log_sd) ** 2
        out -= 0.5 * (np.log(tau / self.tau_median) / self.tau_log_sd) ** 2
        with np.errstate(divide="ignore"):
            out += np.log(np.asarray(self.velocity_weights))[np.searchsorted(VELOCITY_SD, velocity)]
        return out - np.logaddexp.reduce(out)


STATED = LevelPrior(0.45, 0.7, 0.12, 0.7, (0.4, 0.2, 0.2, 0.2), "stated, chosen after outcomes were seen")


@dataclass(frozen=True)
class Filtered:
    """Represent the state at the middle of the last window, for each grid point.

    Attributes
    ----------
    log_likelihood
        (point,), older windows forgotten.
    level, velocity
        (point,) means.
    level_variance, covariance, velocity_variance
        (point,)
    """

    log_likelihood: np.ndarray
    level: np.ndarray
    velocity: np.ndarray
    level_variance: np.ndarray
    covariance: np.ndarray
    velocity_variance: np.ndarray


def transition(years: float) -> tuple[float, float]:
    """Return by how much a velocity moves the level in a time, and what is left of it."""
    left = math.exp(-years / VELOCITY_YEARS)
    return VELOCITY_YEARS * (1.0 - left), left


def filter_states(
    times: np.ndarray,
    values: np.ndarray,
    noise: np.ndarray,
    sigma: np.ndarray,
    velocity_sd: np.ndarray,
    half_life: float | None = HALF_LIFE,
) -> Filtered:
    """Compute the Kalman filter of every grid point at once.

    Parameters
    ----------
    times
        (window,) middles, years.
    values
        (window,) log rates.
    noise
        (window, point) variances of observation.
    sigma, velocity_sd
        (point,)
    half_life
        Years in which what a window says of the grid counts half; None forgets nothing.
    """
    x, v = np.full(len(sigma), values[0]), np.zeros(len(sigma))
    p_xx, p_xv, p_vv = noise[0].copy(), np.zeros(len(sigma)), velocity_sd**2
    likelihood = np.zeros(len(sigma))
    for k in range(1, len(values)):
        years = max(times[k] - times[k - 1], SHORTEST_GAP)
        reach, left = transition(years)
        x, v = x + reach * v, left * v
        p_xx = p_xx + reach * (2.0 * p_xv + reach * p_vv) + sigma**2 * years
        p_xv = left * (p_xv + reach * p_vv)
        p_vv = left**2 * p_vv + velocity_sd**2 * (1.0 - left**2)
        total = p_xx + noise[k]
        surprise = values[k] - x
        if half_life is not None:
            likelihood = likelihood * 0.5 ** (years / half_life)
        likelihood = likelihood - 0.5 * (np.log(total) + surprise**2 / total)
        gain, gain_v = p_xx / total, p_xv / total
        x, v = x + gain * surprise, v + gain_v * surprise
        p_vv = p_vv - gain_v * p_xv
        p_xx, p_xv = (1.0 - gain) * p_xx, (1.0 - gain) * p_xv
    return Filtered(likelihood, x, v, p_xx, p_xv, np.maximum(p_vv, 0.0))


def latest(history: History, most: int = MOST_WINDOWS) -> History:
    """Return the newest windows of a history."""
    return History(history.windows[-most:], np.asarray(history.counts, float)[-most:])


def filtered(history: History, half_life: float | None = HALF_LIFE) -> Filtered:
    """Compute the filter of a history of counts over the grid."""
    sigma, tau, velocity_sd = GRID.T
    lengths, counts = history.lengths[:, None], np.asarray(history.counts, float)[:, None]
    noise = tau**2 * MONTH / lengths + 1.0 / (counts + HALF)
    times = history.middles / DAYS_A_YEAR
    return filter_states(times, history.log_rates, noise, sigma, velocity_sd, half_life)


def weights(state: Filtered, prior: LevelPrior) -> np.ndarray:
    """Return the posterior weight of each grid point, (point,)."""
    log = prior.log_weights() + state.log_likelihood
    out = np.exp(log - log.max())
    return out / out.sum()


@dataclass(frozen=True)
class LevelForecast:
    """Represent draws of what may be counted, before and after the chance of counting.

    Attributes
    ----------
    windows
        First and last day of each.
    expected
        (window, draw) expected counts; the windows of one draw belong together.
    seed
        Of the counts.
    """

    windows: tuple[Days, ...]
    expected: np.ndarray
    seed: int

    def counts(self, ratio: np.ndarray | float = 1.0) -> np.ndarray:
        """Draw Poisson counts, (window, draw), with the expected ones times a ratio.

        Every window has random numbers of its own, so that one whose ratio is 1 has the same counts as
        without any ratio.
        """
        expected = np.minimum(self.expected * ratio, MOST)
        return np.array(
            [np.random.default_rng([self.seed, 4, n]).poisson(row) for n, row in enumerate(expected)], float
        ).reshape(expected.shape)


def forecast_level(
    history: History,
    future: Sequence[Days],
    prior: LevelPrior = STATED,
    draws: int = 2000,
    seed: int = 1,
) -> LevelForecast:
    """Draw the level's expected counts in windows after a history.

    Parameters
    ----------
    history
        At least one window.
    future
        First and last day of each window, after the history; they may overlap.
    prior
        Of the grid.
    draws, seed
        How many, and of which random numbers.

    Raises
    ------
    ValueError
        Without history, or for a window that begins before its end.
    """
    if not history.windows:
        raise ValueError("no history")
    last = history.windows[-1][1]
    if any(start <= last for start, _end in future):
        raise ValueError(f"a window to forecast begins on or before {last}, when the history ends")
    recent = latest(history)
    state = filtered(recent)
    point = np.random.default_rng([seed, 0]).choice(len(GRID), draws, p=weights(state, prior))
    level, velocity = _states(state, point, np.random.default_rng([seed, 1]))
    sigma, tau, velocity_sd = GRID[point].T
    steps, noise = np.random.default_rng([seed, 2]), np.random.default_rng([seed, 3])
    ceiling = recent.log_rates.max() + CEILING
    at = recent.middles[-1] / DAYS_A_YEAR
    days = np.array([b.toordinal() + 1 - a.toordinal() for a, b in future], float)
    middles = (np.array([a.toordinal() for a, _b in future], float) + days / 2) / DAYS_A_YEAR
    out = np.empty((len(future), draws))
    for n in np.argsort(middles, kind="stable"):
        gap = float(middles[n]) - at
        count = max(1, math.ceil(round(gap / LONGEST_STEP, 1))) if gap > 0 else 0
        years = gap / max(count, 1)
        reach, left = transition(years)
        for _step in range(count):
            level = level + reach * velocity + sigma * math.sqrt(years) * _student(steps, draws)
            velocity = left * velocity + velocity_sd * math.sqrt(1 - left**2) * steps.standard_normal(draws)
        level = np.minimum(level, ceiling)
        at = float(middles[n])
        spread = tau * math.sqrt(MONTH / days[n])
        out[n] = np.minimum(np.exp(level + spread * _student(noise, draws)) * days[n], MOST)
    return LevelForecast(tuple(future), out, seed)


def _states(state: Filtered, point: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw level and velocity at the last window's middle, (draw,) each, from their joint normal."""
    a, b = rng.standard_normal(len(point)), rng.standard_normal(len(point))
    variance = np.maximum(state.level_variance[point], LEAST_VARIANCE)
    slope = state.covariance[point] / np.sqrt(variance)
    rest = np.maximum(state.velocity_variance[point] - slope**2, 0.0)
    return state.level[point] + np.sqrt(variance) * a, state.velocity[point] + slope * a + np.sqrt(rest) * b


def _student(rng: np.random.Generator, draws: int) -> np.ndarray:
    """Draw Student-t steps of unit variance, (draw,), cut off where none was ever seen."""
    unit = rng.standard_t(FREEDOM, draws) * math.sqrt((FREEDOM - 2.0) / FREEDOM)
    return np.clip(unit, -LARGEST_STEP, LARGEST_STEP)
