"""What carries over, when a policy works, what drives it, and which policy: the commands that weigh."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from tregua.assumptions.assumed import Assumed
from tregua.interface.keywords import public
from tregua.interface.resolve import PlaceRef, ScenarioRef
from tregua.interface.running import Step

if TYPE_CHECKING:
    from tregua.decisions.discovery.discovery import Discovery
    from tregua.decisions.goals import Question
    from tregua.decisions.sensitivity_analysis.sensitivity import Sensitivity
    from tregua.decisions.trade_offs.tradeoffs import Tradeoffs
    from tregua.decisions.transferability.transfer import Transfer

Progress = Callable[[int, int], None]


@public
def transfer(
    origin: PlaceRef,
    target: PlaceRef,
    *,
    origin_policy: ScenarioRef | None = None,
    target_policy: ScenarioRef | None = None,
    origin_baseline: ScenarioRef | None = None,
    target_baseline: ScenarioRef | None = None,
    branch: Literal["operates", "collapses"] = "operates",
    members: int = 48,
    draws: int | None = None,
    fine: bool = False,
    seed: int = 1,
    workers: int | None = None,
    dt: Step = "day",
    mean_field: bool = False,
    as_of: date | str | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    progress: Progress | None = None,
) -> Transfer:
    """Compute how far the effect of a crackdown carries from one place to another, factor by factor.

    Parameters
    ----------
    origin, target
        Where the effect was learnt and where the policy is proposed, by name, folder or object.
    origin_policy, target_policy, origin_baseline, target_baseline
        Scenarios, in place of each place's own crackdown and of doing nothing.
    branch
        Which way preconditions go, where there are any.
    members, seed, workers, dt, mean_field, as_of, assume, priors
        Of the two ends, as of `tregua.run`.
    draws
        Draws of the reckoning between the ends; as many as members, up to 48, by default.
    fine
        Whether the reckoning joins no territories.
    progress
        Called with parts done and parts in all.

    Returns
    -------
    Transfer
        The part of each of ten groups of factors, in deaths averted, people held wrongly and deaths in
        custody (people), and cost (USD).

    Raises
    ------
    InputError, RunError
        For places, scenarios or options that do not go together, all at once; if a run fails.
    """
    from tregua.decisions.transferability.transfer import transfer as work

    return work(
        _known(origin),
        _known(target),
        origin_policy=_named(origin_policy),
        target_policy=_named(target_policy),
        origin_baseline=_named(origin_baseline),
        target_baseline=_named(target_baseline),
        branch=branch,
        members=members,
        draws=draws,
        fine=fine,
        seed=seed,
        workers=workers,
        dt=dt,
        mean_field=mean_field,
        as_of=cast("date | None", as_of),
        assume=assume,
        priors=priors,
        progress=progress,
    )


@public
def discover(
    place: PlaceRef,
    policy: ScenarioRef | None = None,
    *,
    goals: str | Sequence[str] = (),
    question: str | Path | Question | None = None,
    base: ScenarioRef | None = None,
    futures: int = 1200,
    seed: int = 1,
    as_of: date | str | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    workers: int | None = None,
    density: float | None = None,
    progress: Progress | None = None,
) -> Discovery:
    """Find the conditions under which a policy meets goals.

    Parameters
    ----------
    place, policy
        Where and what, by name, file or object; without a policy, the place's first conditional one.
    goals
        One or more, such as ``"killing_ratio_year2 <= 0.5"`` or ``"deaths / base <= 0.8"``.
    question
        A YAML file with goals, policies, ranges, weights and budget, or what was read from one.
    base
        The policy against which goals are held.
    futures
        How many are run.
    seed, as_of, assume, priors, workers
        As of `tregua.run`.
    density
        Share of the futures in a box that are to meet the goals.
    progress
        Called with parts done and parts in all.

    Returns
    -------
    Discovery
        Boxes of conditions, each with the share of its futures that meet the goals, and the share of all
        that it holds.

    Raises
    ------
    InputError
        With every mistake in what is asked.
    """
    from tregua.decisions.discovery.discovery import discover as work

    return work(
        _known(place),
        _named(policy),
        goals=cast(Sequence[str], goals),
        question=question,
        base=_named(base),
        futures=futures,
        seed=seed,
        as_of=cast("date | None", as_of),
        assume=assume,
        priors=priors,
        workers=workers,
        density=density,
        progress=progress,
    )


@public
def sensitivity(
    place: PlaceRef,
    policy: ScenarioRef | None = None,
    *,
    outcomes: str | Sequence[str] = (),
    goals: str | Sequence[str] = (),
    question: str | Path | Question | None = None,
    base: ScenarioRef | None = None,
    value: str = "goals",
    rows: int = 1024,
    knowing: bool = True,
    seed: int = 1,
    as_of: date | str | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Find what drives the outcomes of a policy.

    Parameters
    ----------
    place, policy
        Where and what, by name, file or object; without a policy, the place's first conditional one.
    outcomes
        One or more quantities of `tregua.decisions.goals`.
    goals, question, base
        As of `discover`.
    value
        What a decision is made for: "goals", or a quantity.
    rows
        Rows of the design, a power of two; runs are rows times inputs and two.
    knowing
        Whether the value of knowing each input is worked out too.
    seed, as_of, assume, priors, workers
        As of `tregua.run`.
    progress
        Called with parts done and parts in all.

    Returns
    -------
    Sensitivity
        First and total Sobol indices (share of variance) of each input, by outcome.

    Raises
    ------
    InputError, RunError
        With every mistake in what is asked; where the extra ``decide`` is missing.
    """
    from tregua.decisions.sensitivity_analysis.sensitivity import sensitivity as work

    return work(
        _known(place),
        _named(policy),
        outcomes=[outcomes] if isinstance(outcomes, str) else outcomes,
        goals=[goals] if isinstance(goals, str) else goals,
        question=question,
        base=_named(base),
        value=value,
        rows=rows,
        knowing=knowing,
        seed=seed,
        as_of=cast("date | None", as_of),
        assume=assume,
        priors=priors,
        workers=workers,
        progress=progress,
    )


@public
def tradeoffs(
    place: PlaceRef,
    policies: ScenarioRef | Sequence[ScenarioRef] = (),
    *,
    goals: str | Sequence[str] = (),
    question: str | Path | Question | None = None,
    base: ScenarioRef | None = None,
    reference: str | None = None,
    bases: Sequence[Literal["proposed", "cost", "dose"]] = ("proposed", "cost", "dose"),
    futures: int = 600,
    seed: int = 1,
    as_of: date | str | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Tradeoffs:
    """Compute how policies compare on every count: as proposed, at equal cost, at equal dose.

    Parameters
    ----------
    place, policies
        Where and what, by name, file or object; those that the place names by default.
    goals, question, base
        As of `discover`; weights and budget stand in the question.
    reference
        The policy whose cost and dose the others are brought to.
    bases
        Some of "proposed", "cost" and "dose".
    futures
        How many are run.
    seed, as_of, assume, priors, workers
        As of `tregua.run`.
    progress
        Called with parts done and parts in all.

    Returns
    -------
    Tradeoffs
        By basis and policy: lives and rights (people, person-years), displacement (people), support (share)
        and money (USD), under each reading of who is arrested.

    Raises
    ------
    InputError
        With every mistake in what is asked.
    """
    from tregua.decisions.trade_offs.tradeoffs import tradeoffs as work

    return work(
        _known(place),
        cast("Sequence[str]", policies),
        goals=cast(Sequence[str], goals),
        question=question,
        base=_named(base),
        reference=reference,
        bases=bases,
        futures=futures,
        seed=seed,
        as_of=cast("date | None", as_of),
        assume=assume,
        priors=priors,
        workers=workers,
        progress=progress,
    )


def _named(scenario: ScenarioRef | None) -> str | None:
    """Return a scenario as the commands that weigh take it: a file by its path as text."""
    return str(scenario) if isinstance(scenario, Path) else cast("str | None", scenario)


def _known(place: PlaceRef) -> PlaceRef:
    from tregua.scenarios.find_place import as_place

    return as_place(place)
