"""Support of three publics.

The host country's, the contributor's, and the members of the Security Council.
"""

import math

from tregua.model.compilation import njit


@njit
def share(log_odds):
    """Turn log-odds into a share."""
    return 1.0 / (1.0 + math.exp(-log_odds))


@njit
def follow(now, goal, kept):
    """Move towards a goal; of the way to it ``kept`` is left, exp(-dt / time)."""
    return goal + (now - goal) * kept


@njit
def host_goal(start, safety, wronged_share, bystanders, p):
    """Where host support heads, log-odds: start + k_1 safety - k_2 wronged / 0.1 - k_3 bystanders.

    Safety is the log fall of violence against what people are used to, wronged the share of households with
    someone wrongly arrested, bystanders those killed by the state per 100,000 a year.
    """
    return (
        start
        + p.support_safety * safety
        - p.support_wrong * wronged_share / 0.1
        - p.support_bystanders * bystanders
    )


@njit
def contributor_goal(start, safety, losses, p):
    """Where the contributor's support heads.

    Start + k_1 safety x ``contributor_safety`` - k_4 losses, the force's dead per 1,000 a year.
    """
    return start + p.contributor_safety * p.support_safety * safety - p.support_losses * losses


@njit
def council_goal(start, safety, wronged_share, bystanders, p):
    """Where the Council's support heads: as the host's, with ``council_safety`` of the gain from safety."""
    return (
        start
        + p.council_safety * p.support_safety * safety
        - p.support_wrong * wronged_share / 0.1
        - p.support_bystanders * bystanders
    )
