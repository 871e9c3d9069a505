"""State version, code and arithmetic of a process: only equal processes may make one result."""

from __future__ import annotations

import hashlib
import math
import os
import socket
import sys
from collections.abc import Iterable
from functools import cache

from tregua import code_fingerprint
from tregua._version import __version__
from tregua.errors import RunError
from tregua.i18n import _

CHANGED = "changed since it was loaded"  # in place of the hash of code
MOST_NAMES = 3


def handshake() -> dict[str, str]:
    """Return version and code of this process: equal ones run the same numbers, and read the same pickles.

    The code is that of the files as this process loaded them. Where they have changed since, no hash can say
    what runs, and the names of the files stand there: such a process is equal to no other (`differs`).
    """
    changed = code_fingerprint.changes()
    return {**_as_loaded(), "code": f"{CHANGED}: {_listed(changed)}"} if changed else dict(_as_loaded())


def _listed(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")


def refuse_changed_code(parts: Iterable[str] | None = None) -> None:
    """Raise an error if source files have changed since this process loaded them.

    Parameters
    ----------
    parts
        Folders and files that count; None for all.

    Raises
    ------
    RunError
        With the names of the files.
    """
    if changed := code_fingerprint.changes(parts):
        text = _(
            "{files}: changed since this process loaded Tregua, so nothing can be said of the code that "
            "runs. Start it again"
        )
        raise RunError(text.format(files=_listed(changed)))


@cache
def _as_loaded() -> dict[str, str]:
    import numba
    import numpy

    return {
        "tregua": __version__,
        "code": code_fingerprint.fingerprint()[:12],
        "python": ".".join(str(n) for n in sys.version_info[:3]),
        "numpy": numpy.__version__,
        "numba": numba.__version__,
        "arithmetic": arithmetic(),
    }


@cache
def arithmetic() -> str:
    """Return a hash over the last bits of elementary functions, which processor and libraries decide.

    NumPy and the C library choose their code by the processor. Where two of them round alike, runs do.
    """
    import numpy as np

    x = np.linspace(-30.0, 30.0, 1999)
    positive = np.exp(x)
    own = [f(float(v)) for f in (math.exp, math.expm1, math.sin, math.erf) for v in x]
    own += [f(float(v)) for f in (math.log, math.log1p, math.lgamma, math.sqrt) for v in positive]
    parts = (positive, np.expm1(x), np.log(positive), np.log1p(positive), np.power(positive, 0.37), np.sin(x))
    h = hashlib.sha256()
    for values in (*parts, np.array(own), np.cumsum(positive), x.reshape(-1, 1999).sum(axis=1)):
        h.update(values.astype("<f8").tobytes())
    return h.hexdigest()[:12]


def identity() -> str:
    """Return one mark for all that decides the bytes of a result besides what was asked for.

    Where source files have changed since they were loaded, the mark says so and is equal to no other.
    """
    if handshake()["code"].startswith(CHANGED):
        return CHANGED
    return hashlib.sha256(repr(sorted(handshake().items())).encode()).hexdigest()[:20]


def whereabouts() -> str:
    """Name this process for people."""
    return _("process {pid} on {host}").format(pid=os.getpid(), host=socket.gethostname())


def differs(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """Return in which parts two processes differ; an empty text where they do not."""
    return ", ".join(
        _("{what} {theirs} there, {ours} here").format(what=what, theirs=theirs.get(what, "?"), ours=here)
        for what, here in ours.items()
        if theirs.get(what) != here or here.startswith(CHANGED)
    )
