"""Killing by gangs, clashes with the state, and killing that is not the gangs'."""

import math

from tregua.model.compilation import njit


@njit
def killing_rate(level, local, threat, swept, deterrence, p):
    """People killed per active member a day, before restraint.

    v exp(λ - θ_L threat - c swept) x local level x (1 - ε_3 deterrence). λ drifts slowly and jumps at dated
    events and shocks.
    """
    return (
        p.killing_per_member
        * local
        * math.exp(level - p.threat_on_killing * threat - p.dosing * p.dose_effect * swept)
        * (1.0 - p.deterrence_effect * deterrence)
    )


@njit
def held_back(restraint, p):
    """Share of killing that a pact leaves: (1 - restraint)^(π / π_0), with π_0 ``pact_reference``.

    A pact that asks for 40 % less killing gets it where gangs keep their word as in El Salvador in 2012,
    whose truce stands behind the prior of π; a full pact ends killing.
    """
    if restraint <= 0.0:
        return 1.0
    if restraint >= 1.0:
        return 0.0
    return math.exp(math.log(1.0 - restraint) * p.pact_effect / p.pact_reference)


@njit
def rivalry_hazard(scale, rate, rivals, population, left):
    """Hazard that a member is killed by rivals: θ v Σ_h s_gh M_h / inhabitants x share that a pact leaves.

    θ is set so that rivalry has its share s_r of gang killing at the start. One dominant gang kills less than
    rivals of equal strength, and breaking it up can raise violence.
    """
    return scale * rate * rivals / population * left


@njit
def predation(rate, active, hiding, left, retaliation, spree_deaths, p):
    """Civilians killed by gangs a day.

    v (1 - s_r) (M + η H) x share that a pact leaves x (1 + retaliation) + deaths of a spree.
    """
    return (
        rate * (1.0 - p.rival_share) * (active + p.hiding_activity * hiding) * left * (1.0 + retaliation)
        + spree_deaths
    )


@njit
def retaliation(pressure, usual, p):
    """Rise of predation when pressure or an announced intervention rises.

    Ζ max(0, pressure - usual pressure).
    """
    return p.retaliation * max(0.0, pressure - usual)


@njit
def clash_deaths(officers, access, unmet, active, p):
    """Suspects killed in clashes a day: k_s officers c a (1 - a) + u x arrests that access did not allow.

    Clashes peak where access is contested; they fade as the last members do: x M / (M + m_c).
    """
    found = active / (active + p.clash_half_members)
    return (
        p.clash_rate * officers * p.clash_shape * access * (1.0 - access) + p.unmet_killing * unmet
    ) * found


@njit
def background_hazard(walk, slow_threat, p):
    """Hazard per inhabitant of being killed, but not by gangs, state or self-defence.

    K_0 exp(walk - θ_B slow threat).

    A state of its own: it is the floor on which every late forecast is scored.
    """
    return p.background_rate * math.exp(walk - p.threat_on_background * slow_threat)


@njit
def kidnappings(active, open_now, open_start, pact, p):
    """People kidnapped a day: k_k M (1 - a) / (1 - a at the start) (1 - pact / 2).

    Kidnapping follows presence and control, not killing.
    """
    return (
        p.kidnapping_per_member
        * active
        * min(open_now / open_start, p.kidnapping_cap)
        * (1.0 - p.kidnapping_under_pact * pact)
    )


@njit
def extortion(population, open_now, sanctions, p):
    """Money taken a day, USD: x_e x inhabitants x (1 - a) x (1 - ε_4 sanctions)."""
    return p.extortion_usd_per_person * population * open_now * (1.0 - p.sanction_effect * sanctions)
