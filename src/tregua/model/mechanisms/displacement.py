"""Flight from violence, and return."""

from tregua.model.compilation import njit


@njit
def flight(deaths_a_day, access, p):
    """People who flee a day: δ x people killed a day by gangs (rivals apart) and in clashes x (1 - a)."""
    return p.displacement_rate * deaths_a_day * (1.0 - access)


@njit
def return_hazard(access, p):
    """Hazard of going home: a^2 / τ_d. Sustained access brings people back, patches of it do not."""
    return access * access / p.return_home_time
