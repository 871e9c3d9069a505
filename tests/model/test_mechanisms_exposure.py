"""Exposure against answers worked out by hand."""

import numpy as np
import pytest
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model import exits
from tregua.model.mechanisms import exposure

P = values(exposure_weight=3.0, minor_recruitment_ratio=2.0, associate_pull=5.0, other_term_days=500.0)


def town(drift: float) -> Tiny:
    """Return a town of 40 associates, 60 exposed people and 700 others: 1,000 heads by exposure."""
    tiny = Tiny(gangs=2)
    fill(tiny.place, associates=(30.0, 10.0), exposed=(40.0, 20.0), rest=700.0, other_start=100.0)
    fill(tiny.here, predation=1.0, bystanders=2.0, operation_bystanders=3.0, errors=4.0, background=0.5)
    fill(tiny.here, arrest_associate=0.01, arrest_exposed=0.02, drift=drift, agents=0.8, mission_part=0.25)
    fill(tiny.here, willing_adult=0.6, willing_minor=0.9, flight=7.0, arming=14.0)
    fill(tiny.work.gang[0], pull=0.001)
    fill(tiny.work.gang[1], pull=0.002)
    return tiny


@pytest.mark.parametrize("drift, join_in, drop_out", [(6.0, 0.1, 0.0), (-6.0, 0.0, 0.15), (0.0, 0.0, 0.0)])
def test_step_of_exposure(drift: float, join_in: float, drop_out: float) -> None:
    tiny = town(drift)
    plain(exposure.step)(tiny.state, 0, P, tiny.work)
    for age, willing in enumerate((0.6, 1.8)):
        # arrest, drift, by gangs, state, operations, neighbours, background; the pull of two gangs
        shared = [0.003, 0.006, 0.009, 0.012, 0.5]
        pull = np.array([0.001, 0.002]) * willing
        assert list(tiny.work.associates[age][:9]) == approx([0.01, drop_out, *shared, *(5.0 * pull)])
        assert list(tiny.work.exposed[age][:9]) == approx([0.02, join_in, *shared, *pull])
    rest = tiny.work.rest
    assert list(rest[[exits.R_GANG, exits.R_STATE, exits.R_OPERATION, exits.R_NEIGHBOUR]]) == approx(
        [0.001, 0.002, 0.003, 0.004]
    )
    # agents of the place's own, flight and arming a head of the rest; 100 / 500 enter prison
    assert rest[exits.R_BACKGROUND] == 0.5
    assert rest[exits.R_AGENT] == approx(0.6 / 700.0)
    assert rest[exits.R_FLEE] == approx(0.01)
    assert rest[exits.R_ARM] == approx(0.02)
    assert rest[exits.R_JAIL] == approx(0.2 / 700.0)
    # all who are killed by gangs are someone
    assert 700.0 * rest[exits.R_GANG] + 100.0 * 0.003 == approx(1.0)


def test_nobody_is_divided_by() -> None:
    tiny = Tiny()
    fill(tiny.here, predation=1.0, drift=1.0, flight=1.0)
    plain(exposure.step)(tiny.state, 0, P, tiny.work)
    assert not tiny.work.rest.any()
    tiny.here.drift = -1.0
    plain(exposure.step)(tiny.state, 0, P, tiny.work)
    assert not tiny.work.associates.any() and not tiny.work.exposed.any()


def test_few_heads_count_too() -> None:
    tiny = Tiny()
    fill(tiny.place, associates=(0.5, 0.0), exposed=(0.25, 0.0), rest=0.25)
    fill(tiny.here, predation=1.0, drift=0.1, flight=0.5)
    plain(exposure.step)(tiny.state, 0, P, tiny.work)
    assert tiny.work.rest[exits.R_GANG] == approx(1.0 / 2.5)
    assert tiny.work.rest[exits.R_FLEE] == approx(2.0)
    assert tiny.work.exposed[0, exits.C_DRIFT] == approx(0.4)
    tiny.here.drift = -0.1
    plain(exposure.step)(tiny.state, 0, P, tiny.work)
    assert tiny.work.associates[0, exits.C_DRIFT] == approx(0.2)
