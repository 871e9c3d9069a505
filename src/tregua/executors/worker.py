"""What a worker does: it gets the run once, and chunks to run; it gives back what is saved of them.

Every argument is plain data, so that a worker of another version can read it far enough to be told apart.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
import time
import zlib
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.executors.environment_fingerprint import differs, handshake, whereabouts

if TYPE_CHECKING:
    from tregua.simulation.chunk_run import Start
    from tregua.simulation.setup import Setup

KEPT_SETUPS, KEPT_STARTS = 2, 4  # in each worker
COMPILED = "compiled-"  # and the processor: a file in the folder of compiled code that says that all is there
_setups: OrderedDict[str, Setup] = OrderedDict()
_starts: OrderedDict[tuple[str, int, int], Start] = OrderedDict()
_lock = threading.Lock()
_ready = threading.Event()


def work(
    ours: dict[str, str], token: str, payload: bytes, asked: list[tuple[int, int, int]], block: int
) -> dict[str, Any]:
    """Run chunks.

    Parameters
    ----------
    ours
        The handshake of who asks.
    token, payload
        Name of the run, and the run itself, pickled and compressed.
    asked
        Policy, first member and the one after the last of each chunk.
    block
        Members of a whole chunk.

    Returns
    -------
    dict
        ``theirs``, the handshake of this process, and ``where`` it is; unless they differ, ``done``, the
        chunks, and the seconds that first days and chunks took.
    """
    from tregua.simulation.batch_run import Chunk
    from tregua.simulation.chunk_run import done, run_piece

    theirs = handshake()
    told: dict[str, Any] = {"theirs": theirs, "where": whereabouts(), "done": [], "first": [], "each": []}
    if differs(theirs, ours):
        return told
    setup = _setup(token, payload)
    for policy, row, end in asked:
        rows = slice(row, end)
        began = time.perf_counter()
        start, fresh = _start(token, setup, rows)
        middle = time.perf_counter()
        got, failures = run_piece(setup, start, policy, rows)
        told["done"].append(done(Chunk(policy, rows), start, got, failures, block))
        if fresh:
            told["first"].append(middle - began)
        told["each"].append(time.perf_counter() - middle)
    return told


def packed(setup: Setup) -> bytes:
    """Return a run for `work`.

    cloudpickle, where it is installed, also takes classes and functions of the script itself.
    """
    try:
        from cloudpickle import dumps
    except ImportError:
        from pickle import dumps
    return zlib.compress(dumps(setup), 6)


def _setup(token: str, payload: bytes) -> Setup:
    with _lock:
        if token not in _setups:
            setup = pickle.loads(zlib.decompress(payload))
            _once_a_machine(setup)
            _setups[token] = setup
            while len(_setups) > KEPT_SETUPS:
                _setups.popitem(last=False)
        _setups.move_to_end(token)
        return _setups[token]


def _start(token: str, setup: Setup, rows: slice) -> tuple[Start, bool]:
    """Return the first days of a block, which all policies share, and whether they had to be made."""
    from tregua.simulation.chunk_run import begin

    key = (token, rows.start, rows.stop)
    with _lock:
        if key in _starts:
            _starts.move_to_end(key)
            return _starts[key], False
    start = begin(setup, rows)
    with _lock:
        _starts[key] = start
        while len(_starts) > KEPT_STARTS:
            _starts.popitem(last=False)
    return start, True


def _once_a_machine(setup: Setup) -> None:
    """Compile, or wait for the process of this machine that does."""
    from llvmlite.binding import get_host_cpu_name

    from tregua.numba_cache import cache_folder
    from tregua.simulation.first_days import first_days

    if _ready.is_set():
        return
    folder = cache_folder()
    mark = folder and folder / f"{COMPILED}{get_host_cpu_name()}"
    if folder and mark and not mark.exists():
        with _turn(folder / "compiling"):
            if not mark.exists():
                first_days(setup, np.arange(1))
                with suppress(OSError):  # then the next process compiles for itself
                    mark.touch(exist_ok=False)
    _ready.set()


class _turn:  # noqa: N801 - reads as a word
    """Wait for a file's lock, which the operating system takes back from a process that dies."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        from tregua.errors import InputError
        from tregua.results.atomic_write import open_in_place
        from tregua.results.file_lock import seize

        try:
            self._file = os.fdopen(open_in_place(self._path, create=True), "r+b")
        except (OSError, InputError):
            self._file = tempfile.TemporaryFile()
        while not seize(self._file.fileno()):
            time.sleep(0.1)

    def __exit__(self, *_told: object) -> None:
        self._file.close()
