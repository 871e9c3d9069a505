"""Which policy is weighed: a place's own crackdown, or another place's carried over.

A crackdown is the first scenario of a place in which a state of exception asks for arrests; it is read
against the first in which nothing is added. A place without one is asked what the other's would do there:
the same measures, as many days after the start of the run, sized per inhabitant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError, Problem
from tregua.i18n import _, translated

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios import Scenario

KIND = "state_of_exception"
CARRIED = "carried-over"


@dataclass(frozen=True)
class Question:
    """What is asked of one place: a policy, read against a baseline.

    Attributes
    ----------
    place, baseline, policy
        Where, against what, and what.
    carried
        Whether the policy is another place's, sized for this one.
    """

    place: Place
    baseline: Scenario
    policy: Scenario
    carried: bool = False


def question(
    place: Place, baseline: str | Scenario | None = None, policy: str | Scenario | None = None
) -> Question | None:
    """Return a place's own crackdown, or the scenarios that the user names; None if it has none.

    Raises
    ------
    InputError
        With every mistake in the scenarios named.
    """
    from tregua.scenarios import load_scenario, scenarios_of

    names = scenarios_of(place, from_today=False)
    against, asked = _loaded(place, (baseline, policy))
    if asked is None:
        each = (load_scenario(name, place) for name in names)
        asked = next((s for s in each if declares(s)), None)
        if asked is None:
            return None
    return Question(place, against or _nothing_added(place, asked), asked)


def _loaded(place: Place, named: Sequence[str | Scenario | None]) -> list[Scenario | None]:
    from tregua.scenarios import load_scenario

    found: list[Scenario | None] = []
    problems: list[Problem] = []
    for each in named:
        try:
            found.append(load_scenario(each, place) if isinstance(each, str) else each)
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems:
        raise InputError(problems)
    return found


def declares(scenario: Scenario) -> bool:
    """Return whether a scenario declares a state of exception that asks for arrests."""
    return any(
        getattr(each, "kind", "") == KIND and getattr(each, "asks", False)
        for each in scenario.interventions.values()
    )


def _nothing_added(place: Place, like: Scenario) -> Scenario:
    from tregua.scenarios import baseline, load_scenario, scenarios_of

    for name in scenarios_of(place, from_today=False):
        found = load_scenario(name, place)
        same = (found.start, found.end) == (like.start, like.end)
        if not found.interventions and same and found.name != like.name:
            return found
    return baseline(place)


def carried(question: Question, place: Place) -> Question:
    """Return the same policy in another place: measures, sizes per inhabitant, days after the start.

    Raises
    ------
    InputError
        If the policy holds an intervention of the user's own, which nothing says how to size.
    """
    from tregua.scenarios import Measure, baseline, from_parts

    like = baseline(place)
    scale = place.people / question.place.people
    shift = like.start - question.policy.start
    told = {}
    for label, each in question.policy.interventions.items():
        if not isinstance(each, Measure):
            expected = _("built-in interventions: only their sizes can be carried to another place")
            raise InputError(Problem(question.policy.name, None, f"interventions.{label}", label, expected))
        told[label] = _sized(each, scale, shift, like)
    policy = from_parts(
        place,
        name=CARRIED,
        title=_("{title}, carried over").format(title=translated(question.policy.title)),
        sentence=_("The measures of {name}, sized per inhabitant, as many days after the start.").format(
            name=translated(question.policy.title)
        ),
        interventions={label: each for label, each in told.items() if each is not None},
    )
    return Question(place, like, policy, True)


def _sized(each: Any, scale: float, shift: Any, like: Scenario) -> Any:
    changes: dict[str, Any] = {"known": None, "conditional": False}
    for name in type(each).model_fields:
        number = each.number(name)
        if number is None or not number.sized:
            continue
        value = getattr(each, name, None)
        if isinstance(value, dict):
            value = sum(value.values())  # by territory: another place has others
        if isinstance(value, tuple):
            value = tuple(
                step.model_copy(
                    update={"date": step.date + shift, "value": step.value * scale, "known": None}
                )
                for step in value
            )
            changes[name] = value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            changes[name] = value * scale
    changes["from_"] = each.from_ + shift if each.from_ else None
    changes["until"] = each.until + shift if each.until else None
    if changes["from_"] and changes["from_"] >= like.end:
        return None
    if getattr(each, "territories", "all") != "all":
        changes["territories"] = "all"
    if isinstance(getattr(each, "shared_by", None), dict):
        changes["shared_by"] = "population"
    return each.model_copy(update=changes)
