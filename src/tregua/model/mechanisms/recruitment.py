"""Recruitment from a finite pool, and the replacement of those arrested or killed."""

import math

from tregua.model.compilation import inlined
from tregua.model.mechanisms import deterrence


@inlined
def willing(threat, memory, swept, support, parameters):
    """Share of recruits left by fear: exp(-θ_R threat - k_m memory - c swept - k_5 support).

    Threat, memory and support count against what they were at the start, since β is what was seen under
    them. It is the same for all gangs of a territory.
    """
    fear = (
        parameters.threat_on_recruitment * threat
        + parameters.memory_on_recruitment * memory
        + parameters.dosing * parameters.dose_effect * swept
        + parameters.support_on_recruitment * support
    )
    return math.exp(-fear)


@inlined
def pull(members, neighbours, access, left_by_fear, prevention, sanctions, parameters):
    """Recruits a day that a gang would draw from a full pool.

    β (M + κ_n M_neighbours) (1 - a) share left by fear (1 - ε_1 prevention) (1 - ε_4 sanctions). Contagion
    works through control of the ground: it is near zero where the state holds it.
    """
    return (
        parameters.contagion
        * (members + parameters.neighbour_contact * neighbours)
        * (1.0 - access)
        * left_by_fear
        * (1.0 - parameters.prevention_effect * prevention)
        * (1.0 - parameters.sanction_effect * sanctions)
    )


@inlined
def replacement(vacancies, parameters):
    """Recruits a day who fill the places of members arrested or killed: vacancies / τ_r.

    A share r of removals opens a vacancy. No study measures r; it decides whether arrests work at all.
    """
    return vacancies / parameters.replacement_delay


@inlined
def join_hazard(recruits, pool):
    """Hazard per weighted head of the pool: recruits asked for / pool at the start.

    The pool is finite and can run dry.
    """
    return recruits / pool if pool > 0.0 else 0.0


@inlined
def step(state, i, parameters, world, work):
    """Pull of each gang on the pool here.

    Contagion from its own members and its neighbours', and replacement.
    """
    territory, here, controls, local = state.territory[i], work.here[0], work.national[0], work.territorial[i]
    first, last = world.neighbour_start[i], world.neighbour_start[i + 1]
    left_by_fear = willing(
        territory.threat - territory.threat_start,
        deterrence.gained(territory.memory, territory.memory_start, parameters),
        max(territory.swept, 0.0),
        work.country[0].host - work.country[0].host_start,
        parameters,
    )
    for g in range(state.gang.shape[1]):
        nearby = 0.0
        for j in range(first, last):
            q = world.neighbour[j]
            nearby += work.members[q, g]
        if last > first:
            nearby /= last - first
        members = state.gang[i, g].active[0] + state.gang[i, g].active[1]
        asked_for = pull(
            members,
            nearby,
            here.access,
            left_by_fear,
            local.prevention,
            controls.finance_sanctions,
            parameters,
        )
        work.gang[g].pull = join_hazard(
            asked_for + replacement(state.gang[i, g].vacancies, parameters), territory.pool_start
        )
