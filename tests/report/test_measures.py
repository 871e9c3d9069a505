"""Known answers of what the report counts, worked out on paper for a result of few numbers."""

import numpy as np
import pytest
import xarray as xr

from tregua.report import measures as m

MONTHS = 30
AUTHORS = ["gang", "state", "self-defence", "custody", "other"]


@pytest.fixture
def ds(monkeypatch):
    """One policy, two draws, one region: in a month of draw 0 author k kills 10 ** k, in draw 1 twice."""
    monkeypatch.setattr(m.result_view, "people_of", lambda ds: {"a": 3, "b": 1})
    rates = 10.0 ** np.arange(len(AUTHORS))
    deaths = np.ones((1, 2, MONTHS, 1, 1)) * rates
    deaths[:, 1] *= 2
    deaths[0, 0, 4] *= 5  # one month unlike the others
    phase = np.zeros((1, 2, MONTHS), int)
    phase[0, 0, 3:] = 6  # draw 0: the year after is months 4 to 15
    phase[0, 1] = 7
    held = np.zeros((1, 2, MONTHS, 2, 2))
    held[0, 0, :, 0, 0], held[0, 0, :, 1, 1] = 70, 50
    held[0, 0, 7, 0, 0] = 90
    time = ("policy", "draw", "time")
    one = np.arange(MONTHS, dtype=float) * np.ones((1, 2, 1))
    return xr.Dataset(
        {
            "deaths": ((*time, "region", "cause"), deaths),
            "phase": (time, phase),
            "held": ((*time, "stage", "class"), held),
            "prison_places": (time, np.full((1, 2, MONTHS), 60.0)),
            "abroad": (time, np.full((1, 2, MONTHS), 20.0)),
            "judgement_days": (time, np.where(one < MONTHS - 12, 999.0, one)),
            "control": ((*time, "territory"), np.ones((1, 2, MONTHS, 2)) * [0.8, 0.4]),
            "active": (time, 2 * one),
            "hiding": (time, one),
            "displaced": (time, 7 * one),
            "arbitrary_days": ((*time, "age"), np.ones((1, 2, MONTHS, 2)) * [365.25, 730.5]),
            "wrongful_days": (time, np.full((1, 2, MONTHS), 36.525)),
            "arrests": ((*time, "class"), np.ones((1, 2, MONTHS, 2)) * [1.0, 3.0]),
            "money_spent": (time, np.full((1, 2, MONTHS), 5.0)),
            "prison_cost": (time, np.full((1, 2, MONTHS), 2.0)),
        },
        {
            "author": ("cause", AUTHORS),
            "civilian": ("cause", [0, 1, 1, 0, 0]),
            "territory": ["a", "b"],
            "class": ["uninvolved", "member"],
            "age": ["minor", "adult"],
        },
    )


def figure(ds, key):
    return {each.key: each for each in m.measures()}[key].of(ds).values[0].tolist()


@pytest.mark.parametrize(
    ("key", "first", "second"),
    [
        ("deaths", 34 * 11111, 60 * 11111),
        ("deaths_gang", 34, 60),
        ("deaths_state", 340, 600),
        ("deaths_custody", 34_000, 60_000),
        ("civilians", 34 * 110, 60 * 110),
        ("killings_last_year", 12 * 10111, 24 * 10111),
        ("places_short", 60, 0),
        ("judgement_days", 23.5, 23.5),
        ("members_end", 87, 87),
        ("displaced_end", 203, 203),
        ("control_end", 0.7, 0.7),
        ("arbitrary_years", 90, 90),
        ("arbitrary_years_children", 30, 30),
        ("wrongful_years", 3, 3),
        ("wrongly_arrested", 30, 30),
        ("wrongly_arrested_share", 0.25, 0.25),
        ("cost", 210, 210),
    ],
)
def test_a_figure_is_what_arithmetic_gives(ds, key, first, second):
    assert figure(ds, key) == pytest.approx([first, second])


def test_the_year_after_an_exit_begins_with_the_next_month(ds):
    first, second = figure(ds, "killings_after_exit")
    assert first == pytest.approx(16 * 10111)  # months 4 to 15, of which the first counts five times
    assert np.isnan(second)  # phase 7 is no exit


def test_the_year_after_an_exit_is_its_own_twelve_months(ds):
    ds["deaths"][0, 0] = 10.0 ** np.arange(len(AUTHORS)) * (1.0 + np.arange(MONTHS))[:, None, None]
    # months 4 to 15 count 5 to 16 times
    assert figure(ds, "killings_after_exit")[0] == pytest.approx(126 * 10111)


@pytest.mark.parametrize(("month", "there"), [(MONTHS - 13, True), (MONTHS - 12, False), (0, True)])
def test_the_year_after_an_exit_must_lie_within_the_run(ds, month, there):
    ds["phase"][0, 0] = np.where(np.arange(MONTHS) >= month, 6, 0)
    found = figure(ds, "killings_after_exit")[0]
    assert np.isnan(found) != there
    if there:
        assert found == pytest.approx((16 if month == 0 else 12) * 10111)


def test_control_of_some_territories_and_without_people(ds, monkeypatch):
    assert m.control_share(ds, where=["b"]).values[0, 0] == pytest.approx(0.4)
    monkeypatch.setattr(m.result_view, "people_of", lambda ds: {})
    assert m.control_share(ds).values[0, 0] == pytest.approx(0.6)
    assert m.last_months(ds) == 12 and m.last_months(ds.isel(time=slice(5))) == 5
