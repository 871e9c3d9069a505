import json

import fake
import numpy as np
import pytest

from tregua.report import headline, headline_json
from tregua.report.summary import by_structure, indistinct
from tregua.vocabulary.readings import STRUCTURES


def quantiles(values):
    return np.quantile(np.asarray(values, float), [0.1, 0.5, 0.9])


def test_deaths_and_their_authors_add_up_with_custody_in_the_total(result):
    total = result.deaths.sum(["time", "region", "cause"])
    for row in headline(result):
        own = total.sel(policy=row.policy).values
        assert [row.deaths.low, row.deaths.median, row.deaths.high] == pytest.approx(list(quantiles(own)))
    parts = sum(
        result.deaths.isel(cause=(result.author == a).values).sum(["time", "region", "cause"]).values
        for a in ("gang", "state", "self-defence", "custody", "other")
    )
    assert (parts == total.values).all()
    assert headline(result)[0]["deaths_custody"].median > 0


def test_differences_are_paired_draw_by_draw(result):
    total = result.deaths.sum(["time", "region", "cause"]).values
    rows = headline(result)
    for i, row in enumerate(rows):
        gap = row.difference("deaths")
        assert [gap.low, gap.median, gap.high] == pytest.approx(list(quantiles(total[i] - total[0])))
        assert row.lower["deaths", ""] == np.mean(total[i] < total[0])
    # Pairing narrows the range: the baseline's own luck drops out.
    assert rows[4].difference("deaths").high < rows[4].deaths.high - rows[0].deaths.low


def test_another_baseline_can_be_named(result):
    rows = headline(result, "haiti/pact")
    assert [r.baseline for r in rows] == [False] * 5 + [True]
    assert rows[0].difference("deaths").median > 0
    with pytest.raises(KeyError):
        headline(result, "nowhere/nothing")


@pytest.mark.parametrize(
    "key", ["arbitrary_years", "arbitrary_years_children", "wrongly_arrested", "wrongly_arrested_share"]
)
def test_the_two_readings_are_never_pooled(result, key):
    row = headline(result)[0]
    with pytest.raises(KeyError):
        row[key]
    assert (key, "") not in row.figures
    official, ngo = row.reading(key, "official"), row.reading(key, "ngo")
    assert official.draws + ngo.draws == result.sizes["draw"]
    assert official.median != ngo.median
    for split in by_structure(result):
        assert (key, "") not in split.rows[0].figures


def test_a_reading_uses_its_own_draws_only(result):
    keep = (result.reading == "ngo").values
    days = result.arbitrary_days.sum(["time", "age"]).values[2, keep] / 365.25
    assert headline(result)[2].reading("arbitrary_years", "ngo").median == pytest.approx(np.median(days))


def test_prison_places_are_short_by_the_worst_month(result):
    held = result.held.sum(["stage", "class"])
    short = (held - result.prison_places - result.abroad).clip(min=0).max("time").values[2]
    assert headline(result)[2]["places_short"].median == np.median(short)


def test_killings_of_the_last_year_leave_custody_out(result):
    killed = result.deaths.isel(time=slice(-12, None), cause=(result.author != "custody").values)
    wanted = np.median(killed.sum(["time", "region", "cause"]).values[0])
    assert headline(result)[0]["killings_last_year"].median == wanted


def test_structures_part_the_draws(result):
    splits = by_structure(result)
    assert [s.structure for s in splits] == list(STRUCTURES)
    assert sum(s.draws for s in splits) == result.sizes["draw"]


def test_odds_stay_apart_from_outcomes(result):
    rows = headline(result)
    assert [r.odds is not None for r in rows] == [False, False, True, True, False, False]
    louder = result.assign_attrs(odds=json.dumps({"haiti/offer-6000": {"starts": 0.99}}))
    assert headline(louder)[2].figures == rows[2].figures


def test_policies_that_chance_alone_parts_are_named(result):
    same = result.copy(deep=True)
    same.deaths.values[5] = same.deaths.values[0][::-1]
    assert "haiti/pact" in indistinct(same, "haiti/as-it-happened")
    assert "haiti/pact" not in indistinct(result, "haiti/as-it-happened")


def test_one_draw_has_no_range_and_no_reading_that_it_lacks():
    row = headline(fake.make(draws=1, months=5))[0]
    assert row.deaths.low == row.deaths.median == row.deaths.high
    assert not row.deaths.ranged
    assert row.reading("arbitrary_years", "ngo") is None


def test_control_is_weighed_by_people_where_they_are_known(result):
    people = [t[2] for t in fake.TERRITORIES.values()]
    known = result.assign_coords(population=("territory", people))
    end = result.control.isel(time=-1).values[0]
    assert headline(known)[0]["control_end"].median == pytest.approx(
        np.median(np.average(end, axis=-1, weights=people)), rel=1e-6
    )
    assert headline(result)[0]["control_end"].median == pytest.approx(np.median(end.mean(-1)), rel=1e-6)


def test_headline_json_is_json_and_keeps_readings_apart(result):
    page = json.loads(json.dumps(headline_json(result), allow_nan=False))
    assert [p["policy"] for p in page["policies"]] == list(fake.POLICIES)
    cell = page["policies"][0]["figures"]["arbitrary_years"]
    assert set(cell) == {"by_reading"}
    assert page["policies"][0]["figures"]["deaths"]["figure"]["median"] == headline(result)[0].deaths.median
    assert page["policies"][2]["odds"]["starts"] == 0.12
    assert page["from"] == "2024-04-01"
    assert page["until"] == "2029-03-31"
