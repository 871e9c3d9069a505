"""What is recorded beside deaths and not forecast: newest figures of a place, polls abroad, imitation."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tregua.i18n import _
from tregua.report.numbers import number

if TYPE_CHECKING:
    from tregua.places import Place

# Beginnings of the names of the series. Those of custody deaths that a fit uses are outcomes of the model.
SERIES = ("sexual_violence", "children_", "child_recruitment", "executions", "custody_deaths")
RECRUITED = "child_recruitment"  # the model forecasts members by age, not what is verified of them


@dataclass(frozen=True)
class Recorded:
    """One figure or event of the record.

    Attributes
    ----------
    what, value
        What is counted or was done; the figure, or what followed.
    start, end
        First and last day; the same day for a stock, no last day for what has not ended.
    source, url, confidence
        Publisher, address, and how sure it is.
    """

    what: str
    value: str
    start: date
    end: date | None
    source: str
    url: str
    confidence: str


def newest_recorded(place: Place) -> list[Recorded]:
    """Return the newest figure of each recorded series of a place, in the order of the register."""
    found = []
    for name, series in place.series.items():
        if not name.startswith(SERIES) or (series.use != "context" and not name.startswith(RECRUITED)):
            continue
        rows = [row for row in place.evidence.series(name) if row.place == "all"]
        row = max(rows, key=lambda r: (r.end, r.published), default=None)
        if row is None:
            continue
        value = number(row.value) + (" %" if row.unit == "percent" else "")
        value = _("{n} or more").format(n=value) if row.floor else value
        found.append(
            Recorded(str(series.title), value, row.start, row.end, row.source, row.url, row.confidence)
        )
    return found


def opinion_abroad(place: Place) -> list[Recorded]:
    """Return polls in other countries on the place's method and its author, by country and date."""
    return [
        Recorded(
            f"{country(row['country'])}: {row['question']}",
            row["value"] + (" %" if row["unit"] == "percent" else f" ({row['unit']})"),
            date.fromisoformat(row["start"]), date.fromisoformat(row["end"]),
            row["source"], row["url"], row["confidence"],
        )
        for row in _rows(place, "opinion_abroad.csv")
    ]  # fmt: skip


def imitation(place: Place) -> list[Recorded]:
    """Return governments that copied the place's method, with dates and what came of it."""
    return [
        Recorded(
            f"{country(row['country'])}: {row['what']}", row["result"], date.fromisoformat(row["date"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
            row["source"], row["url"], row["confidence"],
        )
        for row in sorted(_rows(place, "copied.csv"), key=lambda row: row["date"])
    ]  # fmt: skip


def country(code: str) -> str:
    """Return the name of a country by its code of three letters; the code where it is not known."""
    names = {
        "CHL": _("Chile"), "COL": _("Colombia"), "CRI": _("Costa Rica"), "ECU": _("Ecuador"),
        "GTM": _("Guatemala"), "HND": _("Honduras"), "PER": _("Peru"),
        "TTO": _("Trinidad and Tobago"), "all": _("Latin America"),
    }  # fmt: skip
    return names.get(code, code)


def _rows(place: Place, file: str) -> list[dict[str, str]]:
    """Read a table that ships beside the evidence of a place of the library; nothing for other places."""
    from tregua.places.load import LIBRARY

    path = LIBRARY / place.folder.name / "recorded" / file
    if place.folder != LIBRARY / place.folder.name or not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def recorded_tables(place: Place | None) -> list[tuple[str, str, list[Recorded]]]:
    """Return the tables of the report that show what is recorded: identifier, title, rows."""
    if place is None:
        return []
    tables = [
        ("recorded", _("Recorded, not forecast: the newest figure of each series"), newest_recorded(place)),
        ("opinion-abroad", _("Polls in other countries on the method and its author"), opinion_abroad(place)),
        ("imitation", _("Governments that copied the method, and what came of it"), imitation(place)),
    ]
    return [(name, title, rows) for name, title, rows in tables if rows]
