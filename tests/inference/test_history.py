"""The path that happened: declarations, suspended law, coalitions, and sweeps where arrests were counted."""

from dataclasses import replace
from datetime import date
from math import inf

import numpy as np
import pytest

from tregua.inference.forcing import _pace, course, onset_of_sweeps
from tregua.places import load_place, new_place
from tregua.places.history import Event
from tregua.simulation.initial_state import snapshot

MONTHS = [date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1)]
NOW = date(2026, 1, 1)


def declared(day, **more):
    given = {"kind": "declaration", "title": "An emergency", "law": "A decree", "territories": ["all"]}
    return Event.model_validate({"date": day, **given, **more})


@pytest.fixture
def bare(tmp_path):
    table = tmp_path / "counts.csv"
    table.write_text(
        "series,place,start,end,value,unit,source,published\n"
        "homicides,all,2023-01-01,2023-12-31,8000,people,Police,2024-01-08\n"
        "detentions_cumulative,all,2024-01-01,2024-03-30,9000,people,Police,2024-04-10\n"
    )
    new_place(tmp_path / "p", table)
    return load_place(tmp_path / "p")


def with_history(place, *events):
    return replace(place, history=events)


def test_arrests_that_no_declaration_went_before_are_ordinary_policing(bare):
    assert onset_of_sweeps(bare, NOW) is None
    assert not _pace(bare, MONTHS, NOW, None).any()
    for day in (date(2024, 4, 5), date(2022, 3, 1)):  # after the first figure, and long before it
        assert onset_of_sweeps(with_history(bare, declared(day)), NOW) is None


def test_sweeps_begin_with_the_declaration_that_a_count_of_arrests_follows(bare):
    place = with_history(bare, declared(date(2023, 6, 1)), declared(date(2024, 1, 10)))
    onset = onset_of_sweeps(place, NOW)
    assert onset == date(2024, 1, 10)
    pace = _pace(place, [date(2023, 12, 1), onset, date(2024, 2, 1), date(2024, 3, 1)], NOW, onset)
    assert pace[0] == 0.0
    assert np.allclose(pace[1:], 9000 / 80, rtol=0.02)


def test_an_operation_by_sweeps_begins_them_too_and_a_raid_does_not(bare):
    given = {"date": date(2024, 1, 2), "kind": "operation", "title": "Arrests"}
    for means, found in (("sweep", date(2024, 1, 2)), ("raid", None)):
        event = Event.model_validate({**given, "means": means})
        assert onset_of_sweeps(with_history(bare, event), NOW) == found


def test_el_salvador_declares_in_steps_and_sweeps_from_march_2022():
    place = load_place("el_salvador")
    path = course(place, date(2003, 1, 1), date(2024, 1, 1), date(2024, 3, 10))
    begins = list(path.cuts[:-1])
    assert begins[path.settled] == date(2022, 3, 27)
    assert (np.diff(path.declared) >= 0).all() and path.declared[0] == 0
    at = begins.index(
        date(2004, 8, 30)
    )  # the day after the one before it ends: a new one is a rise all the same
    assert path.declared[at] == path.declared[at - 1] + 1
    assert not path.suspended[: path.settled].any() and (path.suspended[path.settled :] == 1.0).all()
    assert not path.coalition.any()
    assert {name for _day, name, _mean, _sd in path.jumps} == {"pact_effect", "breakdown_effect"}


def test_what_is_suspended_when_knowledge_ends_goes_on_and_what_came_to_pass_may_not():
    place = load_place("el_salvador")
    known = course(place, date(2021, 1, 1), date(2022, 9, 1), date(2022, 4, 1))
    assert known.suspended[-1] == 1.0
    before = course(place, date(2021, 1, 1), date(2022, 9, 1), date(2022, 3, 1))
    assert not before.suspended.any() and before.settled == len(before.days)


def test_a_coalition_has_its_dates_and_is_no_jump():
    path = course(load_place("haiti"), date(2023, 1, 1), date(2025, 1, 1), date(2026, 2, 28))
    begins = list(path.cuts[:-1])
    turns = [begins[n] for n in np.flatnonzero(np.diff(path.coalition)) + 1]
    assert turns == [date(2023, 9, 15), date(2023, 11, 12), date(2024, 2, 29)]
    assert not path.jumps and not path.suspended.any() and not path.sweep.any()


@pytest.mark.parametrize(
    ("name", "day", "found"),
    [
        ("haiti", date(2021, 3, 20), (0.0, 1, 4, 0.0)),
        ("haiti", date(2024, 3, 10), (0.0, 1, 7, 1.0)),
        ("el_salvador", date(2003, 1, 1), (0.0, 0, inf, 0.0)),
        # the law of March 2022 was renewed every month; what is printed of June came out in September
        ("el_salvador", date(2022, 6, 30), (1.0, 2, 95, 0.0)),
    ],
)
def test_the_first_day_knows_what_is_declared_suspended_and_allied(name, day, found):
    snap = snapshot(load_place(name), day, day)
    assert (snap.suspended, snap.declared, snap.announced_days, snap.coalition) == found


def test_a_declaration_for_a_part_suspends_by_the_people_it_covers(bare):
    one, people = next(iter(bare.territories)), snapshot(bare, NOW, NOW).population
    place = with_history(bare, declared(date(2023, 1, 1), territories=[one], suspends=0.5))
    assert len(people) > 1
    assert snapshot(place, NOW, NOW).suspended == pytest.approx(0.5 * people[0] / people.sum())
    place = with_history(bare, declared(date(2023, 1, 1), suspends=0.5, until=date(2023, 2, 1)))
    late = snapshot(place, NOW, NOW)
    assert (late.suspended, late.declared) == (0.0, 0.0) and late.announced_days == 1096


def test_an_entry_of_kind_regime_suspends_only_in_full_force(bare):
    for level, suspended in ((1.0, 1.0), (0.3, 0.0)):
        event = Event.model_validate(
            {"date": date(2023, 1, 1), "kind": "regime", "title": "As in 0.1", "level": level}
        )
        assert snapshot(with_history(bare, event), NOW, NOW).suspended == suspended
