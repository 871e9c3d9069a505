"""Flight from violence, from ground newly taken and from operations, and return."""

from tregua.model.compilation import inlined
from tregua.vocabulary.time import DAYS_A_MONTH


@inlined
def flight(deaths_a_day, access, parameters):
    """Return people who flee killing a day: δ x people killed by gangs and in clashes x (1 - a).

    Rivals who kill one another are left out.
    """
    return parameters.displacement_rate * deaths_a_day * (1.0 - access)


@inlined
def ground_lost(open_now, open_most):
    """Return the share of a territory that gangs hold beyond the most they held of late."""
    return max(0.0, open_now - open_most)


@inlined
def open_most(now, open_now, kept):
    """Return the most ground under gangs of late: it rises at once and is forgotten over a year."""
    return max(open_now, open_now + (now - open_now) * kept)


@inlined
def return_hazard(access, parameters):
    """Return the hazard of going home: a^2 / τ_d. Sustained access brings people back, patches do not."""
    return access * access / parameters.return_home_time


@inlined
def step(state, i, parameters, work, clock):
    """Compute how many flee: killing where the state has no access, ground newly lost, and operations."""
    territory, here, country = state.territory[i], work.here[0], work.country[0]
    open_now = 1.0 - here.access
    lost = ground_lost(open_now, territory.open_most)
    territory.open_most = open_most(territory.open_most, open_now, country.belief_slow_kept)
    here.flight = (
        flight(
            here.predation + here.clash + here.bystanders + here.operation_bystanders,
            here.access,
            parameters,
        )
        + parameters.displacement_ground * territory.rest * lost / clock.dt
        + parameters.displacement_operations * work.territorial[i].operations / DAYS_A_MONTH
    )
