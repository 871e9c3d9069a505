"""What the commands that weigh are asked: a place, policies, a question; all mistakes are told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tregua.decisions.futures import Beliefs, believe
from tregua.decisions.goals import Goal, Question, parse_goals, read_question
from tregua.errors import InputError, Problem
from tregua.i18n import translated
from tregua.i18n.numbers import worded

if TYPE_CHECKING:
    from tregua.assumptions.assumed import Assumed
    from tregua.places import Place
    from tregua.scenarios import Scenario

DEFAULT_GOALS = ("killing_ratio_year2 <= 0.5", "wrongly_held <= 1000")


@dataclass(frozen=True)
class Asked:
    """A question with what it is about.

    Attributes
    ----------
    place
        At its reported level where every policy can be told there, else as it is.
    policies
        What is compared, as asked for.
    base
        The policy against which others are held.
    goals
        What is asked of a policy; the package's own examples where the user asked for nothing.
    own_goals
        Whether the user did.
    """

    place: Place
    policies: tuple[Scenario, ...]
    base: Scenario
    goals: tuple[Goal, ...]
    question: Question
    own_goals: bool

    @property
    def everyone(self) -> list[Scenario]:
        """Baseline and policies, each once."""
        return list({s.name: s for s in (self.base, *self.policies)}.values())


def ask(
    place: str | Path | Place,
    policies: Sequence[str | Scenario] = (),
    *,
    goals: Sequence[str] = (),
    question: str | Path | Question | None = None,
    base: str | Scenario | None = None,
) -> Asked:
    """Load what is asked about.

    Parameters
    ----------
    place
        A place, its name or its folder.
    policies
        Scenarios, their names or files; those of the question, else those that the place names.
    goals
        In place of the question's.
    question
        A YAML file (see `tregua.decisions.goals.Question`), or what was read from one.
    base
        The policy against which others are held: the question's goes before it; else the place's first.

    Raises
    ------
    InputError
        With every mistake found.
    """
    from tregua.places.aggregate_to_regions import at_reported_level
    from tregua.scenarios import Scenario
    from tregua.scenarios.find_place import as_place

    policies = [policies] if isinstance(policies, str | Path | Scenario) else policies
    goals = [goals] if isinstance(goals, str) else goals
    problems: list[Problem] = []
    read = question if isinstance(question, Question) else Question()
    if not isinstance(question, Question):
        try:
            read = read_question(question)
        except InputError as error:
            problems += error.problems
    known: tuple[Goal, ...] = ()
    try:
        known = parse_goals(goals or read.goals or DEFAULT_GOALS)
    except InputError as error:
        problems += error.problems
    at = as_place(place)
    named = list(policies) or list(read.policies) or list(at.scenarios) or ["baseline"]
    first = read.base or base or (at.scenarios[0] if at.scenarios else "baseline")
    wanted = [first, *named]
    coarse = at_reported_level(at)
    found = None
    if not any(not isinstance(each, str) for each in wanted):
        try:
            found, at = _load(wanted, coarse), coarse
        except InputError:
            found = (
                None  # a policy names what is finer: told below, if it is a mistake in the place itself too
            )
    if found is None:
        try:
            found = _load(wanted, at)
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems or found is None:
        raise InputError(problems)
    problems = [
        Problem(s.name, None, "start, end", f"{s.start} - {s.end}", f"{found[0].start} - {found[0].end}")
        for s in found
        if (s.start, s.end) != (found[0].start, found[0].end)
    ]
    if problems:
        raise InputError(problems)
    return Asked(at, tuple(found[1:]), found[0], known, read, bool(goals or read.goals))


def _load(wanted: Sequence[str | Scenario], place: Place) -> list[Scenario]:
    from tregua.scenarios import load_scenario

    found, problems = [], []
    for each in wanted:
        try:
            found.append(load_scenario(each, place) if isinstance(each, str | Path) else each)
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems:
        raise InputError(problems)
    return found


def beliefs_of(
    asked: Asked,
    *,
    draws: int,
    seed: int = 1,
    as_of: date | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    workers: int | None = None,
) -> Beliefs:
    """Draw what is believed of the place that is asked about."""
    return believe(
        asked.place,
        asked.base,
        draws=draws,
        seed=seed,
        as_of=as_of or min(s.as_of for s in asked.everyone),
        assume=assume,
        priors=priors,
        workers=workers,
        ranges=asked.question.uncertainties,
    )


def provenance(asked: Asked, beliefs: Beliefs, futures: int) -> dict[str, object]:
    """Return where numbers come from, for machines."""
    import json

    from tregua._version import __version__

    setup = beliefs.setup
    joint = setup.parameters.joint
    return {
        "version": __version__,
        "place": asked.place.name,
        "place_hash": asked.place.hash,
        "policies": [s.name for s in asked.policies],
        "base": asked.base.name,
        "as_of": setup.as_of.isoformat(),
        "seed": setup.options.seed,
        "futures": futures,
        "draws_rejected": beliefs.rejected,
        "posterior": json.loads(joint.mark) if joint else None,
        "level": "reported" if asked.place.hash.endswith("-reported") else "place",
        "how": "mean-field, weekly",
    }


def drawn_from(beliefs: Beliefs) -> str:
    """Say whether parameters come from a posterior or from the priors."""
    import json

    from tregua.assumptions.posterior_summary import whence

    joint = beliefs.setup.parameters.joint
    if joint is None:
        return whence(None)
    return worded(whence(json.loads(joint.mark), translated(str(beliefs.setup.place.title))))
