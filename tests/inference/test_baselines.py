"""Baselines are predictive distributions with known spread; short histories leave some out, and say so."""

from datetime import date, timedelta

import numpy as np
import pytest

from tregua.forecasting import baselines
from tregua.forecasting.baselines import MINIMUM, History, forecast, spread


def quarters(first: int, n: int):
    out = []
    for k in range(n):
        y, q = first + k // 4, k % 4
        end = date(y + (q == 3), (3 * q + 3) % 12 + 1, 1) - timedelta(days=1)
        out.append((date(y, 3 * q + 1, 1), end))
    return tuple(out)


def walk(n: int, sigma: float, seed: int = 1, level: float = 6.0):
    """A history that is a random walk with a spread per root-year."""
    rng = np.random.default_rng(seed)
    windows = quarters(2000, n)
    logs = level + np.cumsum(rng.normal(0, sigma / 2, n))
    return History(windows, np.exp(logs))


def test_persistence_has_the_spread_of_the_historys_own_steps():
    history = walk(200, 0.4)
    assert spread(history) == pytest.approx(0.4, rel=0.12)
    future = quarters(2050, 8)
    x = np.log(forecast(history, future, names=["persistence"], samples=4000).samples["persistence"])
    last = np.log(history.counts[-1])
    lengths = np.log(np.array([(b - a).days + 1 for a, b in future]) / history.lengths[-1])
    np.testing.assert_allclose(np.median(x, axis=1) - lengths, last, atol=0.03)
    # a quarter ahead, and two years ahead
    assert x[0].std() == pytest.approx(spread(history) * 0.5, rel=0.06)
    assert x[7].std() == pytest.approx(spread(history) * np.sqrt(2), rel=0.06)


def test_drift_goes_on_and_the_others_do_not():
    windows = quarters(2010, 24)
    history = History(windows, 1000 * np.exp(-0.05 * np.arange(24)))
    found = forecast(history, quarters(2016, 4)).samples
    assert np.median(found["drift"][3]) == pytest.approx(1000 * np.exp(-0.05 * 27), rel=0.05)
    assert np.median(found["persistence"][3]) == pytest.approx(history.counts[-1], rel=0.05)


def test_each_baseline_has_a_minimum_of_history():
    for n in (1, 3, 5, 9):
        found = forecast(walk(n, 0.3), quarters(2010, 2), samples=50)
        assert set(found.samples) == {name for name, least in MINIMUM.items() if n >= least}
        assert all(str(MINIMUM[name]) in why for name, why in found.left_out.items())
        assert found.for_scoring()["arima"] is None


def test_a_short_history_leans_on_the_pooled_spread():
    one = History(quarters(2010, 1), np.array([100.0]))
    assert spread(one, 0.7) == pytest.approx(0.7)
    calm = History(quarters(2010, 3), np.array([100.0, 100.0, 100.0]))
    assert 0.3 < spread(calm, 0.7) < 0.7


def test_windows_of_any_length_count_by_the_day():
    windows = ((date(2020, 1, 1), date(2020, 1, 31)), (date(2020, 2, 1), date(2020, 6, 30)),
               (date(2020, 8, 1), date(2020, 8, 31)))  # fmt: skip
    steady = History(windows, np.array([310.0, 1510.0, 310.0]))
    future = [(date(2020, 10, 1), date(2020, 10, 10)), (date(2020, 11, 1), date(2021, 10, 31))]
    x = forecast(steady, future, prior_spread=0.01).samples["persistence"]
    np.testing.assert_allclose(np.median(x, axis=1), [100.0, 3650.0], rtol=0.03)


def test_arima_and_ets_have_the_spread_of_what_made_the_history():
    history = walk(80, 0.4, seed=4)
    found = forecast(history, quarters(2020, 4), samples=3000).samples
    for name in ("ets", "arima"):
        assert np.log(found[name][0]).std() == pytest.approx(0.2, rel=0.25), name


def test_zero_counts_do_no_harm():
    history = History(quarters(2010, 12), np.array([5, 0, 2, 0, 0, 3, 1, 0, 0, 1, 0, 0.0]))
    for name, x in forecast(history, quarters(2013, 4), samples=200).samples.items():
        assert np.isfinite(x).all() and (x >= 0).all(), name


def test_the_same_seed_gives_the_same_forecast():
    history, future = walk(20, 0.3), quarters(2005, 2)
    a, b, c = (forecast(history, future, 100, seed).samples["drift"] for seed in (1, 1, 2))
    assert (a == b).all() and (a != c).any()


def test_what_cannot_be_forecast_is_refused():
    history = walk(4, 0.3)
    with pytest.raises(ValueError, match="before the history ends"):
        forecast(history, quarters(2000, 1))
    with pytest.raises(ValueError, match="overlap"):
        History(quarters(2000, 1) * 2, np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="no history"):
        forecast(History((), np.array([])), quarters(2000, 1))


def test_arima_forecasts_as_statsmodels_does():
    from statsmodels.tsa.arima.model import ARIMA

    from tregua.forecasting.baselines import _left_behind

    y = walk(60, 0.4, seed=9).log_rates
    fitted = ARIMA(np.diff(y), order=(1, 0, 1), trend="n").fit(method="innovations_mle")
    theirs = fitted.get_forecast(5).se_mean / np.sqrt(fitted.params[-1])
    left = _left_behind(fitted.arparams, fitted.maparams, 5)
    np.testing.assert_allclose(np.sqrt(np.cumsum(left**2)), theirs, rtol=1e-4)


def test_linear_algebra_keeps_to_one_thread():
    threads = pytest.importorskip("threadpoolctl")
    with baselines.one_thread():
        pools = [p for p in threads.threadpool_info() if p["user_api"] == "blas"]
        assert pools and all(p["num_threads"] == 1 for p in pools)


def test_without_the_package_nothing_is_limited(monkeypatch):
    monkeypatch.setattr(baselines, "find_spec", lambda name: None)
    with baselines.one_thread() as nothing:
        assert nothing is None
