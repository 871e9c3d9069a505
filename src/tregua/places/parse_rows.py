"""From the cells of evidence.csv to rows, with every mistake of every cell."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tregua.errors import Problem, did_you_mean, one_of, shorten
from tregua.i18n import _
from tregua.inputs.csv_reader import PROBLEM_LIMIT, Record, read_table
from tregua.inputs.fields import FIRST_DAY, LAST_DAY, day_hint, is_web_address, parse_day
from tregua.inputs.validation_messages import number_hint
from tregua.places.evidence import NEEDED, OPTIONAL, Row
from tregua.places.series import Observation, Series, unit_kind

CONFIDENCE = ("high", "medium", "low", "A", "B", "C", "D", "")
_FLOOR = {"": False, "false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}
LARGEST = 1e13


def read_rows(
    path: Path,
    name: str,
    root: Path | None,
    register: Mapping[str, Series],
    names: Collection[str] | None = None,
    places: Collection[str] | None = None,
) -> tuple[list[Row], list[Problem]]:
    """Read a table of evidence.

    Parameters
    ----------
    path, name, root
        The file, what to call it, and the folder that it must lie in.
    register
        What is known of the series.
    names
        Series that rows may belong to; None where they cannot be told.
    places
        Territories and regions that rows may speak of; None where they cannot be told.
    """
    table = read_table(path, name, root, NEEDED, OPTIONAL)
    problems = list(table.problems)
    rows: list[Row] = []
    seen: dict[tuple[Any, ...], int] = {}
    for record in table.records:
        row, wrong = read_row(record, name, register, names, places)
        problems += wrong
        if row is not None:
            key = (row.series, row.place, row.start, row.end)
            if key in seen:
                problems.append(
                    Problem(
                        name, record.line, row.series, _("this series, place and period a second time"),
                        _("one row for each series, place and period"),
                        _("it stands on line {n} already; keep the preferred source").format(n=seen[key]),
                    )
                )  # fmt: skip
            else:
                seen[key] = record.line
                rows.append(row)
        if len(problems) >= PROBLEM_LIMIT:
            break
    if not table.records and not table.problems:
        problems.append(Problem(name, None, "", _("no rows"), _("at least one row of evidence")))
    return rows, problems


def read_row(
    record: Record,
    file: str,
    register: Mapping[str, Series],
    names: Collection[str] | None = None,
    places: Collection[str] | None = None,
) -> tuple[Row | None, list[Problem]]:
    """Read one row of a table (see `read_rows`)."""
    cells = _Cells(record, file)
    return cells.row(register, names, places), cells.problems


class _Cells:
    """The cells of one row; a mistake in one does not hide those in the others."""

    def __init__(self, record: Record, file: str) -> None:
        self.record, self.file = record, file
        self.problems: list[Problem] = []

    def wrong(self, column: str, expected: str, hint: str = "", found: str | None = None) -> None:
        text = self.record.cells.get(column, "") if found is None else found
        self.problems.append(
            Problem(self.file, self.record.line, column, shorten(text) or _("nothing"), expected, hint)
        )

    def row(
        self,
        register: Mapping[str, Series],
        names: Collection[str] | None,
        places: Collection[str] | None,
    ) -> Row | None:
        cells = self.record.cells
        series = self.known("series", names)
        place = self.known("place", places)
        start, end = self.day("start"), self.day("end")
        if start and end and end < start:
            self.wrong("end", _("a day on or after start ({day})").format(day=start))
        value, low, high = self.number("value"), self.number("low"), self.number("high")
        if not cells["value"]:
            self.wrong("value", _("a number"))
        if value is not None and low is not None and low > value:
            self.wrong("low", _("at most the value ({value:g})").format(value=value))
        if value is not None and high is not None and high < value:
            self.wrong("high", _("at least the value ({value:g})").format(value=value))
        published = self.published()
        confidence = self.choice("confidence", CONFIDENCE)
        floor = _FLOOR.get(cells.get("floor", "").casefold())
        if floor is None:
            self.wrong("floor", _("true or false"))
        if not is_web_address(cells["url"]):
            self.wrong("url", _("a web address beginning with http:// or https://"))
        entry = register.get(series or "")
        if entry is not None:
            self.unit(entry, value)
        if self.problems:
            return None
        assert series and place and start and end and value is not None and confidence is not None
        lag = (entry.observation if entry else Observation()).lag_days
        lagged = min(end + timedelta(days=lag), LAST_DAY)
        return Row(
            series=series, place=place, start=start, end=end, value=value, low=low, high=high,
            unit=cells["unit"] or (entry.unit if entry else ""), source=cells["source"], url=cells["url"],
            published=published or lagged, read=cells.get("read", ""), confidence=confidence,
            note=cells["note"], floor=bool(floor), published_known=published is not None,
            published_as_written=cells["published"], line=self.record.line,
        )  # fmt: skip

    def known(self, column: str, options: Collection[str] | None) -> str | None:
        name = self.record.cells[column]
        if not name:
            self.wrong(column, _("a name"))
        elif options is not None and name not in options:
            self.wrong(column, one_of(options), did_you_mean(name, options))
            return None
        return name or None

    def choice(self, column: str, options: Collection[str]) -> str | None:
        text = self.record.cells[column]
        for option in (text, text.casefold(), text.upper()):
            if option in options:
                return option
        self.wrong(column, one_of([o for o in options if o]), did_you_mean(text, options))
        return None

    def day(self, column: str) -> date | None:
        text = self.record.cells[column]
        day = parse_day(text)
        if day is None:
            expected = _("a date between {first} and {last}, as YYYY-MM-DD")
            self.wrong(column, expected.format(first=FIRST_DAY.year, last=LAST_DAY.year), day_hint(text))
        return day

    def published(self) -> date | None:
        text = self.record.cells["published"]
        if not text:
            return None
        day = parse_day(text, end=True)
        if day is None:
            self.wrong("published", _("the date of first publication, as YYYY-MM-DD, YYYY-MM or YYYY"))
        return day

    def number(self, column: str) -> float | None:
        text = self.record.cells[column]
        if not text:
            return None
        try:
            number = float(text) if len(text) <= 40 and "_" not in text else math.nan
        except ValueError:
            self.wrong(column, _("a number"), number_hint(text))
            return None
        if not math.isfinite(number) or number > LARGEST:
            self.wrong(column, _("a finite number"))
            return None
        if number < 0:
            self.wrong(column, _("a number that is not negative"))
            return None
        return number

    def unit(self, series: Series, value: float | None) -> None:
        given, wanted = unit_kind(self.record.cells["unit"] or series.unit), unit_kind(series.unit)
        if given != wanted:
            expected = _("the unit of the series, '{unit}'").format(unit=series.unit)
            self.wrong("unit", expected, _("figures of another kind belong to a series of their own"))
        elif wanted == "share" and value is not None and value > 1:
            self.wrong("value", _("a share between 0 and 1"), _("is it a percentage?"))
        elif wanted == "percent" and value is not None and value > 100 and series.measures in _AT_MOST_ALL:
            self.wrong("value", _("a percentage between 0 and 100"))


_AT_MOST_ALL = {"approval", "control_share"}
