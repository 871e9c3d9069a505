"""How right was it, and does it carry over: the model's record, and the way between two places."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import tregua.validation
from tregua.decisions.trust import tested
from tregua.i18n import _
from tregua.report import against, asked, words
from tregua.report.carries import ALWAYS, LEANS_ON
from tregua.report.numbers import percent
from tregua.report.payload import three
from tregua.web import figures
from tregua.web.answer import basis
from tregua.web.describe import intervals
from tregua.web.language import told
from tregua.web.library import Shelf

if TYPE_CHECKING:
    import xarray as xr

    from tregua.assumptions.parameter import Parameter

DRAWS = 48
TESTED, HINDCASTS = "tested.json", "hindcasts.json"  # records of the validation, beside its code


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
    compared = against.against(ds, shelf.coarse, label)
    inside = sum(seen.inside for c in compared for seen in c.seen)
    of = sum(len(c.seen) for c in compared)
    record, cases = tested(), cases_of()
    scores = hindcasts(shelf.place.name)
    sentences = []
    if not scores:
        sentences.append(
            _(
                "No forecast of Tregua for this place has been scored yet against what happened "
                "afterwards. Until one has, nobody can say how right it is here."
            )
        )
    for score in scores:
        sentences.append(
            _(
                "A forecast as of {day} was scored on {n} later counts: {share} of them lay in the range "
                "that was to hold nine in ten."
            ).format(day=_day(score["as_of"]), n=score["n"], share=percent(score["coverage"]["90"]))
        )
    sentences.append(record.sentence())
    if of:
        sentences.append(
            _(
                "What can be shown: of {n} figures observed during the time of the run, {m} lie in the range "
                "that holds nine model runs in ten. Figures known by {date} went into the run's start; that "
                "is no test."
            ).format(n=of, m=inside, date=_day(scenario.as_of))
        )
    else:
        sentences.append(_("No figure has been observed yet in the time of the run."))
    return {
        "place": shelf.place.name,
        "scored": bool(scores),
        "sentences": sentences,
        "basis": basis(shelf.place, scenario.as_of, scenario.start),
        "scores": scores,
        "cases": cases,
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
                    "bands": figures.rounded(c.quantiles, 4),
                    "seen": [
                        {
                            "id": asked.evidence_id(seen.row),
                            "period": asked.span(seen.row.start, seen.row.end),
                            "start": seen.row.start.isoformat(),
                            "end": seen.row.end.isoformat(),
                            "value": float(seen.row.value),
                            "month": figures.rounded(np.array(against.a_month(seen.row, c.flow))),
                            "model": three(seen.model),
                            "inside": seen.inside,
                            "known": seen.known,
                        }
                        for seen in c.seen
                    ],
                }
                for c in compared
            ],
            "sources": asked.evidence_sources(compared),
        },
    }


def _day(when: Any) -> str:
    return words.day(when)


def _shipped(name: str) -> Any:
    """Return a record of the validation that ships with the package; None where there is none."""
    file = Path(tregua.validation.__file__).with_name(name)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def cases_of() -> list[dict[str, Any]]:
    """List the treated cases on which the model was tried: what came beside what it forecast."""
    found = _shipped(TESTED)
    return [
        {
            "case": line["case"],
            "months": line["months"],
            "observed": figures.rounded(line["observed"], 3),
            "low": figures.rounded(line["low"], 3),
            "median": figures.rounded(line["median"], 3),
            "high": figures.rounded(line["high"], 3),
            "inside": bool(line["inside"]),
            "right_sign": bool(line["right_sign"]),
            "outside_fit": not line.get("fitted_in"),
        }
        for line in (found or {}).get("cases", ())
    ]


def hindcasts(place: str) -> list[dict[str, Any]]:
    """List the scored forecasts of a place from dates in the past, where such a record ships."""
    out = []
    for name, record in sorted((_shipped(HINDCASTS) or {}).items()):
        own = record.get("series", {}).get(record.get("primary"))
        if record.get("place") != place or not own:
            continue
        out.append(
            {
                "id": name,
                "as_of": record["as_of"],
                "until": record["until"],
                "series": record["primary"],
                "n": own["n"],
                "coverage": {key: figures.rounded(own["coverage"][key], 3) for key in ("50", "80", "90")},
                "compared": own.get("compared") or {},
            }
        )
    return out


def transfer(a: Shelf, b: Shelf) -> dict[str, Any]:
    """Say what carries over from one place to another: assumption by assumption, policy by policy."""
    shared = [p for p in a.usual if p.name in b.usual]
    same = [p for p in shared if _alike(p, b.usual[p.name])]
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
        on = list(dict.fromkeys(n for kind in kinds for n in LEANS_ON.get(kind, ())))
        if not on:
            continue
        leaning = [a.usual[n] for n in (*on, *ALWAYS) if n in a.usual]
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
        "assumptions": [_both(p, b.usual[p.name]) for p in shared],
        "policies": policies,
        "conditions": conditions(a, b),
    }


def _alike(p: Parameter, q: Parameter) -> bool:
    return {k: v.model_dump() for k, v in p.priors.items()} == {
        k: v.model_dump() for k, v in q.priors.items()
    }


def _both(p: Parameter, q: Parameter) -> dict[str, Any]:
    def own(x: Parameter) -> dict[str, Any]:
        return {
            "prior": x.prior,
            "interval": {reading: intervals(prior) for reading, prior in x.priors.items()},
            "set_by": x.set_by,
            "grade": x.grade,
            "source": told(x.source),
        }

    return {
        "id": p.name,
        "meaning": told(p.meaning),
        "unit": told(p.unit),
        "scope": p.scope,
        "travels": told(p.travels),
        "grade": max(p.grade, q.grade),
        "from": own(p),
        "to": own(q),
        "same": _alike(p, q),
        "turning": p.name in {"replacement_share", *(n for names in LEANS_ON.values() for n in names)},
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
                "from": None if one is None else figures.rounded(np.array(one)),
                "to": None if other is None else figures.rounded(np.array(other)),
                "ratio": None if ratio is None else figures.rounded(np.array(ratio), 3),
            }
        )
    return out


def _measured(shelf: Shelf) -> dict[str, float | None]:
    from tregua.places import latest

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
