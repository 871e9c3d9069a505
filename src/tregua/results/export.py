"""Results for other programs: long tables, a row for each number, with units and sources beside them."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.results.atomic_write import written_whole
from tregua.results.dataset import MISSING

if TYPE_CHECKING:
    import xarray as xr

Format = Literal["csv", "parquet", "netcdf"]
NEEDS = {"csv": (), "parquet": ("duckdb",), "netcdf": ("h5netcdf", "h5py")}
BY_DRAW = ("structure", "reading")
ROWS = 256  # draws in memory at once


def export(ds: xr.Dataset, folder: str | Path, format: Format = "csv") -> list[Path]:
    """Write a result for other programs.

    Parameters
    ----------
    ds
        A result.
    folder
        Where the files go: ``VARIABLE.csv`` or ``VARIABLE.parquet`` for each variable, or ``result.nc``.
    format
        "csv", "parquet" or "netcdf"; the last two need ``pip install 'tregua[export]'``.

    Returns
    -------
    list of Path
        What was written. ``variables.csv`` tells unit and meaning of each variable, ``labels.csv`` the
        title of each name, ``parameters.csv`` the priors with their sources, ``provenance.json`` how the
        result was made.

    Raises
    ------
    InputError
        If there is no such format, or a library is missing; it names what to install.
    """
    if format not in NEEDS:
        raise InputError(Problem(_("command line"), None, "format", str(format), ", ".join(NEEDS)))
    missing = [name for name in NEEDS[format] if find_spec(name) is None]
    if missing:
        raise InputError(
            Problem(
                _("command line"),
                None,
                "format",
                _("{format}, without the library {names}").format(format=format, names=", ".join(missing)),
                _("the extra 'export'"),
                "pip install 'tregua[export]'",
            )
        )
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = [str(name) for name in ds.data_vars]
    if format == "netcdf":
        files = [_netcdf(ds, folder / "result.nc")]
    else:
        files = [_table(ds, name, folder, format) for name in names]
    return [*files, *_beside(ds, folder, format)]


def _row_file(path: Path, head: list[str], rows: Iterable[Any], accents: bool = False) -> Path:
    part = path.with_name(f".{path.name}.part")
    try:
        # Excel takes accents for UTF-8 only behind a byte order mark; R, Stata and pandas read past it. Plain
        # ASCII needs none.
        with part.open("w", encoding="utf-8-sig" if accents else "utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(head)
            writer.writerows(rows)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path


def _table(ds: xr.Dataset, name: str, folder: Path, format: Format) -> Path:
    variable = ds[name]
    dims = [str(d) for d in variable.dims]
    with_draw = [c for c in BY_DRAW if c in ds.coords] if "draw" in dims else []
    text = folder / (f"{name}.csv" if format == "csv" else f".{name}.csv")
    accents = format == "csv" and not all(_ascii(_said(ds[d].values)) for d in dims)
    _row_file(text, [*dims, *with_draw, name], _rows(ds, name, dims, with_draw), accents)
    if format == "csv":
        return text
    try:
        return _parquet(text, folder / f"{name}.parquet", variable, [*dims, *with_draw])
    finally:
        text.unlink()


def _ascii(words: Iterable[str]) -> bool:
    return all(word.isascii() for word in words)


def _small_file(path: Path, head: list[str], rows: Iterable[Any]) -> Path:
    rows = [[str(cell) for cell in row] for row in rows]
    return _row_file(path, head, rows, accents=not all(_ascii(row) for row in rows))


def _said(values: np.ndarray) -> list[str]:
    kind = values.dtype.kind
    return [str(v)[:10] if kind == "M" else str(v) for v in values]


def _rows(ds: xr.Dataset, name: str, dims: list[str], with_draw: list[str]) -> Iterator[list[str]]:
    variable = ds[name]
    names = {d: _said(ds[d].values) for d in dims}
    beside = list(zip(*(_said(ds[c].values) for c in with_draw), strict=True))
    at = dims.index("draw") if with_draw else -1
    whole = variable.dtype.kind == "i" or MISSING in variable.attrs
    for row, label in enumerate(names[dims[0]]):
        for first in range(0, variable.shape[1], ROWS):  # and some draws: it may be larger than memory
            values = variable[row, first : first + ROWS].values
            keys = product(range(first, first + len(values)), *(range(n) for n in values.shape[1:]))
            for key, value in zip(keys, values.ravel().tolist(), strict=True):
                cells = [label, *(names[d][k] for d, k in zip(dims[1:], key, strict=True))]
                extra = beside[key[at - 1]] if with_draw else ()
                yield [*cells, *extra, _number(value, whole)]


def _number(value: float, whole: bool) -> str:
    if not math.isfinite(value):
        return ""  # missing, for every program that reads CSV
    return str(int(value)) if whole else f"{value:.9g}"  # nine digits hold a 32-bit float exactly


def _parquet(text: Path, path: Path, variable: xr.DataArray, keys: list[str]) -> Path:
    import duckdb

    part = path.with_name(f".{path.name}.part")
    kinds = {"draw": "INTEGER", "time": "DATE"}
    columns = {k: kinds.get(k, "VARCHAR") for k in keys}
    columns[str(variable.name)] = "INTEGER" if variable.dtype.kind == "i" else "DOUBLE"
    quoted = ", ".join(f"'{k}': '{kind}'" for k, kind in columns.items())
    told = ", ".join(
        f"{key}: '{str(value).replace(chr(39), chr(39) * 2)}'"
        for key, value in variable.attrs.items()
        if key != MISSING
    )

    def name(p: Path) -> str:
        return "'" + str(p).replace("'", "''") + "'"

    read = f"read_csv({name(text)}, header = true, columns = {{{quoted}}}, nullstr = '')"
    with duckdb.connect() as db:
        db.execute(
            f"COPY (SELECT * FROM {read}) "
            f"TO {name(part)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{told}}})"
        )
    part.replace(path)
    return path


def _netcdf(ds: xr.Dataset, path: Path) -> Path:
    import h5netcdf

    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    empty = ds.drop_vars(list(ds.data_vars))
    # R has no whole numbers of eight bytes
    empty = empty.assign_attrs({key: _four_bytes(value) for key, value in ds.attrs.items()})
    short = {str(n): {"dtype": "int32"} for n, c in empty.coords.items() if c.dtype.kind in "iuM"}
    try:
        empty.to_netcdf(part, engine="h5netcdf", mode="w", encoding=short)
        with h5netcdf.File(part, "a") as file:
            for name in ds.data_vars:
                _pour(ds[name], file, str(name))
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path


def _pour(variable: xr.DataArray, file: Any, name: str) -> None:
    """Write a variable, some draws of a policy at a time: it may be larger than memory."""
    dims = [str(d) for d in variable.dims]
    for d, size in variable.sizes.items():
        if str(d) not in file.dimensions:
            file.dimensions[str(d)] = size
    hole = np.array(np.nan, variable.dtype) if variable.dtype.kind == "f" else None
    into = file.create_variable(
        name,
        dims,
        variable.dtype,
        fillvalue=hole,
        chunks=(1, min(ROWS, variable.shape[1]), *variable.shape[2:]),
        compression="gzip",
        compression_opts=4,
    )
    for key, value in variable.attrs.items():
        if key != MISSING:
            into.attrs[key] = _four_bytes(value)
    for row in range(variable.shape[0]):
        for first in range(0, variable.shape[1], ROWS):
            into[row, first : first + ROWS] = variable[row, first : first + ROWS].values


def _four_bytes(value: Any) -> Any:
    if isinstance(value, int | np.integer):
        return np.int32(value) if -(2**31) <= value < 2**31 else str(value)
    return value


def _beside(ds: xr.Dataset, folder: Path, format: Format) -> list[Path]:
    """Write units, titles, sources and provenance."""
    ending = {"csv": ".csv", "parquet": ".parquet", "netcdf": ".nc"}[format]
    variables = (
        [
            str(name),
            "result.nc" if format == "netcdf" else f"{name}{ending}",
            v.attrs.get("units", ""),
            v.attrs.get("kind", ""),
            v.attrs.get("long_name", ""),
            v.attrs.get("level", ""),
            " ".join(str(d) for d in v.dims),
        ]
        for name, v in ds.data_vars.items()
    )
    head = ["variable", "file", "units", "kind", "meaning", "level", "dimensions"]
    files = [_small_file(folder / "variables.csv", head, variables)]
    titles = (
        [dim, str(name), str(title)]
        for dim, of in (
            ("policy", "title"),
            ("territory", "territory_title"),
            ("region", "region_title"),
            ("gang", "gang_title"),
        )
        if of in ds.coords
        for name, title in zip(ds[dim].values, ds[of].values, strict=True)
    )
    files.append(_small_file(folder / "labels.csv", ["dimension", "name", "title"], titles))
    known = json.loads(ds.attrs.get("parameters", "[]"))
    columns = list(known[0]) if known else ["name"]
    rows = ([str(p.get(c, "")) for c in columns] for p in known)
    files.append(_small_file(folder / "parameters.csv", columns, rows))
    attrs = {str(key): _plain(value) for key, value in ds.attrs.items()}
    about = folder / "provenance.json"
    with written_whole(about) as file:
        file.write((json.dumps(attrs, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    return [*files, about]


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
