"""Why the model says so: an effect shared out between the parts of a scenario, and mechanisms switched off.

Parts share the effect by their Shapley values (Shapley, 1953): every order in which they could be added
counts alike, so that they add up to the effect. Mechanisms are switched off in turn, in the scenario and in
its baseline, from the first day on; what the effect loses is theirs. They act together, and do not add up.
Every run has the same draws and the same random numbers, so that all differences are paired.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.sampling import monte_carlo_error
from tregua.decisions.outcomes import Outcome, chosen, needs
from tregua.decisions.reasons.mechanisms import ALL, MECHANISMS, switched_off
from tregua.decisions.transferability.transfer import shapley
from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.scenarios.parts import between, differing
from tregua.vocabulary.quantiles import HIGH, LOW
from tregua.vocabulary.readings import READINGS, STRUCTURES

if TYPE_CHECKING:
    from tregua.assumptions.sampling import Draws
    from tregua.model.state import State
    from tregua.places import Place
    from tregua.scenarios import Scenario
    from tregua.simulation.policy_arrays import Policy
    from tregua.simulation.setup import Setup

DRAWS, EXACT = 16, 48  # of the quick answer, and those that compare runs unless told otherwise
LEAST_DRAWS = 8  # each causal structure under each reading
BRANCHES = ("operates", "collapses")
# The outcomes of the headline: lives, then rights, then displacement, support and money.
HEADLINE = (
    "deaths",
    "civilians",
    "deaths_state",
    "deaths_custody",
    "arbitrary_years",
    "arbitrary_years_children",
    "wrongly_arrested",
    "displaced_end",
    "support_host",
    "cost",
)


@dataclass(frozen=True)
class Step:
    """What one part or mechanism contributes to an effect.

    Attributes
    ----------
    name
        Of the part or mechanism.
    mean, low, high
        Over the draws: the mean, and the range of nine draws in ten.
    error
        Monte Carlo error of the mean: one standard error.
    """

    name: str
    mean: float
    low: float
    high: float
    error: float

    def record(self, key: str) -> dict[str, Any]:
        """Return it for machines, its name under a key."""
        return {key: self.name, "mean": self.mean, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Effect:
    """The effect on one outcome, and what it is made of.

    Attributes
    ----------
    outcome
        What is counted.
    reading
        Reading of who is arrested, where the outcome depends on it; else "".
    total
        Scenario less baseline.
    start
        Mean of the outcome in the baseline.
    parts, mechanisms
        In a fixed order; parts add up to the total.
    by_structure, by_reading
        The total and the parts over the draws of each, by name.
    """

    outcome: Outcome
    reading: str
    total: Step
    start: float
    parts: tuple[Step, ...]
    mechanisms: tuple[Step, ...]
    by_structure: Mapping[str, tuple[Step, ...]]
    by_reading: Mapping[str, tuple[Step, ...]]

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "outcome": self.outcome.key,
            "parts": [each.record("part") for each in self.parts],
            "total": self.total.mean,
            "low": self.total.low,
            "high": self.total.high,
            "baseline": self.start,
            "unit": self.outcome.unit,
            **({"reading": self.reading} if self.reading else {}),
            "errors": {each.name: each.error for each in (self.total, *self.parts)},
            "mechanisms": [each.record("mechanism") for each in self.mechanisms],
            "mechanism_errors": {each.name: each.error for each in self.mechanisms},
            "by_structure": {name: _means(steps) for name, steps in self.by_structure.items()},
            "by_reading": {name: _means(steps) for name, steps in self.by_reading.items()},
        }


def _means(steps: Sequence[Step]) -> dict[str, float]:
    return {each.name: each.mean for each in steps}


@dataclass(frozen=True)
class Why:
    """The effects of a scenario and what they are made of.

    Attributes
    ----------
    place, scenario, baseline
        What was asked.
    parts
        Names of the parts in which scenario and baseline differ.
    effects
        One an outcome, and one a reading where the outcome depends on it.
    options
        How it was run.
    learnt
        What the parameters are drawn from: the mark of a posterior, or None for the priors.
    """

    place: Place
    scenario: Scenario
    baseline: Scenario
    parts: tuple[str, ...]
    effects: tuple[Effect, ...]
    options: dict[str, Any]
    learnt: dict[str, str] | None

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        every = [each.record() for each in self.effects]
        first = every[0]
        return {
            "place": self.place.name,
            "scenario": self.scenario.name,
            "baseline": self.baseline.name,
            **{key: first[key] for key in ("outcome", "parts", "total")},
            "outcomes": every,
            "options": self.options,
            "posterior": self.learnt,
        }


def why(
    scenario: str | Path | Scenario,
    baseline: str | Path | Scenario | None = None,
    *,
    place: str | Path | Place | None = None,
    outcomes: Sequence[str] = HEADLINE,
    exact: bool = False,
    draws: int | None = None,
    branch: str = "operates",
    seed: int = 1,
    as_of: date | None = None,
    assume: str | Path | None = None,
    priors: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Why:
    """Share out the effect of a scenario between its parts, and switch mechanisms off in turn.

    Parameters
    ----------
    scenario, baseline
        Scenarios, their names or files; against the first scenario of the place if no baseline is given.
    place
        Where; the scenario's own place if not given.
    outcomes
        Names of `tregua.decisions.outcomes`.
    exact
        Whether to run as `tregua.run` does unless told otherwise, 48 draws by the day and with chance, in
        place of 16 draws by the week and in expectation.
    draws
        Another number of draws.
    branch
        Which way preconditions go, "operates" or "collapses", where there are any.
    seed, as_of, assume, priors, workers
        As of `tregua.run`.
    progress
        Called with runs done and runs in all.

    Raises
    ------
    InputError
        With every mistake in what is asked.
    RunError
        If a run fails.
    """
    from tregua.simulation.first_days import all_first_days
    from tregua.simulation.setup import Options, prepare

    number = draws if draws is not None else EXACT if exact else DRAWS
    at, policy, base, wanted = _asked(scenario, baseline, place, outcomes, branch, number)
    setup = prepare(
        [base, policy],
        at,
        Options(
            members=number,
            seed=seed,
            workers=workers,
            dt="day" if exact else "week",
            mean_field=not exact,
            as_of=as_of,
            assume=assume,
            branches=(branch,),
            priors=priors,
        ),
    )
    base, policy = (line.scenario for line in setup.lines)  # as known by the day of knowledge
    parts = differing(policy, base)
    lines = [_line(setup, policy, base, parts, number) for number in range(2 ** len(parts))]
    found, start, values, _rejected = all_first_days(setup)
    worths = _Runs(setup, found, start, values, wanted).of(lines, len(parts), progress)
    effects = [
        effect
        for k, outcome in enumerate(wanted)
        for effect in _effects(outcome, worths[0][:, k], worths[1][:, k], parts, found)
    ]
    joint = setup.parameters.joint
    return Why(
        at,
        policy,
        base,
        parts,
        tuple(effects),
        {"draws": number, "seed": seed, "dt": setup.options.dt, "mean_field": setup.options.mean_field,
         "exact": exact, "branch": branch if policy.conditional or base.conditional else "",
         "as_of": as_of.isoformat() if as_of else None, "assume": str(assume) if assume else None,
         "priors": priors, "combinations": len(lines), "mechanisms": len(MECHANISMS)},
        None if joint is None else _mark(joint.mark),
    )  # fmt: skip


def _mark(mark: str) -> dict[str, str]:
    import json

    return json.loads(mark)


def _asked(
    scenario: str | Path | Scenario,
    baseline: str | Path | Scenario | None,
    place: str | Path | Place | None,
    outcomes: Sequence[str],
    branch: str,
    draws: int,
) -> tuple[Place, Scenario, Scenario, tuple[Outcome, ...]]:
    from tregua.places import Place, load_place
    from tregua.scenarios import load_scenario

    here = _("(options)")
    problems: list[Problem] = []
    if branch not in BRANCHES:
        problems.append(Problem(here, None, "branch", branch, ", ".join(BRANCHES)))
    if draws < LEAST_DRAWS:
        expected = _("{n} or more: each causal structure under each reading").format(n=LEAST_DRAWS)
        problems.append(Problem(here, None, "draws", str(draws), expected))
    wanted: tuple[Outcome, ...] = ()
    try:
        wanted = chosen(outcomes)
    except InputError as error:
        problems += error.problems
    if place is None:
        place = scenario.place if hasattr(scenario, "place") else str(scenario).partition("/")[0]  # type: ignore[union-attr]
    at = place if isinstance(place, Place) else load_place(place)
    pair: list[Scenario] = []
    for each in (scenario, baseline or (at.scenarios[0] if at.scenarios else "baseline")):
        try:
            pair.append(load_scenario(each, at) if isinstance(each, str | Path) else each)
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems:
        raise InputError(problems)
    return at, pair[0], pair[1], wanted


def _line(
    setup: Setup, policy: Scenario, base: Scenario, parts: Sequence[str], number: int
) -> tuple[Policy, int]:
    """Return the scenario that has the parts whose bits are set, as arrays, and its number."""
    from tregua.simulation.policy_arrays import arrange

    first, last = setup.lines
    if number == 0:
        return first, number
    if number == 2 ** len(parts) - 1:
        return last, number
    own = between(policy, base, {part for k, part in enumerate(parts) if number >> k & 1})
    label = setup.options.branches[0] if own.conditional else ""
    line = arrange(own, label, setup.place, setup.snap, setup.as_of, setup.usual.rivalry)
    if own.conditional and last.scenario.conditional:
        # the package begins and ends as in the whole scenario, whatever is left of it
        politics = line.world.politics.copy()
        politics[2:5] = last.world.politics[2:5]
        line = replace(line, world=line.world._replace(politics=politics))
    return line, number


@dataclass(frozen=True)
class _Runs:
    """Runs of lines on the same first days, parameters and random numbers."""

    setup: Setup
    draws: Draws
    start: State
    values: np.ndarray
    wanted: tuple[Outcome, ...]

    def of(
        self,
        lines: Sequence[tuple[Policy, int]],
        parts: int,
        progress: Callable[[int, int], None] | None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return outcomes by combination of parts, and effects with each mechanism off.

        Returns
        -------
        tuple of numpy.ndarray
            (combination, outcome, draw), and (mechanism, outcome, draw) with all of them off as the last.
        """
        from tregua.simulation import thread_pool

        switches = [(each.name,) for each in MECHANISMS] + [tuple(each.name for each in MECHANISMS)]
        ends = (lines[0][0], lines[-1][0])
        jobs: list[tuple[int, int, Policy, np.ndarray]] = [
            (-1, number, line, self.values) for line, number in lines
        ]
        for k, names in enumerate(switches):
            values = switched_off(self.values, names)
            jobs += [(k, side, line, values) for side, line in enumerate(ends)]
        whole = np.zeros((2**parts, len(self.wanted), len(self.draws)))
        without = np.zeros((len(switches), len(self.wanted), len(self.draws)))

        def work(job: tuple[int, int, Policy, np.ndarray]) -> tuple[int, int, np.ndarray]:
            return job[0], job[1], self._one(job[2], job[3])

        done = 0
        for kind, number, found in thread_pool.each_done(work, jobs, self.setup.options.workers):
            if kind < 0:
                whole[number] = found
            else:
                # two terms, in whatever order the runs end
                without[kind] += found if number else -found
            done += 1
            if progress:
                progress(done, len(jobs))
        return whole, without

    def _one(self, line: Policy, values: np.ndarray) -> np.ndarray:
        """Return the outcomes of one line, (outcome, draw)."""
        from tregua.results.variables import allocate
        from tregua.simulation.batch_run import chunks
        from tregua.simulation.ensemble import BLOCK
        from tregua.simulation.setup import chances

        o = self.setup.options
        keys = chances(o.seed, self.draws)
        out = np.zeros((len(self.wanted), len(self.draws)))
        for chunk in chunks(1, len(self.draws), BLOCK):
            into = allocate(1, len(self.draws), len(line.days), self.setup.size, o.mean_field,
                            needs(self.wanted))  # fmt: skip
            self.setup.simulation.run(line, 0, self.start, values, keys, chunk.rows, into)
            arrays = {name: array[0, chunk.rows] for name, array in into.items()}
            for k, outcome in enumerate(self.wanted):
                out[k, chunk.rows] = outcome.of(arrays)
        return out


def _effects(
    outcome: Outcome, whole: np.ndarray, without: np.ndarray, parts: Sequence[str], draws: Draws
) -> list[Effect]:
    """Return the effect on one outcome, or one for each reading where it depends on it."""
    total = whole[-1] - whole[0]
    shares = shapley(whole) if parts else np.zeros((0, len(total)))
    lost = total - without
    names = [*(each.name for each in MECHANISMS), ALL]
    out = []
    for reading in READINGS if outcome.by_reading else ("",):
        inside = (draws.reading == reading) if reading else np.ones(len(total), bool)

        def steps(keep: np.ndarray) -> tuple[Step, ...]:
            own = draws.take(np.flatnonzero(keep))
            each = zip(("total", *parts), (total, *shares), strict=True)
            return tuple(_step(name, values[keep], own) for name, values in each)

        own = draws.take(np.flatnonzero(inside))
        whole_step, *part_steps = steps(inside)
        readings = () if reading else READINGS
        out.append(
            Effect(
                outcome,
                reading,
                whole_step,
                float(whole[0][inside].mean()),
                tuple(part_steps),
                tuple(_step(n, v[inside], own) for n, v in zip(names, lost, strict=True)),
                {s: steps(inside & (draws.structure == s)) for s in STRUCTURES},
                {r: steps(inside & (draws.reading == r)) for r in readings},
            )
        )
    return out


def _step(name: str, values: np.ndarray, draws: Draws) -> Step:
    low, high = np.quantile(values, (LOW, HIGH))
    # the two draws of a pair differ by the reading alone
    error = monte_carlo_error(values, draws.structure, draws.index)
    return Step(name, float(values.mean()), float(low), float(high), float(error))
