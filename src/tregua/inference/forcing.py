"""The path that happened, as known on a day: what drives the model between the start of the record and then.

Declarations, suspended law, coalitions, sweeps, police, soldiers, prison places, missions, lethal operations,
sprees and waves are supplied; pacts and breakdowns are dated jumps of killing per member. The engine is the
package's own, in expectation, walked from cut to cut; what a walker adds is written into its state and its
controls.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.inference.observation_model import Window
from tregua.places.aggregate_to_regions import at_reported_level
from tregua.places.history import Declaration, declarations, in_force
from tregua.simulation.initial_state import Snapshot, rivalry_matrix, share_of, snapshot
from tregua.simulation.policy_arrays import Policy
from tregua.simulation.spin_up import idle

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.places.history import Event

# longest steps: in the year after sweeps begin, in the quarter after a declaration, and otherwise. What is
# walked is slow, and pieces are months.
STEP_DAYS, DECLARED_STEP_DAYS, LONG_STEP_DAYS = 4.0, 8.0, 31.0
FOLLOWED_DAYS = 366  # a count of arrests that begins later does not follow a declaration
WALK_YEARS = 1.0  # between nodes of the walk of killing per member
SLOW_WALK_YEARS = 3.0  # and of the slower walks of background and clashes
MOST_NODES = 24
JUMPS = {"pact": "pact_effect", "breakdown": "breakdown_effect"}
EVENT_SPREAD = 0.25  # sd of one pact or breakdown about what such events do


@dataclass(frozen=True)
class Course:
    """The path of a place from a start to an end, cut where something changes or is counted.

    Attributes
    ----------
    cuts
        Days, the first the start and the last the end; (n + 1,).
    days, steps
        Length of each piece, days, and in how many equal steps it is walked; (n,).
    declared, suspended, coalition
        By piece: declarations in force at the start and all made since, whether they still hold or not, so
        that each new one is a rise; share of due process that is suspended; whether gangs act together
        against the state.
    sweep, operations, places, police, soldiers
        By piece: arrests a day in sweeps; deaths a day by lethal operations; prison places; strength of
        police and soldiers against the start.
    troops, mission_police
        Foreign personnel, by piece.
    spree, pulse
        Deaths of a spree, and strength of a wave of self-defence, that begin with a piece.
    jumps
        Dated changes of killing per member: day, name of the parameter of its size (or ""), mean, sd.
    """

    place: Place
    snap: Snapshot
    policy: Policy
    rivalry: np.ndarray
    as_of: date
    cuts: tuple[date, ...]
    days: np.ndarray
    steps: np.ndarray
    declared: np.ndarray
    suspended: np.ndarray
    coalition: np.ndarray
    sweep: np.ndarray
    operations: np.ndarray
    places: np.ndarray
    police: np.ndarray
    soldiers: np.ndarray
    troops: np.ndarray
    mission_police: np.ndarray
    spree: np.ndarray
    pulse: np.ndarray
    jumps: tuple[tuple[date, str, float, float], ...]

    @property
    def start(self) -> date:
        """First day."""
        return self.cuts[0]

    @property
    def settled(self) -> int:
        """Number of the piece with which sweeps begin; the number of pieces if none do."""
        swept = self.sweep > 0.0
        return int(np.argmax(swept)) if swept.any() else len(self.days)

    def index(self, day: date) -> int:
        """Return the number of the cut that lies on a day."""
        return self.cuts.index(day)

    def middle(self) -> np.ndarray:
        """Return the middle of each piece, days since the start."""
        since = np.array([(c - self.start).days for c in self.cuts], float)
        return 0.5 * (since[:-1] + since[1:])


def course(
    place: Place,
    start: date,
    end: date,
    as_of: date,
    windows: Sequence[Window] = (),
    known: bool = True,
    step: float = 1.0,
) -> Course:
    """Return the path of a place as it was known on a day, up to ``end``.

    Parameters
    ----------
    windows
        Their first and last days become cuts, so that each is summed exactly.
    known
        Whether only what had been published by ``as_of`` may be used; if not, the path that came to pass
        after it
        is supplied too, for a forecast with the actions of the state given.
    step
        Factor on the longest step.
    """
    knowledge = as_of if known else date.max - timedelta(days=1)
    small = at_reported_level(place, start, as_of, whole=True)
    found = declarations(place.history, knowledge)
    snap = snapshot(small, start, as_of)
    # territories are named as in the place itself, not as in the regions it is walked by
    snap = replace(
        snap, suspended=_suspended(found, place, start, knowledge), displaced=_displaced(place, snap, start)
    )
    rivalry = rivalry_matrix(small, start, as_of)
    first, last = start.replace(day=1), _month_after(end)
    policy = idle(small, SimpleNamespace(start=first, end=last), snap, as_of)  # type: ignore[arg-type]
    events = [e for e in place.history if e.known(knowledge) and start <= e.date < end]
    cuts = {start, end}
    day = first
    while day < end:
        if day > start:
            cuts.add(day)
        day = _month_after(day)
    for window in windows:
        cuts |= {d for span in window.spans for d in span if start <= d <= end}
    for e in events:
        if e.effect or e.kind in ("spree", "self_defence_pulse"):
            cuts.add(e.date)
    after = timedelta(days=1)
    alliances = [e for e in place.history if e.kind == "coalition" and e.known(knowledge)]
    turns = [(d.date, d.until) for d in found] + [(e.date, e.until) for e in alliances]
    for first_day, last_day in turns:
        cuts |= {d for d in (first_day, last_day + after if last_day else None) if d and start < d < end}
    sweeps = onset_of_sweeps(place, knowledge)
    if sweeps and start < sweeps < end:
        cuts.add(sweeps)
    ordered = tuple(sorted(cuts))
    begins = ordered[:-1]
    days = np.array([(b - a).days for a, b in itertools.pairwise(ordered)], float)
    onsets = [e.date for e in events if e.kind == "self_defence_pulse"] + ([sweeps] if sweeps else [])
    fast = [any(o <= d < o + timedelta(days=365) for o in onsets) for d in begins]
    news = [any(f.date <= d < f.date + timedelta(days=91) for f in found) for d in begins]
    longest = np.where(fast, STEP_DAYS, np.where(news, DECLARED_STEP_DAYS, LONG_STEP_DAYS)) * step
    state = place.state
    new = np.array([sum(start < f.date <= d for f in found) for d in begins], float)
    sweep = _pace(place, begins, knowledge, sweeps)
    spree, pulse = np.zeros(len(begins)), np.zeros(len(begins))
    for e in events:
        n = max(i for i, d in enumerate(begins) if d <= e.date)
        if e.kind == "spree":
            spree[n] += float(e.deaths or 0.0)
        if e.kind == "self_defence_pulse":
            pulse[n] += 8.0
    return Course(
        small,
        snap,
        policy,
        rivalry,
        as_of,
        ordered,
        days,
        np.maximum(1, np.ceil(days / longest)).astype(int),
        snap.declared + new,
        np.array([_suspended(found, place, d, knowledge) for d in begins]),
        np.array([float(in_force(alliances, "coalition", min(d, knowledge), knowledge)) for d in begins]),
        sweep,
        _operations(place, ordered, knowledge),
        np.array([_figure(state.prisons.places, d, knowledge, snap.places) for d in begins]),
        np.array([_figure(state.police, d, knowledge, snap.officers) for d in begins])
        / max(snap.officers, 1.0),
        np.array([_figure(state.soldiers, d, knowledge, snap.soldiers) for d in begins]),
        np.array([_mission(state, d, knowledge)[0] for d in begins]),
        np.array([_mission(state, d, knowledge)[1] for d in begins]),
        spree,
        pulse,
        tuple(_jump(e) for e in events if e.effect and e.kind != "coalition"),
    )


def _jump(e: Event) -> tuple[date, str, float, float]:
    assert e.effect is not None
    name = JUMPS.get(e.kind, "")
    return e.date, name, 0.0 if name else e.effect.mean, EVENT_SPREAD if name else e.effect.sd


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _displaced(place: Place, snap: Snapshot, start: date) -> np.ndarray:
    """Return the displaced on the first day of a record: none where the only figure is of a later day."""
    dates = [f.date for t in place.territories.values() if (f := t.displaced) is not None]
    later = any(day is not None and day > start for day in dates)
    return np.zeros_like(snap.displaced) if later else snap.displaced


def _suspended(found: Sequence[Declaration], place: Place, day: date, as_of: date) -> float:
    """Return the share of due process suspended on a day; what was in force when knowledge ends goes on."""
    at = min(day, as_of)
    return max(
        (f.suspends * share_of(f, place) for f in found if f.date <= day and f.in_force(at)), default=0.0
    )


def onset_of_sweeps(place: Place, as_of: date) -> date | None:
    """Return the first day of the sweeps that a count of arrests shows, or None.

    It is the newest declaration, or operation by sweeps, that was made before the first figure of a
    cumulative series of detentions, and no more than a year before it. Arrests that no declaration or sweep
    went before are those of ordinary policing.
    """
    points, _since = _cumulative(place, "detentions", as_of)
    if not points:
        return None
    first = date.fromordinal(points[0][0])
    turns = [d.date for d in declarations(place.history, as_of)]
    turns += [
        e.date for e in place.history if e.kind == "operation" and e.means == "sweep" and e.known(as_of)
    ]
    before = [d for d in turns if d <= first <= d + timedelta(days=FOLLOWED_DAYS)]
    return max(before, default=None)


def _figure(figures: Any, day: date, as_of: date, default: float) -> float:
    """Return a dated figure on a day, by straight lines between those known and level outside them."""
    known: dict[int, tuple[date, float]] = {}
    for f in figures or ():
        if f.known(as_of) and f.date is not None:
            said = f.published or f.date
            at = f.date.toordinal()
            if at not in known or known[at][0] <= said:
                known[at] = (said, float(f.value))
    if not known:
        return default
    x = sorted(known)
    return float(np.interp(day.toordinal(), x, [known[k][1] for k in x]))


def _mission(state: Any, day: date, as_of: date) -> tuple[float, float]:
    fitting = [m for m in state.mission if m.date <= day and m.known(as_of)]
    newest = max(fitting, key=lambda m: m.date, default=None)
    return (0.0, 0.0) if newest is None else (float(newest.troops), float(newest.police))


def _cumulative(place: Place, measure: str, as_of: date) -> tuple[list[tuple[int, float]], int]:
    """Return the growth of a cumulative series as (day, total), never falling, and the day it counts from."""
    register = place.evidence.register
    rows = [
        r
        for r in place.evidence.as_of(as_of)
        if r.place == "all"
        and r.confidence not in ("low", "D")
        and (s := register.get(r.series)) is not None
        and s.kind == "cumulative"
        and s.measures == measure
    ]
    points: list[tuple[int, float]] = []
    since = min((r.start.toordinal() for r in rows if r.start < r.end), default=0)
    for r in sorted(rows, key=lambda r: (r.end, r.value)):
        if not points or (r.end.toordinal() > points[-1][0] and r.value >= points[-1][1]):
            points.append((r.end.toordinal(), r.value))
    return points, since


def _pace(place: Place, begins: Sequence[date], as_of: date, onset: date | None) -> np.ndarray:
    """Return arrests a day in sweeps by piece: the pace of a cumulative series from the onset of sweeps.

    After the last figure the pace of the last half year.
    """
    points, _since = _cumulative(place, "detentions", as_of)
    out = np.zeros(len(begins))
    if onset is None:
        return out
    points = [(min(onset.toordinal(), points[0][0] - 1), 0.0), *points]
    x = np.array([p[0] for p in points], float)
    y = np.array([p[1] for p in points])
    half = max(x[-1] - 182.0, x[0])
    last = (y[-1] - np.interp(half, x, y)) / max(x[-1] - half, 1.0)
    ends = [*begins[1:], begins[-1] + timedelta(days=30)]
    for n, (a, b) in enumerate(zip(begins, ends, strict=True)):
        i, j = a.toordinal(), b.toordinal()
        inside = max(0.0, min(j, x[-1]) - max(i, x[0]))
        grown = np.interp(j, x, y) - np.interp(i, x, y)
        after = max(0.0, j - max(i, x[-1]))
        out[n] = (grown + last * after) / max(j - i, 1) if inside or after else 0.0
    return out


def _operations(place: Place, cuts: Sequence[date], as_of: date) -> np.ndarray:
    """Return deaths a day by lethal operations without access, by piece, from the longest published total."""
    register = place.evidence.register
    rows = [
        r
        for r in place.evidence.as_of(as_of)
        if (s := register.get(r.series)) is not None
        and s.measures == "deaths"
        and s.kind == "cumulative"
        and s.causes
        and all(c.startswith("operation") for c in s.causes)
    ]
    out = np.zeros(len(cuts) - 1)
    if not rows:
        return out
    row = max(rows, key=lambda r: (r.end, r.value))
    a, b = row.start.toordinal(), row.end.toordinal() + 1
    pace = row.value / (b - a)
    for n, (x, y) in enumerate(itertools.pairwise(cuts)):
        i, j = x.toordinal(), y.toordinal()
        # it goes on at its pace after the last total
        out[n] = pace * max(0, j - max(i, a)) / (j - i)
    return out
