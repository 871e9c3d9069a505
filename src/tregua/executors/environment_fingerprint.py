"""Who a worker is: half of a result from one version and half from another would be nobody's result."""

from __future__ import annotations

import hashlib
import math
import os
import socket
import sys
from functools import cache

from tregua._version import __version__
from tregua.i18n import _
from tregua.simulation.numba_cache import PACKAGE


@cache
def handshake() -> dict[str, str]:
    """Return version and code of this process: equal ones run the same numbers, and read the same pickles."""
    import numba
    import numpy

    h = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("*.py"), *(PACKAGE / "assumptions").glob("*.yaml")]):
        h.update(path.relative_to(PACKAGE).as_posix().encode())
        h.update(path.read_bytes())
    return {
        "tregua": __version__,
        "code": h.hexdigest()[:12],
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
    """Return one mark for all that decides the bytes of a result beside what was asked for."""
    return hashlib.sha256(repr(sorted(handshake().items())).encode()).hexdigest()[:20]


def whereabouts() -> str:
    """Name this process for people."""
    return _("process {pid} on {host}").format(pid=os.getpid(), host=socket.gethostname())


def differs(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """Say in which parts two differ; an empty text where they do not."""
    return ", ".join(
        _("{what} {theirs} there, {ours} here").format(what=what, theirs=theirs.get(what, "?"), ours=here)
        for what, here in ours.items()
        if theirs.get(what) != here
    )
