"""Results in one compressed file, written whole or not at all; `tregua.studies` has the folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, StringConstraints, ValidationError

from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.inputs.bounded_archive import read_arrays
from tregua.results import integrity, result_schema
from tregua.results.atomic_write import written_whole
from tregua.results.dataset import digest

if TYPE_CHECKING:
    import xarray as xr

FORMAT = "tregua-result-1"
LABELS = "__labels__"
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]


class _Entry(BaseModel):
    dims: list[Name]
    attrs: dict[str, Any]
    coord: bool
    values: list[str] | None = None
    date: bool = False


class _Labels(BaseModel):
    format: Literal["tregua-result-1"]
    attrs: dict[str, Any]
    variables: dict[Name, _Entry]
    hashes: dict[str, str] | None = None


def save(ds: xr.Dataset, path: str | Path) -> Path:
    """Write a result through a temporary file, so that half of one is never seen.

    The file states the digest of what it holds: of a result that was changed since it was run, such as a
    part of its policies, the digest of the run is kept as ``derived_from``.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    mark = digest(ds)
    if ds.attrs.get("digest", mark) != mark:
        ds = ds.assign_attrs(derived_from=ds.attrs["digest"])
    ds = ds.assign_attrs(digest=mark)
    labels: dict[str, Any] = {
        "format": FORMAT,
        "attrs": dict(ds.attrs),
        "variables": {},
        "hashes": integrity.hashes(ds),
    }
    arrays = {}
    for name, variable in ds.variables.items():
        values = variable.values
        entry: dict[str, Any] = {
            "dims": list(variable.dims),
            "attrs": dict(variable.attrs),
            "coord": name in ds.coords,
        }
        if values.dtype.kind in "OUST":
            entry["values"] = [str(v) for v in values.tolist()]
        elif values.dtype.kind == "M":
            entry["values"] = [str(v) for v in values.astype("datetime64[D]")]
            entry["date"] = True
        else:
            arrays[str(name)] = values
        labels["variables"][str(name)] = entry
    with written_whole(path) as file:
        np.savez_compressed(file, __labels__=np.array(json.dumps(labels)), **arrays)
    return path


def load(path: str | Path, unchecked: bool = False) -> xr.Dataset:
    """Read a result from one file; `tregua.studies.load` also reads the folder of a study.

    Parameters
    ----------
    path
        The file or folder.
    unchecked
        Whether a result is read although its values are not those that were saved; its attribute
        ``unchecked`` then names what differs, and every table says so.

    Raises
    ------
    InputError
        If the file is missing, is not a whole result, or does not hold the values that were saved.
    """
    path = Path(path)
    ds, stated = _read(path)
    ds.attrs.pop(integrity.UNCHECKED, None)
    differ = integrity.verify(ds, stated)
    if differ and not unchecked:
        raise InputError(integrity.difference(str(path), ds, differ))
    if differ:
        ds.attrs[integrity.UNCHECKED] = ", ".join(differ)
    result_schema.check(ds, str(path))
    return ds


def _read(path: Path) -> tuple[xr.Dataset, dict[str, str] | None]:
    import xarray as xr

    expected = _("a result written by tregua run or tregua compare")
    stored = read_arrays(path, expected)
    try:
        labels = _Labels.model_validate_json(str(stored[LABELS]))
        coords, variables = {}, {}
        for name, entry in labels.variables.items():
            values = stored[name] if entry.values is None else np.array(entry.values, dtype=str)
            if entry.date:
                values = values.astype("datetime64[ns]")
            (coords if entry.coord else variables)[name] = (entry.dims, values, entry.attrs)
        return xr.Dataset(variables, coords, labels.attrs), labels.hashes
    except ValidationError as error:
        raise InputError(
            [
                Problem(str(path), None, shorten(".".join(map(str, e["loc"]))), shorten(e["msg"]), expected)
                for e in error.errors(include_url=False)[:20]
            ]
        ) from error
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            Problem(str(path), None, "", shorten(f"{type(error).__name__}: {error}"), expected)
        ) from error
