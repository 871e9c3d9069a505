"""Tables whose columns are years, months, or places."""

from __future__ import annotations

from tregua.places.importers.columns import numeric, sort_columns, time_roles
from tregua.places.importers.head import Head
from tregua.places.importers.recipe import ROLES, Recipe
from tregua.places.importers.words import is_whole

TITLE = "a table with periods or places as columns"


def recognise(head: Head) -> Recipe | None:
    """Return how to read a wide table; None if it is none."""
    columns = sort_columns(head)
    roles = {role: name for role, name in columns.roles.items() if role in ROLES and role != "series"}
    if "series" in columns.roles:
        roles["category"] = columns.roles["series"]
    around = head.counts()
    periods = [i for i in head.periods if numeric(head.cells(i)) or not head.cells(i)]
    months_only = all(isinstance(head.periods[i], int) for i in periods)
    base = {"importer": "wide", "sheet": head.sheet.name, "header": head.line, "shape": "wide"}
    if len(periods) >= 2 and (not months_only or "year" in roles):
        roles = {r: n for r, n in roles.items() if r not in ("start", "end", "date", "month")}
        roles = {r: n for r, n in roles.items() if r != "year" or months_only}
        if "place" not in roles and (other := _names(head, columns.other)):
            roles["place"] = other
        if "place" not in roles and "country" in roles:
            roles["place"] = roles.pop("country")
        if "place" not in roles and "commune" in roles:
            roles["place"] = roles["commune"]
        counts = around or ("" if "category" in roles else "?")
        return Recipe(**base, columns=roles, counts=counts)
    numbers = [n for n in [*columns.numbers, *columns.totals] if numeric(head.cells(head.columns.index(n)))]
    if not columns.values and len(columns.numbers) >= 2 and time_roles(columns) and "value" not in roles:
        return Recipe(
            **base,
            columns={r: n for r, n in roles.items() if r not in ("place", "commune")},
            values={name: "figure" for name in numbers},
            counts=around or ("" if "category" in roles else "?"),
            places_as_columns=True,
        )
    return None


def _names(head: Head, other: list[str]) -> str:
    """Return the first column of words that differ from row to row, as names of places do."""
    for name in other:
        cells = [str(c) for c in head.cells(head.columns.index(name))]
        if cells and (len(set(cells)) > len(cells) / 2 or any(is_whole(c) for c in cells)):
            return name
    return other[0] if other else ""
