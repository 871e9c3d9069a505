"""Arrests: what is asked, what forces, access and prisons allow, and on whom they fall."""

import math

from tregua.model.compilation import inlined
from tregua.model.exits import H_ARREST, M_ARREST
from tregua.vocabulary.time import DAYS_A_YEAR


@inlined
def quota(asked, members_left, shrinks, stops, parameters):
    """Return the sweep arrests that a policy still asks for a day, as members run out.

    What a state does then is a policy: it goes on, shrinks the quota with the members left (share of those
    at the start), or stops once fewer than ``scarce_share`` are left.
    """
    left = min(1.0, members_left)
    asked *= 1.0 - shrinks * (1.0 - left)
    if left < parameters.scarce_share:
        asked *= 1.0 - stops
    return asked


@inlined
def arrests_made(asked, officers, access, parameters):
    """Return arrests a day: min(asked, A_1 officers) x a. Access limits what the state can do."""
    return min(asked, parameters.arrest_capacity * officers) * access


@inlined
def aim_left(suspended, used, parameters):
    """Return the share of targeting odds that suspended due process leaves: 1 - w_s suspended x used.

    ``used`` is 1 for a sweep. It is 0 for arrests on a case where nothing is swept: there a suspension stands
    on paper, and an officer still needs a case.
    """
    return 1.0 - parameters.targeting_cut * suspended * used


@inlined
def targeting(support_gained, suspended, reform, parameters):
    """Return odds per head in a sweep of an active member against an uninvolved exposed person.

    w exp(w_t (support - support at the start) + w_r reform) (1 - w_s suspended): tips and reform raise them,
    suspending due process lowers them. The two readings of w, official and of rights organisations, are two
    branches of every ensemble, never averaged.
    """
    return (
        parameters.targeting_odds
        * math.exp(parameters.tips_effect * support_gained + parameters.reform_effect * reform)
        * aim_left(suspended, 1.0, parameters)
    )


@inlined
def arrest_hazard(arrests, active, hiding, associates, exposed, odds, sharper, parameters):
    """Return the hazard of arrest per unit of odds: A / (w M + w w_h H + w_b B + U).

    As members grow scarce and the quota stays, the share of the uninvolved among the arrested rises. Arrests
    on a case follow no quota: the odds of members and associates are ``sharper`` times those of a sweep.
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
    """Compute arrests: what is asked, what access, forces and prisons allow, and on whom they fall.

    A share of sweeps is known beforehand: it takes nobody, and those it warns are the members sought.
    """
    territory, here, local = state.territory[i], work.here[0], work.territorial[i]
    nation, country, controls = state.nation, work.country[0], work.national[0]
    suspended = controls.due_process_suspended
    left = country.members / nation.members_start if nation.members_start > 0.0 else 0.0
    cases = local.targeted_arrests
    if nation.at_large_start > 0.0:
        cases += parameters.ordinary_arrests * (here.active + here.hidden) / nation.at_large_start
    sought = quota(local.sweep_quota, left, controls.quota_shrinks, controls.quota_stops, parameters)
    asked = cases + sought
    made = arrests_made(asked, here.officers, here.access, parameters)
    ledger.flows.asked_arrests += asked * clock.dt
    part = sought / asked if asked > 0.0 else 0.0
    here.sweep = made * part * country.admitted * (1.0 - parameters.leak_share)
    on_case = made * (1.0 - part)
    # what could not be swept up may be killed instead; ordinary policing has its clashes already
    here.unmet_arrests = sought - made * part
    odds = country.targeting_odds * (1.0 - parameters.leak_share)
    # officers who fill a quota bring it to their cases, up to as many sweeps as cases
    used = min(1.0, sought / cases) if cases > 0.0 else 0.0
    case_odds = country.lawful_targeting_odds * aim_left(suspended, used, parameters)
    case_odds *= parameters.ordinary_targeting
    associates = territory.associates[0] + territory.associates[1]
    exposed = territory.exposed[0] + territory.exposed[1]
    h_sweep = arrest_hazard(here.sweep, here.active, here.hidden, associates, exposed, odds, 1.0, parameters)
    h_case = arrest_hazard(
        on_case,
        here.active,
        here.hidden,
        associates,
        exposed,
        case_odds,
        parameters.ordinary_targeting,
        parameters,
    )
    here.ordinary_risk = DAYS_A_YEAR * case_odds * h_case
    here.arrest_exposed = h_sweep + h_case
    here.arrest_associate = parameters.associate_odds * (h_sweep + parameters.ordinary_targeting * h_case)
    on_member = odds * h_sweep + case_odds * h_case
    for g in range(state.gang.shape[1]):
        work.active[g, M_ARREST] = on_member
        work.hiding[g, H_ARREST] = on_member * parameters.hiding_arrest
