"""From a scenario to arrays.

The controls of every month in two layers, the rivalry of gangs, and the politics of the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.model.mechanisms.politics import CHANCE, COLLAPSES, OPERATES, UNDATED
from tregua.model.state import PRECONDITION, World
from tregua.simulation.initial_state import Snapshot, rivalry_matrix
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS, flags
from tregua.vocabulary.time import DAYS_A_MONTH, DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios import Scenario

BRANCHES = {"": OPERATES, "operates": OPERATES, "collapses": COLLAPSES, "chance": CHANCE}
KINDS = ("resolution", "consent", "funding", "contributor_law", "legal_authority")
_NATIONAL = {name: n for n, name in enumerate(NATIONAL_CONTROLS)}
_TERRITORIAL = {name: n for n, name in enumerate(TERRITORIAL_CONTROLS)}


@dataclass(frozen=True)
class Policy:
    """One line of a comparison: a scenario in one branch, as arrays.

    Attributes
    ----------
    label, branch
        Name on the policy axis, and which way its preconditions go.
    national, territorial
        Controls, (month, layer, control) and (month, layer, territory, control).
    rivalry
        (month, gang, gang)
    days
        Days of each month.
    """

    scenario: Scenario
    label: str
    branch: str
    months: list[Any]
    national: np.ndarray
    territorial: np.ndarray
    rivalry: np.ndarray
    days: np.ndarray
    world: World


def layers(month: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return a month's controls as (layer, control) and (layer, territory, control)."""
    national, territorial = _nothing(1, len(month.ground.ids))
    _write(month, national[0], territorial[0])
    return national[0], territorial[0]


def _nothing(months: int, territories: int) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.zeros((months, 2, len(NATIONAL_CONTROLS))),
        np.zeros((months, 2, territories, len(TERRITORIAL_CONTROLS))),
    )


def _write(month: Any, national: np.ndarray, territorial: np.ndarray) -> None:
    for (name, conditional), value in month.controls.written():
        if name in _NATIONAL:
            national[int(conditional), _NATIONAL[name]] = value
        else:
            territorial[int(conditional), :, _TERRITORIAL[name]] = value


def _neighbours(place: Place) -> tuple[np.ndarray, np.ndarray]:
    ids = list(place.territories)
    lists = [[ids.index(n) for n in t.neighbours] for t in place.territories.values()]
    start = np.concatenate([[0], np.cumsum([len(n) for n in lists])]).astype(np.int64)
    return start, np.array([n for part in lists for n in part], np.int64)


def _preconditions(scenario: Scenario) -> np.ndarray:
    rules = np.zeros(len(scenario.preconditions), PRECONDITION)
    for k, condition in enumerate(scenario.preconditions):
        arrival = condition.arrival_per_year or 0.0
        dated = condition.date is not None or arrival <= 0.0
        rules[k]["day"] = (
            (condition.date - scenario.start).days if condition.date else (0.0 if dated else 10 * UNDATED)
        )
        rules[k]["odds"] = condition.odds
        rules[k]["arrival"] = arrival / DAYS_A_YEAR
        rules[k]["loss"] = (condition.loss_per_year or 0.0) / DAYS_A_YEAR
        rules[k]["renewal_days"] = (condition.renewal_months or 0) * DAYS_A_MONTH
        odds = 1.0 if condition.renewal_odds is None else condition.renewal_odds
        rules[k]["renewal_odds"] = min(max(odds, 1e-6), 1.0)
        rules[k]["kind"] = KINDS.index(condition.kind)
    return rules


def _from_the_first_day(intervention: Any, start: date) -> bool:
    """Return whether an intervention is a mission that is there from the first day on, whatever comes."""
    first = getattr(intervention, "from_", None) or start
    mission = getattr(intervention, "kind", "") == "mission"  # of a kind of one's own nothing is known
    return mission and not intervention.conditional and first <= start


def arrange(
    scenario: Scenario,
    branch: str,
    place: Place,
    snap: Snapshot,
    as_of: date,
    rivalry: np.ndarray | None = None,
    months: list[Any] | None = None,
) -> Policy:
    """Return a scenario in one branch as arrays.

    ``rivalry`` where it is known, for no policy moves it; ``months`` where they are planned already.
    """
    months = scenario.plan() if months is None else months
    national, territorial = _nothing(len(months), len(scenario.ground.ids))
    for month, own_national, own_territorial in zip(months, national, territorial, strict=True):
        _write(month, own_national, own_territorial)
    # what is declared at the start stays declared under every policy; of suspended law the most counts
    for name, at_start in (("due_process_suspended", snap.suspended), ("coalition", snap.coalition)):
        column = _NATIONAL[name]
        national[:, 0, column] = np.maximum(national[:, 0, column], at_start)
    national[:, 0, _NATIONAL["declaration"]] += snap.declared
    # a foreign force and contractors already there stay as they are, where gangs are, unless the scenario
    # itself writes the force from the first day on
    written = any(_from_the_first_day(each, scenario.start) for each in scenario.interventions.values())
    here = (snap.members[:, None] * snap.presence).sum(axis=0)
    spread = here / here.sum() if here.sum() > 0 else snap.population / snap.population.sum()
    for name, strength in (
        ("mission_troops", 0.0 if written else snap.mission[0]),
        ("mission_police", 0.0 if written else snap.mission[1]),
        ("contractors", snap.mission[2]),
    ):
        territorial[:, 0, :, TERRITORIAL_CONTROLS.index(name)] += strength * spread
    conditional = scenario.conditional
    first, last, collapse = 0.0, 1e9, 1e9
    package = scenario.package()
    if package is not None:
        first = float((package[0] - scenario.start).days)
        end = float((package[1] - scenario.start).days)
        last = end if package[1] < scenario.end else 1e9
        collapse = 0.5 * (first + end)
    # where nothing is said of money, the mission is paid as it asks
    limited = float(scenario.funding_limited)
    start, neighbour = _neighbours(place)
    world = World(
        firepower=snap.firepower.astype(float),
        neighbour_start=start,
        neighbour=neighbour,
        precondition=_preconditions(scenario),
        politics=np.array([float(conditional), BRANCHES[branch], first, last, collapse, limited]),
        prices=np.array(
            [
                snap.prices[0],
                snap.prices[1],
                snap.places,
                snap.prices[2],
                snap.pretrial * (1 - snap.remand_lawful),
            ]
        ),
        national_share=np.array(flags("national", "share")),
        national_mean=np.array(flags("national", "mean")),
        territorial_share=np.array(flags("territorial", "share")),
    )
    if rivalry is None:
        rivalry = np.stack([rivalry_matrix(place, month.start, as_of) for month in months])
    label = f"{scenario.name}:{branch}" if branch else scenario.name
    days = np.array([month.days for month in months])
    return Policy(scenario, label, branch, months, national, territorial, rivalry, days, world)


def policies(
    scenarios: list[Scenario], place: Place, snap: Snapshot, as_of: date, branches: tuple[str, ...]
) -> list[Policy]:
    """Return every line of a comparison: a conditional scenario has one for each branch, never a blend."""
    lines = []
    for scenario in scenarios:
        for branch in branches if scenario.conditional else ("",):
            lines.append(arrange(scenario, branch, place, snap, as_of))
    return lines
