"""Leaving a gang against answers worked out by hand."""

from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.exits import H_QUIT, M_QUIT
from tregua.model.mechanisms import desistance

P = values(
    natural_exit=0.001,
    reinsertion_effect=0.5,
    contagion=0.004,
    associates_per_member=3.0,
    associate_time=100.0,
)


def test_hazard_of_quitting() -> None:
    f = plain(desistance.quit_hazard)
    assert f(0.0, 200.0, 1.0, 0.0, P) == 0.001
    assert f(0.0, 200.0, 1.0, 0.4, P) == approx(0.0012)
    # saturation: half of the room, on half of the ground
    assert f(100.0, 200.0, 0.5, 0.0, P) == approx(0.001 + 0.001)
    # access alone drains no gang
    assert f(100.0, 200.0, 0.0, 0.0, P) == 0.001
    assert f(100.0, 0.0, 0.5, 0.0, P) == 0.001
    assert f(0.2, 0.5, 0.5, 0.0, P) == approx(0.001 + 0.0008)


def test_associates_follow_members() -> None:
    f = plain(desistance.associate_drift)
    assert f(200.0, 100.0, P) == approx(1.0)
    assert f(300.0, 100.0, P) == 0.0
    assert f(400.0, 100.0, P) == approx(-1.0)


def town() -> Tiny:
    """Return a town of two gangs, with room for 200 members and half of the ground open."""
    tiny = Tiny(gangs=2)
    fill(tiny.here, access=0.5, active=90.0, hidden=10.0)
    fill(tiny.place, cap=200.0, associates=(150.0, 50.0))
    fill(tiny.state.gang[0, 0], active=(20.0, 10.0), hiding=(7.0, 3.0))
    fill(tiny.state.gang[0, 1], active=(40.0, 20.0))
    tiny.controls.reinsertion = 0.4
    return tiny


def test_step_where_all_members_crowd_one_another() -> None:
    tiny = town()
    plain(desistance.step)(tiny.state, 0, P, values(crowding_apart=0.0), tiny.work)
    assert list(tiny.work.active[:, M_QUIT]) == approx([0.0022, 0.0022])
    assert list(tiny.work.hiding[:, H_QUIT]) == approx([0.0022, 0.0022])
    assert tiny.here.drift == approx(1.0)


def test_step_where_gangs_crowd_themselves_alone() -> None:
    tiny = town()
    plain(desistance.step)(tiny.state, 0, P, values(crowding_apart=1.0), tiny.work)
    # 0.004 x 0.5 x 40 / 200, and x 60 / 200
    assert list(tiny.work.active[:, M_QUIT]) == approx([0.0016, 0.0018])
    assert list(tiny.work.hiding[:, H_QUIT]) == approx([0.0016, 0.0018])
