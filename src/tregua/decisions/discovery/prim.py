"""The patient rule induction method: boxes of the inputs in which a case of interest is common.

Friedman and Fisher (1999, doi 10.1023/A:1008894516817), as scenario discovery uses it (Bryant and Lempert,
2010, doi 10.1016/j.techfore.2009.08.002). From the box that holds everything, the thin slice is peeled off
whose loss leaves the highest share of cases of interest, again and again; then the box is taken, along that
path, that is asked for. Coverage is the share of all cases of interest that lie in the box; density, the
share of what lies in the box that is of interest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import comb, exp, lgamma, log

import numpy as np

PEEL = 0.05  # of the box, at each step
LEAST = 0.05  # of all points, below which nothing is peeled


@dataclass(frozen=True)
class Box:
    """A box.

    Attributes
    ----------
    limits
        By input: (low, high), infinite where it is open.
    kept
        By input in words: which words are kept.
    coverage, density, mass
        On the points from which it was found.
    """

    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coverage: float = 1.0
    density: float = 0.0
    mass: float = 1.0

    @property
    def restricted(self) -> tuple[str, ...]:
        """Names of the inputs that it restricts."""
        return (*self.limits, *self.kept)

    def holds(self, x: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return which points lie in it, (point,)."""
        inside = np.ones(len(next(iter(x.values()))), bool)
        for name, (low, high) in self.limits.items():
            inside &= (x[name] >= low) & (x[name] <= high)
        for name, words in self.kept.items():
            inside &= np.isin(x[name], words)
        return inside

    def without(self, name: str) -> Box:
        """Return the box with one input set free."""
        return Box(
            {k: v for k, v in self.limits.items() if k != name},
            {k: v for k, v in self.kept.items() if k != name},
        )


def scored(box: Box, x: Mapping[str, np.ndarray], y: np.ndarray) -> Box:
    """Return a box with its figures on other points."""
    inside = box.holds(x)
    hits = int((y & inside).sum())
    return Box(
        box.limits,
        box.kept,
        hits / max(int(y.sum()), 1),
        hits / max(int(inside.sum()), 1),
        float(inside.mean()),
    )


def peel(x: Mapping[str, np.ndarray], y: np.ndarray, alpha: float = PEEL, least: float = LEAST) -> list[Box]:
    """Return the boxes along the path of peeling, the whole first.

    Parameters
    ----------
    x
        Inputs by name, (point,): numbers, or words.
    y
        (point,) whether a point is of interest.
    alpha
        Share of the box that a slice takes.
    least
        Smallest share of all points that a box may hold.
    """
    n, interest = len(y), max(int(y.sum()), 1)
    numbers = {name: v.astype(float) for name, v in x.items() if v.dtype.kind in "fiu"}
    words = {name: v for name, v in x.items() if name not in numbers}
    inside = np.arange(n)
    limits: dict[str, tuple[float, float]] = {}
    kept: dict[str, tuple[str, ...]] = {}
    path = [Box({}, {}, 1.0, float(y.mean()) if n else 0.0, 1.0)]
    while len(inside) > least * n:
        best: tuple[float, int, str, str, float | str, np.ndarray] | None = None
        hit = y[inside]
        for name, values in numbers.items():
            v = values[inside]
            count = max(int(alpha * len(v)), 1)
            ordered = np.sort(v)
            # a slice ends at a gap between two values, so that equal values stay together
            for side, bound in (("low", ordered[count]), ("high", ordered[-count - 1])):
                stay = v >= bound if side == "low" else v <= bound
                left = int(stay.sum())
                if left in (0, len(v)) or left < least * n:
                    continue
                share = hit[stay].mean()
                if best is None or (share, left) > best[:2]:
                    best = (float(share), left, name, side, float(bound), stay)
        for name, values in words.items():
            v = values[inside]
            for word in np.unique(v):
                stay = v != word
                left = int(stay.sum())
                if left == 0 or left < least * n:
                    continue
                share = hit[stay].mean()
                # a word may take more than a slice: its gain is told per point taken, as of a slice
                gain = hit.mean() + (share - hit.mean()) * min(1.0, alpha * len(v) / (len(v) - left))
                if best is None or (gain, left) > best[:2]:
                    best = (float(gain), left, name, "word", str(word), stay)
        if best is None or best[0] < hit.mean() - 1e-12:
            break
        _share, _left, name, side, bound, stay = best
        inside = inside[stay]
        if side == "word":
            before = kept.get(name) or tuple(str(w) for w in np.unique(words[name]))
            kept[name] = tuple(w for w in before if w != bound)
        else:
            low, high = limits.get(name, (-np.inf, np.inf))
            limits[name] = (float(bound), high) if side == "low" else (low, float(bound))
        hits = int(y[inside].sum())
        path.append(Box(dict(limits), dict(kept), hits / interest, hits / len(inside), len(inside) / n))
        if hits == len(inside):
            break
    return path


def choose(path: list[Box], density: float) -> Box:
    """Return, along a path, the box asked for.

    Of the boxes that reach the density, the one that covers most; where none does, the densest, and of
    equally dense ones the one that covers most.
    """
    reached = [box for box in path if box.density >= density]
    if reached:
        return max(reached, key=lambda box: (box.coverage, box.density))
    return max(path, key=lambda box: (box.density, box.coverage))


def find(
    x: Mapping[str, np.ndarray], y: np.ndarray, density: float, alpha: float = PEEL, least: float = LEAST
) -> tuple[Box, list[Box]]:
    """Return a box with what it does not need set free, and the path on which it was found."""
    path = peel(x, y, alpha, least)
    box = choose(path, density)
    while box.restricted:
        # set an input free where chance alone would do as well: Bryant and Lempert's quasi-p-value
        values = {name: quasi_p(box, name, x, y) for name in box.restricted}
        worst = max(values, key=lambda name: values[name])
        if values[worst] <= 0.05:
            break
        box = scored(box.without(worst), x, y)
    return scored(box, x, y), path


def quasi_p(box: Box, name: str, x: Mapping[str, np.ndarray], y: np.ndarray) -> float:
    """Return the chance that points drawn from the box without a restriction hold as many cases of interest.

    A binomial test, one-sided; after Bryant and Lempert (2010), section 3.3.
    """
    free = box.without(name).holds(x)
    inside = box.holds(x)
    share = y[free].mean() if free.any() else 0.0
    return binomial_tail(int(inside.sum()), int(y[inside].sum()), float(share))


def binomial_tail(n: int, k: int, p: float) -> float:
    """Return the chance of ``k`` or more of ``n``."""
    if k <= 0 or p >= 1.0:
        return 1.0
    if p <= 0.0:
        return 0.0
    if n <= 60:
        return float(min(1.0, sum(comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1))))
    terms = [
        lgamma(n + 1) - lgamma(j + 1) - lgamma(n - j + 1) + j * log(p) + (n - j) * log(1 - p)
        for j in range(k, n + 1)
    ]
    top = max(terms)
    return float(min(1.0, exp(top) * sum(exp(t - top) for t in terms)))
