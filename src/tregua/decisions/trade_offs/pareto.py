"""Without a weighting: which policies nothing beats on every count, and what one would regret.

Dominance after Pareto; regret after Savage (1951, doi 10.1080/01621459.1951.10500768); satisficing after
Simon (1956, doi 10.1037/h0042769), as robust decision making uses them (Lempert and Collins, 2007, doi
10.1111/j.1539-6924.2007.00940.x).
"""

from __future__ import annotations

import numpy as np

TIE = 0.02  # relative: nearer than this, two policies count as alike on a criterion


def dominates(a: np.ndarray, b: np.ndarray, tie: float = TIE) -> np.ndarray:
    """Tell whether ``a`` is no worse than ``b`` on every criterion and better on one; less is better.

    Parameters
    ----------
    a, b
        (..., criterion)
    tie
        Relative difference below which two values are alike.
    """
    slack = tie * np.maximum(np.abs(a), np.abs(b))
    return (a <= b + slack).all(axis=-1) & (a < b - slack).any(axis=-1)


def undominated(values: np.ndarray, tie: float = TIE) -> np.ndarray:
    """Return which policies no other dominates, (..., policy).

    Parameters
    ----------
    values
        (..., policy, criterion); less is better.
    tie
        As for `dominates`.
    """
    policies = values.shape[-2]
    good = np.ones(values.shape[:-1], bool)
    for k in range(policies):
        for other in range(policies):
            if other != k:
                good[..., k] &= ~dominates(values[..., other, :], values[..., k, :], tie)
    return good


def dominated_by(values: np.ndarray, tie: float = TIE) -> list[list[int]]:
    """Return, for each policy, which others dominate it; from (policy, criterion)."""
    return [
        [n for n in range(len(values)) if n != k and bool(dominates(values[n], values[k], tie))]
        for k in range(len(values))
    ]


def regret(values: np.ndarray) -> np.ndarray:
    """Return by how much each policy falls short of the best in the same future; less is better.

    Parameters
    ----------
    values
        (future, policy)
    """
    return values - values.min(axis=1, keepdims=True)
