"""State of a country: whole numbers of people by territory, gang, class and age, and the ledger of a month.

Counts are held as floats so that the stochastic model and its mean-field twin run the same code; in the
stochastic model every count of people is a whole number at all times.
"""

from typing import NamedTuple

import numpy as np

from tregua.vocabulary.causes import CAUSES
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS


def record(*names: str, **shapes: tuple[int, ...]) -> np.dtype:
    """Return a record of floats: names of single ones, then names and shapes of tables."""
    tables = [(name, np.float64, shape) for name, shape in shapes.items()]
    return np.dtype([*((name, np.float64) for name in names), *tables])


# A gang in a territory: its members, by age.
GANG = record(
    "vacancies",  # posts not filled again yet; no people
    active=(2,),
    hiding=(2,),
    held=(3, 2),  # (stage, age)
)


# One territory: people not split by gang or age, minds, and what does not change in a run.
TERRITORY = record(
    "rest",  # people: everyone else
    "displaced",  # people driven from here, living elsewhere
    "self_defence",  # people: armed neighbours
    "care",  # people: children in protective care
    "other_held",  # people held for other offences
    "capacity",  # standing capacity to arrest: sweep arrests a day that have been shown
    "shown_force",  # force x access with which it was shown
    "risk_peak",  # largest risk of removal by sweeps yet delivered, a year
    "belief",  # risk of removal that members believe, weighed by severity, a year
    "unheld",  # risk of arrest that is not followed by holding, a year
    "deterrence",  # of this step, against the reference date
    "deterrence_slow",  # its average over a year
    "presence",  # access gained against the reference date
    "open_most",  # most ground under gangs of late
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
    "belief_start",  # b at the reference date
    "response_start",  # the response to it
    "removed_usual",  # share of members arrested or killed a day in the usual course
    "cap",  # members at which growth stops
    associates=(2,),  # people, by age
    exposed=(2,),
    held=(2, 3, 2),  # (associate or uninvolved, stage, age)
    dead=(len(CAUSES),),  # cumulative
)

# The country: levels, minds, politics and money.
NATION = record(
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
    "custody_deaths_felt",  # deaths in custody a day, average over half a year
    "custody_deaths_start",
    "overdue_start",  # members and associates held past the limit of review
    "extortion_now",  # USD a day, average over a month
    "extortion_start",
    "kidnapping_level",  # log of kidnapping per member against the start
    "extortion_level",  # log of extortion against the start
    "announcement",  # risk of removal that a declaration makes members expect, a year
    "announcement_credit",  # 0..1, how far the next one is believed
    "declarations",  # standing, at the last step
    "declaration_pending",  # days left in which the newest must be followed
    "belief_declared",  # mean belief when it was made
    "belief_peak",  # highest mean belief since
    "belief_mean",  # over territories, weighted by members at the start
    "risk_mean",  # of the risk delivered, weighted so
    "held_share",  # learnt share of the arrested who are still held after six months
    "coalition_start",  # share in force at the start
    "rivalry_scale",  # turns products of members into deaths a day
    "members_start",
    "at_large_start",  # hiding ones included
    "population",
)

# Flows of a month; set to zero when a month begins.
LEDGER = record(
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
    "abroad_deaths",  # in custody abroad
    "state_disappeared",  # after arrest, where contact is refused
    arrests=(4, 2),  # (class, age)
    released=(4,),  # by class
    custody_deaths=(4,),
    arbitrary_days=(2,),  # by age
    wrongful_days=(2,),
)

# Flows of a month in one territory.
LEDGER_TERRITORY = record(
    "kidnappings",
    "control_days",  # share under gangs x days
)

NATIONAL = record(*NATIONAL_CONTROLS)
TERRITORIAL = record(*TERRITORIAL_CONTROLS)

PRECONDITION = record("day", "odds", "arrival", "loss", "renewal_days", "renewal_odds", "kind")
RESOLUTION, CONSENT, FUNDING, CONTRIBUTOR_LAW, LEGAL_AUTHORITY = range(5)
PENDING, MET, REFUSED = 0.0, 1.0, 2.0


class State(NamedTuple):
    """People and levels: one record a level; the first axis of every array is the member of the ensemble.

    A mechanism reads ``s.gang[i, g].active[age]``. From Python, a property gives one kind of people of all
    members, territories and gangs: a view, which can be written to.
    """

    nation: np.ndarray  # record NATION, (member,)
    territory: np.ndarray  # record TERRITORY, (member, territory)
    gang: np.ndarray  # record GANG, (member, territory, gang)
    precondition: np.ndarray  # (member, precondition, 2): status, day of it

    @property
    def active(self) -> np.ndarray:
        """Active members (member, territory, gang, age)."""
        return self.gang["active"]

    @property
    def hiding(self) -> np.ndarray:
        """Hiding members (member, territory, gang, age)."""
        return self.gang["hiding"]

    @property
    def vacancies(self) -> np.ndarray:
        """Posts not filled again yet (member, territory, gang)."""
        return self.gang["vacancies"]

    @property
    def held_members(self) -> np.ndarray:
        """Members in custody (member, territory, gang, stage, age)."""
        return self.gang["held"]

    @property
    def associates(self) -> np.ndarray:
        """Associates (member, territory, age)."""
        return self.territory["associates"]

    @property
    def exposed(self) -> np.ndarray:
        """Exposed people (member, territory, age)."""
        return self.territory["exposed"]

    @property
    def held_civilians(self) -> np.ndarray:
        """Others in custody (member, territory, associate or uninvolved, stage, age)."""
        return self.territory["held"]

    @property
    def dead(self) -> np.ndarray:
        """Deaths so far (member, territory, cause)."""
        return self.territory["dead"]


class Ledger(NamedTuple):
    """What happened in a month; first axis the member."""

    flows: np.ndarray  # record LEDGER, (member,)
    territory: np.ndarray  # record LEDGER_TERRITORY, (member, territory)


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
        nation=np.zeros(m, NATION),
        territory=np.zeros((m, t), TERRITORY),
        gang=np.zeros((m, t, g), GANG),
        precondition=np.zeros((m, preconditions, 2)),
    )


def empty_ledger(members: int, territories: int) -> Ledger:
    """Return a ledger of zeros."""
    m = members
    return Ledger(
        flows=np.zeros(m, LEDGER),
        territory=np.zeros((m, territories), LEDGER_TERRITORY),
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
