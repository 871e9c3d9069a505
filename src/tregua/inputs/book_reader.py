"""XLSX books, read one cell at a time by a parser of events, whatever their parts say of themselves.

A part of a few kilobytes may unpack to gigabytes of empty elements, so no tree of elements is built: memory
is that of one row and of the shared texts, and each of them is bounded. What a number's format means comes
from openpyxl.
"""

from __future__ import annotations

import posixpath
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.parsers import expat

from tregua.errors import shorten
from tregua.i18n import _
from tregua.inputs.bounded_archive import DamagedError, checked_members
from tregua.inputs.text_reader import MEGABYTE

LARGEST_BOOK = 400 * MEGABYTE  # of a file, unpacked
LARGEST_PART = 120 * MEGABYTE  # of the shared texts, unpacked
LARGEST_TEXTS = 256 * MEGABYTE  # that the shared texts take in memory
LARGEST_INDEX = 8 * MEGABYTE  # of each part that says what the file holds
MOST_PARTS = 20_000  # files in a book
MOST_TEXTS = 4_000_000  # shared texts
MOST_FORMATS = 65_536  # of cells, by the format
MOST_ELEMENTS = 40_000_000  # of one part
MOST_NAMES = 1_000  # of kinds of elements in one part
LONGEST_TOKEN = 2 * MEGABYTE  # of a tag or a comment
LONGEST_CELL = 32_767  # characters, by the format
MOST_ROWS = 1_048_576  # of a sheet, by the format
WIDEST = 16_384  # columns, by the format
CHUNK = 1 << 16
WORKBOOK = "xl/workbook.xml"

Cell = str | int | float | date | datetime
Row = tuple[int, list[Cell]]

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = re.compile("_x(0009|000A|000D|005F)_", re.IGNORECASE)


class OtherArchiveError(DamagedError):
    """An archive that is no book."""


class TooLargeError(DamagedError):
    """A book that unpacks to more than may be read."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size} > {limit}")
        self.size, self.limit = size, limit


class _Walk:
    """One pass over a part: calls `start`, `end` and `text` with the local names of its elements."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self.archive, self.part = archive, part
        self.start: Callable[[str, dict[str, str]], None] = lambda _name, _given: None
        self.end: Callable[[str], None] = lambda _name: None
        self.text: Callable[[str], None] | None = None
        self.line = 0  # last row that was read, for messages
        self.local: dict[str, str] = {}
        self.elements = 0

    def chunks(self) -> Iterator[float]:
        """Read the part in chunks; gives the share read after each."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        if self.text is not None:
            parser.CharacterDataHandler = self.text
        size, fed = max(self.archive.getinfo(self.part).file_size, 1), 0
        with self.archive.open(self.part) as file:
            while data := file.read(CHUNK):
                parser.Parse(data, False)
                fed += len(data)
                if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
                    raise DamagedError(_("{name}: a tag or a comment without end").format(name=self.part))
                yield fed / size
        parser.Parse(b"", True)

    def run(self) -> None:
        """Read the whole part."""
        for _share in self.chunks():
            pass

    def _refuse(self, *_given: object) -> None:
        # A document type may define entities that grow without bound.
        raise DamagedError(f"{self.part}: <!DOCTYPE")

    def _start(self, name: str, given: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise DamagedError(_("{name}: too many elements").format(name=self.part))
        local = self.local.get(name)
        if local is None:
            if len(self.local) >= MOST_NAMES:
                raise DamagedError(_("{name}: too many kinds of elements").format(name=self.part))
            local = self.local[name] = name.rpartition(" ")[2]
        self.start(local, given)

    def _end(self, name: str) -> None:
        self.end(self.local[name])


@dataclass
class Book:
    """The sheets of a file, and what is needed to read their cells.

    Attributes
    ----------
    path
        The file.
    sheets
        Parts of the visible sheets, by name, in their order.
    texts_part
        Part with the texts that cells share; empty if there is none.
    dates, spans
        Formats of cells, by their number, that show a date, or a length of time.
    epoch
        Day zero of dates.
    """

    path: Path
    sheets: dict[str, str]
    texts_part: str
    dates: frozenset[int]
    spans: frozenset[int]
    epoch: datetime
    _texts: list[str] | None = field(default=None, repr=False)

    def texts(self, archive: zipfile.ZipFile) -> list[str]:
        """Return the texts that cells share; read once."""
        if self._texts is None:
            self._texts = _shared_texts(archive, self.texts_part) if self.texts_part else []
        return self._texts

    def rows(self, sheet: str, progress: Callable[[float], None] | None = None) -> Iterator[Row]:
        """Read the rows of a sheet that hold something, each with its number.

        Raises
        ------
        DamagedError
            If the sheet is not as the format demands, or larger than it allows.
        """
        with zipfile.ZipFile(self.path) as archive:
            reader = _Cells(_Walk(archive, self.sheets[sheet]), self, self.texts(archive))
            for n, share in enumerate(reader.walk.chunks()):
                if progress is not None and n % 16 == 0:
                    progress(min(share, 1.0))
                yield from reader.take()
            yield from reader.take()


def open_book(path: Path) -> Book:
    """Return the sheets of a file, after its declared sizes were bounded.

    Raises
    ------
    OtherArchiveError
        If it is an archive of another kind.
    DamagedError
        If it is damaged, or larger than may be read.
    """
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

    with zipfile.ZipFile(path) as archive:
        members = {member.filename: member for member in archive.infolist()}
        if WORKBOOK not in members:
            raise OtherArchiveError(WORKBOOK)
        size = sum(member.file_size for member in members.values())
        if size > LARGEST_BOOK:
            raise TooLargeError(size, LARGEST_BOOK)
        # one that unpacks by LZMA asks for as much memory as it says, whatever its size
        checked_members(archive, LARGEST_BOOK, MOST_PARTS)
        listed, old_dates = _listed(archive, members)
        parts = _relations(archive, members)
        texts = next((part for kind, part in parts.values() if kind == "sharedStrings"), "")
        if texts and members[texts].file_size > LARGEST_PART:
            raise TooLargeError(members[texts].file_size, LARGEST_PART)
        styles = next((part for kind, part in parts.values() if kind == "styles"), "")
        dates, spans = _formats(archive, members, styles) if styles else (frozenset(), frozenset())
        sheets: dict[str, str] = {}
        for name, relation in listed:
            kind, part = parts.get(relation, ("", ""))
            if kind == "worksheet":
                sheets.setdefault(name, part)
        return Book(path, sheets, texts, dates, spans, MAC_EPOCH if old_dates else WINDOWS_EPOCH)


def _index(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], part: str) -> _Walk:
    if part not in members:
        raise DamagedError(_("{name} is missing").format(name=part))
    if members[part].file_size > LARGEST_INDEX:
        raise TooLargeError(members[part].file_size, LARGEST_INDEX)
    return _Walk(archive, part)


def _listed(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]
) -> tuple[list[tuple[str, str]], bool]:
    """Return name and relation of each visible sheet, and whether dates are counted from 1904."""
    found: list[tuple[str, str]] = []
    old = []
    walk = _index(archive, members, WORKBOOK)

    def start(name: str, given: dict[str, str]) -> None:
        if name == "sheet" and given.get("state", "visible") == "visible":
            relation = next((v for k, v in given.items() if k.rpartition(" ")[2] == "id" and " " in k), "")
            found.append((given.get("name", ""), relation))
        if name == "workbookPr" and given.get("date1904", "0").lower() in ("1", "true"):
            old.append(True)

    walk.start = start
    walk.run()
    return found, bool(old)


def _relations(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> dict[str, tuple[str, str]]:
    """Return the kind and the part of each relation of the book; parts that are not there are left out."""
    found: dict[str, tuple[str, str]] = {}
    walk = _index(archive, members, "xl/_rels/workbook.xml.rels")

    def start(name: str, given: dict[str, str]) -> None:
        if name == "Relationship" and given.get("TargetMode", "Internal") == "Internal":
            part = posixpath.normpath(posixpath.join("/xl", given.get("Target", ""))).lstrip("/")
            if part in members:
                found[given.get("Id", "")] = given.get("Type", "").rpartition("/")[2], part

    walk.start = start
    walk.run()
    return found


def _formats(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], part: str
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the formats of cells that show a date, and those that show a length of time."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    own: dict[int, str] = {}
    cells: list[int] = []
    inside: list[bool] = []
    walk = _index(archive, members, part)

    def start(name: str, given: dict[str, str]) -> None:
        if name == "numFmt":
            own[int(given.get("numFmtId", "0"))] = given.get("formatCode", "")[:1000]
        elif name == "cellXfs":
            inside.append(True)
        elif name == "xf" and inside:
            cells.append(int(given.get("numFmtId", "0")))
        if len(cells) > MOST_FORMATS or len(own) > MOST_FORMATS:
            raise DamagedError(_("{name}: too many elements").format(name=part))

    def end(name: str) -> None:
        if name == "cellXfs":
            inside.clear()

    walk.start, walk.end = start, end
    walk.run()
    codes = {number: own.get(number) or BUILTIN_FORMATS.get(number) for number in set(cells)}
    shows = {number for number, code in codes.items() if code and is_date_format(code)}
    lengths = {number for number in shows if is_timedelta_format(codes[number])}
    return (
        frozenset(i for i, number in enumerate(cells) if number in shows),
        frozenset(i for i, number in enumerate(cells) if number in lengths),
    )


def _plain_text(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Text:
    """The text of one cell or shared text, as its parts come in."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, data: str) -> None:
        self.length += len(data)
        if self.length <= LONGEST_CELL:
            self.parts.append(data)

    def take(self) -> str:
        """Return the text, and begin another."""
        if self.length > LONGEST_CELL:
            found = _("a text of {n} characters, more than {most}")
            raise DamagedError(found.format(n=self.length, most=LONGEST_CELL))
        text = "".join(self.parts)
        self.parts.clear()
        self.length = 0
        return text


def _shared_texts(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the shared texts, without what says how they are pronounced."""
    found: list[str] = []
    now = _Text()
    state = {"open": False, "aside": False}
    size = 0

    def start(name: str, _given: dict[str, str]) -> None:
        if name == "t":
            state["open"] = not state["aside"]
        elif name == "rPh":
            state["aside"] = True

    def end(name: str) -> None:
        nonlocal size
        if name == "t":
            state["open"] = False
        elif name == "rPh":
            state["aside"] = False
        elif name == "si":
            text = _plain_text(now.take())
            size += sys.getsizeof(text) + 8 if len(text) > 1 else 8
            if size > LARGEST_TEXTS:
                raise TooLargeError(size, LARGEST_TEXTS)
            if len(found) == MOST_TEXTS:
                raise DamagedError(_("{name}: too many elements").format(name=part))
            found.append(text)

    def text(data: str) -> None:
        if state["open"]:
            now.add(data)

    walk = _Walk(archive, part)
    walk.start, walk.end, walk.text = start, end, text
    walk.run()
    return found


@lru_cache(maxsize=WIDEST)
def _column(letters: str) -> int:
    """Return the column, from 0, of letters such as AB."""
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - 64
    return column - 1


@lru_cache(maxsize=16_384)
def _number(text: str) -> int | float:
    if "." in text or "e" in text or "E" in text:
        return float(text)
    return int(text)


@lru_cache(maxsize=16_384)
def _moment(text: str, epoch: datetime, span: bool) -> Any:
    from openpyxl.utils.datetime import from_excel

    try:
        return from_excel(_number(text), epoch, timedelta=span)
    except (OverflowError, ValueError):
        return "#VALUE!"


class _Cells:
    """Reads the cells of one sheet into rows."""

    def __init__(self, walk: _Walk, book: Book, texts: list[str]) -> None:
        self.walk, self.book, self.shared = walk, book, texts
        self.rows: list[Row] = []
        self.number, self.column, self.digits = 0, -1, ""
        self.cells: list[Cell] = []
        self.kind, self.style, self.at = "n", 0, 0
        self.now = _Text()
        self.inside = self.reading = self.aside = False
        walk.start, walk.end, walk.text = self.start, self.end, self.text

    def take(self) -> Iterator[Row]:
        """Return the rows that are complete."""
        done, self.rows = self.rows, []
        return iter(done)

    def text(self, data: str) -> None:
        """Read characters of a value."""
        if self.reading:
            self.now.add(data)

    def start(self, name: str, given: dict[str, str]) -> None:
        """Begin a cell, a value or a row."""
        if name == "c" and self.inside:
            reference = given.get("r")
            if reference:
                found = _REFERENCE.fullmatch(reference)
                if not found or found[2] != self.digits or (at := _column(found[1])) >= WIDEST:
                    text = _("the cell {name} in row {n}")
                    raise DamagedError(text.format(name=shorten(reference), n=self.number))
                self.at = at
            else:
                self.at = self.column + 1
                if self.at >= WIDEST:
                    raise DamagedError(_("more than {n} columns").format(n=WIDEST))
            self.column = self.at
            self.kind = given.get("t", "n")
            self.style = int(given.get("s") or 0)
        elif (name == "v" and self.kind != "inlineStr") or (name == "t" and self.kind == "inlineStr"):
            self.reading = self.inside and not self.aside
        elif name == "row" and self.inside:
            before = self.number
            self.number = int(given["r"]) if "r" in given else before + 1
            if not before < self.number <= MOST_ROWS:
                text = _("row {n} after row {before}").format(n=self.number, before=before)
                raise DamagedError(text)
            self.column, self.cells, self.digits = -1, [], str(self.number)
        elif name == "rPh":
            self.aside = True
        elif name == "sheetData":
            self.inside = True

    def end(self, name: str) -> None:
        """End a cell, a value or a row."""
        if name == "c" and self.inside:
            text = self.now.take()
            if text:
                self.put(text)
        elif name in ("v", "t"):
            self.reading = False
        elif name == "row" and self.inside:
            if self.cells:
                self.rows.append((self.number, self.cells))
                self.walk.line = self.number
        elif name == "rPh":
            self.aside = False
        elif name == "sheetData":
            self.inside = False

    def put(self, text: str) -> None:
        """Add a cell to its row."""
        value: Any = self.value(text)
        missing = self.at - len(self.cells)
        if missing < 0:
            if self.cells[self.at] != "":
                raise DamagedError(_("two cells in one place, in row {n}").format(n=self.number))
            self.cells[self.at] = value
            return
        if missing:
            self.cells += [""] * missing
        self.cells.append(value)

    def value(self, text: str) -> Cell:
        """Return the value of a cell by its kind and its format."""
        kind = self.kind
        if kind == "s":
            at = int(text)
            if not 0 <= at < len(self.shared):
                raise DamagedError(_("the shared text {n} of {most}").format(n=at, most=len(self.shared)))
            return self.shared[at]
        if kind == "n":
            if self.style in self.book.dates:
                return _as_cell(_moment(text, self.book.epoch, self.style in self.book.spans))
            return _number(text)
        if kind == "b":
            return str(bool(int(text)))
        if kind == "d":
            from openpyxl.utils.datetime import from_ISO8601

            return _as_cell(from_ISO8601(text))
        return _plain_text(text) if kind in ("inlineStr", "str") else text


def _as_cell(value: Any) -> Cell:
    return value if isinstance(value, str | date) else str(value)
