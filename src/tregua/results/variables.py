"""What a run saves.

Marginals by month, never every combination, so that memory grows with what is asked and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tregua.model.state import Ledger, State
from tregua.vocabulary.causes import CAUSE_REGISTER
from tregua.vocabulary.people import SENTENCED

MAX_COUNT = 2**31 - 1


class Frame(NamedTuple):
    """Ends of months of a block of members, one below the other: a row is a month of a member.

    State, ledger, deaths of the month, and what surrounds them.
    """

    state: State
    ledger: Ledger
    died: np.ndarray  # (row, territory, cause)
    days: np.ndarray  # (row, 1) of the month
    regions: np.ndarray  # (territory, region) 0 or 1


@dataclass(frozen=True)
class Variable:
    """One variable of a result.

    Its name, dimensions behind (policy, draw, time), unit, kind, words, and how it is read.
    """

    name: str
    dims: tuple[str, ...]
    kind: str  # flow, stock, level or share
    units: str
    long_name: str
    read: Callable[[Frame], np.ndarray]
    count: bool = True

    @property
    def dtype(self) -> type:
        """Whole numbers in 32 bits, others in 32-bit floats."""
        return np.int32 if self.count else np.float32


def _flow(name: str) -> Callable[[Frame], np.ndarray]:
    return lambda f: f.ledger.flows[name]


def _active(f: Frame) -> np.ndarray:
    from tregua.results.reductions import over_ages

    return over_ages(f.state.active)


def _hiding(f: Frame) -> np.ndarray:
    from tregua.results.reductions import over_ages

    return over_ages(f.state.hiding)


def _deaths(f: Frame) -> np.ndarray:
    from tregua.results.reductions import over_territories

    return over_territories(f.died, f.regions)


def _held(f: Frame) -> np.ndarray:
    from tregua.results.reductions import over_ages

    s = f.state
    m, t, g, stages, ages = s.held_members.shape
    held = np.zeros((m, stages, 4))  # member, stage, class
    held[:, :, 0] = over_ages(s.held_members.reshape(m, t * g, stages, ages))
    civilians = over_ages(s.held_civilians.reshape(m, t, 2 * stages, ages))  # class by stage
    held[:, :, 1], held[:, :, 2] = civilians[:, :stages], civilians[:, stages:]
    # for other offences only the sum is modelled; it is booked as sentenced
    held[:, SENTENCED, 3] = s.territory["other_held"].sum(axis=1)
    return held


def _overdue(f: Frame) -> np.ndarray:
    flows = f.ledger.flows
    return np.stack([flows["overdue_adults"], flows["overdue_minors"]], axis=1)  # in the order of ages


def _judgement_days(f: Frame) -> np.ndarray:
    flows = f.ledger.flows
    judged = flows["judged"]
    return np.where(judged > 0, flows["docket_days"] / np.maximum(judged, 1.0), np.nan)


def _support(f: Frame) -> np.ndarray:
    n = f.state.nation
    log_odds = np.stack([n["host"], n["contributor"], n["council"]], axis=1)
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -50.0, 50.0)))


def _mission(f: Frame) -> np.ndarray:
    t = f.state.territory
    return (t["mission_troops"] + t["mission_police"]) @ f.regions


def _people(f: Frame) -> np.ndarray:
    from tregua.model.state import people

    return people(f.state).sum(axis=1)


V = Variable
VARIABLES: tuple[Variable, ...] = (
    V(
        "deaths",
        ("region", "cause"),
        "flow",
        "people",
        "People killed, by cause",
        _deaths,
    ),
    V(
        "deaths_by_territory",
        ("territory",),
        "flow",
        "people",
        "People killed or dead in custody",
        lambda f: f.died.sum(axis=2),
    ),
    V("disappeared", (), "flow", "people", "People who disappeared", _flow("disappeared")),
    V(
        "kidnappings",
        ("region",),
        "flow",
        "people",
        "People kidnapped",
        lambda f: f.ledger.territory["kidnappings"] @ f.regions,
    ),
    V(
        "active",
        ("gang",),
        "stock",
        "people",
        "Gang members at large and operating",
        _active,
    ),
    V(
        "hiding",
        ("gang",),
        "stock",
        "people",
        "Gang members in hiding",
        _hiding,
    ),
    V(
        "members_by_territory",
        ("territory",),
        "stock",
        "people",
        "Gang members at large, hiding ones included",
        lambda f: f.state.active.sum(axis=(2, 3)) + f.state.hiding.sum(axis=(2, 3)),
    ),
    V(
        "minors_in_gangs",
        (),
        "stock",
        "people",
        "Gang members under 18",
        lambda f: f.state.active[..., 1].sum(axis=(1, 2)) + f.state.hiding[..., 1].sum(axis=(1, 2)),
    ),
    V("recruits", (), "flow", "people", "People recruited by gangs", _flow("recruits")),
    V(
        "control",
        ("territory",),
        "share",
        "share",
        "Share of territory under gangs, mean of the month",
        lambda f: f.ledger.territory["control_days"] / f.days,
        count=False,
    ),
    V(
        "displaced",
        ("region",),
        "stock",
        "people",
        "People driven from home",
        lambda f: f.state.territory["displaced"] @ f.regions,
    ),
    V("arrests", ("class", "age"), "flow", "people", "People arrested", _flow("arrests")),
    V("arrests_asked", (), "flow", "people", "Arrests asked for", _flow("asked_arrests"), count=False),
    V("held", ("stage", "class"), "stock", "people", "People in custody", _held),
    V(
        "minors_held",
        (),
        "stock",
        "people",
        "Children in custody",
        lambda f: (
            f.state.held_members[..., 1].sum(axis=(1, 2, 3))
            + f.state.held_civilians[..., 1].sum(axis=(1, 2, 3))
        ),
    ),
    V("released", ("class",), "flow", "people", "People released", _flow("released")),
    V("escaped", (), "flow", "people", "People who escaped from custody", _flow("escaped")),
    V(
        "custody_deaths",
        ("class",),
        "flow",
        "people",
        "Deaths in custody",
        _flow("custody_deaths"),
    ),
    V(
        "custody_deaths_crowding",
        (),
        "flow",
        "people",
        "Deaths in custody that crowding brings",
        _flow("crowding_deaths"),
        count=False,
    ),
    V(
        "arbitrary_days",
        ("age",),
        "flow",
        "person-days",
        "Person-days held past lawful review, or held though uninvolved",
        _flow("arbitrary_days"),
        count=False,
    ),
    V(
        "overdue",
        ("age",),
        "flow",
        "people",
        "Members and associates who pass the lawful limit of review untried",
        _overdue,
    ),
    V(
        "arbitrary_other_days",
        (),
        "flow",
        "person-days",
        "Person-days held past lawful review for other offences",
        _flow("arbitrary_other_days"),
        count=False,
    ),
    V(
        "wrongful_days",
        ("age",),
        "flow",
        "person-days",
        "Person-days of uninvolved people held",
        _flow("wrongful_days"),
        count=False,
    ),
    V(
        "prison_places",
        (),
        "stock",
        "places",
        "Prison places at home",
        lambda f: f.state.nation["places"],
        count=False,
    ),
    V(
        "abroad",
        (),
        "stock",
        "places",
        "Prison places held abroad",
        lambda f: f.state.nation["places_abroad"],
        count=False,
    ),
    V("abroad_days", (), "flow", "person-days", "Person-days held abroad", _flow("abroad_days"), count=False),
    V("abroad_deaths", (), "flow", "people", "Deaths in custody abroad", _flow("abroad_deaths"), count=False),
    V(
        "state_disappeared",
        (),
        "flow",
        "people",
        "People who disappear after arrest, where contact is refused",
        _flow("state_disappeared"),
    ),
    V(
        "in_care",
        (),
        "stock",
        "people",
        "Children in protective care",
        lambda f: f.state.territory["care"].sum(axis=1),
    ),
    V(
        "judgement_days",
        (),
        "level",
        "days",
        "Mean time to judgement or release, from queue and outflow",
        _judgement_days,
        count=False,
    ),
    V(
        "self_defence",
        (),
        "stock",
        "people",
        "Armed neighbours",
        lambda f: f.state.territory["self_defence"].sum(axis=1),
    ),
    V("support", ("public",), "share", "share", "Support", _support, count=False),
    V(
        "mission_strength",
        ("region",),
        "stock",
        "people",
        "Mission personnel on the ground",
        _mission,
        count=False,
    ),
    V(
        "mission_deaths",
        (),
        "flow",
        "people",
        "Mission personnel killed (expected number)",
        _flow("mission_deaths"),
        count=False,
    ),
    V(
        "phase",
        (),
        "level",
        "1",
        "Phase: 0 none, 1 offered, 2 authorised, 3 deploying, 4 operating, 5 drawing down, 6 ended",
        lambda f: f.state.nation["phase"],
    ),
    V("money_asked", (), "flow", "USD", "Money the mission needs", _flow("money_asked"), count=False),
    V(
        "money_received",
        (),
        "flow",
        "USD",
        "Money the mission received",
        _flow("money_received"),
        count=False,
    ),
    V("money_spent", (), "flow", "USD", "Money the mission spent", _flow("money_spent"), count=False),
    V("prison_cost", (), "flow", "USD", "Cost of prisons", _flow("prison_cost"), count=False),
    V(
        "programme_cost",
        (),
        "flow",
        "USD",
        "Cost of programmes and of police added, part of it in the money spent",
        _flow("programme_cost"),
        count=False,
    ),
    V("extortion_usd", (), "flow", "USD", "Money taken by extortion", _flow("extortion"), count=False),
    V("people", (), "stock", "people", "Everyone, living and dead: constant", _people),
)


def sizes(territories: int, regions: int, gangs: int) -> dict[str, int]:
    """Return the length of each dimension behind (policy, draw, time)."""
    return {
        "territory": territories,
        "region": regions,
        "gang": gangs,
        "cause": len(CAUSE_REGISTER),
        "class": 4,
        "age": 2,
        "stage": 3,
        "public": 3,
    }


def allocate(
    policies: int,
    draws: int,
    months: int,
    size: dict[str, int],
    expected: bool,
    only: Collection[str] | None = None,
) -> dict[str, np.ndarray]:
    """Return zeroed arrays for every variable, or for some; expectations are floats."""
    return {
        v.name: np.zeros(
            (policies, draws, months, *(size[d] for d in v.dims)), np.float32 if expected else v.dtype
        )
        for v in VARIABLES
        if only is None or v.name in only
    }


def collect(frame: Frame, into: dict[str, np.ndarray], policy: int, rows: slice, months: slice) -> None:
    """Write months of a block of members, of the variables that are asked for."""
    for v in VARIABLES:
        target = into.get(v.name)
        if target is None:
            continue
        value = v.read(frame)
        if target.dtype == np.int32:
            value = np.minimum(np.rint(value), MAX_COUNT)
        by_month = value.reshape(months.stop - months.start, -1, *value.shape[1:])
        target[policy, rows, months] = by_month.swapaxes(0, 1)
