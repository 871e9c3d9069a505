"""Armed neighbours against answers worked out by hand."""

from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.exits import H_SUSPECT, M_SUSPECT
from tregua.model.mechanisms import self_defence

P = values(
    selfdefence_growth=5.0,
    selfdefence_killing=0.01,
    defence_half_members=20.0,
    selfdefence_error=0.25,
    selfdefence_preying=0.001,
    selfdefence_tiring=200.0,
)


def test_arming() -> None:
    f = plain(self_defence.arming)
    assert f(2.0, 0.25, 0.0, P) == approx(7.5)
    assert f(2.0, 0.25, 3.0, P) == approx(30.0)
    assert f(2.0, 1.0, 0.0, P) == 0.0
    assert f(0.0, 0.0, 0.0, P) == 0.0


def test_suspects_killed() -> None:
    f = plain(self_defence.suspects_killed)
    assert f(100.0, 15.0, 5.0, 0.0, P) == approx(0.5)  # 20 of 40
    assert f(100.0, 15.0, 5.0, 1.0, P) == approx(1.0)
    assert f(100.0, 55.0, 5.0, 0.0, P) == approx(0.75)
    assert f(100.0, 0.0, 0.0, 0.0, P) == f(0.0, 15.0, 5.0, 0.0, P) == 0.0


def test_bystanders_killed() -> None:
    assert plain(self_defence.bystanders_killed)(100.0, 0.4, P) == approx(0.1 + 0.1)


def test_disarming() -> None:
    assert plain(self_defence.disarming)(P) == approx(0.005)


def test_step_of_self_defence() -> None:
    tiny = Tiny(gangs=2)
    fill(tiny.place, violence_felt=2.0, self_defence=100.0)
    fill(tiny.here, access=0.25, active=15.0, hidden=5.0)
    tiny.nation.pulse = 1.0
    plain(self_defence.step)(tiny.state, 0, P, tiny.work)
    assert (tiny.here.arming, tiny.here.suspects) == (approx(15.0), approx(1.0))
    assert tiny.here.errors == approx(0.25 + 0.1)
    assert list(tiny.work.active[:, M_SUSPECT]) == approx([0.05, 0.05])
    assert list(tiny.work.hiding[:, H_SUSPECT]) == approx([0.05, 0.05])
    fill(tiny.here, active=0.0, hidden=0.0)
    plain(self_defence.step)(tiny.state, 0, P, tiny.work)
    assert not tiny.work.active[:, M_SUSPECT].any()
    fill(tiny.here, active=0.5)
    plain(self_defence.step)(tiny.state, 0, P, tiny.work)
    assert list(tiny.work.active[:, M_SUSPECT]) == approx([2.0 / 20.5] * 2)
