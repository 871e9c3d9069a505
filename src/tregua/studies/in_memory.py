"""A run whose result stays in memory, on threads of this process or on an executor."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tregua.executors import gather
from tregua.results.dataset import dataset
from tregua.simulation.ensemble import run_ensemble
from tregua.simulation.setup import Options, prepare
from tregua.studies.manifest import recipe

if TYPE_CHECKING:
    import xarray as xr

    from tregua.assumptions.parameter import ParameterSet
    from tregua.executors import Workforce
    from tregua.places import Place
    from tregua.scenarios import Scenario


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
    o = Options(**options)  # type: ignore[arg-type]
    setup = prepare(scenarios, place, o, parameters)
    if executor is not None:
        into, draws, rejected = gather(setup, executor, progress)
    else:
        into, draws, rejected = run_ensemble(setup, progress)
    population = setup.snap.population
    ds = dataset(into, setup.lines, draws, place, population, o, setup.as_of, rejected, setup.parameters)
    ds.attrs["manifest"] = json.dumps(recipe(setup, given=parameters is not None), ensure_ascii=False)
    return ds
