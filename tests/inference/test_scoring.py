"""Scores against scoringrules, and against what must be so."""

import numpy as np
import pytest

from tregua.forecasting import scoring


@pytest.fixture
def forecasts():
    rng = np.random.default_rng(3)
    return rng.lognormal(4, 0.6, (9, 300)), rng.lognormal(4, 0.6, 9)


@pytest.mark.slow  # the package compiles when it is imported
def test_crps_and_wis_are_those_of_scoringrules(forecasts):
    rules = pytest.importorskip("scoringrules")
    x, y = forecasts
    for scale, f in scoring.SCALES.items():
        theirs = rules.crps_ensemble(f(y), f(x), estimator="nrg", backend="numpy")
        np.testing.assert_allclose(scoring.crps(x, y, scale), theirs, rtol=1e-10)
        total = 0.5 * np.abs(f(y) - np.median(f(x), axis=1))
        for level in scoring.LEVELS:
            a = 1 - level
            low, high = np.quantile(f(x), [a / 2, 1 - a / 2], axis=1)
            total += a / 2 * rules.interval_score(f(y), low, high, a, backend="numpy")
        theirs = total / (len(scoring.LEVELS) + 0.5)
        np.testing.assert_allclose(scoring.wis(x, y, scale), theirs, rtol=1e-10)


def test_a_sure_forecast_scores_its_error():
    assert scoring.crps(np.full((1, 50), 20.0), [30.0], "count")[0] == pytest.approx(10.0)
    assert scoring.crps([[7.0, 7.0]], [7.0])[0] == 0.0


def test_the_weighted_interval_score_of_a_known_forecast():
    x = np.tile(np.arange(101.0), (2, 1))  # quantiles are 100 times their level
    assert scoring.LEVELS == (0.5, 0.8, 0.9)
    middle = (0.25 * 50 + 0.1 * 80 + 0.05 * 90) / 3.5
    above = (0.5 * 50 + (0.25 * 50 + 25) + (0.1 * 80 + 10) + (0.05 * 90 + 5)) / 3.5
    np.testing.assert_allclose(scoring.wis(x, [50, 100], "count"), [middle, above])


def test_an_interval_holds_its_ends():
    x = np.tile(np.arange(101.0), (4, 1))
    ends = scoring.covered(x, [10, 90, 9.99, 90.01], 0.8)
    assert ends.tolist() == [True, True, False, False]


def test_a_block_may_begin_at_every_forecast():
    assert set(scoring.blocks(4, 1, 200, seed=1).ravel()) == {0, 1, 2, 3}


def test_coverage_is_a_share_by_level():
    x = np.tile(np.arange(101.0), (4, 1))
    assert scoring.coverage(x, [50, 20, 92, 100.5]) == {"50": 0.25, "80": 0.5, "90": 0.75}


def test_skill_is_one_for_a_perfect_forecast_and_zero_for_the_baseline():
    assert scoring.skill([0.0, 0.0], [1.0, 2.0]) == 1.0
    assert scoring.skill([1.0, 2.0], [1.0, 2.0]) == 0.0
    assert scoring.skill([3.0], [1.5]) == -1.0


def test_blocks_keep_neighbours_together():
    drawn = scoring.blocks(12, 3, 50, seed=1)
    assert drawn.shape == (50, 12)
    steps = np.diff(drawn.reshape(50, 4, 3), axis=2) % 12
    assert (steps == 1).all()


def test_an_interval_says_its_block_and_excludes_zero_only_where_it_does():
    rng = np.random.default_rng(0)
    base = rng.uniform(1, 2, 40)
    better = scoring.difference(0.5 * base, base)
    assert better.high < 0 and better.excludes_zero and better.block == scoring.block_length(40)
    assert scoring.compared(0.5 * base, base) == "better"
    assert scoring.compared(base + np.tile([1.0, -1.0], 20), base) == "no difference shown"
    few = scoring.skill_interval(base[:3], base[:3])
    assert np.isnan(few.low) and not few.excludes_zero
    assert scoring.compared(base[:3], 2 * base[:3]) == "too few"


def test_the_interval_of_a_difference_covers_at_its_level():
    # independent differences with mean 0.2: nine intervals in ten hold it, but for the bootstrap's own bias
    hits = 0
    for seed in range(100):
        d = np.random.default_rng(seed).normal(0.2, 1.0, 60)
        found = scoring.difference(d, np.zeros(60), block=2, seed=seed)
        hits += found.low <= 0.2 <= found.high
    assert 80 <= hits <= 97


def test_a_series_is_scored_in_the_form_of_hindcasts(forecasts):
    x, y = forecasts
    found = scoring.scored(x, y, {"persistence": x, "ets": None})
    assert found["n"] == 9 and found["skill"] == {"persistence": 0.0, "ets": None}
    assert set(found["coverage"]) == {"50", "80", "90"}
    assert found["skill_interval"]["persistence"]["low"] == pytest.approx(0.0)


def test_scores_of_other_windows_are_refused(forecasts):
    x, y = forecasts
    with pytest.raises(ValueError, match="9 forecasts and 8"):
        scoring.crps(x, y[:8])
    with pytest.raises(ValueError, match="same forecasts"):
        scoring.difference([1.0, 2.0], [1.0])


@pytest.mark.parametrize(
    ("n", "length"), [(1, 1), (2, 1), (3, 2), (8, 2), (20, 3), (27, 3), (64, 4), (125, 5)]
)
def test_a_block_is_about_the_cube_root_of_the_forecasts(n, length):
    assert scoring.block_length(n) == length


def test_an_interval_needs_four_forecasts_and_a_block_half_of_them():
    assert np.isnan(scoring.difference([1.0, 2.0, 3.0], [0.0] * 3).low)
    four = scoring.difference([1.0, 2.0, 3.0, 4.0], [0.0] * 4, block=9)
    assert four.block == 2 and np.isfinite(four.low) and four.middle == 2.5 and four.n == 4


def test_an_interval_that_ends_at_zero_does_not_exclude_it():
    ends = {(0.0, 1.0): False, (-1.0, 0.0): False, (1e-9, 1.0): True, (-1.0, -1e-9): True, (-1.0, 1.0): False}
    for (low, high), excludes in ends.items():
        assert scoring.Interval(0.0, low, high, 1, 4).excludes_zero == excludes, (low, high)


def test_scores_of_three_samples_are_those_worked_out_by_hand():
    # E|X - y| = (2 + 1 + 5) / 3, E|X - X'| = 2 (1 + 7 + 6) / 9; median 4, y 3, no interval missed but at 50 %
    x, y = [[1.0, 2.0, 8.0]], [3.0]
    assert scoring.crps(x, y, "count")[0] == pytest.approx(8 / 3 - 14 / 9)
    found = scoring.wis([[1.0, 3.0, 5.0, 7.0, 9.0]], [2.0], "count", levels=(0.5,))[0]
    # median 5; the middle half is 3 to 7, missed by 1: (3/2 + 0.25 (4 + 4 * 1)) / 1.5
    assert found == pytest.approx((1.5 + 0.25 * 8.0) / 1.5)
    assert scoring.skill([2.0], [0.0]) != scoring.skill([2.0], [0.0])  # no skill over a perfect baseline
    assert scoring.skill([1.0, 1.0], [2.0, 6.0]) == 0.75


def test_a_scale_takes_nothing_below_zero():
    assert scoring.SCALES["log1p"](np.array([-3.0, 0.0]))[0] == 0.0
    assert scoring.SCALES["sqrt"](np.array([-3.0, 4.0])).tolist() == [0.0, 2.0]
