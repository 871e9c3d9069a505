"""People driven from each territory on a day: the place's own figures, brought to the newest total."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tregua.places.place import Place

OLD = timedelta(days=366)  # between a place's own figures and a start, from which a newer total is used


def displaced_at(place: Place, start: date, as_of: date) -> np.ndarray:
    """Return people driven from each territory at a start, (territory,).

    A place states these for one day. Where a run starts more than a year later, they are scaled to the newest
    total that the record has for a day up to the start, as known on another day.
    """
    figures = [t.displaced for t in place.territories.values()]
    own = np.array([0.0 if f is None else float(f.value) for f in figures])
    days = [f.date for f in figures if f is not None and f.date is not None]
    if not days or own.sum() <= 0.0 or start - max(days) < OLD:
        return own
    rows = [
        r
        for r in place.evidence
        if (s := place.series.get(r.series)) is not None
        and (s.measures, s.kind) == ("displaced", "stock")
        and r.place == "all"
        and max(days) < r.end <= start
        and r.published <= as_of
        and not r.floor
    ]
    newest = max(rows, key=lambda r: (r.end, r.published), default=None)
    return own if newest is None else own * float(newest.value) / own.sum()
