"""Custody against answers worked out by hand."""

import math

import numpy as np
import pytest
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.exits import CONVICTED, DIED, ESCAPED, FREED, LATE, O_DIED, O_ESCAPED, O_FREED
from tregua.model.mechanisms import custody
from tregua.vocabulary.people import ASSOCIATE, LAWFUL, MEMBER, OVERDUE, SENTENCED, UNINVOLVED

YEAR = 365.25


def test_crowding() -> None:
    f = plain(custody.crowding)
    assert f(300.0, 100.0) == 3.0
    assert f(0.2, 0.5) == approx(0.4)
    assert f(300.0, 0.0) == 1.0


def test_crowding_kills_above_one_a_place_up_to_the_cap() -> None:
    f, p = plain(custody.crowding_hazard), values(crowding_cap=10.0, crowding_mortality=0.01, care_effect=0.5)
    assert f(0.5, 0.0, p) == 0.0
    assert f(1.0, 0.0, p) == 0.0
    assert f(3.0, 0.0, p) == approx(0.02)
    assert f(3.0, 1.0, p) == approx(0.01)
    assert f(10.0, 0.0, p) == f(99.0, 0.0, p) == approx(0.09)


def test_care_lowers_death_by_want_and_not_by_violence() -> None:
    p = values(custody_mortality=0.02, care_effect=0.5, violence_mortality=0.03)
    want, violence = plain(custody.want_hazard), plain(custody.violence_hazard)
    assert want(0.0, p) == 0.02
    assert want(0.4, p) == approx(0.016)
    assert want(1.0, p) == approx(0.01)
    assert violence(0.0, p) == 0.0
    assert violence(0.5, p) == approx(0.015)
    assert violence(1.0, p) == 0.03


@pytest.mark.parametrize("members, others", [(30.0, 70.0), (100.0, 0.0), (0.0, 100.0), (0.2, 0.3)])
def test_factors_of_class_leave_the_mean(members: float, others: float) -> None:
    m, o = plain(custody.class_factors)(members, others, values(uninvolved_mortality=3.0))
    assert m * members + o * others == approx(members + others)
    assert o / m == approx(3.0)


def test_factors_of_class_in_numbers() -> None:
    # mean of 1 for 30 and 3 for 70: 2.4
    f = plain(custody.class_factors)
    assert f(30.0, 70.0, values(uninvolved_mortality=3.0)) == (approx(1 / 2.4), approx(3 / 2.4))
    assert f(0.0, 0.0, values(uninvolved_mortality=3.0)) == (1.0, 1.0)


FULL = values(crowding_limit=3.0, full_release_days=30.0)


def test_full_prisons_release_refuse_or_crowd() -> None:
    f = plain(custody.full_release)
    # 400 held in 100 places of at most 3 people: 100 too many, a quarter of the held, over 30 days
    assert f(400.0, 100.0, 0.0, 0.0, FULL) == approx(0.25 / 30.0)
    assert f(400.0, 100.0, 1.0, 0.0, FULL) == 0.0
    assert f(400.0, 100.0, 0.0, 1.0, FULL) == 0.0
    assert f(400.0, 100.0, 0.4, 0.2, FULL) == approx(0.1 / 30.0)
    assert f(400.0, 100.0, 0.8, 0.8, FULL) == 0.0
    assert f(300.0, 100.0, 0.0, 0.0, FULL) == 0.0
    assert f(200.0, 100.0, 0.0, 0.0, FULL) == 0.0
    assert f(0.0, 0.0, 0.0, 0.0, FULL) == 0.0
    assert f(0.5, 0.1, 0.0, 0.0, FULL) == approx(0.4 / 30.0)


def test_a_state_that_refuses_takes_in_no_more() -> None:
    f = plain(custody.admitted)
    assert f(400.0, 100.0, 1.0, FULL) == 0.0
    assert f(300.0, 100.0, 1.0, FULL) == 0.0
    # the last twentieth, 15 people, fills gradually: 6 left
    assert f(294.0, 100.0, 1.0, FULL) == approx(0.4)
    assert f(294.0, 100.0, 0.5, FULL) == approx(0.7)
    assert f(285.0, 100.0, 1.0, FULL) == approx(1.0)
    assert f(10.0, 100.0, 1.0, FULL) == 1.0
    assert f(400.0, 100.0, 0.0, FULL) == 1.0
    assert f(1.0, 0.0, 1.0, FULL) == 0.0
    assert f(0.0, 0.2, 1.0, FULL) == 1.0


def test_hearings_slow_with_the_docket_and_stop_without_law() -> None:
    f, p = (
        plain(custody.hearing_hazard),
        values(review_rate=0.01, judgement_rate=5.0, suspension_on_review=0.8),
    )
    assert f(0.0, 0.0, p) == 0.01
    assert f(0.5, 0.0, p) == 0.01
    assert f(100.0, 0.0, p) == 0.01
    assert f(1000.0, 0.0, p) == approx(0.005)
    assert f(1000.0, 1.0, p) == approx(0.001)
    assert f(1000.0, 0.5, p) == approx(0.003)
    slow = values(review_rate=0.01, judgement_rate=0.001, suspension_on_review=0.8)
    assert f(0.5, 0.0, slow) == approx(0.002)


def test_cases_a_day_are_shared_by_the_docket() -> None:
    f = plain(custody.per_case)
    assert f(5.0, 1000.0, 0.1) == approx(0.005)
    assert f(500.0, 1000.0, 0.1) == 0.1
    assert f(0.5, 0.9, 9.0) == approx(0.5 / 0.9)
    assert f(0.0, 1000.0, 0.1) == f(-5.0, 1000.0, 0.1) == f(5.0, 0.0, 0.1) == 0.0


FREE = values(free_member=0.1, free_associate=0.3, free_uninvolved=0.6)


def test_freed_by_class() -> None:
    f = plain(custody.freed_share)
    assert [f(kind, FREE) for kind in (MEMBER, ASSOCIATE, UNINVOLVED)] == [0.1, 0.3, 0.6]


def test_mass_hearings_convict_by_their_error() -> None:
    f = plain(custody.mass_conviction)
    assert f(UNINVOLVED, 0.0, FREE) == approx(0.4)
    assert f(UNINVOLVED, 0.5, FREE) == approx(0.7)
    assert f(UNINVOLVED, 1.0, FREE) == approx(1.0)
    assert f(MEMBER, 0.5, FREE) == approx(0.95)


def test_escapes_at_home() -> None:
    f, p = plain(custody.escape_hazard), values(crowding_cap=10.0, escape_rate=0.001, break_pace=0.5)
    assert f(3.0, 0.4, 0.0, p) == approx(0.0008)
    assert f(3.0, 0.0, 0.0, p) == 0.0
    assert f(0.5, 1.0, 0.0, p) == 0.0
    assert f(99.0, 1.0, 0.0, p) == approx(0.009)
    assert f(3.0, 0.4, 0.2, p) == approx(0.1008)


EXITS = values(**vars(FREE), sentence_years=4.0, review_limit_days=20.0)


def test_exits_of_remand_and_sentence() -> None:
    f, out = plain(custody.exits), np.zeros(7)
    # class uninvolved, freed 0.6; mass hearings with error 0.5 convict 0.7
    f(UNINVOLVED, LAWFUL, 0.01, 0.02, 0.03, 0.5, 0.001, 0.004, 0.005, EXITS, out)
    assert out[FREED] == approx(0.006 + 0.012 + 0.03 * 0.3 + 0.001)
    assert out[CONVICTED] == approx(0.004 + 0.021)
    assert (out[LATE], out[DIED], out[ESCAPED]) == (approx(0.05), 0.004, 0.005)
    f(UNINVOLVED, OVERDUE, 0.01, 0.02, 0.03, 0.5, 0.001, 0.004, 0.005, EXITS, out)
    assert out[LATE] == 0.0
    assert out[FREED] == approx(0.028)
    f(UNINVOLVED, SENTENCED, 0.01, 0.02, 0.03, 0.5, 0.001, 0.004, 0.005, EXITS, out)
    assert out[FREED] == approx(1.0 / (4.0 * YEAR) + 0.001)
    assert (out[CONVICTED], out[LATE], out[DIED], out[ESCAPED]) == (0.0, 0.0, 0.004, 0.005)


def test_what_prison_does_to_those_released() -> None:
    back, new = plain(custody.back_to_gang), plain(custody.new_to_gang)
    p = [values(return_share=0.5, prison_recruitment=k) for k in (0.2, -0.2, 0.9, -0.9)]
    assert [back(x) for x in p] == [approx(0.7), approx(0.3), 1.0, 0.0]
    assert [new(x) for x in p] == [0.2, 0.0, 0.9, 0.0]


P = values(
    **vars(EXITS),
    **vars(FULL),
    custody_mortality=0.0002,
    crowding_mortality=0.0001,
    violence_mortality=0.0004,
    uninvolved_mortality=3.0,
    care_effect=0.5,
    crowding_cap=10.0,
    escape_rate=0.001,
    break_pace=0.5,
    review_rate=0.01,
    judgement_rate=2.0,
    suspension_on_review=0.8,
    review_pace_cap=0.1,
    abroad_mortality=0.001,
    abroad_escape=0.00001,
    abroad_hearing=0.25,
    other_term_days=500.0,
)


def prisons(abroad: float = 0.0, **controls: float) -> Tiny:
    """Return 100 members, 300 others and 200 for other offences, held in 150 places and some abroad."""
    tiny = Tiny(dt=2.0)
    fill(tiny.nation, places=150.0, places_abroad=abroad, prison_break=0.02)
    fill(tiny.country, held=600.0, held_members=100.0, held_others=300.0, docket=400.0, gang_held_share=0.5)
    fill(tiny.controls, **controls)
    plain(custody.step)(tiny.state, P, tiny.work, tiny.clock)
    return tiny


def test_step_at_home() -> None:
    tiny = prisons(
        prison_care=0.4,
        contact_refused=0.5,
        due_process_suspended=1.0,
        review_cases=8.0,
        hearing_cases=4.0,
        hearing_error=0.5,
        release_rate=0.73,
    )
    c = tiny.country
    assert (c.crowding, c.abroad_share) == (4.0, 0.0)
    # care 0.4 x 0.5 lowers want and crowding by a fifth, violence by nothing
    want, crowded, violence = 0.0002 * 0.8, 0.0003 * 0.8, 0.0002
    mean = want + crowded + violence
    assert c.custody_death_mean == approx(mean)
    # a quarter at 1, three at 3: mean 2.5
    assert c.custody_death_hazard == approx(mean / 2.5)
    assert c.custody_death_others == approx(mean * 3.0 / 2.5)
    assert c.crowding_part == approx(crowded / mean) == c.crowding_part_home
    assert c.abroad_part == 0.0
    assert c.escape == approx(0.001 * 3.0 * 0.5 + 0.5 * 0.02)
    assert c.hearing == approx(0.005 * 0.2)  # 2 judgements a day, 400 cases
    assert (c.review, c.mass_hearing_hazard) == (approx(0.02), approx(0.01))
    assert c.release == approx(0.73 / YEAR)
    # 600 held where 450 may be: a quarter over 30 days
    full = 0.25 / 30.0
    assert c.admitted == 1.0
    row = tiny.work.custody[MEMBER, LAWFUL]
    assert row[FREED] == approx(0.001 * 0.1 + 0.02 * 0.1 + 0.01 * 0.05 + c.release + full)
    assert row[DIED] == approx(c.custody_death_hazard)
    assert row[ESCAPED] == approx(c.escape)
    # the row ends with its sum and the chance of leaving in two days
    assert row[5] == approx(row[:5].sum())
    assert row[6] == approx(1.0 - math.exp(-2.0 * row[5]), rel=1e-4)
    assert tiny.work.custody[UNINVOLVED, OVERDUE, DIED] == approx(c.custody_death_others)
    assert tiny.work.custody[ASSOCIATE, OVERDUE, DIED] == approx(c.custody_death_others)
    assert tiny.work.custody[ASSOCIATE, SENTENCED, FREED] == approx(1.0 / (4.0 * YEAR) + c.release)
    # learnt of holding: of members in remand, then sentenced
    half, leave = YEAR / 2.0, row[FREED] + row[CONVICTED] + c.escape
    tried = row[CONVICTED] / leave * (1.0 - math.exp(-half * leave))
    gone = math.exp(-half / 2.0 * (1.0 / (4.0 * YEAR) + c.release + c.escape))
    assert c.still_held == approx(math.exp(-half * leave) + tried * gone)
    other = tiny.work.other
    assert (other[O_FREED], other[O_DIED]) == (approx(0.002), approx(mean))
    assert other[O_ESCAPED] == approx(c.escape)
    assert other[3] == approx(other[:3].sum())
    assert other[4] == approx(1.0 - math.exp(-2.0 * other[3]), rel=1e-4)


def test_step_with_half_of_the_cases_abroad() -> None:
    tiny = prisons(abroad=200.0)
    c = tiny.country
    # 400 at home in 150 places
    assert c.abroad_share == 0.5
    assert c.crowding == approx(8.0 / 3.0)
    crowded = 0.0001 * 5.0 / 3.0
    home = 0.0002 + crowded
    mean = 0.5 * home + 0.5 * 0.001
    assert c.custody_death_mean == approx(mean)
    assert c.crowding_part == approx(0.5 * crowded / mean)
    assert c.crowding_part_home == approx(crowded / home)
    assert c.abroad_part == approx(0.0005 / mean)
    flee = 0.001 * 5.0 / 3.0 * 0.5 + 0.01
    assert c.escape == approx(0.5 * flee + 0.5 * 0.00001)
    assert c.hearing == approx(0.005 * (0.5 + 0.5 * 0.25))
    # those of other offences are at home: nothing from abroad enters
    assert tiny.work.other[O_DIED] == approx(home)
    assert tiny.work.other[O_ESCAPED] == approx(flee)


def test_home_is_the_same_whatever_custody_abroad_is_like() -> None:
    before = prisons(abroad=200.0).work.other.copy()
    tiny = prisons(abroad=200.0)
    harsh = values(**{**vars(P), "abroad_mortality": 0.1, "abroad_escape": 0.1, "abroad_hearing": 9.0})
    plain(custody.step)(tiny.state, harsh, tiny.work, tiny.clock)
    np.testing.assert_array_equal(tiny.work.other, before)
    assert tiny.country.crowding == approx(8.0 / 3.0)


def test_full_prisons_at_home_release_nobody_abroad() -> None:
    # every case is abroad; 700 held for other offences crowd the prisons at home
    tiny = Tiny()
    fill(tiny.nation, places=150.0, places_abroad=400.0)
    fill(tiny.country, held=1100.0, held_members=100.0, held_others=300.0, docket=400.0)
    plain(custody.step)(tiny.state, P, tiny.work, tiny.clock)
    assert tiny.country.abroad_share == 1.0
    hearing = 0.005 * 0.25
    assert tiny.work.custody[MEMBER, LAWFUL, FREED] == approx(hearing * 0.1)
    # a quarter of them at home: 700 - 450 of 800 people at home are too many
    tiny = Tiny()
    fill(tiny.nation, places=150.0, places_abroad=300.0)
    fill(tiny.country, held=1100.0, held_members=100.0, held_others=300.0, docket=400.0)
    plain(custody.step)(tiny.state, P, tiny.work, tiny.clock)
    hearing, full = 0.005 * (0.25 + 0.75 * 0.25), 350.0 / 800.0 / 30.0
    assert tiny.work.custody[MEMBER, OVERDUE, FREED] == approx(hearing * 0.1 + 0.25 * full)


def test_places_abroad_are_filled_with_cases_alone() -> None:
    assert prisons(abroad=1000.0).country.abroad_share == 1.0
    assert prisons(abroad=1000.0).country.crowding == approx(200.0 / 150.0)


def test_half_a_case_can_be_abroad() -> None:
    tiny = Tiny()
    fill(tiny.nation, places=150.0, places_abroad=0.25)
    fill(tiny.country, held=0.5, held_members=0.5)
    plain(custody.step)(tiny.state, P, tiny.work, tiny.clock)
    assert tiny.country.abroad_share == 0.5


def test_a_state_that_refuses_or_crowds_releases_nobody() -> None:
    rates = {
        kind: prisons(**{kind: 1.0}).work.custody[MEMBER, LAWFUL, FREED]
        for kind in ("full_refuse", "full_crowd")
    }
    assert rates == {kind: approx(0.0005) for kind in rates}  # hearings alone: 0.005 x 0.1
    assert prisons(full_refuse=1.0).country.admitted == 0.0
    assert prisons(full_crowd=1.0).country.admitted == 1.0


def test_empty_prisons() -> None:
    tiny = Tiny()
    fill(tiny.nation, places=100.0, places_abroad=50.0)
    safe = values(**{**vars(P), "custody_mortality": 0.0})
    plain(custody.step)(tiny.state, safe, tiny.work, tiny.clock)
    c = tiny.country
    assert (c.abroad_share, c.custody_death_mean, c.crowding_part, c.crowding_part_home) == (0, 0, 0, 0)
    assert (c.abroad_part, c.admitted) == (0.0, 1.0)
