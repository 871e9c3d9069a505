"""Killing by gangs, clashes with the state, and killing that is not the gangs'."""

import math

from tregua.model.compilation import inlined
from tregua.model.exits import H_RIVAL, M_CLASH, M_RIVAL


@inlined
def killing_rate(level, local, threat, swept, deterrence, parameters):
    """People killed per active member a day, before restraint.

    v exp(λ - θ_L threat - c swept) x local level x (1 - ε_3 deterrence). λ drifts slowly and jumps at dated
    events and shocks.
    """
    return (
        parameters.killing_per_member
        * local
        * math.exp(
            level - parameters.threat_on_killing * threat - parameters.dosing * parameters.dose_effect * swept
        )
        * (1.0 - parameters.deterrence_effect * deterrence)
    )


@inlined
def held_back(restraint, parameters):
    """Share of killing that a pact leaves: (1 - restraint)^(π / π_0), with π_0 ``pact_reference``.

    A pact that asks for 40 % less killing gets it where gangs keep their word as in El Salvador in 2012,
    whose truce stands behind the prior of π; a full pact ends killing.
    """
    if restraint <= 0.0:
        return 1.0
    if restraint >= 1.0:
        return 0.0
    return math.exp(math.log(1.0 - restraint) * parameters.pact_effect / parameters.pact_reference)


@inlined
def rivalry_hazard(scale, rate, rivals, population, left):
    """Hazard that a member is killed by rivals: θ v Σ_h s_gh M_h / inhabitants x share that a pact leaves.

    θ is set so that rivalry has its share s_r of gang killing at the start. One dominant gang kills less than
    rivals of equal strength, and breaking it up can raise violence.
    """
    return scale * rate * rivals / population * left


@inlined
def predation(rate, active, hiding, left, retaliation, spree_deaths, parameters):
    """Civilians killed by gangs a day.

    v (1 - s_r) (M + η H) x share that a pact leaves x (1 + retaliation) + deaths of a spree.
    """
    return (
        rate
        * (1.0 - parameters.rival_share)
        * (active + parameters.hiding_activity * hiding)
        * left
        * (1.0 + retaliation)
        + spree_deaths
    )


@inlined
def retaliation(pressure, usual, parameters):
    """Rise of predation when pressure or an announced intervention rises.

    Ζ max(0, pressure - usual pressure).
    """
    return parameters.retaliation * max(0.0, pressure - usual)


@inlined
def clash_deaths(officers, access, unmet, active, parameters):
    """Suspects killed in clashes a day: k_s officers c a (1 - a) + u x arrests that access did not allow.

    Clashes peak where access is contested; they fade as the last members do: x M / (M + m_c).
    """
    found = active / (active + parameters.clash_half_members)
    return (
        parameters.clash_rate * officers * parameters.clash_shape * access * (1.0 - access)
        + parameters.unmet_killing * unmet
    ) * found


@inlined
def background_hazard(walk, slow_threat, parameters):
    """Hazard per inhabitant of being killed, but not by gangs, state or self-defence.

    K_0 exp(walk - θ_B slow threat).

    A state of its own: it is the floor on which every late forecast is scored.
    """
    return parameters.background_rate * math.exp(walk - parameters.threat_on_background * slow_threat)


@inlined
def kidnappings(active, open_now, open_start, pact, parameters):
    """People kidnapped a day: k_k M (1 - a) / (1 - a at the start) (1 - pact / 2).

    Kidnapping follows presence and control, not killing.
    """
    return (
        parameters.kidnapping_per_member
        * active
        * min(open_now / open_start, parameters.kidnapping_cap)
        * (1.0 - parameters.kidnapping_under_pact * pact)
    )


@inlined
def extortion(population, open_now, sanctions, parameters):
    """Money taken a day, USD: x_e x inhabitants x (1 - a) x (1 - ε_4 sanctions)."""
    return (
        parameters.extortion_usd_per_person
        * population
        * open_now
        * (1.0 - parameters.sanction_effect * sanctions)
    )


@inlined
def step(state, i, parameters, world, month, work):
    """Rivalry, predation, clashes, and killing that is not the gangs'."""
    territory, here, country, nation, local = (
        state.territory[i],
        work.here[0],
        work.country[0],
        state.nation,
        work.territorial[i],
    )
    gangs = state.gang.shape[1]
    here.rate = killing_rate(
        nation.level,
        territory.violence,
        territory.threat,
        max(territory.swept, 0.0),
        local.deterrence,
        parameters,
    )
    for g in range(gangs):
        rivals = 0.0
        for q in range(gangs):
            if q != g:
                r = state.gang[i, q]
                at_large = r.active[0] + r.active[1]
                rivals += month.rivalry[g, q] * (
                    at_large + parameters.hiding_activity * (r.hiding[0] + r.hiding[1])
                )
        h = rivalry_hazard(nation.rivalry_scale, here.rate, rivals, territory.population, country.left)
        work.active[g, M_RIVAL] = h
        work.hiding[g, H_RIVAL] = h * parameters.hiding_activity
    share = here.active / country.members if country.members > 0.0 else 0.0
    here.predation = predation(
        here.rate,
        here.active,
        here.hidden,
        country.left,
        country.retaliation,
        country.spree * share,
        parameters,
    )
    here.clash = clash_deaths(here.officers, here.access, here.unmet, here.active, parameters)
    here.bystanders = parameters.clash_bystanders * here.clash
    here.agents = parameters.clash_agents * here.clash
    here.background = background_hazard(nation.background, territory.slow_threat, parameters)
    h = here.clash / here.active if here.active > 0.0 else 0.0
    for g in range(gangs):
        work.active[g, M_CLASH] = h
