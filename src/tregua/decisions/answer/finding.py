"""The finding: a sentence made by rule, which gives no direction that results and tests do not allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tregua.decisions.answer.dose import Treated
from tregua.decisions.answer.figures import amount, chance, fraction
from tregua.decisions.answer.marks import Mark
from tregua.i18n import _, translated
from tregua.results.estimates import Estimate, step_of
from tregua.validation.fit_mark import FAILED, NEVER
from tregua.vocabulary.readings import STRUCTURES

Direction = Literal["fewer", "more", "none", "cannot tell"]
AGREED = 0.9  # share of draws that must have the sign
WITHOUT_FEAR = "incapacitation"  # the account in which nobody is deterred


@dataclass(frozen=True)
class Ruling:
    """The direction of a policy's effect on deaths, and what stood in the way of one.

    Attributes
    ----------
    direction
        "fewer", "more", "none" where no draw differs, or "cannot tell".
    fewer
        Share of draws with fewer deaths than the baseline.
    reasons
        Why there is no direction, in words; empty where there is one.
    """

    direction: Direction
    fewer: float
    reasons: tuple[str, ...] = ()


def rule(
    differences: np.ndarray,
    structures: np.ndarray,
    cases: Sequence[Treated],
    level: Mark,
    effect: Mark,
) -> Ruling:
    """Return the direction of a policy's effect on deaths, or that the model cannot tell.

    A direction needs all of these: nine draws of ten with that sign; every causal account, the one without
    fear among them, with that sign in the median of its draws; a treated case outside the fit, at that dose
    or more, in which the count went that way; and no failed test of the level or of the effect.

    Parameters
    ----------
    differences
        Deaths of the policy minus those of the baseline, (draw,).
    structures
        Causal account of each draw, (draw,).
    cases
        Treated cases outside the fit with at least the policy's dose (`dose.covering`).
    level, effect
        Marks of deaths.
    """
    if not np.any(differences):
        return Ruling("none", 0.0)
    fewer, more = float((differences < 0).mean()), float((differences > 0).mean())
    sign = -1 if fewer >= more else 1
    name = _("fewer") if sign < 0 else _("more")
    reasons = []
    if max(fewer, more) < AGREED:
        reasons.append(
            _("Deaths are {sign} in {share} draws; {needed} are needed.").format(
                sign=name, share=fraction(max(fewer, more)), needed=fraction(AGREED)
            )
        )
    for account in STRUCTURES:
        own = differences[structures == account]
        if not len(own):
            reasons.append(_("The account “{account}” was not run.").format(account=account_title(account)))
        elif np.sign(np.median(own)) != sign:
            reasons.append(
                _("Under the account “{account}” deaths are not {sign}.").format(
                    account=account_title(account), sign=name
                )
            )
    if not cases:
        reasons.append(_("No treated case outside the fit had this dose or more."))
    elif not any(case.sign == sign for case in cases):
        reasons.append(_("In no treated case at this dose did the count go that way at every time."))
    if level.status == FAILED:
        reasons.append(_("The level of deaths failed its test here: {text}.").format(text=level.text))
    elif level.status == NEVER:
        reasons.append(_("The level of deaths was never tested here."))
    if effect.status == FAILED:
        reasons.append(_("The effect failed its test in treated cases: {text}.").format(text=effect.text))
    if reasons:
        return Ruling("cannot tell", fewer, tuple(reasons))
    return Ruling("fewer" if sign < 0 else "more", fewer)


def account_title(name: str) -> str:
    """Return the title of a causal account."""
    from tregua.assumptions.sampling import structures

    known = structures()
    return translated(str(known[name]["title"])) if name in known else name


@dataclass(frozen=True)
class Subject:
    """The policy that the finding speaks of, with what its sentence needs."""

    title: str
    base: str
    ruling: Ruling
    deaths: Estimate
    difference: Estimate
    held: Estimate
    custody: Estimate
    tested: bool  # whether any treated case outside the fit had its dose


def _people(found: Estimate) -> str:
    return amount(found.median, max(step_of(found.median, found.error), 1.0))


def finding(subject: Subject) -> str:
    """Return the finding as one sentence, people held and dead in custody in the clause of any gain."""
    held, custody = _people(subject.held), _people(subject.custody)
    words: Mapping[str, str] = {
        "policy": subject.title,
        "baseline": subject.base,
        "held": held,
        "custody": custody,
    }
    kind = subject.ruling.direction
    if kind == "none":
        return _("“{policy}” changes no death in this model against “{baseline}”.").format(**words)
    if kind == "cannot tell":
        text = (
            _(
                "Under “{policy}”, some {held} people would be held without a judge's order on an average "
                "day in this model, which cannot tell whether it would bring fewer deaths or more."
            )
            if subject.tested
            else _(
                "Under “{policy}”, some {held} people would be held without a judge's order on an average "
                "day in this model, which cannot tell, at a dose never tested, whether it would bring fewer "
                "deaths or more."
            )
        )
        return text.format(**words)
    low, high = sorted((abs(subject.difference.low), abs(subject.difference.high)))
    size = {
        "low": amount(low, max(step_of(low), 1.0)),
        "high": amount(high, max(step_of(high), 1.0)),
    }
    text = (
        _(
            "Under “{policy}”, {low} to {high} fewer people would die in this model than under “{baseline}”, "
            "while some {held} would be held without a judge's order on an average day and {custody} would "
            "die in custody."
        )
        if kind == "fewer"
        else _(
            "Under “{policy}”, {low} to {high} more people would die in this model than under “{baseline}”; "
            "some {held} would be held without a judge's order on an average day and {custody} would die in "
            "custody."
        )
    )
    return text.format(**words, **size)


def alone(title: str, deaths: Estimate, held: Estimate, custody: Estimate, where: str, when: str) -> str:
    """Return the finding where one policy was run, and nothing to compare it with."""
    low, high = (amount(x, max(step_of(x), 1.0)) for x in (deaths.low, deaths.high))
    return _(
        "Under “{policy}”, {low} to {high} people would die in {place} in this model, {when}, while some "
        "{held} would be held without a judge's order on an average day and {custody} would die in custody; "
        "nothing was run to compare it with."
    ).format(
        policy=title, low=low, high=high, place=where, when=when, held=_people(held), custody=_people(custody)
    )


def start(low: float, high: float, starts: float) -> str:
    """Return the chance of starting as a sentence that calls it assumed."""
    if chance(low) == chance(high):
        return _("The chance that it would start at all is assumed: {odds}.").format(odds=chance(starts))
    return _("The chance that it would start at all is assumed: {low} to {high}.").format(
        low=chance(low), high=chance(high)
    )
