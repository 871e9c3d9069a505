"""Ensembles.

Draws of the parameters, runs of every policy with shared random numbers, one labelled result.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tregua.assumptions import load_parameters
from tregua.assumptions.counter_rng import keys
from tregua.assumptions.parameter import ParameterSet
from tregua.assumptions.posterior import find
from tregua.assumptions.sampling import Draws, draw
from tregua.errors import InputError, Problem, RunError
from tregua.i18n import _
from tregua.model.state import State
from tregua.results.variables import allocate, sizes
from tregua.simulation import thread_pool
from tregua.simulation.batch_run import STEPS, Chunk, chunks, run_block
from tregua.simulation.initial_state import Snapshot, initial_state, rivalry_matrix, snapshot
from tregua.simulation.policy_arrays import Policy, policies
from tregua.simulation.spin_up import idle, plausible, settle

if TYPE_CHECKING:
    import xarray as xr

    from tregua.executors import Workforce
    from tregua.places import Place
    from tregua.scenarios import Scenario

BLOCK = 16  # members that travel together; part of no result, only of the pace
FIRST_BLOCK = 32  # members whose first days are found together
MOST_MEMBERS = 100_000
MOST_TRIES = 20  # candidates looked at per draw kept
STRIDE = 6 * 2**20  # from a rejected draw to the one in its place
FirstDays = tuple[Draws, State, np.ndarray, int]  # parameters, first day, values, draws rejected


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


def run(
    scenarios: Sequence[Scenario],
    place: Place,
    *,
    progress: Callable[[int, int], None] | None = None,
    parameters: ParameterSet | None = None,
    executor: Workforce | None = None,
    **options: object,
) -> xr.Dataset:
    """Run scenarios of one place and return one labelled result.

    Parameters
    ----------
    scenarios
        One or more, with the same start and end; the first is the baseline.
    place
        The place they are set in.
    progress
        Called with pieces done and pieces in all.
    parameters
        In place of the place's own and the file of assumptions.
    executor
        Who runs it, in place of threads of this process: any `concurrent.futures.Executor`, a dask client,
        "processes", "local" (a dask cluster on this machine) or "tcp://HOST:PORT" (a dask scheduler).
    **options
        The fields of `Options`.

    Returns
    -------
    xarray.Dataset
        Dimensions policy, draw, time, and those of each variable; units and provenance in the attributes.

    Raises
    ------
    InputError
        For options or scenarios that do not go together, with all problems at once.
    RunError
        If a run fails.
    """
    from tregua.results.dataset import dataset
    from tregua.studies.manifest import recipe

    o = Options(**options)  # type: ignore[arg-type]
    setup = prepare(scenarios, place, o, parameters)
    lines = setup.lines
    if executor is not None:
        from tregua.executors import gather

        into, draws, rejected = gather(setup, executor, progress)
    else:
        draws, start, values, rejected = all_first_days(setup)
        into = allocate(len(lines), o.members, len(lines[0].days), setup.size, o.mean_field)
        member_keys = chances(o.seed, draws)
        _run_all(lines, start, values, member_keys, setup.regions, o, into, progress)
    ds = dataset(into, lines, draws, place, setup.snap.population, o, setup.as_of, rejected, setup.parameters)
    ds.attrs["manifest"] = json.dumps(recipe(setup, given=parameters is not None), ensure_ascii=False)
    return ds


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


def _run_all(
    lines: list[Policy],
    start: State,
    values: np.ndarray,
    member_keys: np.ndarray,
    regions: np.ndarray,
    o: Options,
    into: dict[str, np.ndarray],
    progress: Callable[[int, int], None] | None,
) -> None:
    pieces = chunks(len(lines), o.members, BLOCK)

    def work(piece: Chunk) -> None:
        line, number = lines[piece.policy], piece.policy
        run_block(line, number, start, values, member_keys, piece.rows, regions, o.dt, o.mean_field, into)

    if progress:
        progress(0, len(pieces))
    # compiled already, by the first days
    for done, _nothing in enumerate(thread_pool.each_done(work, pieces, o.workers), start=1):
        if progress:
            progress(done, len(pieces))


def all_first_days(setup: Setup) -> FirstDays:
    """Draw parameters and first days of every member, a block at a time, by as many workers as there are."""
    members = setup.options.members
    blocks = [np.arange(row, min(row + FIRST_BLOCK, members)) for row in range(0, members, FIRST_BLOCK)]
    parts = [first_days(setup, blocks[0])]  # compiles, once
    with ThreadPoolExecutor(thread_pool.count(setup.options.workers)) as pool:
        parts += pool.map(lambda slots: first_days(setup, slots), blocks[1:])
    return joined(parts)


def joined(parts: Sequence[FirstDays]) -> FirstDays:
    """Put the first days of several groups of members behind each other."""
    draws, states, values, rejected = zip(*parts, strict=True)
    names = [f.name for f in fields(Draws) if f.name != "start"]
    columns = {name: np.concatenate([getattr(d, name) for d in draws]) for name in names}
    learnt = {name: np.concatenate([d.start[name] for d in draws]) for name in draws[0].start}
    together = Draws(**columns, start=learnt)
    state = State(*(np.concatenate(arrays) for arrays in zip(*states, strict=True)))
    return together, state, np.concatenate(values), sum(rejected)


def first_days(setup: Setup, slots: np.ndarray) -> FirstDays:
    """Draw parameters and first days of some members: the same ones, whichever are asked for together.

    Draws that go where no country went though nobody acts are drawn anew. Where the user's own assumptions
    lead there in every draw tried, the first one stays: it follows from what the user believes.
    """
    snap, parameters, rivalry = setup.snap, setup.parameters, setup.rivalry
    usual, regions, o = setup.usual, setup.regions, setup.options
    asked = len(slots)
    kept: list[np.ndarray] = []
    # whole sixes, so that structures and readings keep their weights
    rejected = 0
    indices = slots.copy()
    for _try in range(MOST_TRIES):
        draws = draw(parameters, o.seed, indices)
        state, values = initial_state(snap, draws, rivalry, o.seed, 0)
        settle(state, values, usual)
        alive = plausible(state, values, usual, regions)
        kept.append(np.stack([slots[alive], indices[alive]]))
        bad = ~alive
        if not bad.any():
            if len(kept) == 1 and (np.diff(slots) > 0).all():
                return draws, state, values, 0  # none was replaced: these are the days asked for
            break
        rejected += int(bad.sum())
        # a rejected draw is replaced by one of the same structure and reading, whatever the size of the
        # ensemble
        slots = slots[bad]
        indices = indices[bad] + STRIDE
    else:
        if not any(p.set_by == "user" for p in (*parameters, *parameters.fixed.values())):
            raise RunError(
                _(
                    "In {n} of {m} draws from the priors gangs die out, or kill more than any country has "
                    "seen, though nobody acts. Check the place: members, growth, cap_share, "
                    "killing_per_member."
                ).format(n=len(slots), m=asked)
            )
        kept.append(np.stack([slots, slots]))
        rejected -= MOST_TRIES * len(slots)
    table = np.concatenate(kept, axis=1)
    index = table[1][np.argsort(table[0], kind="stable")]
    draws = draw(parameters, o.seed, index)
    state, values = initial_state(snap, draws, rivalry, o.seed, 0)
    settle(state, values, usual)
    return draws, state, values, rejected


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
