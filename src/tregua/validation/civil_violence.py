"""A4: civil violence after Epstein, written anew from the rules: what was printed is not what was run.

Epstein (2002), PNAS 99 suppl. 3:7243, doi 10.1073/pnas.092080199, model I. A citizen rebels while
H (1 - L) - R P > 0.1, with hardship H and risk aversion R uniform on (0, 1) and P = 1 - exp(-2.3 C/A), where
C counts cops and A rebels in view, the citizen included. Cops jail one rebel in view for up to J steps. The
paper shows outbursts; with C/A as printed there are none, with C/A rounded down they come about every 28
steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numba import njit

from tregua.i18n import _
from tregua.validation.result import Result

SIDE, VISION = 40, 7
CITIZENS, COPS = 0.70, 0.04
LEGITIMACY, THRESHOLD, ARREST, LONGEST = 0.82, 0.1, 2.3, 30
OUTBURST = 50  # rebels
STEPS = 1000
SEEDS = {True: 6, False: 3}  # with rounding down, as printed
WAIT = 28.0  # steps from one outburst to the next, as printed in the pictures and as run with rounding down
TOLERANCE = 0.2
SOURCE = "Epstein 2002, doi 10.1073/pnas.092080199"


def _view() -> np.ndarray:
    """Return for each cell of the torus the cells in view, in a circle of the radius of vision."""
    reach = range(-VISION, VISION + 1)
    steps = np.array([(a, b) for a in reach for b in reach if a * a + b * b <= VISION * VISION])
    row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
    rows = (row[:, None] + steps[:, 0]) % SIDE
    return (rows * SIDE + (column[:, None] + steps[:, 1]) % SIDE).astype(np.int32)


@njit
def _run(steps, floored, rng, view):
    # grid: -1 empty, otherwise the number of an agent; citizens first, then cops
    cells = SIDE * SIDE
    citizens, cops = int(CITIZENS * cells), int(COPS * cells)
    everyone = citizens + cops
    order = rng.permutation(cells)
    grid = np.full(cells, -1)
    where = order[:everyone].copy()
    for n in range(everyone):
        grid[where[n]] = n
    grievance = rng.random(citizens) * (1.0 - LEGITIMACY)
    aversion = rng.random(citizens)
    rebel = np.zeros(citizens, np.bool_)
    jailed = np.zeros(citizens, np.int64)
    count = np.zeros(steps, np.int64)
    in_view = view.shape[1]
    seen = np.empty(in_view, np.int64)
    for step in range(steps):
        for n in rng.permutation(everyone):
            if n < citizens and jailed[n] > 0:
                continue
            # move to a free cell in view, at random
            free = 0
            for v in range(in_view):
                cell = view[where[n], v]
                if grid[cell] < 0:
                    seen[free] = cell
                    free += 1
            if free:
                cell = seen[rng.integers(0, free)]
                grid[where[n]] = -1
                grid[cell] = n
                where[n] = cell
            near_cops, near_rebels = 0, 0
            for v in range(in_view):
                other = grid[view[where[n], v]]
                if other >= citizens:
                    near_cops += 1
                elif other >= 0 and other != n and rebel[other]:
                    seen[near_rebels] = other
                    near_rebels += 1
            if n < citizens:
                ratio = near_cops / (near_rebels + 1.0)
                if floored:
                    ratio = np.floor(ratio)
                risk = aversion[n] * (1.0 - np.exp(-ARREST * ratio))
                rebel[n] = grievance[n] - risk > THRESHOLD
            elif near_rebels:
                caught = seen[rng.integers(0, near_rebels)]
                rebel[caught] = False
                jailed[caught] = rng.integers(0, LONGEST + 1)
                # the jailed keep no cell
                if jailed[caught] > 0:
                    grid[where[caught]] = -1
                    where[caught] = -1
        for n in range(citizens):
            if jailed[n] > 0:
                jailed[n] -= 1
                if jailed[n] == 0:
                    cell = rng.integers(0, cells)
                    while grid[cell] >= 0:
                        cell = rng.integers(0, cells)
                    grid[cell] = n
                    where[n] = cell
            elif rebel[n]:
                count[step] += 1
    return count


def rebels(floored: bool, seed: int, steps: int = STEPS) -> np.ndarray:
    """Return the number of rebels at each step."""
    return _run(steps, floored, np.random.default_rng(seed), _view())


def outbursts(count: np.ndarray) -> int:
    """Count how often the number of rebels rises beyond fifty."""
    above = count > OUTBURST
    return int(np.sum(above[1:] & ~above[:-1]) + above[0])


@cache
def _found(floored: bool) -> list[int]:
    return [outbursts(rebels(floored, seed)) for seed in range(1, SEEDS[floored] + 1)]


def rounding() -> Sequence[Result]:
    """A4: outbursts with rounding down, none as printed."""
    down, printed = _found(True), _found(False)
    wait = SEEDS[True] * STEPS / max(sum(down), 1)
    waits = [STEPS / max(n, 1) for n in down]
    note = _("runs of 1,000 steps, six and three; more than 50 rebels is an outburst")
    return [
        Result(
            "A4",
            _("C/A rounded down: steps from one outburst to the next"),
            WAIT,
            wait,
            "± 20 %",
            abs(wait - WAIT) <= TOLERANCE * WAIT,
            min(waits),
            max(waits),
            SOURCE,
            note,
        ),
        Result(
            "A4",
            _("C/A as printed: outbursts"),
            0.0,
            float(sum(printed)),
            _("none"),
            sum(printed) == 0,
            source=SOURCE,
            note=note,
        ),
    ]
