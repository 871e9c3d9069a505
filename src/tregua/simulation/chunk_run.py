"""A chunk of a study: a block of members through one policy, with a record for each that fails."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tregua.assumptions.sampling import Draws, draw
from tregua.model.state import State
from tregua.results.chunk_codec import chunk_hash, encode, hole
from tregua.results.variables import allocate
from tregua.simulation.batch_run import Chunk
from tregua.simulation.first_days import first_days, joined
from tregua.simulation.setup import Setup, chances
from tregua.vocabulary.readings import READINGS, STRUCTURES


@dataclass
class Start:
    """First days of a block of members.

    Attributes
    ----------
    failed
        Errors of members that have none, by place in the block; what stands in their rows is never run.
    """

    draws: Draws
    state: State
    values: np.ndarray
    rejected: int
    failed: dict[int, Exception] = field(default_factory=dict)


def begin(setup: Setup, rows: slice) -> Start:
    """Return the first days of a block; where they fail, of each member by itself."""
    slots = np.arange(rows.start, rows.stop)
    try:
        return Start(*first_days(setup, slots))
    except MemoryError:
        raise
    except Exception:
        pass  # which of them it is, is found below
    parts, failed = [], {}
    for j in range(len(slots)):
        one = slots[j : j + 1]
        try:
            parts.append(first_days(setup, one))
        except MemoryError:
            raise
        except Exception as error:
            failed[j] = error
            draws = draw(setup.parameters, setup.options.seed, one)  # what a record tells of it
            state, values = setup.simulation.initial_state(draws)
            parts.append((draws, state, values, 0))
    return Start(*joined(parts), failed)


@dataclass(frozen=True)
class Done:
    """A chunk that was run: what is saved of it, and nothing else.

    Attributes
    ----------
    encoded
        The bytes of its files, by variable.
    record
        What is said of it in the study's folder, as plain data.
    """

    chunk: Chunk
    encoded: dict[str, bytes]
    record: dict[str, Any]

    @property
    def failures(self) -> list[dict[str, Any]]:
        """Return a record for each member that failed."""
        return self.record["failures"]

    @property
    def hopeless(self) -> bool:
        """Tell whether every member failed."""
        return len(self.failures) == self.chunk.rows.stop - self.chunk.rows.start


@dataclass
class Starts:
    """First days by block: made once, shared by the policies, and let go when the last has used them."""

    setup: Setup
    uses: dict[int, int]  # block's first member -> chunks still to be run
    _kept: dict[int, Start] = field(default_factory=dict)
    _locks: dict[int, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, rows: slice) -> Start:
        """Return the first days of a block."""
        with self._lock:
            own = self._locks.setdefault(rows.start, threading.Lock())
        with own:
            if rows.start not in self._kept:
                self._kept[rows.start] = begin(self.setup, rows)
            return self._kept[rows.start]

    def give_back(self, rows: slice) -> None:
        """Count a chunk as run."""
        with self._lock:
            self.uses[rows.start] -= 1
            if not self.uses[rows.start]:
                self._kept.pop(rows.start, None)
                self._locks.pop(rows.start, None)


def run_piece(
    setup: Setup, start: Start, policy: int, rows: slice
) -> tuple[dict[str, np.ndarray], list[dict[str, Any]]]:
    """Run a block; where it fails, each member by itself.

    Returns
    -------
    tuple
        The arrays of the chunk, and a record for each member that failed. In the arrays stands what says
        that nothing is there.
    """
    o, line = setup.options, setup.lines[policy]
    members, months = rows.stop - rows.start, len(line.days)
    keys = chances(o.seed, start.draws)
    simulation = setup.simulation

    def through(state: State, values: np.ndarray, own: np.ndarray) -> dict[str, np.ndarray]:
        into = allocate(1, len(own), months, setup.size, o.mean_field)
        every = slice(0, len(own))
        simulation.run(line, 0, state, values, own, every, into)
        return into

    try:
        if not start.failed:
            return through(start.state, start.values, keys), []
    except MemoryError:
        raise
    except Exception:
        pass  # which of them it is, is found below
    whole = allocate(1, members, months, setup.size, o.mean_field)
    failures = []
    for j in range(members):
        one = slice(j, j + 1)
        try:
            if j in start.failed:
                raise start.failed[j]
            got = through(State(*(a[one] for a in start.state)), start.values[one], keys[one])
            for name, array in whole.items():
                array[:, one] = got[name]
        except MemoryError:
            raise
        except Exception as error:
            for array in whole.values():
                array[:, one] = hole(array.dtype)
            failures.append(_record(setup, start, line.label, rows.start + j, j, error))
    return whole, failures


def _record(setup: Setup, start: Start, label: str, member: int, j: int, error: Exception) -> dict[str, Any]:
    names = start.values.dtype.names or ()
    return {
        "policy": label,
        "draw": member,
        "number": int(start.draws.index[j]),
        "seed": setup.options.seed,
        "structure": str(start.draws.structure[j]),
        "reading": str(start.draws.reading[j]),
        "error": type(error).__name__,
        "message": str(error),
        "parameters": {name: repr(float(start.values[name][j])) for name in names},
    }


def done(
    chunk: Chunk, start: Start, got: dict[str, np.ndarray], failures: list[dict[str, Any]], block: int
) -> Done:
    """Return a chunk as it is saved."""
    record = {
        "policy": chunk.policy,
        "draws": [chunk.rows.start, chunk.rows.stop],
        "values": chunk_hash(got),
        "number": start.draws.index.tolist(),
        "structure": start.draws.structure.tolist(),
        "reading": start.draws.reading.tolist(),
        "rejected": start.rejected,
        "failures": failures,
    }
    return Done(chunk, encode(got, block), record)


def is_record_of(record: Any, chunk: Chunk) -> bool:
    """Return whether what was read from a study's folder is the record of a chunk, whole and in its form."""
    members = chunk.rows.stop - chunk.rows.start
    if not isinstance(record, dict) or record.get("draws") != [chunk.rows.start, chunk.rows.stop]:
        return False
    names = {"number": None, "structure": STRUCTURES, "reading": READINGS}
    for key, words in names.items():
        column = record.get(key)
        if not isinstance(column, list) or len(column) != members:
            return False
        if not all(_is_count(x) if words is None else isinstance(x, str) and x in words for x in column):
            return False
    failures = record.get("failures")
    return (
        record.get("policy") == chunk.policy
        and isinstance(record.get("values"), str)
        and _is_count(record.get("rejected"))
        and isinstance(failures, list)
        and all(
            isinstance(f, dict)
            and f.get("draw") in range(chunk.rows.start, chunk.rows.stop)
            and "message" in f
            for f in failures
        )
    )


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**62
