"""The level agrees with an independent implementation and with statsmodels, and sees what was put in."""

import json
from datetime import date, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from tregua.forecasting import level as levels
from tregua.forecasting.count_history import History
from tregua.forecasting.level import (
    GRID,
    HALF_LIFE,
    STATED,
    LevelPrior,
    filtered,
    forecast_level,
    latest,
    weights,
)

# outputs of another implementation of the same model, of four made-up series
REFERENCE = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "level_reference.json").read_text(encoding="utf-8")
)
STATES = ("log_likelihood", "level", "velocity", "level_variance", "covariance", "velocity_variance")


def days(pairs):
    return tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in pairs)


def history_of(name):
    return History(days(REFERENCE[name]["windows"]), np.array(REFERENCE[name]["counts"], float))


def months(counts, first=date(2010, 1, 1), length=30):
    starts = [first + timedelta(days=length * k) for k in range(len(counts))]
    return History(tuple((a, a + timedelta(days=length - 1)) for a in starts), np.asarray(counts, float))


@pytest.mark.parametrize("name", REFERENCE)
def test_the_filter_has_the_numbers_of_another_implementation(name):
    found = filtered(latest(history_of(name)))
    points = REFERENCE[name]["points"]
    for state in STATES:
        np.testing.assert_allclose(
            getattr(found, state)[points], REFERENCE[name][state], rtol=1e-7, atol=1e-9, err_msg=state
        )
    np.testing.assert_allclose(
        weights(found, STATED)[points], REFERENCE[name]["weights"], rtol=1e-6, atol=1e-12
    )


@pytest.mark.parametrize("name", REFERENCE)
def test_forecasts_have_the_quantiles_of_another_implementation(name):
    own = REFERENCE[name]
    found = forecast_level(history_of(name), days(own["future"]), STATED, draws=60_000).counts()
    for q, expected in own["quantiles"].items():
        # the chance of draws, and a step of a count
        np.testing.assert_allclose(np.quantile(found, float(q), axis=1), expected, rtol=0.05, atol=1.01)


def test_a_point_of_the_grid_agrees_with_statsmodels():
    from statsmodels.tsa.statespace.kalman_filter import KalmanFilter

    history = history_of("irregular")
    found = filtered(history, half_life=None)
    for point in (6, 90, 175):
        sigma, tau, s = GRID[point]
        noise = tau**2 * 30.4 / history.lengths + 1 / (history.counts + 0.5)
        gaps = np.diff(history.middles) / 365.25
        left = np.exp(-gaps)
        moves = np.array([[[1, 1 - e], [0, e]] for e in left]).transpose(1, 2, 0)
        news = np.array([np.diag([sigma**2 * g, s**2 * (1 - e**2)]) for g, e in zip(gaps, left, strict=True)])
        news = news.transpose(1, 2, 0)
        # the library's first state is that before the second window: the first one says where to begin
        kf = KalmanFilter(k_endog=1, k_states=2, k_posdef=2)
        kf.bind(history.log_rates[1:, None].copy())
        begin = moves[:, :, 0] @ np.diag([noise[0], s**2]) @ moves[:, :, 0].T + news[:, :, 0]
        kf.initialize_known(np.array([history.log_rates[0], 0.0]), begin)
        kf["design"], kf["selection"] = np.array([[1.0, 0.0]]), np.eye(2)
        kf["transition"] = np.concatenate([moves[:, :, 1:], np.eye(2)[:, :, None]], axis=2)
        kf["state_cov"] = np.concatenate([news[:, :, 1:], np.zeros((2, 2, 1))], axis=2)
        kf["obs_cov"] = noise[None, None, 1:]
        theirs = kf.filter()
        constant = 0.5 * np.log(2 * np.pi) * len(gaps)
        assert theirs.llf_obs.sum() + constant == pytest.approx(found.log_likelihood[point], abs=1e-9)
        assert theirs.filtered_state[:, -1] == pytest.approx([found.level[point], found.velocity[point]])
        covariance = theirs.filtered_state_cov[:, :, -1]
        assert covariance[0, 1] == pytest.approx(found.covariance[point])


def test_a_restless_count_has_a_larger_sigma_than_a_calm_one():
    rng = np.random.default_rng(2)
    sigma = GRID[:, 0]
    found = []
    for spread in (0.1, 1.0):
        logs = 7 + np.cumsum(spread / np.sqrt(12) * rng.standard_normal(60))
        found.append(float(weights(filtered(months(rng.poisson(np.exp(logs)))), STATED) @ sigma))
    assert found[0] < 0.25
    assert found[1] > 0.6


def test_intervals_hold_what_they_say_where_the_model_is_true():
    rng = np.random.default_rng(3)
    inside, n = 0, 0
    for k in range(60):
        # a year to come, of a country drawn from the model's own prior, with the model's own steps
        point = rng.choice(len(GRID), p=np.exp(STATED.log_weights()))
        sigma, tau, _s = GRID[point]
        steps = np.clip(rng.standard_t(4, 72) / np.sqrt(2), -8, 8)
        logs = 6 + np.cumsum(sigma / np.sqrt(12) * steps) + tau * rng.standard_normal(72)
        counts = rng.poisson(np.exp(np.minimum(logs, 12)))
        whole = months(counts)
        x = forecast_level(months(counts[:60]), whole.windows[60::4], STATED, 500, k).counts()
        low, high = np.quantile(x, [0.05, 0.95], axis=1)
        inside += int(((low <= counts[60::4]) & (counts[60::4] <= high)).sum())
        n += 3
    assert 0.82 < inside / n < 0.97


def test_what_lies_long_back_is_forgotten_of_the_spread():
    rng = np.random.default_rng(4)
    wild, calm = np.exp(6 + 0.8 * rng.standard_normal(48)), np.full(48, 400.0)
    whole = months(rng.poisson(np.concatenate([wild, calm])))
    tau = GRID[:, 1]
    with_, without = filtered(whole, HALF_LIFE), filtered(whole, None)
    assert weights(with_, STATED) @ tau < weights(without, STATED) @ tau


def test_windows_of_any_length_and_a_gap():
    history = History(
        days([["2020-01-01", "2020-03-31"], ["2020-04-01", "2021-03-31"], ["2021-06-01", "2021-06-30"]]),
        np.array([900.0, 3650.0, 300.0]),
    )
    ahead = days([["2021-10-01", "2021-10-31"], ["2021-10-01", "2021-12-31"]])
    found = forecast_level(history, ahead, STATED, 4000).counts()
    assert np.median(found[0]) == pytest.approx(310, rel=0.15)
    assert np.median(found[1]) == pytest.approx(920, rel=0.15)
    # a month and the quarter that holds it go together
    assert np.corrcoef(np.log(found[0] + 1), np.log(found[1] + 1))[0, 1] > 0.6


def test_zeros_one_window_and_many_windows():
    zeros = forecast_level(months([0, 0, 0, 0]), months([0], date(2010, 5, 1)).windows, STATED, 500).counts()
    assert np.isfinite(zeros).all()
    assert np.median(zeros) <= 2
    one = forecast_level(months([1000]), months([0], date(2010, 2, 1)).windows, STATED, 2000).counts()
    assert np.median(one) == pytest.approx(1000, rel=0.1)
    assert len(latest(months(np.full(300, 5.0))).windows) == levels.MOST_WINDOWS


def test_the_same_seed_gives_the_same_draws():
    ahead = months([0, 0], date(2011, 1, 1)).windows
    a, b, c = (forecast_level(months([50] * 10), ahead, STATED, 200, seed).counts() for seed in (1, 1, 2))
    np.testing.assert_array_equal(a, b)
    assert (a != c).any()


def test_a_window_within_the_history_is_refused():
    history = months([5, 6])
    with pytest.raises(ValueError, match="history ends"):
        forecast_level(history, history.windows[-1:], STATED, 10)
    with pytest.raises(ValueError, match="no history"):
        forecast_level(History((), np.zeros(0)), history.windows, STATED, 10)


def test_a_prior_is_normalised_and_a_weight_of_zero_stays_zero():
    narrow = LevelPrior(0.1, 0.3, 0.12, 0.7, (0.1, 0.9, 0.0, 0.0))
    for prior in (narrow, STATED):
        assert np.exp(prior.log_weights()).sum() == pytest.approx(1)
    found = weights(filtered(months([40, 60, 50, 90])), narrow)
    assert found[GRID[:, 2] > 0.2].sum() == 0
    assert found.sum() == pytest.approx(1)


def test_the_figures_in_the_docs_are_no_older_than_the_code():
    pytest.importorskip("matplotlib")
    file = Path(__file__).parents[2] / "docs" / "validation" / "level.py"
    spec = spec_from_file_location("level_figures", file)
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    kept = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    assert kept["code"] == script.code(), "run python docs/validation/level.py"
