"""Support of three publics.

The host country's, the contributor's, and the members of the Security Council.
"""

import math

from tregua.model.compilation import inlined
from tregua.vocabulary.time import DAYS_A_YEAR


@inlined
def share(log_odds):
    """Return the share of log-odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


@inlined
def follow(now, goal, kept):
    """Return a level that moves to a goal; of the way to it ``kept`` is left, exp(-dt / time)."""
    return goal + (now - goal) * kept


@inlined
def wrongs(wronged_share, overdue_share, custody_deaths, bystanders, parameters):
    """Return the loss of support by what the state does, log-odds.

    k_2 wronged / 0.1 + k_7 overdue / 0.01 + k_8 custody deaths + k_3 bystanders: households with someone
    wrongly arrested, with someone held past the limit of review, deaths in custody and bystanders killed by
    the state per 100,000 inhabitants a year.
    """
    return (
        parameters.support_wrong * wronged_share / 0.1
        + parameters.support_overdue * overdue_share / 0.01
        + parameters.support_custody * custody_deaths
        + parameters.support_bystanders * bystanders
    )


@inlined
def host_goal(start, safety, relief, wrong, parameters):
    """Return where host support heads, log-odds: start + k_1 safety + k_6 relief - wrongs.

    Safety is the log fall of violence against what people are used to, relief the log fall of extortion
    against the start.
    """
    return start + parameters.support_safety * safety + parameters.support_extortion * relief - wrong


@inlined
def contributor_goal(start, safety, losses, parameters):
    """Return where the contributor's support heads, log-odds.

    Start + k_1 safety x ``contributor_safety`` - k_4 losses, the force's dead per 1,000 a year.
    """
    return (
        start
        + parameters.contributor_safety * parameters.support_safety * safety
        - parameters.support_losses * losses
    )


@inlined
def council_goal(start, safety, wrong, parameters):
    """Return where the Council's support heads, log-odds: start + ``council_safety`` k_1 safety - wrongs."""
    return start + parameters.council_safety * parameters.support_safety * safety - wrong


@inlined
def step(state, parameters, work, clock, killed, died_in_custody, bystanders, losses):
    """Step three publics, who look at safety, extortion, wrongs, custody deaths, bystanders and losses."""
    nation, country = state.nation, work.country[0]
    nation.violence_now = follow(nation.violence_now, killed / clock.dt, country.safety_now_kept)
    nation.violence_usual = follow(nation.violence_usual, killed / clock.dt, country.safety_usual_kept)
    nation.bystanders_felt = follow(nation.bystanders_felt, bystanders, country.losses_felt_kept)
    nation.losses_felt = follow(nation.losses_felt, losses, country.losses_felt_kept)
    nation.custody_deaths_felt = follow(
        nation.custody_deaths_felt, died_in_custody / clock.dt, country.losses_felt_kept
    )
    nation.extortion_now = follow(nation.extortion_now, country.extortion, country.safety_now_kept)
    safety = math.log((nation.violence_usual + 0.1) / (nation.violence_now + 0.1))
    relief = math.log((nation.extortion_start + 1.0) / (nation.extortion_now + 1.0))
    households = nation.population / parameters.household_size
    per_100000 = DAYS_A_YEAR * 1e5 / nation.population
    wrong = wrongs(
        nation.wronged / households,
        country.overdue / households,
        nation.custody_deaths_felt * per_100000,
        nation.bystanders_felt * per_100000,
        parameters,
    )
    usual = wrongs(
        0.0, nation.overdue_start / households, nation.custody_deaths_start * per_100000, 0.0, parameters
    )
    personnel = country.foreign
    lost = nation.losses_felt * (DAYS_A_YEAR * 1e3) / personnel if personnel > 1.0 else 0.0
    nation.host = follow(
        nation.host,
        host_goal(nation.host_start, safety, relief, wrong - usual, parameters),
        country.support_kept,
    )
    nation.contributor = follow(
        nation.contributor,
        contributor_goal(nation.contributor_start, safety, lost, parameters),
        country.support_kept,
    )
    nation.council = follow(
        nation.council,
        council_goal(nation.council_start, safety, wrong - usual, parameters),
        country.support_kept,
    )
