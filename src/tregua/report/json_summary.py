"""The headline figures for machines, as plain dictionaries ready for JSON."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tregua.report import result_view
from tregua.report.measures import measures
from tregua.report.summary import Row, by_structure, headline
from tregua.results.estimates import Estimate
from tregua.vocabulary.quantiles import SHOWN

if TYPE_CHECKING:
    import xarray as xr


def _plain(value: Estimate | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return asdict(value) | {"error": None if math.isnan(value.error) else value.error}


def _cells(row: Row) -> dict[str, Any]:
    """Lay out a policy's figures: measure, then its figure, its difference and the two readings."""
    out: dict[str, Any] = {}
    for (key, reading), value in row.figures.items():
        cell = {"figure": _plain(value), "difference": _plain(row.difference(key, reading))}
        if reading:
            out.setdefault(key, {}).setdefault("by_reading", {})[reading] = cell
        else:
            out.setdefault(key, {}).update(cell)
    return out


def headline_json(ds: xr.Dataset, baseline: str | None = None) -> dict[str, Any]:
    """Return the headline figures as a dictionary that ``json.dumps`` takes.

    A figure that depends on the reading of who is arrested appears under ``by_reading`` only.
    """
    rows = headline(ds, baseline)
    first, last = result_view.dates(ds)
    have = {key for row in rows for key, _ in row.figures}
    return {
        "place": str(ds.attrs.get("place", "")),
        "from": first.isoformat(),
        "until": last.isoformat(),
        "draws": int(ds.sizes["draw"]),
        "range": [SHOWN[0], SHOWN[2]],
        "baseline": next(r.policy for r in rows if r.baseline),
        "calibrated": result_view.calibrated(ds),
        "provenance": {
            str(k): v if isinstance(v, (str, int, float, bool)) else str(v) for k, v in ds.attrs.items()
        },
        "measures": {
            m.key: {"title": m.title, "unit": m.unit, "side": m.side, "by_reading": m.by_reading}
            for m in measures()
            if m.key in have
        },
        "policies": [
            {
                "policy": row.policy,
                "scenario": row.scenario,
                "branch": row.branch,
                "title": row.title,
                "baseline": row.baseline,
                "odds": None if row.odds is None else asdict(row.odds),
                "figures": _cells(row),
            }
            for row in rows
        ],
        "structures": [
            {
                "structure": split.structure,
                "draws": split.draws,
                "policies": [{"policy": row.policy, "figures": _cells(row)} for row in split.rows],
            }
            for split in by_structure(ds, baseline)
        ],
    }
