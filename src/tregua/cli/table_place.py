"""A table in the place of a place: the options of `tregua import`, for any command that takes a place."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from cyclopts import App

from tregua.cli.import_ import TableOptions, table_options

_OWN = ("import", "place", "schema", "--help", "-h", "--version")
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".gz")  # no heavy import for a command without a table
_FLAGS = ("--dayfirst", "--no-dayfirst")


def set_table_options(tokens: Sequence[str]) -> list[str]:
    """Return the words of a command without the options of a table in it; they are set for its reading.

    Words are left as they are where no word names a table: an option is then unknown, and refused.
    """
    words = list(tokens)
    known = sys.modules.get("tregua.places.table_only_place")
    if known is not None:
        known.reading.set(None)
    if not words or words[0] in _OWN or not any(map(_is_table, words)):
        return words
    names = {f"--{each.name}" for each in fields(TableOptions)}
    taken: list[str] = []
    left: list[str] = []
    while words:
        word = words.pop(0)
        name = word.partition("=")[0]
        if word in _FLAGS:
            taken.append(word)
        elif name in names:
            taken += [word] if "=" in word or not words else [word, words.pop(0)]
        else:
            left.append(word)
    if taken:
        from tregua.places.table_only_place import reading

        table = next(word for word in map(_value, left) if _is_table(word))
        app = App(help_flags=[], version_flags=[], result_action="return_value")
        app.default(_options)
        options = app(taken, exit_on_error=False, print_error=False)
        reading.set(table_options(options, Path(table)))
    return left


def _options(*, options: TableOptions = TableOptions()) -> TableOptions:  # noqa: B008 - frozen
    return options


def _value(word: str) -> str:
    return word.partition("=")[2] if word.startswith("--") and "=" in word else word


def _is_table(word: str) -> bool:
    path = Path(_value(word))
    try:
        return path.suffix.casefold() in _TABLES and path.is_file()
    except (OSError, ValueError):
        return False
