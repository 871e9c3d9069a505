"""The terminal: answers on standard output, notes, progress and errors on standard error."""

from __future__ import annotations

import codecs
import io
import json
import math
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tregua.i18n import _

WIDE = 200  # columns of a table written to a file or a pipe, where nothing says how many there are
READABLE = 100  # columns of running text
LONGEST_WORD = 24  # columns that one word of a table may force
NEAREST = "tregua.nearest"
PLAIN = {"–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "→": "->", "×": "x", "•": "*"}
STEPS = 10  # lines of progress where there is no terminal to redraw


def take_any_character() -> None:
    """Let no output fail because the terminal, or a file in an older code page, lacks a character.

    What it lacks is written as the nearest plain letter, or as a question mark.
    """
    codecs.register_error(NEAREST, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=NEAREST)


def _nearest(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    plain = "".join(
        PLAIN.get(c) or unicodedata.normalize("NFKD", c).encode("ascii", "ignore").decode() or "?"
        for c in lacking
    )
    return plain, error.end


def console(stream: IO[str]) -> Console:
    """Make a console for a stream; text from files is never read as markup."""
    known = stream.isatty() or "COLUMNS" in os.environ
    return Console(file=stream, width=None if known else WIDE, markup=False, highlight=False, emoji=False)


def say(text: str = "") -> None:
    """Print a line of the answer as it is, never wrapped."""
    print(text, file=sys.stdout)


def note(text: str) -> None:
    """Print a remark that is not part of the answer."""
    console(sys.stderr).print(Text(text), soft_wrap=True)


def complain(text: str, hint: str = "") -> None:
    """Print an error, and what to do about it."""
    err = console(sys.stderr)
    err.print(Text(_("error:"), style="bold red"), Text(text), soft_wrap=True)
    if hint:
        err.print(Text(_("hint:"), style="bold"), Text(hint), soft_wrap=True)


def show_json(value: Any) -> None:
    """Print a value for machines: JSON and nothing else."""
    # outside Unicode a letter would have to be replaced: JSON has an escape for it instead
    plain = not (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    say(json.dumps(_finite(value), ensure_ascii=plain, indent=2, default=str, allow_nan=False))


def _finite(value: Any) -> Any:
    """Put null where a number is not finite: JSON has no other word for it."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def show_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], right: Iterable[int] = ()
) -> None:
    """Print a table; the columns numbered in `right` are aligned to the right."""
    out = console(sys.stdout)
    if title:
        out.print(Text(title, style="bold"))  # broken between words
    aligned, rows = set(right), [[_cell(cell) for cell in row] for row in rows]
    least = _least_widths(columns, rows, aligned)
    if sum(least) + 3 * len(least) + 1 > out.width:
        _show_records(out, columns, rows)
        return
    table = Table(header_style="bold")
    for i, column in enumerate(columns):
        justify = "right" if i in aligned else "left"
        table.add_column(column, justify=justify, overflow="fold", min_width=least[i])
    for row in rows:
        table.add_row(*map(Text, row))
    out.print(table)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _least_widths(columns: Sequence[str], rows: Sequence[Sequence[str]], whole: set[int]) -> list[int]:
    """Return the widths of columns below which a word, or a figure of those in `whole`, would be broken."""
    widths = []
    for i, column in enumerate(columns):
        cells = [row[i] for row in rows]
        words = [word for text in (column, *(() if i in whole else cells)) for word in text.split()]
        widths.append(max((cell_len(w) for w in (*words, *(cells if i in whole else ()))), default=0))
    # an address or a digest is folded rather than forced onto one line
    return [min(w, LONGEST_WORD) for w in widths]


def _show_records(out: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that does not fit as a line for each cell."""
    note(
        _("the terminal is too narrow for a table of {n} columns: one line for each cell").format(
            n=len(columns)
        )
    )
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            line = Text(f"{column}: ", style="bold")
            line.append(cell, style="not bold")
            out.print(line)  # broken between words
        out.print()


def width() -> int:
    """Return the columns that an answer may take."""
    return min(console(sys.stdout).width, READABLE)


def show(renderable: Any) -> None:
    """Print something that rich can render."""
    out = console(sys.stdout)
    out.width = width()
    out.print(renderable)


def show_entries(entries: Iterable[tuple[str, str]]) -> None:
    """Print names with a sentence each: a name a line, the sentence below it."""
    out = console(sys.stdout)
    for name, sentence in entries:
        out.print(Text(name, style="bold"), soft_wrap=True)
        out.print(Text(f"    {sentence}"), soft_wrap=True)


@contextmanager
def progress(label: str, first: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far a run is: a bar on a terminal, a few plain lines elsewhere; both on standard error.

    Parameters
    ----------
    label
        What is going on.
    first
        What is going on until the first part is done.
    """
    if sys.stderr.isatty():
        with _bar(label, first) as update:
            yield update
        return

    started, shown = time.monotonic(), 0
    note(first)

    def lines(done: int, total: int) -> None:
        nonlocal shown
        step = STEPS * done // max(total, 1)
        if step > shown:
            shown = step
            seconds = time.monotonic() - started
            note(
                _("{label}: {done} of {total}, {seconds:.0f} s").format(
                    label=label, done=done, total=total, seconds=seconds
                )
            )

    yield lines


@contextmanager
def _bar(label: str, first: str) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(sys.stderr), transient=True) as bar:
        task = bar.add_task(first, total=None)  # without a total the bar pulses

        def update(done: int, total: int) -> None:
            bar.update(
                task, description=label if done else first, completed=done, total=total if done else None
            )

        yield update
