"""The mark of an outcome: whether the fit of a place was tested on a record of it, and held.

Marks are read from the checks that ship with the package, which `tregua check-fit` made. A check speaks of
the posterior that it was made with, and of no other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tregua.vocabulary.records import FIGURES, OUTCOMES

FILE = Path(__file__).with_name("fit_checks.json")  # what `tregua check-fit --json` printed
HELD, FAILED, NEVER = "held", "failed", "never tested"


@dataclass(frozen=True)
class Mark:
    """Whether an outcome was tested at a place.

    Attributes
    ----------
    status
        "held", "failed" or "never tested".
    failed, held
        Names of the series on which it failed and held.
    """

    status: str
    failed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@cache
def checks() -> Mapping[str, Any]:
    """Return the stored checks by place; empty where none were made."""
    if not FILE.exists():
        return {}
    return dict(json.loads(FILE.read_text(encoding="utf-8"))["places"])


def fit_mark(place: str, outcome: str, posterior: str = "", stored: Mapping[str, Any] | None = None) -> Mark:
    """Return whether the fit of a place was tested on an outcome.

    Deaths are judged by the main series of the place and by its special lines: its other series count parts
    or other bases. Every other outcome fails where any series of it fails.

    Parameters
    ----------
    place, outcome
        Name of the place; one of `tregua.vocabulary.records.OUTCOMES`.
    posterior
        Digest of the posterior in use; a check of another one tests nothing. Empty for any.
    stored
        Checks by place; by default those that ship.
    """
    found = (checks() if stored is None else stored).get(place)
    if found is None or outcome not in OUTCOMES or (posterior and posterior != found["posterior"]):
        return Mark(NEVER)
    measures = OUTCOMES[outcome]
    lines = [
        (each["series"], each["verdict"])
        for each in found["series"]
        if each["measures"] in measures
        and (each["measures"] != "deaths" or each["series"] == found["main_series"])
    ]
    lines += [
        (each["series"], each["verdict"])
        for each in found["special"]
        if set(OUTCOMES[each["outcome"]]) & set(measures)
    ]
    failed = tuple(dict.fromkeys(name for name, verdict in lines if verdict == FAILED))
    held = tuple(dict.fromkeys(name for name, verdict in lines if verdict == HELD and name not in failed))
    return Mark(FAILED if failed else HELD if held else NEVER, failed, held)


def figure_mark(place: str, figure: str, posterior: str = "") -> Mark:
    """Return the mark of a figure of the report, by its key."""
    outcome = FIGURES.get(figure)
    return Mark(NEVER) if outcome is None else fit_mark(place, outcome, posterior)
