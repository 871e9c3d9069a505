"""The reduced model in epymorph: compartments and rates of one place, a location a territory, nobody moves.

epymorph draws each event from a Poisson distribution with the rates at the start of the day, which is not
quite our day of competing risks: hence the share of each total that `workloads.PLANS` lets pass. Arrests
are a parameter by day.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

import numpy as np
from epymorph.kit import (
    AttributeDef,
    BasicSimulator,
    CompartmentModel,
    CustomScope,
    Shapes,
    SingleStrataRUME,
    TimeFrame,
    compartment,
    default_rng,
    edge,
    init,
    mm,
)
from told import Clock, contend
from workloads import SIZES, Workload

from tregua.benchmarking import spec


def gangs_of(size: Workload) -> type[CompartmentModel]:
    """Return the compartments and rates of a territory."""
    n, gangs = size.civilians, range(size.gangs)

    class Gangs(CompartmentModel):
        compartments = [
            compartment(name) for name in ("S", "D", "K", *(f"{kind}{g}" for kind in "MJC" for g in gangs))
        ]
        requirements = [AttributeDef("arrest", type=float, shape=Shapes.TxN)]

        def edges(self, symbols):
            everyone, [arrest] = symbols.all_compartments, symbols.all_requirements
            S, D, K = everyone[:3]
            M, J, C = (everyone[3 + k * len(gangs) : 3 + (k + 1) * len(gangs)] for k in range(3))
            here = sum(M)
            moves = [
                edge(S, K, rate=spec.KILL / n * S * here),
                edge(S, D, rate=spec.DISPLACE / n * S * here),
                edge(D, S, rate=spec.RETURN * D),
            ]
            for g in gangs:
                others = sum(M[h] for h in gangs if h != g)
                moves += [
                    edge(S, M[g], rate=spec.RECRUIT / n * S * M[g]),
                    edge(M[g], K, rate=spec.RIVAL / n * M[g] * others),
                    edge(M[g], J[g], rate=arrest * M[g]),
                    edge(M[g], S, rate=spec.DESIST * M[g]),
                    edge(J[g], C[g], rate=spec.CONVICT * J[g]),
                    edge(J[g], M[g], rate=spec.RELEASE * J[g]),
                    edge(C[g], S, rate=spec.SENTENCE_END * C[g]),
                ]
            return moves

    return Gangs


@cache
def simulator(size: Workload) -> BasicSimulator:
    """Return a simulator that is ready to run."""
    names = [f"t{t}" for t in range(size.territories)]
    start = np.zeros((size.territories, 3 + 3 * size.gangs), np.int64)
    start[:, 0] = size.civilians
    start[:, 3 : 3 + size.gangs] = size.members
    return BasicSimulator(
        SingleStrataRUME.build(
            ipm=gangs_of(size)(),
            mm=mm.No(),
            scope=CustomScope(names),
            init=init.Explicit(initials=start),
            time_frame=TimeFrame.of("2020-01-01", size.days),
            params={
                "arrest": np.repeat(size.arrest[:, None], size.territories, axis=1),
                "population": start.sum(axis=1),
                "label": names,
            },
        )
    )


def run(size: Workload, replicates: int, seed: int, clock: Clock) -> np.ndarray:
    """Return the totals of the last day of each replicate."""
    ready, g, last = simulator(size), size.gangs, []
    for replicate in range(replicates):
        with clock:
            found = ready.run(rng_factory=default_rng(1000 * seed + replicate))
        last.append(found.compartments[-1].sum(axis=0))
    x = np.array(last)
    M, J, C = (x[:, 3 + k * g : 3 + (k + 1) * g].sum(axis=1) for k in range(3))
    return np.stack([x[:, 0], M, J, C, x[:, 1], x[:, 2]], axis=1)


if __name__ == "__main__":
    for size in SIZES:
        contend(
            "epymorph",
            "epymorph",
            size,
            run,
            tool=f"epymorph {version('epymorph')}",
            how="Poisson tau-leaping by the day",
            note="nobody moves between locations, though epymorph is made for that",
        )
