"""Prior and posterior stand beside each other, readings apart."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tregua.assumptions import load_parameters
from tregua.assumptions.posterior import AT, Joint
from tregua.assumptions.posterior_summary import learnt
from tregua.assumptions.prior import Prior


@pytest.fixture
def joint():
    rows = 3000
    rng = np.random.default_rng(0)
    structure = np.repeat(["replacement", "suppression", "resurfacing"], rows // 3)
    own = np.where(structure == "replacement", rng.uniform(0.2, 0.4, rows), np.nan)
    odds = np.where(np.arange(rows) % 2 == 0, 100.0, 10.0)
    values = np.stack([own, odds], axis=1)
    weights = np.stack([odds == 100.0, odds == 10.0], axis=1).astype(float)
    at = np.full((1, rows, len(AT)), 0.25)
    days = np.array([date(2024, 3, 10).toordinal()])
    names = ("replacement_share", "targeting_odds")
    return Joint("haiti", date(2024, 3, 10), names, values, structure, weights, days, at, {})


def test_what_one_structure_uses_is_told_from_its_rows_alone(joint):
    found = learnt(load_parameters()["replacement_share"], joint)
    assert found is not None
    assert found.prior[""] == pytest.approx((0.05, 0.5, 0.95))
    assert found.posterior[""] == pytest.approx((0.21, 0.3, 0.39), abs=0.01)
    assert "posterior 0.3" in found.sentence() and "prior 0.5 (0.05 … 0.95)" in found.sentence()


def test_readings_are_never_mixed(joint):
    parameter = replace(
        load_parameters()["targeting_odds"],
        priors={"official": Prior(lognormal=(60, 0.5)), "ngo": Prior(lognormal=(12, 0.5))},
    )
    found = learnt(parameter, joint)
    assert found is not None
    assert found.posterior["official"] == (100.0, 100.0, 100.0)
    assert found.posterior["ngo"] == (10.0, 10.0, 10.0)
    assert found.prior["official"][1] == pytest.approx(60)


def test_levels_are_those_of_the_first_day(joint):
    found = learnt(load_parameters()["killing_per_member"], joint)
    assert found is not None and found.posterior[""][1] == pytest.approx(0.25)


def test_nothing_is_said_where_nothing_was_learnt_or_the_user_decided(joint):
    parameters = load_parameters()
    assert learnt(parameters["custody_mortality"], joint) is None
    assert learnt(parameters["replacement_share"], None) is None
    assert learnt(replace(parameters["replacement_share"], set_by="user"), joint) is None
