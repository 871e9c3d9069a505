"""What all requests of one server share: places, limits, jobs, and the bound on questions that wait."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tregua.errors import TreguaError
from tregua.i18n import _
from tregua.web.answer import in_context
from tregua.web.answer_pool import Desk, Desks
from tregua.web.jobs import Jobs
from tregua.web.limits import Limits
from tregua.web.place_store import Library
from tregua.web.readiness import Readiness
from tregua.web.request import Question
from tregua.web.single_flight_cache import Kept


class BusyError(TreguaError):
    """More is asked than can be answered in time."""


class Server:
    """What all requests share.

    Parameters
    ----------
    library, limits
        The places, and the bounds of requests.
    root_path
        Path below which a proxy shows the server; empty for the root.
    """

    def __init__(self, library: Library, limits: Limits, root_path: str = "") -> None:
        self.library, self.limits, self.root_path = library, limits, root_path
        self.desk = Desk(library, limits)
        self.desks = Desks(self.desk, library.folders, limits)
        self.jobs = Jobs(limits, root_path)
        self.readiness = Readiness()
        self.waiting = 0
        self.streams = 0
        self.watching: Counter[str] = Counter()  # streams by client
        self.described: Kept[bytes] = Kept(64)
        self.compared: Kept[bytes] = Kept(64)
        self.trusted: Kept[Any] = Kept(8)
        self.outlooks: Kept[Any] = Kept(16)

    async def work(self, function: Any, *arguments: Any) -> Any:
        """Work in a thread, a few at a time; refuse when too many wait."""
        with self.queued():
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.desks.pool, in_context(function, *arguments))

    async def answer(self, question: Question, lang: str) -> bytes:
        """Answer a question, as JSON; refuse when too many wait."""
        with self.queued() as waiting:
            return await self.desks.answer(question, lang, waiting + self.desks.pausing())

    @contextmanager
    def queued(self) -> Iterator[int]:
        """Count a question among those that wait or are worked on; refuse it when they are too many."""
        if self.waiting >= self.limits.answers + self.limits.waiting_answers:
            raise BusyError(_("too many questions at once; try again in a moment"))
        self.waiting += 1
        try:
            yield self.waiting
        finally:
            self.waiting -= 1
