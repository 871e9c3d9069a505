"""Working memory of a step: what holds in the country, in one territory and of one gang, and the hazards.

Nothing here outlives a step; what does is in `tregua.model.state`.
"""

from typing import NamedTuple

import numpy as np

from tregua.model.exits import (
    ACTIVE_EXITS,
    CIVILIAN_EXITS,
    CUSTODY_EXITS,
    HIDING_EXITS,
    OTHER_EXITS,
    REST_EXITS,
)
from tregua.model.state import NATIONAL, TERRITORIAL, record

# What holds for the whole country during one step.
COUNTRY = record(
    "members",  # active members
    "held",
    "docket",  # cases not yet judged
    "open",  # share of members' ground beyond the state's reach
    "personnel",  # mission on the ground
    "foreign",  # with contractors
    "restraint",  # asked by a pact that holds, 0..1
    "left",  # share of killing that it leaves
    "retaliation",
    "spree",  # deaths of a spree a day
    "crowding",
    "die",  # hazards a day in custody
    "escape",
    "hearing",
    "review",
    "mass",
    "release",
    "host",  # support, share
    "host_start",
    "odds",  # of arrest, a member against an uninvolved person
    # what a step of the month leaves of what fades, exp(-dt / time); worked out once a month
    "memory_kept",
    "vacancies_kept",
    "felt_kept",
    "arms_kept",
    "build_kept",  # of the way to the threat of the regime, upwards and downwards
    "fade_kept",
    "slow_threat_kept",
    "spree_kept",
    "pulse_kept",
    "break_kept",
    "pressure_kept",
    "pressure_usual_kept",
    "losses_felt_kept",
    "safety_now_kept",
    "safety_usual_kept",
    "support_kept",
    "crowding_part",  # part of deaths in custody that crowding brings
)

# What holds in one territory during one step.
HERE = record(
    "officers",
    "mission_part",  # share of the force that is not the place's own
    "access",
    "active",
    "hidden",
    "neighbours",
    "arrest_exposed",  # hazard of arrest a day
    "arrest_associate",
    "unmet",
    "rate",  # killing per active member a day
    "predation",  # people a day, below as well
    "clash",
    "bystanders",
    "agents",
    "operation",
    "operation_bystanders",
    "suspects",
    "errors",
    "background",  # hazard a day
    "flight",
    "arming",
    "drift",
    "exposed_weight",  # heads weighted by how exposed they are to violence
    "pool_hazard",
    "home",  # probabilities of a step
    "disarm",
    "grow_up",
    "strongest",  # gang that new prison recruits join
    start=(2, 2),  # numbers at the start of the step: (associates or exposed, age)
)

# A gang in one territory during one step.
GANG_HERE = record(
    "pull",  # on the pool
    "removed",  # arrested or killed; filled by movement
    start_active=(2,),
    start_hiding=(2,),
)


class Scratch(NamedTuple):
    """Working memory of one member, reused every step."""

    national: np.ndarray  # controls in force, record and plain view of the same memory
    national_values: np.ndarray
    territorial: np.ndarray
    territorial_values: np.ndarray
    country: np.ndarray  # record COUNTRY
    here: np.ndarray  # record HERE
    gang: np.ndarray  # record GANG_HERE
    # hazards of the exits, a day; plain arrays, so that every row has one type and `leave` is compiled once.
    # A row ends with the sum and the probability of leaving
    active: np.ndarray  # (gang, exit)
    hiding: np.ndarray
    associates: np.ndarray  # (age, exit)
    exposed: np.ndarray
    rest: np.ndarray  # (exit,)
    custody: np.ndarray  # (class, stage, exit)
    other: np.ndarray  # (released, died or escaped,)
    members: np.ndarray  # at the start of the step (territory, gang)
    out: np.ndarray  # who takes each exit


def scratch(territories: int, gangs: int) -> Scratch:
    """Return working memory for one member."""
    national = np.zeros(1, NATIONAL)
    territorial = np.zeros(territories, TERRITORIAL)
    return Scratch(
        national=national,
        national_values=national.view(np.float64),
        territorial=territorial,
        territorial_values=territorial.view(np.float64).reshape(territories, -1),
        country=np.zeros(1, COUNTRY),
        here=np.zeros(1, HERE),
        gang=np.zeros(gangs, GANG_HERE),
        active=np.zeros((gangs, ACTIVE_EXITS + 2)),
        hiding=np.zeros((gangs, HIDING_EXITS + 2)),
        associates=np.zeros((2, CIVILIAN_EXITS + gangs + 2)),
        exposed=np.zeros((2, CIVILIAN_EXITS + gangs + 2)),
        rest=np.zeros(REST_EXITS + 2),
        custody=np.zeros((3, 3, CUSTODY_EXITS + 2)),
        other=np.zeros(OTHER_EXITS + 2),
        members=np.zeros((territories, gangs)),
        out=np.zeros(max(16, CIVILIAN_EXITS + gangs)),
    )
