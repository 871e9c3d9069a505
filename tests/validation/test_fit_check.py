"""Checks of a fit: what holds, what fails, and in what, on records made up to hold or to fail."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tregua.inference.observation_model import Window
from tregua.validation.fit_check import (
    LEAST_INSIDE,
    MOST_WIDTH,
    contained,
    judge,
    level_log_width,
    log_width,
)
from tregua.validation.fit_mark import FAILED, HELD, NEVER, figure_mark, fit_mark

QUARTER = 91
DRAWS = 4000


def record(counts, regions=(0,), floor=False):
    first = date(2010, 1, 1)
    return [
        Window(
            "killed",
            "base",
            "deaths",
            ((first + timedelta(days=QUARTER * n), first + timedelta(days=QUARTER * (n + 1))),),
            float(x),
            regions=regions,
            floor=floor,
        )
        for n, x in enumerate(counts)
    ]


@pytest.fixture
def chance():
    return np.random.default_rng(3)


def replicated(mean, chance, spread=0.2):
    mean = np.asarray(mean, float)[:, None]
    return chance.poisson(mean * np.exp(spread * chance.standard_normal((len(mean), DRAWS))))


def test_a_record_drawn_from_the_model_holds(chance):
    mean = np.full(40, 300.0)
    truth = replicated(mean, chance)[:, 0]
    some = record(truth)
    found = judge(some, replicated(mean, chance), level_log_width(some, flow=True))
    assert found.failures == [] and found.verdict == "held"
    for band, share in found.inside.items():
        assert share == pytest.approx(float(band) / 100.0, abs=0.2)


def test_a_level_that_is_off_fails_in_the_level_and_not_in_the_trend(chance):
    mean = np.full(40, 300.0)
    truth = replicated(mean, chance)[:, 0]
    found = judge(record(truth), replicated(1.5 * mean, chance))
    assert "level" in found.failures and "trend" not in found.failures
    assert found.level_gap == pytest.approx(-np.log(1.5), abs=0.08)


def test_a_trend_that_is_off_fails_in_the_trend_with_its_size(chance):
    t = np.arange(40) * QUARTER / 365.25
    truth = replicated(300.0 * np.exp(-0.1 * (t - t.mean())), chance)[:, 0]
    found = judge(record(truth), replicated(np.full(40, 300.0), chance))
    assert "trend" in found.failures and "level" not in found.failures
    assert found.trend_gap == pytest.approx(-0.1, abs=0.03)


def test_a_band_that_covers_everything_is_no_fit(chance):
    mean = np.full(40, 300.0)
    some = record(replicated(mean, chance)[:, 0])
    wide = replicated(mean, chance, spread=1.5)
    found = judge(some, wide, level_log_width(some, flow=True))
    assert found.inside["80"] == 1.0 and found.failures == ["width"] and found.width > MOST_WIDTH


def test_the_longest_run_of_misses_counts_neighbours():
    drawn = np.tile(np.linspace(90.0, 110.0, 201), (9, 1))
    found = judge(record([100, 300, 100, 300, 300, 300, 100, 300, 100]), drawn)
    assert found.run == 3 and found.inside["80"] == pytest.approx(4 / 9)
    assert found.inside["80"] < LEAST_INSIDE
    assert "inside" in found.failures


def test_two_figures_are_too_few_whatever_they_say():
    drawn = np.tile(np.linspace(90.0, 110.0, 201), (2, 1))
    found = judge(record([300, 300]), drawn)
    assert found.verdict == "too few" and found.failures == [] and found.inside["80"] == 0.0


def test_a_lower_bound_misses_only_where_it_lies_above():
    drawn = np.tile(np.linspace(90.0, 110.0, 201), (2, 1))
    assert contained(record([10, 300], floor=True), drawn, 0.8).tolist() == [True, False]
    assert contained(record([10, 300]), drawn, 0.8).tolist() == [False, False]


def test_the_width_is_that_of_the_log_band():
    drawn = np.exp(np.linspace(np.log(100.0), np.log(400.0), 1001))[None] - 0.5
    assert log_width(drawn) == pytest.approx(0.9 * np.log(4.0), rel=1e-3)


def told(**verdicts):
    series = [
        {"series": name, "measures": measures, "verdict": verdict}
        for name, (measures, verdict) in verdicts.items()
    ]
    return {"x": {"posterior": "sha256:1", "main_series": "main", "series": series, "special": []}}


def test_a_mark_is_failed_held_or_never_tested():
    stored = told(
        main=("deaths", "held"),
        other_base=("deaths", "failed"),
        displaced=("displaced", "failed"),
        displaced_again=("displaced", "held"),
        members=("members", "too few"),
    )
    assert fit_mark("x", "killed", stored=stored).status == HELD
    assert fit_mark("x", "displaced", stored=stored).failed == ("displaced",)
    assert fit_mark("x", "members", stored=stored).status == NEVER
    assert fit_mark("x", "kidnapped", stored=stored).status == NEVER
    assert fit_mark("elsewhere", "killed", stored=stored).status == NEVER


def test_a_special_line_that_fails_marks_the_outcome_and_all_that_hold_it():
    stored = told(main=("deaths", "held"))
    stored["x"]["special"] = [{"outcome": "killed", "series": "year", "verdict": "failed"}]
    assert fit_mark("x", "killed", stored=stored).status == FAILED
    assert fit_mark("x", "deaths", stored=stored).status == FAILED


def test_a_check_of_another_posterior_marks_nothing():
    stored = told(main=("deaths", "held"))
    assert fit_mark("x", "killed", "sha256:1", stored).status == HELD
    assert fit_mark("x", "killed", "sha256:2", stored).status == NEVER


def test_a_figure_without_a_record_was_never_tested():
    assert figure_mark("haiti", "arbitrary_years").status == NEVER


def test_a_result_says_on_which_records_the_fit_fails_and_marks_their_columns(monkeypatch):
    import json

    import xarray as xr

    from tregua.report import phrases
    from tregua.validation import fit_mark as marks

    stored = told(main=("deaths", "held"), displaced=("displaced", "failed"))
    monkeypatch.setattr(marks, "checks", lambda: stored)
    ds = xr.Dataset(attrs={"posterior": json.dumps({"place": "x", "digest": "sha256:1"})})
    assert phrases.dagger(ds, "displaced_end") == " †" and phrases.dagger(ds, "deaths") == ""
    (said,) = phrases.tested_on_record(ds)
    assert "fails on: displaced people (marked †)" in said and "holds on: people killed" in said
    priors = xr.Dataset(attrs={"posterior": "null"})
    assert phrases.tested_on_record(priors) == [] and phrases.dagger(priors, "displaced_end") == ""
