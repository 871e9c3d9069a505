"""The steps of a day.

Each gathers what its mechanism needs, asks it, and writes hazards where movement will read them.
"""

import math

from tregua.model.compilation import njit
from tregua.model.exits import (
    C_ARREST,
    C_BACKGROUND,
    C_DRIFT,
    C_GANG,
    C_NEIGHBOUR,
    C_OPERATION,
    C_STATE,
    CIVILIAN_EXITS,
    CUSTODY_EXITS,
    H_ARREST,
    H_QUIT,
    H_RETURN,
    H_RIVAL,
    H_SUSPECT,
    M_ARREST,
    M_CLASH,
    M_HIDE,
    M_OPERATION,
    M_QUIT,
    M_RIVAL,
    M_SUSPECT,
    O_DIED,
    O_ESCAPED,
    O_FREED,
    OTHER_EXITS,
    R_AGENT,
    R_ARM,
    R_BACKGROUND,
    R_FLEE,
    R_GANG,
    R_JAIL,
    R_NEIGHBOUR,
    R_OPERATION,
    R_STATE,
)
from tregua.model.mechanisms import access as _access
from tregua.model.mechanisms import arrests as _arrests
from tregua.model.mechanisms import custody as _custody
from tregua.model.mechanisms import desistance as _desistance
from tregua.model.mechanisms import deterrence as _deterrence
from tregua.model.mechanisms import displacement as _displacement
from tregua.model.mechanisms import evasion as _evasion
from tregua.model.mechanisms import national_shocks as _national_shocks
from tregua.model.mechanisms import operations as _operations
from tregua.model.mechanisms import politics as _politics
from tregua.model.mechanisms import recruitment as _recruitment
from tregua.model.mechanisms import self_defence as _self_defence
from tregua.model.mechanisms import support as _support
from tregua.model.mechanisms import violence as _violence
from tregua.model.random_draws import close, probability
from tregua.vocabulary.causes import CUSTODY
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS
from tregua.vocabulary.people import MINOR
from tregua.vocabulary.time import DAYS_A_MONTH, DAYS_A_YEAR

UNIT_COST = NATIONAL_CONTROLS.index("unit_cost_per_day")
FUNDING = NATIONAL_CONTROLS.index("funding_per_day")
TROOPS = TERRITORIAL_CONTROLS.index("mission_troops")
MISSION_POLICE = TERRITORIAL_CONTROLS.index("mission_police")


@njit
def fading(p, x, dt):
    """Work out what a step of length ``dt`` leaves of all that fades: the same throughout a month."""
    u = x.country[0]
    u.memory_kept = math.exp(-dt / p.memory_time)
    u.vacancies_kept = math.exp(-dt / p.replacement_delay)
    u.felt_kept = math.exp(-dt / p.felt_days)
    u.arms_kept = math.exp(-dt / p.arms_time)
    u.build_kept = math.exp(-dt / p.threat_build)
    u.fade_kept = math.exp(-dt / p.threat_fade)
    u.slow_threat_kept = math.exp(-dt / p.slow_threat_days)
    u.spree_kept = math.exp(-dt / p.spree_days)
    u.pulse_kept = math.exp(-dt / p.wave_days)
    u.break_kept = math.exp(-dt / p.break_days)
    u.pressure_kept = math.exp(-dt / p.pressure_days)
    u.pressure_usual_kept = math.exp(-dt / p.pressure_usual_days)
    u.losses_felt_kept = math.exp(-dt / p.losses_felt_days)
    u.safety_now_kept = math.exp(-dt / p.safety_now_days)
    u.safety_usual_kept = math.exp(-dt / p.safety_usual_days)
    u.support_kept = math.exp(-dt / p.support_time)


@njit
def politics(s, b, p, w, m, x, k, key):
    """Preconditions, phase and activity of the conditional package.

    Controls in force; money, prisons, arms.
    """
    n = s.nation
    conditional, branch = w.politics[0], w.politics[1]
    every, lost, resolved = _politics.preconditions(s, w, branch, k.day, key, k.dt)
    n.phase = _politics.phase(
        n.phase, conditional, every, lost, resolved, k.day, w.politics[2], w.politics[3], n.activity
    )
    n.activity = _politics.activity(n.activity, n.phase, k.dt, p)
    acting = n.activity * n.afford
    for c in range(x.national_values.shape[0]):
        base, package = m.national[0, c], m.national[1, c]
        if w.national_mean[c]:
            # a figure per operation, person or case: the package's own where it states one and acts
            x.national_values[c] = package if package > 0.0 and acting > 0.0 else base
        else:
            v = base + acting * package
            x.national_values[c] = min(v, 1.0) if w.national_share[c] else v
    for i in range(x.territorial_values.shape[0]):
        for c in range(x.territorial_values.shape[1]):
            v = m.territorial[0, i, c] + acting * m.territorial[1, i, c]
            x.territorial_values[i, c] = min(v, 1.0) if w.territorial_share[c] else v
    c = x.national[0]
    # a person costs what the plan says, however far the package acts
    running = n.phase >= _politics.DEPLOYING and n.phase < _politics.ENDED
    unit_cost = max(m.national[0, UNIT_COST], m.national[1, UNIT_COST])
    inflow = m.national[0, FUNDING] + (m.national[1, FUNDING] if running else 0.0)
    asked, personnel, contractors, officers = 0.0, 0.0, 0.0, 0.0
    for i in range(x.territorial.shape[0]):
        t = s.territory[i]
        e = x.territorial[i]
        t.mission_troops = e.mission_troops
        t.mission_police = e.mission_police
        t.contractors = e.contractors
        personnel += e.mission_troops + e.mission_police
        contractors += e.contractors
        officers += e.police
        asked += m.territorial[0, i, TROOPS] + m.territorial[0, i, MISSION_POLICE]
        if running:
            asked += m.territorial[1, i, TROOPS] + m.territorial[1, i, MISSION_POLICE]
    x.country[0].personnel = personnel
    x.country[0].foreign = personnel + contractors
    _politics.money(n, b.flows, asked, personnel, unit_cost, c.programme_per_day, inflow, w.politics[5], k.dt)
    n.arms = _politics.arms(n.arms, c.arms_control, x.country[0].arms_kept)
    places = n.places
    n.places = _politics.prison_places(places, w.prices[2] + c.places_home, c.build_per_day, k.dt)
    n.places_abroad = c.places_abroad
    b.flows.prison_cost += w.prices[1] * (n.places - places)
    b.flows.programme_cost += (c.programme_per_day + w.prices[3] * officers) * k.dt


@njit
def totals(s, p, w, x, k):
    """Members, the held and the docket of the whole country, how open its ground is, and what fades."""
    u, law = x.country[0], x.national[0]
    members, held, docket, ground = 0.0, 0.0, 0.0, 0.0
    for i in range(s.gang.shape[0]):
        here = 0.0
        for g in range(s.gang.shape[1]):
            x.members[i, g] = s.gang[i, g].active[0] + s.gang[i, g].active[1]
            here += x.members[i, g]
            for age in range(2):
                for stage in range(3):
                    v = s.gang[i, g].held[stage, age]
                    held += v
                    if stage < 2:
                        docket += v
        for c in range(2):
            for age in range(2):
                for stage in range(3):
                    v = s.territory[i].held[c, stage, age]
                    held += v
                    if stage < 2:
                        docket += v
        held += s.territory[i].other_held
        members += here
        ground += here * _open_now(s, i, p, w, x)
    u.members = members
    u.held = held
    u.docket = docket
    u.open = ground / members if members > 0.0 else 0.0
    u.host = _support.share(s.nation.host)
    u.host_start = _support.share(s.nation.host_start)
    u.odds = _arrests.targeting(u.host - u.host_start, law.due_process_suspended, law.police_reform, p)


@njit
def _strength(s, i, p, w):
    t = s.territory[i]
    armed = 0.0
    for g in range(s.gang.shape[1]):
        armed += w.firepower[g] * (s.gang[i, g].active[0] + s.gang[i, g].active[1])
    return t.firepower * armed * (1.0 - p.arms_effect * s.nation.arms)


@njit
def _force(s, i, p, x):
    t, e, c = s.territory[i], x.territorial[i], x.national[0]
    return _access.force(
        t.police + e.police,
        t.soldiers + e.soldiers,
        t.mission_troops,
        t.mission_police,
        t.contractors,
        c.regime,
        p,
    )


@njit
def _open_now(s, i, p, w, x):
    return 1.0 - _access.access(_force(s, i, p, x), _strength(s, i, p, w))


@njit
def environment(s, p, x, k, key):
    """Level of violence, pacts, sprees, waves of self-defence and prison breaks of the whole country."""
    n, u, c = s.nation, x.country[0], x.national[0]
    n.level = _national_shocks.level(n.level, key, p, k.dt)
    n.background = _national_shocks.background_level(n.background, key, p, k.dt)
    u.restraint = _national_shocks.pact(n, c.pact, c.pact_break_rate / DAYS_A_YEAR, key, p, k.dt)
    u.left = _violence.held_back(u.restraint, p)
    strength = u.members / n.members_start if n.members_start > 0.0 else 0.0
    spree = _national_shocks.spree(n.spree, strength, u.restraint, u.spree_kept, key, p, k.dt)
    # what is left of a spree decays within the step
    u.spree = spree * (1.0 - u.spree_kept) / k.dt
    n.spree = spree
    n.pulse = _national_shocks.pulse(n.pulse, u.open, u.pulse_kept, key, p, k.dt)
    n.prison_break = _national_shocks.prison_break(n.prison_break, u.open, u.break_kept, key, p, k.dt)
    announced = max(
        c.announced, 1.0 if n.phase == _politics.AUTHORISED or n.phase == _politics.DEPLOYING else 0.0
    )
    n.pressure = announced + (n.pressure - announced) * u.pressure_kept
    n.pressure_usual = n.pressure + (n.pressure_usual - n.pressure) * u.pressure_usual_kept
    u.retaliation = _violence.retaliation(n.pressure, n.pressure_usual, p)


@njit
def custody_conditions(s, b, p, w, x, k):
    """Crowding, deaths, escapes and the pace of the courts, which all the detained share."""
    n, u, c = s.nation, x.country[0], x.national[0]
    u.crowding = _custody.crowding(u.held, n.places + n.places_abroad)
    u.die = _custody.death_hazard(u.crowding, p)
    u.escape = _custody.escape_hazard(u.crowding, u.open, n.prison_break, p)
    u.hearing = _custody.hearing_hazard(u.docket, c.due_process_suspended, p)
    u.review = _custody.per_case(c.review_cases, u.docket, p.review_pace_cap)
    u.mass = _custody.per_case(c.hearing_cases, u.docket, p.review_pace_cap)
    u.release = c.release_rate / DAYS_A_YEAR
    for kind in range(3):
        for stage in range(3):
            _custody.exits(
                kind,
                stage,
                u.hearing,
                u.review,
                u.mass,
                c.hearing_error,
                u.release,
                u.die,
                u.escape,
                p,
                x.custody[kind, stage],
            )
            close(x.custody[kind, stage], CUSTODY_EXITS, k.dt)
    x.other[O_FREED] = 1.0 / p.other_term_days
    x.other[O_DIED] = u.die
    x.other[O_ESCAPED] = u.escape
    close(x.other, OTHER_EXITS, k.dt)


@njit
def access(s, i, p, w, x):
    """Force on the ground against gang strength."""
    o, t, e = x.here[0], s.territory[i], x.territorial[i]
    o.access = _access.access(_force(s, i, p, x), _strength(s, i, p, w))
    own = t.police + e.police + t.soldiers + e.soldiers
    foreign = t.mission_troops + t.mission_police + t.contractors
    o.officers = own + foreign
    o.mission_part = foreign / o.officers if o.officers > 0.0 else 0.0
    active, hidden = 0.0, 0.0
    for g in range(s.gang.shape[1]):
        active += s.gang[i, g].active[0] + s.gang[i, g].active[1]
        hidden += s.gang[i, g].hiding[0] + s.gang[i, g].hiding[1]
    o.active = active
    o.hidden = hidden


@njit
def fear(s, i, p, x):
    """Threat of the regime as it is felt here; memory follows in the aftermath."""
    t, o, u = s.territory[i], x.here[0], x.country[0]
    t.threat = _deterrence.threat(
        t.threat, x.national[0].regime, o.access, u.build_kept, u.fade_kept, p.ratchet
    )
    t.slow_threat = _deterrence.slow_threat(t.slow_threat, t.threat, u.slow_threat_kept)


@njit
def _gained(memory, start, p):
    # what a ratchet holds can only weigh on members; a memory that fades below the usual eases their mind
    gained = memory - start
    return max(gained, 0.0) if p.ratchet > 0.0 else gained


@njit
def recruitment(s, i, p, w, x):
    """Pull of each gang on the pool here.

    Contagion from its own members and its neighbours', and replacement.
    """
    t, o, c, e = s.territory[i], x.here[0], x.national[0], x.territorial[i]
    first, last = w.neighbour_start[i], w.neighbour_start[i + 1]
    left_by_fear = _recruitment.willing(
        t.threat - t.threat_start,
        _gained(t.memory, t.memory_start, p),
        max(t.swept, 0.0),
        x.country[0].host - x.country[0].host_start,
        p,
    )
    for g in range(s.gang.shape[1]):
        nearby = 0.0
        for j in range(first, last):
            q = w.neighbour[j]
            nearby += x.members[q, g]
        if last > first:
            nearby /= last - first
        members = s.gang[i, g].active[0] + s.gang[i, g].active[1]
        pull = _recruitment.pull(
            members,
            nearby,
            o.access,
            left_by_fear,
            e.prevention,
            c.finance_sanctions,
            p,
        )
        x.gang[g].pull = _recruitment.join_hazard(
            pull + _recruitment.replacement(s.gang[i, g].vacancies, p), t.pool_start
        )


@njit
def leaving(s, i, p, w, x):
    """Members quit; associates follow the number of members."""
    t, o = s.territory[i], x.here[0]
    ground, reinsertion = max(t.open_start, 1.0 - o.access), x.national[0].reinsertion
    h = _desistance.quit_hazard(o.active + o.hidden, t.cap, ground, reinsertion, p)
    for g in range(s.gang.shape[1]):
        if w.crowding_apart > 0.0:
            gang = s.gang[i, g]
            own = gang.active[0] + gang.active[1] + gang.hiding[0] + gang.hiding[1]
            h = _desistance.quit_hazard(own, t.cap, ground, reinsertion, p)
        x.active[g, M_QUIT] = h
        x.hiding[g, H_QUIT] = h
    associates = t.associates[0] + t.associates[1]
    o.drift = _desistance.associate_drift(associates, o.active + o.hidden, p)


@njit
def arrests(s, b, i, p, x, k):
    """Arrests: what is asked, what access and forces allow, and on whom they fall."""
    t, o, e = s.territory[i], x.here[0], x.territorial[i]
    ordinary = (
        p.ordinary_arrests * (o.active + o.hidden) / s.nation.at_large_start
        if s.nation.at_large_start > 0.0
        else 0.0
    )
    asked = ordinary + e.sweep_quota
    made = _arrests.arrests_made(asked, o.officers, o.access, p)
    b.flows.asked_arrests += asked * k.dt
    odds = x.country[0].odds
    ordinary_odds = odds * p.ordinary_targeting
    associates = t.associates[0] + t.associates[1]
    exposed = t.exposed[0] + t.exposed[1]
    sweep = made * e.sweep_quota / asked if asked > 0.0 else 0.0
    # what could not be swept up may be killed instead; ordinary policing has its clashes already
    o.unmet = e.sweep_quota - sweep
    h_sweep = _arrests.arrest_hazard(sweep, o.active, o.hidden, associates, exposed, odds, 1.0, p)
    h_case = _arrests.arrest_hazard(
        made - sweep, o.active, o.hidden, associates, exposed, ordinary_odds, p.ordinary_targeting, p
    )
    o.arrest_exposed = h_sweep + h_case
    o.arrest_associate = p.associate_odds * (h_sweep + p.ordinary_targeting * h_case)
    on_member = odds * h_sweep + ordinary_odds * h_case
    for g in range(s.gang.shape[1]):
        x.active[g, M_ARREST] = on_member
        x.hiding[g, H_ARREST] = on_member * p.hiding_arrest


@njit
def hiding(s, i, p, x):
    """Members go to ground and come back."""
    t = s.territory[i]
    gained = _gained(t.memory, t.memory_start, p)
    threat = t.threat - t.threat_start
    away = _evasion.hide_hazard(threat, gained, p)
    back = _evasion.return_hazard(threat, gained, p)
    for g in range(s.gang.shape[1]):
        x.active[g, M_HIDE] = away
        x.hiding[g, H_RETURN] = back


@njit
def violence(s, i, p, w, m, x):
    """Rivalry, predation, clashes, and killing that is not the gangs'."""
    t, o, u, n, e = s.territory[i], x.here[0], x.country[0], s.nation, x.territorial[i]
    gangs = s.gang.shape[1]
    o.rate = _violence.killing_rate(n.level, t.violence, t.threat, max(t.swept, 0.0), e.deterrence, p)
    for g in range(gangs):
        rivals = 0.0
        for q in range(gangs):
            if q != g:
                r = s.gang[i, q]
                at_large = r.active[0] + r.active[1]
                rivals += m.rivalry[g, q] * (at_large + p.hiding_activity * (r.hiding[0] + r.hiding[1]))
        h = _violence.rivalry_hazard(n.rivalry_scale, o.rate, rivals, t.population, u.left)
        x.active[g, M_RIVAL] = h
        x.hiding[g, H_RIVAL] = h * p.hiding_activity
    share = o.active / u.members if u.members > 0.0 else 0.0
    o.predation = _violence.predation(o.rate, o.active, o.hidden, u.left, u.retaliation, u.spree * share, p)
    o.clash = _violence.clash_deaths(o.officers, o.access, o.unmet, o.active, p)
    o.bystanders = p.clash_bystanders * o.clash
    o.agents = p.clash_agents * o.clash
    o.background = _violence.background_hazard(n.background, t.slow_threat, p)
    h = o.clash / o.active if o.active > 0.0 else 0.0
    for g in range(gangs):
        x.active[g, M_CLASH] = h


@njit
def operations(s, i, p, x):
    """Lethal operations without access, as the policy asks for them."""
    o, c, e = x.here[0], x.national[0], x.territorial[i]
    a_day = e.operations / DAYS_A_MONTH
    o.operation = _operations.operation_deaths(a_day, c.operation_deaths, o.active, p)
    o.operation_bystanders = _operations.operation_bystanders(a_day, c.operation_bystanders)
    h = o.operation / o.active if o.active > 0.0 else 0.0
    for g in range(s.gang.shape[1]):
        x.active[g, M_OPERATION] = h


@njit
def self_defence(s, i, p, x):
    """Armed neighbours take up arms, kill suspects, and err."""
    t, o = s.territory[i], x.here[0]
    o.arming = _self_defence.arming(t.violence_felt, o.access, s.nation.pulse, p)
    o.suspects = _self_defence.suspects_killed(t.self_defence, o.active, o.hidden, s.nation.pulse, p)
    o.errors = _self_defence.bystanders_killed(t.self_defence, o.suspects, p)
    members = o.active + o.hidden
    h = o.suspects / members if members > 0.0 else 0.0
    for g in range(s.gang.shape[1]):
        x.active[g, M_SUSPECT] = h
        x.hiding[g, H_SUSPECT] = h


@njit
def displacement(s, i, p, x):
    """People flee killing where the state has no access."""
    o = x.here[0]
    o.flight = _displacement.flight(
        o.predation + o.clash + o.bystanders + o.operation_bystanders, o.access, p
    )


@njit
def share_out(s, i, p, x):
    """Turn people a day into hazards a head for associates, the exposed and everyone else."""
    t, o = s.territory[i], x.here[0]
    gangs = s.gang.shape[1]
    associates = t.associates[0] + t.associates[1]
    exposed = t.exposed[0] + t.exposed[1]
    heads = p.exposure_weight * (associates + exposed) + t.rest
    a_head = 1.0 / heads if heads > 0.0 else 0.0
    join_in = o.drift / exposed if o.drift > 0.0 and exposed > 0.0 else 0.0
    drop_out = -o.drift / associates if o.drift < 0.0 and associates > 0.0 else 0.0
    for age in range(2):
        for kind in range(2):
            h = x.associates[age] if kind == 0 else x.exposed[age]
            h[C_ARREST] = o.arrest_associate if kind == 0 else o.arrest_exposed
            h[C_DRIFT] = drop_out if kind == 0 else join_in
            h[C_GANG] = p.exposure_weight * a_head * o.predation
            h[C_STATE] = p.exposure_weight * a_head * o.bystanders
            h[C_OPERATION] = p.exposure_weight * a_head * o.operation_bystanders
            h[C_NEIGHBOUR] = p.exposure_weight * a_head * o.errors
            h[C_BACKGROUND] = o.background
            readiness = p.associate_pull if kind == 0 else 1.0
            if age == MINOR:
                readiness *= p.minor_recruitment_ratio
            for g in range(gangs):
                h[CIVILIAN_EXITS + g] = readiness * x.gang[g].pull
    x.rest[R_GANG] = a_head * o.predation
    x.rest[R_STATE] = a_head * o.bystanders
    x.rest[R_OPERATION] = a_head * o.operation_bystanders
    x.rest[R_NEIGHBOUR] = a_head * o.errors
    x.rest[R_BACKGROUND] = o.background
    one = 1.0 / t.rest if t.rest > 0.0 else 0.0
    x.rest[R_AGENT] = one * o.agents * (1.0 - o.mission_part)
    x.rest[R_FLEE] = one * o.flight
    x.rest[R_ARM] = one * o.arming
    # as many enter prison for other offences as leave it in quiet times
    x.rest[R_JAIL] = one * t.other_start / p.other_term_days


@njit
def chances(s, i, p, x, k):
    """Work out probabilities of a step that depend on nobody's number; the gang with most members here."""
    o, u = x.here[0], x.country[0]
    o.home = probability(_displacement.return_hazard(o.access, p) * k.dt)
    o.disarm = probability(_self_defence.disarming(p) * k.dt)
    o.grow_up = probability(k.dt / p.care_time)
    u.crowding_part = 1.0 - p.custody_mortality / u.die if u.die > 0.0 else 0.0
    most = -1.0
    for g in range(s.gang.shape[1]):
        here = s.gang[i, g].active[0] + s.gang[i, g].active[1]
        if here > most:
            o.strongest, most = g, here


@njit
def remember_start(s, i, x):
    """Keep the numbers of members, associates and the exposed at the start of the step."""
    for g in range(s.gang.shape[1]):
        for age in range(2):
            x.gang[g].start_active[age] = s.gang[i, g].active[age]
            x.gang[g].start_hiding[age] = s.gang[i, g].hiding[age]
    for age in range(2):
        x.here[0].start[0, age] = s.territory[i].associates[age]
        x.here[0].start[1, age] = s.territory[i].exposed[age]


@njit
def deaths_outside_prison(s, i):
    """Deaths of all causes but custody so far."""
    total = 0.0
    dead = s.territory[i].dead
    for c in range(dead.shape[0]):
        if c != CUSTODY:
            total += dead[c]
    return total
