"""Check the description of stored arrays before anything that they name is opened, decoded or allocated.

A description in Zarr names the codecs that read the bytes, and a codec may run code (``pickle``), ask for
any amount of memory, or be of an older format with other codecs. So a study is opened only if every
description is one of those that Tregua writes: version 3, plain numbers or text, little-endian bytes,
Zstandard. Each chunk must unpack to its own size.
"""

from __future__ import annotations

import json
import math
import os
import re
import stat
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.inputs.bounded_archive import size_limit
from tregua.inputs.text_reader import MEGABYTE

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
DESCRIPTION = "zarr.json"
MOST_DESCRIPTION, MOST_GROUP = (
    MEGABYTE,
    128 * MEGABYTE,
)  # the group holds the manifest, and so a place's files
MOST_CHUNKS = 1_000_000
MOST_MISSING = 64 * MEGABYTE  # a chunk with nothing but the fill value, such as an empty text, has no file
NUMBERS = {"bool": 1, "int32": 4, "int64": 8, "float32": 4, "float64": 8}
MOST_TEXT = 65_536  # bytes of one text
GROUP_KEYS = {"attributes", "zarr_format", "node_type", "consolidated_metadata"}
ARRAY_KEYS = {
    "shape",
    "data_type",
    "chunk_grid",
    "chunk_key_encoding",
    "fill_value",
    "codecs",
    "attributes",
    "dimension_names",
    "zarr_format",
    "node_type",
    "storage_transformers",
}
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


def check_group(path: Path) -> None:
    """Check all arrays of a study that is complete.

    Raises
    ------
    InputError
        With everything that is not as Tregua writes it.
    """
    problems = list(_group_problems(path))
    if problems:
        raise InputError(problems)


def _group_problems(path: Path) -> Iterator[Problem]:
    found = group_problem(path)
    if found:
        yield _problem(path / DESCRIPTION, *found)
        return
    missing = 0
    for entry in sorted(os.scandir(path), key=lambda e: e.name):
        if entry.name == DESCRIPTION:
            continue
        if not NAME.match(entry.name) or not entry.is_dir(follow_symlinks=False):
            yield _problem(path, "", shorten(entry.name), _("folders named as variables, and no links"))
            continue
        found = array_problem(Path(entry.path))
        if found:
            yield _problem(Path(entry.path), *found)
            continue
        try:
            missing += _check_chunks(Path(entry.path))
        except ValueError as error:
            yield _problem(Path(entry.path), "", str(error), _("chunks as Tregua writes them"))
    if missing > MOST_MISSING:
        found = _("{n:,.0f} MB of numbers that are in no file").format(n=missing / MEGABYTE)
        yield _problem(path, "", found, _("chunks as Tregua writes them"))


def group_problem(path: Path) -> tuple[str, str, str] | None:
    """Return where the description of a group differs from what Tregua writes, as `array_problem` does."""
    head = read_description(path / DESCRIPTION, MOST_GROUP)
    if isinstance(head, str):
        return "", head, _("the description of a group of arrays")
    expected = _("a group of version 3, with attributes and nothing else")
    if head.get("zarr_format") != 3 or head.get("node_type") != "group" or set(head) - GROUP_KEYS:
        return "", shorten(head), expected
    if head.get("consolidated_metadata") is not None or not isinstance(head.get("attributes", {}), dict):
        return "consolidated_metadata", shorten(head), expected
    return None


def _problem(path: Path, where: str, found: str, expected: str) -> Problem:
    return Problem(str(path), None, where, found, expected)


def read_description(path: Path, limit: int = MOST_DESCRIPTION) -> dict[str, Any] | str:
    """Read a description, or say why it is none."""
    try:
        kind = path.lstat()
        if not stat.S_ISREG(kind.st_mode) or kind.st_size > limit:
            return _("a link, or too large a file")
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return _("no such file")
    except (OSError, ValueError, RecursionError) as error:
        return shorten(error)
    return found if isinstance(found, dict) else shorten(found)


def array_problem(path: Path) -> tuple[str, str, str] | None:
    """Return where a description differs from what Tregua writes, what is there, what was expected."""
    head = read_description(path / DESCRIPTION)
    if isinstance(head, str):
        return DESCRIPTION, head, _("the description of an array")
    if head.get("zarr_format") != 3 or head.get("node_type") != "array":
        return "zarr_format", shorten(head.get("zarr_format")), _("an array of version 3")
    if extra := sorted(set(head) - ARRAY_KEYS):
        return "", shorten(extra), _("no other keys")
    shape = head.get("shape")
    if not _sizes(shape, 0):
        return "shape", shorten(shape), _("whole numbers")
    if _item(head) is None:
        return "data_type", shorten(head.get("data_type")), _("numbers of 32 or 64 bits, truth, or text")
    grid = head.get("chunk_grid")
    sizes = grid.get("configuration", {}) if isinstance(grid, dict) else {}
    chunk = sizes.get("chunk_shape") if isinstance(sizes, dict) else None
    if not isinstance(grid, dict) or grid.get("name") != "regular" or not _sizes(chunk, 1):
        return "chunk_grid", shorten(grid), _("chunks of one size")
    if len(chunk) != len(shape):  # type: ignore[arg-type]
        return "chunk_grid", shorten(chunk), _("a size for each dimension")
    most = size_limit()
    if math.prod(chunk) * (_item(head) or 0) > most:  # type: ignore[arg-type]
        return "chunk_grid", shorten(chunk), _("chunks of at most {n} MB").format(n=most // MEGABYTE)
    keys = head.get("chunk_key_encoding")
    if keys not in ({"name": "default", "configuration": {"separator": "/"}}, {"name": "default"}):
        return "chunk_key_encoding", shorten(keys), "default, '/'"
    if head.get("storage_transformers"):
        return "storage_transformers", shorten(head["storage_transformers"]), _("nothing")
    if not _plain_codecs(head.get("codecs")):
        return "codecs", _named(head.get("codecs")), _("bytes (little-endian), zstd")
    names = head.get("dimension_names")
    if not isinstance(names, list) or len(names) != len(shape):  # type: ignore[arg-type]
        return "dimension_names", shorten(names), _("a name for each dimension")
    if not all(isinstance(n, str) and NAME.match(n) for n in names):
        return "dimension_names", shorten(names), _("letters, digits and _")
    if not isinstance(head.get("attributes", {}), dict):
        return "attributes", shorten(head["attributes"]), _("a mapping")
    return None


def _sizes(value: Any, least: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= 16
        and all(type(n) is int and least <= n < 2**40 for n in value)
    )


def _item(head: dict[str, Any]) -> int | None:
    kind = head.get("data_type")
    if isinstance(kind, str):
        return NUMBERS.get(kind)
    if not isinstance(kind, dict) or kind.get("name") != "fixed_length_utf32":
        return None
    told = kind.get("configuration")
    size = told.get("length_bytes") if isinstance(told, dict) else None
    return size if type(size) is int and 0 < size <= MOST_TEXT and size % 4 == 0 else None


def _named(codecs: Any) -> str:
    if not isinstance(codecs, list):
        return shorten(codecs)
    return shorten(", ".join(str(c.get("name") if isinstance(c, dict) else c) for c in codecs[:10]))


def _plain_codecs(codecs: Any) -> bool:
    if not isinstance(codecs, list) or not 1 <= len(codecs) <= 2:
        return False
    if not all(isinstance(c, dict) and set(c) <= {"name", "configuration"} for c in codecs):
        return False
    told = [c.get("configuration") or {} for c in codecs]
    if codecs[0].get("name") != "bytes" or told[0] not in ({"endian": "little"}, {}):
        return False
    return len(codecs) == 1 or (
        codecs[1].get("name") == "zstd"
        and isinstance(told[1], dict)
        and set(told[1]) <= {"level", "checksum"}
    )


def _check_chunks(path: Path) -> int:
    """Check that every chunk of an array unpacks to its size; return the bytes of those that have no file."""
    head = read_description(path / DESCRIPTION)
    assert isinstance(head, dict)
    shape, chunk = head["shape"], head["chunk_grid"]["configuration"]["chunk_shape"]
    counts = [-(-n // c) for n, c in zip(shape, chunk, strict=True)]
    number = math.prod(counts)
    if number > MOST_CHUNKS:
        raise ValueError(_("{n} chunks").format(n=number))
    size = math.prod(chunk) * (_item(head) or 0)
    packed = len(head["codecs"]) == 2
    missing = 0
    for key in product(*(range(n) for n in counts)):
        file = path.joinpath("c", *map(str, key))
        if not os.path.lexists(file):
            missing += size
        elif not chunk_fits(file, size, packed):
            raise ValueError(_("no sound chunk {name}").format(name=file.relative_to(path)))
    return missing


def chunk_fits(file: Path, size: int, packed: bool = True) -> bool:
    """Return whether a file is a plain one whose content unpacks to a size."""
    try:
        kind = file.lstat()
        if not stat.S_ISREG(kind.st_mode) or kind.st_size > size + size // 64 + 1024:
            return False
        if not packed:
            return kind.st_size == size
        return unpacked_size(file.read_bytes()) == size
    except OSError:
        return False


def unpacked_size(data: bytes) -> int | None:
    """Return the size that a frame of Zstandard states; None for all but one whole frame (RFC 8878)."""
    if data[:4] != ZSTD_MAGIC or len(data) < 6:
        return None
    mark, at = data[4], 5
    single, summed = bool(mark & 0x20), bool(mark & 0x04)
    if mark & 0x0B or (mark >> 6 == 0 and not single):  # a dictionary, a reserved bit, or no size
        return None
    at += 0 if single else 1
    width = (1, 2, 4, 8)[mark >> 6]
    size = int.from_bytes(data[at : at + width], "little") + (256 if width == 2 else 0)
    at += width
    last = False
    while not last:  # the blocks must end where the file does: a second frame would unpack too
        block = int.from_bytes(data[at : at + 3], "little")
        if len(data) < at + 3 or (block >> 1) & 3 == 3:
            return None
        last = bool(block & 1)
        at += 3 + (1 if (block >> 1) & 3 == 1 else block >> 3)
    return size if at + (4 if summed else 0) == len(data) else None
