"""Rows of a table that has a figure a row with its series: read one by one, none added up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tregua.errors import InputError, Problem, shorten
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
from tregua.places.importers import event_words
from tregua.places.importers.columns import personal
from tregua.places.importers.convert import MOST_KEYS, STOCKS, Account, Converted
from tregua.places.importers.head import Head
from tregua.places.importers.policy_events import PolicyEvent, event_columns, kind_of, read_event
from tregua.places.importers.recipe import ImportOptions, Recipe
from tregua.places.importers.survey import Survey, body, text_of
from tregua.places.importers.words import NOTE, SUBTOTAL, counted, is_whole
from tregua.places.infer_series_kind import guess, slug
from tregua.places.parse_rows import read_row

NOT_FIGURES = {"caveat", "event", "note"}
_CONFIDENCE = {
    word: level
    for level, words in {
        "high": "alta alto elevee haute wo",
        "medium": "media medio moyenne mwayen",
        "low": "baja bajo basse faible ba",
    }.items()
    for word in words.split()
}
# Free text may carry what identifies a person: documents, telephones, addresses of mail, points.
_IDENTIFIES = re.compile(
    r"\b\d{8}-\d\b|\b\d{3}-\d{6}-\d{4}\w?\b|\+\d[\d ()-]{7,}\d|\b(?!(?:19|20)\d\d-(?:19|"
    r"20))\d{4}-\d{4}\b(?!-)|[\w.+-]+@[\w-]+\.\w+"
    r"|-?\d{1,2}\.\d{4,}[, ]+-?\d{1,3}\.\d{4,}"
)


def canonical(words: Counter[str]) -> dict[str, str]:
    """Return the name of the series that each word stands for.

    A word of another language, or another word for the same thing, takes the common name where it is the
    only one.
    """
    found = {word: slug(word) or "series" for word in words}
    common: dict[str, list[str]] = {}
    for word in words:
        name = counted(word, inside=False)
        if name and name != "?":
            common.setdefault(name, []).append(word)
    for name, synonyms in common.items():
        word = synonyms[0]
        known = guess(found[word], "", True).measures != "other" or found[word] == name
        if len(synonyms) == 1 and not known and name not in found.values():
            found[word] = name
    return found


def read_tidy(head: Head, recipe: Recipe, survey: Survey, options: ImportOptions) -> Converted:
    """Read a table with a figure a row.

    Raises
    ------
    InputError
        With every mistake in the table, each with its sheet, row and column.
    """
    at, account, problems = survey.index, Account(), []
    value_at = next(iter(survey.values.values()))
    names = canonical(survey.words.get(at["series"]) or Counter())
    records: list[Record] = []
    cut: Counter[str] = Counter()
    left: list[tuple[dict[str, str], str]] = []
    events: list[PolicyEvent] = []
    says_more = event_columns(head.names, {**at, "value": value_at})
    for line, cells in body(head, options.progress):
        if len(cells) > len(head.columns) and any(text_of(c) for c in cells[len(head.columns) :]):
            found, expected = _("{n} cells").format(n=len(cells)), _("{n} cells, as in the header")
            hint = _("put a text that contains a comma between quotes")
            problems.append(
                Problem(
                    head.sheet.file, line, head.sheet.name, found, expected.format(n=len(head.columns)), hint
                )
            )
            continue
        cells = [*cells, *[""] * (len(head.columns) - len(cells))]
        row = _Row(head, recipe, survey, line, cells, names)
        written = text_of(cells[value_at])
        if row.is_event():
            event = row.event(says_more, cut)
            if row.problems:
                problems += row.problems
                if len(problems) >= PROBLEM_LIMIT:
                    break
                continue
            if event is not None:
                events.append(event)
                if written and not is_missing(written):
                    number = row.number(value_at) or 0.0
                    for sums in (account.found, account.used):
                        sums[0] += 1
                        sums[1] += number
                continue
        value = row.number(value_at) if written and not is_missing(written) else None
        reason = row.not_evidence(value_at)
        if written and not (reason and value is None):
            account.found[0] += 1
            account.found[1] += value or 0.0
        if reason is None:
            record = row.record(value, cut)
            if row.problems:
                problems += row.problems
                if len(problems) >= PROBLEM_LIMIT:
                    break
                continue
            records.append(record)
            account.used[0] += 1
            account.used[1] += value or 0.0
            continue
        left.append((row.texts(cut), reason))
        if written and value is not None:
            account.leave(reason, value, line)
        elif written:
            account.found[0] += 1
            account.leave(reason, 0.0, line)
        if len(records) > MOST_KEYS:
            found = _("more than {n} rows").format(n=MOST_KEYS)
            raise InputError(Problem(head.sheet.file, line, "", found, _("fewer")))
    if problems:
        raise InputError(problems)
    account.check()
    notes = [
        _("{word} is read as {series}").format(word=word, series=name)
        for word, name in names.items()
        if name != slug(word) and word
    ]
    if cut:
        words = _("{n} texts that may identify a person are dropped (column {columns})")
        notes.append(words.format(n=sum(cut.values()), columns=", ".join(sorted(cut))))
    used = {*recipe.columns.values(), *recipe.values}
    used |= {head.columns[i] for i in says_more.values()} if events else set()
    dropped = tuple(name for name in personal(head.columns) if name not in used)
    return Converted(records, account, notes, dropped=dropped, left_rows=tuple(left), events=tuple(events))


class _Row:
    """One row; a mistake in one cell does not hide those in the others."""

    def __init__(
        self,
        head: Head,
        recipe: Recipe,
        survey: Survey,
        line: int,
        cells: Sequence[Cell],
        names: dict[str, str],
    ) -> None:
        self.head, self.recipe, self.at, self.line, self.cells = head, recipe, survey.index, line, cells
        self.names, self.value_at = names, next(iter(survey.values.values()))
        self.problems: list[Problem] = []

    def text(self, role: str) -> str:
        i = self.at.get(role)
        return "" if i is None else text_of(self.cells[i])

    def wrong(self, column: int | None, found: str, expected: str, hint: str = "") -> None:
        where = self.head.sheet.where(column, self.head.columns[column] if column is not None else "")
        found = shorten(found) or _("nothing")
        self.problems.append(Problem(self.head.sheet.file, self.line, where, found, expected, hint))

    def is_event(self) -> bool:
        """Return whether a row says what was done on a day, and counts nothing."""
        series, unit = slug(self.text("series")), fold(self.text("unit"))
        if series in event_words.ASKED_SERIES:
            return True
        if series in event_words.EVENT_SERIES or unit in event_words.EVENT_UNITS:
            return bool(kind_of(self.text("note"))) and any(
                self.text(role) for role in ("start", "end", "date", "year")
            )
        return False

    def event(self, says_more: dict[str, int], cut: Counter[str]) -> PolicyEvent | None:
        """Return the row as an event, and note its mistakes."""
        cells, period = self.texts(cut), self.period()
        if period is None:
            if not self.problems:
                self.wrong(self.at.get("start"), "", _("a date, a month, a quarter or a year"))
            return None
        said = None if is_missing(cells["published"]) else parse_period(
            cells["published"], bool(self.recipe.day_first))  # fmt: skip
        days = (period.start, period.end, said.end if said is not None else None)
        extra = {key: text_of(self.cells[i]) for key, i in says_more.items()}
        event, wrong = read_event(cells, extra, days, self.head.sheet.file, self.line)
        for each in wrong:
            i = says_more.get(each.where, self.at.get("note"))
            where = self.head.sheet.where(i, self.head.columns[i]) if i is not None else each.where
            self.problems.append(replace(each, where=where))
        return event

    def not_evidence(self, value_at: int) -> str | None:
        """Return why a row is no figure (a footnote, a total, an event, nothing); None if it is one."""
        texts = [t for c in self.cells if (t := text_of(c))]
        written, series = text_of(self.cells[value_at]), self.text("series")
        dates = any(self.text(role) for role in ("start", "end", "date", "year", "month"))
        if texts and not dates and (is_whole(texts[0]) or SUBTOTAL.search(fold(texts[0]))):
            return _("a total row")
        if is_whole(series):
            return _("a total row")
        if not written and not dates and (len(texts) <= 1 or NOTE.match(fold(texts[0]))):
            return _("a note, not a figure")
        if not written or {self.text("unit"), slug(series)} & NOT_FIGURES:
            return _("an event or a note, not a figure")
        if is_missing(written):
            return _("no figure there: {word}").format(word=written)
        return None

    def number(self, column: int) -> float | None:
        cell = self.cells[column]
        if isinstance(cell, int | float):
            return float(cell)
        return parse_number(str(cell), self.recipe.decimal or ".")

    def texts(self, cut: Counter[str]) -> dict[str, str]:
        """Return the cells as written in the columns of evidence.csv, without what may identify a person."""
        cells = dict.fromkeys(COLUMNS, "")
        for role in COLUMNS:
            cells[role] = text_of(self.cells[self.value_at]) if role == "value" else self.text(role)
            if role in ("note", "source") and _IDENTIFIES.search(cells[role]):
                cells[role] = ""
                cut[role] += 1
        return cells

    def record(self, value: float | None, cut: Counter[str]) -> Record:
        """Return the row in the columns of evidence.csv, and note its mistakes."""
        cells = {**self.texts(cut), "place": self.text("place") or "all", "low": "", "high": ""}
        cells["confidence"] = _CONFIDENCE.get(fold(cells["confidence"]), cells["confidence"])
        if is_missing(cells["published"]):
            cells["published"] = ""
        elif (said := parse_period(cells["published"], bool(self.recipe.day_first))) is not None:
            cells["published"] = str(said.end)
        cells["series"] = self.names.get(self.text("series"), slug(self.text("series")))
        if not self.text("series"):
            self.wrong(self.at["series"], "", _("the name of what is counted"))
        if cells["series"] == "homicide_rate" and not cells["unit"]:
            cells["unit"] = "per 100000 people"
        period = self.period()
        if period is not None:
            start, end = period.start, period.end
            if cells["series"] in STOCKS and period.grain == "year":
                start = end = date(end.year, 7, 1)
            cells["start"], cells["end"] = str(start), str(end)
        self.figures(cells, value)
        if not self.problems:
            _row, wrong = read_row(Record(self.line, cells), self.head.sheet.file, {})
            places = {**self.at, "value": self.value_at}
            for each in wrong:
                i = places.get(each.where)
                where = self.head.sheet.where(i, self.head.columns[i]) if i is not None else each.where
                self.problems.append(replace(each, where=where))
        return Record(self.line, cells)

    def figures(self, cells: dict[str, str], value: float | None) -> None:
        places = {"value": self.value_at, **{r: self.at[r] for r in ("low", "high") if r in self.at}}
        for role, i in places.items():
            written = text_of(self.cells[i])
            number = value if role == "value" else self.number(i) if not is_missing(written) else None
            if number is None and (role == "value" or not is_missing(written)):
                hint = _("write the number alone; say how sure it is with low and high")
                self.wrong(i, written, _("a number"), hint if written[:1] in "<>~≈" else "")
            elif number is not None:
                cells[role] = f"{number:.12g}"

    def period(self) -> Period | None:
        """Return the period of the row; a mistake is noted for each date that cannot be read."""
        first = bool(self.recipe.day_first)
        expected = _("a date, a month, a quarter or a year")
        found: dict[str, Period | None] = {}
        for role in ("start", "end", "date", "year"):
            i = self.at.get(role)
            if i is not None:
                found[role] = parse_period(self.cells[i], first)
                if found[role] is None:
                    self.wrong(i, text_of(self.cells[i]), expected)
        if "month" in self.at and "year" in found:
            month = parse_month(self.cells[self.at["month"]])
            if month is None:
                self.wrong(self.at["month"], self.text("month"), _("a month, by its number or its name"))
            year = found["year"]
            return months(year.end.year, month, month, "month") if year and month else None
        start, end = found.get("start"), found.get("end")
        if "start" in found and "end" in found:
            if start is None or end is None:
                return None
            if end.end < start.start:
                text = _("a day on or after start ({day})").format(day=start.start)
                self.wrong(self.at["end"], self.text("end"), text)
                return None
            return Period(start.start, end.end, start.grain if start == end else "day")
        return start or end or found.get("date") or found.get("year")
