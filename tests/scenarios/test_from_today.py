"""Policies from today: where they start, how they are named, and what is there on the first day."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from tregua.cli import run
from tregua.cli.app import main
from tregua.places import load_place
from tregua.places.displaced import displaced_at
from tregua.places.ground import ground_at
from tregua.scenarios import load_scenario
from tregua.simulation.initial_state import snapshot
from tregua.simulation.policy_arrays import arrange
from tregua.vocabulary.controls import TERRITORIAL_CONTROLS

DAY = date(2026, 12, 1)
TROOPS = TERRITORIAL_CONTROLS.index("mission_troops")


def troops(place, name):
    scenario = load_scenario(name, place)
    snap = snapshot(place, scenario.start, scenario.as_of)
    return arrange(scenario, "operates" if scenario.conditional else "", place, snap, scenario.as_of)


@pytest.mark.parametrize("name", ["haiti", "el_salvador"])
def test_they_start_at_the_newest_evidence_with_sources_and_grades(name):
    place = load_place(name)
    assert place.from_today
    for each in place.from_today:
        scenario = load_scenario(each, place)
        assert (scenario.start, scenario.as_of) == (DAY, DAY), each
        assert scenario.dropped() == []
        for label, intervention in scenario.interventions.items():
            assert intervention.grade, f"{each} {label}"
            assert intervention.source or intervention.note, f"{each} {label}"
        for condition in scenario.preconditions:
            assert condition.source, each
            assert condition.grade, each


def test_compare_from_today_is_the_same_as_naming_them(monkeypatch):
    seen = []
    monkeypatch.setattr(run, "_run", lambda scenarios, *_a, **_k: seen.append([s.name for s in scenarios]))
    names = load_place("haiti").from_today
    assert main(["compare", "haiti", "--from", "today"]) == 0
    assert main(["compare", "haiti", *names]) == 0
    assert seen[0] == seen[1] == list(names)


def test_from_today_with_other_scenarios_or_without_any_is_refused(tmp_path, capsys):
    assert main(["compare", "haiti", "haiti/pact", "--from", "today"]) == 2
    assert "--from today by itself" in capsys.readouterr().err
    assert main(["compare", "haiti", "--from", "yesterday"]) == 2
    assert main(["place", "new", str(tmp_path / "own")]) == 0
    capsys.readouterr()
    assert main(["compare", str(tmp_path / "own"), "--from", "today"]) == 2
    assert "from_today" in capsys.readouterr().err


def test_a_force_written_from_the_first_day_stands_in_for_that_of_the_record():
    place = load_place("haiti")
    stays = troops(place, "haiti/now-force-as-it-is").territorial[:, 0, :, TROOPS].sum(axis=1)
    np.testing.assert_allclose(stays, 1083)
    lapses = troops(place, "haiti/now-force-lapses").territorial[:, 0, :, TROOPS].sum(axis=1)
    np.testing.assert_allclose(lapses[:4], 1083)
    np.testing.assert_allclose(lapses[4:], 0)
    full = troops(place, "haiti/now-force-5550").territorial[..., TROOPS].sum(axis=(1, 2))
    assert full[-1] == pytest.approx(5550)
    # where nothing is written of a force, that of the record stays
    from tregua.scenarios.scenario import from_parts

    quiet = from_parts(
        place, name="quiet", title="x", sentence="x", start=DAY, end=date(2027, 12, 1), as_of=DAY
    )
    snap = snapshot(place, DAY, DAY)
    kept = arrange(quiet, "", place, snap, DAY).territorial[:, 0, :, TROOPS].sum(axis=1)
    np.testing.assert_allclose(kept, snap.mission[0])


def test_drones_are_deaths_caused_and_end_where_they_end():
    place = load_place("haiti")
    on = TERRITORIAL_CONTROLS.index("operations")
    paces = {
        name: troops(place, f"haiti/now-{name}").territorial[3, 0, :, on].sum()
        for name in ("force-as-it-is", "drones-go-on", "drones-end")
    }
    assert paces["drones-end"] == 0 < paces["force-as-it-is"] < paces["drones-go-on"]
    for name in ("drones-go-on", "drones-end"):
        said = load_scenario(f"haiti/now-{name}", place)
        assert said.sentence.split()[0] in ("Children", "No")  # children and residents first


def test_the_displaced_of_a_late_start_are_those_of_the_newest_total():
    place = load_place("haiti")
    early, late = date(2024, 4, 1), DAY
    own = displaced_at(place, early, date(2024, 3, 10))
    assert own.sum() == pytest.approx(
        sum(t.displaced.value for t in place.territories.values() if t.displaced)
    )
    now = displaced_at(place, late, late)
    assert now.sum() == pytest.approx(1_470_000)
    np.testing.assert_allclose(now / now.sum(), own / own.sum())
    known = displaced_at(place, late, date(2026, 1, 31))
    assert known.sum() == pytest.approx(1_300_000)
    empty = SimpleNamespace(territories={"a": SimpleNamespace(displaced=None)}, evidence=(), series={})
    assert displaced_at(empty, late, late).tolist() == [0.0]


def test_ground_at_a_late_start_is_the_newest_that_was_judged() -> None:
    haiti = load_place("haiti")
    names, ours = list(haiti.territories), haiti.territories.values()
    own = np.array([t.control.value for t in ours])
    people = np.array([t.population[-1].value for t in ours], float)
    capital = np.array([t.region == "capital" for t in ours])
    soon, late = date(2025, 2, 1), date(2026, 12, 1)
    # within a year of its own figures a place keeps them, whatever is known
    assert ground_at(haiti, own, people, soon, late).tolist() == own.tolist()
    now = ground_at(haiti, own, people, late, late)
    assert (now[~capital] == own[~capital]).all()  # nobody judged the others
    share = (now * people)[capital].sum() / people[capital].sum()
    assert share == pytest.approx(0.9, abs=1e-9)
    factor = now / (1.0 - now) / (own / (1.0 - own))
    assert factor[capital] == pytest.approx(factor[names.index("delmas")])
    # what was not known is not used: 85 per cent of 4 January 2025
    known = ground_at(haiti, own, people, date(2025, 6, 30), date(2025, 6, 30))
    assert (known * people)[capital].sum() / people[capital].sum() == pytest.approx(0.85, abs=1e-9)
