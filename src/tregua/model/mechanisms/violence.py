"""Killing by gangs, clashes with the state, and killing that is not the gangs'."""

import math

from tregua.model.compilation import inlined
from tregua.model.exits import H_RIVAL, M_CLASH, M_RIVAL
from tregua.model.mechanisms import deterrence


@inlined
def killing_rate(level, local, risk, presence, provocation, swept, focus, parameters):
    """Return people killed per active member a day, before restraint.

    v exp(λ - θ_K D - θ_P P + ζ_p u - c swept) x local level x (1 - ε_3 focus). λ drifts slowly and jumps at
    dated events and shocks; D is earned deterrence, P access gained against the reference date, u arrests
    without holding; ``focus`` is the reach of focused deterrence.
    """
    return (
        parameters.killing_per_member
        * local
        * math.exp(
            level
            - parameters.deterrence_on_killing * risk
            - parameters.presence_on_killing * presence
            + parameters.provocation * provocation
            - parameters.dosing * parameters.dose_effect * swept
        )
        * (1.0 - parameters.deterrence_effect * focus)
    )


@inlined
def held_back(restraint, parameters):
    """Return the share of killing that a pact leaves: (1 - restraint)^(π / π_0), π_0 ``pact_reference``.

    A pact that asks for 40 % less killing gets it where gangs keep their word as in El Salvador in 2012,
    whose truce stands behind the prior of π; a full pact ends killing.
    """
    if restraint <= 0.0:
        return 1.0
    if restraint >= 1.0:
        return 0.0
    return math.exp(math.log(1.0 - restraint) * parameters.pact_effect / parameters.pact_reference)


@inlined
def under_coalition(weight, coalition):
    """Return the factor of a coalition of gangs: exp(χ x share against the start); its sign is open."""
    if coalition == 0.0:
        return 1.0
    return math.exp(weight * coalition)


@inlined
def rivalry_hazard(scale, rate, rivals, population, left):
    """Return the hazard that a member is killed by rivals.

    θ v Σ_h s_gh M_h / inhabitants x share that pact and coalition leave. θ is set so that rivalry has its
    share s_r of gang killing at the start. One dominant gang kills less than rivals of equal strength, and
    breaking it up can raise violence.
    """
    return scale * rate * rivals / population * left


@inlined
def predation(rate, active, hiding, left, retaliation, spree_deaths, parameters):
    """Return civilians killed by gangs a day.

    v (1 - s_r) (M + η H) x share that pact and coalition leave x (1 + retaliation) + deaths of a spree.
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
    """Return the rise of predation when pressure rises: ζ max(0, pressure - usual pressure)."""
    return parameters.retaliation * max(0.0, pressure - usual)


@inlined
def clash_deaths(officers, access, unmet, active, parameters):
    """Return suspects killed in clashes a day: k_s officers c a (1 - a) + u x arrests that were not allowed.

    Clashes peak where access is contested; they fade as the last members do: x M / (M + m_c).
    """
    found = active / (active + parameters.clash_half_members)
    return (
        parameters.clash_rate * officers * parameters.clash_shape * access * (1.0 - access)
        + parameters.unmet_killing * unmet
    ) * found


@inlined
def background_hazard(walk, slow_deterrence, parameters):
    """Return the hazard per inhabitant of being killed, but not by gangs, state or self-defence.

    k_0 exp(walk - θ_B D averaged over a year). A state of its own: it is the floor on which every late
    forecast is scored.
    """
    return parameters.background_rate * math.exp(walk - parameters.deterrence_on_background * slow_deterrence)


@inlined
def kidnappings(factor, active, open_now, open_start, pact, parameters):
    """Return people kidnapped a day: k_k exp(level) M (1 - a) / (1 - a at the start) (1 - pact / 2).

    Kidnapping has a slow level of its own: in Haiti it fell in 2025 while killing rose. ``factor`` is
    exp(level), the same in all territories.
    """
    return (
        parameters.kidnapping_per_member
        * factor
        * active
        * min(open_now / open_start, parameters.kidnapping_cap)
        * (1.0 - parameters.kidnapping_under_pact * pact)
    )


@inlined
def extortion(level, population, open_now, presence, pact, sanctions, parameters):
    """Return money taken a day, USD.

    x_e exp(level + κ_x P + π_x pact) x inhabitants x (1 - a) x (1 - ε_4 sanctions). Gangs may rule more where
    the state comes closer (Blattman and others, 2024, doi 10.1093/restud/rdae079): the sign of κ_x is open.
    """
    return (
        parameters.extortion_usd_per_person
        * math.exp(level + parameters.rule_response * presence + parameters.pact_on_extortion * pact)
        * population
        * open_now
        * (1.0 - parameters.sanction_effect * sanctions)
    )


@inlined
def step(state, i, parameters, world, month, work):
    """Compute rivalry, predation, clashes, and killing that is not the gangs'."""
    territory, here, country = state.territory[i], work.here[0], work.country[0]
    nation, local, gangs = state.nation, work.territorial[i], state.gang.shape[1]
    here.killing_rate = killing_rate(
        nation.level,
        territory.violence,
        territory.deterrence,
        territory.presence,
        deterrence.provoked(territory.unheld, parameters),
        max(territory.swept, 0.0),
        local.deterrence,
        parameters,
    )
    left = country.killing_share_under_pact
    among = left * under_coalition(parameters.coalition_on_rivalry, country.coalition)
    on_people = left * under_coalition(parameters.coalition_on_predation, country.coalition)
    for g in range(gangs):
        gang = state.gang[i, g]
        at_large, hidden = gang.active[0] + gang.active[1], gang.hiding[0] + gang.hiding[1]
        work.gang[g].rival = at_large + parameters.hiding_activity * hidden
    for g in range(gangs):
        gang = state.gang[i, g]
        if gang.active[0] + gang.active[1] + gang.hiding[0] + gang.hiding[1] <= 0.0:
            continue  # nobody there to be killed
        rivals = 0.0
        for q in range(gangs):
            if q != g:
                rivals += month.rivalry[g, q] * work.gang[q].rival
        h = rivalry_hazard(nation.rivalry_scale, here.killing_rate, rivals, territory.population, among)
        work.active[g, M_RIVAL] = h
        work.hiding[g, H_RIVAL] = h * parameters.hiding_activity
    share = here.active / country.members if country.members > 0.0 else 0.0
    here.predation = predation(
        here.killing_rate,
        here.active,
        here.hidden,
        on_people,
        country.retaliation,
        country.spree * share,
        parameters,
    )
    attacks = under_coalition(parameters.coalition_on_attack, country.coalition)
    here.clash = attacks * clash_deaths(
        here.officers, here.access, here.unmet_arrests, here.active, parameters
    )
    here.bystanders = parameters.clash_bystanders * here.clash
    here.agents = parameters.clash_agents * here.clash
    here.background = background_hazard(nation.background, territory.deterrence_slow, parameters)
    h = here.clash / here.active if here.active > 0.0 else 0.0
    for g in range(gangs):
        work.active[g, M_CLASH] = h
