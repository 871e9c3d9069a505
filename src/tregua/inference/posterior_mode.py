"""The mode of a posterior, and its curvature there: where walkers start.

And what their moves are shaped by.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tregua.errors import RunError
from tregua.i18n import _
from tregua.inference.trajectories import Posterior, walk

STARTS = 48  # points of the prior looked at first
SPREADS = (0.7, 0.3, 0.1, 0.0)  # and how far out, the next where none before has a likelihood
ROUNDS = 40
STEP = 0.03  # of a coordinate, in differences: well above what rounding to whole people does
DAMPING = np.array([0.0, 0.03, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 1000.0])
ENOUGH = 0.02  # gain of log density a round below which the climb ends


@dataclass(frozen=True)
class Mode:
    """A mode and the covariance that curvature gives there.

    Attributes
    ----------
    at
        (coordinate,)
    root
        Lower triangle L with covariance L L', (coordinate, coordinate).
    density
        Log posterior density at the mode.
    """

    at: np.ndarray
    root: np.ndarray
    density: float

    @property
    def log_evidence(self) -> float:
        """Log evidence by Laplace's approximation, the priors being standard normal."""
        return self.density + float(np.log(np.diag(self.root)).sum())


def _slopes(post: Posterior, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return gradient and Fisher information (prior included) of the log posterior at a point."""
    d = len(z)
    ahead = np.concatenate([z + STEP * np.eye(d), z - STEP * np.eye(d), z[None]])
    with np.errstate(all="ignore"):
        paths = walk(post.course, post.space, ahead)
        mean = post.lens.expected(paths, ahead)
        log = np.log(np.maximum(mean, 1e-6))
        density = post(ahead, paths)
    gradient = (density[:d] - density[d : 2 * d]) / (2 * STEP)
    gradient = np.where(np.isfinite(gradient), gradient, 0.0)
    jacobian = np.nan_to_num((log[:, :d] - log[:, d : 2 * d]) / (2 * STEP))
    centre = np.maximum(mean[:, -1], 1e-6)
    weight = np.empty(len(post.windows))
    noise = np.zeros(d)
    for n, w in enumerate(post.windows):
        extra = 0.0
        if w.measures == "deaths":
            name, spread = post.space.noise_name(w)
            extra = float(post.space.noise(z[None], w)[0])
            share = extra / (1.0 / centre[n] + w.dispersion + extra + float(post.left_out[n]))
            noise[post.space.names.index(name)] += 0.5 * (2.0 * spread * share) ** 2
        extra += float(post.left_out[n])
        if w.noise == "normal":
            weight[n] = centre[n] ** 2 / w.dispersion**2
        elif w.noise == "lognormal":
            weight[n] = 1.0 / (w.dispersion**2 + extra)
        else:
            weight[n] = 1.0 / (1.0 / centre[n] + w.dispersion + extra)
    sd = paths.drift[:, None] * np.sqrt(np.diff(post.space.walks["level"].nodes))
    moved = np.diff(paths.free, axis=1) / sd[-1]
    slope = (moved[:d] - moved[d : 2 * d]) / (2 * STEP)
    spread = (np.log(sd)[:d] - np.log(sd)[d : 2 * d]) / (2 * STEP)
    walked = slope @ slope.T + 2.0 * spread @ spread.T
    information = (
        np.diag(post.normal + noise)
        + walked
        + np.einsum("wi,w,wj->ij", jacobian, np.minimum(weight, 1e6), jacobian)
    )
    return gradient, information


def climb(post: Posterior, seed: int) -> Mode:
    """Return the highest point found by Fisher scoring from the best of some draws of the prior.

    Raises
    ------
    RunError
        If the likelihood is nowhere finite.
    """
    rng = np.random.default_rng(seed)
    for spread in SPREADS:
        first = spread * rng.standard_normal((STARTS, post.space.size))
        density = post(first)
        if np.isfinite(density).any():
            break
    else:
        raise RunError(_("No walkers could be started about the mode: the likelihood is not finite near it."))
    z, best = first[np.argmax(density)], float(density.max())
    information = np.eye(len(z))
    for _round in range(ROUNDS):
        gradient, information = _slopes(post, z)
        scale = np.diag(np.diag(information))
        tries = np.array(
            [z + np.clip(np.linalg.solve(information + lam * scale, gradient), -1.0, 1.0) for lam in DAMPING]
        )
        values = post(tries)
        if values.max() <= best + ENOUGH:
            if values.max() > best:
                z, best = tries[np.argmax(values)], float(values.max())
            break
        z, best = tries[np.argmax(values)], float(values.max())
    gradient, information = _slopes(post, z)
    return Mode(z, np.linalg.cholesky(np.linalg.inv(information)), best)
