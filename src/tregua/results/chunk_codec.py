"""The bytes of a chunk: little-endian numbers, then Zstandard, as the arrays of a study name them.

Whoever runs a chunk encodes it, on any machine; whoever holds the folder of the study only writes bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from tregua.results.variables import VARIABLES

HOLE = -(2**31)  # a count that no member can have
LEVEL = 0  # of Zstandard: its own default


def hole(dtype: Any) -> int | float:
    """Return what stands where a member failed."""
    return HOLE if np.dtype(dtype) == np.int32 else np.nan


def encode(chunk: dict[str, np.ndarray], block: int) -> dict[str, bytes]:
    """Return the bytes of a chunk's files; the last block of a study may be short, its chunk is not."""
    from numcodecs import Zstd

    codec = Zstd(level=LEVEL)
    encoded = {}
    for name, values in chunk.items():
        short = block - values.shape[1]
        if short > 0:
            padding = np.full((1, short, *values.shape[2:]), hole(values.dtype), values.dtype)
            values = np.concatenate([values, padding], axis=1)
        encoded[name] = bytes(codec.encode(np.ascontiguousarray(values, values.dtype.newbyteorder("<"))))
    return encoded


def decode(
    encoded: dict[str, bytes], months: int, size: Mapping[str, int], mean_field: bool
) -> dict[str, np.ndarray]:
    """Return the arrays of an encoded chunk, (1, block, time, ...).

    Parameters
    ----------
    encoded
        The bytes of its files, by variable.
    months
        Length of the dimension time.
    size
        Length of each dimension after it.
    mean_field
        Whether expectations were run, which are 32-bit floats.
    """
    from numcodecs import Zstd

    codec = Zstd(level=LEVEL)
    found = {}
    for v in VARIABLES:
        dtype = np.dtype(np.float32 if mean_field else v.dtype)
        shape = (1, -1, months, *(size[d] for d in v.dims))
        values = np.frombuffer(codec.decode(encoded[v.name]), dtype.newbyteorder("<"))
        found[v.name] = values.reshape(shape).astype(dtype, copy=False)
    return found


def chunk_hash(chunk: dict[str, np.ndarray]) -> str:
    """Return a hash over the values of a chunk."""
    h = hashlib.sha256()
    for v in VARIABLES:
        values = chunk[v.name]
        h.update(f"{v.name} {values.shape}".encode())
        h.update(np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes())
    return "sha256:" + h.hexdigest()
