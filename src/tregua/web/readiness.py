"""Whether the server can answer: it warms up when it starts, and says when it stops."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from tregua.assumptions.sampling import BLOCK

if TYPE_CHECKING:
    from tregua.web.server import Server

State = Literal["warming", "ready", "stopping"]
log = logging.getLogger("tregua.web")


class Readiness:
    """The state of a server between its start and its end.

    Attributes
    ----------
    state
        "warming" until compiled code and the first answer are there, "ready", then "stopping".
    seconds
        How long it took to get ready; None before.
    """

    def __init__(self) -> None:
        self.state: State = "warming"
        self.seconds: float | None = None
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def warm(self, *steps: Callable[[], object]) -> None:
        """Run the steps of the start in order, then be ready.

        A step that fails is logged and does not hold back the others: questions then find the same fault.
        """
        for step in steps:
            if self.state == "stopping":
                return
            try:
                step()
            except Exception:
                log.exception("a step of the start failed")
        with self._lock:
            if self.state == "warming":
                self.state = "ready"
                self.seconds = time.monotonic() - self._began

    def stop(self) -> None:
        """Stop being ready: whoever sends requests here should send them elsewhere."""
        with self._lock:
            self.state = "stopping"


def steps(server: Server) -> tuple[Callable[[], object], ...]:
    """Return the steps of the start: the first answer, descriptions of all places, a small exact ensemble.

    Together they compile, or read from the cache, all code that a first visitor needs.
    """

    def exact() -> None:
        from tregua.web.build_scenario import asked
        from tregua.web.catalogue import opening
        from tregua.web.jobs import run_exactly
        from tregua.web.language import speaking
        from tregua.web.request import Question

        shelf = server.library.shelf(server.library.first, "en")
        question = Question(place=shelf.place.name, policy=opening(shelf), members=BLOCK)
        with speaking("en"):
            run_exactly(asked(question, server.library, "en"), yours=False)

    def described() -> None:
        from tregua.i18n import LANGUAGES
        from tregua.web import catalogue
        from tregua.web.answer_pool import to_bytes
        from tregua.web.language import speaking

        library = server.library
        for lang in LANGUAGES:
            with speaking(lang):
                server.described.get(
                    ("places", lang), lambda lang=lang: to_bytes(catalogue.places(library, lang))
                )
                for name in library.names:
                    shelf = library.shelf(name, lang)
                    server.described.get((name, lang), lambda shelf=shelf: to_bytes(catalogue.place(shelf)))

    return server.desk.warm, described, exact
