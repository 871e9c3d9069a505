"""The shares of variance that ship with the package: what an answer depends on most, as last worked out.

``indices.json`` holds what `tregua sensitivity haiti haiti/offer-6000 --no-knowing --json` printed,
cut to the indices. Sentences, tables and sliders that say what matters most are made from it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tregua.assumptions.parameter import definitions
from tregua.decisions.uncertainties import deep_uncertainties

FILE = Path(__file__).with_name("indices.json")
# outcomes by which parameters are ranked: lives, deaths in custody, arbitrary detention
RANKED_BY = ("deaths_ratio", "deaths", "deaths_custody", "arbitrary_years")
KEYS = ("policy", "base", "place", "version", "rows", "futures", "seed", "posterior", "as_of")


@dataclass(frozen=True)
class Share:
    """The total index of one input on one outcome, with its 90 % interval."""

    name: str
    total: float
    low: float
    high: float


@cache
def stored() -> dict[str, Any]:
    """Return what is stored: how it was made, inputs in words, and indices by outcome."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def largest(outcome: str, most: int | None = None) -> tuple[Share, ...]:
    """Return the inputs of an outcome with the largest total indices, the largest first."""
    table = stored()["outcomes"][outcome]
    shares = [Share(name, *values) for name, values in table.items()]
    return tuple(sorted(shares, key=lambda share: -share.total)[:most])


@cache
def parameters(most: int = 10) -> tuple[str, ...]:
    """Return the parameters with the largest total index on any outcome of `RANKED_BY`, the largest first."""
    names = {each.name: each.parameter or each.name for each in deep_uncertainties()}
    best: dict[str, float] = {}
    for outcome in RANKED_BY:
        for share in largest(outcome):
            name = names.get(share.name, share.name)
            if name in definitions():
                best[name] = max(best.get(name, 0.0), share.total)
    return tuple(sorted(best, key=lambda name: -best[name])[:most])


def cut(record: dict[str, Any]) -> dict[str, Any]:
    """Return what is stored of an answer of `tregua sensitivity --json`."""
    outcomes = {
        name: {
            key: [round(value, 4) for value in (index["total"], *index["total_interval"])]
            for key, index in outcome["indices"].items()
        }
        for name, outcome in record["outcomes"].items()
    }
    return {**{key: record[key] for key in KEYS}, "outcomes": outcomes}
