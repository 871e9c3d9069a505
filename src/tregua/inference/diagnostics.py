"""Whether a fit may be believed: convergence of independent ensembles and effective sample size.

Rank-normalised split R-hat (Vehtari and others, 2021, doi 10.1214/20-BA1221): values of all ensembles are
replaced
by normal scores of their ranks; ensembles are cut in halves by time and compared with one another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tregua.assumptions.counter_rng import normal_quantiles
from tregua.inference.sampler import Chain


def _scores(x: np.ndarray) -> np.ndarray:
    rank = np.argsort(np.argsort(x, axis=None), axis=None).reshape(x.shape) + 1.0
    return normal_quantiles((rank - 0.375) / (x.size + 0.25))


def _r_hat(x: np.ndarray) -> float:
    """Return R-hat of parts, (part, draw)."""
    n = x.shape[1]
    within = x.var(axis=1, ddof=1).mean()
    between = n * x.mean(axis=1).var(ddof=1)
    return float(np.sqrt(((n - 1) / n * within + between / n) / max(within, 1e-300)))


def r_hat(parts: Sequence[np.ndarray]) -> float:
    """Return rank-normalised split R-hat, the worse of bulk and tails.

    Parameters
    ----------
    parts
        For each ensemble, (step, walker).
    """
    n = min(len(p) for p in parts) // 2
    halves = np.array([half.ravel() for p in parts for half in (p[:n], p[-n:])])
    folded = np.abs(halves - np.median(halves))
    return max(_r_hat(_scores(halves)), _r_hat(_scores(folded)))


def autocorrelation_time(x: np.ndarray, window: float = 5.0) -> float:
    """Return the integrated autocorrelation time of an ensemble in kept steps, by Sokal's window.

    Parameters
    ----------
    x
        (step, walker).
    """
    n = len(x)
    y = x - x.mean()
    size = 1 << (2 * n - 1).bit_length()
    spectrum = np.fft.rfft(y, size, axis=0)
    f = np.fft.irfft(spectrum * np.conj(spectrum), size, axis=0)[:n].mean(axis=1)
    f = f / max(f[0], 1e-300)
    tau = 2.0 * np.cumsum(f) - 1.0
    beyond = np.arange(n) >= window * tau
    return float(max(tau[np.argmax(beyond)] if beyond.any() else tau[-1], 1.0))


def effective(parts: Sequence[np.ndarray]) -> float:
    """Return the effective number of draws of all ensembles together."""
    return float(sum(p.size / autocorrelation_time(p) for p in parts))


def table(chains: Sequence[Chain], names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return R-hat and effective sample size of every coordinate and of the log density."""
    out = {name: _both([c.z[:, :, k] for c in chains]) for k, name in enumerate(names)}
    out["log density"] = _both([c.density for c in chains])
    return out


def _both(parts: list[np.ndarray]) -> dict[str, float]:
    return {"r_hat": r_hat(parts), "ess": effective(parts)}
