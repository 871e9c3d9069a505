"""A figure a row with its series, place and period: the form of evidence.csv, in four languages."""

from __future__ import annotations

from tregua.places.importers.columns import sort_columns, time_roles
from tregua.places.importers.head import Head
from tregua.places.importers.recipe import ROLES, Recipe

TITLE = "a table of evidence"


def recognise(head: Head) -> Recipe | None:
    """Return how to read a table with a figure a row; None if it is none."""
    columns = sort_columns(head)
    roles = columns.roles
    if "series" not in roles or "value" not in roles or not time_roles(columns):
        return None
    if "country" in roles and "place" not in roles:
        roles["place"] = roles.pop("country")
    return Recipe(
        importer="tidy",
        sheet=head.sheet.name,
        header=head.line,
        shape="tidy",
        columns={role: column for role, column in roles.items() if role in ROLES},
        values={roles["value"]: "figure"},
    )
