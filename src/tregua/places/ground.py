"""Ground under gangs on a day: the place's own figures, brought to the newest share that was judged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tregua.places.place import Place

OLD = timedelta(days=366)  # between a place's own figures and a start, from which a newer share is used
LEAST, MOST = 0.002, 0.98  # of what a judgement can say of a region
HALVINGS = 60


def ground_at(place: Place, own: np.ndarray, people: np.ndarray, start: date, as_of: date) -> np.ndarray:
    """Return the share of each territory under gangs at a start, (territory,).

    A place states these for one day. Where a run starts more than a year later, the odds of all territories
    of a region are multiplied alike, so that the share of its people under gangs is the newest that the
    record has for a day up to the start, as known on another day.

    Parameters
    ----------
    own, people
        (territory,) shares that the place states, and people.
    """
    territories = list(place.territories.values())
    dates = [t.control.date for t in territories if t.control is not None and t.control.date is not None]
    if not dates or start - max(dates) < OLD:
        return own
    out = own.astype(float)
    for region in {t.region for t in territories if t.region is not None}:
        newest = _newest(place, region, max(dates), start, as_of)
        if newest is not None:
            here = np.array([t.region == region for t in territories])
            out[here] = shifted(own[here], people[here], newest)
    return out


def _newest(place: Place, region: str, after: date, start: date, as_of: date) -> float | None:
    """Return the newest judged share of a region, or None where there is none."""
    rows = [
        r
        for r in place.evidence
        if (s := place.series.get(r.series)) is not None
        and s.measures == "control_share"
        and r.place == region
        and after < r.end <= start
        and r.published <= as_of
        and not r.floor
    ]
    newest = max(rows, key=lambda r: (r.end, r.published), default=None)
    if newest is None:
        return None
    return float(newest.value) / (100.0 if place.series[newest.series].unit == "percent" else 1.0)


def shifted(own: np.ndarray, people: np.ndarray, share: float) -> np.ndarray:
    """Return shares whose odds are those given times one factor, with a given mean by people."""
    share = min(max(share, LEAST), MOST)
    bounded = np.clip(own, LEAST, MOST)
    odds = bounded / (1.0 - bounded)
    low, high = -20.0, 20.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        moved = odds * np.exp(middle)
        mean = float((people * moved / (1.0 + moved)).sum() / people.sum())
        low, high = (middle, high) if mean < share else (low, middle)
    moved = odds * np.exp(0.5 * (low + high))
    return moved / (1.0 + moved)
