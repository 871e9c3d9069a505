"""Recruitment against answers worked out by hand."""

import math

import numpy as np
import pytest
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.mechanisms import recruitment

P = values(
    dosing=1.0,
    dose_effect=0.3,
    support_on_recruitment=0.5,
    contagion=0.01,
    neighbour_contact=0.2,
    prevention_effect=0.5,
    sanction_effect=0.25,
    replacement_delay=60.0,
    deterrence_on_recruitment=1.0,
    deterrence_on_minors=-0.4,
)


def test_willing() -> None:
    f = plain(recruitment.willing)
    assert f(0.0, 1.0, 0.0, 0.0, P) == 1.0
    assert f(0.4, 1.0, 0.0, 0.0, P) == approx(math.exp(-0.4))
    assert f(0.4, -0.5, 0.0, 0.0, P) == approx(math.exp(0.2))  # the coerced may be more
    assert f(0.0, 1.0, 0.5, 0.0, P) == approx(math.exp(-0.15))
    assert f(0.0, 1.0, 0.0, 0.2, P) == approx(math.exp(-0.1))
    assert f(0.0, 1.0, 0.0, -0.2, P) > 1.0
    assert f(0.0, 1.0, 0.5, 0.0, values(dosing=0.0, dose_effect=0.3, support_on_recruitment=0.5)) == 1.0


def test_pull_works_through_open_ground() -> None:
    f = plain(recruitment.pull)
    # 0.01 x (100 + 0.2 x 50) x 0.5
    assert f(100.0, 50.0, 0.5, 0.0, 0.0, P) == approx(0.55)
    assert f(100.0, 50.0, 1.0, 0.0, 0.0, P) == 0.0
    assert f(100.0, 50.0, 0.5, 0.4, 0.0, P) == approx(0.44)
    assert f(100.0, 50.0, 0.5, 0.0, 0.8, P) == approx(0.44)
    assert f(0.0, 0.0, 0.5, 0.0, 0.0, P) == 0.0


def test_replacement_needs_open_ground_and_can_be_prevented() -> None:
    f = plain(recruitment.replacement)
    assert f(30.0, 1.0, 0.0, 0.0, P) == approx(0.5)
    assert f(30.0, 0.5, 0.0, 0.0, P) == approx(0.25)
    assert f(30.0, 0.0, 0.0, 0.0, P) == 0.0
    assert f(30.0, 1.0, 0.4, 0.0, P) == approx(0.4)
    assert f(30.0, 1.0, 0.0, 0.8, P) == approx(0.4)
    assert f(0.0, 1.0, 0.0, 0.0, P) == 0.0


def test_the_pool_is_finite() -> None:
    f = plain(recruitment.join_hazard)
    assert f(5.0, 1000.0) == approx(0.005)
    assert f(5.0, 0.0) == 0.0
    assert f(0.2, 0.5) == approx(0.4)


@pytest.mark.parametrize(
    "neighbours, nearby", [([], [0.0, 0.0]), ([1, 2], [15.0, 30.0]), ([2], [20.0, 40.0])]
)
def test_step_of_recruitment(neighbours: list[int], nearby: list[float]) -> None:
    tiny = Tiny(territories=3, gangs=2)
    tiny.work.members[:] = [[100.0, 50.0], [10.0, 20.0], [20.0, 40.0]]
    fill(tiny.state.gang[0, 0], active=(80.0, 20.0), hiding=(9.0, 9.0), vacancies=30.0)
    fill(tiny.state.gang[0, 1], active=(40.0, 10.0), vacancies=6.0)
    fill(tiny.place, deterrence=0.2, swept=0.5, open_start=0.8, pool_start=1000.0)
    fill(tiny.here, access=0.6)
    fill(tiny.country, host=0.6, host_start=0.4)
    fill(tiny.local, prevention=0.4)
    fill(tiny.controls, finance_sanctions=0.8)
    world = values(neighbour_start=np.array([0, len(neighbours)]), neighbour=np.array(neighbours, int))
    plain(recruitment.step)(tiny.state, 0, P, world, tiny.work)
    assert tiny.here.willing_adult == approx(math.exp(-0.2 - 0.15 - 0.1))
    assert tiny.here.willing_minor == approx(math.exp(0.08 - 0.15 - 0.1))
    for g, (members, vacancies) in enumerate([(100.0, 30.0), (50.0, 6.0)]):
        drawn = 0.01 * (members + 0.2 * nearby[g]) * 0.4 * 0.8 * 0.8
        replaced = vacancies / 60.0 * 0.5 * 0.8 * 0.8
        assert tiny.work.gang[g].pull == approx((drawn + replaced) / 1000.0)


def test_more_ground_than_at_the_start_replaces_no_more_than_all() -> None:
    tiny = Tiny()
    fill(tiny.state.gang[0, 0], vacancies=30.0)
    fill(tiny.place, open_start=0.4, pool_start=1000.0)
    fill(tiny.here, access=0.2)
    world = values(neighbour_start=np.array([0, 0]), neighbour=np.array([], int))
    plain(recruitment.step)(tiny.state, 0, P, world, tiny.work)
    assert tiny.work.gang[0].pull == approx(30.0 / 60.0 / 1000.0)


def test_a_net_gain_of_members_is_no_dose() -> None:
    tiny = Tiny()
    fill(tiny.place, swept=-0.5, open_start=0.8)
    world = values(neighbour_start=np.array([0, 0]), neighbour=np.array([], int))
    plain(recruitment.step)(tiny.state, 0, P, world, tiny.work)
    assert tiny.here.willing_adult == 1.0
