"""The last comparison of claims with the model, as rows for a report and for the documentation.

The comparison runs the model for minutes, so that its output is a file of the package, written by
``python docs/validation/refresh.py claims``; a report reads it and runs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tregua.i18n import _, translated
from tregua.i18n.numbers import marks

LAST = Path(__file__).with_name("compared.json")


class Row(NamedTuple):
    """One comparison in words, ready to print."""

    title: str
    source: str
    claimed: str
    model: str
    verdict: str
    grade: str
    remark: str


def last_comparison(path: Path = LAST) -> dict[str, Any] | None:
    """Read the last output of ``tregua claims --json``, or return None where there is none.

    Parameters
    ----------
    path
        The file.
    """
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def table_rows(place: str | None = None, record: Mapping[str, Any] | None = None) -> list[Row]:
    """Return the rows of the table of claims, misses first; none where nothing was compared yet.

    Parameters
    ----------
    place
        Only claims about this place.
    record
        An output of ``tregua claims --json``; the last one of the package if not given.
    """
    found = last_comparison() if record is None else record
    lines = [] if found is None else found["claims"]
    return [row(line) for line in lines if place is None or line["place"] == place]


def row(line: Mapping[str, Any]) -> Row:
    """Return one comparison in words."""
    model = line["model"]
    ours = ""
    if model is not None:
        ours = f"{number(model['median'])} ({span(model['low'], model['high'])})"
        if line["reading"]:
            ours += ", " + _("reading: {reading}").format(reading=translated(line["reading"]))
    return Row(
        translated(line["title"]),
        line["source"],
        claimed(line["claimed"]),
        ours,
        translated(line["verdict"]),
        line["grade"],
        remark(line),
    )


def claimed(what: Mapping[str, Any]) -> str:
    """Return a claimed figure with its interval, bound or sign, and its unit."""
    if what["sign"] is not None:
        return _("a fall") if what["sign"] == "fall" else _("a rise")
    if what["value"] is None:
        return _("not published yet")
    text = number(what["value"])
    if what["bound"] == "least":
        text = _("at least {n}").format(n=text)
    elif what["bound"] == "most":
        text = _("at most {n}").format(n=text)
    elif what["low"] is not None and what["high"] is not None:
        text += f" ({span(what['low'], what['high'])})"
    return f"{text} {translated(what['unit'])}"


def remark(line: Mapping[str, Any]) -> str:
    """Return what a reader must know: why there is no figure, or that the model has seen this one."""
    if line["why"] is not None:
        return translated(line["why"])
    if line["used"]:
        return _("the model rests on this figure or its record")
    if (line["model"] or {}).get("in_fit"):
        return _("published before the day of the fit")
    waits = line["testable_when"]
    if waits is not None and line["model"] is None:
        return _("waits for {series} of {day}").format(series=waits["series"], day=waits["date"])
    return ""


def span(low: float, high: float) -> str:
    """Print a range."""
    return _("{low} to {high}").format(low=number(low), high=number(high))


def number(value: float) -> str:
    """Print a number of any size, with the marks of the language in use."""
    size = abs(value)
    digits = 0 if size >= 100 or float(value).is_integer() else 1 if size >= 10 else 2 if size >= 1 else 3
    return marks(f"{value:,.{digits}f}")
