"""Policies made larger or smaller: what they add scaled, so that two can be compared at equal cost or dose.

What a policy adds to the first day is multiplied by a factor: people, arrests asked for, operations, prison
places, cases reviewed, programmes and their cost. Shares stop at one. What is a rule and not an amount stays:
the regime, due process, the restraint that a pact asks for, the price of a person, the odds of an error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tregua.simulation.policy_arrays import Policy
from tregua.vocabulary.controls import flags

LEAST, MOST = 0.02, 5.0
STEPS = 9
CLOSE, ALIKE = 0.02, 0.1  # relative: as nearly as is sought, and as far as still counts as equal


@dataclass(frozen=True)
class Match:
    """How far a policy had to be scaled, and what it reached.

    Attributes
    ----------
    factor
        By which what it adds is multiplied.
    reached, wanted
        Mean over futures of what was to be made equal.
    """

    factor: float
    reached: float
    wanted: float

    @property
    def close(self) -> bool:
        """Whether it is equal as nearly as it is sought."""
        return abs(self.reached - self.wanted) <= CLOSE * abs(self.wanted)

    @property
    def met(self) -> bool:
        """Whether it is equal, to 10 %."""
        return abs(self.reached - self.wanted) <= ALIKE * max(abs(self.wanted), 1e-9)


def scaled(policy: Policy, usual: Policy, factor: float) -> Policy:
    """Return a policy with what it adds multiplied."""
    national, territorial = policy.national.copy(), policy.territorial.copy()
    rules = np.array(flags("national", "rule"))
    amounts = usual.national + factor * (national - usual.national)
    national = np.where(rules, national, amounts)
    keep = np.array(flags("territorial", "rule"))
    territorial = np.where(keep, territorial, usual.territorial + factor * (territorial - usual.territorial))
    return replace(policy, national=national, territorial=territorial)


def match(measured: Callable[[float], float], wanted: float, at_one: float) -> Match:
    """Find the factor at which something measured is what is wanted, by secants on the logarithms.

    Parameters
    ----------
    measured
        What is reached at a factor; it rises with it.
    wanted
        What is to be reached, above 0.
    at_one
        What is reached as proposed.

    Returns
    -------
    Match
        The nearest that was found between 0.02 and 5.
    """
    found = Match(1.0, at_one, wanted)
    if at_one <= 0.0 or wanted <= 0.0:
        return found
    points = [(0.0, np.log(at_one))]
    target, slope = np.log(wanted), 1.0
    for _step in range(STEPS):
        if found.close:
            break
        nearest = min(points, key=lambda point: abs(point[1] - target))
        x = nearest[0] + (target - nearest[1]) / slope
        x = float(np.clip(x, np.log(LEAST), np.log(MOST)))
        if any(abs(x - tried) < 1e-6 for tried, _value in points):
            break
        reached = measured(float(np.exp(x)))
        if reached <= 0.0:
            break
        points.append((x, np.log(reached)))
        if abs(reached - wanted) < abs(found.reached - wanted):
            found = Match(float(np.exp(x)), reached, wanted)
        (x0, y0), (x1, y1) = points[-2:]
        slope = max((y1 - y0) / (x1 - x0), 0.1)
    return found
