"""What is recorded and not forecast stands in the report with figure, period and source."""

from datetime import date

import pytest

from tregua.i18n import LANGUAGES, speaking
from tregua.places import load_place, new_place
from tregua.report.recorded import imitation, newest_recorded, opinion_abroad, recorded_tables


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("haiti", {"sexual_violence", "children_killed_gangs", "children_killed_state", "executions",
                   "child_recruitment_verified"}),
        ("el_salvador", {"custody_deaths_violent_share", "custody_deaths_untreated_share"}),
    ],
)  # fmt: skip
def test_the_newest_figure_of_each_series_is_shown(name, wanted, lang):
    place = load_place(name)
    with speaking(lang):
        found = {one.what: one for one in newest_recorded(place)}
        titles = {series: str(place.series[series].title) for series in wanted}
    for series, title in titles.items():
        rows = [row for row in place.evidence.series(series) if row.place == "all"]
        assert found[title].end == max(row.end for row in rows), series
        assert found[title].source and found[title].confidence in ("high", "medium", "low")
    forecast = {str(s.title) for s in place.series.values() if s.measures == "deaths" and s.use == "fit"}
    assert not forecast & set(found)


def test_polls_abroad_and_governments_that_copied_have_dates():
    place = load_place("el_salvador")
    polls, copied = opinion_abroad(place), imitation(place)
    assert {one.what.split(":")[0] for one in polls} == {"Chile", "Colombia", "Peru", "Latin America"}
    assert all(one.end is not None and one.start <= one.end for one in polls)
    assert [one.start for one in copied] == sorted(one.start for one in copied)
    assert copied[0].what.startswith("Ecuador") and copied[0].start == date(2022, 11, 1)
    assert all(one.url.startswith("https://") for one in [*polls, *copied])


def test_a_place_of_ones_own_shows_nothing_of_others(tmp_path):
    new_place(tmp_path / "p")
    assert recorded_tables(load_place(tmp_path / "p")) == [] and recorded_tables(None) == []
