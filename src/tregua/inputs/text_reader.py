"""Reading a file that a user names: never outside its folder, never endless, always text."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from tregua.errors import Problem, shorten
from tregua.i18n import _

MEGABYTE = 1_000_000
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def read_bytes(path: Path, name: str, root: Path | None, limit: int) -> bytes | Problem:
    """Return a file's bytes, or the reason why it is not read.

    Parameters
    ----------
    path
        The file.
    name
        The file as the user knows it, for the message.
    root
        The folder that the file must lie in, links followed; None where the user named the file itself.
    limit
        Largest size read, in bytes.
    """
    try:
        true = path.resolve(strict=True)
        if root is not None and not true.is_relative_to(root.resolve(strict=True)):
            return Problem(
                name, None, "", _("a path leading out of its folder"),
                _("a file inside {root}").format(root=root.resolve().name or root),
                _("copy the file into the folder; links and '..' that lead out of it are not followed"),
            )  # fmt: skip
        kind = true.stat()
        if not stat.S_ISREG(kind.st_mode):
            found = _("a folder") if stat.S_ISDIR(kind.st_mode) else _("a device or a pipe")
            return Problem(name, None, "", found, _("a file"))
        if kind.st_size > limit:
            return _too_large(name, kind.st_size, limit)
        with true.open("rb") as file:
            data = file.read(min(limit, kind.st_size) + 1)  # asked for at once, whatever is there
    except FileNotFoundError:
        return Problem(name, None, "", _("no such file"), _("a file"))
    except (OSError, ValueError, RuntimeError) as error:
        # ValueError: a null byte in the name. RuntimeError: a ring of links (Python 3.11 and 3.12).
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Problem(name, None, "", shorten(reason), _("a file that can be read"))
    return data if len(data) <= limit else _too_large(name, len(data), limit)


def _too_large(name: str, size: int, limit: int) -> Problem:
    return Problem(
        name, None, "", _("{size:.1f} MB").format(size=size / MEGABYTE),
        _("at most {limit:.0f} MB").format(limit=limit / MEGABYTE),
    )  # fmt: skip


def decode(data: bytes, name: str) -> str | Problem:
    """Return the text of UTF-8 bytes, byte-order mark or not, or the reason why they are not text."""
    if not data.strip():
        return Problem(name, None, "", _("an empty file"), _("some content"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(
            name, 1, "", _("text in UTF-16"), _("text in UTF-8"), _("save the file again as UTF-8")
        )
    nul = data.find(b"\0")
    if nul >= 0:
        return Problem(
            name, _line(data, nul), "", _("binary data"), _("text in UTF-8"), _("is this the right file?")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = _("a byte that is not UTF-8 (0x{byte:02x})").format(byte=data[error.start])
        return Problem(
            name, _line(data, error.start), "", found, _("text in UTF-8"),
            _("save the file again as UTF-8 (it is perhaps in Windows-1252 or Latin-1)"),
        )  # fmt: skip
    odd = _CONTROL.search(text)
    if odd:
        return Problem(
            name, text.count("\n", 0, odd.start()) + 1, "",
            _("a control character (U+{code:04X})").format(code=ord(odd.group())),
            _("text in UTF-8"), _("is this the right file?"),
        )  # fmt: skip
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def read_text(path: Path, name: str, root: Path | None, limit: int) -> str | Problem:
    """Return a file's text, or the reason why it is not read (see `read_bytes` and `decode`)."""
    data = read_bytes(path, name, root, limit)
    return data if isinstance(data, Problem) else decode(data, name)


def plain_name(name: str) -> bool:
    """Tell whether a name is a plain file or folder name, with no way out of a folder."""
    return (
        bool(name) and name not in (".", "..") and not any(c in name for c in (os.sep, "/", "\\", "\0", ":"))
    )
