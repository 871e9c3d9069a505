"""Quick answers: a place and beliefs prepared once, then one changed policy after another.

For a slider on a page. The model is the same, in expectation and by steps of about a week; what does not
depend on the policy (parameters, first days, rivalry) is worked out once, and only what is asked for is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tregua.assumptions.sampling import Draws
from tregua.engine.arrange import arrange
from tregua.engine.block import run_block
from tregua.engine.ensemble import Options, Setup, chances, first_days, prepare
from tregua.engine.outputs import VARIABLES, allocate
from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.model.state import State

if TYPE_CHECKING:
    from tregua.assumptions.parameter import ParameterSet
    from tregua.places import Place
    from tregua.scenarios import Scenario

OUTCOMES = ("deaths", "kidnappings", "active", "control", "held", "arbitrary_days", "support", "displaced")
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
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
    """

    setup: Setup
    draws: Draws
    start: State
    values: np.ndarray
    keys: np.ndarray

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
        setup = self.setup
        self._checked(scenario, outcomes)
        label = branch if scenario.conditional else ""
        line = arrange(scenario, label, setup.place, setup.snap, setup.as_of, setup.usual.rivalry)
        members = len(self.keys)
        into = allocate(1, members, len(line.days), setup.size, True, only=outcomes)
        half = -(-members // WORKERS)
        blocks = [slice(row, min(row + half, members)) for row in range(0, members, half)]

        def work(rows: slice) -> None:
            given = (self.start, self.values, self.keys, rows, setup.regions, setup.options.dt, True, into)
            run_block(line, 0, *given, check_each=False)

        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(work, blocks))
        return {name: into[name][0] for name in outcomes}

    def bands(
        self,
        scenario: Scenario,
        outcomes: Sequence[str] = OUTCOMES,
        branch: str = "operates",
        quantiles: Sequence[float] = BANDS,
    ) -> dict[str, np.ndarray]:
        """Return quantiles of outcomes over the draws, (quantile, time, ...)."""
        found = self.values_of(scenario, outcomes, branch)
        return {name: np.quantile(array, quantiles, axis=0) for name, array in found.items()}

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
        if problems:
            raise InputError(problems)


def prepare_quick(
    place: Place,
    like: Scenario,
    *,
    draws: int = 200,
    seed: int = 1,
    as_of: date | None = None,
    parameters: ParameterSet | None = None,
) -> Quick:
    """Prepare quick answers about a place.

    Parameters
    ----------
    place
        Where; for a page, ``tregua.places.reported.at_reported_level(place)``.
    like
        A scenario with the dates, and unless ``as_of`` is given the knowledge, of those to be asked about.
    draws, seed, as_of, parameters
        As ``members``, ``seed``, ``as_of`` and ``parameters`` of `tregua.run`.

    Raises
    ------
    InputError
        For options that do not go together.
    RunError
        If the priors lead where no country went.
    """
    options = Options(members=draws, seed=seed, dt="week", mean_field=True, as_of=as_of)
    setup = prepare([like], place, options, parameters)
    found, start, values, _rejected = first_days(setup, np.arange(draws))
    return Quick(setup, found, start, values, chances(seed, found))
