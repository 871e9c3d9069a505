"""HDX HAPI: conflict events of the Humanitarian API (hapi.humdata.org), counted by ACLED."""

from __future__ import annotations

from tregua.places.importers.acled import INFO
from tregua.places.importers.head import Head
from tregua.places.importers.recipe import Recipe

TITLE = "HDX HAPI, conflict events"


def recognise(head: Head) -> Recipe | None:
    """Return how to read conflict events of HDX HAPI; None if they are none."""
    if not head.has("location code", "event type", "fatalities", "reference period start"):
        return None
    place = head.column("provider admin1 name", "admin1 name")
    columns = {
        "country": head.column("location name", "location code"),
        "code": head.column("location code"),
        "place": place,
        "start": head.column("reference period start"),
        "end": head.column("reference period end"),
    }
    return Recipe(
        importer="hapi",
        sheet=head.sheet.name,
        header=head.line,
        shape="rows",
        columns={role: column for role, column in columns.items() if column},
        values={head.column("fatalities"): "acled_fatalities"},
        keep={head.column("event type"): ("political_violence",)},
        series={"acled_fatalities": INFO.model_copy(update={"lag_days": 30})},
        decimal=".",
        missing="zero",
        source="ACLED through HDX HAPI (hapi.humdata.org)",
        url="https://hapi.humdata.org",
    )
