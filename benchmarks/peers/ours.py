"""Our side of the table.

`ours.py reference FILE` writes the means that peers are held against; `ours.py` times the reduced model.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from told import Clock, contend
from workloads import SIZES, Workload, checks

from tregua import __version__
from tregua.benchmarking import reduced

MANY = 512  # replicates of a reference, a quarter of that for the large ones


def reference(small: bool) -> dict[str, dict[str, Any]]:
    """Return our means and standard deviations of the last day, by kind and name of the case."""
    known: dict[str, dict[str, Any]] = {}
    for kind, sizes in checks(small).items():
        known[kind] = {}
        for name, size in sizes.items():
            n = 1 if kind == "expected" else MANY if size.territories * size.gangs <= 500 else MANY // 4
            # another seed than any contender's, so that ours is held against itself fairly
            totals = reduced.expected(size, n) if kind == "expected" else reduced.stochastic(size, n, 101)
            last = totals[:, -1]
            sd = last.std(axis=0, ddof=1) if n > 1 else np.zeros(last.shape[1])
            known[kind][name] = {"mean": last.mean(axis=0).tolist(), "sd": sd.tolist(), "replicates": n}
    return known


def draws(size: Workload, replicates: int, seed: int, clock: Clock) -> np.ndarray:
    """Run the reduced model by draws of whole people."""
    with clock:
        return reduced.stochastic(size, replicates, seed)[:, -1]


def expected(size: Workload, replicates: int, _seed: int, clock: Clock) -> np.ndarray:
    """Run the reduced model in expectation."""
    with clock:
        return reduced.expected(size, replicates)[:, -1]


def main() -> None:
    """Write the reference, or time."""
    if sys.argv[1:2] == ["reference"]:
        Path(sys.argv[2]).write_text(
            json.dumps(reference(bool(os.environ.get("PEERS_SMALL")))), encoding="utf-8"
        )
        return
    tool = f"Tregua {__version__}"
    for size in SIZES:
        for run, name in ((draws, "draws"), (expected, "expected")):
            run(Workload(2, 2, 2), 1, 1, Clock())  # compiles
            contend("ours", f"ours, {name}", size, run, tool=tool, how=f"an ensemble, {name}")
            contend(
                "ours",
                f"ours, {name}",
                size,
                run,
                tool=tool,
                how=f"one replicate alone, {name}",
                alone=True,
                note="the compiled loop takes replicates in blocks, so one alone costs as much as a block"
                if name == "draws"
                else "",
            )


if __name__ == "__main__":
    main()
