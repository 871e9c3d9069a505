"""Arrests: what is asked, what forces and access allow, and on whom they fall."""

import math

from tregua.model.compilation import inlined
from tregua.model.exits import H_ARREST, M_ARREST


@inlined
def arrests_made(asked, officers, access, parameters):
    """Arrests a day: min(asked, A_1 officers) x a. Access limits what the state can do, whatever it asks."""
    return min(asked, parameters.arrest_capacity * officers) * access


@inlined
def targeting(support_gained, suspended, reform, parameters):
    """Odds per head of an active member against an uninvolved exposed person.

    w exp(w_t (support - support at the start) + w_r reform) (1 - w_s suspended): tips and reform raise them,
    suspending due process lowers them. The two readings of w, official and of rights organisations, are two
    branches of every ensemble, never averaged.
    """
    return (
        parameters.targeting_odds
        * math.exp(parameters.tips_effect * support_gained + parameters.reform_effect * reform)
        * (1.0 - parameters.targeting_cut * suspended)
    )


@inlined
def arrest_hazard(arrests, active, hiding, associates, exposed, odds, sharper, parameters):
    """Hazard of arrest per unit of odds: A / (w M + w w_h H + w_b B + U).

    As members grow scarce and the quota stays, the share of the uninvolved among the arrested rises. Arrests
    in ordinary policing follow a case, not a quota: the odds of members and associates are ``sharper`` times
    those of a sweep.
    """
    weight = (
        odds * (active + parameters.hiding_arrest * hiding)
        + sharper * parameters.associate_odds * associates
        + exposed
    )
    if weight <= 0.0 or arrests <= 0.0:
        return 0.0
    return arrests / weight


@inlined
def step(state, ledger, i, parameters, work, clock):
    """Arrests: what is asked, what access and forces allow, and on whom they fall."""
    territory, here, local = state.territory[i], work.here[0], work.territorial[i]
    ordinary = (
        parameters.ordinary_arrests * (here.active + here.hidden) / state.nation.at_large_start
        if state.nation.at_large_start > 0.0
        else 0.0
    )
    asked = ordinary + local.sweep_quota
    made = arrests_made(asked, here.officers, here.access, parameters)
    ledger.flows.asked_arrests += asked * clock.dt
    odds = work.country[0].odds
    ordinary_odds = odds * parameters.ordinary_targeting
    associates = territory.associates[0] + territory.associates[1]
    exposed = territory.exposed[0] + territory.exposed[1]
    sweep = made * local.sweep_quota / asked if asked > 0.0 else 0.0
    # what could not be swept up may be killed instead; ordinary policing has its clashes already
    here.unmet = local.sweep_quota - sweep
    h_sweep = arrest_hazard(sweep, here.active, here.hidden, associates, exposed, odds, 1.0, parameters)
    h_case = arrest_hazard(
        made - sweep,
        here.active,
        here.hidden,
        associates,
        exposed,
        ordinary_odds,
        parameters.ordinary_targeting,
        parameters,
    )
    here.arrest_exposed = h_sweep + h_case
    here.arrest_associate = parameters.associate_odds * (h_sweep + parameters.ordinary_targeting * h_case)
    on_member = odds * h_sweep + ordinary_odds * h_case
    for g in range(state.gang.shape[1]):
        work.active[g, M_ARREST] = on_member
        work.hiding[g, H_ARREST] = on_member * parameters.hiding_arrest
