"""Forecasts from dates in the past, scored on what came: from the record that ships with the package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import tregua.validation
from tregua.i18n import _
from tregua.report import phrases
from tregua.report.model_vs_evidence import Compared, Seen
from tregua.report.numbers import percent
from tregua.report.provenance import evidence_id, span
from tregua.results.estimates import Estimate
from tregua.vocabulary import quantiles
from tregua.web import answer_series

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.places.evidence import Row

LEVELS = tuple(str(q) for q in quantiles.percent(quantiles.BANDS))
RECORD = "hindcasts.json"  # written by docs/validation/hindcasts.py
KINDS = {"politics": "series", "supplied": "supplied"}  # two forecasts, never averaged, by their keys there


@cache
def shipped(name: str) -> Any:
    """Return a record of the validation that ships with the package; None where there is none."""
    file = Path(tregua.validation.__file__).with_name(name)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def records(place: Place) -> dict[str, Any]:
    """Return the scored forecasts of a place by their names; variants of one, with a blank, are left out."""
    return {
        name: record
        for name, record in sorted((shipped(RECORD) or {}).items())
        if record.get("place") == place.name
        and " " not in name
        and (record["series"].get(record["primary"]) or {}).get("n")
    }


def baselines() -> dict[str, str]:
    """Name the simple forecasts beside which ours are held, by their keys in the record."""
    return {
        "persistence": _("the last value carried on"),
        "drift": _("the last trend carried on"),
        "smoothing": _("simple smoothing"),
        "ets": _("exponential smoothing (ETS)"),
        "arima": _("autoregression (ARIMA)"),
        "level": _("the level alone, without the mechanism"),
        "no_dynamics": _("the last quarter's pace, without dynamics"),
    }


def verdict(key: str | None) -> str:
    """Say how ours fared beside another."""
    return {
        "better": _("better"),
        "worse": _("worse"),
        "no difference shown": _("no difference shown"),
        "too few": _("too few to say"),
    }.get(key or "", "")


def forecasts(place: Place) -> list[dict[str, Any]]:
    """Tell each scored forecast of a place: in sentences, count by count, and window by window."""
    return [_forecast(place, name, record) for name, record in records(place).items()]


def _forecast(place: Place, name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    primary = record["primary"]
    scores = [
        _score(place, kind, key, own, key == primary)
        for kind, part in KINDS.items()
        for key, own in record[part].items()
        if own["n"]
    ]
    # what went wrong stands first
    scores.sort(key=lambda s: (not s["worse"], s["coverage"]["90"] or 0.0, not s["main"]))
    return {
        "id": name,
        "as_of": record["as_of"],
        "until": record["until"],
        "made": phrases.day(record["made"]),
        "version": record["version"],
        "shared": record["shared"],
        "main": _title(place, primary),
        "unit": _("people a month"),
        "sentences": _sentences(record, scores),
        "scores": scores,
        "windows": [_window(place, primary, each) for each in record.get("windows", ())],
    }


def _score(place: Place, kind: str, key: str, own: Mapping[str, Any], main: bool) -> dict[str, Any]:
    compared = {**{k: v.get("compared") for k, v in own["beside"].items()}, **own["compared"]}
    return {
        "kind": kind,
        "series": key,
        "title": _title(place, key),
        "main": main,
        "n": own["n"],
        "coverage": {level: answer_series.rounded(own["coverage"][level], 3) for level in ("50", "80", "90")},
        "worse": compared.get("persistence") == "worse",
        "compared": [
            {"id": other, "title": title, "verdict": verdict(compared[other])}
            for other, title in baselines().items()
            if compared.get(other)
        ],
    }


def _sentences(record: Mapping[str, Any], scores: list[dict[str, Any]]) -> list[str]:
    ours = [s for s in scores if s["kind"] == "politics"]
    main = next(s for s in ours if s["main"])
    beside = "; ".join(f"{each['title']}: {each['verdict']}" for each in main["compared"])
    said = [
        _(
            "A forecast as of {day} was scored on {n} later counts: {share} of them lay in the range "
            "that was to hold nine in ten."
        ).format(day=phrases.day(record["as_of"]), n=main["n"], share=percent(main["coverage"]["90"]))
    ]
    if beside:
        said[0] += " " + _("Beside simple forecasts of the same counts: {beside}.").format(beside=beside)
    worse = [s["title"] for s in ours if s["worse"]]
    if worse:
        said.append(
            _("It was worse than the last value carried on for: {names}.").format(names="; ".join(worse))
        )
    astray = [s["title"] for s in ours if (s["coverage"]["90"] or 0.0) < 0.5]
    if astray:
        said.append(
            _("Fewer than half of the later counts lay in the range for nine in ten of: {names}.").format(
                names="; ".join(astray)
            )
        )
    return said


def _title(place: Place, key: str) -> str:
    """Name a count by its series; those of other bases have series of their own."""
    name = key.partition("/")[0]
    return str(place.series[name].title) if name in place.series else name


def _window(place: Place, primary: str, line: Mapping[str, Any]) -> dict[str, Any]:
    start, end = date.fromisoformat(line["start"]), date.fromisoformat(line["end"])
    row = _row(place, primary, line)
    low, high = line["politics"]["5"], line["politics"]["95"]
    return {
        "id": evidence_id(row) if row else "",
        "period": span(start, end),
        "start": line["start"],
        "end": line["end"],
        "value": line["observed"],
        # what is left of a longer count, less the parts that are counted by themselves
        "remainder": bool(line["remainder"]),
        "model": [line["politics"][level] for level in LEVELS],
        "supplied": [line["supplied"][level] for level in LEVELS],
        "inside": bool(low <= line["observed"] <= high),
    }


def _row(place: Place, primary: str, line: Mapping[str, Any]) -> Row | None:
    name = primary.partition("/")[0]
    if line["observed"] is None or line["remainder"] or name not in place.series:
        return None
    rows = place.evidence.select(series=name)
    return next(
        (r for r in rows if (r.start.isoformat(), r.end.isoformat()) == (line["start"], line["end"])), None
    )


def counted(place: Place) -> list[Compared]:
    """Return the observed figures on which forecasts were scored, so that each can be asked."""
    nothing = Estimate(float("nan"), float("nan"), float("nan"), 0)
    out = []
    for record in records(place).values():
        primary = record["primary"]
        rows = [r for line in record.get("windows", ()) if (r := _row(place, primary, line))]
        if rows:
            name = primary.partition("/")[0]
            seen = tuple(Seen(row, nothing, False) for row in rows)
            out.append(Compared(name, place.series[name], np.empty((0, 0)), seen))
    return out
