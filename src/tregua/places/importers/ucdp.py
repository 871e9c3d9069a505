"""UCDP: events of organised violence, yearly (GED) and monthly (candidate events)."""

from __future__ import annotations

import calendar
import re
from datetime import date

from tregua.places.importers.head import Head
from tregua.places.importers.recipe import Recipe, SeriesInfo
from tregua.places.infer_series_kind import ORGANISED

TITLE = "UCDP, georeferenced events"
_NOTES = (
    "UCDP's best estimate of people killed in events of organised violence: state-based, between "
    "organised groups, and "
    "one-sided against civilians; fighters and civilians together. A pair of actors enters once it has "
    "killed 25 in a "
    "year. Ordinary homicide is not counted. An event that spans months counts in the month in which it "
    "ended."
)
_YEARLY = SeriesInfo(
    title="People killed in organised violence, UCDP GED", base="ucdp", measures="deaths", causes=ORGANISED,
    lag_days=180, yearly_release="06-30", notes=_NOTES,
)  # fmt: skip
_CANDIDATE = SeriesInfo(
    title="People killed in organised violence, UCDP candidate events", base="ucdp_candidate",
    measures="deaths",
    causes=ORGANISED, lag_days=50, notes=f"{_NOTES} Candidate events are not yet checked as the yearly "
                                      f"ones are.",
)  # fmt: skip
_VERSION = re.compile(r"(?:v|ged|candidate)[ _-]?(\d{2})[ _.]?(\d{1,2})(?:[ _.](\d{1,2}))?", re.IGNORECASE)


def version_of(words: str) -> tuple[date | None, bool]:
    """Return the day of publication of a version named in a text, and whether it is one of candidate events.

    Version 25.1 is the yearly one of June 2025; 25.0.9 the candidate events of September 2025, of a month
    later.
    """
    found = _VERSION.search(words)
    if not found:
        return None, "candidate" in words.casefold()
    year, number = 2000 + int(found[1]), found[2]
    if found[3] is None and not (number.startswith("0") and len(number) > 1):
        return date(year, 6, 30), False
    month = int(found[3] or number[1:])
    if not 1 <= month <= 12:
        return None, True
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, calendar.monthrange(year, month)[1]), True


def recognise(head: Head) -> Recipe | None:
    """Return how to read a table of UCDP events; None if it is none."""
    if not head.has("type of violence", "best", "date end", "country"):
        return None
    released, candidate = version_of(head.words())
    name, info = ("ucdp_candidate_killed", _CANDIDATE) if candidate else ("ucdp_killed", _YEARLY)
    columns = {
        "country": head.column("country"),
        "place": head.column("adm 1"),
        "start": head.column("date start"),
        "end": head.column("date end"),
        "low": head.column("low"),
        "high": head.column("high"),
    }
    return Recipe(
        importer="ucdp",
        sheet=head.sheet.name,
        header=head.line,
        shape="events",
        columns={role: column for role, column in columns.items() if column},
        values={head.column("best"): name},
        series={name: info},
        decimal=".",
        source="UCDP (ucdp.uu.se), CC BY 4.0",
        url="https://ucdp.uu.se/downloads/",
        released=released,
    )
