"""Quick answers: a place and beliefs prepared once, then one changed policy after another.

For a slider on a page. The model is the same, in expectation and by steps of about a week; what does not
depend on the policy (parameters, first days, rivalry) is worked out once, and only what is asked for is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tregua.assumptions.sampling import Draws
from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.model.state import State
from tregua.results.variables import VARIABLES
from tregua.scenarios.schedule import Plans
from tregua.simulation.first_days import first_days
from tregua.simulation.policy_arrays import arrange
from tregua.simulation.setup import Options, Setup, another_ground, chances, prepare
from tregua.vocabulary.quantiles import BANDS

if TYPE_CHECKING:
    from tregua.assumptions.parameter import ParameterSet
    from tregua.places import Place
    from tregua.scenarios import Scenario

OUTCOMES = ("deaths", "kidnappings", "active", "control", "held", "arbitrary_days", "support", "displaced")
WORKERS = 2  # a page is answered in two halves


@dataclass(frozen=True)
class Quick:
    """What stays when a policy changes.

    Attributes
    ----------
    setup
        Place, options, parameters, and the course of things when nobody acts.
    draws, start, values, keys
        Parameters, first day and chance of every draw.
    plans
        What each intervention wrote for the last answer.
    workers
        Threads in which draws are worked out; no result depends on them.
    """

    setup: Setup
    draws: Draws
    start: State
    values: np.ndarray
    keys: np.ndarray
    plans: Plans = field(default_factory=Plans, compare=False)
    workers: int = field(default=WORKERS, compare=False)

    def values_of(
        self, scenario: Scenario, outcomes: Sequence[str] = OUTCOMES, branch: str = "operates"
    ) -> dict[str, np.ndarray]:
        """Return outcomes of a policy, draw by draw.

        Parameters
        ----------
        scenario
            With the place, dates and knowledge for which this was prepared.
        outcomes
            Names of variables, as in a result.
        branch
            Which way its preconditions go; of no meaning where it has none.

        Returns
        -------
        dict of numpy.ndarray
            (draw, time, ...) as 32-bit floats: the numbers of ``tregua.run`` with ``mean_field=True,
            dt="week"`` to the last byte, in the units told there.

        Raises
        ------
        InputError
            If the scenario is of another place, time or knowledge, or an outcome is unknown.
        RunError
            If people do not add up at the end: a defect of the model.
        """
        found = self._found(scenario, outcomes, branch)[1]
        return {name: np.ascontiguousarray(array) for name, array in found.items()}

    def bands(
        self,
        scenario: Scenario,
        outcomes: Sequence[str] = OUTCOMES,
        branch: str = "operates",
        quantiles: Sequence[float] = BANDS,
    ) -> dict[str, np.ndarray]:
        """Return quantiles of outcomes over the draws, (quantile, time, ...).

        Parameters
        ----------
        scenario, outcomes, branch
            As for `values_of`.
        quantiles
            Shares from 0 to 1.

        Returns
        -------
        dict of numpy.ndarray
            64-bit floats: the numbers of ``numpy.quantile`` over the draws, to the last bit.

        Raises
        ------
        InputError, RunError
            As `values_of` does.
        """
        if not all(0 <= share <= 1 for share in quantiles):
            found, expected = ", ".join(map(str, quantiles)), _("shares from 0 to 1")
            raise InputError([Problem(_("(options)"), None, "quantiles", found, expected, "")])
        table, found = self._found(scenario, outcomes, branch)
        bands = np.empty((len(quantiles), len(table)))

        def work(rows: slice) -> None:
            bands[:, rows] = sorted_quantiles(table[rows], quantiles)

        _in_parts(work, len(table), self.workers)
        answer, first = {}, 0
        for name, array in found.items():
            shape = array.shape[1:]
            last = first + math.prod(shape)
            answer[name] = bands[:, first:last].reshape(-1, *shape)
            first = last
        return answer

    def _found(
        self, scenario: Scenario, outcomes: Sequence[str], branch: str
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        # one table, a row for each number of the page, and its parts by outcome with the draws in front
        setup = self.setup
        self._checked(scenario, outcomes)
        label = branch if scenario.conditional else ""
        months = self.plans.months(scenario)
        line = arrange(scenario, label, setup.place, setup.snap, setup.as_of, setup.usual.rivalry, months)
        members = len(self.keys)
        shapes = {
            v.name: (len(months), *(setup.size[d] for d in v.dims)) for v in VARIABLES if v.name in outcomes
        }
        table = np.empty(
            (sum(math.prod(shapes[name]) for name in dict.fromkeys(outcomes)), members), np.float32
        )
        found, first = {}, 0
        for name in dict.fromkeys(outcomes):
            last = first + math.prod(shapes[name])
            found[name] = np.moveaxis(table[first:last].reshape(*shapes[name], members), -1, 0)
            first = last
        into = {name: array[None] for name, array in found.items()}

        def work(rows: slice) -> None:
            given = (self.start, self.values, self.keys, rows, into)
            setup.simulation.run(line, 0, *given, check_each=False)

        _in_parts(work, members, self.workers)
        return table, found

    def _checked(self, scenario: Scenario, outcomes: Sequence[str]) -> None:
        problems = []
        known = [v.name for v in VARIABLES]
        for name in outcomes:
            if name not in known:
                problems.append(Problem(_("(options)"), None, "outcomes", name, ", ".join(known), ""))
        first = self.setup.usual.scenario
        own = (scenario.place, scenario.start, scenario.end, scenario.as_of)
        wanted = (first.place, first.start, first.end, self.setup.as_of)
        if own != wanted:
            found, expected = (", ".join(map(str, each)) for each in (own, wanted))
            hint = _("prepare anew for another place, time or knowledge")
            problems.append(Problem(_("(options)"), None, scenario.name, found, expected, hint))
        elif scenario.ground.ids != tuple(self.setup.place.territories):
            found, expected = another_ground(scenario, self.setup.place)
            hint = _("load or build the scenario with this very place")
            problems.append(Problem(_("(options)"), None, scenario.name, found, expected, hint))
        if problems:
            raise InputError(problems)


def _in_parts(work: Callable[[slice], None], length: int, workers: int) -> None:
    """Do work in as many parts as there are workers; the only part there is, in the caller's own thread."""
    size = max(1, -(-length // workers))
    parts = [slice(first, min(first + size, length)) for first in range(0, length, size)]
    if len(parts) > 1:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(work, parts))
    else:
        for part in parts:
            work(part)


def sorted_quantiles(table: np.ndarray, quantiles: Sequence[float]) -> np.ndarray:
    """Return quantiles of every row of a table, (quantile, row), and leave its rows sorted.

    The numbers of ``numpy.quantile`` with its linear rule (type 7 of Hyndman and Fan, 1996, doi
    10.2307/2684934) and in its order of arithmetic, so that they agree to the last bit. It selects where this
    sorts, which on short rows that lie together is several times as fast; a row with a nan gives nan.
    """
    table.sort(axis=1)
    most = table.shape[1] - 1
    found = np.empty((len(quantiles), len(table)))
    for number, share in enumerate(quantiles):
        place = most * share
        low = math.floor(place)
        below, above = table[:, low], table[:, min(low + 1, most)]
        part, gap = np.float64(place - low), above - below
        found[number] = above - gap * (1 - part) if part >= 0.5 else below + gap * part
    found[:, np.isnan(table[:, most])] = np.nan
    return found


def prepare_quick(
    place: Place,
    like: Scenario,
    *,
    draws: int = 200,
    seed: int = 1,
    as_of: date | None = None,
    parameters: ParameterSet | None = None,
    priors: bool = False,
) -> Quick:
    """Prepare quick answers about a place.

    Parameters
    ----------
    place
        Where; for a page, ``tregua.places.aggregate_to_regions.at_reported_level(place)``.
    like
        A scenario with the dates, and unless ``as_of`` is given the knowledge, of those to be asked about.
    draws, seed, as_of, parameters, priors
        As ``members``, ``seed``, ``as_of``, ``parameters`` and ``priors`` of `tregua.run`.

    Raises
    ------
    InputError
        For options that do not go together.
    RunError
        If the priors lead where no country went.
    """
    options = Options(members=draws, seed=seed, dt="week", mean_field=True, as_of=as_of, priors=priors)
    setup = prepare([like], place, options, parameters)
    found, start, values, _rejected = first_days(setup, np.arange(draws))
    return Quick(setup, found, start, values, chances(seed, found))
