"""All months of a scenario at once, and what it is planned to cost."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tregua.scenarios.controls import CONTROLS, Controls, Month

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


class _Own(Controls):
    """The controls that one intervention writes by itself, and which of them it looks at."""

    def __init__(self, territories: int) -> None:
        super().__init__(territories)
        self.touched: set[tuple[str, bool]] = set()

    def value(self, name: str, conditional: bool = False) -> Any:
        """Return a control, and note that it was looked at."""
        self.touched.add((name, conditional))
        return super().value(name, conditional)

    def used(self) -> list[tuple[str, bool]]:
        """Return the controls that were written; every control is looked at."""
        self.touched |= {(name, conditional) for name in CONTROLS for conditional in (False, True)}
        return super().used()


class Plans:
    """Plans one scenario after another, and lets only what differs from the last one act anew.

    An intervention's controls are kept with a copy of it, and taken again where its time and ground are the
    same and it equals that copy in every value. That is sound for the built-in kinds, whose controls follow
    from their values alone, as long as no two of them write or read the same control. In every other case
    the whole scenario is planned as `plan` does, so that the months are always the same.
    """

    def __init__(self) -> None:
        self._kept: tuple[Any, dict[str, tuple[Any, list[_Own]]]] = (None, {})

    def months(self, scenario: Scenario) -> list[Month]:
        """Return what `plan` returns."""
        acting = {label: each for label, each in scenario.interventions.items() if not each.reads_state}
        if not all(_built_in(each) for each in acting.values()):
            return plan(scenario)
        frame = (scenario.start, scenario.end, scenario.ground)
        last_frame, last = self._kept
        kept = {}
        months = scenario.months()
        for label, each in acting.items():
            before = last.get(label) if frame == last_frame else None
            if before is None or before[0] != each:
                before = deepcopy(each), [_alone(each, month) for month in months]
            kept[label] = before
        self._kept = frame, kept  # at once, so that threads that share it see all or nothing
        if not all(
            _merge(month, [own[index] for _copy, own in kept.values()]) for index, month in enumerate(months)
        ):
            return plan(scenario)
        return months


def _built_in(intervention: Any) -> bool:
    from tregua.scenarios.interventions import KINDS, measure

    kind = getattr(intervention, "kind", None)
    return kind in KINDS and type(intervention) is measure(kind)


def _alone(intervention: Any, month: Month) -> _Own:
    own = _Own(len(month.ground.ids))
    intervention.act(replace(month, controls=own))
    return own


def _merge(month: Month, parts: list[_Own]) -> bool:
    # whether each control is written and looked at by one of them alone
    names = [part.touched | part._values.keys() for part in parts]
    if len(set().union(*names)) < sum(map(len, names)):
        return False
    for part in parts:
        month.controls._values.update(part._values)
        month.controls._weights.update(part._weights)
    return True


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
