"""Politics: preconditions, the phase of the mission, money and prison places."""

import math

from tregua.model.compilation import inlined
from tregua.model.random_draws import probability, uniform
from tregua.model.state import MET, PENDING, REFUSED, RESOLUTION
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS

NO_MISSION, OFFERED, AUTHORISED, DEPLOYING, OPERATING, DRAWING_DOWN, ENDED = range(7)
CHANCE, OPERATES, COLLAPSES = 0.0, 1.0, 2.0
FIRST_SLOT = 100
UNDATED = -1e8
UNIT_COST = NATIONAL_CONTROLS.index("unit_cost_per_day")
FUNDING = NATIONAL_CONTROLS.index("funding_per_day")
TROOPS = TERRITORIAL_CONTROLS.index("mission_troops")
MISSION_POLICE = TERRITORIAL_CONTROLS.index("mission_police")


@inlined
def shifted(odds, shift):
    """Return odds of a condition, moved by a number of log-odds."""
    if odds <= 0.0 or odds >= 1.0:
        return odds
    return 1.0 / (1.0 + math.exp(-math.log(odds / (1.0 - odds)) - shift))


@inlined
def precondition(status, since, rule, number, day, council_shift, parameters, key, dt):
    """Return the status of one precondition a step later.

    Pending until its date or at a rate, met by its odds, lost at a rate or at a renewal.

    Odds are the user's assumption, with ``odds_shift`` for how far all of them may lie from it. A renewal
    holds with its odds, shifted by the Council's support.
    """
    slot = FIRST_SLOT + 4 * number
    if status == PENDING:
        if rule.day > UNDATED:
            decided = day >= rule.day
        else:
            decided = uniform(key, slot) < probability(rule.arrival * dt)
        if decided:
            return MET if uniform(key, slot + 1) < shifted(rule.odds, parameters.odds_shift) else REFUSED
    elif status == MET:
        if uniform(key, slot + 2) < probability(rule.loss * dt):
            return REFUSED
        if rule.renewal_days > 0.0:
            before = math.floor((day - since) / rule.renewal_days)
            after = math.floor((day + dt - since) / rule.renewal_days)
            if after > before and rule.renewal_odds < 1.0:
                if uniform(key, slot + 3) > shifted(rule.renewal_odds, council_shift):
                    return REFUSED
    return status


@inlined
def preconditions(state, world, branch, day, parameters, key, dt):
    """Step every precondition; return whether all hold, whether one is lost, and whether a resolution stands.

    Two branches are told apart from chance: "operates", where all hold throughout, and "collapses", where all
    are lost on a given day.
    """
    if branch == OPERATES:
        return True, False, True
    if branch == COLLAPSES:
        lost = day >= world.politics[4]
        return not lost, lost, not lost
    every, lost, resolved = True, False, True
    shift = state.nation.council - state.nation.council_start
    for k in range(world.precondition.shape[0]):
        rule = world.precondition[k]
        status = state.precondition[k, 0]
        now = precondition(status, state.precondition[k, 1], rule, k, day, shift, parameters, key, dt)
        if now != status:
            state.precondition[k, 0] = now
            state.precondition[k, 1] = min(day, rule.day) if rule.day > UNDATED else day
        every = every and now == MET
        lost = lost or now == REFUSED
        if rule.kind == RESOLUTION:
            resolved = now == MET
    return every, lost, resolved


@inlined
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


@inlined
def activity(now, phase_now, dt, parameters):
    """How far the conditional package acts, 0 to 1.

    Up over ``mission_ramp_days`` once deploying, down over ``mission_drawdown_days`` when lost.
    """
    if phase_now == DEPLOYING or phase_now == OPERATING:
        return min(1.0, now + dt / parameters.mission_ramp_days)
    return max(0.0, now - dt / parameters.mission_drawdown_days)


@inlined
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


@inlined
def prison_places(now, planned, build_per_day, dt):
    """Prison places at home grow towards the plan by what is built a day, and are not torn down."""
    if planned <= now:
        return now
    return min(planned, now + build_per_day * dt)


@inlined
def arms_goal(control, sanctions, parameters):
    """Return the control of arms that a policy and sanctions on financiers and ports aim at, 0 to 1."""
    return min(1.0, control + parameters.sanction_on_arms * sanctions)


@inlined
def arms(now, control, kept):
    """Control of arms as it bites: it follows the policy over τ_a days, while stocks wear out.

    ``kept`` is exp(-dt / τ_a).
    """
    return control + (now - control) * kept


@inlined
def in_force(state, world, month, work, acting, running):
    """Write the controls in force, forces on the ground, and the personnel that are asked for."""
    for c in range(work.national_values.shape[0]):
        base, package = month.national[0, c], month.national[1, c]
        if world.national_mean[c]:
            # a figure per operation, person or case: the package's own where it states one and acts
            work.national_values[c] = package if package > 0.0 and acting > 0.0 else base
        else:
            v = base + acting * package
            work.national_values[c] = min(v, 1.0) if world.national_share[c] else v
    for i in range(work.territorial_values.shape[0]):
        for c in range(work.territorial_values.shape[1]):
            v = month.territorial[0, i, c] + acting * month.territorial[1, i, c]
            work.territorial_values[i, c] = min(v, 1.0) if world.territorial_share[c] else v
    asked, personnel, contractors, officers = 0.0, 0.0, 0.0, 0.0
    for i in range(work.territorial.shape[0]):
        territory = state.territory[i]
        local = work.territorial[i]
        territory.mission_troops = local.mission_troops
        territory.mission_police = local.mission_police
        territory.contractors = local.contractors
        personnel += local.mission_troops + local.mission_police
        contractors += local.contractors
        officers += local.police
        asked += month.territorial[0, i, TROOPS] + month.territorial[0, i, MISSION_POLICE]
        if running:
            asked += month.territorial[1, i, TROOPS] + month.territorial[1, i, MISSION_POLICE]
    country = work.country[0]
    country.personnel, country.foreign = personnel, personnel + contractors
    country.personnel_asked, country.officers_added = asked, officers


@inlined
def step(state, ledger, parameters, world, month, work, clock, key):
    """Step preconditions, phase and activity of the package, controls in force, money and prisons."""
    nation, country = state.nation, work.country[0]
    conditional, branch = world.politics[0], world.politics[1]
    every, lost, resolved = preconditions(state, world, branch, clock.day, parameters, key, clock.dt)
    nation.phase = phase(
        nation.phase,
        conditional,
        every,
        lost,
        resolved,
        clock.day,
        world.politics[2],
        world.politics[3],
        nation.activity,
    )
    nation.activity = activity(nation.activity, nation.phase, clock.dt, parameters)
    acting = nation.activity * nation.afford
    running = nation.phase >= DEPLOYING and nation.phase < ENDED
    phase_runs = 1.0 if running else 0.0
    known = country.controls_known > 0.0 and phase_runs == country.controls_running
    if not known or acting != country.controls_acting:
        # most days the same as the day before
        in_force(state, world, month, work, acting, running)
        country.controls_known, country.controls_running = 1.0, phase_runs
        country.controls_acting = acting
    controls = work.national[0]
    # a person costs what the plan says, however far the package acts
    unit_cost = parameters.mission_cost_factor * max(
        month.national[0, UNIT_COST], month.national[1, UNIT_COST]
    )
    inflow = month.national[0, FUNDING] + (month.national[1, FUNDING] if running else 0.0)
    money(
        nation,
        ledger.flows,
        country.personnel_asked,
        country.personnel,
        unit_cost,
        controls.programme_per_day,
        inflow,
        world.politics[5],
        clock.dt,
    )
    nation.arms = arms(
        nation.arms,
        arms_goal(controls.arms_control, controls.finance_sanctions, parameters),
        country.arms_kept,
    )
    places = nation.places
    nation.places = prison_places(
        places, world.prices[2] + controls.places_home, controls.build_per_day, clock.dt
    )
    nation.places_abroad = controls.places_abroad
    ledger.flows.prison_cost += world.prices[1] * (nation.places - places)
    officers_cost = world.prices[3] * country.officers_added
    ledger.flows.programme_cost += (controls.programme_per_day + officers_cost) * clock.dt
