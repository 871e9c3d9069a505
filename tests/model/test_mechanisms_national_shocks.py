"""Shocks of a whole country against answers worked out by hand."""

import math

import numpy as np
import pytest
from pytest import approx
from scipy.stats import norm

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model import random_draws
from tregua.model.mechanisms import national_shocks as shocks
from tregua.model.mechanisms import politics

KEY = np.uint64(11)
NEVER, SURE = 0.0, 1e9
pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")


def normal(slot: int, key: np.uint64 = KEY) -> float:
    """Return the standard normal number at an address."""
    return float(norm.ppf(plain(random_draws.uniform)(key, slot)))


def test_addresses_are_apart() -> None:
    names = ("DRIFT BACKGROUND SHOCK SHOCK_SIZE BREAK BREAKDOWN SPREE SPREE_SIZE PULSE PRISON_BREAK").split()
    slots = [getattr(shocks, name) for name in [*names, "KIDNAPPING", "EXTORTION"]]
    assert len(set(slots)) == 12
    assert max(slots) < politics.FIRST_SLOT


def test_level_walks_and_jumps() -> None:
    f = plain(shocks.level)
    walk = 0.5 + 0.02 * 2.0 * normal(shocks.DRIFT)  # four days: twice the drift of one
    assert f(0.5, KEY, values(level_drift=0.02, shock_rate=NEVER, shock_size=0.4), 4.0) == approx(walk)
    jump = walk + 0.4 * normal(shocks.SHOCK_SIZE)
    assert f(0.5, KEY, values(level_drift=0.02, shock_rate=SURE, shock_size=0.4), 4.0) == approx(jump)


def test_background_and_slow_levels_walk() -> None:
    f = plain(shocks.background_level)
    assert f(0.5, KEY, values(background_drift=0.02), 4.0) == approx(0.5 + 0.04 * normal(shocks.BACKGROUND))
    f = plain(shocks.slow_level)
    assert f(0.5, 0.02, shocks.KIDNAPPING, KEY, 4.0) == approx(0.5 + 0.04 * normal(shocks.KIDNAPPING))
    assert f(0.5, 0.0, shocks.EXTORTION, KEY, 4.0) == 0.5


PACT = values(pact_break=NEVER, breakdown_effect=0.6, full_pact=0.4)


def test_a_pact_holds_from_the_day_it_is_asked() -> None:
    f, nation = plain(shocks.pact), Tiny().nation
    assert f(nation, 0.0, NEVER, KEY, PACT, 1.0) == 0.0
    assert nation.pact_holds == 0.0
    assert f(nation, 0.3, NEVER, KEY, PACT, 1.0) == 0.3
    assert nation.pact_holds == 1.0
    assert f(nation, 0.0, NEVER, KEY, PACT, 1.0) == 0.0
    assert nation.pact_holds == 0.0


@pytest.mark.parametrize("asked, rise", [(0.4, 0.6), (0.2, 0.3), (0.9, 0.6)])
def test_a_broken_pact_raises_the_level_once_and_stays_broken(asked: float, rise: float) -> None:
    f, nation = plain(shocks.pact), Tiny().nation
    nation.level = 0.1
    assert f(nation, asked, SURE, KEY, PACT, 1.0) == 0.0
    assert (nation.pact_holds, nation.level) == (2.0, approx(0.1 + rise))
    assert f(nation, asked, SURE, KEY, PACT, 1.0) == 0.0
    assert nation.level == approx(0.1 + rise)


def test_a_pact_without_a_rate_of_its_own_breaks_at_the_parameters() -> None:
    f, nation = plain(shocks.pact), Tiny().nation
    f(nation, 0.4, 0.0, KEY, values(**{**vars(PACT), "pact_break": SURE}), 1.0)
    assert nation.pact_holds == 2.0
    # one of its own counts in place of it, however small
    u = float(plain(random_draws.uniform)(KEY, shocks.BREAK))
    for rate, holds in ((u * 0.9, 1.0), (u * 3.0, 2.0)):
        nation = Tiny().nation
        f(nation, 0.4, rate / 4.0, KEY, values(**{**vars(PACT), "pact_break": 5.0 * rate}), 4.0)
        assert nation.pact_holds == holds


def test_spree() -> None:
    f = plain(shocks.spree)
    p = values(spree_rate=SURE, spree_size=40.0, spree_spread=0.7)
    size = 40.0 * 0.5 * math.exp(0.7 * normal(shocks.SPREE_SIZE))
    assert f(10.0, 0.5, 0.0, 0.6, KEY, p, 1.0) == approx(6.0 + size)
    assert f(10.0, 0.5, 1.0, 0.6, KEY, p, 1.0) == approx(6.0)  # restraint ends sprees
    assert f(10.0, 0.0, 0.0, 0.6, KEY, p, 1.0) == approx(6.0)


@pytest.mark.parametrize("factor, comes", [(0.95, False), (1.1, True)])
def test_rates_are_hazards_a_day(factor: float, comes: bool) -> None:
    # just below or above what the number drawn needs, in a step of two days: 1 - exp(-rate s (1 - r) 2) = u
    def rate(slot: int) -> float:
        return -math.log1p(-float(plain(random_draws.uniform)(KEY, slot))) / 2.0 * factor

    p = values(spree_rate=rate(shocks.SPREE) / 0.6 / 0.5, spree_size=40.0, spree_spread=0.0)
    assert (plain(shocks.spree)(0.0, 0.6, 0.5, 0.5, KEY, p, 2.0) > 0.0) == comes
    p = values(selfdefence_pulse_rate=rate(shocks.PULSE) / 0.6, wave_size=8.0)
    assert (plain(shocks.pulse)(0.0, 0.6, 0.5, KEY, p, 2.0) > 0.0) == comes
    p = values(break_rate=rate(shocks.PRISON_BREAK) / 0.6)
    assert (plain(shocks.prison_break)(0.0, 0.6, 0.5, KEY, p, 2.0) > 0.0) == comes
    p = values(level_drift=0.0, shock_rate=rate(shocks.SHOCK), shock_size=1.0)
    assert (plain(shocks.level)(0.0, KEY, p, 2.0) != 0.0) == comes


def test_waves_and_prison_breaks() -> None:
    f, p = plain(shocks.pulse), values(selfdefence_pulse_rate=SURE, wave_size=8.0)
    assert f(2.0, 0.5, 0.6, KEY, p, 1.0) == approx(9.2)
    assert f(2.0, 0.0, 0.6, KEY, p, 1.0) == approx(1.2)
    f, p = plain(shocks.prison_break), values(break_rate=SURE)
    assert f(2.0, 0.5, 0.6, KEY, p, 1.0) == approx(2.2)
    assert f(2.0, 0.0, 0.6, KEY, p, 1.0) == approx(1.2)


P = values(
    **vars(PACT),
    level_drift=0.02,
    shock_rate=NEVER,
    background_drift=0.03,
    kidnapping_drift=0.04,
    extortion_drift=0.05,
    pact_effect=-1.0,
    pact_reference=-0.5,
    spree_rate=NEVER,
    selfdefence_pulse_rate=NEVER,
    break_rate=NEVER,
    retaliation=2.0,
)


def country() -> Tiny:
    """Return a country in which something of everything is under way."""
    tiny = Tiny(dt=4.0)
    fill(tiny.nation, spree=10.0, pulse=2.0, prison_break=1.0, pressure=0.5, pressure_usual=0.1)
    fill(tiny.nation, coalition_start=0.3, members_start=200.0)
    fill(tiny.country, members=100.0, spree_kept=0.4, pulse_kept=0.5, break_kept=0.25)
    fill(tiny.country, pressure_kept=0.8, pressure_usual_kept=0.9, gang_held_share=0.5)
    fill(tiny.controls, coalition=0.8, pact=0.2)
    return tiny


def test_step_of_shocks() -> None:
    tiny = country()
    nation, c = tiny.nation, tiny.country
    plain(shocks.step)(tiny.state, P, tiny.work, tiny.clock, KEY)
    assert nation.level == approx(0.04 * normal(shocks.DRIFT))
    assert nation.background == approx(0.06 * normal(shocks.BACKGROUND))
    assert nation.kidnapping_level == approx(0.08 * normal(shocks.KIDNAPPING))
    assert tiny.country.kidnapping_factor == approx(math.exp(nation.kidnapping_level))
    assert nation.extortion_level == approx(0.10 * normal(shocks.EXTORTION))
    assert c.coalition == approx(0.5)
    assert c.restraint == approx(0.2)
    assert c.killing_share_under_pact == approx(0.64)
    assert c.pact_size == approx(0.5)
    # 4 deaths are still to come, 6 tenths of them in these four days
    assert (nation.spree, c.spree) == (approx(4.0), approx(0.6))
    assert (nation.pulse, nation.prison_break) == (approx(1.0), approx(0.25))
    assert nation.pressure == approx(0.4)
    assert nation.pressure_usual == approx(0.4 - 0.3 * 0.9)
    assert c.retaliation == approx(2.0 * 0.27)


@pytest.mark.parametrize("phase", [politics.AUTHORISED, politics.DEPLOYING])
def test_a_mission_on_its_way_is_felt_as_pressure(phase: int) -> None:
    tiny = country()
    tiny.nation.phase = phase
    plain(shocks.step)(tiny.state, P, tiny.work, tiny.clock, KEY)
    assert tiny.nation.pressure == approx(1.0 - 0.5 * 0.8)


def test_an_announcement_of_pressure_and_sizes() -> None:
    tiny = country()
    fill(tiny.controls, announced=0.75, pact=0.8)
    tiny.nation.phase = politics.OPERATING
    # a spree comes by the strength of half of the members, and a wave and a break by half of the ground
    p = values(**{**vars(P), "spree_rate": SURE, "selfdefence_pulse_rate": SURE, "break_rate": SURE})
    p = values(**vars(p), spree_size=40.0, spree_spread=0.0, wave_size=8.0)
    plain(shocks.step)(tiny.state, p, tiny.work, tiny.clock, KEY)
    assert tiny.nation.pressure == approx(0.75 - 0.25 * 0.8)
    assert tiny.country.pact_size == 1.0
    assert tiny.nation.spree == approx(4.0 + 20.0)
    assert (tiny.nation.pulse, tiny.nation.prison_break) == (approx(9.0), approx(1.25))


def test_a_pact_that_breaks_this_step() -> None:
    tiny = country()
    fill(tiny.controls, pact_break_rate=365.25 * SURE)
    plain(shocks.step)(tiny.state, P, tiny.work, tiny.clock, KEY)
    assert tiny.country.restraint == 0.0
    assert tiny.nation.level == approx(0.3 + 0.04 * normal(shocks.DRIFT))


def test_a_country_without_gangs_has_no_spree() -> None:
    tiny = Tiny()
    p = values(**{**vars(P), "spree_rate": SURE, "spree_size": 40.0, "spree_spread": 0.0})
    plain(shocks.step)(tiny.state, p, tiny.work, tiny.clock, KEY)
    assert tiny.nation.spree == 0.0
