"""Where compiled code is kept: a folder of our own, named by all that it depends on.

Numba's own cache watches only the file of the outermost function: a mechanism edited in another file would
run from the old cache, with wrong numbers. So the folder's name is a hash of every file of the model, the
engine and the benchmark and of the versions of Python, NumPy and Numba.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def fingerprint() -> str:
    """Return a hash of the code that is compiled and of what compiles it."""
    import numba
    import numpy

    h = hashlib.sha256()
    for room in ("model", "simulation", "inference", "benchmarking"):  # all rooms with compiled code
        for path in sorted((PACKAGE / room).rglob("*.py")):
            h.update(path.name.encode())
            h.update(path.read_bytes())
    h.update(f"{sys.version_info[:3]} {numpy.__version__} {numba.__version__}".encode())
    return h.hexdigest()[:20]


def candidates() -> Iterator[Path]:
    """Yield folders to try: the user's choice, the user's cache, and a temporary folder."""
    if chosen := os.environ.get("TREGUA_CACHE_DIR"):
        yield Path(chosen)
    if home := os.environ.get("XDG_CACHE_HOME"):
        yield Path(home) / "tregua"
    try:
        yield Path.home() / ".cache" / "tregua"
    except RuntimeError:  # no home
        pass
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    yield Path(tempfile.gettempdir()) / f"tregua-{owner}"


def cache_folder() -> Path | None:
    """Return the first folder that can be written, or None: then code is compiled anew in each process."""
    name = fingerprint()
    for base in candidates():
        folder = base / name
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not all(_is_own(each, base) for each in (base, folder)):
                continue  # somebody else can write there: compiled code from there must not be run
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


def _is_own(folder: Path, base: Path) -> bool:
    """Return whether compiled code in a folder can be trusted: nobody else may have put it there.

    In the shared temporary folder that holds for the base too, which must be a folder of ours, no link, and
    closed to others. A base that the user chose may belong to somebody else.
    """
    if not hasattr(os, "getuid"):
        return True
    shared = base.parent == Path(tempfile.gettempdir())
    kind = folder.lstat() if shared else folder.stat()
    if folder == base and not shared:
        return True
    if kind.st_uid != os.getuid() or not stat.S_ISDIR(kind.st_mode):
        return False
    return not (shared and kind.st_mode & 0o022)


@contextmanager
def kept_here() -> Iterator[bool]:
    """Let functions that Numba decorates inside this block keep their compiled code in our folder."""
    from numba import config

    folder = cache_folder()
    # set on the module when Numba reads its environment, so that type checkers do not see it
    before = config.__dict__["CACHE_DIR"]
    if folder is not None:
        config.__dict__["CACHE_DIR"] = str(folder)
    try:
        yield folder is not None
    finally:
        config.__dict__["CACHE_DIR"] = before
