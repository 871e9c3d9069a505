"""Lethal operations against answers worked out by hand."""

from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.exits import M_OPERATION
from tregua.model.mechanisms import operations
from tregua.vocabulary.time import DAYS_A_MONTH

P = values(operation_half_members=50.0)


def test_few_members_are_hard_to_find() -> None:
    f = plain(operations.operation_deaths)
    assert f(2.0, 3.0, 50.0, P) == approx(3.0)
    assert f(2.0, 3.0, 150.0, P) == approx(4.5)
    assert f(2.0, 3.0, 0.0, P) == 0.0
    assert f(0.0, 3.0, 50.0, P) == 0.0


def test_bystanders_do_not_depend_on_members() -> None:
    assert plain(operations.operation_bystanders)(2.0, 0.4) == approx(0.8)


def test_step_of_operations() -> None:
    tiny = Tiny(gangs=2)
    fill(tiny.here, active=50.0)
    fill(tiny.controls, operation_deaths=3.0, operation_bystanders=0.4)
    tiny.local.operations = 2.0 * DAYS_A_MONTH
    plain(operations.step)(tiny.state, 0, P, tiny.work)
    assert (tiny.here.operation, tiny.here.operation_bystanders) == (approx(3.0), approx(0.8))
    assert list(tiny.work.active[:, M_OPERATION]) == approx([0.06, 0.06])
    tiny.here.active = 0.0
    plain(operations.step)(tiny.state, 0, P, tiny.work)
    assert not tiny.work.active[:, M_OPERATION].any()
    tiny.here.active = 0.5
    plain(operations.step)(tiny.state, 0, P, tiny.work)
    assert list(tiny.work.active[:, M_OPERATION]) == approx([6.0 / 50.5] * 2)
