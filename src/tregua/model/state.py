"""State of a country: whole numbers of people by territory, gang, class and age, and the ledger of a month.

Counts are held as floats so that the stochastic model and its mean-field twin run the same code; in the
stochastic model every count of people is a whole number at all times.
"""

from typing import NamedTuple

import numpy as np

ADULT, MINOR = 0, 1
AGES = ("adult", "minor")

LAWFUL, OVERDUE, SENTENCED = 0, 1, 2
STAGES = ("lawful", "overdue", "sentenced")

MEMBER, ASSOCIATE, UNINVOLVED, OTHER = 0, 1, 2, 3
CLASSES = ("member", "associate", "uninvolved", "other")

PUBLICS = ("host", "contributor", "council")

# causes of death: name -> (author, counts as a civilian)
CAUSE_REGISTER = {
    "gang_on_gang": ("gang", False),
    "gang_on_civilian": ("gang", True),
    "gang_on_agent": ("gang", False),
    "state_on_gang": ("state", False),
    "state_on_bystander": ("state", True),
    "operation_on_gang": ("state", False),
    "operation_on_bystander": ("state", True),
    "self_defence_on_suspect": ("self-defence", False),
    "self_defence_on_bystander": ("self-defence", True),
    "custody": ("custody", False),
    "background": ("other", True),
}
CAUSES = tuple(CAUSE_REGISTER)
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


def _floats(*names: str) -> np.dtype:
    return np.dtype([(name, np.float64) for name in names])


# One territory: people not split by gang or age, minds, and what does not change in a run.
TERRITORY = _floats(
    "rest",  # people: everyone else
    "displaced",  # people driven from here, living elsewhere
    "self_defence",  # people: armed neighbours
    "care",  # people: children in protective care
    "other_held",  # people held for other offences
    "threat",  # 0..1, the regime in force as it is felt
    "slow_threat",  # 0..1, its average over a year
    "memory",  # remembered arrests and deaths per member
    "swept",  # members arrested or killed beyond the usual, net, per member at the start
    "violence_felt",  # civilians killed by gangs a day, average over two months
    "mission_troops",  # personnel on the ground
    "mission_police",
    "contractors",
    "police",  # officers on the ground, before any policy
    "soldiers",
    "firepower",  # force-equivalents per member
    "violence",  # killing per member relative to the place
    "open_start",  # share beyond the state's reach at the start
    "pool_start",  # people who can be recruited at the start, weighted
    "population",  # people at the start
    "members_start",
    "other_start",
    "threat_start",
    "memory_start",
    "removed_usual",  # share of members arrested or killed a day in the usual course
    "cap",  # members at which growth stops
)

# The country: levels, minds, politics and money.
NATION = _floats(
    "level",  # log of killing per member against the start
    "background",  # log of background killing against its parameter
    "pact_holds",  # 0 none, 1 holding, 2 broken
    "spree",  # deaths still to come of a spree
    "pulse",  # strength of a wave of self-defence
    "prison_break",  # share of the held about to break out
    "arms",  # 0..1, control of arms as it bites
    "pressure",  # arrests a month per member, and announcements; fast average
    "pressure_usual",  # slow average
    "activity",  # 0..1, how far the conditional package acts
    "afford",  # 0..1, share of the mission that money sustains
    "phase",  # 0 none 1 offered 2 authorised 3 deploying 4 operating 5 drawing down 6 ended
    "fund",  # USD at hand
    "places",  # prison places at home
    "places_abroad",
    "host",  # support, log-odds
    "contributor",
    "council",
    "host_start",
    "contributor_start",
    "council_start",
    "violence_now",  # deaths a day, average over a month
    "violence_usual",  # what people are used to, average over two years
    "wronged",  # uninvolved people ever arrested
    "bystanders_felt",  # bystanders killed by the state a day, average over half a year
    "losses_felt",  # mission members killed a day, average over half a year
    "rivalry_scale",  # turns products of members into deaths a day
    "members_start",
    "at_large_start",  # hiding ones included
    "population",
)

# Flows of a month; set to zero when a month begins.
LEDGER = _floats(
    "recruits",
    "escaped",
    "disappeared",
    "mission_deaths",
    "abroad_days",
    "arbitrary_other_days",
    "care_entries",
    "crowding_deaths",
    "overdue_adults",  # members and associates who pass the lawful limit of review untried
    "overdue_minors",
    "judged",
    "docket_days",
    "money_asked",
    "money_received",
    "money_spent",
    "prison_cost",
    "programme_cost",
    "extortion",
    "asked_arrests",
)

NATIONAL_CONTROLS = (
    "regime",
    "due_process_suspended",
    "operation_deaths",
    "operation_bystanders",
    "places_home",
    "places_abroad",
    "build_per_day",
    "review_cases",
    "hearing_cases",
    "hearing_error",
    "child_handover",
    "pact",
    "pact_break_rate",
    "reinsertion",
    "finance_sanctions",
    "arms_control",
    "police_reform",
    "release_rate",
    "funding_per_day",
    "unit_cost_per_day",
    "programme_per_day",
    "announced",
)
TERRITORIAL_CONTROLS = (
    "police",
    "soldiers",
    "mission_troops",
    "mission_police",
    "contractors",
    "sweep_quota",
    "operations",
    "prevention",
    "deterrence",
)
NATIONAL = _floats(*NATIONAL_CONTROLS)
TERRITORIAL = _floats(*TERRITORIAL_CONTROLS)
# shares: contributions of several interventions never add up to more than one
SHARES_NATIONAL = (
    "regime",
    "due_process_suspended",
    "child_handover",
    "pact",
    "reinsertion",
    "finance_sanctions",
    "arms_control",
    "police_reform",
    "announced",
)
MEANS_NATIONAL = (
    "operation_deaths",
    "operation_bystanders",
    "hearing_error",
    "unit_cost_per_day",
    "pact_break_rate",
)
SHARES_TERRITORIAL = ("prevention", "deterrence")

PRECONDITION = _floats("day", "odds", "arrival", "loss", "renewal_days", "renewal_odds", "kind")
RESOLUTION, CONSENT, FUNDING, CONTRIBUTOR_LAW, LEGAL_AUTHORITY = range(5)
PENDING, MET, REFUSED = 0.0, 1.0, 2.0


class State(NamedTuple):
    """People and levels; every array has the member of the ensemble as its first axis.

    ``active`` and ``hiding`` are (member, territory, gang, age); ``held_members`` (member, territory, gang,
    stage, age); ``held_civilians`` (member, territory, associate or uninvolved, stage, age); ``vacancies``
    (member, territory, gang) counts posts, not people; ``dead`` (member, territory, cause) is cumulative.
    """

    active: np.ndarray
    hiding: np.ndarray
    vacancies: np.ndarray
    associates: np.ndarray
    exposed: np.ndarray
    held_members: np.ndarray
    held_civilians: np.ndarray
    dead: np.ndarray
    territory: np.ndarray
    nation: np.ndarray
    precondition: np.ndarray  # (member, precondition, 2): status, day of it


class Ledger(NamedTuple):
    """What happened in a month; first axis the member."""

    flows: np.ndarray  # record LEDGER
    arrests: np.ndarray  # (class, age)
    released: np.ndarray  # (class,)
    custody_deaths: np.ndarray  # (class,)
    arbitrary_days: np.ndarray  # (age,)
    wrongful_days: np.ndarray  # (age,)
    kidnappings: np.ndarray  # (territory,)
    control_days: np.ndarray  # (territory,) share under gangs x days


class World(NamedTuple):
    """What is the same for every member and every day of a run."""

    firepower: np.ndarray  # (gang,) per member, relative
    neighbour_start: np.ndarray  # (territory + 1,) offsets into `neighbour`
    neighbour: np.ndarray
    precondition: np.ndarray  # record PRECONDITION
    politics: np.ndarray  # conditional, branch, first day, last day, day of collapse, funding limited
    prices: np.ndarray  # USD a place and day, USD a place built, places at the start, USD an officer and day;
    # and, of those held for other offences, the share past the lawful limit of review
    national_share: np.ndarray  # which controls are shares, capped at one
    national_mean: np.ndarray  # which are figures per unit, which never add up
    territorial_share: np.ndarray
    # 0: members of all gangs crowd one another; 1: only a gang's own do, as in the cartel model of validation
    crowding_apart: float = 0.0


class Clock(NamedTuple):
    """Where in the run a day stands, and how it draws."""

    day: float  # days since the run began
    dt: float  # length of the step, days
    step: np.uint64
    key: np.uint64  # of the member
    expected: bool  # mean-field twin: expectations in place of draws


# What holds for the whole country during one step.
COUNTRY = _floats(
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
    "half_year_kept",
    "month_kept",
    "two_years_kept",
    "support_kept",
)

# What holds in one territory during one step.
HERE = _floats(
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
)


class Hazards(NamedTuple):
    """Exits of every compartment of one territory in one step, a day."""

    active: np.ndarray  # (gang, exit)
    hiding: np.ndarray
    associates: np.ndarray  # (age, exit)
    exposed: np.ndarray
    rest: np.ndarray
    custody: np.ndarray  # (class, stage, exit)
    other: np.ndarray  # released, died, escaped
    removed: np.ndarray  # (gang,) filled by movement
    home: float  # probabilities of a step
    disarm: float
    care: float
    crowding_part: float  # part of deaths in custody that crowding brings
    strongest: int  # gang that new prison recruits join


class Scratch(NamedTuple):
    """Working memory of one member, reused every step."""

    national: np.ndarray  # controls in force, record and plain view of the same memory
    national_values: np.ndarray
    territorial: np.ndarray
    territorial_values: np.ndarray
    country: np.ndarray
    here: np.ndarray
    active: np.ndarray
    hiding: np.ndarray
    associates: np.ndarray
    exposed: np.ndarray
    rest: np.ndarray
    custody: np.ndarray
    other: np.ndarray
    removed: np.ndarray
    out: np.ndarray
    # numbers at the start of the step: (class, age), (gang, age) twice, and members (territory, gang)
    start: np.ndarray
    start_active: np.ndarray
    start_hiding: np.ndarray
    members: np.ndarray
    pulls: np.ndarray


class Month(NamedTuple):
    """Controls of one month.

    A layer in force as written, and one that acts only as far as the conditional package does.
    """

    national: np.ndarray  # (layer, control)
    territorial: np.ndarray  # (layer, territory, control)
    rivalry: np.ndarray  # (gang, gang)


def empty(members: int, territories: int, gangs: int, preconditions: int) -> State:
    """Return a state of zeros."""
    m, t, g = members, territories, gangs
    return State(
        active=np.zeros((m, t, g, 2)),
        hiding=np.zeros((m, t, g, 2)),
        vacancies=np.zeros((m, t, g)),
        associates=np.zeros((m, t, 2)),
        exposed=np.zeros((m, t, 2)),
        held_members=np.zeros((m, t, g, 3, 2)),
        held_civilians=np.zeros((m, t, 2, 3, 2)),
        dead=np.zeros((m, t, len(CAUSES))),
        territory=np.zeros((m, t), TERRITORY),
        nation=np.zeros(m, NATION),
        precondition=np.zeros((m, preconditions, 2)),
    )


def empty_ledger(members: int, territories: int) -> Ledger:
    """Return a ledger of zeros."""
    m = members
    return Ledger(
        flows=np.zeros(m, LEDGER),
        arrests=np.zeros((m, 4, 2)),
        released=np.zeros((m, 4)),
        custody_deaths=np.zeros((m, 4)),
        arbitrary_days=np.zeros((m, 2)),
        wrongful_days=np.zeros((m, 2)),
        kidnappings=np.zeros((m, territories)),
        control_days=np.zeros((m, territories)),
    )


def people(state: State) -> np.ndarray:
    """Return everyone, the living and the dead, shape (member, territory); the same on every day of a run."""
    t = state.territory
    return (
        state.active.sum(axis=(2, 3))
        + state.hiding.sum(axis=(2, 3))
        + state.associates.sum(axis=2)
        + state.exposed.sum(axis=2)
        + state.held_members.sum(axis=(2, 3, 4))
        + state.held_civilians.sum(axis=(2, 3, 4))
        + state.dead.sum(axis=2)
        + t["rest"]
        + t["displaced"]
        + t["self_defence"]
        + t["care"]
        + t["other_held"]
    )


def scratch(territories: int, gangs: int) -> Scratch:
    """Return working memory for one member."""
    from tregua.model.transitions import ACTIVE_EXITS, CIVILIAN_EXITS, HIDING_EXITS, REST_EXITS

    national = np.zeros(1, NATIONAL)
    territorial = np.zeros(territories, TERRITORIAL)
    return Scratch(
        national=national,
        national_values=national.view(np.float64),
        territorial=territorial,
        territorial_values=territorial.view(np.float64).reshape(territories, -1),
        country=np.zeros(1, COUNTRY),
        here=np.zeros(1, HERE),
        # rows of hazards end with their sum and the probability of leaving
        active=np.zeros((gangs, ACTIVE_EXITS + 2)),
        hiding=np.zeros((gangs, HIDING_EXITS + 2)),
        associates=np.zeros((2, CIVILIAN_EXITS + gangs + 2)),
        exposed=np.zeros((2, CIVILIAN_EXITS + gangs + 2)),
        rest=np.zeros(REST_EXITS + 2),
        custody=np.zeros((3, 3, 5 + 2)),
        other=np.zeros(3 + 2),
        removed=np.zeros(gangs),
        out=np.zeros(max(16, CIVILIAN_EXITS + gangs)),
        start=np.zeros((2, 2)),
        start_active=np.zeros((gangs, 2)),
        start_hiding=np.zeros((gangs, 2)),
        members=np.zeros((territories, gangs)),
        pulls=np.zeros(gangs),
    )
