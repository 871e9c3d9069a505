"""The combination: the level, times what the mechanism says a known regime does, while one is in force.

Where nothing is known to change, the level alone stands: dynamics add nothing there. Where a declaration
with arrests or holding, a pact, a mission or an operation is known on the day, the gate opens, and each
draw of the level is multiplied by a draw of the mechanism's ratio: expected counts with dynamics over those
with the state of the day frozen, from the same random numbers. Windows with a closed gate are, to the byte,
those of the level. Nothing here knows the mechanism: it brings ratios, window by window and draw by draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tregua.forecasting.count_history import Days
from tregua.forecasting.level import LevelForecast

if TYPE_CHECKING:
    from tregua.places.history import Event

OPENS = ("regime", "pact", "mission")
CLOSES = {"regime_end": "regime", "breakdown": "pact", "mission_end": "mission"}
LEAST_REGIME = 0.5  # level of a declaration from which people are arrested and held beyond ordinary policing
LAPSE = timedelta(days=365)  # after an end, in which what it undoes still moves the count
RATIO_LIMITS = (1e-3, 1e3)  # of any draw of a ratio


@dataclass(frozen=True)
class Spell:
    """Represent a time for which the gate is open.

    Attributes
    ----------
    kind, title
        What opens it.
    start
        First day.
    end
        Day of a known end, or None.
    """

    kind: str
    title: str
    start: date
    end: date | None


def spells(history: Sequence[Event], as_of: date, operations: Sequence[Spell] = ()) -> tuple[Spell, ...]:
    """Return what is known on a day to change arrests, holding, force or restraint.

    Parameters
    ----------
    history
        Of the place. A later event of the same kind replaces an earlier one; its end closes all of its kind.
    as_of
        Only what had been published by this day counts; announced starts and ends do.
    operations
        Spells from elsewhere, such as a counted series of operations.
    """
    out: list[Spell] = []
    for e in sorted((e for e in history if e.known(as_of)), key=lambda e: e.date):
        kind = CLOSES.get(e.kind, e.kind)
        if kind not in OPENS:
            continue
        out = [_closed(s, e.date) if s.kind == kind else s for s in out]
        if e.kind in OPENS and (e.kind != "regime" or (e.level or 0.0) >= LEAST_REGIME):
            out.append(Spell(kind, e.title, e.date, e.until))
    return tuple([*out, *operations])


def _closed(spell: Spell, day: date) -> Spell:
    return spell if spell.end is not None and spell.end <= day else replace(spell, end=day)


def gate(known: Sequence[Spell], windows: Sequence[Days]) -> np.ndarray:
    """Return whether the gate is open in each window, (window,).

    A spell opens the windows that end on or after its start; one with a known end those that begin within a
    year of it.
    """
    return np.array(
        [any(s.start <= b and (s.end is None or a < s.end + LAPSE) for s in known) for a, b in windows], bool
    )


def combine(level: LevelForecast, ratio: np.ndarray, open_: np.ndarray) -> np.ndarray:
    """Draw counts of the level times the mechanism's ratio where the gate is open, (window, draw).

    Parameters
    ----------
    level
        Expected counts, (window, draw).
    ratio
        (window, draw) expected counts with dynamics over frozen ones; its draws are matched to the level's
        in turn, whole paths at a time, so that fewer are used again and more are left.
    open_
        (window,) whether the gate is open.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a ratio of an open window is not a positive number.
    """
    windows, draws = level.expected.shape
    if ratio.ndim != 2 or len(ratio) != windows or open_.shape != (windows,) or not ratio.shape[1]:
        raise ValueError(
            f"ratios {ratio.shape} and gate {open_.shape} for expected counts {(windows, draws)}"
        )
    used = ratio[open_]
    if not (np.isfinite(used).all() and (used > 0).all()):
        raise ValueError("a ratio of an open window that is no positive number")
    matched = np.clip(ratio[:, np.arange(draws) % ratio.shape[1]], *RATIO_LIMITS)
    return level.counts(np.where(open_[:, None], matched, 1.0))
