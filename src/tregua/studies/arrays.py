"""The arrays of a study: a Zarr group, a chunk for each policy and block of members.

Zarr is imported here only, when a study is written or read: it costs a fifth of a second.

Chunks are encoded here and not by Zarr, by the codecs that the arrays name: little-endian bytes, then
Zstandard. So whoever ran a chunk encodes it, on any machine, and whoever holds the folder only puts bytes
into files; and it costs a fifth of what Zarr takes for many small arrays.
"""

from __future__ import annotations

import math
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.results.chunk_codec import HOLE, LEVEL, chunk_hash, hole
from tregua.results.dataset import MISSING, told
from tregua.results.variables import VARIABLES, Variable
from tregua.studies.zarr_check import DESCRIPTION, array_problem, check_group, chunk_fits, group_problem

if TYPE_CHECKING:
    from tregua.simulation.setup import Setup


@contextmanager
def quiet() -> Iterator[None]:
    """Keep zarr from warning that text has no final specification; text here only labels."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"(zarr|xarray)\b.*")
        warnings.filterwarnings("ignore", message=".*Zarr.*")
        yield


class Arrays:
    """The arrays on disk, open to be written."""

    def __init__(self, path: Path, setup: Setup, block: int) -> None:
        import zarr

        self.path, self.block = path, block
        o = setup.options
        first = (len(setup.lines), o.members, len(setup.lines[0].days))
        if group_problem(path):  # not there yet, or damaged
            (path / DESCRIPTION).unlink(missing_ok=True)
        group = zarr.open_group(path, mode="a", zarr_format=3)
        self._arrays = {}
        for v in VARIABLES:
            dtype = np.dtype(np.float32 if o.mean_field else v.dtype)
            shape = (*first, *(setup.size[d] for d in v.dims))
            self._arrays[v.name] = self._one(group, v, shape, dtype)

    def _one(self, group: Any, v: Variable, shape: tuple[int, ...], dtype: np.dtype) -> Any:
        from zarr.codecs import BytesCodec, ZstdCodec

        chunks = (1, min(self.block, shape[1]), *shape[2:])
        if array_problem(self.path / v.name) is None:  # else not there yet, damaged, or not ours
            array = group[v.name]
            if array.shape == shape and array.dtype == dtype and array.chunks == chunks:
                return array
        shutil.rmtree(self.path / v.name, ignore_errors=True)
        return group.create_array(
            v.name,
            shape=shape,
            dtype=dtype,
            chunks=chunks,
            fill_value=hole(dtype),
            dimension_names=("policy", "draw", "time", *v.dims),
            attributes={**told(v), **({MISSING: HOLE} if dtype == np.int32 else {})},
            serializer=BytesCodec(endian="little"),
            compressors=ZstdCodec(level=LEVEL, checksum=False),
            config={"write_empty_chunks": True},  # a chunk that is not there was not written
        )

    def _file(self, name: str, policy: int, rows: slice) -> Path:
        dims = self._arrays[name].ndim - 2
        return self.path.joinpath(name, "c", str(policy), str(rows.start // self.block), *["0"] * dims)

    def put(self, policy: int, rows: slice, encoded: dict[str, bytes]) -> None:
        """Write the encoded chunk of one policy and block of members."""
        for name in self._arrays:
            path = self._file(name, policy, rows)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)  # never through a link
            with path.open("xb") as file:
                file.write(encoded[name])

    def read(self, name: str, policy: int, rows: slice) -> np.ndarray:
        """Return the values of a variable for one policy and some members, (draw, time, ...), as written.

        What is there is known to be whole: this costs a tenth of what Zarr takes.
        """
        from numcodecs import Zstd

        array, codec = self._arrays[name], Zstd(level=LEVEL)
        first = rows.start - rows.start % self.block
        parts = []
        for row in range(first, rows.stop, self.block):
            raw = codec.decode(self._file(name, policy, slice(row, row + self.block)).read_bytes())
            parts.append(np.frombuffer(raw, array.dtype.newbyteorder("<")).reshape(-1, *array.shape[2:]))
        return np.concatenate(parts)[rows.start - first : rows.stop - first].astype(array.dtype, copy=False)

    def read_hash(self, policy: int, rows: slice) -> str | None:
        """Return the hash of a chunk as it is on disk; None if a part of it is missing or damaged."""
        chunk = {}
        for name, array in self._arrays.items():
            size = math.prod(array.chunks) * array.dtype.itemsize
            if not chunk_fits(self._file(name, policy, rows), size):
                return None
            try:
                chunk[name] = array[policy : policy + 1, rows]
            except Exception:  # whatever a codec makes of damaged bytes
                return None
        return chunk_hash(chunk)


def write_labels(path: Path, coords: dict[str, Any]) -> None:
    """Write the coordinates, once all chunks are there."""
    import xarray as xr

    ds = xr.Dataset(coords=coords)
    for name in ds.coords:
        shutil.rmtree(path / str(name), ignore_errors=True)
    with quiet():
        ds.to_zarr(path, mode="a", zarr_format=3, consolidated=False)
    for name in [name for name, values in ds.coords.items() if values.dtype == bool]:
        _write_truth(path, str(name), ds[name])


def _write_truth(path: Path, name: str, values: Any) -> None:
    """Write a coordinate of truth as such; xarray before 2026.9 makes it numbers of eight bits."""
    import zarr
    from zarr.codecs import BytesCodec, ZstdCodec

    shutil.rmtree(path / name, ignore_errors=True)
    array = zarr.open_group(path, mode="a", zarr_format=3).create_array(
        name,
        shape=values.shape,
        dtype=bool,
        chunks=values.shape,
        fill_value=False,
        dimension_names=values.dims,
        attributes={str(key): value for key, value in values.attrs.items()},
        serializer=BytesCodec(endian=None),
        compressors=ZstdCodec(level=0, checksum=False),
    )
    array[...] = values.values


def write_attributes(path: Path, attrs: dict[str, Any]) -> None:
    """Add attributes to the result."""
    import zarr

    zarr.open_group(path, mode="a", zarr_format=3).attrs.update(attrs)


def mark_missing(path: Path) -> None:
    """Tell readers such as xarray that the number for a failed member is no number."""
    import zarr

    group = zarr.open_group(path, mode="a", zarr_format=3)
    for v in VARIABLES:
        array: Any = group[v.name]
        if array.dtype == np.int32:
            array.attrs["missing_value"] = HOLE


def open_labelled(path: Path, keep: bool = True, checked: bool = False) -> Any:
    """Open the result lazily: a variable is read when it is used, and kept if asked for.

    Parameters
    ----------
    path, keep
        The group, and whether a variable stays in memory once it was read.
    checked
        Whether the group was checked by `check_group` already.

    Raises
    ------
    InputError
        If anything in the folder is not as Tregua writes it: nothing of it is opened then.
    """
    import xarray as xr

    if not checked:
        check_group(path)
    with quiet():
        ds = xr.open_dataset(
            path, engine="zarr", chunks=None, consolidated=False, cache=keep, zarr_format=3,
            decode_timedelta=False,  # numbers of days stay numbers, with every xarray
        )  # fmt: skip
        text = {
            name: (c.dims, np.array([str(x) for x in c.values]), c.attrs)
            for name, c in ds.coords.items()
            if c.dtype.kind in "OUST"
        }
    return ds.assign_coords(text).assign_coords(time=ds["time"].astype("datetime64[ns]"))
