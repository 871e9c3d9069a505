"""Support of three publics.

The host country's, the contributor's, and the members of the Security Council.
"""

import math

from tregua.model.compilation import inlined
from tregua.vocabulary.time import DAYS_A_YEAR


@inlined
def share(log_odds):
    """Turn log-odds into a share."""
    return 1.0 / (1.0 + math.exp(-log_odds))


@inlined
def follow(now, goal, kept):
    """Move towards a goal; of the way to it ``kept`` is left, exp(-dt / time)."""
    return goal + (now - goal) * kept


@inlined
def host_goal(start, safety, wronged_share, bystanders, parameters):
    """Where host support heads, log-odds: start + k_1 safety - k_2 wronged / 0.1 - k_3 bystanders.

    Safety is the log fall of violence against what people are used to, wronged the share of households with
    someone wrongly arrested, bystanders those killed by the state per 100,000 a year.
    """
    return (
        start
        + parameters.support_safety * safety
        - parameters.support_wrong * wronged_share / 0.1
        - parameters.support_bystanders * bystanders
    )


@inlined
def contributor_goal(start, safety, losses, parameters):
    """Where the contributor's support heads.

    Start + k_1 safety x ``contributor_safety`` - k_4 losses, the force's dead per 1,000 a year.
    """
    return (
        start
        + parameters.contributor_safety * parameters.support_safety * safety
        - parameters.support_losses * losses
    )


@inlined
def council_goal(start, safety, wronged_share, bystanders, parameters):
    """Where the Council's support heads: as the host's, with ``council_safety`` of the gain from safety."""
    return (
        start
        + parameters.council_safety * parameters.support_safety * safety
        - parameters.support_wrong * wronged_share / 0.1
        - parameters.support_bystanders * bystanders
    )


@inlined
def step(state, parameters, work, clock, killed, bystanders, losses):
    """Three publics look at safety, wrongs, bystanders and losses."""
    nation, country = state.nation, work.country[0]
    nation.violence_now = follow(nation.violence_now, killed / clock.dt, country.safety_now_kept)
    nation.violence_usual = follow(nation.violence_usual, killed / clock.dt, country.safety_usual_kept)
    nation.bystanders_felt = follow(nation.bystanders_felt, bystanders, country.losses_felt_kept)
    nation.losses_felt = follow(nation.losses_felt, losses, country.losses_felt_kept)
    safety = math.log((nation.violence_usual + 0.1) / (nation.violence_now + 0.1))
    wronged = nation.wronged / (nation.population / parameters.household_size)
    seen = nation.bystanders_felt * (DAYS_A_YEAR * 1e5) / nation.population
    personnel = country.foreign
    lost = nation.losses_felt * (DAYS_A_YEAR * 1e3) / personnel if personnel > 1.0 else 0.0
    nation.host = follow(
        nation.host, host_goal(nation.host_start, safety, wronged, seen, parameters), country.support_kept
    )
    nation.contributor = follow(
        nation.contributor,
        contributor_goal(nation.contributor_start, safety, lost, parameters),
        country.support_kept,
    )
    nation.council = follow(
        nation.council,
        council_goal(nation.council_start, safety, wronged, seen, parameters),
        country.support_kept,
    )
