"""Access against answers worked out by hand."""

import numpy as np
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.mechanisms import access

FORCE = values(
    soldier_effect=0.5,
    mission_troop_effect=2.0,
    mission_police_effect=3.0,
    contractor_effect=4.0,
    arms_effect=0.5,
)
WORLD = values(firepower=np.array([1.0, 2.0]))


def test_force_in_equivalents_of_a_local_officer() -> None:
    # 100 + 0.5 x 40 + 2 x 10 + 3 x 5 + 4 x 2
    assert plain(access.force)(100.0, 40.0, 10.0, 5.0, 2.0, FORCE) == approx(163.0)


def test_access_is_the_share_of_force() -> None:
    f = plain(access.access)
    assert f(300.0, 100.0) == approx(0.75)
    assert f(0.0, 100.0) == 0.0
    assert f(300.0, 0.0) == 1.0
    assert f(0.0, 0.0) == 1.0
    assert f(0.5, 0.5) == approx(0.5)


def town() -> Tiny:
    """Return a town with 40 and 30 active members, the second gang armed twice as well, and 10 in hiding."""
    tiny = Tiny(gangs=2)
    fill(tiny.state.gang[0, 0], active=(30.0, 10.0), hiding=(4.0, 1.0))
    fill(tiny.state.gang[0, 1], active=(25.0, 5.0), hiding=(3.0, 2.0))
    fill(tiny.place, firepower=1.5, police=80.0, soldiers=30.0, open_start=0.6)
    fill(tiny.place, mission_troops=10.0, mission_police=5.0, contractors=2.0)
    fill(tiny.local, police=20.0, soldiers=10.0)
    tiny.nation.arms = 0.4
    return tiny


def test_strength_of_gangs_counts_the_active_by_firepower_and_arms() -> None:
    # 1.5 x (40 + 2 x 30) x (1 - 0.5 x 0.4)
    assert plain(access.strength)(town().state, 0, FORCE, WORLD) == approx(120.0)


def test_force_here_counts_what_policy_adds() -> None:
    tiny = town()
    assert plain(access.force_here)(tiny.state, 0, FORCE, tiny.work) == approx(163.0)


def test_step_of_access() -> None:
    tiny = town()
    fill(tiny.work.ground[0], force=163.0, access=163.0 / 283.0)
    plain(access.step)(tiny.state, 0, tiny.work)
    here = tiny.here
    assert (here.force, here.access) == (approx(163.0), approx(163.0 / 283.0))
    assert tiny.place.presence == approx(163.0 / 283.0 - 0.4)
    # 100 police, 40 soldiers and 17 of the mission
    assert here.officers == approx(157.0)
    assert here.mission_part == approx(17.0 / 157.0)
    assert (here.active, here.hidden) == (70.0, 10.0)


def test_step_of_access_without_anybody() -> None:
    tiny = Tiny(gangs=2)
    tiny.work.ground[0].access = 1.0
    plain(access.step)(tiny.state, 0, tiny.work)
    assert (tiny.here.access, tiny.here.mission_part, tiny.here.active) == (1.0, 0.0, 0.0)
