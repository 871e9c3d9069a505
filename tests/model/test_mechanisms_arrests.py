"""Arrests against answers worked out by hand."""

import math

import pytest
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.exits import H_ARREST, M_ARREST
from tregua.model.mechanisms import arrests

SCARCE = values(scarce_share=0.1)


def test_quota_goes_on_shrinks_or_stops() -> None:
    f = plain(arrests.quota)
    # continues, whoever is left
    assert f(50.0, 1.0, 0.0, 0.0, SCARCE) == 50.0
    assert f(50.0, 0.05, 0.0, 0.0, SCARCE) == 50.0
    # shrinks with members, by half as much where half of it shrinks
    assert f(50.0, 0.4, 1.0, 0.0, SCARCE) == approx(20.0)
    assert f(50.0, 0.4, 0.5, 0.0, SCARCE) == approx(35.0)
    assert f(50.0, 0.0, 1.0, 0.0, SCARCE) == 0.0
    # stops below a tenth
    assert f(50.0, 0.4, 0.0, 1.0, SCARCE) == 50.0
    assert f(50.0, 0.1, 0.0, 1.0, SCARCE) == 50.0
    assert f(50.0, 0.099, 0.0, 1.0, SCARCE) == 0.0
    assert f(50.0, 0.099, 0.0, 0.4, SCARCE) == approx(30.0)
    # more members than at the start ask for no more
    assert f(50.0, 1.5, 1.0, 1.0, SCARCE) == 50.0


def test_access_and_officers_limit_arrests() -> None:
    f, p = plain(arrests.arrests_made), values(arrest_capacity=0.01)
    assert f(5.0, 1000.0, 0.4, p) == approx(2.0)
    assert f(50.0, 1000.0, 0.4, p) == approx(4.0)  # 1000 officers make 10
    assert f(5.0, 1000.0, 0.0, p) == 0.0
    assert f(5.0, 0.0, 1.0, p) == 0.0


def test_targeting_odds() -> None:
    f, p = (
        plain(arrests.targeting),
        values(targeting_odds=8.0, tips_effect=2.0, reform_effect=0.5, targeting_cut=0.75),
    )
    assert f(0.0, 0.0, 0.0, p) == 8.0
    assert f(0.1, 0.0, 0.0, p) == approx(8.0 * math.exp(0.2))
    assert f(0.0, 0.0, 0.4, p) == approx(8.0 * math.exp(0.2))
    assert f(0.0, 1.0, 0.0, p) == approx(2.0)
    assert f(-0.1, 0.5, 0.0, p) == approx(8.0 * math.exp(-0.2) * 0.625)


def test_suspended_law_spoils_the_aim_as_far_as_it_is_used() -> None:
    f, p = plain(arrests.aim_left), values(targeting_cut=0.75)
    assert f(0.0, 1.0, p) == 1.0
    assert f(1.0, 0.0, p) == 1.0
    assert f(1.0, 1.0, p) == 0.25
    assert f(0.5, 1.0, p) == 0.625
    assert f(0.5, 0.4, p) == approx(0.85)


def test_hazard_of_arrest_by_odds() -> None:
    f, p = plain(arrests.arrest_hazard), values(hiding_arrest=0.5, associate_odds=0.25)
    # 4 x (100 + 0.5 x 20) + 2 x 0.25 x 40 + 540 = 1000
    assert f(3.0, 100.0, 20.0, 40.0, 540.0, 4.0, 2.0, p) == approx(0.003)
    assert f(0.0, 100.0, 20.0, 40.0, 540.0, 4.0, 2.0, p) == 0.0
    assert f(-1.0, 100.0, 20.0, 40.0, 540.0, 4.0, 2.0, p) == 0.0
    assert f(3.0, 0.0, 0.0, 0.0, 0.0, 4.0, 2.0, p) == 0.0
    # less than one arrest and a weight below one: 0.5 / (0.25 + 0.25)
    assert f(0.5, 0.0, 0.0, 1.0, 0.25, 4.0, 1.0, p) == approx(1.0)


def test_as_members_grow_scarce_more_of_the_arrested_are_uninvolved() -> None:
    f, p = plain(arrests.arrest_hazard), values(hiding_arrest=0.5, associate_odds=0.25)
    taken = [f(50.0, members, 0.0, 0.0, 5000.0, 9.0, 1.0, p) * 5000.0 for members in (5000.0, 500.0, 50.0)]
    # 1 / 10 of 50; 5000 / 9500; 5000 / 5450
    assert taken == [approx(5.0), approx(50.0 * 5000 / 9500), approx(50.0 * 5000 / 5450)]


P = values(
    targeting_cut=0.75,
    ordinary_arrests=4.0,
    scarce_share=0.1,
    arrest_capacity=0.05,
    leak_share=0.2,
    ordinary_targeting=3.0,
    associate_odds=0.5,
    hiding_arrest=0.5,
)


def town(gangs: int = 1) -> Tiny:
    """Return a town with 90 active and 20 hiding members, 60 associates, and half of the officers needed."""
    tiny = Tiny(gangs=gangs, dt=2.0)
    fill(tiny.nation, members_start=200.0, at_large_start=440.0)
    fill(tiny.country, members=100.0, admitted=0.5, targeting_odds=5.0, lawful_targeting_odds=5.0)
    fill(tiny.here, active=90.0, hidden=20.0, officers=400.0, access=0.5)
    fill(tiny.place, associates=(50.0, 10.0), exposed=(300.0, 270.0))
    fill(tiny.local, targeted_arrests=9.0, sweep_quota=60.0)
    fill(tiny.controls, quota_shrinks=1.0)
    return tiny


def test_step_of_arrests() -> None:
    tiny = town(2)
    plain(arrests.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock)
    # cases 9 + 4 x 110 / 440 = 10; the quota shrinks with 100 of 200 members: 30; 40 asked for
    assert tiny.ledger.flows.asked_arrests == approx(80.0)
    # 400 officers make 20, half of them with access: 10 a day; 7.5 in sweeps, 2.5 on cases
    # half of sweeps is not taken in, a fifth is known beforehand: 3
    assert tiny.here.sweep == approx(3.0)
    # access allows 7.5 of the 30; what leaks or is refused is nobody's resistance
    assert tiny.here.unmet_arrests == approx(22.5)
    # sweeps: odds 4: 4 x (90 + 10) + 0.5 x 60 + 570 = 1000: 0.003
    # cases: odds 15: 15 x 100 + 3 x 30 + 570 = 2160
    case = 2.5 / 2160.0
    assert tiny.here.arrest_exposed == approx(0.003 + case)
    assert tiny.here.arrest_associate == approx(0.5 * (0.003 + 3.0 * case))
    assert tiny.here.ordinary_risk == approx(365.25 * 15.0 * case)
    member = 4.0 * 0.003 + 15.0 * case
    for g in range(2):
        assert tiny.work.active[g, M_ARREST] == approx(member)
        assert tiny.work.hiding[g, H_ARREST] == approx(0.5 * member)
    # everyone who is arrested is someone: 3 + 2.5
    heads = 570.0 * tiny.here.arrest_exposed + 60.0 * tiny.here.arrest_associate + 100.0 * member
    assert heads == approx(5.5)


@pytest.mark.parametrize(("quota", "aim"), [(0.0, 1.0), (8.0, 0.7), (20.0, 0.25), (60.0, 0.25)])
def test_cases_are_aimed_worse_by_officers_who_sweep_under_suspended_law(quota: float, aim: float) -> None:
    tiny = town()
    fill(tiny.local, sweep_quota=quota)
    fill(tiny.controls, quota_shrinks=1.0, due_process_suspended=1.0)
    plain(arrests.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock)
    # 10 cases; half of the quota is sought, with half of the members left: 0, 4, 10 and 30 sweeps
    made = min(10.0, 0.5 * (10.0 + quota / 2))
    on_case, odds = made * 10.0 / (10.0 + quota / 2), 15.0 * aim
    weight = odds * (90.0 + 10.0) + 3.0 * 0.5 * 60.0 + 570.0
    assert tiny.here.ordinary_risk == approx(365.25 * odds * on_case / weight)


def test_no_sweeps_are_asked_for_by_case_work() -> None:
    tiny = town()
    fill(tiny.local, sweep_quota=0.0)
    plain(arrests.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock)
    assert tiny.here.sweep == 0.0
    assert tiny.here.unmet_arrests == 0.0
    assert tiny.here.ordinary_risk == approx(365.25 * 15.0 * 5.0 / 2160.0)


def test_where_nobody_is_left_nothing_breaks() -> None:
    tiny = Tiny()
    plain(arrests.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock)
    assert tiny.here.arrest_exposed == 0.0
    fill(tiny.local, sweep_quota=10.0)
    fill(tiny.controls, quota_stops=1.0)
    fill(tiny.here, officers=1000.0, access=1.0)
    tiny.country.admitted = 1.0
    plain(arrests.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock)
    assert tiny.here.sweep == 0.0  # no member left: a quota that stops has stopped


def test_few_people_and_few_arrests_count_too() -> None:
    tiny = Tiny()
    fill(tiny.nation, members_start=0.5, at_large_start=0.5)
    fill(tiny.country, members=0.04, admitted=1.0, targeting_odds=5.0, lawful_targeting_odds=5.0)
    fill(tiny.here, active=0.1, officers=1000.0, access=1.0)
    fill(tiny.place, exposed=(9.0, 0.0))
    fill(tiny.local, sweep_quota=0.1)
    plain(arrests.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock)
    # a tenth of a sweep, a fifth of it known beforehand; cases 4 x 0.1 / 0.5
    assert tiny.here.sweep == approx(0.08)
    assert tiny.here.ordinary_risk == approx(365.25 * 15.0 * 0.8 / (1.5 + 9.0))
    # a quota that stops goes on with 0.08 members of 0.5, and stops with 0.04
    tiny.controls.quota_stops = 1.0
    for members, sweep in ((0.08, 0.08), (0.04, 0.0)):
        tiny.country.members = members
        plain(arrests.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock)
        assert tiny.here.sweep == approx(sweep)


def test_a_quota_stops_by_the_members_of_the_whole_country() -> None:
    tiny = town()
    fill(tiny.controls, quota_shrinks=0.0, quota_stops=1.0)
    tiny.country.members = 19.0  # of 200
    plain(arrests.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock)
    assert tiny.here.sweep == 0.0
    tiny.country.members = 21.0
    plain(arrests.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock)
    assert tiny.here.sweep > 0.0
