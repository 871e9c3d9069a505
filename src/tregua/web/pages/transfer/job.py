"""Does it carry over, worked out: the difference between two places, shared out between groups of factors."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.web.answer import basis
from tregua.web.standalone import Standalone, told

if TYPE_CHECKING:
    from tregua.decisions.transferability.transfer import Transfer
    from tregua.web.place_store import Library, Shelf
    from tregua.web.request import Carry


@dataclass(frozen=True)
class Carrying(Standalone):
    """A question about two places that makes sense.

    Attributes
    ----------
    question
        As asked.
    here, there
        Where the effect was learnt, and where the policy is proposed.
    """

    question: Carry
    here: Shelf
    there: Shelf

    @property
    def command(self) -> str:
        """The command that gives the same figures."""
        q = self.question
        words = ["tregua", "transfer", self.here.ref, self.there.ref]
        return shlex.join([*words, "--members", str(q.members), "--seed", str(q.seed)])

    @property
    def key(self) -> tuple[Any, ...]:
        """What the figures hang on: equal keys, equal bytes."""
        return (self.here.place.hash, self.there.place.hash, self.question.members, self.question.seed)

    def work(self, progress: Callable[[int, int], None]) -> dict[str, Any]:
        """Share the difference out; `progress` may raise to end it.

        Raises
        ------
        InputError
            If there is no crackdown to be carried.
        """
        from tregua.decisions import transfer

        began = time.perf_counter()
        q = self.question
        found = transfer(self.here.place, self.there.place, members=q.members, seed=q.seed, progress=progress)
        return self.result(found, round(1000 * (time.perf_counter() - began), 1))

    def result(self, found: Transfer, took: float) -> dict[str, Any]:
        """Return what was found as plain data, in the language in use; `took` in milliseconds."""
        from tregua.report.sections.transfer import section

        page = section(found)
        return {
            "kind": "transfer",
            "from": {"id": self.here.place.name, "title": str(self.here.place.title)},
            "to": {"id": self.there.place.name, "title": str(self.there.place.title)},
            **told(self, page, [one.title for one in found.outcomes], draws=int(found.options["draws"])),
            "basis": [
                basis(each, each.place.run.as_of, each.place.run.start) for each in (self.here, self.there)
            ],
            "took_ms": took,
        }


def carrying(question: Carry, library: Library, lang: str) -> Carrying:
    """Make sense of a question about two places.

    Raises
    ------
    InputError
        With every mistake in it.
    """
    problems = [
        Problem("request", None, where, name, one_of(library.names), did_you_mean(name, library.names))
        for where, name in (("from", question.from_), ("to", question.to))
        if name not in library.names
    ]
    if not problems and question.from_ == question.to:
        problems.append(Problem("request", None, "to", question.to, _("another place than the first")))
    if problems:
        raise InputError(problems)
    return Carrying(question, library.shelf(question.from_, lang), library.shelf(question.to, lang))
