"""The combination: the level, times what the mechanism says a known regime does, while one is in force.

Where nothing is known to change, the level alone stands: dynamics add nothing there. Where a declaration
with arrests or holding, or a mission, pact or operation that changes arrests, holding, force or restraint is
known on the day, the gate opens, and each draw of the level is multiplied by a draw of the mechanism's ratio:
expected counts with dynamics over those with the state of the day frozen, from the same random numbers.
Windows with a closed gate are, to the byte, those of the level. Nothing here knows the mechanism: it brings
ratios, window by window and draw by draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tregua.forecasting.count_history import Days
from tregua.forecasting.level import LevelForecast
from tregua.places.history import declarations

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.places.history import Event

OPENS = ("regime", "pact")
CLOSES = {"regime_end": "regime", "breakdown": "pact"}
LEAST_REGIME = 0.5  # level of a declaration from which people are arrested and held beyond ordinary policing
LAPSE = timedelta(days=365)  # after an end, in which what it undoes still moves the count
RATIO_LIMITS = (1e-3, 1e3)  # of any draw of a ratio
ARRESTING = ("sweep", "siege")  # means of operations that arrest and hold
FORCEFUL = (*ARRESTING, "drones")  # and those that change force; a raid or patrols alone change neither
LEAST_PERSONNEL = 500.0  # by which a mission must grow to change force, where nothing is known of the police
POLICE_SHARE = 0.05  # of the country's police, otherwise
FIRST_YEAR = timedelta(
    days=365
)  # of a mission or declaration, in which its personnel or arrests are looked for


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


def spells(
    history: Sequence[Event],
    as_of: date,
    operations: Sequence[Spell] = (),
    personnel: Sequence[tuple[date, float]] | None = None,
    least: float = LEAST_PERSONNEL,
) -> tuple[Spell, ...]:
    """Return what is known on a day to change arrests, holding, force or restraint.

    A declaration opens the gate if its text suspends due process or arrests are known to be made under it; an
    operation if it sweeps, besieges or strikes from the air; a mission if its personnel grows by enough
    within a year, or nothing is known of its size; a pact always. An operation whose end is not known counts
    for a year.

    Parameters
    ----------
    history
        Of the place. A later event of the same kind replaces an earlier one; its end closes all of its kind.
    as_of
        Only what had been published by this day counts; announced starts and ends do.
    operations
        Spells from elsewhere, such as a counted series of operations.
    personnel
        Foreign personnel by day, in the order of time; None for that of the history's own entries.
    least
        By how many people a mission must grow.
    """
    events = sorted((e for e in history if e.known(as_of)), key=lambda e: e.date)
    out: list[Spell] = []
    for e in events:
        kind = CLOSES.get(e.kind, e.kind)
        if kind not in OPENS:
            continue
        out = [_closed(s, e.date) if s.kind == kind else s for s in out]
        if e.kind in OPENS and (e.kind != "regime" or (e.level or 0.0) >= LEAST_REGIME):
            out.append(Spell(kind, e.title, e.date, e.until))
    acts = [e for e in events if e.kind == "operation" and e.means in FORCEFUL]
    out += [Spell("operation", e.title, e.date, e.until or e.date) for e in acts]
    arrests = [e.date for e in acts if e.means in ARRESTING]
    titles = {e.date: e.title for e in events if e.kind == "declaration"}
    for d in declarations(history, as_of):
        followed = any(d.in_force(day) and day <= d.date + FIRST_YEAR for day in arrests)
        if not d.from_regime and (d.suspends >= LEAST_REGIME or followed):
            out.append(Spell("declaration", titles.get(d.date, ""), d.date, d.until))
    seen = _personnel(events) if personnel is None else personnel
    return tuple([*out, *_missions(events, seen, least), *operations])


def _personnel(events: Sequence[Event]) -> list[tuple[date, float]]:
    """Return the foreign personnel that may act, by day: the newest entry of each contingent added up."""
    now: dict[tuple[str, str], float] = {}
    out = []
    for e in events:
        if e.kind == "mission_strength" and e.power_to_arrest is not False:
            now[e.mission or "", str(e.contingent)] = float((e.soldiers or 0) + (e.police or 0))
            out.append((e.date, sum(now.values())))
    return out


def _missions(
    events: Sequence[Event], personnel: Sequence[tuple[date, float]], least: float
) -> Iterator[Spell]:
    ends = [e.date for e in events if e.kind == "mission_end"]
    running: date | None = None  # since when a mission with known personnel is there
    for e in events:
        if e.kind != "mission":
            continue
        until = min([day for day in (e.until, *ends) if day is not None and day > e.date], default=None)
        before = [n for day, n in personnel if day < e.date]
        first = [(day, n) for day, n in personnel if e.date <= day <= e.date + FIRST_YEAR]
        if not first:
            yield Spell("mission", e.title, e.date, until)
            continue
        start = next((day for day, n in first if n - (before[-1] if before else 0.0) >= least), None)
        if start is not None and not (running and not any(running < end <= e.date for end in ends)):
            running = start
            yield Spell("mission", e.title, start, until)


def spells_of(place: Place, as_of: date) -> tuple[Spell, ...]:
    """Return what is known of a place on a day to change arrests, holding, force or restraint.

    Besides its history, what its record counts: arrests that follow a declaration, and deaths by operations.
    """
    from tregua.inference.forcing import onset_of_sweeps

    counted = []
    sweeps = onset_of_sweeps(place, as_of)
    titles = {e.date: e.title for e in place.history if e.kind == "declaration"}
    for d in declarations(place.history, as_of):
        if d.date == sweeps and not d.from_regime:
            counted.append(Spell("declaration", titles.get(d.date, d.law), d.date, d.until))
    for r in place.evidence.as_of(as_of):
        s = place.evidence.register.get(r.series)
        if s is not None and s.measures == "deaths" and s.kind == "cumulative" and s.causes:
            if all(c.startswith("operation") for c in s.causes):
                counted.append(Spell("operation", s.title, r.start, r.end))
    state = place.state
    strength = sorted((m.date, float(m.troops + m.police)) for m in state.mission if m.known(as_of))
    police = [f for f in state.police or () if f.known(as_of) and f.date is not None]
    least = (
        POLICE_SHARE * float(max(police, key=lambda f: f.date or date.min).value)
        if police
        else LEAST_PERSONNEL
    )
    return tuple(dict.fromkeys(spells(place.history, as_of, counted, strength or None, least)))


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
