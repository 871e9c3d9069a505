"""Months planned anew only where an intervention differs: always those of a whole plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tregua.places import load_place
from tregua.scenarios import load_scenario
from tregua.scenarios.interventions import measure
from tregua.scenarios.schedule import Plans, plan


@pytest.fixture(scope="module")
def base():
    return load_scenario("haiti/offer-6000", load_place("haiti"))


def same(months, wanted) -> bool:
    assert len(months) == len(wanted)
    for month, other in zip(months, wanted, strict=True):
        assert (month.start, month.end, month.index) == (other.start, other.end, other.index)
        used = other.controls.used()
        if month.controls.used() != used:
            return False
        if not all(np.array_equal(month.controls.value(*c), other.controls.value(*c)) for c in used):
            return False
    return True


def with_prisons(base, **values):
    changed = base.written["prisons"].model_copy(update=values)
    return replace(base, written={**base.written, "prisons": changed})


def acts(monkeypatch, kind: str) -> list[int]:
    seen: list[int] = []
    own = measure(kind).act
    monkeypatch.setattr(
        measure(kind), "act", lambda self, month: (seen.append(month.index), own(self, month))[1]
    )
    return seen


def test_only_what_changed_acts_anew(base, monkeypatch) -> None:
    plans = Plans()
    plans.months(base)
    mission, prisons = acts(monkeypatch, "mission"), acts(monkeypatch, "prison_building")
    changed = with_prisons(base, places=12_000)
    months = plans.months(changed)
    assert not mission and len(prisons) == len(months)
    assert same(months, plan(changed)) and not same(months, plan(base))
    assert same(plans.months(base), plan(base))


def test_what_was_answered_is_not_changed_by_writing_in_it(base) -> None:
    plans = Plans()
    for month in plans.months(base):
        month.controls.add("police", 7.0)
    assert same(plans.months(base), plan(base))


def test_a_changed_value_is_seen_though_the_object_is_the_same(base) -> None:
    quotas = {next(iter(base.ground.ids)): 5.0}
    one = measure("state_of_exception")(**{"from": base.start, "arrests_per_day": quotas})
    scenario = base.with_intervention("more", one)
    plans = Plans()
    plans.months(scenario)
    scenario.interventions["more"].arrests_per_day[next(iter(base.ground.ids))] = 9.0
    assert same(plans.months(scenario), plan(scenario))


def test_interventions_that_write_the_same_control_are_planned_together(base) -> None:
    more = with_prisons(base, places=500)
    two = base.with_intervention("prisons-too", more.written["prisons"])
    plans = Plans()
    plans.months(base)
    for scenario in (two, base, two):
        assert same(plans.months(scenario), plan(scenario))


def test_of_those_that_write_the_same_control_only_what_changed_acts_anew(monkeypatch) -> None:
    base = load_scenario(
        "haiti/as-it-happened", load_place("haiti")
    )  # two missions, and a mean of their costs
    plans = Plans()
    assert same(plans.months(base), plan(base))
    missions, money = acts(monkeypatch, "mission"), acts(monkeypatch, "funding")
    label = "gang-suppression-force"
    changed = base.written[label].model_copy(update={"usd_per_person_year": 12_345.0, "conditional": False})
    scenario = replace(base, written={**base.written, label: changed})
    months = plans.months(scenario)
    assert len(missions) == len(months) and not money
    assert same(months, plan(scenario)) and not same(months, plan(base))


def test_another_time_is_planned_anew(base) -> None:
    plans = Plans()
    plans.months(base)
    later = replace(base, end=base.end.replace(year=base.end.year + 1))
    assert same(plans.months(later), plan(later))


class Counting:
    """An intervention of one's own, which remembers."""

    kind, reads_state = "counting", False
    times = 0

    def sentence(self) -> str:
        """Say what it does."""
        return "More police, ever more."

    def act(self, month) -> None:
        """Add police, by how often it was asked."""
        self.times += 1
        month.controls.add("police", float(self.times))


def test_interventions_of_ones_own_are_never_remembered(base) -> None:
    scenario = base.with_intervention("counting", Counting())
    plans = Plans()
    first, second = (plans.months(scenario)[0].controls.value("police")[0] for _ in range(2))
    assert first == 1.0 and second > first
