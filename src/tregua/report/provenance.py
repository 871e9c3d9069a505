"""Asking a number: what each figure of the page is, how to make it again, and where each input comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tregua.i18n import _, translated
from tregua.i18n.numbers import marks
from tregua.report import assumptions_text, phrases, result_view
from tregua.report.measures import measures
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place
    from tregua.report.assumptions_text import Assumption
    from tregua.report.model_vs_evidence import Compared
    from tregua.report.summary import Row

Sources = dict[str, dict[str, Any]]


def command_of(ds: xr.Dataset) -> str:
    """Return the command that makes a result again: the one it remembers, or one of the same effect."""
    if ds.attrs.get("command"):
        return str(ds.attrs["command"])
    names = dict.fromkeys(p.scenario for p in result_view.policies(ds))
    told = ["tregua", "compare", str(ds.attrs.get("place") or "PLACE"), *names]
    told += ["--members", str(ds.attrs.get("members") or ds.sizes["draw"])]
    told += ["--seed", str(ds.attrs.get("seed", 1))]
    if ds.attrs.get("dt") not in (None, "", "day"):
        told += ["--dt", str(ds.attrs["dt"])]
    return " ".join(told)


def run_of(ds: xr.Dataset, place: Any = None) -> dict[str, Any]:
    """Say of the whole run what holds for each of its figures."""
    return {
        "period": phrases.period(ds),
        "place": result_view.place_title(ds, place),
        "seed": str(ds.attrs.get("seed", "")),
        "members": str(ds.sizes["draw"]),
        "command": command_of(ds),
        "digest": str(ds.attrs.get("digest") or ""),
        "version": str(ds.attrs.get("version") or ""),
        "as_of": phrases.day(ds.attrs.get("as_of") or ""),
    }


class Register:
    """The figures of a page, numbered as they are printed."""

    def __init__(self, ds: xr.Dataset, rows: Sequence[Row], titles: Mapping[str, str]) -> None:
        hashes = assumptions_text.stored(ds.attrs, "scenario_hashes") or {}
        self.figures: dict[str, dict[str, Any]] = {}
        self._names = {r.policy: phrases.name(r) for r in rows}
        self._scenarios = {
            r.policy: f"{r.scenario} {str(hashes.get(r.scenario, ''))[:19]}".strip() for r in rows
        }
        self._measures = {m.key: (m.title, m.unit) for m in measures()}
        self._measures["control_start"] = (_("under gang control at the start"), _("share"))
        self._titles = titles
        self._known: dict[str, str] = {}

    def ask(self, policy: str, measure: str, *apart: str) -> str:
        """Register a figure and return its id.

        Parameters
        ----------
        policy, measure
            Whose figure, and which.
        *apart
            What sets it apart: a reading, an account, a region, a territory, "difference".
        """
        title, unit = self._measures.get(measure, (measure, ""))
        told = [title[:1].upper() + title[1:], self._names.get(policy, policy)]
        told += [self._titles.get(key, key) for key in apart if key]
        return self.tell("; ".join(told), unit, self._scenarios.get(policy, policy))

    def tell(
        self, what: str, unit: str, scenario: str, more: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """Register a figure that says itself what it is, and return its id.

        Parameters
        ----------
        what, unit, scenario
            What it is.
        more
            What is other than for the whole run, by the names of `run_of`: its command, place or period.
        """
        entry = {"what": what, "unit": unit, "scenario": scenario, **more}
        key = json.dumps(entry)
        if key not in self._known:
            self._known[key] = f"f{len(self._known) + 1}"
            self.figures[self._known[key]] = entry
        return self._known[key]


def qualifiers(ds: xr.Dataset, place: Any = None) -> dict[str, str]:
    """Name what sets figures apart: readings, accounts of a crackdown, and regions."""
    structures = dict.fromkeys(str(s) for s in ds["structure"].values)
    return {
        **{r: _("{reading} reading").format(reading=phrases.reading(r)) for r in READINGS},
        **{s: _("where {structure}").format(structure=phrases.structure(s)) for s in structures},
        **{f"region.{k}": v for k, v in result_view.region_titles(ds, place).items()},
        "difference": _("difference from the baseline, run by run"),
    }


def replaced(ds: xr.Dataset, assumptions: Sequence[Assumption], place: Place | None) -> dict[str, str]:
    """Return the priors that the user's own assumptions stand in the place of, in words."""
    from tregua.assumptions import load_parameters

    own = [a.name for a in assumptions if a.set_by == "user"]
    if not own:
        return {}
    day = str(ds.attrs.get("as_of") or "")
    usual = load_parameters(place, None, date.fromisoformat(day) if day else None)
    return {
        name: assumptions_text.prior(found["official"] if len(found) == 1 and "official" in found else found)
        for name in own
        if name in usual and (found := dict(usual[name].priors))
    }


def parameter_sources(
    assumptions: Sequence[Assumption], place: Place | None, instead: Mapping[str, str] = MappingProxyType({})
) -> Sources:
    """Say of each parameter where it comes from and who disagrees; `instead` has the priors replaced."""
    local = getattr(place, "parameters", None) or {}
    out: Sources = {}
    for one in assumptions:
        own = local.get(one.name) if one.set_by == "place" else None
        days = [d for d in (getattr(own, "published", None), *_days(own)) if d]
        out[f"p.{one.name}"] = {
            "title": one.meaning or one.name,
            "value": one.prior,
            "unit": one.unit,
            "period": "",
            "source": one.source,
            "url": one.url,
            "published": phrases.day(max(days)) if days else "",
            "grade": one.grade,
            "disagrees": [
                *(
                    [{"value": instead[one.name], "source": _("what the user has replaced"), "url": ""}]
                    if one.name in instead
                    else []
                ),
                *([{"value": one.disagree, "source": "", "url": ""}] if one.disagree else []),
            ],
            "note": " ".join(part for part in (one.note, one.travels and _("Travels: {text}").format(
                text=one.travels)) if part),
        }  # fmt: skip
    return out


def _days(own: Any) -> list[Any]:
    return [r.published for r in (getattr(own, "readings", None) or {}).values()]


def evidence_sources(found: Sequence[Compared]) -> Sources:
    """Say of each observed figure where it comes from; another base for the same count and time disagrees."""
    every = [(c, seen.row) for c in found for seen in c.seen]
    out: Sources = {}
    for compared, row in every:
        others = [
            (c, r)
            for c, r in every
            if c.series.measures == compared.series.measures
            and c.series.base != compared.series.base
            and set(c.series.causes) == set(compared.series.causes)
            and r.place == row.place
            and r.start <= row.end
            and row.start <= r.end
        ]
        out[evidence_id(row)] = {
            "title": str(compared.series.title),
            "value": marks(f"{row.value:,.10g}"),
            "unit": translated(row.unit),
            "period": span(row.start, row.end),
            "source": row.source,
            "url": assumptions_text.link(row.url),
            "published": phrases.day(row.published),
            "grade": confidence(row.confidence),
            "disagrees": [
                {
                    "value": f"{marks(f'{r.value:,.10g}')} {translated(r.unit)} ({span(r.start, r.end)})",
                    "source": f"{c.series.title}: {r.source}",
                    "url": assumptions_text.link(r.url),
                }
                for c, r in others[:4]
            ],
            "note": row.note,
        }
    return out


def evidence_id(row: Any) -> str:
    """Name a row of evidence by its line in the place's file."""
    return f"e.{row.line}"


def span(start: Any, end: Any) -> str:
    """Print a period of days."""
    if start == end:
        return phrases.day(end)
    return _("{first} to {last}").format(first=phrases.day(start), last=phrases.day(end))


def confidence(text: str) -> str:
    """Print how sure an observed figure is."""
    return {"high": _("high"), "medium": _("medium"), "low": _("low")}.get(text, text)
