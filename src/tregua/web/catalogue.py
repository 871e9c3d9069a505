"""What can be asked about a place, in words and numbers: policies, assumptions, territories, evidence."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua._version import __version__
from tregua.assumptions.posterior_summary import learnt as what_was_learnt
from tregua.assumptions.sampling import quantile, structures
from tregua.decisions.sensitivity_analysis import stored
from tregua.decisions.uncertainties import deep_uncertainties
from tregua.i18n import LANGUAGES, _, translated
from tregua.i18n.numbers import marks
from tregua.report import not_modelled, phrases
from tregua.report.assumptions_text import link
from tregua.report.evidence_grades import relies_on
from tregua.report.parameter_dependence import PARAMETERS
from tregua.report.provenance import confidence, evidence_id, span
from tregua.web import answer_series
from tregua.web.answer import basis
from tregua.web.build_scenario import reach
from tregua.web.glossary import glossary
from tregua.web.language import told
from tregua.web.place_store import posterior
from tregua.web.sliders import conditions, handles, nice

if TYPE_CHECKING:
    from tregua.assumptions.parameter import Parameter
    from tregua.places import Place
    from tregua.scenarios import Scenario
    from tregua.web.place_store import Library, Shelf

MOST_EVIDENCE = 2000
TAILS = (0.001, 0.5, 0.999)
WIDE = 20.0  # a slider that spans more than so many times its least value is on a log scale


def places(library: Library, lang: str) -> dict[str, Any]:
    """List the places."""
    out = []
    for name in library.names:
        shelf = library.shelf(name, lang)
        place = shelf.place
        out.append(
            {
                "id": name,
                "title": str(place.title),
                "sentence": str(place.sentence),
                "people": round(place.people),
                "start": place.run.start.isoformat(),
                "end": place.run.end.isoformat(),
                "as_of": place.run.as_of.isoformat(),
                "own": bool(shelf.own),
            }
        )
    return {
        "version": __version__,
        "languages": list(LANGUAGES),
        "places": out,
        "limits": library.limits.public(),
    }


def place(shelf: Shelf) -> dict[str, Any]:
    """Describe one place."""
    at = shelf.place
    base = shelf.policies[shelf.baseline]
    return {
        "id": at.name,
        "title": str(at.title),
        "sentence": str(at.sentence),
        "reporting": told(at.reporting),
        "people": round(at.people),
        "start": base.start.isoformat(),
        "end": base.end.isoformat(),
        "as_of": base.as_of.isoformat(),
        "hash": at.hash,
        "own": bool(shelf.own),
        "months": [month.start.isoformat()[:7] for month in base.months()],
        "basis": basis(shelf, base.as_of, base.start),
        "opening": {"place": at.name, "policy": opening(shelf), "baseline": shelf.baseline},
        "presets": presets(shelf),
        "accounts": accounts(),
        "measured": measured(),
        "glossary": glossary(),
        "policies": [policy(shelf, name, each) for name, each in shelf.policies.items()],
        "assumptions": [assumption(shelf, p) for p in shelf.usual],
        "outcomes": answer_series.catalogue(),
        "authors": answer_series.authors(),
        "regions": [{"id": name, "title": str(title)} for name, title in at.regions.items()],
        "territories": territories(at),
        "evidence": evidence(at),
        "trust": trust(at, base),
        "not_modelled": [{"what": what, "why": why} for what, why in not_modelled.listed()],
    }


def trust(at: Place, base: Scenario) -> list[str]:
    """Say how far to trust the figures."""
    learnt = posterior(at, base.as_of, base.start)
    if learnt is None:
        first = _(
            "The parameters are priors: read from studies or assumed, and not calibrated to this place. The "
            "figures compare policies inside a model; they are no forecast, and no lives saved can be "
            "claimed from them."
        )
    else:
        first = phrases.learnt_by(json.loads(learnt.mark), learnt.as_of.isoformat())
        first += " " + _("The figures are still a model's: read the ranges, not the middle.")
    return [
        first,
        _(
            "Who gets arrested is read in two ways, one from official figures and one from those of "
            "non-governmental organisations (NGOs). They are shown apart, and are never averaged. Where more "
            "arrests are asked for than there are members to find, most of those arrested are uninvolved in "
            "either reading, and the two come close."
        ),
    ]


def opening(shelf: Shelf) -> str:
    """Choose the policy with which the page opens: the first that is conditional, else the second."""
    compared = [name for name in shelf.policies if name != shelf.baseline and shelf.comparable(name)]
    offers = [name for name in compared if name.rpartition("/")[2].startswith("offer")]
    conditional = [name for name in compared if shelf.policies[name].conditional]
    return next(iter([*offers, *conditional, *compared]), shelf.baseline)


def presets(shelf: Shelf) -> list[dict[str, str]]:
    """List questions to begin with: the offer, what came of it, and policies from today."""
    found = [("offer", _("The offer"), opening(shelf), shelf.baseline)]
    came = f"{shelf.place.name}/as-it-happened"
    if came in shelf.policies and shelf.comparable(came) and came != shelf.baseline:
        found.append(("came", _("What came"), came, shelf.baseline))
    today = [name for name in shelf.place.from_today if name in shelf.policies]
    if len(today) > 1:
        crackdown = next((name for name in today if name.endswith("/now-crackdown")), today[1])
        found.append(("today", _("From today"), crackdown, today[0]))
    keys = ("id", "title", "policy", "baseline")
    return [dict(zip(keys, each, strict=True)) for each in found if each[2] != each[3]]


@cache
def _totals() -> dict[str, dict[str, Any]]:
    """Return the stored total index of each input with the outcome on which it is largest."""
    best: dict[str, dict[str, Any]] = {}
    names = {each.name: each.parameter or each.name for each in deep_uncertainties()}
    for outcome in stored.RANKED_BY:
        for share in stored.largest(outcome):
            name = names.get(share.name, share.name)
            if share.total > best.get(name, {"total": 0.0})["total"]:
                best[name] = {"outcome": outcome, "total": share.total, "low": share.low, "high": share.high}
    return best


def effect(name: str) -> dict[str, Any] | None:
    """Return the measured share of an outcome's variance that goes with an input; None without one."""
    found = _totals().get(name)
    if found is None:
        return None
    titles = {
        "deaths_ratio": _("deaths against those of the baseline"), "deaths": _("deaths"),
        "deaths_custody": _("deaths in custody"), "arbitrary_years": _("arbitrary detention"),
    }  # fmt: skip
    return {**found, "low": max(found["low"], 0.0), "title": titles[found["outcome"]]}


def accounts() -> list[dict[str, Any]]:
    """List the causal accounts of a crackdown, each with an equal share of the draws."""
    return [
        {"id": name, "title": translated(one["title"]), "meaning": translated(one["meaning"])}
        for name, one in structures().items()
    ]


def measured() -> dict[str, Any]:
    """Return in words of which policy and with which version the shares of variance were measured."""
    kept = stored.stored()
    return {
        "policy": kept["policy"], "place": kept["place"], "version": kept["version"], "rows": kept["rows"],
        "account": effect("structure"),
    }  # fmt: skip


def policy(shelf: Shelf, name: str, scenario: Scenario) -> dict[str, Any]:
    """Describe one policy."""
    odds = scenario.odds() if scenario.conditional else None
    usual = shelf.usual
    kinds = [str(getattr(each, "kind", "")) for each in scenario.interventions.values()]
    on = [p for p in relies_on(kinds) if p in usual]
    listed = {ref if "/" in ref else f"{shelf.place.name}/{ref}" for ref in shelf.place.scenarios}
    return {
        "id": name,
        "title": told(scenario.title),
        "sentence": told(scenario.sentence),
        "sentences": scenario.sentences(),
        "notes": told(scenario.notes),
        "conditional": scenario.conditional,
        "baseline": name == shelf.baseline,
        "compared": name in listed,
        "comparable": shelf.comparable(name),
        "hash": scenario.hash,
        "start": scenario.start.isoformat(),
        "end": scenario.end.isoformat(),
        "as_of": scenario.as_of.isoformat(),
        "controls": [
            {**each.told(), "group": told(each.group), "note": told(each.note)} for each in handles(scenario)
        ],
        "odds": {**odds.as_dict(), "sentence": odds.sentence()} if odds else None,
        "preconditions": conditions(scenario) if scenario.conditional else [],
        "leans": {"weakest": max((usual[p].grade for p in on), default=""), "on": on},
    }


def assumption(shelf: Shelf, p: Parameter) -> dict[str, Any]:
    """Describe one parameter: what it is, how sure it is, who says so, and the slider that moves it."""
    interval = {reading: intervals(prior) for reading, prior in p.priors.items()}
    known = learnt(shelf, p)
    low, middle, high, scale = slider(p, known)
    if known:  # the slider begins where the record has led
        centre = np.array([band[1] for band in known.values()])
        middle = math.exp(float(np.log(centre).mean())) if scale == "log" else float(centre.mean())
        middle = min(max(float(answer_series.rounded(np.array(middle), 3)), low), high)
    return {
        "id": p.name,
        "symbol": p.symbol,
        "unit": told(p.unit),
        "meaning": told(p.meaning),
        "scope": p.scope,
        "prior": p.prior,
        "readings": {
            reading: prior.model_dump(exclude_none=True, mode="json") for reading, prior in p.priors.items()
        },
        "interval": interval,
        "learnt": known,
        "value": middle,
        "min": low,
        "max": high,
        "step": answer_series.rounded(np.array((high - low) / 200), 2),
        "scale": scale,
        "grade": p.grade,
        "source": told(p.source),
        "url": link(p.url),
        "published": published(shelf, p),
        "disagree": told(p.disagree),
        "travels": told(p.travels),
        "note": told(p.note),
        "set_by": p.set_by,
        "turning": p.name in PARAMETERS,
        "effect": effect(p.name),
    }


def learnt(shelf: Shelf, p: Parameter) -> dict[str, list[float]] | None:
    """Return low, middle and high of what the record taught, by reading; None where it taught nothing."""
    found = what_was_learnt(p, shelf.joint)
    if found is None:
        return None
    return {reading: answer_series.rounded(np.array(band)) for reading, band in found.posterior.items()}


def published(shelf: Shelf, p: Parameter) -> str:
    """Say when a place's own prior was published; empty where it does not say."""
    own = shelf.place.parameters.get(p.name) if p.set_by == "place" else None
    days = [
        getattr(own, "published", None),
        *(r.published for r in (getattr(own, "readings", None) or {}).values()),
    ]
    known = [each for each in days if each is not None]
    return day(max(known)) if known else ""


def intervals(prior: Any) -> list[float | None]:
    """Return the band of a prior."""
    return answer_series.rounded(quantile(prior, np.array(answer_series.BANDS)))


def slider(p: Parameter, known: Mapping[str, list[float]] | None) -> tuple[float, float, float, str]:
    """Return least, middle, most and scale of the slider of a parameter; it reaches what was learnt."""
    ends = np.array([quantile(prior, np.array(TAILS)) for prior in p.priors.values()])
    middle = ends[:, 1]
    reached = np.array([*ends[:, [0, 2]].ravel(), *(x for band in (known or {}).values() for x in band)])
    least, most = float(reached.min()), float(reached.max())
    if p.unit == "share" and least >= 0:
        return 0.0, float(answer_series.rounded(middle.mean(), 3)), 1.0, "linear"
    lowest, highest = reach(p.unit, least, most, p.bounds)
    if least == most:  # fixed: a third of it to three times
        least, most = sorted((least / 3, least * 3)) if least else (0.0, 1.0)
    if least > 0 and most / least > WIDE:
        centre = math.exp(float(np.log(middle).mean()))
        low = max(nice(least, below=True), lowest) or least
        return low, float(answer_series.rounded(np.array(centre), 3)), min(nice(most), highest), "log"
    low = 0.0 if 0 <= least else -nice(-least)
    top = nice(most) if most > 0 else 0.0
    return max(low, lowest), float(answer_series.rounded(middle.mean(), 3)), min(top, highest), "linear"


def territories(at: Place) -> list[dict[str, Any]]:
    """List the territories; finer than any evidence, but for the control told at the start."""
    several = len(at.territories) > 1
    return [
        {
            "id": name,
            "title": str(each.title),
            "region": each.region or "",
            "lat": float(each.centroid[0]),
            "lon": float(each.centroid[1]),
            "people": round(at.population(name, at.run.start, at.run.as_of)),
            "neighbours": list(each.neighbours),
            "model_only": several,
            "control": None if each.control is None else float(each.control.value),
        }
        for name, each in at.territories.items()
    ]


def evidence(at: Place) -> list[dict[str, Any]]:
    """List what had been published by the day whose knowledge the place's run uses, newest last."""
    rows = [row for row in at.evidence.rows if row.published <= at.run.as_of][-MOST_EVIDENCE:]
    out = []
    for row in rows:
        series = at.series[row.series]
        others = [
            r
            for r in rows
            if r.series != row.series
            and at.series[r.series].measures == series.measures
            and at.series[r.series].base != series.base
            and set(at.series[r.series].causes) == set(series.causes)
            and r.place == row.place
            and r.start <= row.end
            and row.start <= r.end
        ]
        out.append(
            {
                "id": evidence_id(row),
                "series": row.series,
                "title": str(series.title),
                "value": marks(f"{row.value:,.10g}"),
                "unit": told(row.unit),
                "period": span(row.start, row.end),
                "source": told(row.source),
                "url": link(row.url),
                "published": day(row.published),
                "grade": confidence(row.confidence),
                "disagrees": [
                    {
                        "value": f"{marks(f'{r.value:,.10g}')} {told(r.unit)} ({span(r.start, r.end)})",
                        "source": f"{at.series[r.series].title}: {r.source}",
                        "url": link(r.url),
                    }
                    for r in others[:4]
                ],
                "note": told(row.note),
            }
        )
    return out


def day(when: date) -> str:
    """Print a date in the language in use."""
    return phrases.day(when)
