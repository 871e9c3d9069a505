"""The reduced model in GillesPy2: a network of reactions for one territory.

That is its best case, for nobody moves between territories: as one network of 20 territories it is far
slower. Its C++ solvers take constant rates, so there is no crackdown. They run in a process of their own,
whose time is counted. Compiling the network is not.
"""

from __future__ import annotations

from functools import cache

import gillespy2
import numpy as np
from gillespy2 import Model, Parameter, Reaction, Species, TimeSpan
from told import Clock, contend
from workloads import SIZES, Workload

from tregua.benchmarking import spec

SOLVERS = {"tau": gillespy2.TauLeapingCSolver, "ssa": gillespy2.SSACSolver}
HOW = {"tau": "tau-leaping, adaptive steps, C++", "ssa": "every event (SSA), C++"}


def network(size: Workload) -> Model:
    """Return the reactions of one territory."""
    model = Model(name="gangs")
    gangs = range(size.gangs)
    start = {"S": size.civilians, "D": 0, "K": 0}
    for g in gangs:
        start |= {f"M{g}": int(size.members[0, g]), f"J{g}": 0, f"C{g}": 0}
    people = {name: Species(name=name, initial_value=n, mode="discrete") for name, n in start.items()}
    model.add_species(list(people.values()))
    n = size.civilians
    rates = {
        "recruit": spec.RECRUIT / n,
        "slay": spec.KILL / n,
        "displace": spec.DISPLACE / n,
        "rival": spec.RIVAL / n,
        "home": spec.RETURN,
        "arrest": spec.ARREST,
        "desist": spec.DESIST,
        "convict": spec.CONVICT,
        "release": spec.RELEASE,
        "serve": spec.SENTENCE_END,
    }
    model.add_parameter([Parameter(name=k, expression=v) for k, v in rates.items()])
    everyone = "(" + "+".join(f"M{g}" for g in gangs) + ")"
    moves = [("S", "K", f"slay*S*{everyone}"), ("S", "D", f"displace*S*{everyone}"), ("D", "S", "home*D")]
    for g in gangs:
        moves += [
            ("S", f"M{g}", f"recruit*S*M{g}"),
            (f"M{g}", "K", f"rival*M{g}*({everyone}-M{g})"),
            (f"M{g}", f"J{g}", f"arrest*M{g}"),
            (f"M{g}", "S", f"desist*M{g}"),
            (f"J{g}", f"C{g}", f"convict*J{g}"),
            (f"J{g}", f"M{g}", f"release*J{g}"),
            (f"C{g}", "S", f"serve*C{g}"),
        ]
    model.add_reaction(
        [
            Reaction(name=f"r{k}", reactants={people[a]: 1}, products={people[b]: 1}, propensity_function=p)
            for k, (a, b, p) in enumerate(moves)
        ]
    )
    model.timespan(TimeSpan(np.linspace(0, size.days, 2)))
    return model


@cache
def compiled(solver: str, size: Workload):
    """Return a solver that has been compiled."""
    ready = SOLVERS[solver](model=network(size))
    ready.run(number_of_trajectories=1, seed=1)
    return ready


def run(solver: str, size: Workload, replicates: int, seed: int, clock: Clock) -> list[list[float]]:
    """Return the totals of the last day of each trajectory."""
    ready = compiled(solver, size)
    with clock:
        found = ready.run(number_of_trajectories=replicates, seed=seed)
    return [[sum(float(r[n][-1]) for n in r.data if n[0] == kind) for kind in "SMJCDK"] for r in found]


if __name__ == "__main__":
    for size in SIZES:
        for solver in SOLVERS:
            contend(
                "gillespy2",
                f"gillespy2, {solver}",
                size,
                lambda *given, solver=solver: run(solver, *given),
                tool=f"GillesPy2 {gillespy2.__version__}",
                how=HOW[solver],
                note="one territory; constant rates, so no crackdown",
            )
