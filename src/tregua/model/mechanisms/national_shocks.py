"""What happens to a country as a whole.

The level of violence drifts and jumps, pacts break, sprees and waves come.

These shocks are drawn in the mean-field twin too: the twin replaces the chance of single people by its
expectation, not the chance of history.
"""

import math

from tregua.model.compilation import inlined
from tregua.model.mechanisms import politics, violence
from tregua.model.random_draws import normal_quantile, probability, uniform
from tregua.vocabulary.time import DAYS_A_YEAR

DRIFT, BACKGROUND, SHOCK, SHOCK_SIZE, BREAK, BREAKDOWN, SPREE, SPREE_SIZE, PULSE, PRISON_BREAK = range(10)
KIDNAPPING, EXTORTION = 10, 11


@inlined
def level(now, key, parameters, dt):
    """Log of killing per member: a random walk with σ_λ, and jumps at rate ν with standard deviation σ_ν.

    Jumps stand for what no date announces; dated events (pact, breakdown) set the level when they happen.
    """
    now += parameters.level_drift * math.sqrt(dt) * normal_quantile(uniform(key, DRIFT))
    if uniform(key, SHOCK) < probability(parameters.shock_rate * dt):
        now += parameters.shock_size * normal_quantile(uniform(key, SHOCK_SIZE))
    return now


@inlined
def background_level(now, key, parameters, dt):
    """Log of background killing: a random walk with σ_b."""
    return now + parameters.background_drift * math.sqrt(dt) * normal_quantile(uniform(key, BACKGROUND))


@inlined
def slow_level(now, drift, slot, key, dt):
    """Return a log level a step later: a random walk with its drift."""
    return now + drift * math.sqrt(dt) * normal_quantile(uniform(key, slot))


@inlined
def pact(n, asked, break_rate, key, parameters, dt):
    """Pact: it holds from the day it is asked until it breaks, at rate ν_p.

    A broken pact raises the level by π_b, or by its part for a pact that asked for less than ``full_pact``,
    and stays broken.
    """
    if asked <= 0.0:
        n.pact_holds = 0.0
        return 0.0
    if n.pact_holds == 0.0:
        n.pact_holds = 1.0
    rate = break_rate if break_rate > 0.0 else parameters.pact_break
    if n.pact_holds == 1.0 and uniform(key, BREAK) < probability(rate * dt):
        n.pact_holds = 2.0
        n.level += parameters.breakdown_effect * min(1.0, asked / parameters.full_pact)
    return asked if n.pact_holds == 1.0 else 0.0


@inlined
def spree(now, strength, restraint, kept, key, parameters, dt):
    """Deaths still to come of a spree.

    It starts at rate ν_s x gang strength, with a log-normal size, and spends itself in days: a step leaves
    ``kept``, exp(-dt / spree_days).

    Gangs can switch killing on as fast as off: 87 dead in three days of March 2022, against three a day
    before.
    """
    now *= kept
    if uniform(key, SPREE) < probability(parameters.spree_rate * strength * (1.0 - restraint) * dt):
        now += (
            parameters.spree_size
            * strength
            * math.exp(parameters.spree_spread * normal_quantile(uniform(key, SPREE_SIZE)))
        )
    return now


@inlined
def pulse(now, open_share, kept, key, parameters, dt):
    """Wave of popular self-defence.

    It comes at rate ν_v x share under gangs, adds ``wave_size`` times the usual arming and killing, and
    fades: a step leaves ``kept``, exp(-dt / wave_days).
    """
    now *= kept
    if uniform(key, PULSE) < probability(parameters.selfdefence_pulse_rate * open_share * dt):
        now += parameters.wave_size
    return now


@inlined
def prison_break(now, open_share, kept, key, parameters, dt):
    """Mass prison break.

    It comes at rate ν_e x share under gangs and empties part of the prisons within days: a step
    leaves ``kept``, exp(-dt / break_days).
    """
    now *= kept
    if uniform(key, PRISON_BREAK) < probability(parameters.break_rate * open_share * dt):
        now += 1.0
    return now


@inlined
def step(state, parameters, work, clock, key):
    """Step the level of violence, pacts, sprees, waves of self-defence, prison breaks and slow levels."""
    nation, country, controls = state.nation, work.country[0], work.national[0]
    nation.level = level(nation.level, key, parameters, clock.dt)
    nation.background = background_level(nation.background, key, parameters, clock.dt)
    nation.kidnapping_level = slow_level(
        nation.kidnapping_level, parameters.kidnapping_drift, KIDNAPPING, key, clock.dt
    )
    nation.extortion_level = slow_level(
        nation.extortion_level, parameters.extortion_drift, EXTORTION, key, clock.dt
    )
    country.kidnapping_factor = math.exp(nation.kidnapping_level)
    country.coalition = controls.coalition - nation.coalition_start
    country.restraint = pact(
        nation, controls.pact, controls.pact_break_rate / DAYS_A_YEAR, key, parameters, clock.dt
    )
    country.killing_share_under_pact = violence.held_back(country.restraint, parameters)
    country.pact_size = min(1.0, country.restraint / parameters.full_pact)
    strength = country.members / nation.members_start if nation.members_start > 0.0 else 0.0
    to_come = spree(nation.spree, strength, country.restraint, country.spree_kept, key, parameters, clock.dt)
    # what is left of a spree decays within the step
    country.spree = to_come * (1.0 - country.spree_kept) / clock.dt
    nation.spree = to_come
    nation.pulse = pulse(nation.pulse, country.gang_held_share, country.pulse_kept, key, parameters, clock.dt)
    nation.prison_break = prison_break(
        nation.prison_break, country.gang_held_share, country.break_kept, key, parameters, clock.dt
    )
    announced = max(
        controls.announced,
        1.0 if nation.phase == politics.AUTHORISED or nation.phase == politics.DEPLOYING else 0.0,
    )
    nation.pressure = announced + (nation.pressure - announced) * country.pressure_kept
    nation.pressure_usual = (
        nation.pressure + (nation.pressure_usual - nation.pressure) * country.pressure_usual_kept
    )
    country.retaliation = violence.retaliation(nation.pressure, nation.pressure_usual, parameters)
