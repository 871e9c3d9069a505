"""The place as it goes on by itself.

What is usual on the first day, and whether gangs would outlive the horizon.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tregua.model.state import State, empty_ledger
from tregua.model.workspace import scratch
from tregua.results.variables import allocate, sizes
from tregua.simulation.batch_run import copied, run_block
from tregua.simulation.initial_state import Snapshot
from tregua.simulation.policy_arrays import Policy, arrange
from tregua.vocabulary.causes import CAUSES, CUSTODY
from tregua.vocabulary.people import OVERDUE
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios import Scenario

TRIAL = 0.5 / DAYS_A_YEAR  # contagion a day, in the trial that finds how members answer it
SHOCKS = (
    "level_drift",
    "shock_rate",
    "background_drift",
    "spree_rate",
    "selfdefence_pulse_rate",
    "break_rate",
    "kidnapping_drift",
    "extortion_drift",
)


def idle(place: Place, like: Scenario, snap: Snapshot, as_of: date) -> Policy:
    """Return the policy in which nothing is added, over the time of another."""
    from tregua.scenarios import from_parts

    nothing = from_parts(
        place, name="idle", title="", sentence="", start=like.start, end=like.end, as_of=as_of
    )
    return arrange(nothing, "", place, snap, as_of)


def calm(values: np.ndarray) -> np.ndarray:
    """Return parameters without shocks."""
    still = values.copy()
    for name in SHOCKS:
        still[name] = 0.0
    return still


def settle(state: State, values: np.ndarray, policy: Policy) -> None:
    """Fit to the first day what follows from what is known, in place: usual risk, vacancies, and contagion.

    A day is run in expectation. From it follow the share of the arrested who stay held, the risk of removal
    by case work, which is the belief against which deterrence is measured, the members usually removed, and
    places not yet filled. Contagion is then what net growth at the start implies, given all who leave, are
    removed, replaced and released: growth can be read from dated estimates of members, contagion cannot.
    The number of members answers contagion linearly within a day, so that two more days find it.
    """
    still = calm(values)
    still["contagion"] = 0.0
    trial = _day(state, still, policy)
    removed = trial.territory["swept"] * state.territory["members_start"]
    state.territory["removed_usual"] = removed / np.maximum(_at_large(state), 1.0)
    known = state.nation["held_share"] > 0.0  # learnt by a fit
    reached = _reached(trial.nation["held_share"], values["holding_time"])
    state.nation["held_share"] = np.where(known, state.nation["held_share"], reached)
    _usual_risk(state, still, policy)
    state.vacancies[...] = trial.vacancies * values["replacement_delay"][:, None, None]
    # what people are used to: the killing, and the pressure, of an ordinary day
    killed = _killed(trial.dead - state.dead)
    pressed = trial.nation["pressure"] * values["pressure_days"]
    for now, usual_name, value in (
        ("violence_now", "violence_usual", killed),
        ("pressure", "pressure_usual", pressed),
    ):
        state.nation[now] = value
        state.nation[usual_name] = value
    died = (trial.dead - state.dead)[..., CUSTODY].sum(axis=-1)
    for name, value in (
        ("custody_deaths", died),
        ("extortion", _reached(trial.nation["extortion_now"], values["safety_now_days"])),
    ):
        state.nation[f"{name}_start"] = value
    state.nation["custody_deaths_felt"] = died
    state.nation["extortion_now"] = state.nation["extortion_start"]
    late = state.held_members[..., OVERDUE, :].sum(axis=-1).sum(axis=-1).sum(axis=-1)
    state.nation["overdue_start"] = late + state.held_civilians[:, :, 0, OVERDUE].sum(axis=-1).sum(axis=-1)
    before = _members(state)
    without = _members(_day(state, still, policy)) - before
    still["contagion"] = TRIAL
    slope = (_members(_day(state, still, policy)) - before - without) / TRIAL
    wanted = values["growth"] * before - without
    values["contagion"] = np.clip(
        wanted / np.maximum(slope, 1e-9 * np.maximum(before, 1.0)),
        values["contagion_least"] / DAYS_A_YEAR,
        values["contagion_most"] / DAYS_A_YEAR,
    )


def _reached(after: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Return the goal of a level that stood at zero and has followed it for a day."""
    return after / -np.expm1(-1.0 / time)


def _at_large(state: State) -> np.ndarray:
    """Return members at large, (member, territory)."""
    everyone = state.active + state.hiding
    return everyone.sum(axis=-1).sum(axis=-1)


def _usual_risk(state: State, values: np.ndarray, policy: Policy) -> None:
    """Fit the risk of removal at the reference date, in place: b_0 = h_0 (s + (1 - s) Q_0).

    Where a fit has said what was believed by the first day, that stands.
    """
    trial = _day(state, values, policy)
    territory, nation = state.territory, state.nation
    learnt = territory["belief_start"].max(axis=1) > 0.0
    own = values["belief_local_weight"][:, None]
    reached = _reached(trial.territory["belief"], values["belief_time"][:, None])
    mean = trial.nation["risk_mean"]
    belief = np.where(learnt[:, None], territory["belief"], reached + (1.0 - own) * mean[:, None])
    usual = np.where(learnt[:, None], territory["belief_start"], belief)
    territory["belief"], territory["belief_start"] = belief, usual
    ratio = (usual / values["half_risk"][:, None]) ** values["risk_exponent"][:, None]
    territory["response_start"] = ratio / (1.0 + ratio)
    weight = territory["members_start"]
    total = np.maximum(weight.sum(axis=1), 1e-12)
    nation["belief_mean"] = (belief * weight).sum(axis=1) / total
    nation["risk_mean"] = np.where(learnt, nation["belief_mean"], mean)


def _members(state: State) -> np.ndarray:
    return state.active.sum(axis=(1, 2, 3)) + state.hiding.sum(axis=(1, 2, 3))


def _killed(deaths: np.ndarray) -> np.ndarray:
    """Sum over territories, then over causes outside custody, from (..., territory, cause).

    Always in this order: NumPy's own for several axes at once is another where a member is alone, and the
    last bit of a sum would depend on who travels together.
    """
    each = [deaths[..., cause].sum(axis=-1) for cause in range(len(CAUSES)) if cause != CUSTODY]
    return sum(each[1:], each[0])


def advance_expected(state: State, values: np.ndarray, policy: Policy, steps: int, days: float) -> None:
    """Let a state, in place, go on in expectation under a policy's first month, by steps of some days."""
    from tregua.simulation.month_kernel import advance

    members, territories, gangs = state.vacancies.shape
    advance(
        state,
        empty_ledger(members, territories),
        values,
        policy.world,
        policy.national[0][None],
        policy.territorial[0][None],
        policy.rivalry[0],
        scratch(territories, gangs),
        np.zeros(members, np.uint64),
        0.0,
        0,
        steps,
        days,
        True,
    )


def _day(state: State, values: np.ndarray, policy: Policy) -> State:
    trial = copied(state, slice(0, len(state.nation)))
    advance_expected(trial, values, policy, 1, 1.0)
    return trial


def plausible(state: State, values: np.ndarray, policy: Policy, regions: np.ndarray) -> np.ndarray:
    """Tell which draws stay within what countries have seen, in expectation, when nothing is done.

    Gangs must keep a share ``extinction_share`` of their members to the end, and no year may see more than
    ``rejection_rate`` people killed per 100,000, or ``rejection_times`` the rate at the start. This checks
    the prior against what it predicts; it is no fit.
    """
    begin = state.nation["members_start"]
    members, territories, gangs = state.vacancies.shape
    size = sizes(territories, regions.shape[1], gangs)
    read = ("members_by_territory", "deaths")
    into = allocate(1, members, len(policy.days), size, expected=True, only=read)
    keys = np.zeros(members, np.uint64)
    given = (state, calm(values), keys, slice(0, members), regions, "week", True, into)
    run_block(policy, 0, *given, check_each=False)
    end = into["members_by_territory"][0, :, -1].sum(axis=1)
    killed = _killed(into["deaths"][0])
    years = killed[:, : killed.shape[1] // 12 * 12].reshape(members, -1, 12).sum(axis=2)
    people = state.nation["population"]
    worst = years.max(axis=1, initial=0.0) / people * 1e5
    start = state.nation["violence_now"] / people * (DAYS_A_YEAR * 1e5)
    return ((begin <= 0) | (end >= values["extinction_share"] * begin)) & (
        worst <= np.maximum(values["rejection_rate"], values["rejection_times"] * start)
    )
