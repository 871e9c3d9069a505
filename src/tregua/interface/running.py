"""Run and compare scenarios, and read what was saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from tregua.assumptions.assumed import Assumed
from tregua.interface import result as _result  # noqa: F401 - registers ds.tregua
from tregua.interface.keywords import as_list, public
from tregua.interface.resolve import PlaceRef, ScenarioRef, resolved, with_all
from tregua.scenarios import Scenario
from tregua.scenarios.find_place import as_place
from tregua.simulation.setup import Options
from tregua.studies import load as load
from tregua.studies.in_memory import run as _run

if TYPE_CHECKING:
    import xarray as xr

    from tregua.assumptions.parameter import ParameterSet
    from tregua.executors import Workforce

Step: TypeAlias = Literal["half-day", "day", "week"]
Branch: TypeAlias = Literal["operates", "collapses", "chance"]
BOTH: tuple[Branch, ...] = ("operates", "collapses")


@public
def run(
    scenarios: ScenarioRef | Sequence[ScenarioRef],
    place: PlaceRef | None = None,
    *,
    members: int = 48,
    seed: int = 1,
    workers: int | None = None,
    dt: Step = "day",
    mean_field: bool = False,
    as_of: date | str | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    branches: tuple[Branch, ...] = BOTH,
    parameters: ParameterSet | None = None,
    options: Options | None = None,
    executor: Workforce | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """Run scenarios of one place and return one labelled result.

    Parameters
    ----------
    scenarios
        One or more, by name, file or object, with the same start and end; the first is the baseline.
    place
        The place they are set in, by name, folder or object; where it is left out, that of the first one.
    members
        Runs of each scenario, one for each draw of parameters.
    seed
        Of the random numbers, which all scenarios share.
    workers
        Threads; no result depends on them.
    dt
        Length of the model's step.
    mean_field
        Expected flows in place of random draws of single people.
    as_of
        Use only what had been published by this day.
    assume
        Parameters to fix or priors to replace: a YAML file, or a mapping such as
        ``{"targeting_odds": 20, "retaliation": {"lognormal": (0.3, 0.4)}}``. All others keep the posterior.
    priors
        Draw from the priors, even where a posterior was learnt; the summary of the result then says so.
    branches
        Which way the preconditions of a conditional scenario go; each is a policy of the result.
    parameters
        Parameters by hand. Those whose prior is another than the place's own are used; all others keep the
        posterior, unless ``priors=True``.
    options
        All of the above from members on in one object; what is given by itself goes before it.
    executor
        Who runs it, in place of threads of this process: any `concurrent.futures.Executor`, a dask client,
        "processes", "local" (a dask cluster on this machine) or "tcp://HOST:PORT" (a dask scheduler).
    progress
        Called with chunks done and chunks in all.

    Returns
    -------
    xarray.Dataset
        Dimensions policy, draw, time (month), and those of each variable; units and provenance in the
        attributes. ``result.tregua`` has its summary, differences, tables and pictures.

    Raises
    ------
    InputError
        For options, scenarios or assumptions that are wrong or do not go together, with all problems at once.
    RunError
        If a run fails.
    """
    del options  # its fields stand in the arguments above
    found, at = resolved(scenarios, place, assume)
    return _run(
        found,
        at,
        progress=progress,
        parameters=parameters,
        executor=executor,
        members=members,
        seed=seed,
        workers=workers,
        dt=dt,
        mean_field=mean_field,
        as_of=as_of,
        assume=assume,
        priors=priors,
        branches=branches,
    )


@public
def compare(
    place: PlaceRef,
    scenarios: ScenarioRef | Sequence[ScenarioRef] = (),
    *,
    every: bool = False,
    members: int = 48,
    seed: int = 1,
    workers: int | None = None,
    dt: Step = "day",
    mean_field: bool = False,
    as_of: date | str | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    branches: tuple[Branch, ...] = BOTH,
    parameters: ParameterSet | None = None,
    options: Options | None = None,
    executor: Workforce | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """Run scenarios of a place side by side and return one labelled result.

    Parameters
    ----------
    place
        By name, folder or object.
    scenarios
        By name, file or object, the baseline first; where none is given, those that the place names.
    every
        Every scenario of the place besides.
    members, seed, workers, dt, mean_field, as_of, assume, priors, branches
        As for `run`.
    parameters, options, executor, progress
        As for `run`.

    Returns
    -------
    xarray.Dataset
        As of `run`.

    Raises
    ------
    InputError, RunError
        As `run` does.
    """
    del options
    at = as_place(place)
    given = as_list(scenarios, (str, Path, Scenario))
    chosen = given or list(at.scenarios) or ["baseline"]
    if every:
        chosen = with_all(chosen, at)
    return run(
        chosen,
        at,
        members=members,
        seed=seed,
        workers=workers,
        dt=dt,
        mean_field=mean_field,
        as_of=as_of,
        assume=assume,
        priors=priors,
        branches=branches,
        parameters=parameters,
        executor=executor,
        progress=progress,
    )
