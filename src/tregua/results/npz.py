"""Results in one compressed file, written whole or not at all; `tregua.studies` has the folders."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.results.atomic_write import written_whole

if TYPE_CHECKING:
    import xarray as xr

FORMAT = "tregua-result-1"


def save(ds: xr.Dataset, path: str | Path) -> Path:
    """Write a result through a temporary file beside it, so that half of one is never seen."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    labels: dict[str, Any] = {"format": FORMAT, "attrs": dict(ds.attrs), "variables": {}}
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


def load(path: str | Path) -> xr.Dataset:
    """Read a result: a file, or the folder of a study.

    Raises
    ------
    InputError
        If the file is missing or is not a whole result.
    """
    import xarray as xr

    if Path(path).is_dir():
        from tregua.studies.open_study import open_study

        return open_study(path)
    try:
        with np.load(path, allow_pickle=False) as stored:
            labels = json.loads(str(stored["__labels__"]))
            if labels.get("format") != FORMAT:
                raise ValueError(labels.get("format"))
            coords, variables = {}, {}
            for name, entry in labels["variables"].items():
                values = stored[name] if "values" not in entry else np.array(entry["values"])
                if entry.get("date"):
                    values = values.astype("datetime64[ns]")
                (coords if entry["coord"] else variables)[name] = (entry["dims"], values, entry["attrs"])
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        zipfile.BadZipFile,
        AttributeError,
    ) as problem:
        found = (
            _("no such file")
            if isinstance(problem, FileNotFoundError)
            else _("something else, or a part of one")
        )
        raise InputError(
            [Problem(str(path), None, "", found, _("a result written by tregua run or tregua compare"), "")]
        ) from problem
    return xr.Dataset(variables, coords, labels["attrs"])
