"""What a measurement would be worth before it is made: the expected value of a sample.

A measurement observes some figure with an error. From draws already made its outcome is simulated in each,
and what a decision rests on is regressed on it (Strong, Oakley, Brennan and Breeze, 2015, doi
10.1177/0272989X15575286). `nested` finds the same without regression, by the likelihood of each draw, and is
what the regression is checked against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tregua.decisions.value_of_information import basis
from tregua.decisions.value_of_information_measurements import Error

COPIES = 4  # outcomes simulated in each draw
SHUFFLES = 40
NOISE = 0.9  # quantile of what is found where there is nothing to learn


@dataclass(frozen=True)
class Learnt:
    """What a measurement would change, in expectation over its outcomes.

    Attributes
    ----------
    narrows
        Share by which the range of the effect becomes narrower.
    best_changes
        Chance that another policy is expected to have fewest deaths.
    swaps
        Share of the pairs of policies that change places in the order of expected deaths.
    saved
        Deaths fewer, in expectation, where the policy with fewest expected deaths is chosen after the
        measurement and not before it.
    """

    narrows: float
    best_changes: float
    swaps: float
    saved: float

    def record(self) -> dict[str, float]:
        """Return it for machines."""
        return dict(vars(self))


@dataclass(frozen=True)
class Sample:
    """What a measurement would be worth, and what is found of it where it tells nothing.

    Attributes
    ----------
    learnt
        By regression.
    noise
        What is found, nine times in ten or more seldom, where its outcomes are shuffled.
    draws
        Draws in which the figure exists.
    """

    learnt: Learnt
    noise: Learnt
    draws: int

    @property
    def told(self) -> bool:
        """Whether the range becomes narrower by more than noise."""
        return self.learnt.narrows > self.noise.narrows

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            **self.learnt.record(),
            "noise": self.noise.record(),
            "above_noise": self.told,
            "draws": self.draws,
        }


def observed(figure: np.ndarray, error: Error, rng: np.random.Generator) -> np.ndarray:
    """Draw what a measurement would read where the truth is a figure, (draw,)."""
    if error.kind == "binomial":
        assert error.size is not None
        return rng.binomial(error.size, np.clip(figure, 0.0, 1.0)) / error.size
    assert error.sd is not None
    if error.kind == "lognormal":
        return figure * np.exp(error.sd * rng.standard_normal(figure.shape))
    return figure + error.sd * rng.standard_normal(figure.shape)


def likelihood(read: float, figure: np.ndarray, error: Error) -> np.ndarray:
    """Return the likelihood of a reading under each draw's figure, (draw,), up to a factor."""
    if error.kind == "binomial":
        assert error.size is not None
        p = np.clip(figure, 1e-12, 1 - 1e-12)
        log = error.size * (read * np.log(p) + (1 - read) * np.log1p(-p))
    else:
        assert error.sd is not None
        with np.errstate(divide="ignore"):
            away = np.log(read) - np.log(figure) if error.kind == "lognormal" else read - figure
        log = -0.5 * (away / error.sd) ** 2
    log = np.where(np.isfinite(log), log, -np.inf)
    return np.exp(log - log.max())


def worth(figure: np.ndarray, effect: np.ndarray, deaths: np.ndarray, error: Error, seed: int) -> Sample:
    """Compute the expected value of a sample by regression on draws.

    Parameters
    ----------
    figure
        (draw,) what the measurement observes; draws without it are left out.
    effect
        (draw,) the effect whose range is to become narrower.
    deaths
        (draw, policy) deaths under each policy.
    error
        Of the measurement.
    seed
        Of what it reads.
    """
    rng = np.random.default_rng(seed)
    keep = np.isfinite(figure)
    figure, effect, deaths = figure[keep], effect[keep], deaths[keep]
    if len(figure) < 2:
        nothing = Learnt(0.0, 0.0, 0.0, 0.0)
        return Sample(nothing, nothing, len(figure))
    read = np.concatenate([observed(figure, error, rng) for _copy in range(COPIES)])
    targets = np.tile(np.column_stack([effect, deaths]), (COPIES, 1))
    found = _by_regression(read, targets)
    shuffled = []
    for _turn in range(SHUFFLES):
        # whole draws change places, so that the copies of a draw stay together
        order = rng.permutation(len(figure))
        rows = np.concatenate([order + len(figure) * copy for copy in range(COPIES)])
        shuffled.append(_by_regression(read[rows], targets))
    noise = {
        name: float(np.quantile([getattr(each, name) for each in shuffled], NOISE)) for name in vars(found)
    }
    return Sample(found, Learnt(**noise), len(figure))


def _by_regression(read: np.ndarray, targets: np.ndarray) -> Learnt:
    if np.ptp(read) == 0.0:
        return _learnt(0.0, np.broadcast_to(targets[:, 1:].mean(axis=0), targets[:, 1:].shape))
    terms = basis(read)
    fitted = terms @ np.linalg.lstsq(terms, targets, rcond=None)[0]
    variance = targets[:, 0].var()
    share = fitted[:, 0].var() / variance if variance > 0 else 0.0
    return _learnt(share, fitted[:, 1:])


def nested(figure: np.ndarray, effect: np.ndarray, deaths: np.ndarray, error: Error, seed: int) -> Learnt:
    """Compute the expected value of a sample without regression: what each outcome leaves of the draws.

    The outcome of one draw weighs all others by their likelihood. Parameters as of `worth`.
    """
    rng = np.random.default_rng(seed)
    keep = np.isfinite(figure)
    figure, effect, deaths = figure[keep], effect[keep], deaths[keep]
    read = observed(figure, error, rng)
    means, variances = [], []
    targets = np.column_stack([effect, deaths])
    for k, value in enumerate(read):
        weight = likelihood(value, figure, error)
        weight[k] = 0.0  # the draw that the outcome comes from is no evidence of the others
        total = weight.sum()
        if total <= 0.0:
            continue
        mean = weight @ targets / total
        means.append(mean)
        variances.append(weight @ (effect - mean[0]) ** 2 / total)
    variance = effect.var()
    share = 1.0 - float(np.mean(variances)) / variance if variance > 0 else 0.0
    return _learnt(share, np.array(means)[:, 1:])


def _learnt(share: float, deaths: np.ndarray) -> Learnt:
    """Return what is learnt: share of variance explained, expected deaths (reading, policy)."""
    prior = deaths.mean(axis=0)
    best = int(np.argmin(prior))
    n = deaths.shape[1]
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
    swapped = [
        np.mean((deaths[:, a] < deaths[:, b]) != (prior[a] < prior[b]))
        for a, b in pairs
        if prior[a] != prior[b]
    ]
    saved = float(prior.min() - deaths.min(axis=1).mean())
    return Learnt(
        1.0 - float(np.sqrt(1.0 - min(max(share, 0.0), 1.0))),
        float(np.mean(deaths.argmin(axis=1) != best)),
        float(np.mean(swapped)) if swapped else 0.0,
        saved if saved > 1e-9 * max(abs(float(prior.min())), 1.0) else 0.0,
    )
