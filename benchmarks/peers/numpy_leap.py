"""The reduced model in plain NumPy, vectorised over replicates: the code is `tregua.benchmarking.plain`."""

from __future__ import annotations

import numpy as np
from told import Clock, contend
from workloads import SIZES, Workload

from tregua.benchmarking import plain


def draws(size: Workload, replicates: int, seed: int, clock: Clock) -> np.ndarray:
    """Run by draws of whole people."""
    with clock:
        return plain.stochastic(size, replicates, seed)[:, -1]


def expected(size: Workload, replicates: int, _seed: int, clock: Clock) -> np.ndarray:
    """Run in expectation."""
    with clock:
        return plain.expected(size, replicates)[:, -1]


if __name__ == "__main__":
    tool = f"NumPy {np.__version__}"
    for size in SIZES:
        contend("numpy", "numpy, draws", size, draws, tool=tool, how="binomial draws over an ensemble")
        contend("numpy", "numpy, expected", size, expected, tool=tool, how="expectations over an ensemble")
