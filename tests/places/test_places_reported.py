"""A place at the level at which it is reported keeps its people, members, police and displaced."""

from __future__ import annotations

import pytest

from tregua.places import load_place
from tregua.places.aggregate_to_regions import at_reported_level
from tregua.places.sourced_value import latest


@pytest.mark.parametrize("name", ["haiti", "el_salvador"])
def test_sums_are_kept(name: str) -> None:
    place = load_place(name)
    coarse = at_reported_level(place)
    assert coarse.people == pytest.approx(place.people)
    assert set(coarse.gangs) == set(place.gangs)
    for key, gang in coarse.gangs.items():
        assert gang.members == place.gangs[key].members
        assert sum(gang.presence.values()) == pytest.approx(sum(place.gangs[key].presence.values()))
    at, as_of = place.run.start, place.run.as_of
    for field in ("displaced", "self_defence"):
        sums = [
            sum(float(v.value) for t in p.territories.values() if (v := getattr(t, field)) is not None)
            for p in (place, coarse)
        ]
        assert sums[0] == pytest.approx(sums[1])
    assert latest(next(iter(coarse.territories.values())).population, at, as_of).value > 0


def test_haiti_has_its_three_regions() -> None:
    place = load_place("haiti")
    coarse = at_reported_level(place)
    assert list(coarse.territories) == list(place.regions)
    for name, territory in coarse.territories.items():
        for other in territory.neighbours:
            assert name in coarse.territories[other].neighbours


def test_a_place_of_one_region_stays_or_becomes_one_territory() -> None:
    place = load_place("el_salvador")
    assert at_reported_level(place) is place
    whole = at_reported_level(place, whole=True)
    assert len(whole.territories) == 1 and whole.people == pytest.approx(place.people)
    at, as_of = place.run.start, place.run.as_of
    assert at_reported_level(place, at, as_of, whole=True).territories == whole.territories
