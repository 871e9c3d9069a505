"""Violence against answers worked out by hand."""

import math

import numpy as np
import pytest
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.exits import H_RIVAL, M_CLASH, M_RIVAL
from tregua.model.mechanisms import violence
from tregua.model.state import Month

RATE = values(
    killing_per_member=0.001,
    deterrence_on_killing=1.5,
    presence_on_killing=0.4,
    provocation=0.2,
    dosing=1.0,
    dose_effect=0.3,
    deterrence_effect=0.5,
)


def test_killing_rate() -> None:
    f = plain(violence.killing_rate)
    assert f(0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, RATE) == approx(0.001)
    assert f(0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, RATE) == approx(0.002)
    assert f(0.7, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, RATE) == approx(0.001 * math.exp(0.7))
    assert f(0.0, 1.0, 0.4, 0.0, 0.0, 0.0, 0.0, RATE) == approx(0.001 * math.exp(-0.6))
    assert f(0.0, 1.0, -0.2, 0.0, 0.0, 0.0, 0.0, RATE) == approx(0.001 * math.exp(0.3))
    assert f(0.0, 1.0, 0.0, 0.5, 0.0, 0.0, 0.0, RATE) == approx(0.001 * math.exp(-0.2))
    assert f(0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0, RATE) == approx(0.001 * math.exp(-0.6))
    assert f(0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.4, RATE) == approx(0.0008)
    assert f(0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, RATE) == approx(0.0005)
    # the dose acts in its structure alone
    undosed = values(**{**vars(RATE), "dosing": 0.0})
    assert f(0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0, undosed) == approx(0.001)


@pytest.mark.parametrize("sign", [0.2, -0.2])
def test_provocation_has_the_sign_of_its_parameter(sign: float) -> None:
    p = values(**{**vars(RATE), "provocation": sign})
    rate = plain(violence.killing_rate)(0.0, 1.0, 0.0, 0.0, 0.5, 0.0, 0.0, p)
    assert rate == approx(0.001 * math.exp(0.5 * sign))


def test_a_pact_holds_back_killing() -> None:
    f, p = plain(violence.held_back), values(pact_effect=-0.5, pact_reference=-0.5)
    assert f(0.0, p) == 1.0
    assert f(0.4, p) == approx(0.6)
    assert f(1.0, p) == 0.0
    assert f(0.4, values(pact_effect=-1.0, pact_reference=-0.5)) == approx(0.36)
    assert f(-0.1, p) == 1.0
    assert f(1.1, p) == 0.0


def test_a_coalition_acts_with_the_sign_of_its_weight() -> None:
    f = plain(violence.under_coalition)
    assert f(-0.5, 0.0) == 1.0
    assert f(-0.5, 1.0) == approx(math.exp(-0.5))
    assert f(0.5, 0.4) == approx(math.exp(0.2))
    # one that held on the first day and ends
    assert f(-0.5, -1.0) == approx(math.exp(0.5))


def test_rivalry_hazard() -> None:
    f = plain(violence.rivalry_hazard)
    assert f(2.0, 0.001, 500.0, 10000.0, 0.5) == approx(0.00005)
    assert f(2.0, 0.001, 0.0, 10000.0, 0.5) == 0.0
    assert f(2.0, 0.001, 500.0, 10000.0, 0.0) == 0.0


def test_predation() -> None:
    f, p = plain(violence.predation), values(rival_share=0.2, hiding_activity=0.5)
    # 0.001 x 0.8 x (100 + 20) x 0.5 x 1.25 + 3
    assert f(0.001, 100.0, 40.0, 0.5, 0.25, 3.0, p) == approx(0.06 + 3.0)
    assert f(0.001, 100.0, 40.0, 0.0, 0.25, 0.0, p) == 0.0


def test_retaliation_follows_rising_pressure_alone() -> None:
    f, p = plain(violence.retaliation), values(retaliation=2.0)
    assert f(0.5, 0.2, p) == approx(0.6)
    assert f(0.2, 0.5, p) == 0.0


CLASH = values(clash_rate=0.001, clash_shape=4.0, clash_half_members=50.0, unmet_killing=0.01)


def test_clashes_peak_where_access_is_contested() -> None:
    f = plain(violence.clash_deaths)
    # 50 members: half are found; 0.001 x 1000 x 4 x 0.25
    assert f(1000.0, 0.5, 0.0, 50.0, CLASH) == approx(0.5)
    assert f(1000.0, 0.1, 0.0, 50.0, CLASH) == approx(0.5 * 4.0 * 0.09)
    assert f(1000.0, 0.0, 0.0, 50.0, CLASH) == f(1000.0, 1.0, 0.0, 50.0, CLASH) == 0.0
    assert f(0.0, 0.5, 20.0, 50.0, CLASH) == approx(0.1)
    assert f(1000.0, 0.5, 20.0, 50.0, CLASH) == approx(0.6)
    assert f(1000.0, 0.5, 20.0, 0.0, CLASH) == 0.0
    assert f(1000.0, 0.5, 0.0, 150.0, CLASH) == approx(0.75)


def test_background_follows_its_walk_and_slow_deterrence() -> None:
    f, p = plain(violence.background_hazard), values(background_rate=1e-6, deterrence_on_background=0.3)
    assert f(0.0, 0.0, p) == approx(1e-6)
    assert f(0.2, 0.5, p) == approx(1e-6 * math.exp(0.05))
    assert f(0.0, 1.0, values(background_rate=1e-6, deterrence_on_background=-0.3)) > 1e-6


KIDNAP = values(kidnapping_per_member=0.01, kidnapping_cap=3.0, kidnapping_under_pact=0.5)


def test_kidnapping_has_a_level_of_its_own() -> None:
    f = plain(violence.kidnappings)
    assert f(1.0, 100.0, 0.4, 0.4, 0.0, KIDNAP) == approx(1.0)
    assert f(math.exp(-0.7), 100.0, 0.4, 0.4, 0.0, KIDNAP) == approx(math.exp(-0.7))
    assert f(1.0, 100.0, 0.2, 0.4, 0.0, KIDNAP) == approx(0.5)
    assert f(1.0, 100.0, 0.9, 0.1, 0.0, KIDNAP) == approx(3.0)
    assert f(1.0, 100.0, 0.4, 0.4, 1.0, KIDNAP) == approx(0.5)
    assert f(1.0, 100.0, 0.4, 0.4, 0.5, KIDNAP) == approx(0.75)
    assert f(1.0, 0.0, 0.4, 0.4, 0.0, KIDNAP) == 0.0


EXTORT = values(extortion_usd_per_person=2.0, rule_response=0.7, pact_on_extortion=0.16, sanction_effect=0.5)


def test_extortion_rises_under_a_pact_and_responds_to_presence() -> None:
    f = plain(violence.extortion)
    assert f(0.0, 1000.0, 0.5, 0.0, 0.0, 0.0, EXTORT) == approx(1000.0)
    assert f(0.0, 1000.0, 0.5, 0.0, 1.0, 0.0, EXTORT) == approx(1000.0 * math.exp(0.16))
    assert f(0.3, 1000.0, 0.5, 0.0, 0.0, 0.0, EXTORT) == approx(1000.0 * math.exp(0.3))
    assert f(0.0, 1000.0, 0.5, 0.2, 0.0, 0.0, EXTORT) == approx(1000.0 * math.exp(0.14))
    milder = values(**{**vars(EXTORT), "rule_response": -0.7})
    assert f(0.0, 1000.0, 0.5, 0.2, 0.0, 0.0, milder) == approx(1000.0 * math.exp(-0.14))
    assert f(0.0, 1000.0, 0.0, 0.0, 0.0, 0.0, EXTORT) == 0.0
    assert f(0.0, 1000.0, 0.5, 0.0, 0.0, 0.5, EXTORT) == approx(750.0)


STEP = values(
    **vars(RATE),
    **vars(CLASH),
    half_risk=0.5,
    rival_share=0.2,
    hiding_activity=0.5,
    coalition_on_rivalry=-0.5,
    coalition_on_predation=0.2,
    coalition_on_attack=0.3,
    clash_bystanders=0.4,
    clash_agents=0.1,
    background_rate=1e-6,
    deterrence_on_background=0.3,
)


def ground() -> Tiny:
    """Return a territory of two gangs, 60 and 30 at large, with 10 of the second in hiding."""
    tiny = Tiny(gangs=2)
    fill(tiny.state.gang[0, 0], active=(50.0, 10.0))
    fill(tiny.state.gang[0, 1], active=(20.0, 10.0), hiding=(6.0, 4.0))
    fill(tiny.here, active=90.0, hidden=10.0, officers=1000.0, access=0.5, unmet_arrests=20.0)
    fill(tiny.place, violence=2.0, population=10000.0, deterrence=0.2, presence=0.1, unheld=0.5, swept=0.5)
    fill(tiny.place, deterrence_slow=0.5)
    fill(tiny.nation, level=0.1, background=0.2, rivalry_scale=4.0)
    fill(
        tiny.country, members=180.0, killing_share_under_pact=0.8, coalition=1.0, retaliation=0.25, spree=6.0
    )
    fill(tiny.local, deterrence=0.4)
    return tiny


def step(tiny: Tiny) -> None:
    """Run a step in which the first gang hunts the second three times as hard as the other way round."""
    month = Month(np.zeros((2, 1)), np.zeros((2, 1, 1)), np.array([[9.0, 1.0], [3.0, 9.0]]))
    plain(violence.step)(tiny.state, 0, STEP, None, month, tiny.work)


def test_step_of_violence() -> None:
    tiny = ground()
    step(tiny)
    # λ 0.1 - 1.5 x 0.2 - 0.4 x 0.1 + 0.2 x 0.5 / (0.5 + 0.5) - 0.3 x 0.5; focus leaves 0.8
    rate = 0.002 * math.exp(0.1 - 0.3 - 0.04 + 0.1 - 0.15) * 0.8
    assert tiny.here.killing_rate == approx(rate)
    among = 0.8 * math.exp(-0.5)
    # rivals of the first: 30 + half of 10, weight 1; of the second: 60, weight 3
    first, second = (4.0 * rate * r / 10000.0 * among for r in (35.0, 180.0))
    assert tiny.work.active[0, M_RIVAL] == approx(first)
    assert tiny.work.active[1, M_RIVAL] == approx(second)
    assert tiny.work.hiding[0, H_RIVAL] == approx(0.5 * first)
    assert tiny.work.hiding[1, H_RIVAL] == approx(0.5 * second)
    # half of the members are here, and half of the spree
    killed = rate * 0.8 * 95.0 * 0.8 * math.exp(0.2) * 1.25 + 3.0
    assert tiny.here.predation == approx(killed)
    clash = (0.001 * 1000.0 * 4.0 * 0.25 + 0.2) * 90.0 / 140.0 * math.exp(0.3)
    assert tiny.here.clash == approx(clash)
    assert tiny.here.bystanders == approx(0.4 * clash)
    assert tiny.here.agents == approx(0.1 * clash)
    assert tiny.here.background == approx(1e-6 * math.exp(0.2 - 0.15))
    for g in range(2):
        assert tiny.work.active[g, M_CLASH] == approx(clash / 90.0)


def test_a_net_gain_of_members_is_no_dose() -> None:
    tiny, none = ground(), ground()
    tiny.place.swept, none.place.swept = -0.5, 0.0
    step(tiny)
    step(none)
    assert tiny.here.killing_rate == none.here.killing_rate


def test_without_members_nobody_clashes_and_nobody_is_divided_by() -> None:
    tiny = Tiny(gangs=2)
    fill(tiny.place, population=100.0)
    fill(tiny.here, officers=1000.0, access=0.5)
    tiny.country.killing_share_under_pact = 1.0
    tiny.country.spree = 6.0
    step(tiny)
    assert tiny.here.predation == 0.0
    assert tiny.work.active[0, M_CLASH] == 0.0


def test_a_few_members_share_spree_and_clashes() -> None:
    tiny = ground()
    fill(tiny.here, active=0.5)
    fill(tiny.country, members=0.8)
    step(tiny)
    rate = tiny.here.killing_rate
    assert tiny.here.predation == approx(rate * 0.8 * 5.5 * 0.8 * math.exp(0.2) * 1.25 + 6.0 * 0.625)
    assert tiny.work.active[0, M_CLASH] == approx(tiny.here.clash / 0.5)
