"""IOM DTM: displaced people by round of the Displacement Tracking Matrix, with its row of HXL tags or not."""

from __future__ import annotations

from tregua.places.importers.head import Head
from tregua.places.importers.recipe import Recipe, SeriesInfo

TITLE = "IOM DTM, displaced people"
_INFO = SeriesInfo(
    title="Displaced people, IOM DTM",
    base="iom_dtm",
    kind="stock",
    measures="displaced",
    lag_days=30,
    notes="People displaced inside the country who were present when a round of IOM's Displacement "
    "Tracking Matrix was "
    "held. A round is a day; rounds may cover different places.",
)


def recognise(head: Head) -> Recipe | None:
    """Return how to read a table of IOM DTM; None if it is none."""
    people = head.column("num present idp ind", "numpresentidpind", "idp individuals", "total idp ind")
    if not people:
        people = next((c for c, t in zip(head.columns, head.tags, strict=False) if _is_people(t)), "")
    day = head.column("reporting date", "reportingdate") or head.tagged("date", "reported")
    if not people or not day:
        return None
    columns = {
        "country": head.column("admin0 name", "admin 0 name") or head.tagged("country", "name"),
        "code": head.column("admin0 pcode", "admin 0 pcode") or head.tagged("country", "code"),
        "place": head.column("admin1 name", "admin 1 name") or head.tagged("adm1", "name"),
        "date": day,
        "round": head.column("round number", "roundnumber"),
    }
    return Recipe(
        importer="dtm",
        sheet=head.sheet.name,
        header=head.line,
        shape="rows",
        columns={role: column for role, column in columns.items() if column},
        values={people: "idps"},
        series={"idps": _INFO},
        decimal=".",
        missing="zero",
        source="IOM DTM (dtm.iom.int)",
        url="https://dtm.iom.int",
    )


def _is_people(tag: str) -> bool:
    words = set(tag.casefold().replace("#", "").split("+"))
    return "affected" in words and "idps" in words and not words & {"hh", "households"}
