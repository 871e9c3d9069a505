"""Recruitment from a finite pool, and the replacement of those arrested or killed."""

import math

from tregua.model.compilation import njit


@njit
def willing(threat, memory, swept, support, p):
    """Share of recruits left by fear: exp(-θ_R threat - k_m memory - c swept - k_5 support).

    Threat, memory and support count against what they were at the start, since β is what was seen under
    them. It is the same for all gangs of a territory.
    """
    fear = (
        p.threat_on_recruitment * threat
        + p.memory_on_recruitment * memory
        + p.dosing * p.dose_effect * swept
        + p.support_on_recruitment * support
    )
    return math.exp(-fear)


@njit
def pull(members, neighbours, access, left_by_fear, prevention, sanctions, p):
    """Recruits a day that a gang would draw from a full pool.

    β (M + κ_n M_neighbours) (1 - a) share left by fear (1 - ε_1 prevention) (1 - ε_4 sanctions). Contagion
    works through control of the ground: it is near zero where the state holds it.
    """
    return (
        p.contagion
        * (members + p.neighbour_contact * neighbours)
        * (1.0 - access)
        * left_by_fear
        * (1.0 - p.prevention_effect * prevention)
        * (1.0 - p.sanction_effect * sanctions)
    )


@njit
def replacement(vacancies, p):
    """Recruits a day who fill the places of members arrested or killed: vacancies / τ_r.

    A share r of removals opens a vacancy. No study measures r; it decides whether arrests work at all.
    """
    return vacancies / p.replacement_delay


@njit
def join_hazard(recruits, pool):
    """Hazard per weighted head of the pool: recruits asked for / pool at the start.

    The pool is finite and can run dry.
    """
    return recruits / pool if pool > 0.0 else 0.0
