"""What every contender does: means first, then processor time; one line of JSON a measurement.

Needs NumPy alone. `run.py` gives the name of the file of our means in PEERS_REFERENCE, and PEERS_SMALL for
a try.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from workloads import EXPECTED, Workload, plan

from tregua.benchmarking.spec import TOTALS

MOST_APART = (
    5.0  # standard errors; six totals, some twenty contenders: chance alone would pass it once in 10^4 tables
)


class Clock:
    """Adds up the processor seconds of this process and of its children between start and stop."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @staticmethod
    def _now() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(u.ru_utime + u.ru_stime for u in used)

    def __enter__(self) -> None:
        self._since = self._now()

    def __exit__(self, *_: object) -> None:
        self.seconds += self._now() - self._since


Run = Callable[[Workload, int, int, Clock], Any]


def machine() -> str:
    """Return the kind of machine, never its name."""
    said: dict[str, str] = {}
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            said.setdefault(key.strip(), value.strip())
    except OSError:
        pass
    virtual = "virtual " if "hypervisor" in said.get("flags", "").split() else ""
    return f"{os.cpu_count()} {virtual}cores, {said.get('model name', 'processor unknown')}"


def held_against(
    last: np.ndarray, reference: dict[str, Any], size: Workload, kind: str, allowed: float
) -> dict[str, Any]:
    """Return how far the means of the last day are from ours, and whether they count as the same.

    Parameters
    ----------
    last
        Totals of the last day, (replicate, total).
    reference
        Our ``mean`` and ``sd`` of each total, and the ``replicates`` they come from.
    size, kind, allowed
        What was run, "draws" or "expected", and the share of each total that is let pass whatever the chance.
    """
    last = np.asarray(last, dtype=float).reshape(-1, len(TOTALS))
    mean, sd = np.array(reference["mean"]), np.array(reference["sd"])
    n = len(last)
    distance = np.abs(last.mean(axis=0) - mean)
    some = np.maximum(mean, 1.0)
    people = size.territories * size.civilians + size.members.sum()
    lost = float(np.abs(last.sum(axis=1) - people).max())
    found: dict[str, Any] = {
        "lost": lost if lost > 1e-6 * people else 0.0,
        "percent": float((distance / some).max() * 100),
        "furthest": TOTALS[int(np.argmax(distance / some))],
        "allowed_percent": allowed * 100,
    }
    if kind == "expected":
        found["same"] = not found["lost"] and bool((distance <= allowed * some).all())
        return found
    error = sd * np.sqrt(1.0 / n + 1.0 / reference["replicates"])
    beyond = np.maximum(distance - allowed * some, 0.0) / np.maximum(error, 1e-9)
    found["standard_errors"] = float((distance / np.maximum(error, 1e-9)).max())
    found["standard_errors_beyond"] = float(beyond.max())
    # what this check could have seen, total by total: a difference as large as what is let pass
    seen = (allowed * some + MOST_APART * error) / some * 100
    found["seen_percent"] = dict(zip(TOTALS, seen.round(1).tolist(), strict=True))
    found["same"] = not found["lost"] and float(beyond.max()) <= MOST_APART
    return found


def contend(
    peer: str,
    contender: str,
    size: tuple[int, int],
    run: Run,
    *,
    tool: str,
    how: str,
    note: str = "",
    alone: bool = False,
) -> None:
    """Hold a contender's means against ours; if they are the same, time it; print what was found.

    Parameters
    ----------
    peer, contender, size
        The environment, the name in `workloads.PLANS`, and which of its sizes.
    run
        Takes a workload, a number of replicates, a seed and a clock that it runs around the work proper;
        returns the totals of the last day, (replicate, total). Building and compiling are left out of the
        time.
    tool, how, note
        Name and version, way of working, and what a reader must know.
    alone
        Time a single replicate, whatever the plan says.
    """
    small = bool(os.environ.get("PEERS_SMALL"))
    p = plan(contender, size, small)
    kind = "expected" if contender in EXPECTED else "draws"
    known = json.loads(Path(os.environ["PEERS_REFERENCE"]).read_text(encoding="utf-8"))
    means = held_against(
        run(p.check, p.check_replicates, 1, Clock()), known[kind][p.check.name], p.check, kind, p.allowed
    )
    replicates = 1 if alone else p.timed_replicates
    row: dict[str, Any] = {
        "peer": peer,
        "contender": contender + (", alone" if alone else ""),
        "size": list(size),
        "kind": kind,
        "tool": tool,
        "how": how,
        "note": note,
        "checked": p.check.name,
        "checked_replicates": p.check_replicates,
        "means": means,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "load": round(os.getloadavg()[0], 1),
        "small": small,
    }
    if means["same"]:
        taken = []
        for repeat in range(p.repeats):
            clock = Clock()
            run(p.timed, replicates, 2 + repeat, clock)
            taken.append(clock.seconds)
        ns = [seconds / p.timed.cells(replicates) * 1e9 for seconds in taken]
        row |= {
            "timed": p.timed.name,
            "replicates": replicates,
            "ns": statistics.median(ns),
            "repeats_ns": ns,
        }
    print(json.dumps(row), flush=True)
