"""The terminal: answers on standard output, notes, progress and errors on standard error."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tregua.i18n import _

WIDE = 200  # columns of a table written to a file or a pipe, where nothing says how many there are
READABLE = 100  # columns of running text
STEPS = 10  # lines of progress where there is no terminal to redraw


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
    say(json.dumps(_finite(value), ensure_ascii=False, indent=2, default=str, allow_nan=False))


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
        out.print(Text(title, style="bold"), soft_wrap=True)
    table = Table(header_style="bold")
    aligned = set(right)
    for i, column in enumerate(columns):
        table.add_column(column, justify="right" if i in aligned else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else Text(str(cell)) for cell in row))
    out.print(table)


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
