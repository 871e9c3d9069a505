"""The reduced model in Starsim: its people, states, days, random numbers and deaths, a module of ours.

Starsim's own diseases and mixing pools cannot say this model (README.md tells what is missing), so a user
would write a module, as here: arrays over people, one random number a person and day from Starsim's own
streams. The killed leave by Starsim's `request_death`. Making the people is not timed.
"""

from __future__ import annotations

import numpy as np
import starsim as ss
from told import Clock, contend
from workloads import SIZES, Workload

from tregua.benchmarking import spec

CIVILIAN, MEMBER, DETAINED, CONVICT, DISPLACED = range(
    5
)  # the order of `spec.TOTALS`; the killed are no longer there


class Gangs(ss.Module):
    """Recruitment, rivalry, arrest and release in territories that nobody leaves."""

    def __init__(self, size: Workload) -> None:
        super().__init__(name="gangs")
        self.size, self.arrest = size, size.arrest
        self.define_states(
            ss.IntArr("territory", default=0),
            ss.IntArr("compartment", default=0),
            ss.IntArr("gang", default=0),
        )
        self.leaves, self.where, self.which = ss.random(), ss.random(), ss.random()

    def init_post(self) -> None:
        """Put everybody in place."""
        super().init_post()
        size, groups = self.size, self.size.gangs + 1
        counts = np.column_stack([np.full(size.territories, size.civilians), size.members]).ravel()
        cell = np.repeat(np.arange(len(counts)), counts)
        everyone = self.sim.people.auids
        self.territory[everyone] = cell // groups
        self.compartment[everyone] = np.where(cell % groups, MEMBER, CIVILIAN)
        self.gang[everyone] = np.maximum(cell % groups - 1, 0)

    def step(self) -> None:
        """Advance by a day: hazards come from the numbers at its start."""
        if self.ti >= self.size.days:  # Starsim steps on the first and on the last day
            return
        size, n, arrest = self.size, self.size.civilians, self.arrest[self.ti]
        alive = self.sim.people.auids
        where, what, gang = (np.asarray(x[alive]) for x in (self.territory, self.compartment, self.gang))
        cells = size.territories * size.gangs
        own = where * size.gangs + gang
        members = np.bincount(own[what == MEMBER], minlength=cells).reshape(size.territories, size.gangs)
        here = members.sum(axis=1)
        rivals = spec.RIVAL / n * (here[:, None] - members)
        # hazard of leaving, by compartment and cell: members differ by gang, civilians by territory
        hazard = np.empty((5, cells))
        hazard[CIVILIAN] = np.repeat((spec.RECRUIT + spec.KILL + spec.DISPLACE) / n * here, size.gangs)
        hazard[MEMBER] = (rivals + arrest + spec.DESIST).ravel()
        hazard[DETAINED], hazard[CONVICT] = spec.CONVICT + spec.RELEASE, spec.SENTENCE_END
        hazard[DISPLACED] = spec.RETURN
        out = self.leaves.rvs(alive) < -np.expm1(-hazard)[what, own]
        going = alive[out]
        what, own = what[out], own[out]
        u = self.where.rvs(going)
        to = np.full(len(going), CIVILIAN)
        civilian, v = what == CIVILIAN, u * (spec.RECRUIT + spec.KILL + spec.DISPLACE)
        recruited = civilian & (v < spec.RECRUIT)
        killed = civilian & (v >= spec.RECRUIT) & (v < spec.RECRUIT + spec.KILL)
        to[civilian & (v >= spec.RECRUIT + spec.KILL)] = DISPLACED
        v = u * hazard[what, own]
        member, risk = what == MEMBER, rivals.ravel()[own]
        killed |= member & (v < risk)
        to[member & (v >= risk) & (v < risk + arrest)] = DETAINED
        held = what == DETAINED
        to[held] = np.where(v[held] < spec.CONVICT, CONVICT, MEMBER)
        to[recruited] = MEMBER
        self.compartment[going] = to
        joining = going[recruited]
        if len(joining):
            at = own[recruited] // size.gangs
            sums = members.cumsum(axis=1)[at]
            drawn = self.which.rvs(joining) * sums[:, -1]
            self.gang[joining] = (drawn[:, None] >= sums[:, :-1]).sum(axis=1)
        self.sim.people.request_death(going[killed])

    def totals(self) -> list[int]:
        """Return how many people are in each compartment."""
        alive = self.sim.people.auids
        living = np.bincount(np.asarray(self.compartment[alive]), minlength=5).tolist()
        people = self.size.territories * self.size.civilians + int(self.size.members.sum())
        return [*living, people - len(alive)]


def run(size: Workload, replicates: int, seed: int, clock: Clock) -> list[list[int]]:
    """Return the totals of the last day of each replicate."""
    found = []
    for replicate in range(replicates):
        gangs = Gangs(size)
        people = size.territories * size.civilians + int(size.members.sum())
        sim = ss.Sim(
            n_agents=people,
            modules=gangs,
            start=ss.days(0),
            dur=ss.days(size.days),
            dt=ss.day,
            rand_seed=1000 * seed + replicate,
            copy_inputs=False,
            verbose=0,
        )
        sim.init()
        with clock:
            sim.run()
        found.append(gangs.totals())
    return found


if __name__ == "__main__":
    for size in SIZES:
        contend(
            "starsim",
            "starsim",
            size,
            run,
            tool=f"Starsim {ss.__version__}",
            how="arrays over people, a module of ours",
            note="every civilian is an agent",
        )
