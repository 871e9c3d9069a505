"""Why the model says so, as a job: an effect by the parts of a policy and by mechanisms switched off."""

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
    from tregua.scenarios import Scenario
    from tregua.web.place_store import Library, Shelf
    from tregua.web.request import AskWhy


@dataclass(frozen=True)
class Reasoning(Standalone):
    """A question about the reasons of an effect that makes sense.

    Attributes
    ----------
    question
        As asked.
    shelf
        The place.
    policy, baseline
        Scenarios of the place.
    """

    question: AskWhy
    shelf: Shelf
    policy: Scenario
    baseline: Scenario

    @property
    def command(self) -> str:
        """The command that gives the same figures."""
        q = self.question
        words = ["tregua", "why", self.policy.name, "--baseline", self.baseline.name]
        words += ["--place", self.shelf.ref, "--draws", str(q.members), "--branch", q.branch]
        return shlex.join([*words, "--seed", str(q.seed)])

    @property
    def key(self) -> tuple[Any, ...]:
        """What the figures depend on: equal keys, equal bytes."""
        q = self.question
        return (
            "why",
            self.shelf.place.hash,
            self.policy.hash,
            self.baseline.hash,
            q.branch,
            q.members,
            q.seed,
        )

    def work(self, progress: Callable[[int, int], None]) -> dict[str, Any]:
        """Compute the shares of the effect; `progress` may raise to end it."""
        from tregua.decisions.reasons.why import why
        from tregua.report.sections.why import main, name_of, section

        began = time.perf_counter()
        q = self.question
        found = why(
            self.policy,
            self.baseline,
            place=self.shelf.place,
            draws=q.members,
            branch=q.branch,
            seed=q.seed,
            progress=progress,
        )
        page = section(found)
        names = [name_of(one) for one in main(found) if one.parts]
        place = self.shelf.place
        return {
            "kind": "why",
            "place": {"id": place.name, "title": str(place.title)},
            "scenario": self.policy.name,
            **told(self, page, names, draws=q.members),
            "basis": [basis(self.shelf, self.policy.as_of, self.policy.start)],
            "took_ms": round(1000 * (time.perf_counter() - began), 1),
        }


def reasoning(question: AskWhy, library: Library, lang: str) -> Reasoning:
    """Make sense of a question about the reasons of an effect.

    Raises
    ------
    InputError
        With every mistake in it.
    """
    if question.place not in library.names:
        hint = did_you_mean(question.place, library.names)
        raise InputError(Problem("request", None, "place", question.place, one_of(library.names), hint))
    shelf = library.shelf(question.place, lang)
    known = list(shelf.policies)
    names = {"policy": question.policy, "baseline": question.baseline or shelf.baseline}
    problems = [
        Problem("request", None, key, given, one_of(known, 20), did_you_mean(given, known))
        for key, given in names.items()
        if given not in known
    ]
    if not problems and names["policy"] == names["baseline"]:
        problems.append(
            Problem("request", None, "policy", names["policy"], _("another policy than the baseline"))
        )
    if problems:
        raise InputError(problems)
    policy, base = (shelf.policies[str(name)] for name in names.values())
    if (policy.start, policy.end) != (base.start, base.end):
        told = _("the dates of the policy, {start} to {end}").format(start=policy.start, end=policy.end)
        raise InputError(Problem("request", None, "baseline", f"{base.start} to {base.end}", told))
    return Reasoning(question, shelf, policy, base)
