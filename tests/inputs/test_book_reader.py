"""XLSX books: every kind of cell reads as openpyxl reads it."""

import random
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tregua.inputs.book_reader import open_book
from tregua.inputs.table_reader import read_sheets

KINDS = [
    "text", "señal, «día»", " spaced ", "", None, 0, 7, -3, 2**40, 1.5, -0.25, 1e-7, 1e22, True, False,
    date(2024, 2, 29), datetime(2024, 2, 29, 13, 45), time(6, 30), timedelta(hours=30), "=1+1", "#N/A",
    "_x000D_", "line\nline", "1.400", "٣",
]  # fmt: skip


def by_openpyxl(path, sheet):
    """Return the cells as openpyxl reads them, without blank ends and rows."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    found = []
    for number, row in enumerate(page.iter_rows(values_only=True), 1):
        cells = ["" if c is None else str(c) if isinstance(c, bool | time | timedelta) else c for c in row]
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            found.append((number, cells))
    return found


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("old_dates", [False, True])
def test_cells_are_read_as_openpyxl_reads_them(tmp_path, seed, old_dates):
    chance = random.Random(seed)
    book = openpyxl.Workbook()
    if old_dates:
        book.epoch = CALENDAR_MAC_1904
    page = book.active
    assert page is not None
    page.title = "Hoja & más"
    for row in range(1, 30):
        for column in range(1, 12):
            value = chance.choice(KINDS)
            if value is not None and value != "=1+1" and chance.random() < 0.6:
                page.cell(2 * row, column, value)
    book.create_sheet("hidden").sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    found = open_book(tmp_path / "t.xlsx")
    assert list(found.sheets) == ["Hoja & más"]
    read = list(found.rows("Hoja & más"))
    wanted = [
        (n, [c.replace("_x000D_", "\r") if isinstance(c, str) else c for c in cells])
        for n, cells in by_openpyxl(tmp_path / "t.xlsx", "Hoja & más")
    ]
    assert read == wanted
    kinds = [[[type(cell) for cell in cells] for _n, cells in rows] for rows in (read, wanted)]
    assert kinds[0] == kinds[1]


def test_own_formats_of_dates_are_known(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for column, form in enumerate(("dd/mm/yyyy", "0.00", "[h]:mm", "mmm-yy", '"Q" 0', "#,##0"), 1):
        page.cell(1, column, 45351).number_format = form
    book.save(tmp_path / "t.xlsx")
    ((_line, cells),) = open_book(tmp_path / "t.xlsx").rows("Sheet")
    day = datetime(2024, 2, 29)
    assert cells == [day, 45351, str(timedelta(days=45351)), day, 45351, 45351]


def test_a_second_pass_reads_the_same_and_progress_reaches_the_end(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for n in range(3000):
        page.append([n, f"text {n}", date(2024, 1, 1) + timedelta(days=n % 90)])
    book.save(tmp_path / "t.xlsx")
    (sheet,) = read_sheets(tmp_path / "t.xlsx")
    shares = []
    first = list(sheet.rows(shares.append))
    assert first == list(sheet.rows()) and len(first) == 3000
    assert shares == sorted(shares) and 0 < shares[-1] <= 1
