"""Lethal operations without access: drones and contractors. A policy input, never a law of nature."""

from tregua.model.compilation import inlined
from tregua.model.exits import M_OPERATION
from tregua.vocabulary.time import DAYS_A_MONTH


@inlined
def operation_deaths(operations, deaths, active, parameters):
    """Return members killed a day.

    Operations a day x deaths per operation x M / (M + m_o), with m_o
    ``operation_half_members``: few members are hard to find.
    """
    return operations * deaths * active / (active + parameters.operation_half_members)


@inlined
def operation_bystanders(operations, bystanders):
    """Return bystanders killed a day: operations a day x bystanders per operation."""
    return operations * bystanders


@inlined
def step(state, i, parameters, work):
    """Compute the dead of lethal operations without access, as the policy asks for them."""
    here, controls, local = work.here[0], work.national[0], work.territorial[i]
    a_day = local.operations / DAYS_A_MONTH
    here.operation = operation_deaths(a_day, controls.operation_deaths, here.active, parameters)
    here.operation_bystanders = operation_bystanders(a_day, controls.operation_bystanders)
    h = here.operation / here.active if here.active > 0.0 else 0.0
    for g in range(state.gang.shape[1]):
        work.active[g, M_OPERATION] = h
