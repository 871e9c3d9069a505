from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tregua.inputs.fields import parse_day
from tregua.inputs.validation_messages import number_hint
from tregua.places import Figure, latest, load_place, qualifies

SOUND = Path(__file__).parents[1] / "broken_files" / "sound"


@pytest.fixture(scope="module")
def evidence():
    return load_place(SOUND).evidence


def test_rows_hold_what_the_file_says(evidence):
    row = evidence.series("homicides").rows[1]
    assert (row.value, row.low, row.high, row.note) == (97, 95, 99, "a note, with a comma")
    assert (row.days, row.unit, row.confidence, row.floor, row.line) == (365, "people", "high", False, 3)
    assert evidence.rows[0].read == "2024-05"
    assert evidence.rows[2].floor is True


def test_publication_is_taken_at_its_latest(evidence):
    rows = {(r.series, r.place, r.start.year): r for r in evidence}
    assert rows["homicides", "all", 2021].published == date(2022, 2, 1)
    assert rows["homicides", "all", 2022].published == date(2023, 2, 28)
    assert rows["homicides", "all", 2023].published == date(2024, 12, 31)
    assert rows["homicides", "all", 2023].published_as_written == "2024"


def test_unknown_publication_gets_the_lag_and_a_flag(evidence):
    (row,) = evidence.series("held")
    assert row.published == date(2024, 2, 14)  # 45 days after 31 December
    assert not row.published_known
    assert all(r.published_known for r in evidence if r.series != "held")


def test_as_of_gives_only_what_had_been_published(evidence):
    assert len(evidence.as_of(date(2022, 1, 31))) == 0
    assert len(evidence.as_of(date(2022, 2, 1))) == 1
    known = evidence.as_of(date(2024, 3, 10))
    assert {(r.series, r.place) for r in known} == {
        ("homicides", "all"), ("homicides", "coast"), ("held", "all"), ("approval", "all"),
    }  # fmt: skip
    assert len(known) == 5
    assert known.as_of(date(2100, 1, 1)).rows == known.rows
    assert known.register == evidence.register


def test_select(evidence):
    assert [r.value for r in evidence.select(measures="deaths", place="all")] == [88, 97, 104]
    assert [r.series for r in evidence.select(kind=["stock", "level"])] == ["approval", "held"]
    assert [
        r.value for r in evidence.select(series="homicides", start=date(2022, 1, 1), confidence="high")
    ] == [
        97,
        104,
    ]
    assert len(evidence.select(end=date(2021, 12, 31))) == 1
    assert len(evidence.select(base="nobody")) == 0
    with pytest.raises(KeyError, match="homicides"):
        evidence.series("homicide")


def test_table(evidence):
    header, rows = evidence.table(("series", "value", "published_known"))
    assert header == ["series", "value", "published_known"]
    assert rows[0] == ["homicides", 88, True]
    assert len(evidence.table()[0]) == 15


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.dates(date(2020, 1, 1), date(2026, 1, 1)))
def test_more_is_known_later(a, b):
    evidence = load_place(SOUND).evidence
    first, second = sorted((a, b))
    assert set(evidence.as_of(first).rows) <= set(evidence.as_of(second).rows)


def figures(*given):
    return tuple(
        Figure(value=v, date=d and date.fromisoformat(d), published=p and date.fromisoformat(p))
        for v, d, p in given
    )


def test_latest_is_the_newest_known_that_describes_no_later_day():
    dated = figures((1, "2020-01-01", "2020-06-01"), (2, "2021-01-01", "2021-06-01"), (3, "2022-01-01", None))

    def value(at, as_of):
        return latest(dated, date.fromisoformat(at), date.fromisoformat(as_of)).value

    assert value("2024-01-01", "2024-01-01") == 3
    assert value("2021-07-01", "2024-01-01") == 2
    assert value("2024-01-01", "2021-03-01") == 1  # 2 was not out yet
    assert value("2019-01-01", "2024-01-01") == 1  # none describes so early a day: the earliest published
    assert value("2024-01-01", "2019-01-01") == 1  # nothing had been published: the first
    assert qualifies(dated, date(2021, 1, 1), date(2024, 1, 1))
    assert not qualifies(dated, date(2019, 1, 1), date(2024, 1, 1))


def test_latest_of_nothing_is_nothing():
    assert latest((), date(2024, 1, 1), date(2024, 1, 1)).value == 0


@pytest.mark.parametrize(
    ("text", "end", "day"),
    [
        ("2024-03-10", False, date(2024, 3, 10)),
        ("2024-02", True, date(2024, 2, 29)),
        ("2024", True, date(2024, 12, 31)),
        ("2024-02", False, None),
        ("2024-13", True, None),
        ("2024-00", True, None),
        ("0000", True, None),
        ("1066", True, None),
        ("2023-02-29", True, None),
        ("soon", True, None),
    ],
)
def test_days(text, end, day):
    assert parse_day(text, end) == day


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1.052,5", "1052.5"),
        ("0,5", "0.5"),
        ("4,603", "4603"),
        ("1,052.5", "1052.5"),
        ("1,234,567", "1234567"),
    ],
)
def test_a_number_with_a_comma_is_guessed(text, meant):
    assert f"write {meant}," in number_hint(text)
