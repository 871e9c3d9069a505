"""From the rows of a table to figures by series, place and period, with an account of every one left out."""

from __future__ import annotations

import calendar
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tregua.errors import InputError, Problem, RunError, shorten
from tregua.i18n import _
from tregua.inputs.cell_values import (
    Period,
    fold,
    is_missing,
    months,
    parse_month,
    parse_number,
    parse_period,
)
from tregua.inputs.csv_reader import PROBLEM_LIMIT, Record
from tregua.inputs.table_reader import Cell
from tregua.places.evidence import COLUMNS
from tregua.places.importers.columns import personal
from tregua.places.importers.head import Head
from tregua.places.importers.policy_events import PolicyEvent
from tregua.places.importers.recipe import ImportOptions, Recipe
from tregua.places.importers.survey import Survey, body, text_of
from tregua.places.importers.words import NOTE, SUBTOTAL, is_whole

_UNITS = {"homicide_rate": "per 100000 people"}
MOST_KEYS = 1_500_000  # series times places times periods: what is held in memory
STOCKS = frozenset(
    ("population", "members", "prison_held", "prison_places", "police", "soldiers", "displaced", "idps")
)
EDGE = 3  # days at the end of a month without an event that may still be covered
BEGIN = 7  # days at the beginning of the first month


@dataclass
class Account:
    """Figures of a table and their sum, as they stood and as they were used.

    Attributes
    ----------
    found, used
        Number and sum of figures.
    left_out
        Number, sum and first line of the figures left out, by reason.
    """

    found: list[float] = field(default_factory=lambda: [0, 0.0])
    used: list[float] = field(default_factory=lambda: [0, 0.0])
    left_out: dict[str, list[float]] = field(default_factory=dict)

    def leave(self, reason: str, value: float | None, line: int) -> None:
        """Note a figure that is not used."""
        entry = self.left_out.setdefault(reason, [0, 0.0, line])
        entry[0] += 1
        entry[1] += value or 0.0

    def check(self) -> None:
        """Raise an error where figures used and left out do not add up to those found."""
        number = self.used[0] + sum(entry[0] for entry in self.left_out.values())
        total = self.used[1] + sum(entry[1] for entry in self.left_out.values())
        if number != self.found[0] or not math.isclose(total, self.found[1], rel_tol=1e-9, abs_tol=1e-6):
            raise RunError(
                f"figures do not reconcile: {self.found} found, {number} and {total} accounted for"
            )


@dataclass
class Converted:
    """Figures of one table.

    Attributes
    ----------
    records
        Cells of evidence.csv with their line.
    account
        What was used and what was left out.
    notes
        Remarks for the user.
    zeroes
        Series of which a place without a row counted none.
    country
        The country that the table names; empty if it names none.
    dropped
        Columns that may identify people.
    covers
        First and last day of the events.
    left_rows
        Rows of a table of evidence that are not used, each with the reason.
    events
        Rows that say what was done on a day.
    """

    records: list[Record]
    account: Account
    notes: list[str]
    zeroes: frozenset[str] = frozenset()
    country: str = ""
    dropped: tuple[str, ...] = ()
    covers: tuple[date, date] | None = None
    left_rows: tuple[tuple[dict[str, str], str], ...] = ()
    events: tuple[PolicyEvent, ...] = ()


class _Converter:
    """One pass over a table by a recipe in which nothing is open."""

    def __init__(self, head: Head, recipe: Recipe, survey: Survey) -> None:
        self.head, self.recipe, self.survey = head, recipe, survey
        self.account, self.problems, self.notes = Account(), [], []  # type: ignore[var-annotated]
        self.sums: dict[tuple[str, str, date, date], list[Any]] = {}
        self.days: dict[tuple[str, str], date] = {}  # last day of each round
        self.first: date | None = None
        self.last: date | None = None
        self.spans, self.other_country = [0, 0.0], _("another country")
        self.names: dict[str, str] = {}
        self.periods: dict[Any, Period | None] = {}
        self.period_of = self._period_reader()
        at = survey.index
        self.keep = [(survey_index(head, name), frozenset(fold(w) for w in words), name)
                     for name, words in recipe.keep.items()]  # fmt: skip
        self.country = self._country_test()
        self.place, self.category = at.get("place"), at.get("category")
        self.whole_names = {fold(recipe.only_country)} if recipe.only_country else set()
        wide = recipe.shape == "wide" and not recipe.places_as_columns
        self.values = [
            (i, recipe.values.get(name, "figure"), name, head.periods.get(i) if wide else None)
            for name, i in survey.values.items()
        ]
        self.labels = [
            i for i in range(len(head.columns)) if i not in {v[0] for v in self.values} and head.columns[i]
        ]

    def run(self, progress: Any) -> None:
        if self.recipe.shape == "tidy":
            raise ValueError("tidy tables are read row by row")
        for line, cells in body(self.head, progress):
            self.row(line, cells)
            if len(self.problems) >= PROBLEM_LIMIT:
                break
            if len(self.sums) > MOST_KEYS:
                found = _("more than {n} counts by series, place and period").format(n=MOST_KEYS)
                hint = _(
                    "keep the country and the years that you need, or a coarser place, in a mapping file"
                )
                raise InputError(Problem(self.head.sheet.file, line, "", found, _("fewer"), hint))
        if self.problems:
            raise InputError(self.problems)

    def row(self, line: int, cells: Sequence[Cell]) -> None:
        width, columns = len(cells), len(self.head.columns)
        if width > columns and any(text_of(c) for c in cells[columns:]):
            found, expected = _("{n} cells").format(n=width), _("{n} cells, as in the header")
            hint = _("put a text that contains a comma between quotes")
            self.wrong(line, None, found, expected.format(n=columns), hint)
            return
        if width < columns:
            cells = [*cells, *[""] * (columns - width)]
        figures = self.figures(line, cells)
        if not figures:
            return
        reason, place, words = self.fate(cells)
        if self.recipe.shape == "events" and reason != self.other_country:
            self.cover(self.period_of(cells, None))  # what is not counted shows too that its day is covered
        if reason is None:
            reason = self.use(line, cells, figures, place or "", words)
        if reason:
            for _i, _s, value, _h in figures:
                self.account.leave(reason, value, line)

    def cover(self, period: Period | None) -> None:
        """Note a day that the table covers."""
        if period is not None and period.grain == "day":
            self.first = period.start if self.first is None else min(self.first, period.start)
            self.last = period.end if self.last is None else max(self.last, period.end)

    def figures(self, line: int, cells: Sequence[Cell]) -> list[tuple[int, str, float, Any]]:
        """Return the figures of a row; empty cells are none, and what is no number is a mistake."""
        if not self.values:
            if self.is_note(cells):
                return []
            self.account.found[0] += 1
            self.account.found[1] += 1.0
            return [(-1, "figure", 1.0, None)]
        found = []
        for i, series, name, header in self.values:
            cell = cells[i]
            if not isinstance(cell, str):
                value = float(cell) if isinstance(cell, int | float) and math.isfinite(cell) else None
            elif not cell.strip():
                continue
            else:
                value = parse_number(cell, self.recipe.decimal or ".")
            if value is None:
                if isinstance(cell, str) and is_missing(cell):
                    self.account.found[0] += 1
                    self.account.leave(_("no figure there: {word}").format(word=cell.strip()), 0.0, line)
                elif not self.is_note(cells):
                    hint = _("write the number alone; say how sure it is with low and high")
                    hint = hint if str(cell).lstrip()[:1] in "<>~≈" else ""
                    self.wrong(line, i, text_of(cell), _("a number"), hint)
                continue
            if value < 0:
                self.wrong(line, i, text_of(cell), _("a number that is not negative"))
                continue
            self.account.found[0] += 1
            self.account.found[1] += value
            found.append((i, series, value, (name, header)))
        return found

    def is_note(self, cells: Sequence[Cell]) -> bool:
        """Return whether a row is a footnote: one cell, or a first cell that says so."""
        texts = [t for c in cells if (t := text_of(c))]
        return len(texts) <= 1 or bool(NOTE.match(fold(texts[0])) and len(texts) <= 2)

    def fate(self, cells: Sequence[Cell]) -> tuple[str | None, str | None, str]:
        """Return why a row is left out, or its place and the series of its word."""
        if self.country is not None and (reason := self.country(cells)):
            return reason, None, ""
        place = "all"
        if self.place is not None:
            written = text_of(cells[self.place])
            plain = fold(written)
            if is_whole(written) or plain in self.whole_names:
                place = "all"
            elif SUBTOTAL.search(plain):
                return _("a subtotal"), None, ""
            else:
                place = self.names.setdefault(plain, written) if plain else ""
        for i, words, name in self.keep:
            written = fold(text_of(cells[i]))
            if written not in words and (written or place != "all" or self.place is None):
                return _("other rows of {column}").format(column=name), None, ""
        series = ""
        if self.category is not None:
            written = text_of(cells[self.category])
            if is_whole(written):
                return _("a total row"), None, ""
            series = self.recipe.words.get(written, "")
            if not series:
                return _("not counted: {word}").format(word=shorten(written, 40) or _("nothing")), None, ""
        return None, place, series

    def use(
        self,
        line: int,
        cells: Sequence[Cell],
        figures: list[tuple[int, str, float, Any]],
        place: str,
        word: str,
    ) -> str:
        """Add the figures of a row to the sums; return why they are left out instead."""
        recipe = self.recipe
        for _i, series, value, header in figures:
            name = series if series != "figure" else word or recipe.counts or "figure"
            period = self.period_of(cells, header[1] if header else None)
            where = place
            if recipe.places_as_columns:
                where = "all" if is_whole(header[0]) else header[0]
            if period is None:
                first = next((t for c in cells if (t := text_of(c))), "")
                if is_whole(first) or SUBTOTAL.search(fold(first)) or is_whole(place):
                    self.account.leave(_("a total row"), value, line)
                elif self.no_date(cells):
                    self.account.leave(_("no date"), value, line)
                else:
                    self.account.leave(_("no date"), value, line)
                    self.wrong_date(line, cells)
                continue
            low, high = self.range(cells, value)
            self.add(name, where, period, value, low, high, cells)
            self.account.used[0] += 1
            self.account.used[1] += value
        return ""

    def add(
        self,
        series: str,
        place: str,
        period: Period,
        value: float,
        low: float,
        high: float,
        cells: Sequence[Cell],
    ) -> None:
        start, end = period.start, period.end
        if series in STOCKS:
            start = end = date(end.year, 7, 1) if period.grain == "year" else end
            if "round" in self.survey.index:
                # A round is held on several days: it counts on its last.
                number = text_of(cells[self.survey.index["round"]])
                self.days[series, number] = max(self.days.get((series, number), date.min), end)
                place = f"{place}\0{number}"
                start = end = date.min
        elif period.grain == "day" and (self.recipe.shape == "events" or start == end):
            if self.recipe.shape != "events":
                self.cover(period)
            if (start.year, start.month) != (end.year, end.month):
                self.spans[0] += 1
                self.spans[1] += value
            start = end.replace(day=1)
            end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
        entry = self.sums.get(key := (series, place, start, end))
        if entry is None:
            self.sums[key] = [value, low, high]
        else:
            entry[0] += value
            entry[1] += low
            entry[2] += high

    def range(self, cells: Sequence[Cell], value: float) -> tuple[float, float]:
        found = []
        for role in ("low", "high"):
            i = self.survey.index.get(role)
            number = None
            if i is not None and text_of(cells[i]):
                number = parse_number(text_of(cells[i]), self.recipe.decimal or ".")
            found.append(value if number is None else number)
        return min(found[0], value), max(found[1], value)

    def no_date(self, cells: Sequence[Cell]) -> bool:
        roles = ("date", "start", "end", "year", "month")
        texts = [text_of(cells[self.survey.index[r]]) for r in roles if r in self.survey.index]
        return all(
            is_missing(t) or fold(t).startswith(("sin ", "no ", "sans ", "unknown", "desconoc"))
            for t in texts
        )

    def wrong_date(self, line: int, cells: Sequence[Cell]) -> None:
        for role in ("start", "end", "date", "year", "month"):
            i = self.survey.index.get(role)
            if i is not None and (
                parse_period(cells[i], bool(self.recipe.day_first)) is None or role == "month"
            ):
                expected = _("a date, a month, a quarter or a year")
                self.wrong(line, i, text_of(cells[i]), expected)
                return
        self.wrong(line, None, _("no date"), _("a date, a month, a quarter or a year"))

    def wrong(self, line: int, column: int | None, found: str, expected: str, hint: str = "") -> None:
        header = self.head.columns[column] if column is not None else ""
        where = self.head.sheet.where(column, header)
        self.problems.append(
            Problem(self.head.sheet.file, line, where, shorten(found) or _("nothing"), expected, hint)
        )

    def _period_reader(self) -> Callable[[Sequence[Cell], Any], Period | None]:
        at, first, known = self.survey.index, bool(self.recipe.day_first), self.periods
        start, end, day = at.get("start"), at.get("end"), at.get("date")
        year, month = at.get("year"), at.get("month")

        def one(cell: Cell) -> Period | None:
            try:
                return known[cell]
            except KeyError:
                if len(known) > 200_000:
                    known.clear()
                period = known[cell] = parse_period(cell, first)
                return period

        def by_year(cells: Sequence[Cell], number: int | None) -> Period | None:
            whole = one(cells[year]) if year is not None else None  # type: ignore[index]
            if whole is None or number is None:
                return None
            return months(whole.end.year, number, number, "month")

        def of(cells: Sequence[Cell], header: Any) -> Period | None:
            if isinstance(header, Period):
                return header
            if isinstance(header, int):
                return by_year(cells, header)
            if start is not None and end is not None:
                a, b = one(cells[start]), one(cells[end])
                if a is None or b is None or b.end < a.start:
                    return None
                return Period(a.start, b.end, a.grain if a == b else "day")
            if start is not None or end is not None:
                return one(cells[start if start is not None else end])  # type: ignore[index]
            if day is not None:
                found = one(cells[day])
                if found is not None or year is None:
                    return found
            if month is not None and year is not None:
                return by_year(cells, parse_month(cells[month]))
            if year is not None:
                return one(cells[year])
            return one(cells[month]) if month is not None else None

        return of

    def _country_test(self) -> Callable[[Sequence[Cell]], str] | None:
        only, at = fold(self.recipe.only_country), self.survey.index
        places = [at[role] for role in ("country", "code") if role in at]
        if not only or not places:
            return None

        def test(cells: Sequence[Cell]) -> str:
            return "" if any(fold(text_of(cells[i])) == only for i in places) else self.other_country

        return test


def survey_index(head: Head, name: str) -> int:
    """Return the position of a column by its name, blind to case and accents."""
    return next(i for i, column in enumerate(head.columns) if fold(column) == fold(name))


def convert(head: Head, recipe: Recipe, survey: Survey, options: ImportOptions) -> Converted:
    """Add up a table by series, place and period.

    Raises
    ------
    InputError
        With every mistake in the table, each with its sheet, row and column.
    """
    reader = _Converter(head, recipe, survey)
    reader.run(options.progress)
    reader.account.check()
    notes = list(reader.notes)
    if reader.spans[0]:
        words = _(
            "{n} events span more than a month ({total:.0f} counted): each in the month in which it ended"
        )
        notes.append(words.format(n=int(reader.spans[0]), total=reader.spans[1]))
    until = recipe.covers_until
    last = until or reader.last
    figures: dict[tuple[str, str, date, date], list[Any]] = {}
    for (series, place, start, end), entry in reader.sums.items():
        if start == date.min:
            place, number = place.split("\0")
            start = end = reader.days[series, number]
        if last is not None and start <= last < end and (end - last).days >= (1 if until else EDGE):
            end = last
        if reader.first is not None and start < reader.first <= end and reader.first.day > BEGIN:
            start = reader.first
        into = figures.setdefault((series, place, start, end), [0.0, 0.0, 0.0])
        for k in range(3):
            into[k] += entry[k]
    if reader.last is not None:
        words = _(
            "from {first} to {last}, the days of the first and the last event; periods at the edges end there"
        )
        notes.append(words.format(first=reader.first, last=last))
    zeroes = {s for s, *_rest in figures if recipe.missing == "zero" or recipe.shape == "events"}
    ranged = {"low", "high"} & set(survey.index)
    records = [Record(0, _cells(recipe, *key, entry, bool(ranged))) for key, entry in sorted(figures.items())]
    dropped = personal(head.columns) if recipe.importer != "tidy" else []
    used = {*recipe.columns.values(), *recipe.values}
    return Converted(
        records, reader.account, notes, frozenset(zeroes), recipe.only_country,
        tuple(name for name in dropped if name not in used),
        (reader.first, last) if reader.first and last else None,
    )  # fmt: skip


def _cells(
    recipe: Recipe, series: str, place: str, start: date, end: date, entry: list[float], ranged: bool
) -> dict[str, str]:
    info = recipe.series.get(series)
    cells = dict.fromkeys(COLUMNS, "")
    cells.update(
        series=series, place=place, start=str(start), end=str(end), value=f"{entry[0]:.12g}",
        unit=info.unit if info else _UNITS.get(series, ""),
        source=recipe.source, url=recipe.url, confidence="medium",
        published=published(recipe, series, end),
    )  # fmt: skip
    if ranged:
        cells["low"], cells["high"] = f"{entry[1]:.12g}", f"{entry[2]:.12g}"
    return cells


def published(recipe: Recipe, series: str, end: date) -> str:
    """Return the day of first publication of a figure as far as the source's releases show it.

    A yearly release counts from its day in the next year, though not after this edition. Otherwise the lag
    of the series stands, unless this edition came out earlier.
    """
    info = recipe.series.get(series)
    if info is not None and info.yearly_release:
        month, day = (int(n) for n in info.yearly_release.split("-"))
        released = date(end.year + 1, month, day)
        return str(min(released, recipe.released) if recipe.released and recipe.released >= end else released)
    if recipe.released is not None and recipe.released >= end:
        lag = timedelta(days=info.lag_days if info else 45)
        return str(recipe.released) if info is None or end + lag > recipe.released else ""
    return ""


def fill_zeroes(found: Converted, recipe: Recipe) -> list[Record]:
    """Add a figure of zero for each place and period of a series for which nothing was counted."""
    records, series = found.records, found.zeroes
    by_series: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_series[record.cells["series"]].append(record)
    added: list[Record] = []
    for name in sorted((series & set(by_series)) - STOCKS):
        rows = by_series[name]
        places = {r.cells["place"] for r in rows}
        spans = _gapless({(r.cells["start"], r.cells["end"]) for r in rows}, found.covers)
        if len(places) * len(spans) > 400_000:
            continue
        there = {(r.cells["place"], r.cells["start"], r.cells["end"]) for r in rows}
        model = rows[0].cells
        for place in sorted(places):
            for start, end in spans:
                if (place, start, end) not in there:
                    said = published(recipe, name, date.fromisoformat(end))
                    cells = {
                        **model,
                        "place": place,
                        "start": start,
                        "end": end,
                        "value": "0",
                        "published": said,
                    }
                    cells.update(low="0" if model["low"] else "", high="0" if model["high"] else "")
                    added.append(Record(0, cells))
    return [*records, *added]


def _gapless(spans: set[tuple[str, str]], covers: tuple[date, date] | None) -> list[tuple[str, str]]:
    """Add the months that lie between months, or are covered, and are missing."""
    found = {(date.fromisoformat(a), date.fromisoformat(b)) for a, b in spans}
    first = min(found)[0]
    if all(a.day == 1 or a == first for a, _b in found) and all((b - a).days < 31 for a, b in found):
        last = max(b for _a, b in found)
        if covers:
            first, last = min(first, covers[0]), max(last, covers[1])
        starts = {(a.year, a.month) for a, _b in found}
        at = first.replace(day=1)
        while at <= last:
            if (at.year, at.month) not in starts:
                start, end = at, at.replace(day=calendar.monthrange(at.year, at.month)[1])
                if covers:
                    start = covers[0] if start < covers[0] and covers[0].day > BEGIN else start
                    end = covers[1] if end > covers[1] and (end - covers[1]).days >= EDGE else end
                found.add((start, end))
            at = (at + timedelta(days=32)).replace(day=1)
    return [(str(a), str(b)) for a, b in sorted(found)]
