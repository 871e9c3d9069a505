"""All months of a scenario at once, and what it is planned to cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.scenarios.controls import Controls, Month
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios.scenario import Scenario


def plan(scenario: Scenario) -> list[Month]:
    """Let every intervention that does not read the state write its controls, month by month."""
    months = scenario.months()
    for month in months:
        for intervention in scenario.interventions.values():
            if not intervention.reads_state:
                intervention.act(month)
    return months


class _Own(Controls):
    """The controls that one intervention writes by itself, and the calls by which it does."""

    def __init__(self, territories: int) -> None:
        super().__init__(territories)
        self.calls: dict[tuple[str, bool], list[tuple[Callable[..., None], tuple[Any, ...]]]] = {}

    def add(self, name: str, value: Any, where: Any = None, conditional: bool = False) -> None:
        """Add to a control, and remember it."""
        super().add(name, value, where, conditional)
        self._remember(Controls.add, name, value, where, conditional)

    def raise_to(self, name: str, value: Any, where: Any = None, conditional: bool = False) -> None:
        """Raise a control, and remember it."""
        super().raise_to(name, value, where, conditional)
        self._remember(Controls.raise_to, name, value, where, conditional)

    def mean(self, name: str, value: float, weight: float, conditional: bool = False) -> None:
        """Include a value in a mean, and remember it."""
        super().mean(name, value, weight, conditional)
        self._remember(Controls.mean, name, value, weight, conditional)

    def _remember(self, how: Callable[..., None], *given: Any) -> None:
        self.calls.setdefault((given[0], given[-1]), []).append((how, given))

    def write_in(self, controls: Controls, shared: set[tuple[str, bool]]) -> None:
        """Write all of it in other controls; those that are shared call by call, on what stands there."""
        if not shared:
            controls._values.update(self._values)
            controls._weights.update(self._weights)
            return
        for control, calls in self.calls.items():
            if control in shared:
                for how, given in calls:
                    how(controls, *given)
            elif control in self._values:  # not where a mean has no weight
                controls._values[control] = self._values[control]
                if control in self._weights:
                    controls._weights[control] = self._weights[control]


@dataclass(frozen=True)
class _Part:
    """What an intervention of these values writes, month by month, and which controls these are."""

    values: dict[str, Any]
    months: list[_Own]
    written: set[tuple[str, bool]]


class Plans:
    """Plans one scenario after another, and lets only what differs from the last one act anew.

    What an intervention writes is kept with a copy of its values, and taken again where its time and ground
    are the same and so is every value. That is sound for the built-in kinds, whose controls follow from their
    values alone and which read none; where there are others, the whole scenario is planned as `plan` does, so
    that the months are always the same.
    """

    def __init__(self) -> None:
        self._kept: tuple[Any, dict[str, _Part]] = (None, {})

    def months(self, scenario: Scenario) -> list[Month]:
        """Return what `plan` returns."""
        acting = {label: each for label, each in scenario.interventions.items() if not each.reads_state}
        if not all(_built_in(each) for each in acting.values()):
            return plan(scenario)
        frame = (scenario.start, scenario.end, scenario.ground)
        last_frame, last = self._kept
        known = last if frame == last_frame else {}
        months = scenario.months()
        parts = {}
        for label, each in acting.items():
            before = known.get(label)
            if before is None or before.values != vars(each):
                before = _alone(each, months)
            parts[label] = before
        self._kept = frame, parts  # at once, so that threads that share it see all or nothing
        writers = Counter(control for part in parts.values() for control in part.written)
        shared = {control for control, count in writers.items() if count > 1}
        for part in parts.values():
            of_others = shared & part.written
            for month, own in zip(months, part.months, strict=True):
                own.write_in(month.controls, of_others)
        return months


def _built_in(intervention: Any) -> bool:
    from tregua.scenarios.interventions import kinds, measure

    kind = getattr(intervention, "kind", None)
    return kind in kinds() and type(intervention) is measure(kind)


def _alone(intervention: Any, months: list[Month]) -> _Part:
    written = [_Own(len(month.ground.ids)) for month in months]
    for month, own in zip(months, written, strict=True):
        intervention.act(Month(month.start, month.end, month.index, month.ground, own))
    # of all values, mappings alone can be written in
    values = {name: dict(v) if isinstance(v, dict) else v for name, v in vars(intervention).items()}
    return _Part(values, written, {control for own in written for control in own.calls})


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
    from tregua.scenarios.geography import figure

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
