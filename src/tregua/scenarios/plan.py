"""All months of a scenario at once, and what it is planned to cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tregua.scenarios.controls import Month

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios.scenario import Scenario

DAYS_A_YEAR = 365.25


def plan(scenario: Scenario) -> list[Month]:
    """Let every intervention that does not read the state write its controls, month by month."""
    months = scenario.months()
    for month in months:
        for intervention in scenario.interventions.values():
            if not intervention.reads_state:
                intervention.act(month)
    return months


def asked_per_day(month: Month, conditional: bool) -> float:
    """Return what a month's mission and programmes ask for a day, at the strength planned."""
    controls = month.controls
    strength = sum(
        float(controls.value(name, conditional).sum()) for name in ("mission_troops", "mission_police")
    )
    mission = strength * controls.value("unit_cost_per_day", conditional)
    return mission + controls.value("programme_per_day", conditional)


@dataclass(frozen=True)
class PlannedCost:
    """What a scenario is planned to cost over its whole time, in US dollars, if all of it happens."""

    mission: float
    programmes: float
    prisons_built: float
    prisons_run: float

    @property
    def total(self) -> float:
        """Return the sum."""
        return self.mission + self.programmes + self.prisons_built + self.prisons_run


def planned_cost(scenario: Scenario, place: Place) -> PlannedCost:
    """Work out what a scenario asks for over its whole time.

    Prison places at home are built and run at the place's own prices, and counted as filled once they stand.
    """
    from tregua.scenarios.ground import figure

    def price(what: object) -> float:
        return 0.0 if what is None else figure(what, scenario.start, scenario.as_of)

    money = place.state.money
    to_build, to_run = price(money.prison_usd_per_place_built), price(money.prison_usd_per_place_year)
    mission = programmes = run = 0.0
    standing = {False: 0.0, True: 0.0}
    for month in plan(scenario):
        for conditional in (False, True):
            controls = month.controls
            programme = controls.value("programme_per_day", conditional)
            mission += (asked_per_day(month, conditional) - programme) * month.days
            programmes += programme * month.days
            built = standing[conditional] + controls.value("build_per_day", conditional) * month.days
            before = standing[conditional]
            standing[conditional] = max(min(built, controls.value("places_home", conditional)), before)
            run += (before + standing[conditional]) / 2 * to_run * month.days / DAYS_A_YEAR
    return PlannedCost(mission, programmes, sum(standing.values()) * to_build, run)
