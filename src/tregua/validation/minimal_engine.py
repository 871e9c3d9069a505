"""The engine with everything switched off but recruitment, incapacitation, conflict and saturation.

What is left is the cartel model of Prieto-Curiel, Campedelli and Hope (2023, Science 381:1312, arXiv
2307.06302), so that its published figures can be asked of Tregua's own code: the compiled day of
`tregua.model`, stepped by `tregua.simulation.month_kernel`, in expectation.

How each term of dc_i/dt = ρ c_i - η c_i/T - θ c_i Σ_j K_ij c_j - ω c_i² (weeks) becomes a daily hazard:

- ρ c_i: contagion ρ/7 on a pool so large that it does not run dry;
- η c_i/T: ordinary arrests grow with members, access falls as one over members where firepower is great, so
  the arrests made are η/7 a day, shared by size;
- θ c_i Σ K_ij c_j: rivalry, with K as the matrix of rivalry and killing per member set to one;
- ω c_i²: saturation, with crowding counted gang by gang (`World.crowding_apart`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tregua.assumptions import load_parameters
from tregua.assumptions.sampling import draw
from tregua.model.mechanisms.politics import OPERATES
from tregua.model.state import PRECONDITION, World, empty, empty_ledger
from tregua.model.workspace import scratch
from tregua.vocabulary.causes import GANG_ON_GANG
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS
from tregua.vocabulary.people import ADULT

POOL = 1e12  # people who can be recruited: none is missed
NEVER = 1e9  # days, where nothing is to happen
GREAT = 1e6  # firepower of a member: the state has access to next to nothing
SURE = 1e18  # odds that an arrest falls on a member
INHABITANTS = 1e8
WEEK = 7
PREVENTION = TERRITORIAL_CONTROLS.index("prevention")


@dataclass(frozen=True)
class Rates:
    """Rates of the cartel model, a week.

    Attributes
    ----------
    recruit
        ρ, recruits per member.
    arrest
        η, arrests in all.
    conflict
        θ, deaths per pair of members at K = 1.
    crowd
        ω, drop-outs per pair of members of one group.
    leave
        Exits per member, in proportion to members (zero in the model of 2023).
    """

    recruit: float
    arrest: float
    conflict: float
    crowd: float
    leave: float = 0.0


@dataclass
class Run:
    """A run that can be taken on: state, and what it needs.

    Attributes
    ----------
    members
        (gang,) now.
    """

    state: Any
    ledger: Any
    values: np.ndarray
    world: World
    rivalry: np.ndarray
    national: np.ndarray
    territorial: np.ndarray
    space: Any
    day: float = 0.0

    @property
    def members(self) -> np.ndarray:
        """Members of each gang now."""
        return self.state.active[0, 0].sum(axis=1)

    def advance(self, weeks: int, days_a_step: float = 1.0) -> tuple[float, float]:
        """Step on by some weeks; return the people killed and the people recruited in them."""
        from tregua.simulation.month_kernel import advance

        killed = float(self.state.dead[0, 0, GANG_ON_GANG])
        self.ledger.flows["recruits"] = 0.0
        steps = round(weeks * WEEK / days_a_step)
        advance(
            self.state,
            self.ledger,
            self.values,
            self.world,
            self.national,
            self.territorial,
            self.rivalry,
            self.space,
            np.zeros(1, np.uint64),
            self.day,
            round(self.day),
            steps,
            days_a_step,
            True,
        )
        self.day += weeks * WEEK
        return float(self.state.dead[0, 0, GANG_ON_GANG]) - killed, float(self.ledger.flows["recruits"][0])

    def copied(self) -> Run:
        """Return a run that starts where this one stands."""
        return Run(
            type(self.state)(*(a.copy() for a in self.state)),
            type(self.ledger)(*(a.copy() for a in self.ledger)),
            self.values.copy(),
            self.world,
            self.rivalry,
            self.national.copy(),
            self.territorial.copy(),
            self.space,
            self.day,
        )

    def arrests_times(self, factor: float) -> None:
        """Multiply the arrests from now on."""
        self.values["ordinary_arrests"] *= factor

    def recruitment_times(self, factor: float) -> None:
        """Prevent part of recruitment from now on."""
        self.territorial[0, 0, 0, PREVENTION] = 1.0 - factor

    def conflict_times(self, factor: float) -> None:
        """Multiply killing between gangs from now on."""
        self.state.nation["rivalry_scale"] *= factor


def prepared(members: np.ndarray, conflict: np.ndarray, rates: Rates) -> Run:
    """Return a run of the bare model.

    Parameters
    ----------
    members
        (gang,) at the start.
    conflict
        K, (gang, gang), with zeros on the diagonal.
    rates
        Of the model, a week.
    """
    gangs = len(members)
    parameters = load_parameters()
    values = np.zeros(1, draw(parameters, 1, np.zeros(1, np.int64)).values.dtype)
    for p in parameters:
        if p.unit in ("days", "years"):
            values[p.name] = NEVER
    for name, constant in parameters.fixed.items():
        values[name] = constant.value
    total = float(np.sum(members))
    access = 1.0 / (1.0 + GREAT * total)
    for name, value in {
        "contagion": rates.recruit / WEEK,
        "natural_exit": rates.leave / WEEK,
        "ordinary_arrests": rates.arrest / WEEK / access,
        "ordinary_targeting": 1.0,
        "arrest_capacity": NEVER * NEVER,
        "targeting_odds": SURE,
        "killing_per_member": 1.0,
        "rival_share": 1.0,
        "prevention_effect": 1.0,
        "half_risk": 1.0,
        "risk_exponent": 1.0,
    }.items():
        values[name] = value
    state = empty(1, 1, gangs, 0)
    state.active[0, 0, :, ADULT] = members
    state.exposed[0, 0, ADULT] = POOL
    ground, nation = state.territory, state.nation
    ground["police"] = 1.0
    ground["firepower"] = GREAT
    ground["violence"] = 1.0
    ground["open_start"] = 1.0
    ground["pool_start"] = POOL
    ground["population"] = INHABITANTS
    ground["members_start"] = total
    ground["cap"] = rates.recruit / rates.crowd if rates.crowd > 0.0 else 0.0
    nation["rivalry_scale"] = rates.conflict / WEEK * INHABITANTS
    nation["members_start"] = total
    nation["at_large_start"] = total
    nation["population"] = INHABITANTS
    nation["afford"] = 1.0
    controls = len(NATIONAL_CONTROLS)
    world = World(
        firepower=np.ones(gangs),
        neighbour_start=np.zeros(2, np.int64),
        neighbour=np.zeros(0, np.int64),
        precondition=np.zeros(0, PRECONDITION),
        politics=np.array([0.0, OPERATES, 0.0, NEVER, NEVER, 0.0]),
        prices=np.zeros(5),
        national_share=np.zeros(controls, bool),
        national_mean=np.zeros(controls, bool),
        territorial_share=np.zeros(len(TERRITORIAL_CONTROLS), bool),
        crowding_apart=1.0,
    )
    return Run(
        state,
        empty_ledger(1, 1),
        values,
        world,
        np.ascontiguousarray(conflict, float),
        np.zeros((1, 2, controls)),
        np.zeros((1, 2, 1, len(TERRITORIAL_CONTROLS))),
        scratch(1, gangs),
    )
