"""How a figure is taken: several repeats, their median, and what was run in words."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

# what each figure is held against: at least, or at most
TARGETS: dict[str, tuple[str, float]] = {
    "numpy_ratio": (">=", 8.0),
    "meanfield_numpy_ratio": (">=", 8.0),
    "thousand_members_s": ("<=", 30.0),
    "peak_mb": ("<=", 600.0),
    "two_workers_share": (">=", 0.9),
    "slider_ms": ("<=", 100.0),
    "help_s": ("<", 0.5),
    "compile_s": ("<", 25.0),
}


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes
    ----------
    key, value, unit
        Its name, what was found, and in what.
    workload
        What was run, in words.
    goal
        What it is held against.
    details
        Every repeat, and parts of the figure.
    """

    key: str
    value: float
    unit: str
    workload: str
    goal: str
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Return what it is held against, in signs; empty where there is nothing."""
        sign, number = TARGETS.get(self.key, ("", 0.0))
        return f"{sign} {number:g}" if sign else ""

    @property
    def met(self) -> bool | None:
        """Tell whether it reaches its target; None where there is none."""
        sign, number = TARGETS.get(self.key, ("", 0.0))
        if not sign:
            return None
        if sign == ">=":
            return self.value >= number
        return self.value <= number if sign == "<=" else self.value < number

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"target": self.target, "met": self.met}


def repeats(
    work: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Return the seconds of each of several repeats."""
    taken = []
    for _ in range(times):
        start = clock()
        work()
        taken.append(clock() - start)
    return taken


def median(taken: list[float]) -> float:
    """Return the median."""
    return statistics.median(taken)


def beside(
    ours: Callable[[], object], theirs: Callable[[], object], times: int
) -> tuple[list[float], list[float]]:
    """Return processor seconds of two works, in turns, so that what disturbs one disturbs the other."""
    a, b = [], []
    for _ in range(times):
        a += repeats(ours, 1, time.process_time)
        b += repeats(theirs, 1, time.process_time)
    return a, b
