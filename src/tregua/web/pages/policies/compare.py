"""The policies of a place side by side, from the draws of quick answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tregua.decisions.answer.page import chosen
from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.web.answer import Answerer, basis, odds_of
from tregua.web.answer_page import answer_page
from tregua.web.build_scenario import Asked, asked
from tregua.web.request import AskPolicies, Question

if TYPE_CHECKING:
    from tregua.scenarios import Scenario
    from tregua.web.place_store import Library, Shelf


def side_by_side(question: AskPolicies, library: Library, answerer: Answerer, lang: str) -> dict[str, Any]:
    """Return the record of the answer page.

    Parameters
    ----------
    question
        Place, baseline and beliefs.
    library, answerer
        The places, and what works quick answers out.
    lang
        Language of the answer.

    Raises
    ------
    InputError
        With every mistake in it.
    """
    shelf = library.shelf(question.place, lang)
    baseline = question.baseline or shelf.baseline
    if baseline not in shelf.policies:
        known = list(shelf.policies)
        hint = did_you_mean(baseline, known)
        raise InputError(Problem("request", None, "baseline", baseline, one_of(known, 20), hint))
    every = [_asked(question, baseline, name, library, lang) for name in _names(question, shelf, baseline)]
    every = [each for each in every if each.as_of == every[0].as_of]  # of the same knowledge
    found = answerer.policies(every)
    first = every[0]
    page = answer_page(
        shelf,
        first.as_of,
        _("your assumptions") if first.yours else basis(shelf, first.as_of, first.quick_baseline.start),
        [
            (scenario, branch, line, odds_of(scenario) if branch else None)
            for (each, branch, line), scenario in zip(
                found, (first.quick_baseline, *(_named(each) for each, *_rest in found[1:])), strict=True
            )
        ],
        "quick",
    )
    return page


def _names(question: AskPolicies, shelf: Shelf, baseline: str) -> list[str]:
    """Return the policies of the baseline's dates, the baseline first; those that are shown, or all."""
    base = shelf.policies[baseline]
    same = [
        name
        for name, each in shelf.policies.items()
        if name != baseline and (each.start, each.end) == (base.start, base.end)
    ]
    every = [baseline, *same]
    return (
        every
        if question.every
        else [baseline, *(n for n in chosen(shelf.place.name, every)[1] if n != baseline)]
    )


def _named(each: Asked) -> Scenario:
    """Return the policy under the name it has in the library, by which it is shown and can be chosen."""
    return replace(each.quick_policy, name=each.question.policy)


def _asked(question: AskPolicies, baseline: str, policy: str, library: Library, lang: str) -> Asked:
    conditional = library.shelf(question.place, lang).policies[policy].conditional
    return asked(
        Question(
            place=question.place,
            policy=policy,
            baseline=baseline,
            branch=question.branch if conditional else "operates",
            structure=question.structure,
            assumptions=question.assumptions,
            seed=question.seed,
        ),
        library,
        lang,
    )
