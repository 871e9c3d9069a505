"""Lethal operations without access: drones and contractors. A policy input, never a law of nature."""

from tregua.model.compilation import njit


@njit
def operation_deaths(operations, deaths, active, p):
    """Members killed a day.

    Operations a day x deaths per operation x M / (M + m_o), with m_o
    ``operation_half_members``: few members are hard to find.
    """
    return operations * deaths * active / (active + p.operation_half_members)


@njit
def operation_bystanders(operations, bystanders):
    """Bystanders killed a day: operations a day x bystanders per operation."""
    return operations * bystanders
