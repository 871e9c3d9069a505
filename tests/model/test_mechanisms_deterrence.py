"""Deterrence against answers worked out by hand."""

import math

import pytest
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.mechanisms import deterrence

YEAR = 365.25
BUILD = values(capacity_build=30.0, capacity_lapse=60.0, capacity_time=1096.0, still_delivered=10.0)
RESPONSE = values(half_risk=0.5, risk_exponent=2.0, deterring=1.0)


def test_risk_falls_on_each_member_who_operates() -> None:
    f, p = plain(deterrence.delivered_risk), values(associate_odds=0.5)
    # weight 4 x 100 + 0.5 x 40 + 580 = 1000; 2 arrests a day x 4 / 1000 = 0.008 a day
    assert f(2.0, 4.0, 100.0, 40.0, 580.0, p) == approx(YEAR * 0.008)
    assert f(0.0, 4.0, 100.0, 40.0, 580.0, p) == 0.0
    assert f(2.0, 4.0, 0.0, 0.0, 0.0, p) == 0.0
    assert f(-1.0, 4.0, 100.0, 40.0, 580.0, p) == 0.0
    # fewer than one arrest a day and a weight below one count as well: 0.5 x 1 / 0.5
    assert f(0.5, 1.0, 0.0, 0.0, 0.5, p) == approx(YEAR)


def test_risk_per_member_rises_as_members_become_scarce() -> None:
    f, p = plain(deterrence.delivered_risk), values(associate_odds=0.5)
    risks = [f(2.0, 4.0, members, 40.0, 580.0, p) for members in (1000.0, 100.0, 10.0, 1.0)]
    assert risks == sorted(risks)
    # alone with U = 580 and B = 40: 2 x 4 / (4 + 20 + 580)
    assert risks[-1] == approx(YEAR * 8.0 / 604.0)


def test_share_delivered_is_ten_times_the_risk_against_its_peak() -> None:
    f = plain(deterrence.share_delivered)
    assert f(0.02, 1.0, BUILD) == approx(0.2)
    assert f(0.1, 1.0, BUILD) == 1.0
    assert f(1.0, 1.0, BUILD) == 1.0
    assert f(0.0, 0.5, BUILD) == 0.0
    assert f(0.01, 0.5, BUILD) == approx(0.2)
    assert f(0.0, 0.0, BUILD) == 0.0


def test_capacity_builds_by_what_a_step_leaves_of_the_way() -> None:
    assert plain(deterrence.capacity)(10.0, 50.0, 0.0, 0.25, BUILD, 30.0) == approx(40.0)
    assert plain(deterrence.capacity)(10.0, 50.0, 1.0, 0.75, BUILD, 15.0) == approx(20.0)


@pytest.mark.parametrize(
    "share, left",
    # 40 above A = 10 for 60 days: all lapses at 1 / 60, all stands at 1 / 1096, half of each
    [(0.0, math.exp(-1.0)), (1.0, math.exp(-60.0 / 1096.0)), (0.5, math.exp(-0.5 - 30.0 / 1096.0))],
)
def test_capacity_lapses_as_little_is_delivered(share: float, left: float) -> None:
    assert plain(deterrence.capacity)(50.0, 10.0, share, 0.5, BUILD, 60.0) == approx(10.0 + 40.0 * left)


def test_capacity_stays_where_arrests_equal_it() -> None:
    for share in (0.0, 0.5, 1.0):
        assert plain(deterrence.capacity)(50.0, 50.0, share, 0.5, BUILD, 60.0) == 50.0


def after(days: int, sweep: float, dt: float = 1.0) -> float:
    """Return the capacity left of 100 arrests a day after so many of ``sweep``, with 1,000 members."""
    odds = values(associate_odds=0.0)
    f, now = plain(deterrence.delivered_risk), 100.0
    peak = f(100.0, 1.0, 1000.0, 0.0, 1000.0, odds)
    for _ in range(int(days / dt)):
        share = plain(deterrence.share_delivered)(f(sweep, 1.0, 1000.0, 0.0, 1000.0, odds), peak, BUILD)
        now = plain(deterrence.capacity)(now, sweep, share, 0.5, BUILD, dt)
    return now


def test_one_arrest_a_day_does_not_keep_capacity() -> None:
    # ρ = 10 x 1 / 100 = 0.1: pace 0.9 / 60 + 0.1 / 1096 a day, for a year
    assert after(365, 1.0) == approx(1.0 + 99.0 * math.exp(-365.0 * (0.9 / 60.0 + 0.1 / 1096.0)))
    assert after(365, 1.0) < 1.6
    # a tenth of the largest does: ρ = 1
    assert after(365, 10.0) == approx(10.0 + 90.0 * math.exp(-365.0 / 1096.0))
    assert after(365, 10.0) > 70.0


def test_capacity_does_not_depend_on_the_length_of_the_step() -> None:
    assert after(60, 1.0, 1.0) == approx(after(60, 1.0, 5.0))


def test_shown_force_follows_only_while_arrests_rise_above_capacity() -> None:
    f = plain(deterrence.shown_force)
    # from 100 towards 400, of which a quarter of the way is left
    assert f(100.0, 400.0, 5.0, 4.0, 0.25) == approx(325.0)
    assert f(100.0, 400.0, 5.0, 5.0, 0.25) == 100.0
    assert f(100.0, 400.0, 4.0, 5.0, 0.25) == 100.0


def test_capacity_cannot_be_used_without_the_force_that_showed_it() -> None:
    f = plain(deterrence.usable_capacity)
    assert f(20.0, 50.0, 200.0) == approx(5.0)  # a quarter of force x access
    assert f(20.0, 0.0, 200.0) == 0.0
    assert f(20.0, 200.0, 200.0) == 20.0
    assert f(20.0, 900.0, 200.0) == 20.0  # more force adds none
    assert f(20.0, 0.1, 0.5) == approx(4.0)
    assert f(20.0, 50.0, 0.0) == 20.0


def test_still_held_after_six_months() -> None:
    f, half = plain(deterrence.still_held), YEAR / 2.0
    assert f(0.0, 0.0, 0.0, 0.0) == 1.0
    # all exits from remand free: exp(-1)
    assert f(1.0 / half, 0.0, 0.0, 0.0) == approx(math.exp(-1.0))
    assert f(0.0, 0.0, 1.0 / half, 0.0) == approx(math.exp(-1.0))
    # convictions alone lose nobody
    assert f(0.0, 1.0 / half, 0.0, 0.0) == approx(1.0)
    # two exits alike, then release over half of the time: e^-2 + (1 - e^-2) / 2 x e^-0.5
    left = math.exp(-2.0)
    assert f(1.0 / half, 1.0 / half, 0.0, 1.0 / half) == approx(left + 0.5 * (1.0 - left) * math.exp(-0.5))
    # three exits alike, escape of the convicted over half of the time
    left = math.exp(-3.0)
    assert f(1.0 / half, 1.0 / half, 1.0 / half, 0.0) == approx(left + (1.0 - left) / 3.0 * math.exp(-0.5))


def test_severity_lies_between_certainty_and_one() -> None:
    f, p = plain(deterrence.severity), values(certainty_weight=0.35)
    assert f(0.0, p) == approx(0.35)
    assert f(1.0, p) == approx(1.0)
    assert f(0.4, p) == approx(0.35 + 0.65 * 0.4)


def test_follow() -> None:
    f = plain(deterrence.follow)
    assert f(2.0, 10.0, 0.25) == approx(8.0)
    assert f(2.0, 10.0, 1.0) == 2.0
    assert f(2.0, 10.0, 0.0) == 10.0


def test_response_is_half_at_half_risk() -> None:
    f = plain(deterrence.response)
    assert f(0.5, RESPONSE) == approx(0.5)
    assert f(1.0, RESPONSE) == approx(0.8)  # 4 / (4 + 1)
    assert f(0.25, RESPONSE) == approx(0.2)
    assert f(0.0, RESPONSE) == 0.0
    assert f(-0.3, RESPONSE) == 0.0
    assert f(1e9, RESPONSE) == approx(1.0)
    assert f(1.0, values(half_risk=0.5, risk_exponent=1.0)) == approx(2.0 / 3.0)


def test_deterrence_is_zero_at_the_reference_date_and_negative_below_it() -> None:
    f, usual = plain(deterrence.deterrence), plain(deterrence.response)(0.25, RESPONSE)
    assert f(0.25, 0.0, usual, RESPONSE) == 0.0
    assert f(0.0, 0.0, usual, RESPONSE) == approx(-0.2)
    assert f(0.25, 0.25, usual, RESPONSE) == approx(0.3)
    # an announcement that lowers the risk expected, and no more than all of it
    assert f(0.25, -0.1, usual, RESPONSE) < 0.0
    assert f(0.25, -9.0, usual, RESPONSE) == approx(-0.2)
    assert f(1.0, 0.0, usual, values(half_risk=0.5, risk_exponent=2.0, deterring=0.0)) == 0.0


def test_provoked() -> None:
    f = plain(deterrence.provoked)
    assert f(0.5, RESPONSE) == approx(0.5)
    assert f(1.5, RESPONSE) == approx(0.75)
    assert f(0.0, RESPONSE) == 0.0
    assert f(-1.0, RESPONSE) == 0.0


def test_announced_keeps_its_sign() -> None:
    f = plain(deterrence.announced)
    assert f(0.5, values(announced_risk=0.8, announcement_sign=0.5)) == approx(0.2)
    assert f(0.5, values(announced_risk=0.8, announcement_sign=-1.0)) == approx(-0.4)
    assert f(0.0, values(announced_risk=0.8, announcement_sign=1.0)) == 0.0


def test_a_declaration_that_is_not_followed_halves_the_next() -> None:
    f, p = plain(deterrence.credited), values(follow_rise=0.1, announced_risk=0.8, unfollowed=0.5)
    assert f(1.0, 0.07, p) == 0.5
    assert f(0.5, 0.0, p) == 0.25
    assert f(0.25, 0.09, p) == 1.0
    assert f(0.25, 0.1 * 0.8, p) == 1.0


def test_swept_is_net_of_the_usual_and_capped() -> None:
    f, p = plain(deterrence.swept), values(swept_cap=3.0)
    assert f(0.1, 30.0, 10.0, 200.0, p) == approx(0.2)
    assert f(0.1, 10.0, 30.0, 200.0, p) == approx(0.0)
    assert f(2.9, 1000.0, 0.0, 200.0, p) == 3.0


ANNOUNCE = values(
    announced_risk=0.8,
    announcement_sign=1.0,
    follow_days=180.0,
    follow_rise=0.1,
    unfollowed=0.5,
)


def country(sign: float = 1.0) -> tuple[Tiny, object]:
    """Return a country in which announcements fade by a tenth a step, and a step of it."""
    tiny = Tiny()
    fill(tiny.country, announcement_kept=0.9, holding_kept=0.75, still_held=0.8)
    fill(tiny.nation, announcement_credit=1.0, held_share=0.4, belief_mean=0.2)
    p = values(**{**vars(ANNOUNCE), "announcement_sign": sign})

    def step(declared: float) -> float:
        tiny.controls.declaration = declared
        plain(deterrence.announce)(tiny.state, p, tiny.work, tiny.clock)
        return float(tiny.nation.announcement)

    return tiny, step


def test_a_declaration_acts_at_once_fades_and_a_renewal_adds_nothing() -> None:
    tiny, step = country()
    assert step(0.0) == 0.0
    assert step(1.0) == approx(0.8)
    assert step(1.0) == approx(0.8 * 0.9)
    assert step(1.0) == approx(0.8 * 0.81)
    # a second that starts later is one more; the largest counts, they do not add up; the first was not
    # followed, so the second is believed by half
    tiny.nation.announcement = 0.1
    assert step(2.0) == approx(0.4)
    tiny.nation.announcement = 2.0
    assert step(3.0) == approx(1.8)
    # the end of one is no declaration
    assert step(2.0) == approx(1.8 * 0.9)
    assert tiny.nation.declarations == 2.0
    # and after it a new one acts, by an eighth: three words, and nothing done
    tiny.nation.announcement = 0.0
    assert step(3.0) == approx(0.1)


def test_a_share_of_a_declaration_is_none() -> None:
    tiny, step = country()
    assert step(0.5) == 0.0
    assert tiny.nation.declarations == 0.0
    assert step(1.0) == approx(0.8)
    step(0.5)
    assert tiny.nation.declarations == 1.0


def test_an_announcement_of_negative_sign_lowers_the_risk_expected() -> None:
    tiny, step = country(sign=-1.0)
    assert step(1.0) == approx(-0.8)
    assert step(1.0) == approx(-0.72)
    tiny.nation.announcement = 0.3
    assert step(2.0) == approx(-0.4)
    tiny.nation.announcement = -3.0
    assert step(3.0) == approx(-2.7)


def test_what_is_learnt_of_holding_follows_custody() -> None:
    tiny, step = country()
    step(0.0)
    assert tiny.nation.held_share == approx(0.8 - 0.4 * 0.75)


def test_credit_is_settled_after_180_days_by_the_peak_of_belief() -> None:
    tiny, step = country()
    step(1.0)
    assert tiny.nation.declaration_pending == 180.0
    assert tiny.nation.belief_declared == approx(0.2)
    for _ in range(179):
        step(1.0)
    assert tiny.nation.announcement_credit == 1.0
    step(1.0)
    assert tiny.nation.announcement_credit == 0.5
    for _ in range(10):
        step(1.0)
    assert tiny.nation.announcement_credit == 0.5
    tiny.nation.announcement = 0.0
    assert step(2.0) == approx(0.4)
    # belief peaks for one day, a tenth of 0.8 above; then falls back: it was followed
    tiny.nation.belief_mean = 0.2801
    step(2.0)
    tiny.nation.belief_mean = 0.0
    for _ in range(179):
        step(2.0)
    assert tiny.nation.announcement_credit == 1.0


def test_only_the_rise_since_the_declaration_counts() -> None:
    tiny, step = country()
    tiny.nation.belief_mean = 0.9
    step(0.0)
    step(1.0)
    tiny.nation.belief_mean = 0.97
    for _ in range(180):
        step(1.0)
    assert tiny.nation.announcement_credit == 0.5


def test_the_peak_of_an_earlier_declaration_does_not_count() -> None:
    tiny, step = country()
    step(1.0)
    tiny.nation.belief_mean = 0.9
    step(1.0)
    tiny.nation.belief_mean = 0.2
    step(2.0)
    for _ in range(180):
        step(2.0)
    assert tiny.nation.announcement_credit == 0.5


def test_an_announcement_of_nothing_takes_nothing_away() -> None:
    tiny, step = country(sign=0.0)
    tiny.nation.announcement = 0.5
    assert step(1.0) == approx(0.45)


def test_sums_over_territories_start_at_zero() -> None:
    tiny, step = country()
    fill(tiny.country, belief_total=1.0, risk_total=1.0, weight_total=1.0, extortion=1.0)
    step(0.0)
    for name in ("belief_total", "risk_total", "weight_total", "extortion"):
        assert getattr(tiny.country, name) == 0.0


def test_means_are_weighted_by_members_at_the_start() -> None:
    tiny = Tiny()
    fill(tiny.country, belief_total=30.0, risk_total=60.0, weight_total=100.0)
    plain(deterrence.means)(tiny.state, tiny.work)
    assert (tiny.nation.belief_mean, tiny.nation.risk_mean) == (approx(0.3), approx(0.6))
    fill(tiny.country, belief_total=0.0, risk_total=0.0, weight_total=0.0)
    plain(deterrence.means)(tiny.state, tiny.work)
    assert (tiny.nation.belief_mean, tiny.nation.risk_mean) == (approx(0.3), approx(0.6))
    fill(tiny.country, belief_total=0.1, risk_total=0.2, weight_total=0.5)
    plain(deterrence.means)(tiny.state, tiny.work)
    assert (tiny.nation.belief_mean, tiny.nation.risk_mean) == (approx(0.2), approx(0.4))


STEP = values(
    **vars(BUILD),
    leak_share=0.2,
    associate_odds=0.5,
    certainty_weight=0.4,
    belief_local_weight=0.25,
    half_risk=0.5,
    risk_exponent=1.0,
    deterring=1.0,
)


def swept_town() -> Tiny:
    """Return a territory with 100 members, 40 associates and 580 exposed people, and 2 sweeps a day."""
    tiny = Tiny()
    fill(tiny.country, targeting_odds=5.0, belief_kept=0.5, belief_slow_kept=0.75)
    fill(tiny.here, sweep=2.0, active=100.0, force=400.0, access=0.5, ordinary_risk=0.1)
    fill(tiny.place, associates=(30.0, 10.0), exposed=(500.0, 80.0), members_start=200.0, belief=0.3)
    fill(tiny.nation, held_share=0.5, risk_mean=0.06)
    return tiny


def test_step_of_deterrence() -> None:
    tiny = swept_town()
    place, kept = tiny.place, 0.96
    fill(place, unheld=0.2, deterrence_slow=0.1, response_start=0.05, shown_force=100.0, capacity=1.0)
    fill(tiny.country, risk_total=7.0, weight_total=3.0, belief_total=2.0, capacity_kept=kept)
    plain(deterrence.step)(tiny.state, 0, STEP, tiny.work, tiny.clock)
    # odds 5 x 0.8 = 4; weight 4 x 100 + 0.5 x 40 + 580 = 1000: 2 x 4 / 1000 a day
    delivered = YEAR * 0.008
    assert place.risk_peak == approx(delivered)
    # arrests above capacity: it rises, and force x access 400 x 0.5 with it
    assert place.shown_force == approx(200.0 - 100.0 * kept)
    assert place.capacity == approx(2.0 - kept)
    # 200 is more than was shown: all of capacity stands. Severity 0.4 + 0.6 x 0.5 = 0.7
    weighed = (0.1 + YEAR * (2.0 - kept) * 0.004) * 0.7
    assert tiny.country.risk_total == approx(7.0 + 200.0 * weighed)
    assert tiny.country.weight_total == approx(203.0)
    goal = 0.25 * weighed + 0.75 * 0.06
    assert place.belief == approx(0.5 * goal + 0.5 * 0.3)
    assert tiny.country.belief_total == approx(2.0 + 200.0 * place.belief)
    assert place.unheld == approx(0.5 * delivered * 0.5 + 0.5 * 0.2)
    usual = place.belief / (place.belief + 0.5) - 0.05
    assert place.deterrence == approx(usual)
    assert place.deterrence_slow == approx(0.25 * usual + 0.75 * 0.1)


def test_an_announcement_raises_deterrence_of_the_day() -> None:
    tiny = swept_town()
    tiny.nation.announcement = 0.4
    plain(deterrence.step)(tiny.state, 0, STEP, tiny.work, tiny.clock)
    risk = tiny.place.belief + 0.4
    assert tiny.place.deterrence == approx(risk / (risk + 0.5))


def standing(members: float, days: int = 400) -> float:
    """Return the risk believed after ``days`` of 0.3 sweep arrests, when members fell from 1000 to these."""
    tiny = swept_town()
    fill(tiny.place, capacity=20.0, shown_force=200.0, members_start=1000.0)
    fill(tiny.here, active=1000.0, sweep=20.0)
    for day in range(days):
        if day == 30:
            fill(tiny.here, active=members, sweep=0.3)
        plain(deterrence.announce)(tiny.state, ANNOUNCE, tiny.work, tiny.clock)
        fill(tiny.nation, held_share=0.5)
        plain(deterrence.step)(tiny.state, 0, STEP, tiny.work, tiny.clock)
        plain(deterrence.means)(tiny.state, tiny.work)
    return float(tiny.place.belief)


def test_success_does_not_undo_itself() -> None:
    # where members became scarce the same few arrests keep more of the risk alive
    assert standing(10.0, 90) > standing(1000.0, 90)
    assert standing(10.0) > standing(1000.0)


def test_the_peak_of_risk_is_remembered() -> None:
    tiny = swept_town()
    tiny.place.risk_peak = 50.0
    plain(deterrence.step)(tiny.state, 0, STEP, tiny.work, tiny.clock)
    assert tiny.place.risk_peak == 50.0


def test_force_that_leaves_takes_capacity_with_it() -> None:
    tiny = swept_town()
    fill(tiny.place, capacity=20.0, shown_force=400.0, risk_peak=1.0)
    fill(tiny.here, sweep=0.0, ordinary_risk=0.0)
    fill(tiny.nation, risk_mean=0.0)
    plain(deterrence.step)(tiny.state, 0, STEP, tiny.work, tiny.clock)
    # nothing delivered: one day of lapse; 200 of 400 left: half of it stands
    risk = YEAR * 0.5 * 20.0 * math.exp(-1.0 / 60.0) * 0.004 * 0.7
    assert tiny.country.risk_total == approx(200.0 * risk)
    assert tiny.place.unheld == 0.0
