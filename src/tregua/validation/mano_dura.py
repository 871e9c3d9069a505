"""Arrests without holding, and the only case that tried them: mano dura, El Salvador 2003.

The sentence is made from the stored forecasts of the treated cases, so that it changes with them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tregua.i18n import _
from tregua.i18n.numbers import marks

FILE = Path(__file__).with_name("tested.json")  # what `tregua cases --json` printed
CASE = "el_salvador_2003"
LEAST = -0.05  # median log ratio of killing that the model may forecast, at each of the times
MONTHS = (12, 24)


def medians(stored: Mapping[str, Any] | None = None) -> dict[int, float]:
    """Return the middle of the model's log ratio of the case by months, as stored."""
    record = json.loads(FILE.read_text(encoding="utf-8")) if stored is None else stored
    return {
        int(line["months"]): float(line["median"])
        for line in record["cases"]
        if line["case"] == CASE and line["months"] in MONTHS
    }


def failed(stored: Mapping[str, Any] | None = None) -> bool:
    """Return whether the model forecasts a fall where mano dura brought a rise; also where it is untested."""
    found = medians(stored)
    return set(found) != set(MONTHS) or min(found.values()) < LEAST


def sentence(stored: Mapping[str, Any] | None = None) -> str:
    """Say how arrests without holding fared on the only case that tried them."""
    found = medians(stored)
    shown = ", ".join(marks(f"{found[m]:+.2f}") for m in MONTHS if m in found)
    if failed(stored):
        return _(
            "Arrests without holding: failed on its only case. After mano dura, El Salvador 2003, killing "
            "rose; the model forecasts a log ratio of {shown} after 12 and 24 months."
        ).format(shown=shown or _("none"))
    return _(
        "Arrests without holding: on its only case, mano dura in El Salvador 2003, after which killing rose, "
        "the model forecasts no fall (log ratio {shown} after 12 and 24 months)."
    ).format(shown=shown)
