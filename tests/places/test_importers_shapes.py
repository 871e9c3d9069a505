"""One record, written in every shape, encoding and spelling, imports to the same rows."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tregua.places.import_table import read_evidence
from tregua.places.infer_series_kind import slug

from .table_shapes import ENCODINGS, FORMS, SHAPES, rows_of, times, write

PLACES = ("Alta", "Baja", "Costa Rosa", "Éste")


def records():
    """Draw a record: two to four places, some months in a row, counts of any size."""

    @st.composite
    def record(draw):
        places = draw(st.lists(st.sampled_from(PLACES), min_size=2, max_size=4, unique=True))
        first, number = draw(st.integers(0, 30)), draw(st.integers(2, 14))
        most = draw(st.sampled_from((3, 40, 400)))
        months = [(2020 + (first + i) // 12, (first + i) % 12 + 1) for i in range(number)]
        return {(p, y, m): draw(st.integers(2, most)) for p in places for y, m in months}

    return record()


def found_in(path, **options):
    imported = read_evidence(path, **options)
    source = imported.sources[0]
    left = sum(entry[0] for entry in source.account.left_out.values())
    assert source.account.found[0] == source.account.used[0] + left
    titles = {name: title.casefold() for name, title in imported.subplaces.items()} | {"all": "all"}
    return {
        (titles[row.place], row.start, row.end): row.value
        for row in imported.rows
        if row.series == imported.main
    }, imported


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_imports_to_the_same_rows(shape, tmp_path):
    record = {(p, 2021 + i // 12, i % 12 + 1): 3 * i + len(p) for p in PLACES for i in range(14)}
    path = write(SHAPES[shape](record), tmp_path / "table.csv")
    found, imported = found_in(path)
    assert found == rows_of(record)
    assert imported.series[imported.main][1].measures == "deaths"


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    record=records(),
    shape=st.sampled_from(sorted(SHAPES)),
    form=st.sampled_from(FORMS),
    encoding=st.sampled_from(ENCODINGS),
)
def test_a_record_imports_to_the_same_rows_in_any_shape_encoding_and_form(record, shape, form, encoding):
    table = SHAPES[shape](record)
    with tempfile.TemporaryDirectory() as home:
        found, _imported = found_in(write(table, Path(home) / "table.csv", form, encoding))
    assert found == rows_of(record)


@pytest.mark.parametrize("spelling", ["1.234", "1,234", "1 234", "1234.0", "1'234"])
@pytest.mark.parametrize("shape", ["wide_months", "wide_places", "tidy_spanish", "police_long"])
def test_spellings_of_numbers(spelling, shape, tmp_path):
    record = {(p, 2021, m): 950 + 37 * m + 100 * len(p) for p in PLACES[:3] for m in range(1, 13)}
    mark = spelling[1]

    def spelled(cell):
        if not isinstance(cell, int) or 1900 < cell < 2100 or cell <= 12:
            return cell
        return f"{cell}.0" if spelling == "1234.0" else f"{cell:,}".replace(",", mark)

    table = [[spelled(cell) for cell in row] for row in SHAPES[shape](record)]
    path = write(table, tmp_path / "table.csv", "semicolon")
    options = {}
    if shape == "police_long" and spelling in ("1.234", "1,234"):
        options["decimal"] = "," if mark == "." else "."  # no row of totals settles it there
    found, _imported = found_in(path, **options)
    assert found == rows_of(record)


def test_columns_in_another_order(tmp_path):
    record = {(p, 2021, m): 5 * m + len(p) for p in PLACES for m in range(1, 13)}
    for shape in ("acled", "ucdp", "hapi", "police_long", "victims", "tidy_spanish", "acled_monthly"):
        table = SHAPES[shape](record)
        at = 1 if shape == "police_long" else 0
        width = len(table[at])
        turned = [[*row, *[""] * (width - len(row))][::-1] if len(row) == width else row for row in table]
        found, _imported = found_in(write(turned, tmp_path / f"{shape}.csv"))
        assert found == rows_of(record), shape


def test_headers_in_any_case(tmp_path):
    record = {(p, 2021, m): 5 * m + len(p) for p in PLACES for m in range(1, 13)}
    for shape in SHAPES:
        table = SHAPES[shape](record)
        for turn in (str.upper, str.lower):
            heads = [
                [turn(c) if isinstance(c, str) and i < 2 else c for c in row] for i, row in enumerate(table)
            ]
            if len(times(record)) != 12 or (shape in ("acled", "ucdp") and turn is str.upper):
                heads[1] = table[1]
            elif shape not in (
                "police_long",
                "wide_months",
                "wide_places",
                "wide_by_year",
                "wide_two_lines",
                "hapi",
            ):
                heads[1] = table[1]
            found, _imported = found_in(write(heads, tmp_path / f"{shape}.csv"))
            assert found == rows_of(record), (shape, turn)


def test_what_is_imported_is_imported_again_from_its_own_table(tmp_path):
    """Round trip: what an importer makes of each shape, written as evidence.csv, imports to the same rows."""
    from tregua.places import load_place, new_place

    record = {(p, 2021, m): 5 * m + len(p) for p in PLACES for m in range(1, 13)}
    for shape in SHAPES:
        path = write(SHAPES[shape](record), tmp_path / f"{shape}.csv")
        new_place(tmp_path / shape, path)
        place = load_place(tmp_path / shape)
        again = read_evidence(tmp_path / shape / "evidence.csv")

        def key(row):
            return row.series, row.place, row.start, row.end, row.value, row.published

        once = {key(row) for row in place.evidence.rows}
        twice = {key(row) for row in again.rows}
        lagged = {k[:-1] for k in once}
        assert {k[:-1] for k in twice} == lagged, shape
        assert slug("x") == "x"
