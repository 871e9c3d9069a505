"""Whether a result would carry over from the place whose record taught the model, and why it might not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tregua.decisions.answer.figures import amount
from tregua.decisions.caveats import tested
from tregua.i18n import _
from tregua.inference import LEARNT_IN
from tregua.places.sourced_value import latest
from tregua.results.estimates import step_of

if TYPE_CHECKING:
    from tregua.places import Place

PER = 100_000.0
NAMED = 2  # differences that the sentence names


@dataclass(frozen=True)
class Fact:
    """One fact in which two places differ, for each 100,000 people on the first day of their runs."""

    name: str
    here: float
    there: float

    @property
    def ratio(self) -> float:
        """Return how many times larger it is there; NaN where one of them is nothing."""
        return self.there / self.here if self.here > 0 and self.there > 0 else math.nan


def per_head(place: Place) -> dict[str, float]:
    """Return gang members, prison places and police for each 100,000 people, on the first day of a run."""
    at, known, people = place.run.start, place.run.as_of, place.people
    counts = {
        "members": sum(latest(gang.members, at, known).value for gang in place.gangs.values()),
        "places": latest(place.state.prisons.places, at, known).value,
        "police": latest(place.state.police, at, known).value,
    }
    return {name: PER * float(n) / people for name, n in counts.items()}


@cache
def _learnt_in() -> Place:
    from tregua.places import load_place

    return load_place(LEARNT_IN)


def facts(place: Place) -> list[Fact]:
    """Return the facts in which a place and the one that taught the model differ, the largest ratio first."""
    here, there = per_head(place), per_head(_learnt_in())
    found = [Fact(name, here[name], there[name]) for name in here]
    known = [fact for fact in found if not math.isnan(fact.ratio)]
    return sorted(known, key=lambda fact: -abs(math.log(fact.ratio)))


def _cases() -> str:
    record = tested()
    return _("of {k} treated cases outside the fit, the model's range held {m}").format(
        k=record.outside_fit, m=record.outside_fit_inside
    )


def _clause(fact: Fact) -> str:
    """Return a difference in words, as part of "per head, ... had ..."."""
    more = fact.ratio >= 1
    times = fact.ratio if more else 1 / fact.ratio
    words = {
        ("members", True): _("{times} times the gang members per head"),
        ("members", False): _("one part in {times} of the gang members per head"),
        ("places", True): _("{times} times the prison places per head"),
        ("places", False): _("one part in {times} of the prison places per head"),
        ("police", True): _("{times} times the police per head"),
        ("police", False): _("one part in {times} of the police per head"),
    }
    return words[fact.name, more].format(times=amount(times, step_of(times)))


def carry_over(place: Place | None) -> dict[str, Any] | None:
    """Return one sentence on whether the answer would carry over, with the reason that matters most.

    None without the place: then nothing can be compared.
    """
    if place is None:
        return None
    if place.name == LEARNT_IN:
        text = _(
            "The model learnt how people behave from the record of this same place; that it holds elsewhere "
            "is not shown: {cases}."
        ).format(cases=_cases())
        return {"text": text, "facts": []}
    found = facts(place)
    words = {"there": str(_learnt_in().title), "here": str(place.title), "cases": _cases()}
    if not found:
        text = _("Nothing shows that a result of {there} would carry over to {here}: {cases}.").format(
            **words
        )
    else:
        text = _(
            "Nothing shows that a result of {there} would carry over to {here}: {there} had {reasons}; "
            "{cases}."
        ).format(reasons=_(" and ").join(_clause(fact) for fact in found[:NAMED]), **words)
    return {
        "text": text,
        "facts": [{"name": f.name, "here": f.here, "there": f.there, "ratio": f.ratio} for f in found],
    }
