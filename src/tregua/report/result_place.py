"""The place that a result was run in, if it is still what it was: evidence is shown of no other."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place


def manifest_of(ds: xr.Dataset) -> dict[str, Any]:
    """Return what a result remembers of how it was made; empty where it remembers nothing."""
    try:
        found = json.loads(ds.attrs.get("manifest") or "{}")
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def place_of(ds: xr.Dataset) -> Place | None:
    """Return the place of a result, or None where its files are gone or are no longer the same.

    The hash decides: so a result always has the same report, whatever is published after it was run.
    """
    from tregua.places import list_places, load_place
    from tregua.places.read_files import DATA_FILES

    name, wanted = str(ds.attrs.get("place") or ""), str(ds.attrs.get("place_hash") or "")
    files = (manifest_of(ds).get("place") or {}).get("files")
    try:
        if files is None:
            place = load_place(name) if name in list_places() else None
        else:
            with tempfile.TemporaryDirectory(prefix="tregua-") as folder:
                at = Path(folder) / "place"
                at.mkdir()
                for key in sorted(set(files) & set(DATA_FILES)):
                    (at / key).write_bytes(files[key].encode("utf-8"))
                place = load_place(at)
    except (InputError, OSError, AttributeError, TypeError):
        return None
    return place if place is not None and place.hash == wanted else None
