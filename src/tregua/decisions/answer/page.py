"""The record of the answer page: figures, marks, finding and carry-over of the policies of one result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tregua.decisions.answer import figures, marks
from tregua.decisions.answer.carry_over import carry_over
from tregua.decisions.answer.depends import depends
from tregua.decisions.answer.dose import Dose, added, covering
from tregua.decisions.answer.finding import Ruling, Subject, account_title, alone, finding, rule, start
from tregua.i18n import _
from tregua.i18n.numbers import day, month
from tregua.inputs.yaml_reader import load_yaml
from tregua.results.estimates import Estimate, estimate
from tregua.vocabulary.quantiles import SHOWN
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    from tregua.places import Place

SCHEMA = 1
MOST = 4  # policies on the answer page
FILE = Path(__file__).with_name("shown.yaml")
OUTCOMES = ("deaths", "held", "money")
APART = 0.1  # of a figure: readings that differ by less are not shown apart


@dataclass(frozen=True)
class Drawn:
    """One policy and its draws.

    Attributes
    ----------
    policy, scenario, branch, title
        As in a result; a conditional policy as it is if it operates.
    figures
        Headline quantities by name, each (draw,): see `tregua.results.measures.headline`.
    interventions
        As a manifest has them; None where they are not known.
    starts, between
        The chance of starting, and its range; None for a policy that depends on nobody's decision.
    about
        One sentence on the policy: whose idea it is, and what in it is the authors' reading.
    """

    policy: str
    scenario: str
    branch: str
    title: str
    figures: Mapping[str, np.ndarray]
    interventions: Sequence[Mapping[str, Any]] | None = None
    starts: float | None = None
    between: tuple[float, float] | None = None
    about: str = ""


@dataclass(frozen=True)
class Given:
    """What an answer is made from.

    Attributes
    ----------
    name, title
        Of the place.
    place
        The place itself, or None where its files are gone or are no longer the same.
    start, end
        First and last day of the run.
    structures, readings
        Causal account and reading of each draw, (draw,).
    policies
        The first is the baseline.
    posterior, fitted_as_of
        Digest and day of the posterior drawn from; empty where only priors are.
    basis
        In a few words, what the parameters are.
    kind
        Whole ensembles, or expected values.
    """

    name: str
    title: str
    place: Place | None
    start: date
    end: date
    structures: np.ndarray
    readings: np.ndarray
    policies: Sequence[Drawn]
    posterior: str = ""
    fitted_as_of: str = ""
    basis: str = ""
    kind: Literal["exact", "quick"] = "exact"


def answer(given: Given) -> dict[str, Any]:
    """Return the record of the answer page, ready for JSON: see `tregua.decisions.answer.schema`."""
    base = given.policies[0]
    subject, shown = chosen(given.name, [p.scenario for p in given.policies])
    deaths_level = marks.level(given.place, given.name, "deaths", given.posterior, given.fitted_as_of)
    held_level = marks.held_level(given.place, given.name, given.posterior, given.fitted_as_of)
    custody_level = marks.level(
        given.place, given.name, "custody_deaths", given.posterior, given.fitted_as_of
    )
    levels = {"deaths": deaths_level, "held": held_level, "money": _money_level(), "custody": custody_level}
    judged = [_judged(given, base, each, deaths_level) for each in given.policies]
    policies = [
        _policy(given, each, base, levels, one, each.scenario in shown)
        for each, one in zip(given.policies, judged, strict=True)
    ]
    place_in = {name: k for k, name in enumerate(shown)}
    policies.sort(key=lambda each: place_in.get(each["scenario"], len(shown)))  # stable: the others follow
    about = next((k for k, p in enumerate(given.policies) if p.scenario == subject), 0)
    own = given.policies[about]
    return {
        "schema": SCHEMA,
        "kind": given.kind,
        "place": given.name,
        "place_title": given.title,
        "from": given.start.isoformat(),
        "until": given.end.isoformat(),
        "period": _("{first} to {last}").format(first=month(given.start), last=month(given.end)),
        "draws": len(given.structures),
        "range": [SHOWN[0], SHOWN[2]],
        "basis": given.basis,
        "finding": {
            "text": _finding(given, about, judged[about]),
            "subject": own.policy,
            "direction": judged[about].ruling.direction if about else "alone",
            "reasons": list(judged[about].ruling.reasons),
            "start": "" if own.starts is None else start(*_between(own), own.starts),
            "about": own.about,
        },
        "note": came_of_it(given.place, given.start) if about else "",
        "carry_over": carry_over(given.place),
        "caveats": caveats(given, deaths_level, judged[about]),
        "legend": marks.legend(),
        "policies": policies,
        "depends": depends(given.name, {p.scenario: p.title for p in given.policies}),
    }


def chosen(place: str, scenarios: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the policy that the title speaks of and those that are shown, of those that were run.

    In a fixed order: that of the place's row in ``shown.yaml`` where all of its policies were run and more
    than four were, or the order of the result. Never by what came out.
    """
    rows = load_yaml(FILE).value
    row = rows.get(place, {})
    own = list(dict.fromkeys(scenarios))
    usual = [name for name in row.get("shown", ()) if name in own]
    shown = (
        own if len(own) <= MOST else ([own[0], *(n for n in usual if n != own[0])] if len(usual) > 1 else own)
    )
    shown = shown[:MOST]
    subject = row.get("subject")
    if subject not in shown or subject == own[0]:
        subject = shown[-1]
    return subject, tuple(shown)


@dataclass(frozen=True)
class _Judged:
    ruling: Ruling
    effect: marks.Mark | None
    dose: Dose
    tested: bool
    difference: Estimate | None


def _judged(given: Given, base: Drawn, own: Drawn, level: marks.Mark) -> _Judged:
    if own is base:
        return _Judged(Ruling("none", 0.0), None, Dose(), False, None)
    gap = own.figures["deaths"] - base.figures["deaths"]
    if given.place is None or own.interventions is None or base.interventions is None:
        dose = Dose(other=frozenset({"unknown"}))
    else:
        dose = added(own.interventions, base.interventions, given.place, given.start, given.end)
    cases = covering(dose)
    effect = marks.effect(cases)
    ruling = rule(gap, given.structures, cases, level, effect)
    return _Judged(ruling, effect, dose, bool(cases), estimate(gap))


def _finding(given: Given, about: int, judged: _Judged) -> str:
    own, base = given.policies[about], given.policies[0]
    deaths, held, custody = (estimate(own.figures[name]) for name in ("deaths", "held", "custody"))
    assert deaths is not None and held is not None and custody is not None
    if not about or judged.difference is None:
        when = _("{first} to {last}").format(first=month(given.start), last=month(given.end))
        return alone(own.title, deaths, held, custody, given.title, when)
    return finding(
        Subject(own.title, base.title, judged.ruling, deaths, judged.difference, held, custody, judged.tested)
    )


def _between(own: Drawn) -> tuple[float, float]:
    starts = own.starts or 0.0
    return own.between or (starts, starts)


def _policy(
    given: Given, own: Drawn, base: Drawn, levels: Mapping[str, marks.Mark], judged: _Judged, shown: bool
) -> dict[str, Any]:
    baseline = own is base
    effects = {"deaths": judged.effect, "held": marks.untested(), "money": marks.untested()}
    outcomes = {}
    for name in OUTCOMES:
        outcomes[name] = {
            **_outcome(name),
            **_told(name, own.figures[name]),
            "level": levels[name].record(),
            "effect": None if baseline or (mark := effects[name]) is None else mark.record(),
            "readings": _readings(name, own, given.readings),
        }
    return {
        "policy": own.policy,
        "scenario": own.scenario,
        "branch": own.branch,
        "title": own.title,
        "about": own.about,
        "baseline": baseline,
        "shown": shown,
        "chance": _chance(own),
        "outcomes": outcomes,
        "custody": {
            **_outcome("custody"),
            **_told("custody", own.figures["custody"]),
            "level": levels["custody"].record(),
        },
        "direction": "baseline" if baseline else judged.ruling.direction,
        "reasons": list(judged.ruling.reasons),
        "fewer_share": None if baseline else round(judged.ruling.fewer, 4),
        "difference": None
        if judged.difference is None
        else {
            "median": judged.difference.median,
            "low": judged.difference.low,
            "high": judged.difference.high,
            "text": figures.change(judged.difference),
        },
        "structures": [
            {
                "structure": name,
                "title": account_title(name),
                "draws": int((given.structures == name).sum()),
                **{key: _told(key, own.figures[key][given.structures == name]) for key in ("deaths", "held")},
            }
            for name in dict.fromkeys(given.structures.tolist())
        ],
    }


def _told(name: str, values: np.ndarray) -> dict[str, Any]:
    found = estimate(values)
    assert found is not None  # every draw has the headline quantities
    return figures.told(name, found)


def _outcome(name: str) -> dict[str, str]:
    titles = {
        "deaths": (_("Deaths over the run, in custody too"), _("people")),
        "held": (_("Held without a judge's order, on an average day"), _("people")),
        "money": (_("Money, mission and prisons"), _("million US dollars")),
        "custody": (_("Deaths in custody over the run"), _("people")),
    }
    return dict(zip(("title", "unit"), titles[name], strict=True))


def _readings(name: str, own: Drawn, readings: np.ndarray) -> list[dict[str, Any]]:
    """Return a figure by reading, where the two part by more than chance and by a tenth."""
    found = {r: estimate(own.figures[name][readings == r]) for r in READINGS}
    a, b = (found[r] for r in READINGS)
    if a is None or b is None or not a.error >= 0 or not b.error >= 0:
        return []
    gap, error = abs(a.median - b.median), (a.error**2 + b.error**2) ** 0.5
    if gap <= 2 * error or gap <= APART * max(abs(a.median), abs(b.median)):
        return []
    titles = {
        "official": _("odds implied by El Salvador's official figures"),
        "ngo": _("odds implied by the figures of NGOs"),
    }
    return [
        {"reading": r, "title": titles[r], **figures.told(name, one)}
        for r, one in found.items()
        if one is not None
    ]


def _chance(own: Drawn) -> dict[str, Any] | None:
    if own.starts is None:
        return None
    low, high = _between(own)
    same = figures.chance(low) == figures.chance(high)
    return {
        "starts": own.starts,
        "low": low,
        "high": high,
        "text": figures.chance(own.starts),
        "range_text": ""
        if same
        else _("{low} to {high}").format(low=figures.chance(low), high=figures.chance(high)),
        "dots": round(10 * own.starts, 2),
        "mark": marks.assumed().record(),
    }


def _money_level() -> marks.Mark:
    return marks.Mark(
        "never tested",
        _("never tested"),
        _("What a mission is asked to cost is an input; no record of spending was compared with the model."),
    )


def came_of_it(place: Place | None, start: date) -> str:
    """Return what came of an offer that a place's history records after the first day of a run."""
    if place is None:
        return ""
    later = [event for event in place.history if event.kind == "offer" and event.date >= start]
    if not later:
        return ""
    last = later[-1]
    return _("What came of the offer: {event} ({date}).").format(event=str(last.title), date=day(last.date))


def caveats(given: Given, level: marks.Mark, judged: _Judged) -> list[str]:
    """Return the three caveats of a brief: what was tested, at which dose, and what the figures are."""
    out = [
        _("Level of deaths here: {text}. {detail}").format(text=level.text, detail=level.detail),
    ]
    if judged.effect is not None:
        out.append(
            _("Effect of the policy on deaths: {text}. {detail}").format(
                text=judged.effect.text, detail=judged.effect.detail
            )
        )
    out.append(
        _(
            "These figures are a model's, over {draws} draws, with the range of eight draws in ten; the "
            "truth can lie outside it. They are no forecast, and no claim about lives can be made from them."
        ).format(draws=len(given.structures))
    )
    return out
