"""Importers of tables: one file a source, each found by the table's own shape.

An importer is a module with ``TITLE`` and ``recognise(head) -> Recipe | None``. Those of other packages
are found by the entry point ``tregua.importers``.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

from tregua.i18n import _
from tregua.inputs.entry_points import plugged_in
from tregua.places.importers import (
    acled,
    acled_monthly,
    dtm,
    hapi,
    our_world_in_data,
    police,
    tidy,
    ucdp,
    unodc,
    wide,
    world_bank,
)
from tregua.places.importers.head import Head
from tregua.places.importers.recipe import Recipe


class Importer(Protocol):
    """Module that knows the form of one source."""

    TITLE: str

    def recognise(self, head: Head) -> Recipe | None:
        """Return how to read a table of this source; None if it is none."""
        ...


# Known sources stand before the general forms.
IMPORTERS: dict[str, Importer] = {
    "acled": acled,  # type: ignore[dict-item]
    "acled_monthly": acled_monthly,  # type: ignore[dict-item]
    "ucdp": ucdp,  # type: ignore[dict-item]
    "hapi": hapi,  # type: ignore[dict-item]
    "dtm": dtm,  # type: ignore[dict-item]
    "unodc": unodc,  # type: ignore[dict-item]
    "world_bank": world_bank,  # type: ignore[dict-item]
    "our_world_in_data": our_world_in_data,  # type: ignore[dict-item]
    "tidy": tidy,  # type: ignore[dict-item]
    "wide": wide,  # type: ignore[dict-item]
    "police": police,  # type: ignore[dict-item]
}


@cache
def importers() -> dict[str, Importer]:
    """Return the importers by name, those of installed packages first."""
    return {**plugged_in("tregua.importers", _amiss, frozenset(IMPORTERS)), **IMPORTERS}


def _amiss(_name: str, thing: Any) -> str:
    """Return what keeps an object from being an importer; an empty text where nothing does."""
    whole = isinstance(getattr(thing, "TITLE", None), str) and callable(getattr(thing, "recognise", None))
    return "" if whole else _("no module with TITLE and recognise(head)")


def recognise(head: Head) -> tuple[str, Recipe | None]:
    """Return the title of the first importer that knows a table, and how to read it."""
    for importer in importers().values():
        if (recipe := importer.recognise(head)) is not None:
            return importer.TITLE, recipe
    return "", None
