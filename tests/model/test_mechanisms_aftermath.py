"""The end of a step against answers worked out by hand."""

import math

from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.mechanisms import aftermath


def test_vacancies_open_by_the_share_replaced_and_fade() -> None:
    f, p = plain(aftermath.vacancies), values(replacement_share=0.4)
    assert f(0.0, 10.0, 0.9, p) == approx(4.0)
    assert f(20.0, 10.0, 0.9, p) == approx(22.0)
    assert f(20.0, 0.0, 0.5, p) == approx(10.0)
    assert f(0.0, 10.0, 0.9, values(replacement_share=0.0)) == 0.0


def test_each_removal_is_replaced_by_the_share_in_the_end() -> None:
    # filled at vacancies / delay a day, in steps of a day: the sum comes to r x removed, within half a step
    p, now, filled = values(replacement_share=0.4), 0.0, 0.0
    for day in range(3000):
        now = plain(aftermath.vacancies)(now, 100.0 if day == 0 else 0.0, math.exp(-1 / 60.0), p)
        filled += now / 60.0
    assert filled == approx(40.0, rel=0.01)


def test_pressure_is_arrests_a_month_per_member() -> None:
    f, p = plain(aftermath.pressure), values(pressure_days=15.0)
    # 5 of 100 members in a step, 30 days a month, averaged over 15
    assert f(0.2, 5.0, 100.0, p) == approx(0.3)
    assert f(0.2, 5.0, 0.0, p) == 0.2
    assert f(0.0, 0.1, 0.5, p) == approx(0.4)


def test_the_state_makes_people_disappear_where_contact_is_refused() -> None:
    f = plain(aftermath.state_disappearances)
    p = values(state_disappearance=0.02)
    assert f(50.0, 1.0, p) == approx(1.0)
    assert f(50.0, 0.5, p) == approx(0.5)
    assert f(50.0, 0.0, p) == 0.0
    assert f(0.0, 1.0, p) == 0.0
    assert f(50.0, 1.0, values(state_disappearance=0.0)) == 0.0  # not counted


P = values(
    swept_cap=3.0,
    pressure_days=15.0,
    replacement_share=0.4,
    kidnapping_per_member=0.01,
    kidnapping_cap=3.0,
    kidnapping_under_pact=0.5,
    disappearance_share=0.1,
    state_disappearance=0.02,
    extortion_usd_per_person=2.0,
    rule_response=0.7,
    pact_on_extortion=0.16,
    sanction_effect=0.5,
)


def test_step_of_the_aftermath() -> None:
    tiny = Tiny(gangs=2, dt=2.0)
    fill(tiny.place, removed_usual=0.01, members_start=200.0, swept=0.1, violence_felt=1.0)
    fill(tiny.place, open_start=0.4, population=1000.0, presence=0.1)
    fill(tiny.here, active=90.0, hidden=10.0, predation=3.0, access=0.5, sweep=50.0)
    fill(tiny.nation, pressure=0.2, extortion_level=0.1)
    fill(tiny.country, members=120.0, vacancies_kept=0.9, felt_kept=0.75, pact_size=0.5)
    fill(tiny.country, restraint=0.2, extortion=5.0, kidnapping_factor=1.3)
    fill(tiny.controls, contact_refused=0.5, finance_sanctions=0.4)
    fill(tiny.state.gang[0, 0], vacancies=10.0)
    fill(tiny.work.gang[0], removed=2.0)
    fill(tiny.work.gang[1], removed=4.0)
    fill(tiny.ledger.flows, extortion=1.0, disappeared=1.0, state_disappeared=1.0)
    fill(tiny.ledger.territory[0], kidnappings=1.0, control_days=1.0)
    plain(aftermath.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock, tiny.key, 6.0)
    # 6 removed, 0.01 x 100 x 2 in the usual course, of 200
    assert tiny.place.swept == approx(0.12)
    assert tiny.nation.pressure == approx(0.2 + 6.0 / 120.0 * 2.0)
    assert tiny.state.gang[0, 0].vacancies == approx(9.8)
    assert tiny.state.gang[0, 1].vacancies == approx(1.6)
    assert tiny.place.violence_felt == approx(0.25 * 3.0 + 0.75)
    # open 0.5 against 0.4; a restraint of 0.2 leaves nine tenths
    kidnapped = 0.01 * 1.3 * 90.0 * 1.25 * 0.9
    assert tiny.ledger.territory[0].kidnappings == approx(1.0 + 2.0 * kidnapped)
    flows = tiny.ledger.flows
    assert flows.disappeared == approx(1.0 + 0.6)
    assert flows.state_disappeared == approx(1.0 + 1.0)
    taken = 2.0 * math.exp(0.1 + 0.07 + 0.08) * 1000.0 * 0.5 * 0.8
    assert tiny.country.extortion == approx(5.0 + taken)
    assert flows.extortion == approx(1.0 + 2.0 * taken)
    assert tiny.ledger.territory[0].control_days == approx(2.0)


def test_where_no_gang_was_nothing_is_swept() -> None:
    tiny = Tiny()
    fill(tiny.place, open_start=0.4)
    plain(aftermath.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock, tiny.key, 6.0)
    assert tiny.place.swept == 0.0
    fill(tiny.place, members_start=0.5)
    plain(aftermath.step)(tiny.state, tiny.ledger, 0, P, tiny.work, tiny.clock, tiny.key, 0.5)
    assert tiny.place.swept == approx(1.0)
