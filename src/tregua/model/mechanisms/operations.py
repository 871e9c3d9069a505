"""Lethal operations without access: drones and contractors. A policy input, never a law of nature."""

from tregua.model.compilation import njit


@njit
def operation_deaths(operations, deaths, active):
    """Members killed a day.

    Operations a day x deaths per operation x M / (M + 20), since few members are hard to find.
    """
    return operations * deaths * active / (active + 20.0)


@njit
def operation_bystanders(operations, bystanders):
    """Bystanders killed a day: operations a day x bystanders per operation."""
    return operations * bystanders
