"""Each case of tests/fixtures/cases is an example of its kind: at least five variants of each are tried."""

from pathlib import Path

import pytest

from tregua.inputs.cell_values import fold
from tregua.places.import_table import read_evidence

from .. import test_cli_encodings as terminal
from . import test_import_cases as cases
from . import test_importers_shapes as shapes
from .table_shapes import ENCODINGS, FORMS, SHAPES
from .test_import_cases import CASES, YEARS, parts, table, whole, year

LEAST = 5


@pytest.mark.parametrize(
    "header",
    [
        "Series,Place,Start,End,Value",
        "SERIES,PLACE,START,END,VALUE",
        "Value,End,Start,Place,Series",
        "SÉRIE,Lieu,DÉBUT,Fin,Valeur",
        "Serie,LUGAR,inicio,FIN,Valor",
        " series , Place,start ,END,value ",
        "Seri,Kote,Kòmansman,Fen,Vale",
    ],
)
def test_headers_in_any_case_order_and_language(tmp_path, header):
    names = [fold(name) for name in header.split(",")]
    order = names[0].startswith("val") or names[0] == "vale"
    rows = []
    for y in YEARS:
        cells = ["homicides", "all", f"{y}-01-01", f"{y}-12-31", str(y - 1600)]
        rows.append(",".join(reversed(cells) if order else cells))
    found = read_evidence(table(tmp_path / "t.csv", rows, header))
    assert whole(found) == {year(y): y - 1600 for y in YEARS}


@pytest.mark.parametrize(
    ("word", "names", "values"),
    [
        ("homicides", ("Alta", "Costa"), (10, 900)),
        ("homicidios", ("Costa", "Alta"), (900, 10)),
        ("assassinats", ("Ouest", "Artibonite"), (7, 7)),
        ("omisid", ("Lwès", "Latibonit"), (1, 300)),
        ("fatalities", ("North", "South"), (0, 12)),
        ("MUERTES VIOLENTAS", ("Petén", "Izabal"), (33, 4)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_two_parts_are_added_up_whatever_their_order(tmp_path, word, names, values, turned):
    rows = [f"{word},{n},2023,2023,{v}" for n, v in zip(names, values, strict=True)]
    found = read_evidence(table(tmp_path / "t.csv", rows[::-1] if turned else rows))
    assert whole(found) == {year(2023): sum(values)}
    assert sorted(parts(found).values()) == sorted(values)


def variants(*tests):
    """Count the parameters of tests."""
    total = 0
    for test in tests:
        number = 1
        for mark in getattr(test, "pytestmark", ()):
            if mark.name == "parametrize":
                number *= len(mark.args[1])
        total += number
    return total


# What varies in each kind: words, languages, order of columns, totals, encodings, widths.
KINDS = {
    "departments_no_total": (cases.test_departments_without_a_total_are_added_up,),
    "two_rows_departments": (test_two_parts_are_added_up_whatever_their_order,),
    "nacional": (cases.test_a_row_for_the_whole_is_the_whole,),
    "monthly_and_total": (cases.test_the_finest_complete_cover,),
    "overlap_level": (cases.test_a_row_inside_or_across_years_does_not_move_the_level,),
    "unknown_word": (
        cases.test_the_words_for_deaths_set_the_level,
        cases.test_a_word_that_is_not_known_is_said_first,
    ),
    "spanish_words": (cases.test_people_prisoners_and_members_are_used,),
    "thousands_dot": (cases.test_a_total_row_settles_the_mark, cases.test_without_a_total_row_it_is_asked),
    "header_case": (test_headers_in_any_case_order_and_language,),
    "encodings": (cases.test_periods_as_they_are_written, cases.test_footers_are_no_figures),
    "real_shapes": (),  # counted below: every shape is a variant
}


@pytest.mark.parametrize("kind", sorted(path.name for path in Path(CASES).iterdir()))
def test_each_kind_has_five_variants(kind):
    if kind == "real_shapes":
        assert len(SHAPES) >= LEAST and len(ENCODINGS) >= LEAST and len(FORMS) >= LEAST
        assert any(name.startswith("test_") for name in vars(shapes))
    else:
        assert all(variants(test) >= LEAST for test in KINDS[kind]), kind
        assert variants(*KINDS[kind]) >= LEAST


def test_output_is_tried_in_five_encodings_and_widths():
    counted = [variants(t) for name, t in vars(terminal).items() if name.startswith("test_")]
    assert sum(n >= LEAST for n in counted) >= 2
