"""Ensembles: every member through every policy, with shared random numbers, on threads of this process."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tregua.assumptions.sampling import Draws
from tregua.model.state import State
from tregua.results.variables import allocate
from tregua.simulation import thread_pool
from tregua.simulation.batch_run import Chunk, chunks
from tregua.simulation.first_days import all_first_days
from tregua.simulation.setup import Setup, chances

BLOCK = 16  # members that are run together; part of no result, only of the pace


def run_ensemble(
    setup: Setup, progress: Callable[[int, int], None] | None = None
) -> tuple[dict[str, np.ndarray], Draws, int]:
    """Run all members of all policies, and return their months, their draws and the number of rejected draws.

    Parameters
    ----------
    setup
        The run.
    progress
        Called with chunks done and chunks in all.

    Returns
    -------
    tuple
        The arrays of every variable, (policy, draw, time, ...); the draws; how many draws were rejected.
    """
    lines, o = setup.lines, setup.options
    draws, start, values, rejected = all_first_days(setup)
    into = allocate(len(lines), o.members, len(lines[0].days), setup.size, o.mean_field)
    _run_all(setup, start, values, chances(o.seed, draws), into, progress)
    return into, draws, rejected


def _run_all(
    setup: Setup,
    start: State,
    values: np.ndarray,
    member_keys: np.ndarray,
    into: dict[str, np.ndarray],
    progress: Callable[[int, int], None] | None,
) -> None:
    lines, o, simulation = setup.lines, setup.options, setup.simulation
    pieces = chunks(len(lines), o.members, BLOCK)

    def work(piece: Chunk) -> None:
        line, number = lines[piece.policy], piece.policy
        simulation.run(line, number, start, values, member_keys, piece.rows, into)

    if progress:
        progress(0, len(pieces))
    # compiled already, by the first days
    for done, _nothing in enumerate(thread_pool.each_done(work, pieces, o.workers), start=1):
        if progress:
            progress(done, len(pieces))
