"""Differences over origins are paired and drawn by origin; coverage and the start are pooled."""

from datetime import date, timedelta

import numpy as np
import pytest

from tregua.forecasting import origin_scores, scoring
from tregua.forecasting.origin_scores import Origin, first_window_ratio, paired, pooled_coverage, summary

DAY = timedelta(days=1)


def origins(count, bias=0.0, place="a", noise=0.3, seed=1, n=4):
    """Forecasts of 4 windows that share their error; "other" is off by a bias on the log scale."""
    rng = np.random.default_rng(seed)
    out = []
    for k in range(count):
        day = date(2010, 1, 1) + timedelta(days=91 * k)
        windows = tuple((day + timedelta(days=91 * j), day + timedelta(days=91 * j + 90)) for j in range(n))
        came = np.full(n, 1000 * np.exp(noise * rng.standard_normal()))
        x = 1000 * np.exp(0.3 * rng.standard_normal((n, 300)))
        out.append(Origin(place, day, windows, came, {"ours": x, "other": x * np.exp(bias), "none": None}))
    return out


def test_a_bias_is_found_and_its_absence_is_not():
    worse = paired(origins(24, 0.8), "ours", "other")
    assert worse.verdict == "better"
    assert worse.record()["ratio"] < 1
    same = paired(origins(24, 0.0), "ours", "other")
    assert (same.low, same.high, same.verdict) == (0.0, 0.0, "no difference shown")
    assert paired(origins(24, 0.8), "other", "ours").verdict == "worse"


def test_the_interval_is_that_of_origins_and_not_of_windows():
    few = origins(24, 0.3, n=1)
    # the same errors in forty windows say no more
    many = [
        Origin(
            o.place, o.day, tuple((o.day + k * DAY, o.day + k * DAY) for k in range(40)),
            np.repeat(o.observed, 40),
            {k: None if x is None else np.repeat(x, 40, axis=0) for k, x in o.samples.items()},
        )
        for o in few
    ]  # fmt: skip
    a, b = paired(few, "ours", "other"), paired(many, "ours", "other")
    assert (a.n, b.n) == (24, 960)
    assert b.high - b.low == pytest.approx(a.high - a.low)


def test_places_are_drawn_apart():
    both = [*origins(8, 0.5, "a", seed=1), *origins(8, -0.5, "b", seed=2)]
    drawn = origin_scores._draws(both, 4, 1)
    assert (drawn[0] < 8).all()
    assert (drawn[1] >= 8).all()
    assert all(d.shape == (scoring.BOOTSTRAPS, 8) for d in drawn)


def test_too_few_origins_have_no_interval_and_none_no_comparison():
    assert paired(origins(3, 0.5), "ours", "other").verdict == "too few"
    assert paired(origins(3, 0.5), "ours", "other").record()["low"] is None
    assert paired(origins(9), "ours", "none") is None


def test_coverage_is_pooled_over_windows():
    wide = origins(60, noise=0.3)
    found = pooled_coverage(wide, "ours")
    assert found["90"] == pytest.approx(0.9, abs=0.09)
    assert pooled_coverage(origins(60, noise=3.0), "ours")["90"] < 0.4
    assert pooled_coverage(wide, "none") is None


def test_the_first_window_says_whether_forecasts_start_where_counts_do():
    assert first_window_ratio(origins(60, noise=0.0), "ours") == pytest.approx(1.0, abs=0.03)
    assert first_window_ratio(origins(60, 0.7, noise=0.0), "other") == pytest.approx(np.exp(0.7), rel=0.03)
    assert first_window_ratio(origins(2), "none") is None


def test_the_summary_names_every_baseline():
    found = summary(origins(10, 0.5), "ours", ("other", "none"))
    assert found["n"] == 40
    assert found["origins"] == 10
    assert found["against"]["none"] is None
    assert found["against"]["other"]["origins"] == 10
