"""The lock of an open file, which the operating system takes back from a process that dies."""

from __future__ import annotations

import os


def seize(handle: int) -> bool:
    """Take the lock of an open file, and return whether it was free."""
    try:
        if os.name == "nt":
            import msvcrt

            # a byte beyond the text, so that others can read who it is
            os.lseek(handle, 4096, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
