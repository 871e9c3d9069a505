"""Tregua as a model of the EMA Workbench, in its own words: uncertainties, levers, outcomes.

The workbench (Kwakkel, 2017, doi 10.1016/j.envsoft.2017.06.054; BSD-3-Clause) samples, runs and analyses
models of deep uncertainty. `model` gives it one of Tregua's places: its deep uncertainties, the structure and
the reading, the draw of all other parameters, and the policies as a lever; an experiment is one future, run
in expectation as `tregua discover` runs it. Its newest release asks for Python 3.12 or later.

Examples
--------
>>> from ema_workbench import perform_experiments  # doctest: +SKIP
>>> from tregua.decisions.discovery.ema import model  # doctest: +SKIP
>>> experiments, outcomes = perform_experiments(model("haiti"), 100, policies=10)  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.counter_rng import keys
from tregua.assumptions.sampling import BLOCK
from tregua.decisions.futures import Beliefs, Futures, evaluate, planned
from tregua.decisions.goals import Question, measuring, quantities
from tregua.decisions.request import Asked, ask, beliefs_of
from tregua.errors import RunError
from tregua.i18n import _
from tregua.vocabulary.readings import READINGS, STRUCTURES

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.scenarios import Scenario
    from tregua.simulation.policy_arrays import Policy

OUTCOMES = (
    "deaths",
    "deaths_custody",
    "wrongful_years",
    "arbitrary_years",
    "displaced_end",
    "support_host",
    "cost",
)
NAME, LEVER = "tregua", "intervention"
MIDDLE = 0.9  # of a parameter's own distribution, between whose ends the workbench samples it


class Runner:
    """One experiment: a policy in one future.

    Attributes
    ----------
    asked, beliefs
        The place, its policies, and what is believed.
    outcomes
        Names of quantities.
    """

    def __init__(self, asked: Asked, beliefs: Beliefs, outcomes: Sequence[str]) -> None:
        self.asked, self.beliefs, self.outcomes = asked, beliefs, tuple(outcomes)
        self.measure, self.variables = measuring(outcomes)
        self._plans: dict[str, Policy] = {}

    def future(self, given: Mapping[str, Any]) -> Futures:
        """Return the future that an experiment asks for; "draw" and "history" are whole numbers."""
        structure, reading = str(given["structure"]), str(given["reading"])
        pool = self.beliefs.pool
        cell = np.flatnonzero((pool.structure == structure) & (pool.reading == reading))
        row = cell[[int(given["draw"]) % len(cell)]]
        values = {u.name: np.array([float(given[u.name])]) for u in self.beliefs.uncertain}
        seed = self.beliefs.setup.options.seed
        chance = keys(seed, 1, np.array([int(given["history"])]))
        return Futures(row, chance, values, np.array([structure]), np.array([reading]))

    def __call__(self, **given: Any) -> dict[str, float]:
        """Run an experiment; return its outcomes by name."""
        name = str(given[LEVER])
        if name not in self._plans:
            self._plans[name] = planned(self.beliefs, next(s for s in self.asked.everyone if s.name == name))
        found = evaluate(
            self.beliefs, [self._plans[name]], self.future(given), self.measure, self.variables, workers=1
        )
        return {key: float(found[name][key][0]) for key in self.outcomes}


def model(
    place: str | Path | Place,
    policies: Sequence[str | Scenario] = (),
    *,
    outcomes: Sequence[str] = OUTCOMES,
    question: str | Path | Question | None = None,
    draws: int = 120,
    seed: int = 1,
    priors: bool = False,
) -> Any:
    """Return a place as a model of the EMA Workbench.

    Parameters
    ----------
    place, policies, question
        As for `tregua.decisions.tradeoffs`; the policies are the categories of one lever,
        "intervention" (the workbench keeps "policy" for itself).
    outcomes
        Quantities of `tregua.decisions.goals`, each a scalar outcome to be made smaller or larger as it has
        it. Where none is of rights, deaths in custody and arbitrary detention are added.
    draws
        Draws of all other parameters, in whole sixes.
    seed, priors
        As of `tregua.run`.

    Returns
    -------
    ema_workbench.Model

    Raises
    ------
    InputError
        With every mistake in what is asked.
    RunError
        Where the EMA Workbench is not installed.
    """
    try:
        from ema_workbench import (  # type: ignore[import-not-found]
            CategoricalParameter,
            IntegerParameter,
            Model,
            RealParameter,
            ScalarOutcome,
        )
    except ImportError as error:
        raise RunError(
            _("this needs the EMA Workbench, on Python 3.12 or later: pip install 'tregua[ema]'")
        ) from error
    asked = ask(place, policies, question=question)
    known = quantities()
    names = list(dict.fromkeys(outcomes))
    if not any(known[name].side == "rights" for name in names):
        names += ["deaths_custody", "arbitrary_years"]
    beliefs = beliefs_of(asked, draws=draws, seed=seed, priors=priors)
    run = Runner(asked, beliefs, names)
    made = Model(NAME, function=run)
    ranged = []
    for each in beliefs.uncertain:
        if each.ranged:
            low, high = float(each.low or 0.0), float(each.high or 0.0)
        else:
            from tregua.assumptions.units import FACTORS

            unit = beliefs.setup.parameters[each.parameter].unit
            own = beliefs.pool.values[each.parameter] / FACTORS[unit]
            low, high = (float(v) for v in np.quantile(own, [(1 - MIDDLE) / 2, (1 + MIDDLE) / 2]))
        ranged.append(RealParameter(each.name, low, high))
    made.uncertainties = [
        *ranged,
        CategoricalParameter("structure", list(STRUCTURES)),
        CategoricalParameter("reading", list(READINGS)),
        IntegerParameter("draw", 0, len(beliefs.pool) // BLOCK - 1),
        IntegerParameter("history", 0, 2**31 - 1),
    ]
    made.levers = [CategoricalParameter(LEVER, [s.name for s in asked.everyone])]
    kinds = {"less": ScalarOutcome.MINIMIZE, "more": ScalarOutcome.MAXIMIZE}
    made.outcomes = [ScalarOutcome(name, kind=kinds[known[name].better]) for name in names]
    return made
