"""A6: hysteresis and the critical force, in the package's own model.

Models of crime and punishment with a threshold take different paths as force rises and as it falls again
(van Elteren, Vasconcelos and Lees, 2024, Sci Rep 14:17678; for drug markets Baveja and others, 1997,
Socio-Econ Plan Sci 31:293): below a critical force a crackdown is wasted, above it short and strong beats
long and weak. Here police of a made-up country rise step by step and fall again, each step held for years, in
expectation and without shocks, over draws from the priors.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from tregua.i18n import _
from tregua.model.state import State
from tregua.simulation.batch_run import copied
from tregua.simulation.first_days import first_days
from tregua.simulation.setup import Options, Setup, prepare
from tregua.simulation.spin_up import calm
from tregua.validation.result import Result
from tregua.vocabulary.time import DAYS_A_YEAR, WEEKS_A_YEAR

DRAWS = 24
FORCES = np.round(np.geomspace(0.25, 64.0, 25), 3)  # police against the start
FIRST = int(np.argmin(np.abs(FORCES - 1.0)))
HOLD_YEARS = 10
DAYS_A_STEP = DAYS_A_YEAR / WEEKS_A_YEAR
BROKEN, BACK = 0.1, 0.5  # members against the start: gangs are broken below, and back above
STRONG_YEARS, WEAK_YEARS, LATER_YEARS = 1, 8, 12
SOURCE = "van Elteren and others 2024, Sci Rep 14:17678; Baveja and others 1997"


@dataclass(frozen=True)
class Paths:
    """Members against the start at the end of each hold.

    Attributes
    ----------
    up, down
        (force, draw); both in the order of `FORCES`, NaN where the path was not taken.
    """

    up: np.ndarray
    down: np.ndarray

    @property
    def breaking(self) -> np.ndarray:
        """(draw,) the force at which gangs break as it rises; infinite where none does."""
        return _first(self.up < BROKEN, FORCES)

    @property
    def returning(self) -> np.ndarray:
        """(draw,) the force at which gangs are back as it falls; zero where at none looked at."""
        last = len(FORCES) - 1 - np.argmax((self.down >= BACK)[::-1], axis=0)
        return np.where((self.down >= BACK).any(axis=0), FORCES[last], 0.0)


def _first(hit: np.ndarray, forces: np.ndarray) -> np.ndarray:
    return np.where(hit.any(axis=0), forces[np.argmax(hit, axis=0)], np.inf)


@cache
def country() -> tuple[Setup, State, np.ndarray]:
    """Return a made-up country as the template of a place has it, and its first day over draws."""
    from tregua.places import load_place, new_place
    from tregua.scenarios import load_scenario

    with tempfile.TemporaryDirectory() as folder:
        new_place(Path(folder) / "madeup")
        place = load_place(Path(folder) / "madeup")
        scenario = load_scenario("baseline", place)
        setup = prepare([scenario], place, Options(members=DRAWS, mean_field=True))
        _draws, state, values, _rejected = first_days(setup, np.arange(DRAWS))
    return setup, state, calm(values)


def hold(state: State, force: np.ndarray | float, years: int) -> np.ndarray:
    """Hold police at so many times the start, (draw,), for some years; return members, (draw,).

    The state is changed in place.
    """
    setup, start, values = country()
    for kind in ("police", "soldiers"):
        state.territory[kind] = start.territory[kind] * np.broadcast_to(force, len(state.nation))[:, None]
    setup.simulation.hold(state, values, years * WEEKS_A_YEAR, DAYS_A_STEP)
    return _members(state)


def _members(state: State) -> np.ndarray:
    return state.active.sum(axis=(1, 2, 3)) + state.hiding.sum(axis=(1, 2, 3))


@cache
def paths() -> Paths:
    """Sweep force up until gangs break, each draw's own, and from there down again."""
    _setup, start, _values = country()
    state = copied(start, slice(0, DRAWS))
    begin = _members(state)
    up, down = (np.full((len(FORCES), DRAWS), np.nan) for _way in range(2))
    turned = np.full(DRAWS, len(FORCES) - 1)
    at_turn = copied(start, slice(0, DRAWS))
    waiting = np.ones(DRAWS, bool)
    for n in range(FIRST, len(FORCES)):
        up[n] = hold(state, FORCES[n], HOLD_YEARS) / begin
        now = waiting & ((up[n] < BROKEN) | (n == len(FORCES) - 1))
        for kept, array in zip(at_turn, state, strict=True):
            kept[now] = array[now]
        turned[now] = n
        waiting &= ~now
    draws = np.arange(DRAWS)
    down[turned, draws] = up[turned, draws]
    for n in range(1, len(FORCES)):
        level = np.maximum(turned - n, 0)
        members = hold(at_turn, FORCES[level], HOLD_YEARS) / begin
        moving = turned - n >= 0
        down[level[moving], draws[moving]] = members[moving]
    return Paths(up, down)


@cache
def strong_and_weak() -> tuple[np.ndarray, np.ndarray]:
    """Return members against the start under the same extra force-years, spent at once or slowly, (draw,).

    Slowly is half of the extra force that breaks gangs, for eight years; at once is eight times that, for
    one.
    Where no force breaks them, the largest looked at stands in.
    """
    _setup, start, _values = country()
    begin = _members(start)
    extra = 0.5 * (np.minimum(paths().breaking, FORCES[-1]) - 1.0)
    found = []
    for years in (STRONG_YEARS, WEAK_YEARS):
        state = copied(start, slice(0, DRAWS))
        hold(state, 1.0 + extra * WEAK_YEARS / years, years)
        found.append(hold(state, 1.0, LATER_YEARS - years) / begin)
    return found[0], found[1]


def sweep() -> Sequence[Result]:
    """A6: the two paths, the critical force, and what half of it is worth."""
    both = paths()
    breaking, returning = both.breaking, both.returning
    broke = np.isfinite(breaking)
    apart = float(np.mean(breaking[broke] > 1.05 * returning[broke])) if broke.any() else 0.0
    strong, weak = strong_and_weak()
    better = float(np.mean(strong <= weak))
    told = _(
        "made-up country of the template, {draws} draws of the priors, each force held {years} years; force "
        "acts through access, which cannot pass one, and members leave over years: so short and strong gains "
        "less here than in models where enforcement grows with force without bound"
    ).format(draws=DRAWS, years=HOLD_YEARS)

    def line(what: str, ours: float, tolerance: str, ok: bool, values: np.ndarray | None = None) -> Result:
        low, high = (None, None) if values is None else (float(values.min()), float(values.max()))
        return Result("A6", what, None, ours, tolerance, ok, low, high, SOURCE, told)

    finite = np.where(broke, breaking, FORCES[-1])
    lines = [
        line(
            _("critical force, police against the start ({k} of {n} draws break by x{most:g})").format(
                k=int(broke.sum()), n=DRAWS, most=FORCES[-1]
            ),
            float(np.median(finite)),
            _("there is one in most draws"),
            bool(broke.mean() > 0.5),
            finite,
        ),
        line(
            _("force at which gangs are back as it falls (0: at none looked at)"),
            float(np.median(returning)),
            _("below the critical force"),
            bool(np.median(returning) < np.median(finite)),
            returning,
        ),
        line(_("share of draws whose two paths differ"), apart, _("most"), apart > 0.5),
        line(
            _("share of draws in which short and strong leaves no more members than long and weak"),
            better,
            _("most"),
            better > 0.5,
        ),
    ]
    return lines
