"""Arrests: what is asked, what forces and access allow, and on whom they fall."""

import math

from tregua.model.compilation import njit


@njit
def arrests_made(asked, officers, access, p):
    """Arrests a day: min(asked, A_1 officers) x a. Access limits what the state can do, whatever it asks."""
    return min(asked, p.arrest_capacity * officers) * access


@njit
def targeting(support_gained, suspended, reform, p):
    """Odds per head of an active member against an uninvolved exposed person.

    w exp(w_t (support - support at the start) + w_r reform) (1 - w_s suspended): tips and reform raise them,
    suspending due process lowers them. The two readings of w, official and of rights organisations, are two
    branches of every ensemble, never averaged.
    """
    return (
        p.targeting_odds
        * math.exp(p.tips_effect * support_gained + p.reform_effect * reform)
        * (1.0 - p.targeting_cut * suspended)
    )


@njit
def arrest_hazard(arrests, active, hiding, associates, exposed, odds, sharper, p):
    """Hazard of arrest per unit of odds: A / (w M + w w_h H + w_b B + U).

    As members grow scarce and the quota stays, the share of the uninvolved among the arrested rises. Arrests
    in ordinary policing follow a case, not a quota: the odds of members and associates are ``sharper`` times
    those of a sweep.
    """
    weight = odds * (active + p.hiding_arrest * hiding) + sharper * p.associate_odds * associates + exposed
    if weight <= 0.0 or arrests <= 0.0:
        return 0.0
    return arrests / weight
