"""Deterrence: the risk of removal that members have seen delivered, and what was announced.

No effect follows from a word. Sweeps show a standing capacity to arrest; the risk falls on each member who
operates openly, so that success does not undo itself; how much an arrest weighs depends on the share that is
still held. A declaration raises the expected risk at once, fades in weeks, and is believed less after one
that nothing followed. Deaths at the hands of the state never enter it.

Certainty, severity and perception of risk are used in the sense of Nagin (2013, doi 10.1086/670398), Apel
(2013, doi 10.1007/s10940-012-9170-1) and Anwar and Loughran (2011, doi 10.1111/j.1745-9125.2011.00233.x).
"""

import math

from tregua.model.compilation import inlined
from tregua.vocabulary.time import DAYS_A_YEAR


@inlined
def delivered_risk(sweep, odds, active, associates, exposed, parameters):
    """Return the risk of removal by sweeps of one active member, a year.

    w A / (w M + w_b B + U), with A sweep arrests a day: what officers and access allow, before any draw,
    case work left out. Drawn arrests would ratchet on chance.
    """
    weight = odds * active + parameters.associate_odds * associates + exposed
    if weight <= 0.0 or sweep <= 0.0:
        return 0.0
    return DAYS_A_YEAR * sweep * odds / weight


@inlined
def share_delivered(risk, peak, parameters):
    """Return ρ = min(1, 10 x risk delivered / the largest yet delivered)."""
    if peak <= 0.0:
        return 0.0
    return min(1.0, parameters.still_delivered * risk / peak)


@inlined
def capacity(now, sweep, share, build_kept, parameters, dt):
    """Return the standing capacity to arrest K, arrests a day.

    K' = (A - K) / 30 d where A > K; else (A - K) ((1 - ρ) / 60 d + ρ / τ_K): one arrest a day does not keep
    the memory of a crackdown alive. ``build_kept`` is exp(-dt / 30 d).
    """
    if sweep == now:
        return sweep
    if sweep > now:
        return sweep + (now - sweep) * build_kept
    pace = (1.0 - share) / parameters.capacity_lapse + share / parameters.capacity_time
    return sweep + (now - sweep) * math.exp(-dt * pace)


@inlined
def shown_force(now, force_with_access, sweep, capacity_now, build_kept):
    """Return the force x access with which capacity was shown; it follows while arrests rise above it."""
    if sweep > capacity_now:
        return follow(now, force_with_access, build_kept)
    return now


@inlined
def usable_capacity(capacity_now, force_with_access, shown):
    """Return K min(1, F a / X_K): capacity that went with force and access is not there without them."""
    if shown <= 0.0:
        return capacity_now
    return capacity_now * min(1.0, force_with_access / shown)


@inlined
def still_held(freed, convicted, escape, release):
    """Return the share of the arrested still held six months later, from the hazards of custody a day.

    Those untried are freed, convicted or escape; the convicted are released or escape.
    """
    half_year = 0.5 * DAYS_A_YEAR
    leave = freed + convicted + escape
    untried = math.exp(-half_year * leave)
    tried = convicted / leave * (1.0 - untried) if leave > 0.0 else 0.0
    return untried + tried * math.exp(-0.5 * half_year * (release + escape))


@inlined
def severity(held, parameters):
    """Return what an arrest weighs: s + (1 - s) Q, with Q the learnt share still held after six months."""
    return parameters.certainty_weight + (1.0 - parameters.certainty_weight) * held


@inlined
def follow(now, goal, kept):
    """Return a level that moves to a goal; of the way to it ``kept`` is left."""
    return goal + (now - goal) * kept


@inlined
def response(risk, parameters):
    """Return f(y) = y^n / (y^n + b_half^n), between 0 and 1; zero for a risk of zero or less."""
    if risk <= 0.0:
        return 0.0
    ratio = risk / parameters.half_risk
    if parameters.risk_exponent != 1.0:
        ratio = ratio**parameters.risk_exponent
    return ratio / (1.0 + ratio)


@inlined
def deterrence(belief, announcement, usual_response, parameters):
    """Return D = f(b + G) - f(b_0): zero at the reference date, below zero where risk has fallen since."""
    return parameters.deterring * (response(belief + announcement, parameters) - usual_response)


@inlined
def provoked(unheld, parameters):
    """Return how far arrests without holding provoke, 0 to 1: u / (u + b_half)."""
    return unheld / (unheld + parameters.half_risk) if unheld > 0.0 else 0.0


@inlined
def announced(credit, parameters):
    """Return the risk that a declaration makes members expect, a year: J, with its sign, x credit."""
    return parameters.announced_risk * parameters.announcement_sign * credit


@inlined
def credited(credit, rise, parameters):
    """Return how far the next declaration is believed.

    One that is not followed by a rise of belief of a tenth of J halves it; one that is restores it.
    """
    if rise >= parameters.follow_rise * parameters.announced_risk:
        return 1.0
    return credit * parameters.unfollowed


@inlined
def swept(now, removed, usual, start, parameters):
    """Return members arrested or killed beyond the usual, net, per member at the start, up to a cap."""
    return min(now + (removed - usual) / start, parameters.swept_cap)


@inlined
def announce(state, parameters, work, clock):
    """Step the announcement of the whole country, and what members have learnt of holding.

    On a declaration G -> max(G, J), or the lesser for J below zero; then G' = -G / τ_a. A renewal is no
    declaration. Q' = (q - Q) / τ_Q.
    """
    nation, country, declared = state.nation, work.country[0], work.national[0].declaration
    nation.held_share = follow(nation.held_share, country.still_held, country.holding_kept)
    nation.announcement *= country.announcement_kept
    if nation.declaration_pending > 0.0:
        nation.declaration_pending -= clock.dt
        nation.belief_peak = max(nation.belief_peak, nation.belief_mean)
        if nation.declaration_pending <= 0.0:
            rise = nation.belief_peak - nation.belief_declared
            nation.announcement_credit = credited(nation.announcement_credit, rise, parameters)
    if declared > nation.declarations + 0.5:
        if nation.declaration_pending > 0.0:
            # the next word does not spare the last one its judgement
            rise = nation.belief_peak - nation.belief_declared
            nation.announcement_credit = credited(nation.announcement_credit, rise, parameters)
        size = announced(nation.announcement_credit, parameters)
        if size >= 0.0:
            nation.announcement = max(nation.announcement, size)
        else:
            nation.announcement = min(nation.announcement, size)
        nation.declaration_pending = parameters.follow_days
        nation.belief_declared = nation.belief_mean
        nation.belief_peak = nation.belief_mean
        nation.declarations = declared
    elif declared < nation.declarations - 0.5:
        nation.declarations = declared
    country.belief_total = 0.0
    country.risk_total = 0.0
    country.weight_total = 0.0
    country.extortion = 0.0


@inlined
def step(state, i, parameters, work, clock):
    """Step standing capacity, the risk it stands for, and what members here believe of it."""
    territory, here, country, nation = state.territory[i], work.here[0], work.country[0], state.nation
    odds = country.targeting_odds * (1.0 - parameters.leak_share)
    associates = territory.associates[0] + territory.associates[1]
    exposed = territory.exposed[0] + territory.exposed[1]
    delivered = delivered_risk(here.sweep, odds, here.active, associates, exposed, parameters)
    territory.risk_peak = max(territory.risk_peak, delivered)
    reach = here.force * here.access
    territory.shown_force = shown_force(
        territory.shown_force, reach, here.sweep, territory.capacity, country.capacity_kept
    )
    share = share_delivered(delivered, territory.risk_peak, parameters)
    territory.capacity = capacity(
        territory.capacity, here.sweep, share, country.capacity_kept, parameters, clock.dt
    )
    standing = usable_capacity(territory.capacity, reach, territory.shown_force)
    risk = here.ordinary_risk + delivered_risk(standing, odds, here.active, associates, exposed, parameters)
    weighed = risk * severity(nation.held_share, parameters)
    country.risk_total += weighed * territory.members_start
    country.weight_total += territory.members_start
    own = parameters.belief_local_weight
    goal = own * weighed + (1.0 - own) * nation.risk_mean
    territory.belief = follow(territory.belief, goal, country.belief_kept)
    country.belief_total += territory.belief * territory.members_start
    unheld = delivered * (1.0 - nation.held_share)
    territory.unheld = follow(territory.unheld, unheld, country.belief_kept)
    territory.deterrence = deterrence(
        territory.belief, nation.announcement, territory.response_start, parameters
    )
    territory.deterrence_slow = follow(
        territory.deterrence_slow, territory.deterrence, country.belief_slow_kept
    )


@inlined
def means(state, work):
    """Write the means of belief and risk over territories, weighted by members at the start."""
    nation, country = state.nation, work.country[0]
    if country.weight_total > 0.0:
        nation.belief_mean = country.belief_total / country.weight_total
        nation.risk_mean = country.risk_total / country.weight_total
