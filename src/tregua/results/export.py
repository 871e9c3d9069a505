"""Results for other programs: long tables, a row for each number, with units and sources beside them."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.results.atomic_write import write_file, written_whole
from tregua.results.by_region import to_regions
from tregua.results.dataset import MISSING
from tregua.results.integrity import UNCHECKED, warning
from tregua.results.result_schema import NAME

if TYPE_CHECKING:
    import xarray as xr

Format = Literal["csv", "parquet", "netcdf"]
NEEDS = {"csv": (), "parquet": ("duckdb",), "netcdf": ("h5netcdf", "h5py")}
BY_DRAW = ("structure", "reading")
ROWS = 256  # draws in memory at once
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
DOUBTFUL = "not the values that were saved"
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,eE+-]*\Z")


def export(ds: xr.Dataset, folder: str | Path, format: Format = "csv") -> list[Path]:
    """Write a result for other programs.

    Parameters
    ----------
    ds
        A result. What it holds by territory is written by region, under the same names.
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
    ds = to_regions(ds)  # below the level of a count nothing leaves the program
    names = [str(name) for name in ds.data_vars]
    _check_names(ds)
    folder.mkdir(parents=True, exist_ok=True)
    if format == "netcdf":
        files = [_netcdf(ds, folder / "result.nc")]
    else:
        files = [_table(ds, name, folder, format) for name in names]
    return [*files, *_beside(ds, folder, format)]


def _check_names(ds: xr.Dataset) -> None:
    """Refuse names that are no plain words: each becomes the name of a file, or of a column."""
    names = [*ds.variables, *ds.dims, *(key for v in ds.variables.values() for key in v.attrs)]
    odd = list(dict.fromkeys(str(n) for n in names if not NAME.match(str(n))))
    if odd:
        expected = _("a name of letters, digits and _")
        raise InputError([Problem(_("result"), None, shorten(n), shorten(n), expected) for n in odd])


def _row_file(path: Path, head: list[str], rows: Iterable[Any], accents: bool = False) -> Path:
    # Excel takes accents for UTF-8 only behind a byte order mark; R, Stata and pandas read past it. Plain
    # ASCII needs none.
    with written_whole(path) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8-sig" if accents else "utf-8", newline="")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([plain_cell(word) for word in head])
        writer.writerows(rows)
        file.detach()  # flushed; the file below it is closed by the one who opened it
    return path


def plain_cell(text: str) -> str:
    """Return a text cell that a spreadsheet takes for text, and never for a formula.

    A leading =, +, -, @, tab or line break makes a spreadsheet compute what follows; behind an apostrophe
    it does not. Texts that are numbers stay as they are.
    """
    return f"'{text}" if text[:1] in FORMULA_SIGNS and not _NUMBER.match(text) else text


def _table(ds: xr.Dataset, name: str, folder: Path, format: Format) -> Path:
    variable = ds[name]
    dims = [str(d) for d in variable.dims]
    with_draw = [c for c in BY_DRAW if c in ds.coords] if "draw" in dims else []
    doubt = [UNCHECKED] if warning(ds) else []
    head = [*dims, *with_draw, name, *doubt]
    rows = _rows(ds, name, dims, with_draw, plain_cell if format == "csv" else str)
    if doubt:
        rows = ([*row, DOUBTFUL] for row in rows)
    if format == "csv":
        accents = not all(_ascii(_said(ds[d].values)) for d in dims)
        return _row_file(folder / f"{name}.csv", head, rows, accents)
    with TemporaryDirectory(prefix="tregua-") as private:
        text = _row_file(Path(private) / "table.csv", head, rows)
        part = _parquet(text, Path(private) / "table.parquet", variable, head)
        with part.open("rb") as file, written_whole(folder / f"{name}.parquet") as target:
            shutil.copyfileobj(file, target)
    return folder / f"{name}.parquet"


def _ascii(words: Iterable[str]) -> bool:
    return all(word.isascii() for word in words)


def _small_file(path: Path, head: list[str], rows: Iterable[Any], doubt: list[str]) -> Path:
    head = [*head, *([UNCHECKED] if doubt else [])]
    rows = [[*(plain_cell(str(cell)) for cell in row), *doubt] for row in rows]
    return _row_file(path, head, rows, accents=not all(_ascii(row) for row in rows))


def _said(values: np.ndarray) -> list[str]:
    kind = values.dtype.kind
    return [str(v)[:10] if kind == "M" else str(v) for v in values]


def _rows(
    ds: xr.Dataset, name: str, dims: list[str], with_draw: list[str], cell: Callable[[str], str]
) -> Iterator[list[str]]:
    variable = ds[name]
    names = {d: [cell(text) for text in _said(ds[d].values)] for d in dims}
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


def _parquet(text: Path, path: Path, variable: xr.DataArray, head: list[str]) -> Path:
    """Turn a table in a private folder into Parquet, by a database that can open these two files only."""
    import duckdb

    kinds = {"draw": "INTEGER", "time": "DATE"}
    kinds[str(variable.name)] = "INTEGER" if variable.dtype.kind == "i" else "DOUBLE"
    columns = ", ".join(f"{_literal(key)}: {_literal(kinds.get(key, 'VARCHAR'))}" for key in head)
    notes = ", ".join(
        f"{_identifier(str(key))}: {_literal(str(value))}"
        for key, value in variable.attrs.items()
        if key != MISSING
    )
    with duckdb.connect(config={"threads": 1}) as db:  # its threads each hold memory for themselves
        db.execute(f"SET allowed_paths = [{_literal(str(text))}, {_literal(str(path))}]")
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        # the columns of a table and the options of COPY take no bound parameters; what stands there is quoted
        table = f"read_csv(?, header = true, columns = {{{columns}}}, nullstr = '')"
        db.execute(f"CREATE TEMP TABLE exported AS SELECT * FROM {table}", [str(text)])
        db.execute(
            f"COPY exported TO {_literal(str(path))} "
            f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{notes}}})"
        )
    return path


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _netcdf(ds: xr.Dataset, path: Path) -> Path:
    import h5netcdf

    empty = ds.drop_vars(list(ds.data_vars))
    # R has no whole numbers of eight bytes
    empty = empty.assign_attrs({key: _four_bytes(value) for key, value in ds.attrs.items()})
    short = {str(n): {"dtype": "int32"} for n, c in empty.coords.items() if c.dtype.kind in "iuM"}
    with TemporaryDirectory(prefix="tregua-") as private:
        part = Path(private) / "result.nc"
        empty.to_netcdf(part, engine="h5netcdf", mode="w", encoding=short)
        with h5netcdf.File(part, "a") as file:
            for name in ds.data_vars:
                _pour(ds[name], file, str(name), bool(warning(ds)))
        with part.open("rb") as source, written_whole(path) as target:
            shutil.copyfileobj(source, target)
    return path


def _pour(variable: xr.DataArray, file: Any, name: str, doubtful: bool) -> None:
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
    if doubtful:
        into.attrs[UNCHECKED] = DOUBTFUL
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
    doubt = [DOUBTFUL] if warning(ds) else []
    head = ["variable", "file", "units", "kind", "meaning", "level", "dimensions"]
    files = [_small_file(folder / "variables.csv", head, variables, doubt)]
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
    files.append(_small_file(folder / "labels.csv", ["dimension", "name", "title"], titles, doubt))
    known = json.loads(ds.attrs.get("parameters") or "[]")
    columns = list(known[0]) if known else ["name"]
    rows = ([str(p.get(c, "")) for c in columns] for p in known)
    files.append(_small_file(folder / "parameters.csv", columns, rows, doubt))
    attrs = {str(key): _plain(value) for key, value in ds.attrs.items()}
    about = folder / "provenance.json"
    write_file(about, (json.dumps(attrs, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    return [*files, about]


def formulas(ds: xr.Dataset) -> int:
    """Count the texts of a result that a spreadsheet would take for formulas; see `plain_cell`."""
    texts = [str(t) for c in ds.coords.values() if c.dtype.kind == "U" for t in c.values.ravel().tolist()]
    for parameter in json.loads(ds.attrs.get("parameters") or "[]"):
        texts += [str(value) for value in parameter.values()]
    return sum(plain_cell(text) != text for text in texts)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
