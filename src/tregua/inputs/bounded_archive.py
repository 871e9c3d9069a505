"""Archives of arrays and compressed files, read only as far as their headers allow.

A compressed file states its own size once it is unpacked, and the statement may be any number. So the sizes
in all headers are added up and compared with a bound before memory is asked for, and no more than the
stated size is read.
"""

from __future__ import annotations

import io
import math
import os
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.inputs.text_reader import MEGABYTE, read_bytes

LIMIT = 512 * MEGABYTE  # of a file and all that it unpacks to
LIMIT_VARIABLE = "TREGUA_LARGEST_MB"  # environment variable that raises the limit
MOST_MEMBERS = 1000  # files in one archive
HEADER_BYTES = 10_000
KINDS = "biufU"  # of the values of an array: truth, whole numbers, floats, text
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
CHUNK = 1 << 20
DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    RuntimeError,  # an encrypted member
    NotImplementedError,  # a method of compression that is not known
    struct.error,
    tokenize.TokenError,  # of the header of an array
    zlib.error,
    zipfile.BadZipFile,
)


def size_limit() -> int:
    """Return the largest number of bytes that one file may take in memory."""
    asked = os.environ.get(LIMIT_VARIABLE, "")
    return max(LIMIT, int(asked) * MEGABYTE) if asked.isascii() and asked.isdigit() else LIMIT


class DamagedError(ValueError):
    """Content that an archive may not have, in words for the user."""


@dataclass(frozen=True)
class Header:
    """The header of one array: shape, kind of value, order in memory."""

    shape: tuple[int, ...]
    dtype: np.dtype
    fortran: bool
    start: int

    @property
    def bytes(self) -> int:
        """Size of the values."""
        return math.prod(self.shape) * self.dtype.itemsize


def read_arrays(
    path: Path, expected: str, *, name: str = "", root: Path | None = None, limit: int | None = None
) -> dict[str, np.ndarray]:
    """Read the arrays of an ``.npz`` file.

    Parameters
    ----------
    path
        The file.
    expected
        What should be there, for the message.
    name, root
        What to call the file in messages, and the folder that it must lie in, links followed.
    limit
        Most bytes that the file and its arrays may take together; `size_limit` by default.

    Raises
    ------
    InputError
        If the file is damaged, holds anything but plain arrays, or unpacks to more than the limit.
    """
    name, most = name or str(path), size_limit() if limit is None else limit
    data = read_bytes(Path(path), name, root, most)
    if isinstance(data, Problem):
        raise InputError(Problem(name, None, "", data.found, expected, data.hint))
    try:
        return dict(_arrays(data, most))
    except DAMAGE as error:
        found = str(error) if isinstance(error, DamagedError) else _("damaged or cut off ({error})")
        text = found.format(error=shorten(error) or type(error).__name__)
        raise InputError(Problem(name, None, "", text, expected, _hint(error))) from error


def _hint(error: Exception) -> str:
    if not isinstance(error, _LargeError):
        return ""
    return _("if you trust the file, set {name} to the megabytes it may take").format(name=LIMIT_VARIABLE)


class _LargeError(DamagedError):
    pass


def _arrays(data: bytes, most: int) -> Iterator[tuple[str, np.ndarray]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        headers = {}
        for member in checked_members(archive, most - len(data)):
            if not member.filename.endswith(".npy"):
                raise DamagedError(_("the file {name} inside").format(name=shorten(member.filename)))
            with archive.open(member) as file:
                header = _header(file)
            if header.start + header.bytes != member.file_size:
                raise DamagedError(
                    _("{name}: {n} bytes, where its header says {m}").format(
                        name=shorten(member.filename), n=member.file_size, m=header.start + header.bytes
                    )
                )
            headers[member] = header
        for member, header in headers.items():
            yield member.filename.removesuffix(".npy"), _values(archive, member, header)


def checked_members(archive: zipfile.ZipFile, most: int, count: int = MOST_MEMBERS) -> list[zipfile.ZipInfo]:
    """Return the members of an archive, once their number, methods and sizes are known to be bearable.

    Raises
    ------
    DamagedError
        If they are too many, too large together, encrypted, doubled, or compressed in another way.
    """
    members = archive.infolist()
    if len(members) > count:
        raise DamagedError(_("{n} files inside, more than {most}").format(n=len(members), most=count))
    total = sum(member.file_size for member in members)
    if total > most:
        raise _LargeError(
            _("{size:,.0f} MB once unpacked, more than {most:,.0f} MB").format(
                size=total / MEGABYTE, most=max(most, 0) / MEGABYTE
            )
        )
    if len({member.filename for member in members}) < len(members):
        raise DamagedError(_("two files of one name inside"))
    for member in members:
        if member.flag_bits & 1 or member.compress_type not in METHODS:
            raise DamagedError(
                _("{name}: encrypted, or compressed in a way that is not known").format(
                    name=shorten(member.filename)
                )
            )
    return members


def _header(file: IO[bytes]) -> Header:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=HEADER_BYTES)
    elif version == (2, 0):
        shape, fortran, dtype = np.lib.format.read_array_header_2_0(file, max_header_size=HEADER_BYTES)
    else:
        raise DamagedError(_("an array in another format, {version}").format(version=version))
    if dtype.kind not in KINDS or dtype.hasobject or dtype.subdtype is not None:
        raise DamagedError(_("values of the kind {kind}").format(kind=shorten(dtype)))
    if any(n < 0 for n in shape) or len(shape) > 32:
        raise DamagedError(_("the shape {shape}").format(shape=shorten(str(shape))))
    return Header(shape, dtype, bool(fortran), file.tell())


def _values(archive: zipfile.ZipFile, member: zipfile.ZipInfo, header: Header) -> np.ndarray:
    flat = np.empty(math.prod(header.shape), header.dtype)
    with archive.open(member) as file:
        file.read(header.start)
        if flat.nbytes:
            view, have = memoryview(flat.view(np.uint8)), 0
            while have < len(view):
                part = file.read(min(CHUNK, len(view) - have))
                if not part:
                    raise EOFError(member.filename)
                view[have : have + len(part)] = part
                have += len(part)
        if file.read(1):  # and so the sum of the whole member is checked
            raise DamagedError(_("{name}: more than its header says").format(name=shorten(member.filename)))
    if header.dtype.kind == "b" and flat.size and flat.view(np.uint8).max() > 1:
        raise DamagedError(_("{name}: a truth value that is none").format(name=shorten(member.filename)))
    if header.dtype.kind == "U" and flat.nbytes and flat.view(_code_points(header.dtype)).max() > 0x10FFFF:
        raise DamagedError(_("{name}: text with characters that do not exist").format(name=member.filename))
    return flat.reshape(header.shape, order="F" if header.fortran else "C")


def _code_points(dtype: np.dtype) -> np.dtype:
    order = dtype.byteorder if dtype.byteorder in "<>" else "="
    return np.dtype(np.uint32).newbyteorder(order)


def wanted(
    arrays: Mapping[str, np.ndarray], path: Path, expected: str, *names: str
) -> tuple[np.ndarray, ...]:
    """Return arrays by name.

    Raises
    ------
    InputError
        With every name that is not there.
    """
    missing = [name for name in names if name not in arrays]
    if missing:
        problems = [Problem(str(path), None, name, _("nothing"), expected) for name in missing]
        raise InputError(problems)
    return tuple(arrays[name] for name in names)


def unpack_gzip(data: bytes, limit: int) -> bytes:
    """Return the content of gzip-compressed bytes, stopped at a limit.

    Raises
    ------
    DamagedError
        If the bytes are damaged, or unpack to more than the limit.
    """
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise DamagedError(_("damaged or cut off ({error})").format(error=shorten(error))) from error
    if len(found) > limit:
        raise _LargeError(_("more than {most:,.0f} MB once unpacked").format(most=limit / MEGABYTE))
    if not unpacker.eof or unpacker.unused_data:
        raise DamagedError(_("damaged or cut off ({error})").format(error="gzip"))
    return found
