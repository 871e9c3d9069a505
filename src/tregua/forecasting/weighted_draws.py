"""Draws of a posterior that was kept, weighed by what has been published since it was fitted.

Each draw is walked on from the posterior's own last figure, with the country's chance, several times; its
weight is the mean likelihood of the newer figures over these walks (Gordon, Salmond & Smith, 1993, doi
10.1049/ip-f-2.1993.0015). Structures and readings keep their equal share: figures of a few months cannot
tell them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.counter_rng import keys
from tregua.forecasting.forecast import silent_from
from tregua.i18n import _
from tregua.inference.fit import StructureFit, posterior
from tregua.inference.forcing import Course, course
from tregua.inference.observation_model import Window, log_likelihood, windows
from tregua.inference.posterior_file import kept_branches, read_priors, replace_left_out
from tregua.inference.trajectories import MODEL_ERROR, Lens, Posterior, walk
from tregua.inputs.bounded_archive import read_arrays

if TYPE_CHECKING:
    from tregua.assumptions.posterior import Joint
    from tregua.places import Place

LEAST_EFFECTIVE = 64.0  # draws, below which a posterior is fitted again
WALKS = 6  # of each draw through the time of newer figures
SAME = 0.05  # of a log density: within it the figures of a fit are taken to be the same
MOST_ADDED = 1  # figures of the posterior's own time that can be told from those it was fitted to


class StaleError(Exception):
    """A posterior whose draws cannot be weighed by what is known now: it must be fitted again."""


@dataclass(frozen=True)
class Branch:
    """Represent draws of one structure, under one reading of the figures or under a prior that covers both.

    Attributes
    ----------
    structure, reading
        Of the draws.
    post
        The density that they were drawn from.
    z
        (draw, coordinate)
    weights
        (draw,), summing to one.
    """

    structure: str
    reading: str
    post: Posterior
    z: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True)
class Weighted:
    """Represent a posterior as it is known on a day.

    Attributes
    ----------
    branches
        Of equal weight.
    fitted_on
        Day of knowledge of the fit.
    newer
        Figures by which the draws were weighed.
    effective
        Draws that weigh in.
    refitted
        Whether it was fitted for this day, and not weighed.
    digest
        Of the posterior that was kept, or of the fit.
    """

    branches: tuple[Branch, ...]
    fitted_on: date
    newer: tuple[Window, ...]
    effective: float
    refitted: bool
    digest: str

    def shifts(self) -> dict[str, float]:
        """Return by how many posterior sds the mean of each parameter moved with the weights, by name."""
        moves: dict[str, list[float]] = {}
        for b in self.branches:
            for name in b.post.space.parameters:
                x = b.post.space.column(b.z, name)
                spread = float(x.std())
                moves.setdefault(name, []).append(float(b.weights @ x - x.mean()) / spread if spread else 0.0)
        return {name: float(np.mean(each)) for name, each in moves.items()}


def effective(branches: Sequence[Branch]) -> float:
    """Return the effective number of draws of branches of equal weight."""
    each = [float((b.weights**2).sum()) for b in branches]
    return len(each) ** 2 / sum(each)


def of_fits(fits: Mapping[str, StructureFit], as_of: date, digest: str) -> Weighted:
    """Return the draws of a fit made for a day, all of the same weight."""
    branches = []
    for s, f in fits.items():
        z = f.draws
        branches.append(Branch(s, "", f.post, z, np.full(len(z), 1.0 / len(z))))
    return Weighted(tuple(branches), as_of, (), effective(branches), True, digest)


def reweigh(place: Place, joint: Joint, as_of: date, seed: int = 1) -> Weighted:
    """Compute weights of the draws of a posterior from what has been published up to a day.

    Raises
    ------
    StaleError
        If the posterior is written in other coordinates, or what came since cannot be added to it.
    """
    kept = read_arrays(Path(joint.file), _("a posterior as `tregua calibrate` writes it"))
    told: Mapping[str, Any] = joint.provenance.get("given") or {}
    given = {r: {s: read_priors(each) for s, each in of.items()} for r, of in told.items()}
    branches = []
    newer: tuple[Window, ...] = ()
    found = kept_branches(kept)
    if not found:
        raise StaleError(_("it keeps no coordinates"))
    for k, (s, r) in enumerate(found):
        post = posterior(place, s, joint.as_of, given.get(r, {}).get(s), reading=r)
        if [str(n) for n in kept[f"coordinates {s}"]] != post.space.names:
            raise StaleError(_("what is learnt is written in other coordinates now"))
        z = kept[f"z {s} {r}"].astype(float)
        log = _own_time(post, z, kept[f"left out {s} {r}"].astype(float), kept[f"density {s} {r}"])
        newer, more = _since(place, post, z, as_of, seed + 100 * k)
        branches.append(Branch(s, r, post, z, _weights(log + more)))
    return Weighted(tuple(branches), joint.as_of, newer, effective(branches), False, joint.digest)


def _weights(log: np.ndarray) -> np.ndarray:
    if not np.isfinite(log).any():
        raise StaleError(_("no draw explains what has been published since"))
    w = np.exp(np.where(np.isfinite(log), log, -np.inf) - log[np.isfinite(log)].max())
    return w / w.sum()


def _own_time(post: Posterior, z: np.ndarray, left_out: np.ndarray, then: np.ndarray) -> np.ndarray:
    """Return the log weight of draws by figures of the posterior's own time that were added or corrected."""
    gained = len(post.windows) - len(left_out)
    middle = float(np.median(left_out)) if len(left_out) else 0.0
    if gained == 0:
        post.left_out = left_out
        now = replace_left_out(post, left_out)(z)
        return np.where(np.abs(now - then) <= SAME, 0.0, now - then)
    if gained != MOST_ADDED:
        raise StaleError(_("{n} figures of its own time were added or taken away").format(n=abs(gained)))
    # one figure more: it is the one without which the density is that which was kept
    best: tuple[float, np.ndarray, np.ndarray] | None = None
    for n in range(len(post.windows)):
        filled = np.insert(left_out, n, middle)
        whole = replace_left_out(post, filled)
        own = whole.log_likelihood(z)[n]
        off = float(np.abs(whole(z) - own - then).max())
        if best is None or off < best[0]:
            best = (off, own, filled)
    assert best is not None
    if best[0] > SAME:
        raise StaleError(_("figures of its own time were added and others changed"))
    post.left_out = best[2]
    return best[1]


def _since(
    place: Place, post: Posterior, z: np.ndarray, as_of: date, seed: int
) -> tuple[tuple[Window, ...], np.ndarray]:
    """Return the figures published since a fit, and their log likelihood by draw, chance averaged out."""
    start = post.course.start
    regions = {name: t.region for name, t in post.course.place.territories.items()}
    now = windows(place.evidence, as_of, start, as_of, regions, place.main_series)
    added = [w for w in now if w not in post.windows]
    gone = [w for w in post.windows if w not in now]
    if not added and not gone:
        return (), np.zeros(len(z))
    path = course(place, start, as_of, as_of, [*post.windows, *added])
    path = with_jumps_of(path, post.course)
    again = np.repeat(z, WALKS, axis=0)
    chance = keys(seed, 17, np.arange(len(again)))
    paths = walk(path, post.space, again, keys=chance, shocks_from=silent_from(path, post, len(path.days)))
    both = [*added, *gone]
    mean = Lens(path, both, post.space).expected(paths, again)
    left = float(np.median(post.left_out)) if len(post.left_out) else 0.0
    total = np.zeros(len(again))
    for n, w in enumerate(both):
        extra = (
            post.space.noise(again, w) if w.measures == "deaths" else MODEL_ERROR.get(w.measures, 0.0) ** 2
        )
        sign = 1.0 if n < len(added) else -1.0
        total += sign * log_likelihood(w.value, mean[n], w, extra + left)
    each = total.reshape(len(z), WALKS)
    top = each.max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return tuple(added), top[:, 0] + np.log(np.exp(each - top).mean(axis=1))


def with_jumps_of(path: Course, fitted: Course) -> Course:
    """Return a course with the dated jumps that a fit has coordinates for.

    Raises
    ------
    StaleError
        If others have become known since.
    """
    if len(path.jumps) != len(fitted.jumps):
        raise StaleError(_("events have become known since that change the level of killing at once"))
    return path
