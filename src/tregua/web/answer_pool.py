"""Where quick answers are worked out: in this process, and in others when many ask at once.

Most of an answer is Python, of which a process runs one thread at a time: alone, it cannot use a second
processor. Others are called when a crowd comes, since each takes some seconds to begin and memory of its own.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from heapq import heappop, heappush
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from tregua.simulation.thread_pool import count
from tregua.web.answer import COMPANY, Answerer, in_context
from tregua.web.build_scenario import asked
from tregua.web.catalogue import opening
from tregua.web.language import speaking
from tregua.web.limits import Limits
from tregua.web.place_store import Library
from tregua.web.request import Question

T = TypeVar("T")
log = logging.getLogger("tregua.web")
# How many times as long as its question waited a page pauses before it asks again, and at most, in seconds.
# Where many ask, nobody's answers come faster for asking at once, but they are fresher when they come.
PATIENCE, MOST_PATIENCE = 3, 1.0
SEATS_AWAY = 2  # questions a process: one being answered, and the next at hand
CALLS = 3  # times that a process is called, should it be lost


def to_bytes(content: Any) -> bytes:
    """Write an answer as JSON: nothing that is not JSON, so that a stray NaN fails here, not in the page."""
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")


class Desk:
    """Answers questions in one process."""

    def __init__(self, library: Library, limits: Limits) -> None:
        self.library = library
        self.answerer = Answerer(limits)

    def answer(
        self, question: Question, lang: str, busy: int, since: float | None = None
    ) -> tuple[bytes, float]:
        """Answer a question, as JSON, and say for how many seconds its page should pause.

        Parameters
        ----------
        question, lang
            What is asked, and in which language the answer is.
        busy
            As for `Answerer.draws`.
        since
            When it came (`time.time`): the longer it waited, the longer the pause, which the answer tells.

        Raises
        ------
        InputError, RunError
            With every mistake in it; if it leads where the model cannot go.
        """
        waited = max(time.time() - since, 0.0) if since is not None else 0.0
        pause = min(PATIENCE * waited, MOST_PATIENCE)
        with speaking(lang):
            found = self.answerer.answer(asked(question, self.library, lang), busy)
        return to_bytes(found | {"pause_ms": round(1000 * pause)}), pause

    def warm(self) -> None:
        """Answer the question with which the page opens: the first reader then waits for no compilation."""
        shelf = self.library.shelf(self.library.first, "en")
        self.answer(Question(place=shelf.place.name, policy=opening(shelf)), "en", 0)
        gc.collect()
        gc.freeze()  # what stays for good is not looked through again: that would hold an answer up


class Distant:
    """The desk of another process, which is started here.

    Parameters
    ----------
    folders, limits
        Of its library; what it gives.
    """

    def __init__(self, folders: Sequence[Path], limits: Limits) -> None:
        context = get_context("spawn")  # never fork: this process has threads
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_sit, args=(theirs, folders, limits), daemon=True)
        # answers come in the order of questions: one thread asks, and waits
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="tregua-distant")
        self.process.start()
        theirs.close()  # so that its end is seen

    def warm(self) -> None:
        """Wait until it can answer.

        Raises
        ------
        EOFError, OSError
            If the process has ended.
        """
        self._pipe.recv()

    def answer(
        self, question: Question, lang: str, busy: int, since: float | None = None
    ) -> tuple[bytes, float]:
        """Answer a question as `Desk.answer` does.

        Raises
        ------
        EOFError, OSError
            If the process has ended.
        """
        self._pipe.send((question, lang, busy, since))
        found = self._pipe.recv()
        if isinstance(found, Exception):
            raise found
        return found

    def close(self) -> None:
        """End the process."""
        self.process.terminate()
        self.pool.shutdown(wait=False, cancel_futures=True)


def _sit(pipe: Connection, folders: Sequence[Path], limits: Limits) -> None:
    """Answer what comes through a pipe, until the process at its other end has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then ends this one
    with suppress(EOFError, OSError):
        desk = Desk(Library(folders, limits), limits)
        desk.warm()
        pipe.send(None)
        while True:
            question, lang, busy, since = pipe.recv()
            try:
                pipe.send(desk.answer(question, lang, busy, since))
            except Exception as error:  # told where it was asked, as any other
                pipe.send(error)


class Desks:
    """The desk of this process, and those of others once there is a crowd.

    Parameters
    ----------
    own
        This process's.
    folders
        Those of its library, for others to open.
    limits
        How many questions are answered at once, and in how many further processes.
    """

    def __init__(self, own: Desk, folders: Sequence[Path], limits: Limits) -> None:
        self.own = own
        self.pool = ThreadPoolExecutor(limits.answers, thread_name_prefix="tregua-answer")
        self.distant: list[Distant] = []
        self._limits = limits
        self._folders = tuple(Path(folder).absolute() for folder in folders)
        self._calls = CALLS * min(limits.processes, count(None) - 1)
        self._called: set[asyncio.Task[None]] = set()
        self._pausing: list[float] = []  # until when pages pause, the soonest first
        # a question takes a seat and gives it back: whoever is free takes the next
        self._seats: asyncio.Queue[Distant | None] = asyncio.Queue()
        for _seat in range(limits.answers):
            self._seats.put_nowait(None)
        # seats here, and those to be given up: two threads of one process hinder each other
        self._here, self._spare = limits.answers, 0

    def pausing(self) -> int:
        """Return how many pages pause, and will ask again."""
        now = time.monotonic()
        while self._pausing and self._pausing[0] < now:
            heappop(self._pausing)
        return len(self._pausing)

    async def answer(self, question: Question, lang: str, busy: int) -> bytes:
        """Answer a question wherever there is a seat first; arguments and errors as `Desk.answer`."""
        body, pause = await self._seated(question, lang, busy)
        if pause:
            heappush(self._pausing, time.monotonic() + pause)
        return body

    async def _seated(self, question: Question, lang: str, busy: int) -> tuple[bytes, float]:
        since = time.time()
        if busy > COMPANY and not self.distant:
            self._call()
        seat = await self._seats.get()
        try:
            if seat in self.distant:
                try:
                    return await _run(seat.pool, seat.answer, question, lang, busy, since)
                except (EOFError, OSError):  # killed, perhaps for memory: its seats go, no question does
                    self._lost(seat)
            return await _run(self.pool, self.own.answer, question, lang, busy, since)
        finally:
            if seat is None and self._spare and self._here > 1:
                self._here, self._spare = self._here - 1, self._spare - 1  # one answers there instead
            elif seat is None or seat in self.distant:
                self._seats.put_nowait(seat)

    def _call(self) -> None:
        """Start the other processes; whichever is ready takes seats."""

        async def seated(each: Distant) -> None:
            try:
                await _run(each.pool, each.warm)
            except (EOFError, OSError):
                self._lost(each)
            else:
                for _seat in range(SEATS_AWAY):
                    self._seats.put_nowait(each)
                self._spare += 1

        for _process in range(min(self._limits.processes, count(None) - 1, self._calls)):
            self._calls -= 1
            try:
                each = Distant(self._folders, self._limits)
            except OSError:  # no more processes here: this one answers alone
                log.warning("no further process could be started", exc_info=True)
                continue
            self.distant.append(each)
            task = asyncio.get_running_loop().create_task(seated(each))
            self._called.add(task)
            task.add_done_callback(self._called.discard)

    def _lost(self, each: Distant) -> None:
        each.close()
        if each in self.distant:
            self.distant.remove(each)
        if not self.distant:  # alone again
            self._spare = 0
            while self._here < self._limits.answers:
                self._here += 1
                self._seats.put_nowait(None)

    def close(self) -> None:
        """Let nobody wait for answers that nobody reads, and end the other processes."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        for each in list(self.distant):
            self._lost(each)


async def _run(pool: ThreadPoolExecutor, function: Callable[..., T], *arguments: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, in_context(function, *arguments))
