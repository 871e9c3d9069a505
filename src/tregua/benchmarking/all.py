"""All figures of `tregua bench`, one after the other."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from tregua.benchmarking import against_numpy, full, start
from tregua.benchmarking.measure import Figure

MEASURES: tuple[Callable[[bool], Figure | list[Figure]], ...] = (
    against_numpy.numpy_ratio,
    against_numpy.meanfield_numpy_ratio,
    full.thousand_members,
    full.peak_mb,
    full.two_workers_share,
    full.slider_ms,
    start.help_s,
    start.compile_s,
)


def figures(small: bool = False) -> Iterator[Figure]:
    """Yield each figure when it has been taken.

    Parameters
    ----------
    small
        Small workloads, to see that all works; the figures mean nothing.
    """
    for measure in MEASURES:
        found = measure(small)
        yield from [found] if isinstance(found, Figure) else found


def circumstances() -> dict[str, Any]:
    """Return what figures depend on: versions, kind of machine, how busy it was; no names."""
    from importlib.metadata import version

    from tregua import __version__

    return {
        "tregua": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "numba", "llvmlite")},
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def machine() -> str:
    """Return the kind of machine."""
    kind = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123
            kind = next(
                (line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), kind
            )
    except OSError:
        pass
    return f"{kind}, {os.cpu_count()} cores"
