"""One run at a time in a folder.

The operating system holds the lock and lets go of it when a process dies, however it dies, so that a stale
lock is never in the way on the same machine. The file tells process and host to whoever comes second.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tregua.errors import InputError, RunError
from tregua.i18n import _
from tregua.results.atomic_write import open_in_place
from tregua.results.file_lock import seize
from tregua.studies.layout import LOCK, read_json

LOOKING = 0.5  # seconds: `busy` holds the lock for an instant, and is no run


def holder(folder: Path) -> dict[str, Any]:
    """Return who wrote the lock last, if it was not given back."""
    found = read_json(folder / LOCK)
    return found if isinstance(found, dict) else {}


def is_ours(folder: Path) -> bool:
    """Tell whether the file of that name is a lock: empty, or with the process that holds it."""
    try:
        plain = (folder / LOCK).lstat()
    except OSError:
        return False
    return stat.S_ISREG(plain.st_mode) and (not plain.st_size or "pid" in holder(folder))


def busy(folder: Path) -> bool:
    """Tell whether somebody writes into the folder now."""
    try:
        handle = open_in_place(folder / LOCK)
    except (OSError, InputError):
        return False
    try:
        return not seize(handle) or _elsewhere(holder(folder))
    finally:
        os.close(handle)


def _elsewhere(who: dict[str, Any]) -> bool:
    return bool(who) and who.get("host") != socket.gethostname()


class Held:
    """A lock that this process holds."""

    def __init__(self, folder: Path, handle: int) -> None:
        self.folder, self._inode = folder, os.fstat(handle).st_ino

    def check(self) -> None:
        """See that the folder is still the one that was locked.

        Raises
        ------
        RunError
            If it was removed, moved or replaced.
        """
        try:
            same = (self.folder / LOCK).stat().st_ino == self._inode
        except OSError:
            same = False
        if not same:
            raise RunError(
                _("{folder}: the folder was removed or replaced while the study was written").format(
                    folder=self.folder
                )
            )


@contextmanager
def locked(folder: Path) -> Iterator[Held]:
    """Hold the folder's lock.

    Raises
    ------
    RunError
        If another process has it, here or on another machine; it says which.
    """
    path = folder / LOCK
    handle = open_in_place(path, create=True)
    try:
        until = time.monotonic() + LOOKING
        while not (free := seize(handle)) and time.monotonic() < until:
            time.sleep(0.05)
        who = holder(folder)
        if not free:
            raise RunError(
                _("{folder}: another run writes here: process {pid} on {host}, since {since}").format(
                    folder=folder,
                    pid=who.get("pid", "?"),
                    host=who.get("host", "?"),
                    since=who.get("since", "?"),
                )
            )
        if _elsewhere(who):
            raise RunError(
                _(
                    "{folder}: process {pid} on {host} has not given its lock back. If that machine does not "
                    "write here any more, remove {lock}"
                ).format(folder=folder, pid=who.get("pid", "?"), host=who.get("host", "?"), lock=path)
            )
        since = datetime.now(UTC).isoformat(timespec="seconds")
        _write(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}))
        try:
            yield Held(folder, handle)
        finally:
            _write(handle, "")
    finally:
        os.close(handle)


def _write(handle: int, text: str) -> None:
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, text.encode())
    except OSError:  # on a full disk the lock still holds; only its text is missing
        pass
