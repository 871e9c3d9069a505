"""The reduced model in GillesPy2: a network of reactions for one territory.

That is its best case, for nobody moves between territories. Its C++ solvers take constant rates, so there is
no crackdown; time is that of the solver's process.
"""

import resource

import gillespy2
import numpy as np
from gillespy2 import Model, Parameter, Reaction, Species, TimeSpan
from told import tell

from tregua.benchmarking import spec

DAYS, RUNS = 365, 40


def network(size):
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


size = spec.Reduced(1, 5, DAYS, crackdown=False)
for solver in (gillespy2.TauLeapingCSolver, gillespy2.SSACSolver):
    model = network(size)
    ready = solver(model=model)
    ready.run(number_of_trajectories=1, seed=1)  # compiles

    def work(ready=ready):
        """Run, and return totals and the seconds of child processes."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        runs = ready.run(number_of_trajectories=RUNS, seed=2)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        last = [
            [sum(float(r[name][-1]) for name in r.data if name[0] == kind) for kind in "SMJCDK"] for r in runs
        ]
        return last, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    tell(
        "GillesPy2",
        gillespy2.__version__,
        solver.__name__,
        size,
        RUNS,
        work,
        repeats=1,
        note="one territory; no crackdown",
    )
