"""Causes of death: every death has one, with an author, and counts as that of a civilian or not."""

from typing import NamedTuple


class Cause(NamedTuple):
    """Author of a death, and whether the dead count as civilians."""

    author: str
    civilian: bool


CAUSE_REGISTER = {
    "gang_on_gang": Cause("gang", False),
    "gang_on_civilian": Cause("gang", True),
    "gang_on_agent": Cause("gang", False),
    "state_on_gang": Cause("state", False),
    "state_on_bystander": Cause("state", True),
    "operation_on_gang": Cause("state", False),
    "operation_on_bystander": Cause("state", True),
    "self_defence_on_suspect": Cause("self-defence", False),
    "self_defence_on_bystander": Cause("self-defence", True),
    "custody": Cause("custody", False),
    "background": Cause("other", True),
}
CAUSES = tuple(CAUSE_REGISTER)
AUTHORS = tuple(dict.fromkeys(cause.author for cause in CAUSE_REGISTER.values()))
(
    GANG_ON_GANG,
    GANG_ON_CIVILIAN,
    GANG_ON_AGENT,
    STATE_ON_GANG,
    STATE_ON_BYSTANDER,
    OPERATION_ON_GANG,
    OPERATION_ON_BYSTANDER,
    SELF_DEFENCE_ON_SUSPECT,
    SELF_DEFENCE_ON_BYSTANDER,
    CUSTODY,
    BACKGROUND,
) = range(len(CAUSES))
