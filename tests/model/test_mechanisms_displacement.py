"""Displacement against answers worked out by hand."""

import math

import numpy as np
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.mechanisms import displacement
from tregua.vocabulary.time import DAYS_A_MONTH


def test_flight_from_killing() -> None:
    f, p = plain(displacement.flight), values(displacement_rate=50.0)
    assert f(2.0, 0.25, p) == approx(75.0)
    assert f(2.0, 1.0, p) == 0.0
    assert f(0.0, 0.0, p) == 0.0


def test_ground_lost_is_beyond_the_most_held() -> None:
    f = plain(displacement.ground_lost)
    assert f(0.5, 0.3) == approx(0.2)
    assert f(0.3, 0.5) == 0.0


def test_the_most_rises_at_once_and_is_forgotten_slowly() -> None:
    f = plain(displacement.open_most)
    assert f(0.3, 0.5, 0.9) == 0.5
    assert f(0.5, 0.3, 0.9) == approx(0.48)
    assert f(0.5, 0.5, 0.9) == 0.5


def test_going_home_needs_access_throughout() -> None:
    f, p = plain(displacement.return_hazard), values(return_home_time=100.0)
    assert f(0.0, p) == 0.0
    assert f(0.5, p) == approx(0.0025)
    assert f(1.0, p) == approx(0.01)


P = values(displacement_rate=50.0, displacement_ground=0.3, displacement_operations=20.0)


def test_step_of_displacement() -> None:
    tiny = Tiny(dt=2.0)
    fill(tiny.here, access=0.4, predation=1.0, clash=0.5, bystanders=0.3, operation_bystanders=0.2)
    fill(tiny.place, open_most=0.5, rest=1000.0)
    fill(tiny.country, belief_slow_kept=0.9)
    tiny.local.operations = 3.0 * DAYS_A_MONTH
    plain(displacement.step)(tiny.state, 0, P, tiny.work, tiny.clock)
    # 50 x 2 x 0.6 for killing; 0.3 x 1000 x 0.1 over two days; 20 x 3 for operations
    assert tiny.here.flight == approx(60.0 + 15.0 + 60.0)
    assert tiny.place.open_most == approx(0.6)


def test_a_share_of_those_on_ground_newly_lost_flees_whatever_the_step() -> None:
    fled = []
    for dt in (1.0, 5.0):
        tiny = Tiny(dt=dt)
        fill(tiny.place, open_most=0.5, rest=1000.0)
        fill(tiny.here, access=0.3)
        fill(tiny.country, belief_slow_kept=math.exp(-dt / 365.0))
        fled.append(0.0)
        for _ in range(int(30 / dt)):
            plain(displacement.step)(tiny.state, 0, P, tiny.work, tiny.clock)
            fled[-1] += tiny.here.flight * dt
    assert fled == [approx(60.0), approx(60.0)]  # 0.3 x 1000 x 0.2, once


def test_noise_in_access_does_not_ratchet() -> None:
    tiny, rng, noise = Tiny(), np.random.default_rng(1), 0.002
    fill(tiny.place, open_most=0.5, rest=1000.0)
    fill(tiny.country, belief_slow_kept=math.exp(-1.0 / 365.0))
    open_now = 0.5 + noise * rng.standard_normal(1000)
    fled = 0.0
    for value in open_now:
        tiny.here.access = 1.0 - value
        plain(displacement.step)(tiny.state, 0, P, tiny.work, tiny.clock)
        fled += tiny.here.flight
    # the largest of a thousand deviations is about 3.2, and it is forgotten 1000 / 365 times: 0.3 x 1000 x
    # 0.002 x 3.2 x 3.7; each rise from day to day on its own would add up to a hundred times as much
    rises = 300.0 * np.maximum(np.diff(open_now), 0.0).sum()
    assert 1.0 < fled < 7.2
    assert fled < rises / 40.0
