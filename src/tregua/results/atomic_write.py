"""Files written whole or not at all: the one way in which the engine writes.

A folder may have been made by somebody else, with a link where a file is expected. So nothing here follows
a link: a temporary file of a random name takes the place of what stands there, and a file that is opened in
place must be a plain one, with no other name.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tregua.errors import InputError, Problem
from tregua.i18n import _

PART = ".part"


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file in the folder of ``path``, which takes its name once it is safe on the disk."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with written_whole(path) as file:
        file.write(content)


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with its own line ends, whole or not at all."""
    write_file(path, text.encode("utf-8"))


def open_in_place(path: Path, create: bool = False) -> int:
    """Open a plain file to read and write, without following a link.

    Raises
    ------
    InputError
        If a link, a folder, a device, or a file with a second name stands there.
    OSError
        If there is none, or it cannot be opened.
    """
    flags = os.O_RDWR | (os.O_CREAT if create else 0)
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"):  # the second: a pipe never waits for a writer
        flags |= getattr(os, name, 0)
    if path.is_symlink():
        raise _not_plain(path)
    try:
        handle = os.open(path, flags, 0o644)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise _not_plain(path) from error
        raise
    kind = os.fstat(handle)
    if not stat.S_ISREG(kind.st_mode) or kind.st_nlink > 1:
        os.close(handle)
        raise _not_plain(path)
    return handle


def _not_plain(path: Path) -> InputError:
    found = _("a link, a folder, a device, or a file that has another name too")
    hint = _("somebody may have put it there to have another file overwritten; remove it")
    return InputError(Problem(str(path), None, "", found, _("a plain file, or none"), hint))


def refuse_links(folder: Path) -> None:
    """Check that a folder to be written in holds plain files and folders only, at every depth.

    Raises
    ------
    InputError
        With every link, device and file of several names in it.
    """
    problems: list[Problem] = []
    waiting = [folder]
    while waiting:
        for entry in os.scandir(waiting.pop()):
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            elif not entry.is_file(follow_symlinks=False) or _names(entry) > 1:
                problems += _not_plain(Path(entry.path)).problems
    if problems:
        raise InputError(problems)


def _names(entry: os.DirEntry[str]) -> int:
    # Windows leaves the number of names out of what a listing gives
    return (entry.stat(follow_symlinks=False) if os.name != "nt" else Path(entry.path).lstat()).st_nlink
