"""Deal chunks to workers in pieces that keep them busy, and take back what is saved."""

from __future__ import annotations

import hashlib
import math
import pickle
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.sampling import Draws
from tregua.errors import InputError, Problem, RunError
from tregua.executors.environment_fingerprint import differs, handshake
from tregua.executors.executors import Pool, Workforce, opened
from tregua.executors.worker import packed, work
from tregua.i18n import _
from tregua.results.variables import allocate

if TYPE_CHECKING:
    from tregua.simulation.batch_run import Chunk
    from tregua.simulation.chunk_run import Done
    from tregua.simulation.setup import Setup

BUSY = 2.0  # seconds that a piece should take, so that handing it over costs little
AGAIN = 0.04  # share of a piece that may go into first days, which a block's policies share
AHEAD = 2  # pieces with each worker: one that runs, one that waits
LOOK = 2.0  # seconds between two looks at how many workers there are
ALONE = 60.0  # seconds without a worker before we give up
DEATHS = 3  # pools that may break in turn with nothing finished between
MEMORY = 0.3  # weight of the newest measurement


class Pace:
    """What first days and a chunk cost, as workers measure it."""

    def __init__(self) -> None:
        self.first: float | None = None
        self.each: float | None = None

    def add(self, first: list[float], each: list[float]) -> None:
        """Take up new measurements."""
        for seconds in first:
            self.first = seconds if self.first is None else self.first + MEMORY * (seconds - self.first)
        for seconds in each:
            self.each = seconds if self.each is None else self.each + MEMORY * (seconds - self.each)

    def piece(self, left: int, workers: int) -> int:
        """Return how many chunks make a piece: one until costs are known, and fewer towards the end."""
        if self.each is None:
            return 1
        each = max(self.each, 1e-6)
        wanted = max(BUSY / each, (self.first or 0.0) / (AGAIN * each))
        return max(1, min(math.ceil(wanted), math.ceil(left / (2 * max(workers, 1)))))


class Deck:
    """Chunks that are still to be dealt, by block: those of a block share their first days."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        blocks = groupby(chunks, key=lambda chunk: chunk.rows.start)
        self._blocks = deque(deque(block) for _row, block in blocks)

    def __len__(self) -> int:
        return sum(len(block) for block in self._blocks)

    def take(self, count: int) -> list[Chunk]:
        """Take about as many: equal parts of a block, or whole blocks."""
        taken: list[Chunk] = []
        while self._blocks:
            block = self._blocks[0]
            if taken and len(taken) + len(block) > count:
                break
            parts = math.ceil(len(block) / (count - len(taken)))
            taken += [block.popleft() for _each in range(math.ceil(len(block) / parts))]
            if block:
                break
            self._blocks.popleft()
            if len(taken) >= count:
                break
        return taken

    def back(self, chunks: list[Chunk]) -> None:
        """Put back what a dead worker had."""
        for _row, block in groupby(reversed(chunks), key=lambda chunk: chunk.rows.start):
            self._blocks.appendleft(deque(reversed(list(block))))


def spread(
    setup: Setup, chunks: Sequence[Chunk], block: int, executor: Workforce
) -> Generator[Done, None, None]:
    """Run chunks on an executor and yield them as they come, in any order.

    Parameters
    ----------
    setup
        The run.
    chunks
        What to run, block by block.
    block
        Members of a whole chunk.
    executor
        See `tregua.executors.executors.opened`.

    Raises
    ------
    InputError
        If the executor is none, or the run cannot be sent to another process.
    RunError
        If a worker has another version, or workers die for good.
    """
    payload = _payload(setup)
    with opened(executor, setup.options.workers) as pool:
        table = _Table(pool, payload, Deck(chunks), block)
        with closing(table.play()) as finished:
            yield from finished


class _Table:
    def __init__(self, pool: Pool, payload: bytes, deck: Deck, block: int) -> None:
        self.pool, self.payload, self.deck, self.block = pool, payload, deck, block
        self.token = hashlib.sha256(payload).hexdigest()
        self.pace = Pace()
        self.out: dict[Future, list[Chunk]] = {}
        self.deaths = 0

    def play(self) -> Generator[Done, None, None]:
        workers, looked, alone = self.pool.size(), time.monotonic(), None
        try:
            while self.deck or self.out:
                if time.monotonic() - looked > LOOK:
                    workers, looked = self.pool.size(), time.monotonic()
                alone = None if workers else alone or time.monotonic()
                if alone and time.monotonic() - alone > ALONE:
                    raise RunError(_("no worker for {n:.0f} seconds; what is finished stays").format(n=ALONE))
                self._deal(workers)
                ready = wait(self.out, LOOK, FIRST_COMPLETED).done
                broken: BaseException | None = None
                for future in ready:
                    # out of the table only when it is safe: what is not, is run again
                    answer, problem = self._answer(future)
                    broken = broken or problem
                    if answer:
                        yield from answer["done"]
                if broken:
                    self._mend(broken)
        finally:
            for future in self.out:
                future.cancel()

    def _deal(self, workers: int) -> None:
        while self.deck and len(self.out) < AHEAD * max(workers, 1):
            piece = self.deck.take(self.pace.piece(len(self.deck), workers))
            asked = [(chunk.policy, chunk.rows.start, chunk.rows.stop) for chunk in piece]
            try:
                future = self.pool.submit(work, handshake(), self.token, self.payload, asked, self.block)
            except BrokenExecutor as error:
                self.deck.back(piece)
                self._mend(error)
                return
            except RuntimeError as error:  # how the standard library says that an executor was shut down
                raise RunError(
                    _("the executor takes no work: {error}; what is finished stays").format(
                        error=_told(error)
                    )
                ) from error
            self.out[future] = piece

    def _answer(self, future: Future) -> tuple[dict[str, Any] | None, BaseException | None]:
        try:
            answer = future.result()
        except BrokenExecutor as error:
            return None, error
        except (CancelledError, OSError) as error:  # the scheduler is gone
            raise RunError(
                _("the cluster let go of its work: {error}; what is finished stays").format(
                    error=_told(error)
                )
            ) from error
        except (RunError, InputError):
            raise
        except Exception as error:
            raise RunError(_failed(error)) from error
        del self.out[future]
        off = differs(answer["theirs"], handshake())
        if off:
            raise RunError(
                _(
                    "{where} is a worker of another version: {off}. Give every worker the same version of "
                    "Tregua, Python, NumPy and Numba"
                ).format(where=answer["where"], off=off)
            )
        self.pace.add(answer["first"], answer["each"])
        self.deaths = 0
        return answer, None

    def _mend(self, error: BaseException) -> None:
        self.deaths += 1
        if self.deaths > DEATHS:
            raise RunError(
                _(
                    "worker processes die again and again, perhaps for want of memory, or because a script "
                    "starts them without `if __name__ == '__main__':`: {error}"
                ).format(error=_told(error))
            ) from error
        if not self.pool.renew():
            raise RunError(
                _(
                    "a worker of the executor was killed, and a broken executor cannot go on: {error}. What "
                    "is finished stays: make a new executor and resume"
                ).format(error=_told(error))
            ) from error
        for piece in self.out.values():
            self.deck.back(piece)
        self.out.clear()


def _told(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _failed(error: Exception) -> str:
    text = _told(error)
    if isinstance(error, ImportError) or "deserializ" in text:
        return _(
            "a worker cannot read what it is sent: {error}. Scheduler and workers need the same version of "
            "Tregua, and the modules of interventions of your own"
        ).format(error=text)
    if type(error).__name__ == "KilledWorker":
        return _("workers die again and again on the same piece, perhaps for want of memory: {error}").format(
            error=text
        )
    return _("a worker failed: {error}").format(error=f"{type(error).__name__}: {text}")


def _payload(setup: Setup) -> bytes:
    try:
        return packed(setup)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        found = _("something that cannot be sent to another process: {error}").format(error=error)
        expected = _("interventions of your own in a module that workers can import")
        hint = _("cloudpickle, which the extra 'dask' brings, also takes those of the script itself")
        raise InputError(Problem(_("(options)"), None, "executor", found, expected, hint)) from error


def gather(
    setup: Setup, executor: Workforce, progress: Callable[[int, int], None] | None
) -> tuple[dict[str, np.ndarray], Draws, int]:
    """Run all on an executor, in memory.

    Returns
    -------
    tuple
        The arrays of every variable, the draws (without values), and how many draws were rejected.

    Raises
    ------
    RunError
        If a member fails, or for what `spread` says.
    """
    from tregua.results.chunk_codec import decode
    from tregua.simulation.batch_run import block_of, chunks

    o, months = setup.options, len(setup.lines[0].days)
    block = min(block_of(o.members), o.members)
    every = chunks(len(setup.lines), o.members, block)
    into = allocate(len(setup.lines), o.members, months, setup.size, o.mean_field)
    blocks: dict[int, dict[str, Any]] = {}
    if progress:
        progress(0, len(every))
    with closing(spread(setup, every, block, executor)) as pieces:
        for number, piece in enumerate(pieces, start=1):
            if piece.failures:
                raise RunError(piece.failures[0]["message"])
            rows = piece.chunk.rows
            for name, values in decode(piece.encoded, months, setup.size, o.mean_field).items():
                into[name][piece.chunk.policy, rows] = values[0, : rows.stop - rows.start]
            blocks[rows.start] = piece.record
            if progress:
                progress(number, len(every))

    def joined(key: str) -> np.ndarray:
        return np.array([each for row in sorted(blocks) for each in blocks[row][key]])

    index = joined("number").astype(np.int64)
    draws = Draws(index, joined("structure"), joined("reading"), index)
    return into, draws, sum(record["rejected"] for record in blocks.values())
