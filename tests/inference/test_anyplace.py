"""Places that somebody brings as tables: three made-up countries whose truth is known, run as they are."""

import csv
import json
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from tregua.cli.app import main
from tregua.forecasting import hindcast as hindcasts
from tregua.forecasting.forecast import _announced, paced, silent_from
from tregua.forecasting.hindcast import JUDGED_BY
from tregua.inference.fit import posterior
from tregua.inference.trajectories import Extra
from tregua.places.evidence import COLUMNS
from tregua.places.table_only_place import bring

DAY = timedelta(days=1)


def written(file, rows):
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS[:13])
        for series, place, start, end, value, published in rows:
            table.writerow(
                [series, place, start, end, value, "", "", "people", "Made up", "", published, "high", ""]
            )
    return file


def spans(first, last, months):
    """Return periods of so many months from one year to another, both counted."""
    out = []
    for y in range(first, last + 1):
        for m in range(1, 13, months):
            after = date(y + (m + months > 12), (m + months - 1) % 12 + 1, 1)
            out.append((date(y, m, 1), after - DAY))
    return out


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Annual counts without a day of publication; months only, in two tables; quarters on two bases."""
    at, rng = tmp_path_factory.mktemp("brought"), np.random.default_rng(3)
    calm = [("murders", "all", a, b, rng.poisson(3100), "") for a, b in spans(2018, 2025, 12)]
    raid = ("detentions_cumulative", "all", date(2019, 5, 1), date(2019, 7, 1), 4000, "2019-07-20")
    written(at / "calmia" / "counts.csv", [*calm, raid])
    small = [("homicides", "all", a, b, rng.poisson(14), b + 9 * DAY) for a, b in spans(2022, 2024, 1)]
    written(at / "smallia" / "months.csv", small)
    people = ("population", "all", date(2020, 7, 1), date(2020, 7, 1), 900000, "2021-01-01")
    written(at / "smallia" / "people.csv", [people])
    two = [("homicides", "all", a, b, rng.poisson(200), b + 30 * DAY) for a, b in spans(2021, 2023, 3)]
    two += [
        ("homicides_health", "all", a, b, rng.poisson(260), b + 90 * DAY) for a, b in spans(2021, 2023, 3)
    ]
    two += [("prison_population", "all", b, b, 9000, b + 60 * DAY) for _a, b in spans(2021, 2023, 12)]
    written(at / "twobase.csv", two)
    return at


CASES = [
    ("calmia", "2023-03-01", "2025-12-31", "murders/as_published", 3, 3100),
    ("smallia", "2023-07-15", "2024-12-31", "homicides/as_published", 17, 14),
    ("twobase.csv", "2023-02-10", "2026-12-31", "homicides/as_published", 3, 200),
]


@pytest.mark.parametrize(("name", "as_of", "until", "primary", "n", "level"), CASES)
def test_tables_are_scored_without_a_line_of_code(home, capsys, name, as_of, until, primary, n, level):
    words = ["hindcast", "--place", str(home / name), "--as-of", as_of, "--until", until, "--json"]
    assert main([*words, "--structure", "replacement", "--keep", str(home / "fits")]) == 0
    told = capsys.readouterr()
    record = json.loads(told.out)
    assert "made up" in told.err  # what the tables do not tell
    assert record["primary"] == primary
    assert record["shared"] == "El Salvador's posterior that ships, widened by half"
    for s in record["series"].values():
        assert set(s["skill"]) == set(s["skill_interval"]) == set(JUDGED_BY)
        assert set(s["coverage"]) == {"50", "80", "90"}
    assert record["series"][primary]["n"] == n
    # a country that stays as it is: the right scale, no drift away, and nothing at the edge of a period
    for line in record["windows"][primary]:
        band = line["politics"]["mixed"]
        assert 0.6 * level < band["50"] < 1.7 * level
        assert band["5"] < level < band["95"]


def test_a_base_is_never_taken_for_another(home):
    place, _remark = bring(home / "twobase.csv")
    assert place.series["homicides"].base != place.series["homicides_health"].base
    found = hindcasts.targets(place, date(2023, 2, 10), date(2023, 12, 31), {"whole": "whole"})
    assert set(found) == {"homicides/as_published", "homicides_health/homicides_health"}


def test_a_raid_that_was_counted_once_does_not_go_on(home):
    place, _remark = bring(home / "calmia")
    post = posterior(place, "replacement", date(2023, 3, 1))
    assert post.course.sweep.max() == 0
    assert np.isfinite(post(0.3 * np.random.default_rng(1).standard_normal((6, post.space.size)))).all()


def test_chance_acts_from_the_last_count_and_learns_from_the_record(home):
    place, _remark = bring(home / "calmia")
    post = posterior(place, "replacement", date(2023, 3, 1))
    now = len(post.course.days)
    silent = silent_from(post.course, post, now)
    assert post.course.cuts[silent] == date(2023, 1, 1)  # the last count known is that of 2022
    z = 0.3 * np.random.default_rng(2).standard_normal((200, post.space.size))
    track = post.space.walks["level"]
    calm, restless = z.copy(), z.copy()
    calm[:, track.first : track.first + track.steps] *= 0.1
    restless[:, track.first : track.first + track.steps] += 3.0 * (-1.0) ** np.arange(track.steps)
    rates = [np.median(paced(post, x, np.random.default_rng(3)).rate) for x in (calm, restless)]
    assert rates[0] < rates[1]


def test_jumps_known_since_the_last_count_are_not_lost(home):
    place, _remark = bring(home / "calmia")
    post = posterior(place, "replacement", date(2023, 3, 1))
    day = post.course.cuts[-2]
    course = SimpleNamespace(
        days=post.course.days, cuts=post.course.cuts, jumps=((day, "", -0.5, 0.0),)
    )  # fmt: skip
    space = SimpleNamespace(values=post.space.values, column=lambda z, name: np.zeros(len(z)))
    extra = Extra(level=np.zeros((len(course.days), 4)))
    z = np.zeros((4, post.space.size))
    _announced(extra, course, space, z, len(course.days) - 3, len(course.days))
    assert extra.level[-1] == pytest.approx(-0.5)
    assert not extra.level[:-1].any()


def test_parts_of_a_place_keep_their_names(home):
    place, _remark = bring(home / "twobase.csv")
    w = SimpleNamespace(series="homicides", base="as_published", regions=(1,), value=3.0)
    assert hindcasts._name(place, [w], ["north", "south"]) == "homicides/as_published@south"
    found = {"homicides/as_published@south": [w], "homicides_health/x": [w]}
    assert hindcasts._primary(place, found) == "homicides/as_published@south"


@pytest.mark.parametrize(
    ("rows", "as_of", "says"),
    [
        ([("homicides", "all", "2020-01-01", "2020-12-31", 9, "")], "2019-01-01", "no count of deaths"),
        (
            [("prison_population", "all", "2020-01-01", "2020-01-01", 9, "")],
            "2022-01-01",
            "no count of deaths",
        ),
        ([("homicides", "all", "2020-01-01", "soon", 9, "")], "2022-01-01", "soon"),
    ],
)
def test_what_cannot_be_scored_is_told(tmp_path, capsys, rows, as_of, says):
    file = written(tmp_path / "t.csv", rows)
    assert main(["hindcast", str(file), "--as-of", as_of, "--until", "2024-01-01"]) == 2
    assert says in capsys.readouterr().err


def test_nothing_to_come_is_no_score(home, capsys):
    words = ["hindcast", str(home / "calmia"), "--as-of", "2023-03-01", "--until", "2023-06-30"]
    assert main([*words, "--structure", "replacement", "--keep", str(home / "fits")]) == 0
    assert "no score" in capsys.readouterr().out
