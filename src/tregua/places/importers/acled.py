"""ACLED: one event a row (Armed Conflict Location and Event Data, acleddata.com)."""

from __future__ import annotations

from tregua.places.importers.head import Head
from tregua.places.importers.recipe import Recipe, SeriesInfo
from tregua.places.infer_series_kind import ORGANISED

TITLE = "ACLED, events"
INFO = SeriesInfo(
    title="Fatalities of political violence, ACLED",
    base="acled",
    measures="deaths",
    causes=ORGANISED,
    lag_days=14,
    notes="ACLED's fatalities: all people reported killed in an event, fighters, police and civilians; "
    "the lower of "
    "reported figures where they differ. Events are those of political violence: battles, explosions, "
    "violence against "
    "civilians, riots. Ordinary homicide is not counted. Events appear one to two weeks later and are "
    "revised.",
)
VIOLENT = ("Battles", "Explosions/Remote violence", "Violence against civilians", "Riots")


def recognise(head: Head) -> Recipe | None:
    """Return how to read a table of ACLED events; None if it is none."""
    if not (head.has("event date", "event type", "fatalities") and head.has("admin1")):
        return None
    if not (head.has("event id cnty") or head.has("sub event type") or head.has("disorder type")):
        return None
    return Recipe(
        importer="acled",
        sheet=head.sheet.name,
        header=head.line,
        shape="events",
        columns={
            "country": head.column("country"),
            "place": head.column("admin1"),
            "date": head.column("event date"),
        },
        values={head.column("fatalities"): "acled_fatalities"},
        keep={head.column("event type"): VIOLENT},
        series={"acled_fatalities": INFO},
        decimal=".",
        source="ACLED (acleddata.com)",
        url="https://acleddata.com",
    )
