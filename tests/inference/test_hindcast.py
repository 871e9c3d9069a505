"""Hindcasts and the watch, small: a made-up country of quarterly counts, one structure."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.interface.printing import fits_a_screen
from tregua.cli.app import main
from tregua.forecasting import hindcast as hindcasts
from tregua.forecasting.hindcast import JUDGED_BY
from tregua.forecasting.rolling_origins import asked, quarters, rolling
from tregua.forecasting.secondary_series import Reader, beaten, groups
from tregua.inference import fit_cache
from tregua.inference.fit import posterior
from tregua.places import load_place
from tregua.places.place_template import new_place
from tregua.validation.forecast_figures import hindcast_picture, watch_picture

COUNTS = Path(__file__).parents[2] / "docs" / "howto" / "norland" / "counts.csv"
AS_OF, UNTIL = date(2022, 1, 1), date(2023, 12, 31)
ONE = ("replacement",)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("norland")


@pytest.fixture(scope="module")
def norland(home):
    new_place(home / "norland", COUNTS)
    # a short record: few coordinates, quick fits
    return replace(load_place(home / "norland"), learn_from=date(2020, 1, 1))


@pytest.fixture(scope="module")
def fits(home):
    return home / "fits"


@pytest.fixture(scope="module")
def made(norland, fits):
    fits.mkdir()
    return hindcasts.hindcast(norland, AS_OF, UNTIL, folder=fits, structures=ONE)


def with_row(place, **changes):
    """Return a place with one row of evidence more, made from its last count."""
    last = max((r for r in place.evidence if r.series == "homicides"), key=lambda r: r.end)
    evidence = replace(place.evidence, rows=(*place.evidence.rows, replace(last, **changes)))
    return replace(place, evidence=evidence)


def test_the_record_has_the_form_that_is_promised(made):
    record = json.loads(json.dumps(made.record()))
    assert set(record) >= {"place", "as_of", "until", "primary", "series"}
    assert record["primary"] == "homicides/as_published"
    main_count = record["series"][record["primary"]]
    assert main_count["n"] == 8
    assert set(main_count["skill"]) == set(main_count["skill_interval"]) == set(JUDGED_BY)
    assert set(main_count["coverage"]) == {"50", "80", "90"}
    for name, skill in main_count["skill"].items():
        assert skill == pytest.approx(1 - main_count["crps"] / main_count["baseline_crps"][name])
    assert set(record["supplied"]) == set(record["series"])
    seen = [line["observed"] for line in record["windows"][record["primary"]]]
    assert seen == [64, 58, 71, 58, 49, 59, 61, 46]


def test_a_hindcast_prints_itself(made):
    lines = fits_a_screen(made)
    assert any("homicides/as_published" in line and "CRPS" in line for line in lines)


def test_nothing_published_later_is_fitted_or_extrapolated(norland, made):
    s = made.series[made.primary]
    assert s.history is not None
    assert s.history.windows[-1][1] < AS_OF
    # the count of the last quarter of 2021 came out three weeks after the day
    assert s.history.windows[-1][1] == date(2021, 9, 30)
    fitted = posterior(norland, "replacement", AS_OF).windows
    assert max(w.end for w in fitted) == date(2021, 10, 1)


def test_a_fit_is_made_once(norland, fits, made):
    again = hindcasts.hindcast(norland, AS_OF, UNTIL, folder=fits, structures=ONE)
    assert again.fit["kept"]
    assert not made.fit["kept"]
    assert again.fit["digest"] == made.fit["digest"]


def test_news_after_the_day_moves_the_score_and_not_the_fit(norland, fits, made):
    start = date(2024, 1, 1)
    later = with_row(norland, start=start, end=date(2024, 3, 31), value=400.0, published=date(2024, 4, 20))
    moved = hindcasts.hindcast(later, AS_OF, date(2024, 3, 31), folder=fits, structures=ONE)
    assert moved.fit["kept"]
    s = moved.record()["series"][moved.primary]
    assert s["n"] == 9
    assert s["crps"] > made.record()["series"][made.primary]["crps"]


def test_news_before_the_day_asks_for_a_new_fit(norland):
    def mark(place):
        return fit_cache.digest({"replacement": posterior(place, "replacement", AS_OF)}, 0.25)

    early = {"start": date(2021, 10, 1), "end": date(2021, 12, 31), "value": 99.0}
    assert mark(with_row(norland, **early, published=date(2021, 12, 31))) != mark(norland)
    assert mark(with_row(norland, **early, published=date(2022, 1, 20))) == mark(norland)


def test_a_fit_is_not_believed_once_the_model_gives_other_densities(norland, fits, made):
    posts = {"replacement": posterior(norland, "replacement", AS_OF)}
    (file,) = fits.glob("*.npz")
    assert fit_cache._read(file, posts, made.fit["digest"]) is not None
    with np.load(file) as saved:
        arrays = dict(saved)
    arrays["density replacement"] = arrays["density replacement"] + 0.1
    other = file.with_name("other.npz")
    np.savez(other, **arrays)
    assert fit_cache._read(other, posts, made.fit["digest"]) is None
    other.unlink()


def test_the_watch_moves_when_a_row_comes_in(norland, fits, made):
    before = rolling(norland, [AS_OF], folder=fits, structures=ONE).record()
    (origin,) = before["origins"]
    assert origin["fit"]["kept"]
    assert [q["start"] for q in origin["quarters"]] == [str(d) for d in quarters(AS_OF, date(2022, 10, 1))]
    assert all(q["observed"] is not None for q in origin["quarters"])
    unknown = replace(
        norland,
        evidence=replace(
            norland.evidence, rows=tuple(r for r in norland.evidence.rows if r.end != date(2022, 12, 31))
        ),
    )
    hidden = rolling(unknown, [AS_OF], folder=fits, structures=ONE).record()["origins"][0]
    assert hidden["quarters"][-1]["observed"] is None
    assert hidden["year"]["observed"] is None
    mine, theirs = (o["quarters"][-1]["politics"]["50"] for o in (origin, hidden))
    assert mine == pytest.approx(theirs, rel=0.15)  # the same fit; the noise of counting is drawn anew
    assert origin["year"]["observed"] == sum(q["observed"] for q in origin["quarters"])


def test_pictures_are_drawn(norland, fits, made):
    record = rolling(norland, [AS_OF], folder=fits, structures=ONE).record()
    for text in (hindcast_picture(made.record()), watch_picture(record, norland)):
        assert ET.fromstring(text).tag.endswith("svg")


def test_every_base_is_scored_apart_and_what_was_known_is_taken_off():
    place = load_place("el_salvador")
    regions = {"country": "country"}
    found = hindcasts.targets(place, date(2022, 6, 1), date(2025, 12, 31), regions)
    assert next(iter(found)) == "homicides_quarter_from_2019_07/official_from_2019_07"
    narrow = found["homicides_quarter_from_2019_07/official_from_2019_07"]
    assert (narrow[0].start, narrow[0].end) == (date(2022, 6, 1), date(2022, 10, 1))
    assert narrow[0].value < 122  # April to September, less April and May
    assert all(w.base == "official_from_2019_07" for w in narrow)
    assert len({name.split("/")[1] for name in found}) > 1


def test_a_window_that_mostly_lies_before_the_day_is_left_out():
    place = load_place("haiti")
    regions = {"capital": "capital", "artibonite_centre": "artibonite_centre", "rest": "rest"}
    found = hindcasts.targets(place, date(2024, 3, 10), date(2025, 12, 31), regions)
    un = found["binuh_killed/binuh"]
    assert [w.value for w in un] == [945, 1223, 1732, 1617, 1520, 1247, 1523]
    assert found["sg_killed/police"][0].start == date(2024, 1, 1)  # a year, of which most lies ahead


def test_what_is_asked_for_is_the_main_count():
    place = load_place("haiti")
    w = asked(place, date(2024, 4, 1))
    assert (w.series, w.start, w.end) == ("binuh_killed", date(2024, 4, 1), date(2024, 7, 1))
    assert quarters(date(2023, 1, 1), date(2023, 12, 31))[-1] == date(2023, 10, 1)
    assert quarters(date(2023, 2, 1), date(2023, 4, 1)) == [date(2023, 4, 1)]


def test_what_is_counted_besides_killing_is_read_beside_the_last_figures_known():
    place = load_place("haiti")
    found = {g.name: g for g in groups(place, date(2024, 3, 10), date(2025, 12, 31))}
    assert {"displaced/iom", "binuh_kidnapped/binuh", "binuh_injured/binuh", "prison_held/dap"} <= set(found)
    displaced = found["displaced/iom"]
    assert displaced.known[-1][2] == 313000  # the next figure was published in April
    assert all(b > date(2024, 3, 10) for _a, b, _x in displaced.ahead)
    cuts = tuple(date(2023, 1, 1) + timedelta(days=90 * n) for n in range(13))
    grown = np.linspace(1.0, 2.0, 13)[:, None, None] * np.ones((13, 400, 1))
    path = SimpleNamespace(cuts=cuts)
    Reader([displaced], date(2024, 3, 10))("replacement", path, SimpleNamespace(displaced=grown), None)
    draws = displaced.draws["replacement"]
    assert draws.shape == (len(displaced.ahead), 400)
    since, last = (date(2023, 12, 31) - cuts[0]).days, (displaced.ahead[-1][1] - cuts[0]).days
    wanted = 313000 * (1 + last / 1080) / (1 + since / 1080)
    assert np.median(draws[-1]) == pytest.approx(wanted, rel=0.1)
    assert np.log(draws[-1]).std() > np.log(draws[0]).std()


def test_totals_are_forecast_from_the_last_one_known():
    place = load_place("el_salvador")
    found = {g.name: g for g in groups(place, date(2022, 6, 1), date(2025, 12, 31))}
    total = found["detentions_cumulative/arrests_official"]
    assert "custody_deaths_ngo/custody_ngo" not in found  # nothing was known of it
    assert total.known[-1][2] <= 39000
    cuts = tuple(date(2022, 3, 1) + timedelta(days=100 * n) for n in range(16))
    path, flat = SimpleNamespace(cuts=cuts), np.ones((16, 50))
    Reader([total], date(2022, 6, 1))("replacement", path, SimpleNamespace(arrested=flat), None)
    assert (total.draws["replacement"] >= total.known[-1][2]).all()
    samples, _left, _history = beaten(total)
    assert (samples["persistence"] >= total.known[-1][2]).all()


@pytest.mark.parametrize(
    "words",
    [
        ["hindcast", "--as-of", "2022-01-01", "--until", "2023-01-01"],
        ["hindcast", "haiti", "--as-of", "2024-01-01", "--until", "2023-01-01"],
        ["hindcast", "nowhere", "--as-of", "2022-01-01", "--until", "2023-01-01"],
        ["watch"],
    ],
)
def test_mistakes_are_told(words, capsys):
    assert main(words) == 2
    assert "error" in capsys.readouterr().err


def test_a_date_before_any_count_is_told(norland):
    from tregua.errors import InputError

    with pytest.raises(InputError, match="no count of deaths"):
        hindcasts.hindcast(norland, date(2017, 1, 1), date(2017, 1, 1) + timedelta(days=365), structures=ONE)
