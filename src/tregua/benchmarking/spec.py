"""The reduced model: what every contender of the benchmark computes, and its numbers.

Per territory: civilians S, displaced D, killed K. Per territory and gang: members M, detained J, convicts C.
With N the civilians of a territory at the start and M* the members of all its gangs, a person a day:

=========== ============================ ==========================================
S to M      ``RECRUIT M / N``            recruited by a gang, in proportion to its size
S to K      ``KILL M* / N``              killed
S to D      ``DISPLACE M* / N``          driven from home
D to S      ``RETURN``                   back home
M to K      ``RIVAL (M* - M) / N``       killed by rivals
M to J      ``ARREST``, 8 times as much from day 730
M to S      ``DESIST``                   quits
J to C      ``CONVICT``
J to M      ``RELEASE``
C to S      ``SENTENCE_END``
=========== ============================ ==========================================

Exits compete within a day: leavers are binomial with 1 - exp(-sum of hazards), shared among exits in
proportion to their hazards. All draws use the numbers at the start of the day. Totals of each day are kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DAYS = 1826
RECRUIT, KILL, DISPLACE, RETURN = 0.0015, 0.0001, 0.005, 0.001
RIVAL, ARREST, DESIST = 0.02, 0.0005, 0.0005
CONVICT, RELEASE, SENTENCE_END = 0.002, 0.002, 1.0 / 1825.0
CRACKDOWN_DAY, CRACKDOWN_TIMES = 730, 8.0
CIVILIANS = 20_000
TOTALS = ("civilians", "members", "detained", "convicts", "displaced", "killed")


@dataclass(frozen=True)
class Reduced:
    """One size of the reduced model.

    Attributes
    ----------
    territories, gangs, days
        How large and how long.
    scale
        Times the usual numbers of people: expected counts grow with it.
    crackdown
        Whether arrests rise; some peers take no rate that changes.
    """

    territories: int = 20
    gangs: int = 5
    days: int = DAYS
    scale: float = 1.0
    crackdown: bool = True

    @property
    def civilians(self) -> int:
        """Civilians of each territory at the start."""
        return round(CIVILIANS * self.scale)

    @property
    def members(self) -> np.ndarray:
        """Members at the start, (territory, gang)."""
        t, g = np.arange(self.territories)[:, None], np.arange(self.gangs)[None, :]
        return np.rint((40 + 8 * ((7 * t + 3 * g) % 20)) * self.scale).astype(np.int64)

    @property
    def arrest(self) -> np.ndarray:
        """Arrests a member and day, (day,)."""
        late = (np.arange(self.days) >= CRACKDOWN_DAY) & self.crackdown
        return np.where(late, CRACKDOWN_TIMES, 1.0) * ARREST

    def cells(self, replicates: int) -> int:
        """Return replicates times territories times gangs times days: the unit of work."""
        return replicates * self.territories * self.gangs * self.days
