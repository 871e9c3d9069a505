"""What all members of a run share: options, place, policies and priors, checked before anything runs."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tregua.assumptions import load_parameters
from tregua.assumptions.counter_rng import keys
from tregua.assumptions.parameter import ParameterSet
from tregua.assumptions.posterior import find
from tregua.assumptions.sampling import Draws
from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.results.variables import sizes
from tregua.simulation.batch_run import STEPS
from tregua.simulation.initial_state import Snapshot, rivalry_matrix, snapshot
from tregua.simulation.policy_arrays import Policy, policies
from tregua.simulation.spin_up import idle

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios import Scenario

MOST_MEMBERS = 100_000


@dataclass(frozen=True)
class Options:
    """How a run is made.

    Attributes
    ----------
    members
        Members of the ensemble; each has its own parameters, structure, reading and chance.
    seed
        Decides every draw.
    workers
        Threads; None for the number of processors. No result depends on it.
    dt
        "half-day", "day" or "week".
    mean_field
        Expectations in place of draws of single people.
    as_of
        Use only what was published by this day; None for the first scenario's own.
    assume
        A file of the user's own priors.
    branches
        Branches of conditional scenarios.
    priors
        Draw from the priors even where a posterior is known.
    """

    members: int = 48
    seed: int = 1
    workers: int | None = None
    dt: str = "day"
    mean_field: bool = False
    as_of: date | None = None
    assume: str | Path | None = None
    branches: tuple[str, ...] = ("operates", "collapses")
    priors: bool = False


@dataclass(frozen=True)
class Setup:
    """What every member of a run shares: nothing in it grows with their number."""

    place: Place
    options: Options
    as_of: date
    snap: Snapshot
    parameters: ParameterSet
    rivalry: np.ndarray
    lines: list[Policy]
    usual: Policy
    regions: np.ndarray

    @property
    def size(self) -> dict[str, int]:
        """Return the length of each dimension behind (policy, draw, time)."""
        return sizes(len(self.place.territories), self.regions.shape[1], len(self.place.gangs))


def prepare(
    scenarios: Sequence[Scenario], place: Place, o: Options, parameters: ParameterSet | None = None
) -> Setup:
    """Check what is asked for, and arrange what every member shares."""
    scenarios = [s.known_by(o.as_of) for s in scenarios] if o.as_of else list(scenarios)
    _sound(scenarios, place, o)
    first = scenarios[0]
    as_of = o.as_of or first.as_of
    _known(place, as_of)
    parameters = parameters or load_parameters(
        place, o.assume, as_of, None if o.priors else find(place, as_of, first.start)
    )
    snap = replace(snapshot(place, first.start, as_of), remand_lawful=parameters.fixed["remand_lawful"].value)
    return Setup(
        place,
        o,
        as_of,
        snap,
        parameters,
        rivalry_matrix(place, first.start, as_of),
        policies(scenarios, place, snap, as_of, o.branches),
        idle(place, first, snap, as_of),
        region_matrix(place),
    )


def chances(seed: int, draws: Draws) -> np.ndarray:
    """Return the keys of the members' days."""
    return keys(seed, zlib.crc32(b"days"), draws.index)


def region_matrix(place: Place) -> np.ndarray:
    """Return which territory belongs to which reporting region, (territory, region)."""
    names = list(place.regions)
    return np.array(
        [[float(t.region == r or len(names) == 1) for r in names] for t in place.territories.values()]
    )


def _known(place: Place, as_of: date) -> None:
    """Refuse a day by which nothing had been published of people or of gangs."""
    lists = {f"territories.{n}.population": t.population for n, t in place.territories.items()}
    lists |= {f"gangs.{n}.members": g.members for n, g in place.gangs.items()}
    problems = []
    for where, figures in lists.items():
        if not figures or any(figure.known(as_of) for figure in figures):
            continue
        days = [day for f in figures if (day := f.published or f.date) is not None]
        found = _("nothing published by {day}").format(day=as_of)
        expected = _("an --as-of by which the place knows its people and gangs")
        hint = _("the first figure was published on {day}").format(day=min(days))
        problems.append(Problem(_("(options)"), None, where, found, expected, hint))
    if problems:
        raise InputError(problems)


def another_ground(scenario: Scenario, place: Place) -> tuple[str, str]:
    """Say over which territories a scenario was built, and which ones the place has."""
    ours, theirs = tuple(place.territories), scenario.ground.ids
    strange = [t for t in theirs if t not in ours] or [t for t in ours if t not in theirs] or list(theirs)
    found = _("{name}: {n} territories ({some}, ...)").format(
        name=scenario.name, n=len(theirs), some=", ".join(strange[:3])
    )
    return found, _("a scenario over the {n} territories of {place}").format(n=len(ours), place=place.name)


def _sound(scenarios: list[Scenario], place: Place, o: Options) -> None:
    problems = []

    def wrong(where: str, found: object, expected: str, hint: str = "") -> None:
        problems.append(Problem(_("(options)"), None, where, str(found), expected, hint))

    if not scenarios:
        wrong("scenarios", _("none"), _("at least one scenario"))
    if not 1 <= o.members <= MOST_MEMBERS:
        wrong("members", o.members, _("a number from 1 to {most}").format(most=MOST_MEMBERS))
    if o.dt not in STEPS:
        wrong("dt", o.dt, ", ".join(STEPS))
    if o.workers is not None and o.workers < 1:
        wrong("workers", o.workers, _("1 or more"))
    if not 0 <= o.seed < 2**63:
        wrong("seed", o.seed, _("a whole number, zero or more"))
    for s in scenarios:
        if s.place != place.name:
            wrong("scenarios", f"{s.name}: {s.place}", _("a scenario of {place}").format(place=place.name))
        elif s.ground.ids != tuple(place.territories):  # such as regions, where the place has communes
            found, expected = another_ground(s, place)
            wrong("scenarios", found, expected, _("load or build the scenario with this very place"))
        if (s.start, s.end) != (scenarios[0].start, scenarios[0].end):
            wrong(
                "scenarios",
                f"{s.name}: {s.start} - {s.end}",
                _("the same start and end as {name}: {start} - {end}").format(
                    name=scenarios[0].name, start=scenarios[0].start, end=scenarios[0].end
                ),
                _("compare scenarios over the same time"),
            )
    labels = [s.name for s in scenarios]
    for name in sorted({n for n in labels if labels.count(n) > 1}):
        wrong("scenarios", name, _("each scenario once"))
    if problems:
        raise InputError(problems)
