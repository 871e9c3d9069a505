"""Leaving a gang of one's own accord, and the circle of associates around it."""

from tregua.model.compilation import njit


@njit
def quit_hazard(members, cap, ground, reinsertion, p):
    """Hazard of leaving: ω (1 + ε_2 reinsertion) + β ground M / cap.

    The second term is saturation, a flow that grows with the square of members as in the cartel model of
    Prieto-Curiel, Campedelli and Hope (2023, Science 381:1312, arXiv 2307.06302); cap, K x inhabitants or a
    little more than the members at the start, is where contagion alone would settle; ``ground`` is the share
    under gangs, now or at the start, whichever is larger, so that a crackdown does not ease crowding among
    members.
    """
    saturation = p.contagion * ground * members / cap if cap > 0.0 else 0.0
    return p.natural_exit * (1.0 + p.reinsertion_effect * reinsertion) + saturation


@njit
def associate_drift(associates, members, p):
    """People a day drawn into (above zero) or out of (below) the circle of associates: (a_b M - B) / τ_b."""
    return (p.associates_per_member * members - associates) / p.associate_time
