"""Leaving a gang of one's own accord, and the circle of associates around it."""

from tregua.model.compilation import inlined
from tregua.model.exits import H_QUIT, M_QUIT


@inlined
def quit_hazard(members, cap, ground, reinsertion, parameters):
    """Return the hazard of leaving: ω (1 + ε_2 reinsertion) + β ground M / cap.

    The second term is saturation, a flow that grows with the square of members as in the cartel model of
    Prieto-Curiel, Campedelli and Hope (2023, Science 381:1312, arXiv 2307.06302); cap, K x inhabitants or a
    little more than the members at the start, is where contagion alone would settle; ``ground`` is the share
    under gangs, as in contagion, so that access alone drains no gang.
    """
    saturation = parameters.contagion * ground * members / cap if cap > 0.0 else 0.0
    return parameters.natural_exit * (1.0 + parameters.reinsertion_effect * reinsertion) + saturation


@inlined
def associate_drift(associates, members, parameters):
    """Return people a day drawn into the circle of associates, below zero out of it: (a_b M - B) / τ_b."""
    return (parameters.associates_per_member * members - associates) / parameters.associate_time


@inlined
def step(state, i, parameters, world, work):
    """Compute hazards of quitting, and how the circle of associates follows the number of members."""
    territory, here = state.territory[i], work.here[0]
    ground, reinsertion = 1.0 - here.access, work.national[0].reinsertion
    h = quit_hazard(here.active + here.hidden, territory.cap, ground, reinsertion, parameters)
    for g in range(state.gang.shape[1]):
        if world.crowding_apart > 0.0:
            gang = state.gang[i, g]
            own = gang.active[0] + gang.active[1] + gang.hiding[0] + gang.hiding[1]
            h = quit_hazard(own, territory.cap, ground, reinsertion, parameters)
        work.active[g, M_QUIT] = h
        work.hiding[g, H_QUIT] = h
    associates = territory.associates[0] + territory.associates[1]
    here.drift = associate_drift(associates, here.active + here.hidden, parameters)
