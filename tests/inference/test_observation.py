"""What a series sees: causes, periods, breaks, floors, vintages, and nothing counted twice."""

import math
from datetime import date

import numpy as np
import pytest

from tregua.errors import InputError
from tregua.inference.observation_model import counted, draw_counts, log_likelihood, upper_tail, windows
from tregua.places import load_place
from tregua.places.evidence import Evidence, Row
from tregua.places.series import Series
from tregua.vocabulary.causes import CAUSES

ALL = [c for c in CAUSES if c != "custody"]


def series(base="main", measures="deaths", causes=ALL, **more):
    given = {"title": "t", "base": base, "kind": "flow", "measures": measures, **more}
    if measures == "deaths":
        given["causes"] = causes
    return Series.model_validate(given)


def row(name, start, end, value, published="2020-01-01", **more):
    given = {
        "place": "all", "low": None, "high": None, "unit": "people", "source": "s", "url": "", "read": "",
        "confidence": "high", "note": "", "floor": False, "published_known": True, **more,
    }  # fmt: skip
    return Row(
        series=name,
        start=date.fromisoformat(start),
        end=date.fromisoformat(end),
        value=value,
        published=date.fromisoformat(published),
        **given,
    )


def seen(rows, register, as_of="2021-01-01", **more):
    evidence = Evidence(tuple(rows), register)
    start, end = date(2010, 1, 1), date(2021, 1, 1)
    return windows(evidence, date.fromisoformat(as_of), start, end, {"here": None}, "main", **more)


def test_a_year_that_holds_months_counts_for_what_is_left_of_it():
    register = {"main": series(), "months": series()}
    rows = [
        row("main", "2015-01-01", "2015-12-31", 120.0),
        row("months", "2015-03-01", "2015-03-31", 10.0),
        row("months", "2015-06-01", "2015-06-30", 15.0),
    ]
    found = seen(rows, register)
    assert sum(w.value for w in found) == 120.0
    year = next(w for w in found if w.series == "main")
    assert year.derived and year.value == 95.0
    assert year.days == 365 - 31 - 30
    assert len(year.spans) == 3


def test_a_period_that_cuts_across_another_is_left_out():
    register = {"main": series(), "odd": series()}
    rows = [row("main", "2015-01-01", "2015-03-31", 30.0), row("odd", "2015-03-15", "2015-09-30", 60.0)]
    assert [w.series for w in seen(rows, register)] == ["main"]


def test_another_base_is_used_only_where_the_main_one_is_blank():
    register = {"main": series(), "other": series(base="other")}
    rows = [
        row("main", "2015-01-01", "2015-12-31", 100.0),
        row("other", "2015-01-01", "2015-12-31", 150.0),
        row("other", "2014-01-01", "2014-12-31", 90.0),
    ]
    assert [(w.series, w.value) for w in seen(rows, register)] == [("main", 100.0), ("other", 90.0)]


def test_a_second_view_stands_beside_the_main_one():
    register = {"main": series(), "other": series(base="other", beside=True)}
    rows = [row("main", "2015-01-01", "2015-12-31", 100.0), row("other", "2015-01-01", "2015-12-31", 150.0)]
    assert [w.second for w in seen(rows, register)] == [False, True]


def test_an_early_count_gives_way_to_the_settled_one():
    register = {"main": series(), "early": series(use="early")}
    early = row("early", "2015-01-01", "2015-01-31", 8.0, published="2015-02-10")
    quarter = row("main", "2015-01-01", "2015-03-31", 30.0, published="2015-05-01")
    assert [w.series for w in seen([early, quarter], register, "2015-03-01")] == ["early"]
    assert [w.series for w in seen([early, quarter], register, "2015-06-01")] == ["main"]


def test_only_what_had_been_published_by_then_is_seen():
    rows = [row("main", "2015-01-01", "2015-12-31", 100.0, published="2017-02-01")]
    assert seen(rows, {"main": series()}, "2017-01-31") == []
    assert len(seen(rows, {"main": series()}, "2017-02-01")) == 1


def test_a_series_of_deaths_without_causes_cannot_be_fitted():
    with pytest.raises(InputError, match="without causes"):
        counted(series(causes=()), "main", date(2015, 1, 1))
    rows = [row("main", "2015-01-01", "2015-12-31", 100.0)]
    assert seen(rows, {"main": series(causes=())}) == []
    with pytest.raises(InputError, match="without causes"):
        seen(rows, {"main": series(causes=())}, only=["main"])


def test_a_break_inside_a_window_gives_each_part_its_own_causes():
    later = ["gang_on_civilian", "background"]
    register = {"main": series(breaks=[{"date": "2015-07-01", "causes": later}])}
    (w,) = seen([row("main", "2015-01-01", "2015-12-31", 100.0)], register)
    assert w.spans == ((date(2015, 1, 1), date(2015, 7, 1)), (date(2015, 7, 1), date(2016, 1, 1)))
    assert [len(p) for p in w.parts] == [10, 2]


def test_el_salvador_counts_change_in_2019_and_in_april_2022():
    place = load_place("el_salvador")
    found = windows(
        place.evidence, date(2026, 2, 28), date(2003, 1, 1), date(2026, 2, 28), {"c": "country"},
        place.main_series
    )  # fmt: skip
    gang, clash = CAUSES.index("gang_on_gang"), CAUSES.index("state_on_gang")
    whole = [w for w in found if w.measures == "deaths" and CAUSES.index("background") in w.causes]
    for w in whole:
        assert (clash in w.causes) == (w.start < date(2019, 7, 1))
        assert (gang in w.causes) == (w.start < date(2022, 4, 1))
    days = [d for w in whole for a, b in w.spans for d in range(a.toordinal(), b.toordinal())]
    assert len(days) == len(set(days))  # no day of the total is counted twice
    assert min(days) == date(2003, 1, 1).toordinal()


def test_haiti_keeps_its_two_bases_apart():
    place = load_place("haiti")
    territories = {"a": "capital", "b": "artibonite_centre", "c": "rest"}
    found = windows(
        place.evidence, date(2026, 2, 28), date(2018, 1, 1), date(2026, 2, 28), territories, place.main_series
    )  # fmt: skip
    assert {w.base for w in found if w.second} == {"police"}
    assert not any(w.second for w in found if w.series == "binuh_killed")
    late = [w for w in found if w.measures == "deaths" and w.start >= date(2024, 1, 1)]
    assert not any(w.series.endswith("early") for w in late)


def one(**more):
    register = {"main": series(**more.pop("series", {}))}
    (w,) = seen([row("main", "2015-01-01", "2015-12-31", more.pop("value", 40.0), **more)], register)
    return w


def test_counts_are_negative_binomial():
    from scipy.stats import nbinom

    w = one(series={"observation": {"dispersion": 0.1}})
    mean = np.array([20.0, 40.0, 90.0])
    size = 1 / 0.15
    assert log_likelihood(40.0, mean, w, 0.05) == pytest.approx(
        nbinom.logpmf(40, size, size / (size + mean)), abs=1e-8
    )
    drawn = draw_counts(np.full(40000, 50.0), w, 0.05, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(50, rel=0.02)
    assert drawn.var() == pytest.approx(50 + 0.15 * 2500, rel=0.06)


def test_a_floor_counts_by_the_chance_of_as_much_or_more():
    w = one(floor=True)
    like = log_likelihood(40.0, np.array([4.0, 40.0, 400.0]), w, 0.0)
    assert (
        like[0] < -3
        and like[1] == pytest.approx(math.log(0.5), abs=1e-6)
        and like[2] == pytest.approx(0, abs=1e-3)
    )
    from scipy.stats import norm

    z = np.linspace(-5, 5, 41)
    assert upper_tail(z) == pytest.approx(norm.sf(z), abs=1e-7)


def test_a_printed_range_wider_than_the_noise_counts_by_the_chance_of_lying_in_it():
    from scipy.stats import norm

    narrow = one(low=39.0, high=41.0, series={"observation": {"dispersion": 0.1}})
    mean = np.array([5.0, 30.0, 40.0, 200.0])
    plain = one(series={"observation": {"dispersion": 0.1}})
    assert log_likelihood(40.0, mean, narrow, 0.0) == pytest.approx(log_likelihood(40.0, mean, plain, 0.0))
    wide = one(low=10.0, high=160.0, series={"observation": {"dispersion": 0.1}})
    like = log_likelihood(40.0, mean, wide, 0.0)
    sd = np.sqrt(0.1 + 1.0 / mean)
    chance = norm.cdf(np.log(160.0 / mean) / sd) - norm.cdf(np.log(10.0 / mean) / sd)
    assert like == pytest.approx(np.log(chance), abs=1e-5)
    # within the range it hardly matters where, far outside it does
    assert abs(like[1] - like[2]) < 0.01 and like[0] < like[1] - 1.5
    level = {"measures": "control_share", "kind": "level", "unit": "percent"}
    level |= {"observation": {"noise": "normal", "dispersion": 3.0}}
    w = one(value=50.0, low=30.0, high=70.0, unit="percent", series=level)
    like = log_likelihood(50.0, np.array([31.0, 50.0, 90.0]), w, 0.0)
    assert like[1] == pytest.approx(0.0, abs=1e-6) and like[2] == pytest.approx(norm.logsf(20 / 3), abs=0.01)


def test_running_totals_count_for_the_days_between_them():
    register = {"main": series(), "total": series(base="tally", kind="cumulative")}
    rows = [
        row("total", "2015-01-01", "2015-03-31", 30.0),
        row("total", "2015-01-01", "2015-04-05", 33.0),  # too soon after the last
        row("total", "2015-01-01", "2015-06-30", 50.0),
        row("total", "2015-01-01", "2015-09-30", 45.0),  # revised downwards
        row("total", "2015-01-01", "2015-12-31", 90.0),
        row("total", "2015-01-01", "2015-11-30", 60.0, floor=True),
    ]
    found = seen(rows, register)
    days = [(w.start.isoformat(), w.end.isoformat(), w.value) for w in found]
    assert days == [
        ("2015-01-01", "2015-04-01", 30.0),
        ("2015-04-01", "2015-07-01", 20.0),
        ("2015-07-01", "2016-01-01", 40.0),
    ]
    # totals that only say by when: the first has no beginning
    dated = [row("total", day, day, n) for day, n in (("2016-01-01", 100.0), ("2016-03-31", 130.0))]
    assert [(w.days, w.value) for w in seen(dated, register)] == [(90, 30.0)]
    # none of it was published by an earlier day
    late = [row("total", "2015-01-01", "2015-06-30", 50.0, published="2015-08-01"), rows[0]]
    assert [w.value for w in seen(late, register, "2020-01-01")] == [30.0, 20.0]
    assert seen(late, register, "2014-01-01") == []


def test_deaths_by_operations_that_drive_the_path_are_not_fitted_too():
    drones = series(base="drones", kind="cumulative", causes=["operation_on_gang", "operation_on_bystander"])
    rows = [row("drones", "2015-01-01", "2015-12-31", 300.0)]
    assert seen(rows, {"main": series(), "drones": drones}) == []


def test_a_lower_bound_of_a_part_does_not_displace_the_count_of_the_whole():
    register = {"main": series(), "months": series()}
    rows = [
        row("main", "2015-01-01", "2015-12-31", 120.0),
        row("months", "2015-03-01", "2015-03-31", 10.0, floor=True),
    ]
    assert [(w.value, w.floor) for w in seen(rows, register)] == [(120.0, False)]
    assert [w.floor for w in seen(rows[1:], register)] == [True]
