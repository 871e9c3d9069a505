"""Tables of police and ministries: a figure a row, or one row a victim or an event."""

from __future__ import annotations

from tregua.places.importers.columns import harmless, sort_columns, time_roles
from tregua.places.importers.head import Head
from tregua.places.importers.recipe import ROLES, Recipe

TITLE = "a table of police or ministry"


def recognise(head: Head) -> Recipe | None:
    """Return how to read a table of police or ministry; None if it is none."""
    columns = sort_columns(head)
    roles = dict(columns.roles)
    if not time_roles(columns):
        return None
    value = roles.pop("value", "")
    values = dict(columns.values)
    if not values and not value and "category" not in roles and len(columns.numbers) > 1:
        return None  # places as columns
    if not values and not value and any(not harmless(name) for name in columns.numbers):
        return None  # numbers that may be what is counted: asked, not guessed
    around = head.counts()
    shape = "rows" if value or values else "events"
    counts = "" if values else around or ("" if "category" in roles else "?")
    if "place" not in roles and "commune" in roles:
        roles["place"] = roles["commune"]
    if not values and value:
        values = {value: "figure"}
    return Recipe(
        importer="police",
        sheet=head.sheet.name,
        header=head.line,
        shape=shape,
        columns={role: column for role, column in roles.items() if role in ROLES and role != "series"},
        values={column: series or "figure" for column, series in values.items()},
        counts=counts,
    )
