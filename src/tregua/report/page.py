"""Everything that the page shows, gathered: figures, pictures, sentences and provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.report import answer, assumed, breakdown, frame, gallery, numbers, words
from tregua.report.columns import tables
from tregua.report.summary import Row, by_structure, headline, readings_of

if TYPE_CHECKING:
    import xarray as xr


def _for(policy: frame.Policy, table: Mapping[str, Sequence[Any]] | None) -> list | None:
    """Look a policy up by its label or its scenario; None where nothing is known of it."""
    table = table or {}
    found = table.get(policy.label, table.get(policy.scenario))
    return None if found is None else list(found)


@dataclass(frozen=True)
class Told:
    """What a policy does, and apart from it what is assumed of those who must allow it."""

    row: Row
    sentences: list[str] | None
    assumed: list[str]


def _told(row: Row, sentences: list | None, preconditions: list) -> Told:
    """Part a policy's sentences: a scenario tells its preconditions last, and their odds after them."""
    decided = [assumed.precondition(one) for one in preconditions]
    says = None if sentences is None else [str(s) for s in sentences]
    known = [k for k, s in enumerate(says or ()) if s in decided]
    if says is not None and known:
        after = says[max(known) + 1 :]
        return Told(row, [s for s in says[: max(known)] if s not in decided], decided + after)
    return Told(row, says, [*decided, words.odds_sentence(row.odds)] if row.odds else decided)


def _groups(rows: Sequence[Row]) -> list[tuple[Row, list[Row]]]:
    """Put the branches of one scenario together, under the first of them."""
    out: list[tuple[Row, list[Row]]] = []
    for row in rows:
        if out and row.branch and out[-1][0].scenario == row.scenario:
            out[-1][1].append(row)
        else:
            out.append((row, [row]))
    return out


def _provenance(ds: xr.Dataset) -> list[tuple[str, str]]:
    attrs = ds.attrs
    hashes = assumed.stored(attrs, "scenario_hashes") or assumed.stored(attrs, "scenarios") or {}
    named = (
        (_("Version"), attrs.get("version")),
        (_("Command"), attrs.get("command")),
        (_("Seed"), attrs.get("seed")),
        (_("Runs a policy"), ds.sizes["draw"]),
        (_("Step"), attrs.get("dt")),
        (_("As of"), words.day(attrs["as_of"]) if attrs.get("as_of") else None),
        (_("Place, and its fingerprint"), f"{attrs.get('place', '')} {attrs.get('place_hash', '')}".strip()),
        *((str(k), str(v)) for k, v in (hashes.items() if isinstance(hashes, Mapping) else ())),
        (_("Parameters"), attrs.get("calibrated")),
        (_("Members that failed, left out"), attrs.get("failed") or None),
        (_("Digest of the values"), attrs.get("digest")),
    )
    return [(name, str(value)) for name, value in named if value not in (None, "")]


def context(
    ds: xr.Dataset,
    sentences: Mapping[str, Sequence[str]] | None,
    preconditions: Mapping[str, Sequence[Any]] | None,
    parameters: Iterable[Any] | None,
    place: Any,
    baseline: str | None,
) -> dict[str, Any]:
    """Gather what the templates need."""
    attrs = ds.attrs
    sentences = sentences if sentences is not None else assumed.stored(attrs, "sentences")
    preconditions = preconditions if preconditions is not None else assumed.stored(attrs, "preconditions")
    given = parameters if parameters is not None else assumed.stored(attrs, "parameters")
    rows = headline(ds, baseline)
    splits = by_structure(ds, baseline)
    base = next(r for r in rows if r.baseline)
    titles = frame.territory_titles(ds, place)
    regions = frame.region_titles(ds, place)
    where = frame.territory_regions(ds, place)
    found = frame.policies(ds)
    return {
        "question": answer.question(ds, place),
        "answer": answer.answer(ds, rows, splits, place),
        "trust": words.trust(ds),
        "calibrated": frame.calibrated(ds),
        "place": frame.place_title(ds, place),
        "reporting": str(getattr(place, "reporting", "") or ""),
        "period": words.period(ds),
        "as_of": words.day(attrs.get("as_of", "")),
        "draws": ds.sizes["draw"],
        "rows": rows,
        "groups": _groups(rows),
        "base": base,
        "readings": readings_of(ds),
        "splits": splits,
        "tables": tables(ds),
        "pictures": gallery.pictures(ds, rows, place),
        "regions": breakdown.regions(ds),
        "region_titles": regions,
        "territories": breakdown.territories(ds, base.policy),
        "territory_titles": titles,
        "territory_regions": {k: regions.get(v, v) for k, v in where.items()},
        "policies": [
            _told(r, _for(p, sentences), _for(p, preconditions) or [])
            for p, r in zip(found, rows, strict=True)
            if r.branch != "collapses"
        ],
        "assumptions": assumed.assumptions(given or ()),
        "not_modelled": words.not_modelled(),
        "provenance": _provenance(ds),
        "parts": numbers.parts,
        "exact": numbers.exact,
        "figure": numbers.figure,
        "words": words,
        "stamp": gallery.stamp(ds),
    }
