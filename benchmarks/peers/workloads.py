"""What each contender runs: a small case whose means are held against ours, then the case that is timed.

Needs NumPy alone, so that every peer's environment can read it. Shapes, days and numbers of replicates are
chosen so that each contender finishes within a minute or so; nothing else depends on them, for cost is told
per cell and day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tregua.benchmarking.spec import ARREST, CRACKDOWN_DAY, CRACKDOWN_TIMES, DAYS, Reduced

SIZES = ((20, 5), (140, 10))


@dataclass(frozen=True)
class Workload(Reduced):
    """The reduced model over any number of days, with the crackdown at the same share of them.

    A run that stops before day 730 would never see arrests rise; here they rise when two fifths of the days
    are over, which is day 730 of the whole 1,826.
    """

    @property
    def arrest(self) -> np.ndarray:
        """Arrests a member and day, (day,)."""
        late = (np.arange(self.days) >= round(CRACKDOWN_DAY / DAYS * self.days)) & self.crackdown
        return np.where(late, CRACKDOWN_TIMES, 1.0) * ARREST

    @property
    def name(self) -> str:
        """A name that says all, by which reference means are found."""
        told = f"{self.territories} x {self.gangs}, {self.days} days"
        return told + ("" if self.crackdown else ", no crackdown")


@dataclass(frozen=True)
class Plan:
    """What one contender runs at one size.

    Attributes
    ----------
    check, check_replicates
        The case whose means of the last day are held against ours.
    timed, timed_replicates
        The case that is timed.
    allowed
        Distance of means that is put down to another treatment of time, as a share of each total: 0 where a
        day is cut exactly as in ours. Chance comes on top: `told.MOST_APART` standard errors.
    repeats
        How often the timed case is run.
    """

    check: Workload
    check_replicates: int
    timed: Workload
    timed_replicates: int
    allowed: float = 0.0
    repeats: int = 3

    def small(self) -> Plan:
        """Return the same plan for a few days and territories; its times mean nothing."""
        few = {"territories": min(self.check.territories, 3), "days": 40}
        return replace(
            self,
            check=replace(self.check, **few),
            check_replicates=min(self.check_replicates, 16),
            timed=replace(self.timed, **few),
            timed_replicates=min(self.timed_replicates, 2),
            repeats=1,
        )


def _plans(*each: tuple, **common: float) -> dict[tuple[int, int], Plan]:
    return {size: Plan(*plan, **common) for size, plan in zip(SIZES, each, strict=True)}


W = Workload
PLANS: dict[str, dict[tuple[int, int], Plan]] = {
    "ours, draws": _plans(
        (W(20, 5, 365), 64, W(20, 5), 256),
        (W(140, 10, 120), 64, W(140, 10), 64),
        repeats=5,
    ),
    "ours, expected": _plans(
        (W(20, 5, 365), 1, W(20, 5), 256),
        (W(140, 10, 365), 1, W(140, 10), 64),
        repeats=5,
    ),
    "numpy, draws": _plans(
        (W(20, 5, 365), 64, W(20, 5), 32),
        (W(140, 10, 120), 16, W(140, 10), 4),
    ),
    "numpy, expected": _plans(
        (W(20, 5, 365), 1, W(20, 5), 64),
        (W(140, 10, 365), 1, W(140, 10), 8),
        allowed=1e-9,
    ),
    # One territory is a model, for nobody moves; 20 runs of it are as much work as one of 20 territories.
    "gillespy2, tau": _plans(
        (W(1, 5, 730, crackdown=False), 100, W(1, 5, crackdown=False), 20),
        (W(1, 10, 730, crackdown=False), 50, W(1, 10, crackdown=False), 10),
        allowed=0.01,
    ),
    "gillespy2, ssa": _plans(
        (W(1, 5, 730, crackdown=False), 1000, W(1, 5, crackdown=False), 200),
        (W(1, 10, 730, crackdown=False), 1000, W(1, 10, crackdown=False), 100),
        allowed=0.01,
    ),
    # 20,000 people and more a territory, one by one.
    "mesa": _plans(
        (W(8, 5, 365), 2, W(20, 5, 20), 1),
        (W(4, 10, 365), 2, W(20, 10, 10), 1),
    ),
    "starsim": _plans(
        (W(20, 5, 365), 5, W(20, 5), 1),
        (W(20, 10, 365), 5, W(140, 10, 60), 1),
    ),
    "epymorph": _plans(
        (W(20, 5, 120), 4, W(20, 5, 120), 1),
        (W(140, 10, 30), 2, W(140, 10, 30), 1),
        allowed=0.01,
    ),
    "pysd": _plans(
        (W(20, 5, 365), 1, W(20, 5, 365), 1),
        (W(140, 10, 365), 1, W(140, 10, 365), 1),
        allowed=0.005,
    ),
}
EXPECTED = ("ours, expected", "numpy, expected", "pysd")


def plan(contender: str, size: tuple[int, int], small: bool = False) -> Plan:
    """Return what a contender runs at a size."""
    found = PLANS[contender][size]
    return found.small() if small else found


def checks(small: bool = False) -> dict[str, dict[str, Workload]]:
    """Return the cases whose means must be known, by kind ("draws" or "expected") and name."""
    known: dict[str, dict[str, Workload]] = {"draws": {}, "expected": {}}
    for contender, sizes in PLANS.items():
        for size in sizes:
            check = plan(contender, size, small).check
            known["expected" if contender in EXPECTED else "draws"][check.name] = check
    return known
