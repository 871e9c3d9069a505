"""CSV with its line numbers: a strict reading of tables of evidence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tregua.errors import Problem, did_you_mean, one_of, shorten
from tregua.i18n import _
from tregua.inputs.text_reader import MEGABYTE, read_text

# bounds of one table, so that it is read in seconds and in a few hundred megabytes
SIZE_LIMIT = 20 * MEGABYTE
LINE_LIMIT = 100_000
PROBLEM_LIMIT = 200


@dataclass(frozen=True)
class Record:
    """One row: its line in the file and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """The rows that could be read, and the problems of the others."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    columns: tuple[str, ...] = ()


def read_table(
    path: Path, name: str, root: Path | None, needed: Sequence[str], optional: Sequence[str]
) -> Table:
    """Read a CSV file.

    Parameters
    ----------
    path, name, root
        The file, what to call it, and the folder that it must lie in.
    needed, optional
        Columns that must and that may be there.
    """
    text = read_text(path, name, root, SIZE_LIMIT)
    if isinstance(text, Problem):
        return Table((), (text,))
    lines = text.count("\n")
    if lines > LINE_LIMIT:
        found, expected = _("{n} lines").format(n=lines), _("at most {n} lines").format(n=LINE_LIMIT)
        return Table((), (Problem(name, None, "", found, expected),))
    rows = _rows(text, name)
    first = next(rows, None)
    if first is None:
        return Table((), (Problem(name, None, "", _("only empty cells"), _("a header and rows")),))
    if isinstance(first, Problem):
        return Table((), (first,))
    columns, problems = _header(first[1], first[0], name, needed, optional)
    if problems:
        return Table((), tuple(problems), columns)
    records: list[Record] = []
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
            continue
        line, cells = row
        if len(cells) != len(columns):
            hint = _("put a text that contains a comma between quotes") if len(cells) > len(columns) else ""
            problems.append(
                Problem(
                    name, line, "", _("{n} cells").format(n=len(cells)),
                    _("{n} cells, as in the header").format(n=len(columns)), hint,
                )
            )  # fmt: skip
        else:
            records.append(Record(line, dict(zip(columns, (cell.strip() for cell in cells), strict=True))))
        if len(problems) >= PROBLEM_LIMIT:
            break
    return Table(tuple(records), tuple(problems), columns)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]] | Problem]:
    """Give the rows that are not empty with the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            hint = ""
            if "unexpected end" in str(error) or "limit" in str(error):
                hint = _("a quotation mark opened on line {n} is never closed").format(n=line)
            elif "expected after" in str(error):
                hint = _('write a quotation mark inside a quoted text twice ("")')
            yield Problem(name, line, "", shorten(error), _("comma-separated values"), hint)
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _header(
    cells: list[str], line: int, name: str, needed: Sequence[str], optional: Sequence[str]
) -> tuple[tuple[str, ...], list[Problem]]:
    columns = tuple(cell.strip() for cell in cells)
    known = (*needed, *optional)
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        hint = _("save the table with commas between the cells")
        return columns, [Problem(name, line, "", shorten(columns[0]), _("comma-separated values"), hint)]
    if len(set(columns) & set(known)) < 3:
        header = ",".join(known)
        return columns, [
            Problem(name, line, "", shorten(",".join(columns)), _("a header: {header}").format(header=header))
        ]
    problems = []
    for i, column in enumerate(columns):
        if column in columns[:i]:
            found = _("the column '{column}' a second time").format(column=column)
            problems.append(Problem(name, line, column, found, _("each column once")))
        elif column not in known:
            found = _("the column '{column}'").format(column=shorten(column))
            rest = [each for each in known if each not in columns]
            problems.append(
                Problem(name, line, shorten(column), found, one_of(known, 20), did_you_mean(column, rest))
            )
    for column in needed:
        if column not in columns:
            found = _("no column '{column}'").format(column=column)
            expected = _("the column '{column}'").format(column=column)
            problems.append(Problem(name, line, column, found, expected))
    return columns, problems
