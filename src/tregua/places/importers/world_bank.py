"""World Bank: one indicator a row and years as columns, under four lines of titles."""

from __future__ import annotations

from tregua.inputs.cell_values import parse_period
from tregua.places.importers.head import Head
from tregua.places.importers.recipe import Recipe, SeriesInfo

TITLE = "World Bank, indicators"
RATE = SeriesInfo(
    title="Intentional homicides per 100,000 people", base="unodc_rate", kind="level", unit="per 100000 "
                                                                                            "people",
    lag_days=540, use="context", notes="A rate: it becomes a count only where people are given in the "
                                       "same table.",
)  # fmt: skip
PEOPLE = SeriesInfo(title="Population", kind="stock", unit="people", lag_days=200)
INDICATORS = {"VC.IHR.PSRC.P5": "homicide_rate", "SP.POP.TOTL": "population"}


def recognise(head: Head) -> Recipe | None:
    """Return how to read a table of the World Bank; None if it is none."""
    if not head.has("country name", "indicator code") or not head.periods:
        return None
    indicator = head.column("indicator code")
    at = head.names["indicator code"]
    found = {str(cell) for cell in head.cells(at)}
    updated = next((head.above[i + 1] for i, text in enumerate(head.above[:-1]) if "Updated" in text), "")
    released = parse_period(updated)
    return Recipe(
        importer="world_bank",
        sheet=head.sheet.name,
        header=head.line,
        shape="wide",
        columns={
            "country": head.column("country name"),
            "code": head.column("country code"),
            "category": indicator,
        },
        words={code: INDICATORS.get(code, "") for code in sorted(found | set(INDICATORS))[:200]},
        series={"homicide_rate": RATE, "population": PEOPLE},
        decimal=".",
        source="World Bank (data.worldbank.org), homicide from UNODC",
        url="https://data.worldbank.org",
        released=released.end if released else None,
    )
