"""Politics: preconditions, the phase of the mission, money and prison places."""

import math

from tregua.model.compilation import njit
from tregua.model.random_draws import probability, uniform
from tregua.model.state import MET, PENDING, REFUSED, RESOLUTION

NO_MISSION, OFFERED, AUTHORISED, DEPLOYING, OPERATING, DRAWING_DOWN, ENDED = range(7)
CHANCE, OPERATES, COLLAPSES = 0.0, 1.0, 2.0
FIRST_SLOT = 100
UNDATED = -1e8


@njit
def precondition(status, since, rule, number, day, council_shift, key, dt):
    """One precondition: pending until its date or at a rate, met by its odds, lost at a rate or at a renewal.

    Odds are the user's assumption. A renewal holds with its odds, shifted by the Council's support. Return
    the status.
    """
    slot = FIRST_SLOT + 4 * number
    if status == PENDING:
        if rule.day > UNDATED:
            decided = day >= rule.day
        else:
            decided = uniform(key, slot) < probability(rule.arrival * dt)
        if decided:
            return MET if uniform(key, slot + 1) < rule.odds else REFUSED
    elif status == MET:
        if uniform(key, slot + 2) < probability(rule.loss * dt):
            return REFUSED
        if rule.renewal_days > 0.0:
            before = math.floor((day - since) / rule.renewal_days)
            after = math.floor((day + dt - since) / rule.renewal_days)
            if after > before and rule.renewal_odds < 1.0:
                log_odds = math.log(rule.renewal_odds / (1.0 - rule.renewal_odds)) + council_shift
                if uniform(key, slot + 3) > 1.0 / (1.0 + math.exp(-log_odds)):
                    return REFUSED
    return status


@njit
def preconditions(s, w, branch, day, key, dt):
    """Step every precondition; return whether all hold, whether one is lost, and whether a resolution stands.

    Two branches are told apart from chance: "operates", where all hold throughout, and "collapses", where all
    are lost on a given day.
    """
    if branch == OPERATES:
        return True, False, True
    if branch == COLLAPSES:
        lost = day >= w.politics[4]
        return not lost, lost, not lost
    every, lost, resolved = True, False, True
    shift = s.nation.council - s.nation.council_start
    for k in range(w.precondition.shape[0]):
        rule = w.precondition[k]
        status = s.precondition[k, 0]
        now = precondition(status, s.precondition[k, 1], rule, k, day, shift, key, dt)
        if now != status:
            s.precondition[k, 0] = now
            s.precondition[k, 1] = min(day, rule.day) if rule.day > UNDATED else day
        every = every and now == MET
        lost = lost or now == REFUSED
        if rule.kind == RESOLUTION:
            resolved = now == MET
    return every, lost, resolved


@njit
def phase(now, conditional, every, lost, resolved, day, first_day, last_day, activity):
    """Phase of the mission: offered, authorised, deploying, operating, drawing down, ended.

    A refusal before the start ends it.
    """
    if conditional <= 0.0:
        return float(NO_MISSION)
    if now == NO_MISSION:
        now = float(OFFERED)
    if lost:
        if now < DEPLOYING:
            return float(ENDED)
        return float(DRAWING_DOWN) if activity > 0.0 else float(ENDED)
    if now < DEPLOYING:
        if every and day >= first_day:
            return float(DEPLOYING)
        return float(AUTHORISED) if resolved else float(OFFERED)
    if now == DEPLOYING and activity >= 0.99:
        now = float(OPERATING)
    if day >= last_day and now < ENDED:
        return float(ENDED)
    return now


@njit
def activity(now, phase_now, dt, p):
    """How far the conditional package acts, 0 to 1.

    Up over ``mission_ramp_days`` once deploying, down over ``mission_drawdown_days`` when lost.
    """
    if phase_now == DEPLOYING or phase_now == OPERATING:
        return min(1.0, now + dt / p.mission_ramp_days)
    return max(0.0, now - dt / p.mission_drawdown_days)


@njit
def money(n, flows, personnel_asked, personnel, unit_cost, programmes, inflow, limited, dt):
    """Funds burn at unit cost x strength plus programmes.

    A mission that money does not sustain shrinks to what it does.

    Without a funding plan the mission is paid in full, as by assessed contributions.
    """
    cost = (unit_cost * personnel + programmes) * dt
    flows.money_asked += (unit_cost * personnel_asked + programmes) * dt
    if limited <= 0.0:
        flows.money_received += cost
        flows.money_spent += cost
        n.afford = 1.0
        return
    flows.money_received += inflow * dt
    n.fund += inflow * dt
    paid = min(cost, n.fund)
    n.fund -= paid
    flows.money_spent += paid
    # strength that a month's money sustains, approached over two weeks
    month = n.fund + 30.0 * inflow
    need = 30.0 * (unit_cost * personnel_asked + programmes)
    goal = min(1.0, month / need) if need > 0.0 else 1.0
    n.afford = goal + (n.afford - goal) * math.exp(-dt / 14.0)


@njit
def prison_places(now, planned, build_per_day, dt):
    """Prison places at home grow towards the plan by what is built a day, and are not torn down."""
    if planned <= now:
        return now
    return min(planned, now + build_per_day * dt)


@njit
def arms(now, control, kept):
    """Control of arms as it bites: it follows the policy over τ_a days, while stocks wear out.

    ``kept`` is exp(-dt / τ_a).
    """
    return control + (now - control) * kept
