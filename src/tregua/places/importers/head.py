"""The head of a table: where its columns are named, what stands above, and a sample of its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tregua.inputs.cell_values import fold, is_missing, number_form, parse_month, parse_period
from tregua.inputs.table_reader import Cell, Line, Sheet
from tregua.places.importers.words import ROLE_OF, counted, header_words, is_whole

_OFFICES = ("police", "soldiers", "population")  # who counts, or per whom: no sign of what is counted
LOOKED_AT = 40  # rows among which the names of the columns are searched
SAMPLE = 300


@dataclass(frozen=True)
class Head:
    """The beginning of a sheet.

    Attributes
    ----------
    sheet
        The sheet.
    line
        Line on which the columns are named.
    columns
        Names of the columns as written; a second line of names is joined to the first.
    above
        Texts above the columns: titles, dates of an edition.
    tags
        Tags of a row of HXL below the columns, such as #affected+idps; none without one.
    sample
        Rows below.
    """

    sheet: Sheet
    line: int
    columns: tuple[str, ...]
    above: tuple[str, ...]
    tags: tuple[str, ...]
    sample: tuple[Line, ...]

    @cached_property
    def names(self) -> dict[str, int]:
        """Columns by their plain words; the first where two have the same."""
        found: dict[str, int] = {}
        for i, column in enumerate(self.columns):
            found.setdefault(header_words(column), i)
        return found

    def has(self, *names: str) -> bool:
        """Return whether all columns are there, by their plain words."""
        return all(name in self.names for name in names)

    def column(self, *names: str) -> str:
        """Return the first of some columns as written; empty if none is there."""
        return next((self.columns[self.names[name]] for name in names if name in self.names), "")

    def cells(self, column: int) -> list[Cell]:
        """Return the cells of a column in the sample that say something."""
        found = [cells[column] for _line, cells in self.sample if column < len(cells)]
        return [cell for cell in found if not (isinstance(cell, str) and is_missing(cell))]

    def words(self) -> str:
        """Return what stands around the table: file name, sheet, titles."""
        name = re.split(r"[\\/]", self.sheet.file)[-1].rsplit(".", 1)[0]
        return " | ".join([*self.above, self.sheet.name, name.replace("_", " ").replace("-", " ")])

    def counts(self) -> str:
        """Return the series that titles, sheet or file name say is counted; empty if none does."""
        for text in self.words().split(" | "):
            series = counted(text)
            if series and series not in _OFFICES:
                return series
        return ""

    def tagged(self, *words: str) -> str:
        """Return the column whose HXL tag has all words; empty if none has."""
        for column, tag in zip(self.columns, self.tags, strict=False):
            if set(words) <= set(tag.casefold().replace("#", "").split("+")):
                return column
        return ""

    @cached_property
    def periods(self) -> dict[int, Any]:
        """Columns that are periods or months, as those of a wide table."""
        found: dict[int, Any] = {}
        for i, column in enumerate(self.columns):
            period = parse_period(column)
            if period is not None and not period.serial:
                found[i] = period
            elif not column.strip().isdigit() and (month := parse_month(column)) and len(fold(column)) > 2:
                found[i] = month
        return found


def read_head(sheet: Sheet, line: int | None = None) -> Head | None:
    """Return the head of a sheet; None if it is empty.

    Parameters
    ----------
    sheet
        The sheet.
    line
        Line on which the columns are named; found by looking where it is not given.
    """
    rows = sheet.head(LOOKED_AT + SAMPLE)
    if not rows:
        return None
    if line is None:
        scores = [_score(cells) for _line, cells in rows[:LOOKED_AT]]
        best = max(scores)
        at = scores.index(best)
        if best < 2:
            widths = [sum(not _blank(c) for c in cells) for _l, cells in rows[:LOOKED_AT]]
            at = next(i for i, width in enumerate(widths) if width >= min(2, max(widths)))
        if at + 1 < len(rows) and _only_months(rows[at + 1][1]):
            at += 1  # months below the years that stand over them
    else:
        at = next((i for i, (n, _cells) in enumerate(rows) if n >= line), 0)
    columns = [_text(cell) for cell in rows[at][1]]
    above = rows[:at]
    if above and sum(parse_month(c) is not None and not c.isdigit() for c in columns) >= 2:
        columns, above = _joined(above, columns)
    below = rows[at + 1 :]
    tags: tuple[str, ...] = ()
    if below and sum(_text(c).startswith("#") for c in below[0][1]) >= 2:
        tags = tuple(_text(c) for c in below[0][1])
        below = below[1:]
    texts = tuple(t for _l, cells in above for c in cells if (t := _text(c)))
    return Head(sheet, rows[at][0], tuple(columns), texts, tags, tuple(below[:SAMPLE]))


def _only_months(cells: Sequence[Cell]) -> bool:
    texts = [t for c in cells if (t := _text(c))]
    return len(texts) >= 2 and all(parse_month(t) and not t.isdigit() for t in texts)


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if not isinstance(cell, str) and hasattr(cell, "year"):
        return str(cell)[:10]
    return str(cell).strip()


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _score(cells: Sequence[Cell]) -> int:
    """Count the cells that are names of columns: roles, things counted, periods."""
    texts = [_text(cell) for cell in cells]
    found = 0
    for text in texts:
        if not text or text.startswith("#"):
            continue
        words = header_words(text)
        named = words in ROLE_OF or counted(text) is not None or words in _KNOWN
        period = len(text) <= 20 and (parse_period(text) is not None or parse_month(text) is not None)
        numeric = number_form(text) and not (period and len(text) == 4)
        found += 2 if named else (1 if (period and not numeric) or is_whole(text) else 0)
    return found if any(t and not number_form(t) for t in texts) else 0


_KNOWN = frozenset(
    "event id cnty|event type|sub event type|disorder type|fatalities|type of violence|side a|side "
    "b|best|relid|events|"
    "admin1 code|admin2 code|admin1 pcode|admin2 pcode|iso3|iso3 code|code|country code|indicator "
    "name|indicator code|"
    "sex|age|dimension|category|location code|location name|subregion|provider admin1 name|admin "
    "level|num present idp ind|"
    "round number|admin0 name|admin0 pcode|year reporting date|operation".split("|")
)


def _joined(above: list[Line], columns: list[str]) -> tuple[list[str], list[Line]]:
    """Join months with the years that stand above them, each over several columns."""
    upper = [_text(cell) for cell in above[-1][1]]
    if not any(re.fullmatch(r"(19|20)\d{2}", text) for text in upper):
        return columns, above
    joined, year = [], ""
    for i, column in enumerate(columns):
        top = upper[i] if i < len(upper) else ""
        if top:
            year = top if re.fullmatch(r"(19|20)\d{2}", top) else ""
        if not column:
            joined.append(top)
        else:
            joined.append(f"{column} {year}" if year and parse_month(column) else column)
    return joined, above[:-1]
