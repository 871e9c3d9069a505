"""Politics against answers worked out by hand."""

import math

import numpy as np
import pytest
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model import random_draws, state
from tregua.model.mechanisms import politics
from tregua.model.state import CONSENT, MET, PENDING, REFUSED, RESOLUTION, Month
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS

KEY = np.uint64(11)
SURE = 1e9
ODDS = values(odds_shift=0.0)
pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")


def drawn(sub: int, number: int = 0) -> float:
    """Return the number drawn for one precondition: 0 arrival, 1 odds, 2 loss, 3 renewal."""
    return float(plain(random_draws.uniform)(KEY, politics.FIRST_SLOT + 4 * number + sub))


def test_odds_are_shifted_in_log_odds() -> None:
    f = plain(politics.shifted)
    assert f(0.5, 0.0) == approx(0.5)
    assert f(0.5, math.log(3.0)) == approx(0.75)
    assert f(0.75, -math.log(3.0)) == approx(0.5)
    assert [f(0.0, 5.0), f(1.0, -5.0)] == [0.0, 1.0]


def rule(**of: float) -> object:
    """Return a precondition that comes at no time and is never lost, but for what is named."""
    never = {"day": -1e9, "odds": 1.0, "arrival": 0.0, "loss": 0.0, "renewal_days": 0.0, "renewal_odds": 1.0}
    return values(**{**never, "kind": CONSENT, **of})


def status(
    now: float, of: object, day: float = 10.0, shift: float = 0.0, dt: float = 1.0, number: int = 0
) -> float:
    """Return the status of a precondition a step later, met since day 0."""
    return plain(politics.precondition)(now, 0.0, of, number, day, shift, ODDS, KEY, dt)


def test_a_dated_precondition_waits_for_its_day() -> None:
    assert status(PENDING, rule(day=11.0)) == PENDING
    assert status(PENDING, rule(day=10.0)) == MET
    assert status(PENDING, rule(day=10.0, odds=0.0)) == REFUSED
    assert status(PENDING, rule()) == PENDING
    assert status(PENDING, rule(arrival=SURE)) == MET
    assert status(REFUSED, rule(day=0.0)) == REFUSED


@pytest.mark.parametrize("number", [0, 3])
def test_chance_decides_by_odds_arrival_and_loss(number: int) -> None:
    u = drawn(1, number)
    assert status(PENDING, rule(day=0.0, odds=u + 1e-6), number=number) == MET
    assert status(PENDING, rule(day=0.0, odds=u - 1e-6), number=number) == REFUSED
    # 1 - exp(-2 rate) passes the number drawn
    for sub, now, name, after in ((0, PENDING, "arrival", MET), (2, MET, "loss", REFUSED)):
        rate = -math.log1p(-drawn(sub, number)) / 2.0
        assert status(now, rule(**{name: rate * 0.99}), dt=2.0, number=number) == now
        assert status(now, rule(**{name: rate * 1.01}), dt=2.0, number=number) == after


def test_all_odds_move_with_the_shift() -> None:
    p = values(odds_shift=20.0)
    assert (
        plain(politics.precondition)(PENDING, 0.0, rule(day=0.0, odds=0.01), 0, 1.0, 0.0, p, KEY, 1.0) == MET
    )


def test_a_renewal_is_decided_on_its_day_with_the_council() -> None:
    lost = rule(renewal_days=10.0, renewal_odds=0.0)
    assert status(MET, lost, day=8.0) == MET
    assert status(MET, lost, day=9.0) == REFUSED
    assert status(MET, lost, day=10.0) == MET
    assert status(MET, lost, day=19.0) == REFUSED
    assert status(MET, rule(renewal_days=10.0), day=9.0) == MET
    assert status(MET, rule(renewal_odds=0.0), day=9.0) == MET
    # not since it was met: since day 5 the day is 14
    since = plain(politics.precondition)
    assert since(MET, 5.0, lost, 0, 9.0, 0.0, ODDS, KEY, 1.0) == MET
    assert since(MET, 5.0, lost, 0, 14.0, 0.0, ODDS, KEY, 1.0) == REFUSED
    even = rule(renewal_days=10.0, renewal_odds=0.5)
    assert status(MET, even, day=9.0, shift=20.0) == MET
    assert status(MET, even, day=9.0, shift=-20.0) == REFUSED


def world(*rules: dict[str, float], **of: float) -> object:
    """Return a world of preconditions and the figures of a conditional mission."""
    record = np.zeros(len(rules), state.PRECONDITION).view(np.recarray)
    for k, one in enumerate(rules):
        fill(record[k], **{**vars(rule()), **one})
    figures = {
        "conditional": 1.0,
        "branch": politics.CHANCE,
        "first": 0.0,
        "last": 1e9,
        "lost": 50.0,
        "limited": 0.0,
    }
    return values(precondition=record, politics=np.array(list({**figures, **of}.values())))


def all_hold(
    tiny: Tiny, of: object, branch: float = politics.CHANCE, day: float = 10.0
) -> tuple[bool, bool, bool]:
    return plain(politics.preconditions)(tiny.state, of, branch, day, ODDS, KEY, 1.0)


def test_preconditions_together() -> None:
    tiny, of = Tiny(), world({"kind": RESOLUTION, "day": 4.0}, {"kind": CONSENT, "day": 12.0})
    assert all_hold(tiny, of) == (False, False, True)
    assert tiny.state.precondition[0].tolist() == [MET, 4.0]
    assert tiny.state.precondition[1].tolist() == [PENDING, 0.0]
    assert all_hold(tiny, of, day=12.0) == (True, False, True)
    assert tiny.state.precondition[1].tolist() == [MET, 12.0]
    tiny, of = Tiny(), world({"kind": RESOLUTION}, {"kind": CONSENT, "arrival": SURE, "odds": 0.0})
    assert all_hold(tiny, of) == (False, True, False)
    assert tiny.state.precondition[1].tolist() == [REFUSED, 10.0]


def test_the_council_shifts_renewals() -> None:
    for shift, held in ((20.0, True), (-20.0, False)):
        tiny = Tiny()
        fill(tiny.nation, council=1.0 + shift, council_start=1.0)
        tiny.state.precondition[0, 0] = MET
        of = world({"kind": RESOLUTION, "renewal_days": 10.0, "renewal_odds": 0.5})
        assert all_hold(tiny, of, day=9.0)[0] == held


def test_branches_set_apart_from_chance() -> None:
    of = world({"kind": RESOLUTION})
    assert all_hold(Tiny(), of, politics.OPERATES) == (True, False, True)
    assert all_hold(Tiny(), of, politics.COLLAPSES, 49.0) == (True, False, True)
    assert all_hold(Tiny(), of, politics.COLLAPSES, 50.0) == (False, True, False)


@pytest.mark.parametrize(
    "now, every, lost, resolved, day, active, after",
    [
        ("NO_MISSION", False, False, False, 0, 0.0, "OFFERED"),
        ("OFFERED", False, False, True, 0, 0.0, "AUTHORISED"),
        ("AUTHORISED", True, False, True, 4, 0.0, "AUTHORISED"),  # before its first day, 5
        ("AUTHORISED", True, False, True, 5, 0.0, "DEPLOYING"),
        ("AUTHORISED", False, True, False, 9, 0.0, "ENDED"),
        ("DEPLOYING", True, False, True, 9, 0.98, "DEPLOYING"),
        ("DEPLOYING", True, False, True, 9, 0.99, "OPERATING"),
        ("DEPLOYING", False, True, True, 9, 0.5, "DRAWING_DOWN"),
        ("OPERATING", False, True, True, 9, 0.5, "DRAWING_DOWN"),
        ("DRAWING_DOWN", False, True, True, 9, 0.0, "ENDED"),
        ("OPERATING", True, False, True, 99, 1.0, "OPERATING"),
        ("OPERATING", True, False, True, 100, 1.0, "ENDED"),
        ("DEPLOYING", True, False, True, 100, 1.0, "ENDED"),
        ("ENDED", True, False, True, 101, 0.0, "ENDED"),
    ],
)
def test_phase(
    now: str, every: bool, lost: bool, resolved: bool, day: float, active: float, after: str
) -> None:
    start, goal = getattr(politics, now), getattr(politics, after)
    f = plain(politics.phase)
    assert f(start, 1.0, every, lost, resolved, day, 5.0, 100.0, active) == goal
    assert f(start, 0.0, every, lost, resolved, day, 5.0, 100.0, active) == politics.NO_MISSION


def test_activity_ramps_up_and_draws_down() -> None:
    f, p = plain(politics.activity), values(mission_ramp_days=30.0, mission_drawdown_days=60.0)
    assert f(0.5, politics.DEPLOYING, 3.0, p) == approx(0.6)
    assert f(0.98, politics.OPERATING, 3.0, p) == 1.0
    for phase in (politics.OFFERED, politics.AUTHORISED, politics.DRAWING_DOWN, politics.ENDED):
        assert f(0.5, phase, 3.0, p) == approx(0.45)
        assert f(0.01, phase, 3.0, p) == 0.0


def test_money_without_a_plan_is_paid_in_full() -> None:
    tiny = Tiny()
    flows = tiny.ledger.flows
    for times in (1.0, 2.0):
        plain(politics.money)(tiny.nation, flows, 100.0, 50.0, 10.0, 200.0, 7.0, 0.0, 2.0)
        # asked (10 x 100 + 200) x 2, paid (10 x 50 + 200) x 2
        assert flows.money_asked == approx(2400.0 * times)
        assert flows.money_received == flows.money_spent == approx(1400.0 * times)
    assert (tiny.nation.afford, tiny.nation.fund) == (1.0, 0.0)


def test_a_mission_shrinks_to_what_money_sustains() -> None:
    tiny = Tiny()
    n, flows = tiny.nation, tiny.ledger.flows
    fill(n, fund=1000.0, afford=1.0)
    for times in (1.0, 2.0):
        plain(politics.money)(n, flows, 100.0, 50.0, 10.0, 200.0, 400.0, 1.0, 2.0)
        # 1000 + 800 - 1400, then 400 + 800 of which all is spent
        assert n.fund == approx(400.0 if times == 1.0 else 0.0)
    assert (flows.money_received, flows.money_spent) == (approx(1600.0), approx(2600.0))
    # a month's money, 400 + 30 x 400 of 30 x 1200, then 30 x 400
    kept, first = math.exp(-2.0 / 14.0), 12400.0 / 36000.0
    once = first + (1.0 - first) * kept
    assert n.afford == approx(1 / 3 + (once - 1 / 3) * kept)
    # more than enough sustains all of it, and no mission needs none
    for asked, inflow in ((100.0, 1e6), (0.0, 0.0)):
        fill(n, fund=0.0, afford=0.5)
        plain(politics.money)(n, flows, asked, 0.0, 10.0, 0.0, inflow, 1.0, 1e9)
        assert n.afford == approx(1.0)


def test_prison_places_grow_towards_the_plan() -> None:
    f = plain(politics.prison_places)
    assert f(100.0, 200.0, 5.0, 2.0) == approx(110.0)
    assert f(198.0, 200.0, 5.0, 2.0) == 200.0
    assert f(300.0, 200.0, 5.0, 2.0) == 300.0


def test_control_of_arms() -> None:
    f, p = plain(politics.arms_goal), values(sanction_on_arms=0.1)
    assert f(0.3, 0.5, p) == approx(0.35)
    assert f(0.99, 0.5, p) == 1.0
    assert plain(politics.arms)(0.2, 0.6, 0.75) == approx(0.3)


def test_controls_in_force_ask_for_the_package_only_while_it_runs() -> None:
    tiny = Tiny()
    national, local = np.zeros((2, len(NATIONAL_CONTROLS))), np.zeros((2, 1, len(TERRITORIAL_CONTROLS)))
    local[:, 0, TERRITORIAL_CONTROLS.index("mission_troops")] = 10.0, 40.0
    local[0, 0, TERRITORIAL_CONTROLS.index("police")] = 7.0
    none = [np.zeros(len(names), bool) for names in (NATIONAL_CONTROLS, TERRITORIAL_CONTROLS)]
    plan = values(national_mean=none[0], national_share=none[0], territorial_share=none[1])
    month = Month(national, local, np.zeros((1, 1)))
    for running, asked in ((True, 50.0), (False, 10.0)):
        plain(politics.in_force)(tiny.state, plan, month, tiny.work, 0.5, running)
        country = tiny.country
        assert (country.personnel, country.personnel_asked, country.officers_added) == (30.0, asked, 7.0)
        assert tiny.place.mission_troops == 30.0


def test_controls_are_worked_out_again_only_where_something_changed() -> None:
    tiny = Tiny()
    national, local = np.zeros((2, len(NATIONAL_CONTROLS))), np.zeros((2, 1, len(TERRITORIAL_CONTROLS)))
    police = TERRITORIAL_CONTROLS.index("police")
    none = [np.zeros(len(names), bool) for names in (NATIONAL_CONTROLS, TERRITORIAL_CONTROLS)]
    plan = {"national_mean": none[0], "national_share": none[0], "territorial_share": none[1]}
    of = values(**vars(world()), **plan, prices=np.zeros(5))
    of.politics[0] = 0.0
    p = values(
        odds_shift=0.0,
        mission_ramp_days=30.0,
        mission_drawdown_days=60.0,
        mission_cost_factor=1.0,
        sanction_on_arms=0.0,
    )

    def police_after(asked: float) -> float:
        local[0, 0, police] = asked
        month = Month(national, local, np.zeros((1, 1)))
        plain(politics.step)(tiny.state, tiny.ledger, p, of, month, tiny.work, tiny.clock, KEY)
        return float(tiny.local.police)

    assert police_after(5.0) == 5.0
    assert police_after(6.0) == 5.0  # within a month, controls stay what they are
    tiny.country.controls_known = 0.0  # as when a month begins
    assert police_after(6.0) == 6.0
    # a share of the package that changed counts at once
    fill(tiny.nation, activity=0.5, afford=1.0)
    assert police_after(8.0) == 8.0


def test_step_of_politics() -> None:
    tiny = Tiny(territories=2, dt=2.0)
    national, local = np.zeros((2, len(NATIONAL_CONTROLS))), np.zeros((2, 2, len(TERRITORIAL_CONTROLS)))
    of = world(first=5.0)
    whole = {name: k for k, name in enumerate(NATIONAL_CONTROLS)}
    place = {name: k for k, name in enumerate(TERRITORIAL_CONTROLS)}
    mean, share = np.zeros(len(whole), bool), np.zeros(len(whole), bool)
    mean[whole["operation_deaths"]] = mean[whole["operation_bystanders"]] = True
    share[whole["finance_sanctions"]] = share[whole["reinsertion"]] = True
    few = np.zeros(len(place), bool)
    few[place["prevention"]] = True

    def put(layer: int, **of: float) -> None:
        for name, value in of.items():
            national[layer, whole[name]] = value

    put(0, operation_deaths=3.0, operation_bystanders=0.4, finance_sanctions=0.8, reinsertion=0.1)
    put(1, operation_deaths=7.0, finance_sanctions=0.9, reinsertion=0.4)
    put(0, unit_cost_per_day=5.0, programme_per_day=20.0, funding_per_day=100.0, places_home=50.0)
    put(1, unit_cost_per_day=10.0, funding_per_day=900.0, places_abroad=80.0, build_per_day=4.0)
    put(0, arms_control=0.3)
    local[0, 0, place["police"]], local[1, 0, place["police"]] = 30.0, 40.0
    local[1, :, place["mission_troops"]] = [100.0, 60.0]
    local[1, :, place["mission_police"]] = [20.0, 20.0]
    local[0, 1, place["mission_troops"]], local[0, 1, place["mission_police"]] = 8.0, 2.0
    local[1, :, place["contractors"]] = [10.0, 6.0]
    local[0, 0, place["prevention"]], local[1, 0, place["prevention"]] = 0.9, 0.8
    # after this step, which is a fifteenth of the ramp, half of it is done
    fill(
        tiny.nation,
        phase=float(politics.DEPLOYING),
        activity=0.5 - 1 / 15,
        afford=1.0,
        places=100.0,
        arms=0.1,
    )
    fill(tiny.country, arms_kept=0.75)
    of.politics[5] = 0.0
    p = values(
        odds_shift=0.0,
        mission_ramp_days=30.0,
        mission_drawdown_days=60.0,
        mission_cost_factor=2.0,
        sanction_on_arms=0.1,
    )
    figures = {"national_mean": mean, "national_share": share, "territorial_share": few}
    full = values(**vars(of), **figures, prices=np.array([0.0, 300.0, 100.0, 9.0, 0.0]))
    tiny.clock.day = 10.0
    month = Month(national, local, np.zeros((1, 1)))

    def step() -> None:
        plain(politics.step)(tiny.state, tiny.ledger, p, full, month, tiny.work, tiny.clock, KEY)

    step()
    assert tiny.nation.phase == politics.DEPLOYING
    assert tiny.nation.activity == approx(0.5)
    c = tiny.controls
    # figures per operation are the package's own where it has one; amounts add up, shares to one
    assert (c.operation_deaths, c.operation_bystanders) == (7.0, 0.4)
    assert (c.finance_sanctions, c.reinsertion) == (1.0, approx(0.3))
    assert tiny.local.police == approx(50.0)
    assert tiny.local.prevention == 1.0
    there = tiny.state.territory
    assert [t.mission_troops for t in there] == approx([50.0, 38.0])
    assert [t.mission_police for t in there] == approx([10.0, 12.0])
    assert [t.contractors for t in there] == approx([5.0, 3.0])
    assert (tiny.country.personnel, tiny.country.foreign) == (approx(110.0), approx(118.0))
    flows = tiny.ledger.flows
    # twice 10 a person: 210 are asked for, 110 are there
    assert flows.money_asked == approx((20.0 * 210.0 + 20.0) * 2.0)
    assert flows.money_spent == approx((20.0 * 110.0 + 20.0) * 2.0)
    # sanctions add a tenth to 0.3
    assert tiny.nation.arms == approx(0.4 - 0.3 * 0.75)
    # 2 places a day; the plan is 150
    assert (tiny.nation.places, tiny.nation.places_abroad) == (approx(104.0), approx(40.0))
    assert flows.prison_cost == approx(1200.0)
    assert flows.programme_cost == approx((20.0 + 9.0 * 50.0) * 2.0)
    # a mission that is not running asks for what the base has, and is paid from the base's plan
    of.politics[5] = 1.0
    fill(tiny.nation, phase=float(politics.ENDED), activity=0.0, afford=0.0, fund=0.0)
    before, received = float(flows.money_asked), float(flows.money_received)
    full.precondition = np.zeros(1, state.PRECONDITION).view(np.recarray)
    step()
    assert c.operation_deaths == 3.0
    assert flows.money_asked - before == approx((20.0 * 10.0 + 20.0) * 2.0)
    assert flows.money_received - received == approx(200.0)
    assert flows.prison_cost == approx(1200.0)
    assert flows.programme_cost == approx((40.0 + 9.0 * 80.0) * 2.0)
    # and one that is has the package's money too
    fill(tiny.nation, phase=float(politics.OPERATING), activity=1.0, afford=1.0, fund=0.0)
    received = float(flows.money_received)
    step()
    assert flows.money_received - received == approx(2000.0)
