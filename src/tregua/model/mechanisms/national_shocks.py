"""What happens to a country as a whole.

The level of violence drifts and jumps, pacts break, sprees and waves come.

These shocks are drawn in the mean-field twin too: the twin replaces the chance of single people by its
expectation, not the chance of history.
"""

import math

from tregua.model.compilation import njit
from tregua.model.random_draws import normal_quantile, probability, uniform

DRIFT, BACKGROUND, SHOCK, SHOCK_SIZE, BREAK, BREAKDOWN, SPREE, SPREE_SIZE, PULSE, PRISON_BREAK = range(10)


@njit
def level(now, key, p, dt):
    """Log of killing per member: a random walk with σ_λ, and jumps at rate ν with standard deviation σ_ν.

    Jumps stand for what no date announces; dated events (pact, coalition, breakdown) set the level when they
    happen.
    """
    now += p.level_drift * math.sqrt(dt) * normal_quantile(uniform(key, DRIFT))
    if uniform(key, SHOCK) < probability(p.shock_rate * dt):
        now += p.shock_size * normal_quantile(uniform(key, SHOCK_SIZE))
    return now


@njit
def background_level(now, key, p, dt):
    """Log of background killing: a random walk with σ_b."""
    return now + p.background_drift * math.sqrt(dt) * normal_quantile(uniform(key, BACKGROUND))


@njit
def pact(n, asked, break_rate, key, p, dt):
    """Pact: it holds from the day it is asked until it breaks, at rate ν_p.

    A broken pact raises the level by π_b, or by its part for a pact that asked for less than ``full_pact``,
    and stays broken.
    """
    if asked <= 0.0:
        n.pact_holds = 0.0
        return 0.0
    if n.pact_holds == 0.0:
        n.pact_holds = 1.0
    rate = break_rate if break_rate > 0.0 else p.pact_break
    if n.pact_holds == 1.0 and uniform(key, BREAK) < probability(rate * dt):
        n.pact_holds = 2.0
        n.level += p.breakdown_effect * min(1.0, asked / p.full_pact)
    return asked if n.pact_holds == 1.0 else 0.0


@njit
def spree(now, strength, restraint, kept, key, p, dt):
    """Deaths still to come of a spree.

    It starts at rate ν_s x gang strength, with a log-normal size, and spends itself in days: a step leaves
    ``kept``, exp(-dt / spree_days).

    Gangs can switch killing on as fast as off: 87 dead in three days of March 2022, against three a day
    before.
    """
    now *= kept
    if uniform(key, SPREE) < probability(p.spree_rate * strength * (1.0 - restraint) * dt):
        now += p.spree_size * strength * math.exp(p.spree_spread * normal_quantile(uniform(key, SPREE_SIZE)))
    return now


@njit
def pulse(now, open_share, kept, key, p, dt):
    """Wave of popular self-defence.

    It comes at rate ν_v x share under gangs, adds ``wave_size`` times the usual arming and killing, and
    fades: a step leaves ``kept``, exp(-dt / wave_days).
    """
    now *= kept
    if uniform(key, PULSE) < probability(p.selfdefence_pulse_rate * open_share * dt):
        now += p.wave_size
    return now


@njit
def prison_break(now, open_share, kept, key, p, dt):
    """Mass prison break.

    It comes at rate ν_e x share under gangs and empties part of the prisons within days: a step
    leaves ``kept``, exp(-dt / break_days).
    """
    now *= kept
    if uniform(key, PRISON_BREAK) < probability(p.break_rate * open_share * dt):
        now += 1.0
    return now
