"""The reduced model in Mesa: a Python object for each person, civilians too.

Fewer territories than the two sizes have, and a few days, for Mesa takes minutes and gigabytes otherwise. A
person's cost does not depend on the other territories. Making the people is not timed.
"""

from __future__ import annotations

import math

import mesa
import numpy as np
from told import Clock, contend
from workloads import SIZES, Workload

from tregua.benchmarking import spec

CIVILIAN, MEMBER, DETAINED, CONVICT, DISPLACED, KILLED = range(6)  # the order of `spec.TOTALS`


class Person(mesa.Agent):
    """One person of a territory, in a compartment, perhaps of a gang."""

    def __init__(self, model: Territories, territory: int, compartment: int, gang: int) -> None:
        super().__init__(model)
        self.territory, self.compartment, self.gang = territory, compartment, gang

    def step(self) -> None:
        """Leave the compartment or not; where to, if so."""
        model, c = self.model, self.compartment
        u = model.random.random()
        if c == CIVILIAN:
            if u < model.leave[self.territory]:
                self.compartment = model.exit(spec.RECRUIT, spec.KILL, MEMBER, KILLED, DISPLACED)
                if self.compartment == MEMBER:
                    gangs = range(model.size.gangs)
                    self.gang = model.random.choices(gangs, cum_weights=model.sums[self.territory])[0]
        elif c == MEMBER:
            leave, rivals = model.member[self.territory][self.gang]
            if u < leave:
                self.compartment = model.exit(rivals, model.arrest, KILLED, DETAINED, CIVILIAN)
        elif c == DETAINED:
            if u < model.judged:
                judged = model.random.random() * (spec.CONVICT + spec.RELEASE)
                self.compartment = CONVICT if judged < spec.CONVICT else MEMBER
        elif c == CONVICT:
            if u < model.served:
                self.compartment = CIVILIAN
        elif c == DISPLACED and u < model.home:
            self.compartment = CIVILIAN


class Territories(mesa.Model):
    """People of all territories; hazards of a day come from the numbers at its start, as in our model."""

    def __init__(self, size: Workload, seed: int) -> None:
        super().__init__(rng=seed)
        self.size, self.day = size, 0
        self.judged = -math.expm1(-(spec.CONVICT + spec.RELEASE))
        self.served, self.home = -math.expm1(-spec.SENTENCE_END), -math.expm1(-spec.RETURN)
        for t in range(size.territories):
            for _ in range(size.civilians):
                Person(self, t, CIVILIAN, -1)
            for g, n in enumerate(size.members[t].tolist()):
                for _ in range(n):
                    Person(self, t, MEMBER, g)

    def exit(self, first: float, second: float, to: int, or_to: int, else_to: int) -> int:
        """Return where one who leaves goes, exits in proportion to their hazards."""
        third = {DISPLACED: spec.DISPLACE, CIVILIAN: spec.DESIST}[else_to]
        u = self.random.random() * (first + second + third)
        return to if u < first else or_to if u < first + second else else_to

    def step(self) -> None:
        """Advance everybody by a day."""
        size, n = self.size, self.size.civilians
        members = [[0] * size.gangs for _ in range(size.territories)]
        for person in self.agents:
            if person.compartment == MEMBER:
                members[person.territory][person.gang] += 1
        self.arrest = float(size.arrest[self.day])
        self.sums, self.leave, self.member = [], [], []
        for own in members:
            here = sum(own)
            self.sums.append(np.cumsum(own).tolist())
            self.leave.append(-math.expm1(-(spec.RECRUIT + spec.KILL + spec.DISPLACE) / n * here))
            rivals = [spec.RIVAL / n * (here - m) for m in own]
            self.member.append([(-math.expm1(-(h + self.arrest + spec.DESIST)), h) for h in rivals])
        self.agents.do("step")
        self.day += 1

    def totals(self) -> list[int]:
        """Return how many people are in each compartment."""
        counted = [0] * 6
        for person in self.agents:
            counted[person.compartment] += 1
        return counted


def run(size: Workload, replicates: int, seed: int, clock: Clock) -> list[list[int]]:
    """Return the totals of the last day of each replicate."""
    found = []
    for replicate in range(replicates):
        model = Territories(size, 1000 * seed + replicate)
        with clock:
            for _ in range(size.days):
                model.step()
        found.append(model.totals())
    return found


if __name__ == "__main__":
    for size in SIZES:
        contend(
            "mesa",
            "mesa",
            size,
            run,
            tool=f"Mesa {mesa.__version__}",
            how="an object a person",
            note="every civilian is an agent; scaled down to the territories and days told",
        )
