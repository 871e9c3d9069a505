"""ACLED's counts by month, as published on the Humanitarian Data Exchange (HDX)."""

from __future__ import annotations

import re

from tregua.inputs.cell_values import parse_period
from tregua.places.importers.acled import INFO
from tregua.places.importers.head import Head
from tregua.places.importers.recipe import Recipe, SeriesInfo
from tregua.places.infer_series_kind import CIVILIAN

TITLE = "ACLED, counts by month (HDX)"
_CIVILIANS = SeriesInfo(
    title="Fatalities in events that target civilians, ACLED",
    base="acled_civilians",
    measures="deaths",
    causes=tuple(cause for cause in CIVILIAN if cause != "background"),
    lag_days=30,
    use="context",
    notes="Fatalities in events of which civilians were the main target: a part of ACLED's political "
    "violence.",
)
_DEMONSTRATIONS = SeriesInfo(
    title="Fatalities in demonstrations, ACLED", base="acled_demonstrations", lag_days=30, use="context"
)


def recognise(head: Head) -> Recipe | None:
    """Return how to read counts of ACLED by month; None if they are none."""
    if not head.has("country", "month", "year", "events", "fatalities"):
        return None
    words = head.words().casefold()
    name, info = "acled_fatalities", INFO.model_copy(update={"lag_days": 30})
    if "civilian" in words:
        name, info = "acled_civilian_fatalities", _CIVILIANS
    elif "demonstration" in words:
        name, info = "acled_demonstration_fatalities", _DEMONSTRATIONS
    as_of = re.search(r"as[ _-]of[ _-](\d{1,2})[ _-]?([A-Za-z]{3})[a-z]*[ _-]?(\d{4})", words)
    released = parse_period(f"{as_of[1]} {as_of[2]} {as_of[3]}") if as_of else None
    columns = {
        "country": head.column("country"),
        "code": head.column("iso3"),
        "place": head.column("admin1"),
        "year": head.column("year"),
        "month": head.column("month"),
    }
    return Recipe(
        importer="acled_monthly",
        sheet=head.sheet.name,
        header=head.line,
        shape="rows",
        columns={role: column for role, column in columns.items() if column},
        values={head.column("fatalities"): name},
        series={name: info},
        decimal=".",
        missing="zero",
        source="ACLED through HDX (data.humdata.org)",
        url="https://data.humdata.org",
        released=released.end if released else None,
    )
