"""The one estimator of a figure: the median of its draws, their range, and the error that chance leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from tregua.vocabulary.quantiles import SHOWN

FIRST_DIGITS, MOST_DIGITS = 2, 3  # significant digits without, and with, a Monte Carlo error that earns them
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Estimate:
    """The median of the draws and the range that holds eight of ten.

    Attributes
    ----------
    median, low, high
        In the unit of the figure.
    draws
        Number of draws that have the figure.
    error
        Monte Carlo standard error of the median; NaN with fewer than four draws.
    """

    median: float
    low: float
    high: float
    draws: int
    error: float = math.nan

    @property
    def ranged(self) -> bool:
        """Whether there is a range to show: one draw has none."""
        return self.draws > 1

    @property
    def step(self) -> float:
        """Return the step to which the median is rounded."""
        return step_of(self.median, self.error)


def estimate(values: Any) -> Estimate | None:
    """Return the summary of a figure's draws, or None where no draw has the figure.

    Parameters
    ----------
    values : array_like
        One value a draw. Draws without the figure (NaN) are left out and not counted.

    """
    import numpy as np

    numbers = np.asarray(values, dtype=float).ravel()
    numbers = np.sort(numbers[~np.isnan(numbers)])
    if numbers.size == 0:
        return None
    low, middle, high = np.quantile(numbers, SHOWN)
    return Estimate(float(middle), float(low), float(high), int(numbers.size), median_error(numbers))


def median_error(ordered: Any) -> float:
    """Return the Monte Carlo standard error of a median, from the ordered draws, (draw,).

    Half the distance between the order statistics that lie half the root of the number of draws below and
    above the middle: a binomial interval of one standard deviation, which assumes no distribution
    (David and Nagaraja, 2003, doi 10.1002/0471722162, section 7.1).
    """
    import numpy as np

    n = len(ordered)
    if n < 4:
        return math.nan
    half = math.sqrt(n) / 2
    at = np.clip([(n - 1) / 2 - half, (n - 1) / 2 + half], 0, n - 1)
    low, high = np.interp(at, np.arange(n), ordered)
    return float(high - low) / 2


def step_of(value: float, error: float = math.nan) -> float:
    """Return the step to which a figure is rounded, so that chance does not move the figure past it.

    Two significant digits; three where the Monte Carlo error is less than half of the third; a coarser step
    of 1, 2 or 5 times a power of ten where the error is larger than the second.
    """
    if value == 0 or not math.isfinite(value):
        return 1.0
    power = math.floor(math.log10(abs(value)))
    two, three = 10.0 ** (power - FIRST_DIGITS + 1), 10.0 ** (power - MOST_DIGITS + 1)
    if not math.isfinite(error):
        return two
    if error <= three / 2:
        return three
    if error <= two:
        return two
    unit = 10.0 ** math.floor(math.log10(error))
    coarse = next(unit * k for k in STEPS if unit * k >= error)
    return min(coarse, 10.0**power)  # one digit always stands


def rounded(value: float, step: float) -> float:
    """Return a value rounded to a step."""
    return round(value / step) * step if step > 0 else value


def share_below_zero(values: Any) -> float:
    """Return the share of draws in which a difference is below zero; NaN without draws."""
    import numpy as np

    numbers = np.asarray(values, dtype=float).ravel()
    numbers = numbers[~np.isnan(numbers)]
    return float((numbers < 0).mean()) if numbers.size else math.nan
