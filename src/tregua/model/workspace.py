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
    "gang_held_share",  # of members' ground
    "personnel",  # mission on the ground
    "foreign",  # with contractors
    "restraint",  # asked by a pact that holds, 0..1
    "killing_share_under_pact",
    "pact_size",  # restraint against that of a full pact, 0..1
    "coalition",  # share in force, against the start
    "retaliation",
    "spree",  # deaths of a spree a day
    "crowding",
    "custody_death_hazard",  # a day, of a member held; below as well
    "custody_death_others",
    "custody_death_mean",
    "abroad_share",  # of the held
    "abroad_part",  # of deaths in custody
    "admitted",  # share of sweeps that full prisons allow
    "still_held",  # share of the arrested held after six months at today's hazards
    "escape",
    "hearing",
    "review",
    "mass_hearing_hazard",
    "release",
    "host",  # support, share
    "host_start",
    "targeting_odds",  # of arrest in a sweep, a member against an uninvolved person
    "lawful_targeting_odds",  # the same with due process
    "held_members",  # of gang cases, by class
    "held_others",
    "overdue",  # members and associates held past the limit
    # what a step of the month leaves of what fades, exp(-dt / time); worked out once a month
    "belief_kept",
    "belief_slow_kept",
    "capacity_kept",  # of the way to a greater capacity
    "holding_kept",
    "announcement_kept",
    "vacancies_kept",
    "felt_kept",
    "arms_kept",
    "spree_kept",
    "pulse_kept",
    "break_kept",
    "pressure_kept",
    "pressure_usual_kept",
    "losses_felt_kept",
    "safety_now_kept",
    "safety_usual_kept",
    "support_kept",
    "crowding_part",  # part of deaths in gang cases that crowding brings
    "crowding_part_home",  # of those held for other offences
    "belief_total",  # sums over territories, of belief, risk and weights
    "risk_total",
    "weight_total",
    "extortion",  # USD a day
    "kidnapping_factor",  # exp of its level
    "disarm",  # probabilities of a step, the same in all territories
    "grow_up",
    # controls in force, for which acting share and phase; as long as they stay, the month's controls do
    "controls_known",
    "controls_acting",
    "controls_running",
    "personnel_asked",
    "officers_added",
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
    "unmet_arrests",
    "killing_rate",  # per active member a day
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
    "home",  # probability of a step
    "strongest",  # gang that new prison recruits join
    "force",  # effective, in equivalents of a local police officer
    "sweep",  # expected sweep arrests a day
    "ordinary_risk",  # of removal of a member by case work, a year
    "willing_adult",  # share of recruits left by deterrence, dose and support
    "willing_minor",
    start=(2, 2),  # numbers at the start of the step: (associates or exposed, age)
)

# A gang in one territory during one step.
GANG_HERE = record(
    "pull",  # on the pool
    "removed",  # arrested or killed; filled by movement
    "rival",  # members as rivals meet them, those in hiding by their activity
    start_active=(2,),
    start_hiding=(2,),
)


# How much of a territory the state reaches at the start of a step.
GROUND = record(
    "force",  # effective, in equivalents of a local police officer
    "access",
)


class Scratch(NamedTuple):
    """Working memory of one member, reused every step."""

    national: np.ndarray  # controls in force, record and plain view of the same memory
    national_values: np.ndarray
    territorial: np.ndarray
    territorial_values: np.ndarray
    country: np.ndarray  # record COUNTRY
    here: np.ndarray  # record HERE
    ground: np.ndarray  # record GROUND, by territory
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
        ground=np.zeros(territories, GROUND),
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
