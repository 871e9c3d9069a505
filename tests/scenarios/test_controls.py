from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tregua.model import state as model
from tregua.scenarios import CONTROLS, Controls, Ground
from tregua.scenarios.controls import calendar
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS, flags
from tregua.vocabulary.factors import FACTORS

GROUND = Ground(("a", "b", "c"), ("north", "north", "south"), (100.0, 300.0, 600.0), (10.0, 0.0, 30.0))
DAYS = st.dates(date(2023, 1, 1), date(2027, 1, 1))


def test_the_model_has_every_control_in_the_order_of_its_rows():
    assert model.NATIONAL.names == NATIONAL_CONTROLS and model.TERRITORIAL.names == TERRITORIAL_CONTROLS
    assert set(NATIONAL_CONTROLS) | set(TERRITORIAL_CONTROLS) == set(CONTROLS)


def test_rows_say_what_they_can_mean():
    for control in CONTROLS.values():
        assert (control.scale == "share") <= (control.cap == 1.0), control.name
        assert (control.rule != "add") <= (control.scale == "rule"), control.name
        assert control.per_head <= (control.scale == "amount"), control.name
        assert control.owner in FACTORS, control.name
    assert sum(flags("national", "share")) == 9 and sum(flags("national", "mean")) == 11


def test_values_add_up_in_two_layers():
    controls = Controls(3)
    controls.add("police", np.array([1.0, 2.0, 3.0]))
    controls.add("police", 10.0, where=GROUND.mask(["south"]))
    controls.add("police", 5.0, conditional=True)
    assert controls.value("police").tolist() == [1, 2, 13]
    assert controls.value("police", conditional=True).tolist() == [5, 5, 5]


def test_shares_stop_at_one():
    controls = Controls(3)
    for _ in range(3):
        controls.add("prevention", 0.4)
        controls.add("reinsertion", 0.4)
    assert controls.value("prevention").tolist() == [1, 1, 1]
    assert controls.value("reinsertion") == 1


def test_levels_take_the_larger():
    controls = Controls(3)
    controls.raise_to("coalition", 0.4)
    controls.raise_to("coalition", 0.3)
    assert controls.value("coalition") == 0.4


def test_means_are_weighted():
    controls = Controls(3)
    controls.mean("unit_cost_per_day", 100.0, weight=300)
    controls.mean("unit_cost_per_day", 200.0, weight=100)
    controls.mean("unit_cost_per_day", 999.0, weight=0)
    assert controls.value("unit_cost_per_day") == 125


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_impossible_values_are_refused(value):
    with pytest.raises(ValueError, match="police"):
        Controls(3).add("police", value)
    with pytest.raises(ValueError, match="unit_cost"):
        Controls(3).mean("unit_cost_per_day", value, weight=1)


def test_misuse_is_refused():
    controls = Controls(3)
    with pytest.raises(KeyError, match="did you mean 'police'"):
        controls.add("polce", 1.0)
    with pytest.raises(ValueError, match="national"):
        controls.add("coalition", np.ones(3))
    with pytest.raises(ValueError, match="2 values"):
        controls.add("police", np.ones(2))
    with pytest.raises(ValueError, match="mean"):
        controls.add("unit_cost_per_day", 1.0)
    with pytest.raises(KeyError, match="nowhere"):
        GROUND.mask(["nowhere"])


def test_a_value_read_is_a_copy():
    controls = Controls(3)
    controls.add("police", 1.0)
    controls.value("police")[:] = 99
    assert controls.value("police").tolist() == [1, 1, 1]


@given(st.dates(date(2023, 1, 1), date(2025, 1, 1)), DAYS, DAYS)
def test_month_shares_count_days(start, first, last):
    months = calendar(start, date(2026, 3, 1), GROUND)
    days = sum(month.share(first, last) * month.days for month in months)
    begin, end = max(first, start), min(last, date(2026, 3, 1))
    assert days == pytest.approx(max((end - begin).days, 0))
    assert all(0 <= month.share(first, last) <= 1 for month in months)


def test_months_follow_each_other():
    months = calendar(date(2024, 1, 1), date(2025, 3, 1), GROUND)
    assert len(months) == 14
    assert [month.index for month in months] == list(range(14))
    assert all(a.end == b.start for a, b in pairwise(months))
    assert months[1].days == 29
    assert months[0].share(date(2024, 1, 16)) == pytest.approx(16 / 31)


@pytest.mark.parametrize("by", ["population", "gangs", "equal", {"north": 1.0, "c": 3.0}])
@pytest.mark.parametrize("where", ["all", ["north"], ["b"]])
def test_shares_of_a_total_add_up(by, where):
    shares = GROUND.shares(by, where)
    assert shares.sum() == pytest.approx(1)
    assert (shares[~GROUND.mask(where)] == 0).all()


def test_what_totals_are_shared_by():
    assert GROUND.shares("population").tolist() == [0.1, 0.3, 0.6]
    assert GROUND.shares("gangs").tolist() == [0.25, 0, 0.75]
    assert GROUND.shares({"north": 1.0, "c": 1.0}).tolist() == pytest.approx([0.125, 0.375, 0.5])


def test_each_day_of_a_month():
    month = calendar(date(2024, 2, 1), date(2024, 3, 1), GROUND)[0]
    assert month.each_day()[-1] == month.end - timedelta(days=1)
