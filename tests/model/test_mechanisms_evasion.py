"""Going to ground against answers worked out by hand."""

from pytest import approx

from tests.model.hand_made import Tiny, plain, values
from tregua.model.exits import H_RETURN, M_HIDE
from tregua.model.mechanisms import evasion

P = values(hiding_on=1.0, hide_rate=0.02, return_time=50.0)


def test_hazard_of_going_to_ground() -> None:
    f = plain(evasion.hide_hazard)
    assert f(0.5, P) == approx(0.01)
    assert f(0.0, P) == f(-0.5, P) == 0.0
    assert f(0.5, values(hiding_on=0.0, hide_rate=0.02)) == 0.0


def test_hazard_of_coming_back() -> None:
    f = plain(evasion.return_hazard)
    assert f(0.0, P) == f(-0.5, P) == approx(0.02)
    assert f(0.25, P) == approx(0.015)
    assert f(1.0, P) == f(1.5, P) == 0.0


def test_step_of_evasion() -> None:
    tiny = Tiny(gangs=2)
    tiny.place.deterrence = 0.25
    plain(evasion.step)(tiny.state, 0, P, tiny.work)
    assert list(tiny.work.active[:, M_HIDE]) == approx([0.005, 0.005])
    assert list(tiny.work.hiding[:, H_RETURN]) == approx([0.015, 0.015])
