"""Deep uncertainties: what no record settles, and on which the answer about a policy may turn.

In the words of robust decision making (Lempert, Popper and Bankes, 2003, doi 10.7249/MR1626): uncertainties
are what nobody chooses, levers are the policies, outcomes are what is counted. Some are ways in which a plan
meets the world (force, consent, money), told as a range; others are parameters of the model and keep the
distribution that the place's priors or its posterior give them, under each reading, unless a user gives a
range of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.assumptions.parameter import ParameterSet

Lever = Literal["force", "consent", "funding", "firepower", "parameter"]
NEVER = 1e9  # years: consent that is not withdrawn


@dataclass(frozen=True)
class Uncertainty:
    """One thing that nobody chooses and nobody knows.

    Attributes
    ----------
    name
        By which it is called in files, tables and JSON.
    title, meaning
        In words; the title fits in a sentence: "<title> of at least 0.5".
    unit
        Of its values.
    acts
        On what: a control of the plan, the firepower of the first day, or a parameter.
    low, high
        Range; of a parameter None, where its own distribution stands.
    scale
        How values lie in the range: evenly, or evenly on a log scale.
    parameter
        Name of the parameter, where it is one.
    source
        Why this range.
    """

    name: str
    title: str
    meaning: str
    unit: str
    acts: Lever
    low: float | None
    high: float | None
    scale: Literal["even", "log"] = "even"
    parameter: str = ""
    source: str = ""

    def at(self, u: np.ndarray) -> np.ndarray:
        """Return the value at each share ``u`` of the range, from 0 to 1.

        Raises
        ------
        ValueError
            Where there is no range: a parameter with a distribution of its own.
        """
        if self.low is None or self.high is None:
            raise ValueError(f"{self.name} has no range of its own")
        if self.scale == "log":
            return np.exp(np.log(self.low) + (np.log(self.high) - np.log(self.low)) * u)
        return self.low + (self.high - self.low) * u

    @property
    def ranged(self) -> bool:
        """Whether it has a range, in place of a parameter's own distribution."""
        return self.low is not None and self.high is not None


def deep_uncertainties(
    parameters: ParameterSet | None = None, ranges: Mapping[str, tuple[float, float]] | None = None
) -> tuple[Uncertainty, ...]:
    """Return the deep uncertainties, in a fixed order.

    Parameters
    ----------
    parameters
        Those of the place, from which units and sources of parameters are told.
    ranges
        Ranges of the user's own, by name.
    """
    every = [
        Uncertainty(
            "force",
            _("share of the planned force deployed"),
            _("share of the police, soldiers and mission personnel of the plan that is really there"),
            "share",
            "force",
            0.15,
            1.0,
            source=_(
                "assumption: some 400 of 2,500 of the mission authorised in 2023 were there after four months"
            ),
        ),
        Uncertainty(
            "consent",
            _("years for which consent lasts"),
            _("years from the first day of the package until consent or authority is withdrawn"),
            "years",
            "consent",
            0.25,
            7.0,
            source=_("assumption: from one season of politics to beyond the horizon"),
        ),
        Uncertainty(
            "funding",
            _("share of the money asked that arrives"),
            _("money received for mission and programmes, as a share of what they ask for"),
            "share",
            "funding",
            0.1,
            1.0,
            source=_(
                "assumption: the fund of the mission authorised in 2023 received 113 million US dollars in "
                "two years, of 600 million asked a year; others paid beside it"
            ),
        ),
        Uncertainty(
            "firepower",
            _("firepower of a gang member, against the first day's"),
            _("times the firepower of a member that the ground held by gangs implies on the first day"),
            "ratio",
            "firepower",
            0.5,
            2.0,
            "log",
            source=_("assumption: arms come in or run out by a factor of two"),
        ),
        of_parameter("replacement", _("share of the arrested who are replaced"), "replacement_share"),
        of_parameter("targeting", _("odds that an arrest falls on a member"), "targeting_odds"),
        of_parameter("mortality", _("deaths in custody from want"), "custody_mortality"),
    ]
    given = ranges or {}
    told = []
    for each in every:
        if each.parameter and parameters is not None:
            p = parameters[each.parameter]
            each = replace(each, unit=p.unit, meaning=p.meaning, source=p.source)
        if each.name in given:
            low, high = given[each.name]
            each = replace(each, low=low, high=high, source=_("range given by the user"))
        told.append(each)
    return tuple(told)


def of_parameter(name: str, title: str, parameter: str) -> Uncertainty:
    """Return a parameter as an uncertainty, with the distribution that it has in the draws."""
    return Uncertainty(name, title, "", "", "parameter", None, None, parameter=parameter)


NAMES = ("force", "consent", "funding", "firepower", "replacement", "targeting", "mortality")
