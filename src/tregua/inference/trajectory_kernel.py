"""The compiled loop over a path that happened: many walkers, piece by piece, with what was done in each.

What drives the pieces is made in `tregua.inference.trajectories`; here nothing is decided. It is one call
from Python for a whole path, since half of the time of a fit went into the calls between pieces.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from tregua.model.mechanisms import deterrence, violence
from tregua.numba_cache import compile_cached
from tregua.simulation.month_kernel import advance
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS
from tregua.vocabulary.time import DAYS_A_MONTH, DAYS_A_YEAR

DECLARATION = NATIONAL_CONTROLS.index("declaration")
COALITION = NATIONAL_CONTROLS.index("coalition")
REFUSED = NATIONAL_CONTROLS.index("contact_refused")
SUSPENDED = NATIONAL_CONTROLS.index("due_process_suspended")
OP_DEATHS = NATIONAL_CONTROLS.index("operation_deaths")
SWEEP = TERRITORIAL_CONTROLS.index("sweep_quota")
OPERATIONS = TERRITORIAL_CONTROLS.index("operations")
TROOPS = TERRITORIAL_CONTROLS.index("mission_troops")
MISSION_POLICE = TERRITORIAL_CONTROLS.index("mission_police")

DEATHS_AN_OPERATION = 9.0  # 1,243 killed in 141 strikes by drones in Haiti, March 2025 to January 2026


class Drive(NamedTuple):
    """What drives a path; by piece, and by walker where the second axis is not one."""

    days: np.ndarray  # length of each piece
    steps: np.ndarray  # in how many equal steps it is walked
    settled: int  # piece with which sweeps begin
    shocks_from: int  # piece from which the country's own chance acts
    declared: np.ndarray  # (piece, walker or 1) declarations so far
    suspended: np.ndarray  # (piece, walker or 1) share of due process suspended
    coalition: np.ndarray  # (piece, walker or 1) share of gangs that act together against the state
    sweep: np.ndarray  # (piece, walker or 1) arrests a day in sweeps
    operations: np.ndarray  # (piece, walker or 1) deaths a day
    troops: np.ndarray
    mission_police: np.ndarray
    police: np.ndarray  # against the start
    soldiers: np.ndarray
    places: np.ndarray
    spree: np.ndarray
    pulse: np.ndarray
    level: np.ndarray  # (walker, piece) killing by gangs, log scale
    jumped: np.ndarray  # (walker, piece) dated jumps so far
    ground: np.ndarray  # (walker, piece) background killing, log scale
    clash: np.ndarray  # (walker, piece) killing in clashes, log scale
    kidnapping: np.ndarray  # (walker, piece) kidnapping per member, log scale
    more_clash: np.ndarray  # (piece, walker or 1)
    more_level: np.ndarray  # (piece, walker or 1)
    node_at: np.ndarray  # piece in which each node of the level's walk lies


class Kept(NamedTuple):
    """What is kept of a path, at each cut: see `tregua.inference.trajectories.Paths`."""

    dead: np.ndarray
    members: np.ndarray
    hiding: np.ndarray
    control: np.ndarray
    displaced: np.ndarray
    kidnapped: np.ndarray
    held: np.ndarray
    arrested: np.ndarray
    level: np.ndarray
    background: np.ndarray
    clash: np.ndarray
    rate: np.ndarray
    ground: np.ndarray
    kidnapping: np.ndarray
    capacity: np.ndarray
    belief: np.ndarray
    belief_start: np.ndarray
    held_share: np.ndarray
    deterrence: np.ndarray
    free: np.ndarray


@njit(inline="always")
def _active_at(state, j, i):
    total = 0.0
    for g in range(state.gang.shape[2]):
        active = state.gang[j, i, g].active
        total += active[0] + active[1]
    return total


@njit(inline="always")
def _hiding_at(state, j, i):
    total = 0.0
    for g in range(state.gang.shape[2]):
        hiding = state.gang[j, i, g].hiding
        total += hiding[0] + hiding[1]
    return total


@njit(inline="always")
def _active(state, j):
    total = 0.0
    for i in range(state.gang.shape[1]):
        total += _active_at(state, j, i)
    return total


@njit(inline="always")
def _hiding(state, j):
    total = 0.0
    for i in range(state.gang.shape[1]):
        total += _hiding_at(state, j, i)
    return total


def _keep(out, n, state, ledger, values, control):
    for j in range(values.shape[0]):
        nation, p = state.nation[j], values[j]
        total = _active(state, j)
        per_member, ground, people, held = 0.0, 0.0, 0.0, 0.0
        capacity, deterred, belief, believed = 0.0, 0.0, 0.0, 0.0
        for i in range(state.gang.shape[1]):
            t = state.territory[j, i]
            active, hidden = _active_at(state, j, i), _hiding_at(state, j, i)
            out.hiding[n, j, i] = hidden
            out.members[n, j, i] = active + hidden
            out.control[n, j, i] = control[j, i]
            out.displaced[n, j, i] = t.displaced
            out.kidnapped[n, j, i] = ledger.territory[j, i].kidnappings
            for c in range(t.dead.shape[0]):
                out.dead[n, j, i, c] = t.dead[c]
            weight = active / max(total, 1e-9)
            provoked = deterrence.provoked(t.unheld, p)
            per_member += weight * violence.killing_rate(
                nation.level, t.violence, t.deterrence, t.presence, provoked, max(t.swept, 0.0), 0.0, p
            )
            capacity += t.capacity
            deterred += weight * t.deterrence
            belief += weight * t.belief
            believed += weight * t.belief_start
            ground += t.population * violence.background_hazard(nation.background, t.deterrence_slow, p)
            people += t.population
            held += t.other_held
            for stage in range(3):
                for age in range(2):
                    for g in range(state.gang.shape[2]):
                        held += state.gang[j, i, g].held[stage, age]
                    for c in range(2):
                        held += t.held[c, stage, age]
        out.held[n, j] = held
        made = 0.0
        arrests = ledger.flows[j].arrests
        for c in range(arrests.shape[0]):
            made += arrests[c, 0] + arrests[c, 1]
        out.arrested[n, j] = made
        out.capacity[n, j], out.deterrence[n, j] = capacity, deterred
        out.belief[n, j], out.belief_start[n, j] = belief, believed
        out.held_share[n, j], out.kidnapping[n, j] = nation.held_share, nation.kidnapping_level
        out.level[n, j] = nation.level
        out.background[n, j] = nation.background
        # rivals kill in proportion to their number, so that fewer members meet fewer of them
        rivals = 1.0 - p.rival_share + p.rival_share * total / nation.members_start
        out.rate[n, j] = per_member * rivals
        out.ground[n, j] = ground / max(people, 1.0)


def _march(
    state, ledger, values, full, world, national, territorial, rivalry, scratch, keys, expected,
    given, drive, out,
):  # fmt: skip
    w, territories = keys.shape[0], state.gang.shape[1]
    pieces, settled = drive.days.shape[0], drive.settled
    crowd, crowd0, first, less = np.zeros(w), np.zeros(w), np.zeros(w), np.zeros(w)
    level0, ground0, usual, clash0 = np.zeros(w), np.zeros(w), np.zeros(w), np.zeros(w)
    control, police = np.zeros((w, territories)), np.zeros((w, territories))
    spread = np.zeros((w, territories))
    for j in range(w):
        active, hidden = _active(state, j), _hiding(state, j)
        crowd[j] = active + hidden
        crowd0[j] = max(crowd[j], 1.0)
        first[j] = max(active + full[j].hiding_activity * hidden, 1.0)
        level0[j], ground0[j] = state.nation[j].level, state.nation[j].background
        usual[j], clash0[j] = values[j].contagion, full[j].clash_rate
        for i in range(territories):
            control[j, i] = state.territory[j, i].open_start
            police[j, i] = state.territory[j, i].police
            spread[j, i] = _active_at(state, j, i) / max(active, 1e-9)
    _keep(out, 0, state, ledger, values, control)
    day, step = 0.0, 0
    for n in range(pieces):
        acting = n >= drive.shocks_from
        dt = drive.days[n] / drive.steps[n]
        for j in range(w):
            nation, v, p = state.nation[j], values[j], full[j]
            active, hidden = _active(state, j), _hiding(state, j)
            suspended = drive.suspended[n, j % drive.suspended.shape[1]]
            sweep = drive.sweep[n, j % drive.sweep.shape[1]]
            operations = drive.operations[n, j % drive.operations.shape[1]]
            national[j, 0, DECLARATION] = drive.declared[n, j % drive.declared.shape[1]]
            national[j, 0, COALITION] = drive.coalition[n, j % drive.coalition.shape[1]]
            national[j, 0, SUSPENDED] = suspended
            national[j, 0, REFUSED] = suspended  # law that keeps judges out kept families and lawyers out too
            national[j, 0, OP_DEATHS] = DEATHS_AN_OPERATION
            for i in range(territories):
                t = state.territory[j, i]
                if n == settled and not acting:
                    # the share swept up counts against the members there are when sweeps begin
                    now = max(_active_at(state, j, i) + _hiding_at(state, j, i), 1.0)
                    t.swept = t.swept * t.members_start / now
                    t.members_start = now
                share = _active_at(state, j, i) / max(active, 1e-9)
                territorial[j, 0, i, SWEEP] = sweep * share / max(1.0 - control[j, i], 0.05)
                territorial[j, 0, i, OPERATIONS] = operations * DAYS_A_MONTH * share / DEATHS_AN_OPERATION
                territorial[j, 0, i, TROOPS] = drive.troops[n] * share
                territorial[j, 0, i, MISSION_POLICE] = drive.mission_police[n] * share
                t.police = police[j, i] * drive.police[n]
                t.soldiers = drive.soldiers[n] * spread[j, i]
            nation.places = max(drive.places[n], 1.0)
            v.clash_rate = clash0[j] * math.exp(
                drive.clash[j, n] + drive.more_clash[n, j % drive.more_clash.shape[1]]
            )
            if n <= settled:
                less[j] = math.log(max(active + p.hiding_activity * hidden, 1.0) / first[j])
            for k in range(drive.node_at.shape[0]):
                if drive.node_at[k] == n:
                    out.free[j, k] -= less[j]
            if not acting:
                nation.level = level0[j] + drive.level[j, n] - less[j] + drive.jumped[j, n]
                nation.background = ground0[j] + drive.ground[j, n]
                nation.kidnapping_level = drive.kidnapping[j, n]
            elif n == drive.shocks_from:
                v.level_drift = p.level_drift
                v.shock_rate = p.shock_rate
                v.background_drift = p.background_drift
                v.kidnapping_drift = p.kidnapping_drift
                v.extortion_drift = p.extortion_drift
                v.spree_rate = p.spree_rate
                v.break_rate = p.break_rate
                v.selfdefence_pulse_rate = p.selfdefence_pulse_rate
            nation.level += drive.more_level[n, j % drive.more_level.shape[1]]
            if drive.spree[n] != 0.0:
                nation.spree += drive.spree[n] * math.exp(dt / p.spree_days)
            nation.pulse += drive.pulse[n]
            ledger.flows[j].recruits = 0.0
            for i in range(territories):
                ledger.territory[j, i].control_days = 0.0
        advance(
            state, ledger, values, world, national, territorial, rivalry, scratch, keys,
            day, step, drive.steps[n], dt, expected,
        )  # fmt: skip
        for j in range(w):
            v = values[j]
            then = crowd[j]
            crowd[j] = _active(state, j) + _hiding(state, j)
            if n + 1 < settled and not acting:
                # contagion so that members come to what is given by the end of the next piece
                recruits = max(ledger.flows[j].recruits, 1e-9)
                others = crowd[j] - then - recruits
                longer = drive.days[n + 1] / drive.days[n]
                wanted = crowd0[j] * math.exp(given[j, n + 1])
                asked = v.contagion * (wanted - crowd[j] - others * longer) / (recruits * longer)
                low, high = (
                    max(v.contagion_least / DAYS_A_YEAR, 0.5 * v.contagion),
                    min(v.contagion_most / DAYS_A_YEAR, 2.0 * v.contagion),
                )
                v.contagion = min(max(asked, low), high)
                usual[j] += (v.contagion - usual[j]) * (1.0 - math.exp(-drive.days[n] / 365.0))
            elif n + 1 == settled or acting:
                v.contagion = usual[j]
            for i in range(territories):
                control[j, i] = ledger.territory[j, i].control_days / drive.days[n]
            out.clash[n + 1, j] = drive.clash[j, n]
        day += drive.days[n]
        step += drive.steps[n]
        _keep(out, n + 1, state, ledger, values, control)


_keep = compile_cached(_keep, nogil=True, error_model="numpy")
march = compile_cached(_march, nogil=True, error_model="numpy")
