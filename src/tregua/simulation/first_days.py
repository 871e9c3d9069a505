"""Draws of the parameters and the initial states of the members of an ensemble."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np

from tregua.assumptions.sampling import Draws, draw
from tregua.errors import RunError
from tregua.i18n import _
from tregua.model.state import State
from tregua.simulation import thread_pool
from tregua.simulation.setup import Setup
from tregua.simulation.spin_up import plausible

FIRST_BLOCK = 32  # members whose first days are found together
MOST_TRIES = 20  # candidates looked at per draw kept
STRIDE = 6 * 2**20  # from a rejected draw to the one in its place
FirstDays = tuple[Draws, State, np.ndarray, int]  # parameters, first day, values, draws rejected


def all_first_days(setup: Setup) -> FirstDays:
    """Draw parameters and first days of every member, a block at a time, by as many workers as there are."""
    members = setup.options.members
    blocks = [np.arange(row, min(row + FIRST_BLOCK, members)) for row in range(0, members, FIRST_BLOCK)]
    parts = [first_days(setup, blocks[0])]  # compiles, once
    with ThreadPoolExecutor(thread_pool.count(setup.options.workers)) as pool:
        parts += pool.map(lambda slots: first_days(setup, slots), blocks[1:])
    return joined(parts)


def joined(parts: Sequence[FirstDays]) -> FirstDays:
    """Put the first days of several groups of members behind each other."""
    draws, states, values, rejected = zip(*parts, strict=True)
    names = [f.name for f in fields(Draws) if f.name != "start"]
    columns = {name: np.concatenate([getattr(d, name) for d in draws]) for name in names}
    learnt = {name: np.concatenate([d.start[name] for d in draws]) for name in draws[0].start}
    together = Draws(**columns, start=learnt)
    state = State(*(np.concatenate(arrays) for arrays in zip(*states, strict=True)))
    return together, state, np.concatenate(values), sum(rejected)


def first_days(setup: Setup, slots: np.ndarray) -> FirstDays:
    """Draw parameters and first days of some members: the same ones, whichever are asked for together.

    Draws that go where no country went though nobody acts are drawn anew. Where the user's own assumptions
    lead there in every draw tried, the first one stays: it follows from what the user believes.
    """
    simulation, parameters = setup.simulation, setup.parameters
    usual, regions, o = setup.usual, setup.regions, setup.options
    asked = len(slots)
    kept: list[np.ndarray] = []
    # whole sixes, so that structures and readings keep their weights
    rejected = 0
    indices = slots.copy()
    for _try in range(MOST_TRIES):
        draws = draw(parameters, o.seed, indices)
        state, values = simulation.spin_up(draws)
        alive = plausible(state, values, usual, regions)
        kept.append(np.stack([slots[alive], indices[alive]]))
        bad = ~alive
        if not bad.any():
            if len(kept) == 1 and (np.diff(slots) > 0).all():
                return draws, state, values, 0  # none was replaced: these are the days asked for
            break
        rejected += int(bad.sum())
        # a rejected draw is replaced by one of the same structure and reading, whatever the size of the
        # ensemble
        slots = slots[bad]
        indices = indices[bad] + STRIDE
    else:
        if not any(p.set_by == "user" for p in (*parameters, *parameters.fixed.values())):
            raise RunError(
                _(
                    "In {n} of {m} draws from the priors gangs die out, or kill more than any country has "
                    "seen, though nobody acts. Check the place: members, growth, cap_share, "
                    "killing_per_member."
                ).format(n=len(slots), m=asked)
            )
        kept.append(np.stack([slots, slots]))
        rejected -= MOST_TRIES * len(slots)
    table = np.concatenate(kept, axis=1)
    index = table[1][np.argsort(table[0], kind="stable")]
    draws = draw(parameters, o.seed, index)
    state, values = simulation.spin_up(draws)
    return draws, state, values, rejected
