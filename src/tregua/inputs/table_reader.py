"""Tables of any origin: CSV, TSV and XLSX, packed by gzip or not, in the encodings that analysts meet.

Rows are read one at a time and never held together. Every size is bounded before memory is taken for it.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import stat
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.inputs.bounded_archive import DamagedError
from tregua.inputs.text_reader import MEGABYTE

if TYPE_CHECKING:
    from tregua.inputs.book_reader import Book

LARGEST = 1_100 * MEGABYTE  # of a table, unpacked
HELD_CELLS = 1_000_000  # of a sheet, whose rows are held in memory after the first pass
LONGEST_LINE = 1_000_000
MOST_COLUMNS = 1_000
MOST_SHEETS = 60
CHUNK = 1 << 20
SAMPLE = 1 << 16
SEPARATORS = ",;\t|"

Cell = str | int | float | date | datetime
Line = tuple[int, Sequence[Cell]]
Progress = Callable[[float], None]  # share of the file that has been read

# Letters of Spanish, French and Creole beyond ASCII: a decoding that yields them is the right one.
_LETTERS = frozenset("áéíóúüñàâçèêëîïôùûœòÁÉÍÓÚÜÑÀÂÇÈÊËÎÏÔÙÛŒÒ¿¡«»°ºª–—’“”€")
_ENCODINGS = {"cp1252": "Windows-1252", "latin-1": "Latin-1", "cp850": "DOS (850)", "mac_roman": "Mac Roman",
              "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}  # fmt: skip
_OTHER_FORMS = (
    (b"\xd0\xcf\x11\xe0", "Excel 97-2003 (XLS)"),
    (b"%PDF", "PDF"),
    (b"PAR1", "Parquet"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
)


@dataclass(frozen=True)
class Sheet:
    """One table of a file.

    Attributes
    ----------
    file, name
        The file as the user knows it, and the sheet; empty for a text file.
    read_as
        Encoding and separator where they were found by looking, for the user to know.
    iterate
        Function that reads the rows from the first on.
    """

    file: str
    name: str
    read_as: tuple[str, ...]
    iterate: Callable[[Progress | None], Iterator[Line]]

    def rows(self, progress: Progress | None = None) -> Iterator[Line]:
        """Read the rows that are not empty, each with its line, from the first on."""
        for line, cells in self.iterate(progress):
            if len(cells) > MOST_COLUMNS and any(not _is_blank(cell) for cell in cells[MOST_COLUMNS:]):
                raise InputError(
                    Problem(self.file, line, self.name, _("{n} columns").format(n=len(cells)),
                            _("at most {n} columns").format(n=MOST_COLUMNS))
                )  # fmt: skip
            if any(not _is_blank(cell) for cell in cells):
                yield line, cells[:MOST_COLUMNS]

    def head(self, most: int) -> list[Line]:
        """Return the first rows that are not empty."""
        return list(islice(self.rows(), most))

    def where(self, column: int | None, header: str = "") -> str:
        """Write the sheet, the column's letter and its header, as far as each is known."""
        letter = "" if column is None else letters(column)
        cell = f"{self.name}!{letter}" if self.name else letter
        return f"{cell} ({header})" if header and cell else cell or header


def _is_blank(cell: Cell | None) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0: A, B, ..., Z, AA."""
    text, n = "", column + 1
    while n:
        n, rest = divmod(n - 1, 26)
        text = chr(65 + rest) + text
    return text


def read_sheets(path: Path, name: str = "", encoding: str = "") -> list[Sheet]:
    """Return the tables of a file, without reading their rows.

    Parameters
    ----------
    path, name
        The file, and how the user knows it.
    encoding
        Encoding of a text file; found by looking where it is not given.

    Raises
    ------
    InputError
        If the file cannot be read, is too large, or is of another form.
    """
    name = name or str(path)
    try:
        true = path.resolve(strict=True)
        kind = true.stat()
        if not stat.S_ISREG(kind.st_mode):
            found = _("a folder") if stat.S_ISDIR(kind.st_mode) else _("a device or a pipe")
            raise InputError(Problem(name, None, "", found, _("a file")))
        if kind.st_size > LARGEST:
            raise InputError(_too_large(name, kind.st_size))
        with true.open("rb") as file:
            first = file.read(SAMPLE)
    except FileNotFoundError:
        raise InputError(Problem(name, None, "", _("no such file"), _("a file"))) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(Problem(name, None, "", shorten(reason), _("a file that can be read"))) from None
    if not first.strip():
        raise InputError(Problem(name, None, "", _("an empty file"), _("some content")))
    if first.startswith(b"PK\x03\x04"):
        return _book(true, name)
    _refuse_other_forms(first, name)
    return [_text(true, name, first.startswith(b"\x1f\x8b"), encoding)]


def _refuse_other_forms(first: bytes, name: str) -> None:
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    form = next((form for sign, form in _OTHER_FORMS if first.startswith(sign)), "")
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        form = "HTML"
    elif start.startswith((b"{", b"[{")):
        form = "JSON"
    if form:
        expected = _("a table as CSV, TSV or XLSX, packed by gzip or not")
        hint = _("open it in a spreadsheet and save it as XLSX or CSV")
        raise InputError(Problem(name, None, "", form, expected, hint))


def _too_large(name: str, size: float, limit: float | None = None) -> Problem:
    limit = limit or LARGEST
    return Problem(
        name, None, "", _("{size:.1f} MB").format(size=size / MEGABYTE),
        _("at most {limit:.0f} MB").format(limit=limit / MEGABYTE),
        _("keep the country and the years that you need, at the source or with: "
          "(head -n 1 FILE; grep Country FILE) > SMALLER.csv"),
    )  # fmt: skip


# Text


def _text(path: Path, name: str, packed: bool, encoding: str) -> Sheet:
    found, remark = _scan(path, name, packed, encoding)
    delimiter, skip = _separator(path, packed, found)
    read_as = [remark] if remark else []

    def rows(progress: Progress | None) -> Iterator[Line]:
        return _lines(path, name, packed, found, delimiter, skip, progress)

    return Sheet(name, "", tuple(read_as), rows)


def _open(path: Path, packed: bool) -> IO[bytes]:
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _scan(path: Path, name: str, packed: bool, encoding: str) -> tuple[str, str]:
    """Read the file once in chunks: bound its size and its lines, and find its encoding."""
    size, since, at_line = 0, 0, 1
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8, high, first = True, bytearray(), b""
    try:
        with _open(path, packed) as file:
            while chunk := file.read(CHUNK):
                first = first or chunk[:SAMPLE]
                size += len(chunk)
                if size > LARGEST:
                    raise InputError(_too_large(name, size))
                ends = [n for n in (chunk.find(b"\n"), chunk.find(b"\r")) if n >= 0]
                since += min(ends, default=len(chunk))
                if since > LONGEST_LINE:
                    found, expected = _("a line of {n} bytes").format(n=since), _("at most {n} bytes")
                    raise InputError(Problem(name, at_line, "", found, expected.format(n=LONGEST_LINE)))
                if ends:
                    since = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
                    at_line += max(chunk.count(b"\n"), chunk.count(b"\r"))
                if is_utf8:
                    try:
                        utf8.decode(chunk)
                    except UnicodeDecodeError:
                        is_utf8 = False
                if not is_utf8 and len(high) < SAMPLE:
                    high += chunk.translate(None, bytes(range(128)))[:SAMPLE]
        if is_utf8:
            utf8.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            Problem(name, None, "", shorten(error), _("a whole file, packed by gzip or not"))
        ) from None
    if encoding:
        try:
            return codecs.lookup(encoding).name, ""
        except LookupError:
            raise InputError(
                Problem(
                    _("command line"), None, "--encoding", shorten(encoding), _("the name of an encoding")
                )
            ) from None
    found = _wide_encoding(first) or ("utf-8-sig" if is_utf8 else _narrow_encoding(bytes(high)))
    if not found.startswith("utf-16") and b"\0" in first:
        expected = _("a table as CSV, TSV or XLSX, packed by gzip or not")
        raise InputError(Problem(name, None, "", _("binary data"), expected, _("is this the right file?")))
    remark = _("read as {encoding}").format(encoding=_ENCODINGS[found]) if found in _ENCODINGS else ""
    return found, remark


def _wide_encoding(first: bytes) -> str:
    """Return UTF-16 of either order where a mark, or zeros in every second place, show it."""
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = first[0:2000:2].count(0), first[1:2000:2].count(0)
    half = max(len(first[:2000]) // 2, 1)
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.1 * half else ""


def _narrow_encoding(high: bytes) -> str:
    """Return the encoding of one byte a letter that makes most known letters of the bytes beyond ASCII."""
    scores = {}
    for encoding in ("cp1252", "latin-1", "cp850", "mac_roman"):
        try:
            text = high.decode(encoding)
        except UnicodeDecodeError:
            continue
        scores[encoding] = sum(letter in _LETTERS for letter in text)
    return max(scores, key=lambda encoding: scores[encoding])


def _separator(path: Path, packed: bool, encoding: str) -> tuple[str, int]:
    """Return what separates cells, and how many lines stand before the table (`sep=;`)."""
    with _open(path, packed) as file:
        sample = file.read(2 * SAMPLE if encoding.startswith("utf-16") else SAMPLE)
    text = sample.decode(encoding, "ignore").lstrip("\ufeff")
    lines = text.splitlines()
    if lines and lines[0].strip().strip('"').casefold().startswith("sep=") and len(lines[0].strip()) <= 8:
        given = lines[0].strip().strip('"')[4:]
        return (given[:1] or "\t"), 1
    if len(text) > 1000 and len(lines) > 1:
        lines = lines[:-1]  # the last may be cut
    best, score = ",", 0.0
    for mark in SEPARATORS:
        try:
            widths = [len(row) for row in islice(csv.reader(lines, delimiter=mark), 60) if row]
        except csv.Error:
            continue
        wide = Counter(width for width in widths if width > 1)
        if wide:
            width, times = max(wide.items(), key=lambda item: (item[1], item[0]))
            if (found := times / len(widths) * (1 + width / 1000)) > score:
                best, score = mark, found
    return best, 0


def _lines(
    path: Path, name: str, packed: bool, encoding: str, delimiter: str, skip: int, progress: Progress | None
) -> Iterator[Line]:
    total = max(path.stat().st_size, 1)
    with path.open("rb") as raw, _unpacked(raw, packed) as file:
        text = TextIOWrapper(file, encoding=encoding, newline="")
        for _n in range(skip):
            text.readline()
        reader, count, problems = csv.reader(text, delimiter=delimiter, strict=True), 0, []
        while True:
            line = reader.line_num + 1 + skip
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                problems.append(_broken(name, line, error))
                if len(problems) >= 20:
                    break
                continue
            except UnicodeDecodeError as error:
                expected = _("text in {encoding}").format(encoding=encoding)
                raise InputError(Problem(name, line, "", shorten(error), expected)) from None
            except (OSError, EOFError, zlib.error) as error:
                expected = _("a whole file, packed by gzip or not")
                raise InputError(Problem(name, line, "", shorten(error), expected)) from None
            count += 1
            if progress is not None and count % 20_000 == 0:
                progress(min(raw.tell() / total, 1.0))
            yield line, cells
        if problems:
            raise InputError(problems)


def _unpacked(raw: IO[bytes], packed: bool) -> Any:
    return gzip.GzipFile(fileobj=raw) if packed else raw


def _broken(name: str, line: int, error: csv.Error) -> Problem:
    hint = ""
    if "unexpected end" in str(error) or "limit" in str(error):
        hint = _("a quotation mark opened on line {n} is never closed").format(n=line)
    elif "expected after" in str(error):
        hint = _('write a quotation mark inside a quoted text twice ("")')
    return Problem(name, line, "", shorten(error), _("comma-separated values"), hint)


# XLSX


def _book(path: Path, name: str) -> list[Sheet]:
    """Return the sheets of an XLSX file, after its declared sizes were bounded."""
    from tregua.inputs.book_reader import OtherArchiveError, TooLargeError, open_book

    expected = _("a table as CSV, TSV or XLSX, packed by gzip or not")
    try:
        book = open_book(path)
    except OtherArchiveError:
        hint = _("unpack it, and name the table in it")
        raise InputError(Problem(name, None, "", _("a ZIP file"), expected, hint)) from None
    except TooLargeError as error:
        raise InputError(_too_large(name, error.size, error.limit)) from None
    except DamagedError as error:
        raise InputError(Problem(name, None, "", shorten(error), expected)) from None
    except MemoryError:
        raise
    except Exception as error:
        raise InputError(Problem(name, None, "", _reason(error), expected)) from None
    return [Sheet(name, sheet, (), _Rows(book, name, sheet)) for sheet in list(book.sheets)[:MOST_SHEETS]]


class _Rows:
    """Rows of one sheet; those of a sheet of moderate size are held for later passes."""

    def __init__(self, book: Book, name: str, sheet: str) -> None:
        self.book, self.name, self.sheet = book, name, sheet
        self.held: list[Line] | None = None

    def __call__(self, progress: Progress | None) -> Iterator[Line]:
        if self.held is not None:
            yield from self.held
            return
        held: list[Line] = []
        texts: dict[str, str] = {}
        cells = 0
        for line, row in _cells(self.book, self.name, self.sheet, progress):
            if cells <= HELD_CELLS:
                cells += len(row)
                # the same text stands in many cells
                same = [texts.setdefault(c, c) if isinstance(c, str) else c for c in row]
                held.append((line, same))
            yield line, row
        if cells <= HELD_CELLS:
            self.held = held


def _reason(error: Exception) -> str:
    return shorten(f"{type(error).__name__}: {error}")


def _cells(book: Book, name: str, sheet: str, progress: Progress | None) -> Iterator[Line]:
    from tregua.inputs.book_reader import TooLargeError

    line = None
    try:
        for line, cells in book.rows(sheet, progress):
            yield line, cells
    except (InputError, MemoryError):
        raise
    except TooLargeError as error:
        raise InputError(_too_large(name, error.size, error.limit)) from None
    except Exception as error:
        found = shorten(error) if isinstance(error, DamagedError) else _reason(error)
        problem = Problem(name, line, sheet, found, _("an XLSX file that can be read"))
        raise InputError(problem) from None
