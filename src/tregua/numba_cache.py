"""Store compiled code in a folder whose name states all that the code depends on.

The cache of Numba watches only the file of the outermost function: after an edit of a mechanism in another
file, old code would run and give old numbers. So the folder is named by a hash over the sources of every room
with compiled code, and over the versions of Python, NumPy and Numba. The hash is taken before the first of
these rooms is imported (`tregua.code_fingerprint`). It is compared with the files again before compiled code
is stored: code of an edited file that this process never loaded would else be looked for under that name.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tregua import code_fingerprint
from tregua.code_fingerprint import COMPILED

PACKAGE = code_fingerprint.PACKAGE


def fingerprint() -> str:
    """Return a hash of the compiled sources, as this process loaded them, and of what compiles them."""
    import numba
    import numpy

    versions = f"{sys.version_info[:3]} {numpy.__version__} {numba.__version__}"
    return hashlib.sha256(f"{code_fingerprint.fingerprint(COMPILED)} {versions}".encode()).hexdigest()[:20]


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
    """Return the first folder that can be written; None if there is none, or sources have changed.

    Each process then compiles for itself.
    """
    if code_fingerprint.changes(COMPILED):
        return None
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


def compile_cached(function: Callable[..., Any], *signatures: str, **settings: Any) -> Any:
    """Return a function compiled by Numba, whose compiled code is stored in our folder.

    Parameters
    ----------
    function
        A Python function.
    *signatures
        For which it is compiled at once; where none is given, for those with which it is called.
    **settings
        Of ``numba.njit``.
    """
    from numba import njit

    compiled: Any = njit(**settings)(function)
    if not hasattr(compiled, "enable_caching"):  # compilation is switched off
        return compiled
    with _stored_in(cache_folder()) as stored:
        if stored:
            compiled._cache = _checked_cache()(function)
        for signature in signatures:
            compiled.compile(signature)
    if signatures:
        compiled.disable_compile()
    return compiled


def _checked_cache() -> type[Any]:
    from numba.core.caching import FunctionCache

    class CheckedCache(FunctionCache):
        """The cache of a function, that stores nothing once sources have changed."""

        def save_overload(self, sig: Any, data: Any) -> None:
            """Store compiled code, unless a source was edited since this process loaded it."""
            if not code_fingerprint.changes(COMPILED):
                super().save_overload(sig, data)

    return CheckedCache


@contextmanager
def _stored_in(folder: Path | None) -> Iterator[bool]:
    from numba import config

    # set on the module when Numba reads its environment, so that type checkers do not see it
    before = config.__dict__["CACHE_DIR"]
    if folder is not None:
        config.__dict__["CACHE_DIR"] = str(folder)
    try:
        yield folder is not None
    finally:
        config.__dict__["CACHE_DIR"] = before
