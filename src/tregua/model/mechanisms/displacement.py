"""Flight from violence, and return."""

from tregua.model.compilation import inlined


@inlined
def flight(deaths_a_day, access, parameters):
    """People who flee a day: δ x people killed a day by gangs (rivals apart) and in clashes x (1 - a)."""
    return parameters.displacement_rate * deaths_a_day * (1.0 - access)


@inlined
def return_hazard(access, parameters):
    """Hazard of going home: a^2 / τ_d. Sustained access brings people back, patches of it do not."""
    return access * access / parameters.return_home_time


@inlined
def step(state, i, parameters, work):
    """People flee killing where the state has no access."""
    here = work.here[0]
    here.flight = flight(
        here.predation + here.clash + here.bystanders + here.operation_bystanders, here.access, parameters
    )
