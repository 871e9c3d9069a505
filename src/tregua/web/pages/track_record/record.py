"""How right was it, and does it carry over: the model's record, and the way between two places."""

from __future__ import annotations

import shlex
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

import tregua
from tregua.decisions.caveats import tested
from tregua.i18n import _
from tregua.places import latest
from tregua.report import model_vs_evidence, phrases, provenance
from tregua.report.assumptions_text import link
from tregua.report.evidence_grades import relies_on, turning
from tregua.report.figure_data import three
from tregua.validation.natural_experiment import load_case
from tregua.web import answer_series
from tregua.web.answer import basis
from tregua.web.catalogue import intervals, learnt, published
from tregua.web.language import told
from tregua.web.pages.track_record import hindcast
from tregua.web.place_store import Shelf

if TYPE_CHECKING:
    import xarray as xr

    from tregua.assumptions.parameter import Parameter

DRAWS = 48
MOST_SOURCES = 4
CONFIDENCE = ("low", "medium", "high")
TESTED = "tested.json"  # a record of the validation, beside its code


def run(shelf: Shelf) -> tuple[xr.Dataset, str]:
    """Run what came about, where the place has it, else the baseline: in expectation, by region."""
    names = [n for n in shelf.coarse_policies if n.endswith("/as-it-happened")]
    name = names[0] if names else shelf.baseline
    ds = tregua.run(
        [shelf.coarse_policies[name]],
        shelf.coarse,
        members=DRAWS,
        workers=1,
        dt="week",
        mean_field=True,
        branches=("operates",),
    )
    return ds, name


def trust(shelf: Shelf, ds: xr.Dataset, name: str) -> dict[str, Any]:
    """Say how right the model was about a place: scores where there are any, else that there are none."""
    scenario = shelf.coarse_policies[name]
    label = str(ds["policy"].values[0])
    compared = model_vs_evidence.against(ds, shelf.coarse, label)
    inside, of, expected = model_vs_evidence.score(compared)
    record, cases = tested(), cases_of()
    forecasts = hindcast.forecasts(shelf.place)
    sentences = [text for each in forecasts for text in each["sentences"]]
    if not forecasts:
        sentences.append(
            _(
                "No forecast of Tregua for this place has been scored yet against what happened "
                "afterwards. Until one has, nobody can say how right it is here."
            )
        )
    sentences.append(record.sentence())
    if of:
        sentences.append(
            _(
                "What can be shown: of {n} figures observed during the time of the run, {m} lie in the range "
                "that holds eight model runs in ten; about {e} were to be expected. Figures known by {date} "
                "went into the run's start; that is no test. Inputs are not scored."
            ).format(n=of, m=inside, e=expected, date=phrases.day(scenario.as_of))
        )
    else:
        sentences.append(_("No figure has been observed yet in the time of the run."))
    return {
        "place": shelf.place.name,
        "scored": bool(forecasts),
        "sentences": sentences,
        "basis": basis(shelf, scenario.as_of, scenario.start),
        "forecasts": forecasts,
        "cases": cases,
        "tested": _made(),
        "against": {
            "policy": name,
            "label": told(scenario.title),
            "inside": inside,
            "of": of,
            "months": [str(m) for m in ds["time"].values.astype("datetime64[M]")],
            "series": [
                {
                    "id": c.name,
                    "title": str(c.series.title),
                    "flow": c.flow,
                    "unit": _("people a month") if c.flow else _("people"),
                    "bands": answer_series.rounded(c.quantiles, 4),
                    "seen": [
                        {
                            "id": provenance.evidence_id(seen.row),
                            "period": provenance.span(seen.row.start, seen.row.end),
                            "start": seen.row.start.isoformat(),
                            "end": seen.row.end.isoformat(),
                            "value": float(seen.row.value),
                            "month": answer_series.rounded(
                                np.array(model_vs_evidence.a_month(seen.row, c.flow))
                            ),
                            "model": three(seen.model),
                            "inside": seen.inside,
                            "known": seen.known,
                        }
                        for seen in c.seen
                        if seen.scored
                    ],
                }
                for c in compared
                if any(seen.scored for seen in c.seen)
            ],
        },
        "sources": provenance.evidence_sources([*compared, *hindcast.counted(shelf.place)]),
    }


def _made() -> dict[str, str]:
    """Say when, by which version and with which parameters the treated cases were forecast."""
    found = hindcast.shipped(TESTED) or {}
    return {
        "made": phrases.day(found.get("made", "")),
        "version": str(found.get("version", "")),
        "parameters": str(found.get("parameters", "")),
    }


def cases_of() -> list[dict[str, Any]]:
    """List the treated cases on which the model was tried: what came beside what it forecast."""
    found = hindcast.shipped(TESTED) or {}
    return [
        {
            "case": line["case"],
            "months": line["months"],
            "observed": answer_series.rounded(line["observed"], 3),
            "low": answer_series.rounded(line["low"], 3),
            "median": answer_series.rounded(line["median"], 3),
            "high": answer_series.rounded(line["high"], 3),
            "inside": bool(line["inside"]),
            "right_sign": bool(line["right_sign"]),
            "outside_fit": not line.get("fitted_in"),
            **(source := _source(line["case"])),
            "published": phrases.day(source["published"]),
            "grade": provenance.confidence(source["grade"]),
        }
        for line in found.get("cases", ())
    ]


@cache
def _source(name: str) -> dict[str, str]:
    """Say of a case what it is, and where its counts come from."""
    case = load_case(name)
    rows = list(case.place.evidence.select(series=case.file.series))
    return {
        "title": case.file.title,
        "source": "; ".join(dict.fromkeys(row.source for row in rows)),
        "url": next((link(row.url) for row in rows if link(row.url)), ""),
        "published": max(row.published for row in rows).isoformat() if rows else "",
        "grade": min((row.confidence for row in rows), key=CONFIDENCE.index, default=""),
        "note": case.file.notes.strip(),
    }


def transfer(a: Shelf, b: Shelf) -> dict[str, Any]:
    """Say what carries over from one place to another: assumption by assumption, policy by policy."""
    shared = [p for p in a.usual if p.name in b.usual]
    both = [_both(p, b.usual[p.name], a, b) for p in shared]
    same = [each for each in both if each["same"]]
    local = [p for p in shared if p.scope == "local"]
    doubted = [p for p in shared if p.scope == "shared" and p.grade == "D"]
    title_a, title_b = str(a.place.title), str(b.place.title)
    sentences = [
        _(
            "Of {n} assumptions, {m} are the same for {a} and {b}; {k} are taken to be matters of each place "
            "and do not carry over."
        ).format(n=len(shared), m=len(same), k=len(local), a=title_a, b=title_b),
        _(
            "Of the {n} taken to be alike everywhere, {m} are of grade D: nobody has measured whether they "
            "travel."
        ).format(n=len(shared) - len(local), m=len(doubted)),
        tested().sentence(),
    ]
    policies = []
    for name, scenario in a.policies.items():
        kinds = [str(getattr(each, "kind", "")) for each in scenario.interventions.values()]
        on = relies_on(kinds)
        if not on:
            continue
        leaning = [a.usual[n] for n in on if n in a.usual]
        weakest = max(p.grade or "D" for p in leaning)
        worst = [p for p in leaning if (p.grade or "D") == weakest]
        policies.append(
            {
                "id": name,
                "title": told(scenario.title),
                "weakest": weakest,
                "worst": len(worst),
                "leans_on": [p.name for p in leaning],
                "sentence": _(
                    "Its effect leans on {n} assumptions; the weakest are of grade {grade}: {names}."
                ).format(n=len(leaning), grade=weakest, names="; ".join(told(p.meaning) for p in worst)),
            }
        )
    return {
        "from": {"id": a.place.name, "title": title_a},
        "to": {"id": b.place.name, "title": title_b},
        "sentences": sentences,
        # which of the effect comes from what is minutes of work, and a command of its own
        "command": shlex.join(["tregua", "transfer", a.ref, b.ref]),
        "assumptions": both,
        "policies": policies,
        "conditions": conditions(a, b),
    }


def _alike(p: Parameter, q: Parameter) -> bool:
    return {k: v.model_dump() for k, v in p.priors.items()} == {
        k: v.model_dump() for k, v in q.priors.items()
    }


def _both(p: Parameter, q: Parameter, a: Shelf, b: Shelf) -> dict[str, Any]:
    def own(x: Parameter, shelf: Shelf) -> dict[str, Any]:
        return {
            "prior": x.prior,
            "interval": {reading: intervals(prior) for reading, prior in x.priors.items()},
            "learnt": learnt(shelf, x),
            "set_by": x.set_by,
            "grade": x.grade,
            "source": told(x.source),
            "url": link(x.url),
            "published": published(shelf, x),
            "disagree": told(x.disagree),
        }

    here, there = own(p, a), own(q, b)
    return {
        "id": p.name,
        "meaning": told(p.meaning),
        "unit": told(p.unit),
        "scope": p.scope,
        "travels": told(p.travels),
        "grade": max(p.grade, q.grade),
        "from": here,
        "to": there,
        # what each record has taught sets apart what was held alike before
        "same": _alike(p, q) and here["learnt"] == there["learnt"],
        "turning": p.name in turning(),
    }


def conditions(a: Shelf, b: Shelf) -> list[dict[str, Any]]:
    """Set the two places side by side, as they are at the start."""
    found = {name: _measured(shelf) for name, shelf in (("from", a), ("to", b))}
    titles = {
        "people": (_("inhabitants"), _("people")),
        "members": (_("gang members at the start"), _("people")),
        "members_rate": (_("gang members at the start, of 100,000 inhabitants"), _("people")),
        "control": (_("share of people under gang control at the start"), _("share")),
        "gangs": (_("gangs told apart"), ""),
        "territories": (_("territories told apart"), ""),
    }
    out = []
    for key, (title, unit) in titles.items():
        one, other = found["from"][key], found["to"][key]
        ratio = None if not one or other is None else other / one
        out.append(
            {
                "id": key,
                "title": title,
                "unit": unit,
                "from": None if one is None else answer_series.rounded(np.array(one)),
                "to": None if other is None else answer_series.rounded(np.array(other)),
                "ratio": None if ratio is None else answer_series.rounded(np.array(ratio), 3),
                "sources": {name: _sources(shelf, key) for name, shelf in (("from", a), ("to", b))},
            }
        )
    return out


def _sources(shelf: Shelf, key: str) -> dict[str, str]:
    """Say where a condition comes from: the figures that it is made of, the weakest grade, the newest day."""
    at = shelf.place
    day, as_of = at.run.start, at.run.as_of
    people = [latest(t.population, day, as_of) for t in at.territories.values()]
    members = [latest(g.members, day, as_of) for g in at.gangs.values()]
    made_of = {
        "people": people,
        "members": members,
        "members_rate": [*members, *people],
        "gangs": members,
        "territories": people,
        "control": [t.control for t in at.territories.values() if t.control is not None],
    }.get(key, [])

    def each(name: str) -> list[str]:
        return list(dict.fromkeys(text for f in made_of if (text := str(getattr(f, name) or ""))))

    days = [f.published for f in made_of if f.published]
    return {
        "source": "; ".join(each("source")[:MOST_SOURCES]),
        "url": next((link(url) for url in each("url") if link(url)), ""),
        "published": phrases.day(max(days)) if days else "",
        "grade": max(each("grade"), default=""),
        "disagree": "; ".join(each("disagree")[:MOST_SOURCES]),
    }


def _measured(shelf: Shelf) -> dict[str, float | None]:
    at = shelf.place
    day, as_of = at.run.start, at.run.as_of
    people = at.people
    members = sum(float(latest(g.members, day, as_of).value) for g in at.gangs.values())
    known = [
        (float(t.control.value), at.population(name, day, as_of))
        for name, t in at.territories.items()
        if t.control is not None
    ]
    weight = sum(w for _v, w in known)
    return {
        "people": people,
        "members": members,
        "members_rate": members / people * 1e5 if people else None,
        "control": sum(v * w for v, w in known) / weight if weight else None,
        "gangs": float(len(at.gangs)),
        "territories": float(len(at.territories)),
    }
