"""Recruitment from a finite pool, and the replacement of those arrested or killed."""

import math

from tregua.model.compilation import inlined


@inlined
def willing(deterrence, weight, swept, support, parameters):
    """Return the share of recruits left: exp(-θ D - c swept - k_5 support).

    ``weight`` is θ_R for adults and θ_Rm for minors, whose sign is open: the coerced do not weigh risk.
    Support counts against what it was at the start, since β is what was seen under it.
    """
    return math.exp(
        -weight * deterrence
        - parameters.dosing * parameters.dose_effect * swept
        - parameters.support_on_recruitment * support
    )


@inlined
def pull(members, neighbours, access, prevention, sanctions, parameters):
    """Return recruits a day that a gang would draw from a full pool of the willing.

    β (M + κ_n M_neighbours) (1 - a) (1 - ε_1 prevention) (1 - ε_4 sanctions). Contagion works through
    control of the ground: it is near zero where the state holds it.
    """
    return (
        parameters.contagion
        * (members + parameters.neighbour_contact * neighbours)
        * (1.0 - access)
        * (1.0 - parameters.prevention_effect * prevention)
        * (1.0 - parameters.sanction_effect * sanctions)
    )


@inlined
def replacement(vacancies, ground, prevention, sanctions, parameters):
    """Return recruits a day who would fill the places of members arrested or killed.

    Vacancies / τ_r x ground under gangs against that at the start (1 - ε_1 prevention) (1 - ε_4 sanctions). A
    share r of removals opens a vacancy. No study measures r; it decides whether arrests work at all.
    ``ground`` is ground under gangs against that at the start, at most one.
    """
    return (
        vacancies
        / parameters.replacement_delay
        * ground
        * (1.0 - parameters.prevention_effect * prevention)
        * (1.0 - parameters.sanction_effect * sanctions)
    )


@inlined
def join_hazard(recruits, pool):
    """Return the hazard per weighted head of the pool: recruits asked for / pool at the start.

    The pool is finite and can run dry.
    """
    return recruits / pool if pool > 0.0 else 0.0


@inlined
def step(state, i, parameters, world, work):
    """Compute the pull of each gang on the pool here, and who is willing.

    Contagion from its own members and its neighbours', and replacement.
    """
    territory, here, controls, local = state.territory[i], work.here[0], work.national[0], work.territorial[i]
    first, last = world.neighbour_start[i], world.neighbour_start[i + 1]
    swept, gained = max(territory.swept, 0.0), work.country[0].host - work.country[0].host_start
    risk = territory.deterrence
    here.willing_adult = willing(risk, parameters.deterrence_on_recruitment, swept, gained, parameters)
    here.willing_minor = willing(risk, parameters.deterrence_on_minors, swept, gained, parameters)
    ground = min(1.0, (1.0 - here.access) / territory.open_start)
    for g in range(state.gang.shape[1]):
        nearby = 0.0
        for j in range(first, last):
            q = world.neighbour[j]
            nearby += work.members[q, g]
        if last > first:
            nearby /= last - first
        members = state.gang[i, g].active[0] + state.gang[i, g].active[1]
        drawn = pull(members, nearby, here.access, local.prevention, controls.finance_sanctions, parameters)
        replaced = replacement(
            state.gang[i, g].vacancies,
            ground,
            local.prevention,
            controls.finance_sanctions,
            parameters,
        )
        work.gang[g].pull = join_hazard(drawn + replaced, territory.pool_start)
