"""One figure with its range over the draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from tregua.vocabulary.quantiles import HIGH, LOW


@dataclass(frozen=True)
class Estimate:
    """The middle draw and the range that holds nine draws in ten."""

    median: float
    low: float
    high: float
    draws: int

    @property
    def ranged(self) -> bool:
        """Whether there is a range to show: one draw has none."""
        return self.draws > 1


def estimate(values: Any) -> Estimate | None:
    """Summarise a figure's draws, or return None where no draw has the figure.

    Parameters
    ----------
    values : array_like
        One value a draw. Draws without the figure (NaN) are left out and not counted.

    """
    import numpy as np

    numbers = np.asarray(values, dtype=float).ravel()
    numbers = numbers[~np.isnan(numbers)]
    if numbers.size == 0:
        return None
    low, middle, high = np.quantile(numbers, [LOW, 0.5, HIGH])
    return Estimate(float(middle), float(low), float(high), int(numbers.size))


def share_below_zero(values: Any) -> float:
    """Return the share of draws in which a difference is below zero; NaN without draws."""
    import numpy as np

    numbers = np.asarray(values, dtype=float).ravel()
    numbers = numbers[~np.isnan(numbers)]
    return float((numbers < 0).mean()) if numbers.size else math.nan
