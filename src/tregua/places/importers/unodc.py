"""UNODC: victims of intentional homicide, by country and year (dataunodc.un.org)."""

from __future__ import annotations

from tregua.places.importers.head import Head
from tregua.places.importers.recipe import Recipe, SeriesInfo
from tregua.places.infer_series_kind import HOMICIDE

TITLE = "UNODC, intentional homicide"
_INFO = SeriesInfo(
    title="Victims of intentional homicide, UNODC",
    base="unodc",
    measures="deaths",
    causes=HOMICIDE,
    lag_days=540,
    notes="Unlawful death inflicted with the intent to cause death or serious injury, as countries "
    "report it to UNODC. "
    "Deaths in armed conflict and by lawful use of force are not counted.",
)


def recognise(head: Head) -> Recipe | None:
    """Return how to read UNODC's table of homicide; None if it is none."""
    if not head.has("country", "indicator", "year", "unit of measurement", "value"):
        return None
    keep = {
        head.column("indicator"): ("Victims of intentional homicide",),
        head.column("unit of measurement"): ("Counts",),
    }
    for name in ("dimension", "category", "sex", "age"):
        if column := head.column(name):
            keep[column] = ("Total",)
    columns = {
        "country": head.column("country"),
        "code": head.column("iso3 code", "iso3"),
        "year": head.column("year"),
        "source": head.column("source"),
    }
    return Recipe(
        importer="unodc",
        sheet=head.sheet.name,
        header=head.line,
        shape="rows",
        columns={role: column for role, column in columns.items() if column},
        values={head.column("value"): "unodc_homicides"},
        keep=keep,
        series={"unodc_homicides": _INFO},
        decimal=".",
        source="UNODC (dataunodc.un.org)",
        url="https://dataunodc.un.org",
    )
