"""Sobol indices: which share of an outcome's variance goes with an input, alone and with all it acts with.

Sobol (2001, doi 10.1016/S0378-4754(00)00270-6), with the estimators that Saltelli and others recommend
(2010, doi 10.1016/j.cpc.2009.09.018): first order after Sobol and Saltelli, total order after Jansen (1999,
doi 10.1016/S0010-4655(98)00154-4). Intervals by bootstrap over the rows of the design.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tregua.vocabulary.quantiles import HIGH, LOW

RESAMPLES = 200


@dataclass(frozen=True)
class Indices:
    """Indices of one outcome.

    Attributes
    ----------
    names
        Of the inputs.
    first, total
        (input,)
    first_low, first_high, total_low, total_high
        (input,) 90 % intervals.
    variance, mean
        Of the outcome.
    """

    names: tuple[str, ...]
    first: np.ndarray
    total: np.ndarray
    first_low: np.ndarray
    first_high: np.ndarray
    total_low: np.ndarray
    total_high: np.ndarray
    variance: float
    mean: float


def design(inputs: int, rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two halves of a scrambled Sobol sequence, (row, input) each, strictly between 0 and 1.

    Parameters
    ----------
    inputs
        How many.
    rows
        A power of two: what keeps the sequence balanced.
    seed
        Of the scrambling.
    """
    from scipy.stats import qmc

    points = qmc.Sobol(2 * inputs, scramble=True, rng=np.random.default_rng(seed)).random(rows)
    points = np.clip(points, 1e-9, 1 - 1e-9)
    return points[:, :inputs], points[:, inputs:]


def crossed(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the design in full: A, B, and A with each column in turn from B; (part, row, input)."""
    parts = [a, b]
    for column in range(a.shape[1]):
        mixed = a.copy()
        mixed[:, column] = b[:, column]
        parts.append(mixed)
    return np.stack(parts)


def estimate(f_a: np.ndarray, f_b: np.ndarray, f_ab: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return first and total indices, (input,), from outcomes in A, B and the mixed designs (input, row)."""
    both = np.concatenate([f_a, f_b])
    middle, variance = both.mean(), both.var()
    if variance <= 0 or not np.isfinite(variance):
        return np.zeros(len(f_ab)), np.zeros(len(f_ab))
    first = np.mean((f_b - middle) * (f_ab - f_a), axis=1) / variance
    total = 0.5 * np.mean((f_a - f_ab) ** 2, axis=1) / variance
    return first, total


def indices(names: Sequence[str], y: np.ndarray, seed: int) -> Indices:
    """Return indices with intervals.

    Parameters
    ----------
    names
        Of the inputs.
    y
        (part, row) outcomes in the order of `crossed`.
    seed
        Of the bootstrap.
    """
    f_a, f_b, f_ab = y[0], y[1], y[2:]
    first, total = estimate(f_a, f_b, f_ab)
    rng = np.random.default_rng(seed)
    again = []
    for _each in range(RESAMPLES):
        rows = rng.integers(0, len(f_a), len(f_a))
        again.append(estimate(f_a[rows], f_b[rows], f_ab[:, rows]))
    firsts, totals = (np.array([pair[k] for pair in again]) for k in (0, 1))
    low, high = np.quantile(firsts, (LOW, HIGH), axis=0)
    total_low, total_high = np.quantile(totals, (LOW, HIGH), axis=0)
    both = np.concatenate([f_a, f_b])
    return Indices(
        tuple(names), first, total, low, high, total_low, total_high, float(both.var()), float(both.mean())
    )
