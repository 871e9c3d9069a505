"""A block of members through a whole run of one policy: months are walked here, days are compiled."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from tregua.errors import RunError
from tregua.i18n import _
from tregua.model.state import Ledger, State, empty_ledger, people
from tregua.model.workspace import scratch
from tregua.results.variables import Frame, collect
from tregua.simulation.policy_arrays import Policy, layers
from tregua.simulation.state_view import view

STEPS = {"half-day": 0.5, "day": 1.0, "week": 7.0}
LEAST, MOST, BLOCKS = 16, 64, 16  # members of a chunk, and about how many blocks there are
KEPT_BYTES = 4 * 2**20  # of months of a block that wait to be read together


@dataclass(frozen=True)
class Chunk:
    """A policy and a block of members."""

    policy: int
    rows: slice


def chunks(policies: int, members: int, block: int) -> list[Chunk]:
    """Return the chunks of a run, block by block."""
    return [
        Chunk(number, slice(row, min(row + block, members)))
        for row in range(0, members, block)
        for number in range(policies)
    ]


def block_of(members: int) -> int:
    """Return how many members share a chunk: 16 to 64, so that memory stays flat."""
    return min(MOST, max(LEAST, LEAST * round(members / BLOCKS / LEAST)))


def steps_in(days: int, dt: str) -> int:
    """Return into how many equal steps a month is cut: none straddles a month."""
    return max(1, round(days / STEPS[dt]))


def copied(state: State, rows: slice) -> State:
    """Return a block of members as arrays of its own."""
    return State(*(array[rows].copy() for array in state))


Arrays = TypeVar("Arrays", State, Ledger)


def months_kept(state: State, ledger: Ledger) -> int:
    """Return how many months wait to be read together: that costs hardly more than to read one."""
    return max(1, KEPT_BYTES // sum(array.nbytes for array in (*state, *ledger)))


def _months_of(arrays: Arrays, months: int) -> Arrays:
    """Return room for several months of the arrays, the month in front."""
    return type(arrays)(*(np.empty((months, *array.shape), array.dtype) for array in arrays))


def _month(months: Arrays, number: int) -> Arrays:
    """Return the arrays of one of several months."""
    return type(months)(*(array[number] for array in months))


def _rows(months: np.ndarray, count: int) -> np.ndarray:
    """Return the first months one below the other: (month, member, ...) as (row, ...)."""
    return months[:count].reshape(count * months.shape[1], *months.shape[2:])


def _zero(ledger: Ledger) -> None:
    for array in ledger:
        array[...] = np.zeros((), array.dtype)


def _reactive(
    policy: Policy, index: int, state: State, ledger: Ledger, died: np.ndarray, days: int
) -> tuple[np.ndarray, np.ndarray]:
    """Let interventions that read the state write each member's controls on top of the plan."""
    planned = policy.months[index]
    members = len(state.nation)
    beyond_national, beyond = (
        policy.national[index] - layers(planned)[0],
        policy.territorial[index] - layers(planned)[1],
    )
    national = np.empty((members, *policy.national.shape[1:]))
    territorial = np.empty((members, *policy.territorial.shape[1:]))
    for j in range(members):
        month = replace(
            planned, controls=deepcopy(planned.controls), state=view(state, ledger, died, days, j)
        )
        for intervention in policy.scenario.reactive.values():
            copy(intervention).act(month)
        own_national, own_territorial = layers(month)
        # what the plan holds beyond the scenario stays: law suspended and forces there at the start
        national[j] = own_national + beyond_national
        territorial[j] = own_territorial + beyond
    return national, territorial


def run_block(
    policy: Policy,
    number: int,
    start: State,
    values: np.ndarray,
    keys: np.ndarray,
    rows: slice,
    regions: np.ndarray,
    dt: str,
    expected: bool,
    into: dict[str, np.ndarray],
    check_each: bool = True,
) -> None:
    """Run members ``rows`` through policy ``number`` and write their months into ``into``.

    People are counted at the end of each month, or where ``check_each`` is not set, at the end of the run.

    Raises
    ------
    RunError
        If people do not add up at the end of a month: a defect of the model, never of the input.
    """
    from tregua.simulation.month_kernel import advance

    state = copied(start, rows)
    members, territories, gangs = state.vacancies.shape
    ledger = empty_ledger(members, territories)
    space = scratch(territories, gangs)
    if policy.world.precondition.shape[0] != state.precondition.shape[1]:
        state = state._replace(precondition=np.zeros((members, policy.world.precondition.shape[0], 2)))
    everyone = people(state)
    reactive = bool(policy.scenario.reactive)
    ledger.territory["control_days"] = state.territory[
        "open_start"
    ]  # what is seen of control before the first month
    last = len(policy.days) - 1
    waiting = min(months_kept(state, ledger), last + 1)
    states, ledgers = _months_of(state, waiting), _months_of(ledger, waiting)
    died = np.zeros((waiting, *state.dead.shape))
    values, keys = values[rows], keys[rows]
    day, step = 0.0, 0
    for index, month_days in enumerate(policy.days):
        days, n = int(month_days), index % waiting
        if reactive:
            lately = int(policy.days[index - 1]) if index else 1
            national, territorial = _reactive(policy, index, state, ledger, died[n - 1], lately)
        elif policy.national.ndim == 4:  # (month, member, layer, control): each member has a plan of its own
            national, territorial = policy.national[index, rows], policy.territorial[index, rows]
        else:
            national, territorial = policy.national[index][None], policy.territorial[index][None]
        ledger = _month(ledgers, n)
        if n == 0:
            _zero(ledgers)
        before = state.dead.copy()
        count = steps_in(days, dt)
        advance(
            state,
            ledger,
            values,
            policy.world,
            national,
            territorial,
            policy.rivalry[index],
            space,
            keys,
            day,
            step,
            count,
            days / count,
            expected,
        )
        np.subtract(state.dead, before, out=died[n])
        for month, now in zip(states, state, strict=True):
            month[n] = now
        if n + 1 == waiting or index == last:
            months = slice(index - n, index + 1)
            each = np.repeat(policy.days[months], members)[:, None]
            ends = State(*(_rows(array, n + 1) for array in states))
            walked = Ledger(*(_rows(array, n + 1) for array in ledgers))
            if check_each:
                _check(ends, everyone, expected, policy.label, months.start)
            elif index == last:
                _check(state, everyone, expected, policy.label, last)
            frame = Frame(ends, walked, _rows(died, n + 1), each, regions)
            collect(frame, into, number, rows, months)
        day += days
        step += count


def _check(ends: State, everyone: np.ndarray, expected: bool, label: str, first: int) -> None:
    now = people(ends).reshape(-1, *everyone.shape)  # (month, member, territory)
    off = np.abs(now - everyone)
    wrong = ~np.isfinite(now) | (off > (1e-6 * everyone if expected else 0.0))
    if wrong.any():
        n = int(wrong.any(axis=(1, 2)).argmax())
        raise RunError(
            _(
                "People do not add up in {policy}, month {month}: off by {off:g}. "
                "This is a defect of the model; please report it."
            ).format(
                policy=label,
                month=first + n + 1,
                off=float(np.nanmax(off[n])) if np.isfinite(off[n]).any() else float("nan"),
            )
        )
