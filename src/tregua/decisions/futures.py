"""Futures: a draw of what is believed, with a value for every deep uncertainty, and what a policy does in it.

In expectation and by steps of about a week, as `tregua.simulation.mean_field_response` does it, with one
addition: in each future the plan meets the world in its own way. Force scales what the plan deploys;
funding scales the money that a package receives, and the model shrinks the package to what money sustains;
consent ends the package on a day, with the model's own drawing down; firepower scales that of the first
day. Where nothing is uncertain (all the force, all the money, consent throughout) the numbers are those of
a quick answer.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tregua.assumptions.counter_rng import keys, uniforms
from tregua.assumptions.sampling import BLOCK as DRAWS_BLOCK
from tregua.assumptions.sampling import Draws
from tregua.assumptions.units import FACTORS
from tregua.decisions.uncertainties import Uncertainty, deep_uncertainties
from tregua.model.state import MET, PRECONDITION, State
from tregua.results.variables import VARIABLES
from tregua.simulation import thread_pool
from tregua.simulation.first_days import all_first_days
from tregua.simulation.policy_arrays import Policy, arrange
from tregua.simulation.setup import Options, Setup, prepare
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS
from tregua.vocabulary.readings import READINGS, STRUCTURES
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.assumptions.assumed import Assumed
    from tregua.assumptions.parameter import ParameterSet
    from tregua.places import Place
    from tregua.scenarios import Scenario

BLOCK = 64  # futures that travel together; part of no result
RENEWAL = 1e6  # days: the only renewal of consent, which is refused, lies so long after it was given
FORCES = tuple(
    TERRITORIAL_CONTROLS.index(name)
    for name in ("police", "soldiers", "mission_troops", "mission_police", "contractors")
)
TROOPS = TERRITORIAL_CONTROLS.index("mission_troops")
MISSION_POLICE = TERRITORIAL_CONTROLS.index("mission_police")
UNIT_COST = NATIONAL_CONTROLS.index("unit_cost_per_day")
PROGRAMMES = NATIONAL_CONTROLS.index("programme_per_day")
FUNDING = NATIONAL_CONTROLS.index("funding_per_day")
START = (
    "killed_a_day_at_start"  # besides the variables of a result: (future,), people a day, custody left out
)
Measured = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Beliefs:
    """A place and what is believed of it, drawn once.

    Attributes
    ----------
    setup
        Place, options, parameters, and the course of things when nobody acts.
    pool
        Draws that the engine keeps: every other parameter, structure and reading comes from one of them.
    uncertain
        The deep uncertainties.
    rejected
        Candidates that were not kept.
    """

    setup: Setup
    pool: Draws
    uncertain: tuple[Uncertainty, ...]
    rejected: int

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the deep uncertainties, in order."""
        return tuple(u.name for u in self.uncertain)


@dataclass(frozen=True)
class Futures:
    """A sample of futures.

    Attributes
    ----------
    row
        (future,) the draw of the pool.
    chance
        (future,) key of the shocks of history.
    values
        (future,) of each deep uncertainty, in its own unit.
    structure, reading
        (future,) names.
    rows
        (future,) draws of the pool from which some parameters come in place of `row`, by their names.
    """

    row: np.ndarray
    chance: np.ndarray
    values: dict[str, np.ndarray]
    structure: np.ndarray
    reading: np.ndarray
    rows: Mapping[tuple[str, ...], np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row)


def believe(
    place: Place,
    like: Scenario,
    *,
    draws: int = 600,
    seed: int = 1,
    as_of: date | None = None,
    parameters: ParameterSet | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    workers: int | None = None,
) -> Beliefs:
    """Draw what is believed of a place.

    Parameters
    ----------
    place
        Where; at its reported level where that does for the policies.
    like
        A scenario with the dates and the knowledge of those to be asked about.
    draws, seed, as_of, parameters, assume, priors, workers
        As ``members`` and so on of `tregua.run`; draws come in whole sixes.
    ranges
        Ranges of deep uncertainties of the user's own.

    Raises
    ------
    InputError
        For options that do not go together.
    RunError
        If the priors lead where no country went.
    """
    options = Options(
        members=-(-draws // DRAWS_BLOCK) * DRAWS_BLOCK,
        seed=seed,
        workers=workers,
        dt="week",
        mean_field=True,
        as_of=as_of,
        assume=assume,
        priors=priors,
    )
    setup = prepare([like], place, options, parameters)
    pool, _start, _values, rejected = all_first_days(setup)
    return Beliefs(setup, pool, deep_uncertainties(setup.parameters, ranges), rejected)


def sample(beliefs: Beliefs) -> Futures:
    """Return one future for each draw of the pool, deep uncertainties drawn independently of all else.

    A parameter keeps the value that it has in its draw, so that what a posterior holds together stays
    together; unless the user gave it a range.
    """
    pool, seed = beliefs.pool, beliefs.setup.options.seed
    index = np.arange(len(pool))
    values = {}
    for each in beliefs.uncertain:
        if each.ranged:
            values[each.name] = each.at(uniforms(seed, zlib.crc32(f"deep {each.name}".encode()), index))
        else:
            values[each.name] = _told(beliefs, each)
    chance = keys(seed, zlib.crc32(b"days"), pool.index)
    return Futures(index, chance, values, pool.structure, pool.reading)


def placed(
    beliefs: Beliefs, u: Mapping[str, np.ndarray], groups: Mapping[str, tuple[str, ...]] | None = None
) -> Futures:
    """Return the futures at places of a hypercube: independent inputs, as an analysis of variance needs them.

    Parameters
    ----------
    u
        (future,) shares from 0 to 1, by name: "structure", "reading", "first_day" (the draw of the first day
        and of all other parameters), "chance" (the shocks of history), and those of the deep uncertainties.
        A parameter takes the quantile of its own distribution under the structure and reading that hold in
        the future.
    groups
        Parameters that come from a draw of their own, by the name of an input in ``u``.
    """
    groups = groups or {}
    pool = beliefs.pool
    n = len(u["structure"])
    structure = np.array(STRUCTURES)[
        np.minimum((u["structure"] * len(STRUCTURES)).astype(int), len(STRUCTURES) - 1)
    ]
    reading = np.array(READINGS)[np.minimum((u["reading"] * 2).astype(int), 1)]
    row = np.zeros(n, np.int64)
    rows = {names: np.zeros(n, np.int64) for names in groups.values()}
    values = {each.name: each.at(u[each.name]) for each in beliefs.uncertain if each.ranged}
    values |= {each.name: np.zeros(n) for each in beliefs.uncertain if not each.ranged}
    for s in STRUCTURES:
        for r in READINGS:
            here = np.flatnonzero((structure == s) & (reading == r))
            cell = np.flatnonzero((pool.structure == s) & (pool.reading == r))
            row[here] = cell[np.minimum((u["first_day"][here] * len(cell)).astype(int), len(cell) - 1)]
            for key, names in groups.items():
                rows[names][here] = cell[np.minimum((u[key][here] * len(cell)).astype(int), len(cell) - 1)]
            for each in beliefs.uncertain:
                if not each.ranged:
                    known = _told(beliefs, each)[cell]
                    values[each.name][here] = np.quantile(known, u[each.name][here])
    seed = beliefs.setup.options.seed
    number = (u["chance"] * 2**31).astype(np.int64)
    return Futures(row, keys(seed, zlib.crc32(b"days"), number), values, structure, reading, rows)


def _told(beliefs: Beliefs, each: Uncertainty) -> np.ndarray:
    # in the unit in which the parameter is stated
    unit = beliefs.setup.parameters[each.parameter].unit
    return beliefs.pool.values[each.parameter] / FACTORS[unit]


def first_days_of(beliefs: Beliefs, futures: Futures) -> tuple[State, np.ndarray]:
    """Return the first day of each future, and its parameters."""
    setup = beliefs.setup
    draws = beliefs.pool.take(futures.row)
    for names, rows in futures.rows.items():
        for name in names:
            draws.values[name] = beliefs.pool.values[name][rows]
    for each in beliefs.uncertain:
        if each.parameter:
            unit = setup.parameters[each.parameter].unit
            draws.values[each.parameter] = futures.values[each.name] * FACTORS[unit]
    parts = []
    for rows in _blocks(len(futures)):
        state, values = setup.simulation.spin_up(draws.take(rows), preconditions=1)
        parts.append((state, values))
    state = State(*(np.concatenate(arrays) for arrays in zip(*(s for s, _v in parts), strict=True)))
    state.territory["firepower"] *= futures.values["firepower"][:, None]
    return state, np.concatenate([v for _s, v in parts])


def _blocks(n: int) -> list[np.ndarray]:
    return [np.arange(first, min(first + BLOCK, n)) for first in range(0, n, BLOCK)]


def met(policy: Policy, usual: Policy, futures: Futures, rows: np.ndarray, cost_factor: np.ndarray) -> Policy:
    """Return a policy as it meets the world in some futures: controls of each future's own.

    ``cost_factor`` is what a person of the force costs in each, against what the scenario states.
    """
    force = futures.values["force"][rows]
    money = futures.values["funding"][rows]
    national = np.repeat(policy.national[:, None], len(rows), axis=1)
    territorial = np.repeat(policy.territorial[:, None], len(rows), axis=1)
    scale = force[None, :, None, None]
    for control in FORCES:
        here = usual.territorial[:, None, :, :, control]
        territorial[..., control] = here + scale * (territorial[..., control] - here)
    politics = policy.world.politics.copy()
    if politics[0] > 0.0:
        politics[1] = 0.0  # chance, with one precondition: the consent of each future
        if politics[5] > 0.0:
            national[..., FUNDING] *= money[None, :, None]
        else:
            # what is asked for is what the force that is there costs
            politics[5] = 1.0
            people = territorial[..., [TROOPS, MISSION_POLICE]].sum(axis=(2, 3, 4))
            price = cost_factor * national[..., UNIT_COST].max(axis=2)
            asked = price * people + national[..., PROGRAMMES].sum(axis=2)
            national[:, :, 1, FUNDING] = money * asked
    rules = np.zeros(1, PRECONDITION)
    rules[0]["odds"], rules[0]["renewal_days"], rules[0]["renewal_odds"] = 1.0, RENEWAL, 1e-300
    world = policy.world._replace(politics=politics, precondition=rules)
    return replace(policy, national=national, territorial=territorial, world=world)


def evaluate(
    beliefs: Beliefs,
    scenarios: Sequence[Scenario | Policy],
    futures: Futures,
    measure: Callable[[Measured], Measured],
    variables: Sequence[str],
    *,
    first: tuple[State, np.ndarray] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, dict[str, np.ndarray]]:
    """Return outcomes of policies in every future.

    Parameters
    ----------
    beliefs, futures
        From `believe`, and `sample` or `placed`.
    scenarios
        Policies with the dates and knowledge of the beliefs, as they are or as `planned` returns them.
    measure
        From variables of a result, (future, time, ...), and `START`, to outcomes, (future,).
    variables
        Names of the variables that it reads.
    first
        What `first_days_of` gives for these futures, where it is known.
    workers
        Threads; no result depends on them.
    progress
        Called with pieces done and pieces in all.

    Returns
    -------
    dict of dict of numpy.ndarray
        (future,) by policy and outcome.

    Raises
    ------
    RunError
        If people do not add up at the end: a defect of the model.
    """
    setup = beliefs.setup
    state, values = first_days_of(beliefs, futures) if first is None else first
    start = state.nation["violence_usual"].copy()
    blocks = _blocks(len(futures))
    plans = {}
    for each in scenarios:
        one = each if isinstance(each, Policy) else planned(beliefs, each)
        plans[one.scenario.name] = one
    for label, policy in plans.items():
        _no_reactive(policy, label)

    def work(piece: tuple[str, int]) -> tuple[str, int, Measured]:
        label, number = piece
        rows = blocks[number]
        policy = met(plans[label], setup.usual, futures, rows, values["mission_cost_factor"][rows])
        block = State(*(array[rows] for array in state))
        first = policy.world.politics[2] if policy.world.politics[0] > 0.0 else 0.0
        block.precondition[:, 0, 0] = MET
        # in force on the first day; the only renewal, on the day consent ends, is refused
        block.precondition[:, 0, 1] = first + futures.values["consent"][rows] * DAYS_A_YEAR - RENEWAL
        shapes = {v.name: tuple(setup.size[d] for d in v.dims) for v in VARIABLES if v.name in variables}
        months = len(policy.days)
        into = {n: np.zeros((1, len(rows), months, *shape), np.float32) for n, shape in shapes.items()}
        own = (block, values[rows], futures.chance[rows], slice(0, len(rows)))
        setup.simulation.run(policy, 0, *own, into, check_each=False)
        found = {n: array[0].astype(float) for n, array in into.items()}
        return label, number, measure({**found, START: start[rows]})

    pieces = [(label, number) for label in plans for number in range(len(blocks))]
    parts: dict[str, dict[int, Measured]] = {label: {} for label in plans}
    for done, (label, number, found) in enumerate(thread_pool.each_done(work, pieces, workers), 1):
        parts[label][number] = found
        if progress:
            progress(done, len(pieces))
    return {
        label: {name: np.concatenate([by[number][name] for number in range(len(blocks))]) for name in by[0]}
        for label, by in parts.items()
    }


def planned(beliefs: Beliefs, scenario: Scenario) -> Policy:
    """Return a policy as arrays, as it operates."""
    setup = beliefs.setup
    scenario = scenario.known_by(setup.as_of)
    label = "operates" if scenario.conditional else ""
    return arrange(scenario, label, setup.place, setup.snap, setup.as_of, setup.usual.rivalry)


def _no_reactive(policy: Policy, label: str) -> None:
    from tregua.errors import InputError, Problem
    from tregua.i18n import _

    if policy.scenario.reactive:
        names = ", ".join(policy.scenario.reactive)
        expected = _("interventions that are planned before the run")
        raise InputError([Problem(label, None, "interventions", names, expected)])
