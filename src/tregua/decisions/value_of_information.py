"""What knowing would be worth: the expected value of perfect information about one uncertain quantity.

With a goal, the best policy on average reaches some value of it; who knew a quantity beforehand would choose
by it and reach more. The difference is the expected value of perfect partial information (Raiffa and
Schlaifer, 1961), found here from one sample of futures by regression of each policy's value on the quantity
(Strong, Oakley and Brennan, 2014, doi 10.1177/0272989X13505910). The regression flatters: what it finds where
the quantity is shuffled is told beside it as noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tregua.i18n import translated
from tregua.vocabulary.quantiles import HIGH, LOW

KNOTS = 5
SHUFFLES, RESAMPLES = 40, 100


@dataclass(frozen=True)
class Worth:
    """What it is worth to know one quantity.

    Attributes
    ----------
    value
        In the unit of the goal, per decision.
    low, high
        90 % interval by bootstrap.
    noise
        What is found, nine times in ten or more seldom, where there is nothing to know.
    """

    name: str
    value: float
    low: float
    high: float
    noise: float

    @property
    def told(self) -> bool:
        """Whether it stands out from noise."""
        return self.value > self.noise

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {**vars(self), "above_noise": self.told}


@dataclass(frozen=True)
class Knowledge:
    """The value of knowing, for a goal.

    Attributes
    ----------
    policies
        Names, in the order of `mean`.
    mean
        (policy,) expected value of the goal.
    best
        Name of the policy that is best on average.
    perfect
        Worth of knowing everything.
    worths
        Of each quantity, the most first.
    titles
        Of policies, by name.
    """

    policies: tuple[str, ...]
    mean: np.ndarray
    best: str
    perfect: float
    worths: list[Worth]
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Title of the best policy, in the language in use."""
        return translated(self.titles.get(self.best, self.best))

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "policies": dict(zip(self.policies, self.mean.tolist(), strict=True)),
            "best_on_average": self.best,
            "perfect_information": self.perfect,
            "partial": [worth.record() for worth in self.worths],
        }


def basis(x: np.ndarray) -> np.ndarray:
    """Return what a value is regressed on, (point, term): words as groups, numbers as a natural cubic spline.

    Knots lie at quantiles (Harrell, 2015, section 2.4.5, doi 10.1007/978-3-319-19425-7), and numbers that
    spread over more than a factor of 30 are taken by their logarithm.
    """
    if x.dtype.kind not in "fiu":
        return np.stack([(x == word).astype(float) for word in np.unique(x)], axis=1)
    v = x.astype(float)
    if v.min() > 0 and v.max() > 30 * v.min():
        v = np.log(v)
    knots = np.unique(np.quantile(v, np.linspace(0.05, 0.95, KNOTS)))
    ones = np.ones_like(v)
    if len(knots) < 3:
        return np.stack([ones, v], axis=1)
    scale = (knots[-1] - knots[0]) ** 2

    def cubed(k: float) -> np.ndarray:
        return np.maximum(v - k, 0.0) ** 3

    last, before = knots[-1], knots[-2]
    terms = [
        (
            cubed(k)
            - cubed(before) * (last - k) / (last - before)
            + cubed(last) * (before - k) / (last - before)
        )
        / scale
        for k in knots[:-2]
    ]
    return np.stack([ones, v, *terms], axis=1)


def partial(x: np.ndarray, value: np.ndarray) -> float:
    """Return the worth of knowing one quantity.

    Parameters
    ----------
    x
        (point,) the quantity.
    value
        (point, policy) what each policy reaches; more is better.
    """
    terms = basis(x)
    fitted = terms @ np.linalg.lstsq(terms, value, rcond=None)[0]
    return _gain(np.mean(fitted.max(axis=1)), fitted.mean(axis=0).max())


def _gain(informed: float, best: float) -> float:
    """Return what is gained, which is never less than nothing, nor the last digit of a sum."""
    gain = float(informed - best)
    return gain if gain > 1e-12 * max(abs(float(best)), 1.0) else 0.0


def worth_of_knowing(
    x: Mapping[str, np.ndarray], value: np.ndarray, policies: tuple[str, ...], seed: int
) -> Knowledge:
    """Return what it is worth to know each quantity.

    Parameters
    ----------
    x
        Quantities by name, (point,).
    value
        (point, policy) what each policy reaches of the goal in each future; more is better.
    policies
        Names of policies.
    seed
        Of shuffles and resamples.
    """
    rng = np.random.default_rng(seed)
    n = len(value)
    worths = []
    for name, column in x.items():
        found = partial(column, value)
        shuffled = [partial(rng.permutation(column), value) for _each in range(SHUFFLES)]
        again = []
        for _each in range(RESAMPLES):
            rows = rng.integers(0, n, n)
            again.append(partial(column[rows], value[rows]))
        low, high = np.quantile(again, (LOW, HIGH))
        worths.append(Worth(name, found, float(low), float(high), float(np.quantile(shuffled, 0.9))))
    mean = value.mean(axis=0)
    return Knowledge(
        policies,
        mean,
        policies[int(np.argmax(mean))],
        _gain(value.max(axis=1).mean(), mean.max()),
        sorted(worths, key=lambda w: -w.value),
    )
