"""Things that print themselves: a few lines in a terminal, a small table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from textwrap import wrap

MOST_LINES = 15
WIDEST = 110  # columns of a line
DEEPEST = 600  # characters of a cell in a notebook, which wraps
Row = tuple[str, str]  # a label, and what is said under it; a line without a label is a sentence


class Printed:
    """The form of a value that prints itself.

    A class says in `printed_rows` what it is: the first row is its head. At most `MOST_LINES` are printed,
    and the last one then says how many were left out.
    """

    def printed_rows(self) -> Sequence[Row]:
        """Return labels and texts, the head first."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return text(self.printed_rows())

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return html(self.printed_rows())


def saying(head: str, sentences: Iterable[str]) -> list[Row]:
    """Return rows of a head and sentences."""
    return [("", head), *(("", each) for each in sentences)]


def bounded(rows: Sequence[Row]) -> list[Row]:
    """Return rows of which no more are left than may be printed."""
    found = list(rows)
    if len(found) <= MOST_LINES:
        return found
    return [*found[: MOST_LINES - 1], ("", f"… + {len(found) - MOST_LINES + 1}")]


def text(rows: Sequence[Row]) -> str:
    """Return rows as lines of text, labels aligned."""
    shown = bounded(rows)
    wide = max((len(label) for label, _said in shown[1:]), default=0)
    pairs = []
    for number, (label, said) in enumerate(shown):
        if number == 0:
            pairs.append((f"{label}: " if label else "", said))
        else:
            pairs.append((f"  {label.ljust(wide)}  " if wide else "  ", said))
    # whole texts where there is room for them, else a line of each
    whole = [line for before, said in pairs for line in _wrapped(before, said)]
    if len(whole) <= MOST_LINES:
        return "\n".join(whole)
    return "\n".join(_short(before + said, WIDEST).rstrip() for before, said in pairs)


def _wrapped(before: str, said: str) -> list[str]:
    room = max(WIDEST - len(before), 20)
    lines = wrap(said, room, break_long_words=False, break_on_hyphens=False) or [""]
    return [(before if n == 0 else " " * len(before)) + line for n, line in enumerate(lines)]


def html(rows: Sequence[Row]) -> str:
    """Return rows as a small table, everything in it escaped."""
    shown = bounded(rows)
    if not shown:
        return ""
    head = escape(_short(": ".join(part for part in shown[0] if part), DEEPEST))
    style = "text-align:left;vertical-align:top"
    body = "".join(
        f'<tr><th scope="row" style="{style}">{escape(label)}</th>'
        f'<td style="{style}">{escape(_short(said, DEEPEST))}</td></tr>'
        for label, said in shown[1:]
    )
    return f'<table><caption style="text-align:left;font-weight:bold">{head}</caption>{body}</table>'


def _short(line: str, most: int) -> str:
    line = " ".join(line.split()) if "\n" in line else line
    return line if len(line) <= most else line[: most - 1].rstrip(" ,;:") + "…"
