"""The history of a count: windows of any length that do not overlap, and their daily rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

HALF = 0.5  # added to a count before its log is taken, so that zero has one too

Days = tuple[date, date]  # first and last day


@dataclass(frozen=True)
class History:
    """Represent counts in windows that do not overlap, in the order of time.

    Attributes
    ----------
    windows
        First and last day of each.
    counts
        (window,)
    """

    windows: tuple[Days, ...]
    counts: np.ndarray

    def __post_init__(self) -> None:
        if len(self.windows) != len(self.counts):
            raise ValueError(f"{len(self.windows)} windows and {len(self.counts)} counts")
        for (_a, end), (start, _b) in zip(self.windows, self.windows[1:], strict=False):
            if start <= end:
                raise ValueError(f"windows overlap or are out of order: {end}, {start}")
        if (np.asarray(self.counts, float) < 0).any():
            raise ValueError("a count below zero")

    @property
    def lengths(self) -> np.ndarray:
        """Return the days of each window, (window,)."""
        return np.array([(b - a).days + 1 for a, b in self.windows], float)

    @property
    def log_rates(self) -> np.ndarray:
        """Return the log of counts a day, (window,)."""
        return np.log((np.asarray(self.counts, float) + HALF) / self.lengths)

    @property
    def middles(self) -> np.ndarray:
        """Return the middle of each window in days since the year 1, (window,)."""
        return np.array([(a.toordinal() + b.toordinal() + 1) / 2 for a, b in self.windows])
