"""Our World in Data: entity, code, year, and a column for each indicator."""

from __future__ import annotations

from tregua.places.importers.head import Head
from tregua.places.importers.recipe import Recipe, SeriesInfo
from tregua.places.importers.words import counted
from tregua.places.importers.world_bank import PEOPLE, RATE
from tregua.places.infer_series_kind import HOMICIDE

TITLE = "Our World in Data"


def recognise(head: Head) -> Recipe | None:
    """Return how to read a table of Our World in Data; None if it is none."""
    if not head.has("entity", "year") or len(head.columns) < 3:
        return None
    values = {}
    for column in head.columns:
        named = counted(column)
        if named in ("homicide_rate", "homicides", "population") and named not in values.values():
            values[column] = named
    if not values:
        return None
    homicides = SeriesInfo(
        title="Homicides, Our World in Data", base="unodc", measures="deaths", causes=HOMICIDE, lag_days=540
    )
    known = {"homicide_rate": RATE, "population": PEOPLE, "homicides": homicides}
    columns = {"country": head.column("entity"), "code": head.column("code"), "year": head.column("year")}
    return Recipe(
        importer="our_world_in_data",
        sheet=head.sheet.name,
        header=head.line,
        shape="rows",
        columns={role: column for role, column in columns.items() if column},
        values=values,
        series={name: known[name] for name in values.values()},
        decimal=".",
        source="Our World in Data (ourworldindata.org), CC BY 4.0",
        url="https://ourworldindata.org",
    )
