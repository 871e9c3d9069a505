"""A block of members through a whole run of one policy: months are walked here, days are compiled."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass, replace

import numpy as np

from tregua.engine.arrange import Policy, layers
from tregua.engine.outputs import Frame, collect
from tregua.engine.view import view
from tregua.errors import RunError
from tregua.i18n import _
from tregua.model.state import NATIONAL_CONTROLS, Ledger, State, empty_ledger, people, scratch

REGIME = NATIONAL_CONTROLS.index("regime")
STEPS = {"half-day": 0.5, "day": 1.0, "week": 7.0}


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


def steps_in(days: int, dt: str) -> int:
    """Return into how many equal steps a month is cut: none straddles a month."""
    return max(1, round(days / STEPS[dt]))


def copied(state: State, rows: slice) -> State:
    """Return a block of members as arrays of its own."""
    return State(*(array[rows].copy() for array in state))


def zero(ledger: Ledger) -> None:
    """Begin a month."""
    for array in ledger:
        array[...] = np.zeros((), array.dtype)


def _reactive(
    policy: Policy, index: int, state: State, ledger: Ledger, died: np.ndarray, days: int
) -> tuple[np.ndarray, np.ndarray]:
    """Let interventions that read the state write each member's controls on top of the plan."""
    planned = policy.months[index]
    members = len(state.nation)
    beyond = policy.territorial[index] - layers(planned)[1]
    national = np.empty((members, *policy.national.shape[1:]))
    territorial = np.empty((members, *policy.territorial.shape[1:]))
    for j in range(members):
        month = replace(
            planned, controls=deepcopy(planned.controls), state=view(state, ledger, died, days, j)
        )
        for intervention in policy.scenario.reactive.values():
            copy(intervention).act(month)
        own_national, own_territorial = layers(month)
        # what the plan holds beyond the scenario stays: a regime in force and forces there at the start
        national[j] = own_national
        national[j, 0, REGIME] = max(own_national[0, REGIME], policy.national[index, 0, REGIME])
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
    from tregua.engine.kernel import advance

    state = copied(start, rows)
    members, territories, gangs = state.vacancies.shape
    ledger = empty_ledger(members, territories)
    space = scratch(territories, gangs)
    if policy.world.precondition.shape[0] != state.precondition.shape[1]:
        state = state._replace(precondition=np.zeros((members, policy.world.precondition.shape[0], 2)))
    everyone = people(state)
    reactive = bool(policy.scenario.reactive)
    died = np.zeros_like(state.dead)
    ledger.control_days[...] = state.territory["open_start"]  # what is seen of control before the first month
    day, step = 0.0, 0
    previous_days = 1
    for index, month_days in enumerate(policy.days):
        days = int(month_days)
        if reactive:
            national, territorial = _reactive(policy, index, state, ledger, died, previous_days)
        elif policy.national.ndim == 4:  # (month, member, layer, control): each member has a plan of its own
            national, territorial = policy.national[index, rows], policy.territorial[index, rows]
        else:
            national, territorial = policy.national[index][None], policy.territorial[index][None]
        zero(ledger)
        before = state.dead.copy()
        count = steps_in(days, dt)
        advance(
            state,
            ledger,
            values[rows],
            policy.world,
            national,
            territorial,
            policy.rivalry[index],
            space,
            keys[rows],
            day,
            step,
            count,
            days / count,
            expected,
        )
        died = state.dead - before
        if check_each or index == len(policy.days) - 1:
            _check(state, everyone, expected, policy.label, index)
        collect(Frame(state, ledger, died, days, regions), into, number, rows, index)
        day += days
        step += count
        previous_days = days


def _check(state: State, everyone: np.ndarray, expected: bool, label: str, month: int) -> None:
    now = people(state)
    off = np.abs(now - everyone)
    if not np.isfinite(now).all() or (off > (1e-6 * everyone if expected else 0.0)).any():
        raise RunError(
            _(
                "People do not add up in {policy}, month {month}: off by {off:g}. "
                "This is a defect of the model; please report it."
            ).format(
                policy=label,
                month=month + 1,
                off=float(np.nanmax(off)) if np.isfinite(off).any() else float("nan"),
            )
        )
