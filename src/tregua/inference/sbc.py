"""Simulation-based calibration: fits give back the truths that made their data as often as they say, or not.

Truths are drawn from the prior, counts from truths, and each set of counts is fitted as a place's own would
be. The rank of a truth among the draws of its posterior is then uniform, whatever the model, if likelihood
and sampler are right (Talts and others, 2018, arXiv 1804.06788). The problem is a short piece of one place's
record under one structure. What the fits say of the truths is recovery, too: how well a mean follows the
truth, and how much narrower than the prior the posterior is.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from tregua._version import __version__
from tregua.assumptions.counter_rng import keys
from tregua.errors import RunError
from tregua.i18n import _
from tregua.inference import sampler
from tregua.inference.fit import code_hash, evidence_hash, left_out, meanings, posterior
from tregua.inference.forcing import course
from tregua.inference.observation_model import draw_counts
from tregua.inference.parameterisation import LEVEL_SCALE
from tregua.inference.posterior_mode import climb
from tregua.inference.trajectories import MOST_Z, Posterior, walk
from tregua.results.atomic_write import open_in_place, write_text

DRAWS = 99  # of each posterior, among which the truth is ranked: one hundred ranks
BINS = 10
STEPS = 125  # of the one ensemble of each fit, burn-in included
# fixed by the list of what to agree with, before the first run
LEAST_P, LEAST_SHARE, LEAST_REPLICATIONS = 0.01, 0.95, 200
DRAWN = 200  # draws of the prior tried
ROUNDS = 20  # of the search for a path of given steps
ENDS = ("deaths at the end", "members at the end", "log likelihood")
NEEDED = {"scipy": "SciPy", "emcee": "emcee"}
SHIPPED = Path(__file__).parent / "data" / "sbc.json"
ALIKE = 0.01  # of a posterior standard deviation: other machines round otherwise, and no more
# besides the model and its density
MADE_BY = ("inference/fit.py", "inference/posterior_mode.py", "inference/sampler.py", "inference/sbc.py")


@dataclass(frozen=True)
class Problem:
    """A reduced problem: one place, a short record, one structure.

    Attributes
    ----------
    place, structure
        Names.
    first, as_of
        The record fitted.
    step
        Factor on the longest step of the model's path; fits and simulations share it.
    chance
        Whether counts are made by the engine with draws of single people; else by its expectations. Either
        way the noise of counting is added.
    """

    place: str = "el_salvador"
    structure: str = "replacement"
    first: date = date(2021, 1, 1)
    as_of: date = date(2023, 7, 1)
    step: float = 4.0
    chance: bool = False

    @property
    def words(self) -> str:
        """What the problem is, for files and tables."""
        made = "single people" if self.chance else "expectations"
        return f"{self.place} {self.first} to {self.as_of}, {self.structure}, counts from {made}"

    def posterior(self) -> Posterior:
        """Return the density, with the windows of the true record; their figures are to be replaced."""
        from tregua.places import load_place

        place = replace(load_place(self.place), learn_from=self.first)
        post = posterior(place, self.structure, self.as_of)
        # a bound is no draw of anything: it becomes a figure
        seen = [replace(w, floor=False, low=None, high=None) for w in post.windows]
        path = course(place, post.course.start, self.as_of, self.as_of, seen, step=self.step)
        return Posterior(path, seen, post.space)


def truth(post: Posterior, rng: np.random.Generator) -> np.ndarray:
    """Return a draw from the prior, (coordinate,).

    The prior of the path of killing is on its steps per member, which the coordinates say only together with
    the number of members: coordinates are moved until the steps are those drawn.

    Raises
    ------
    RunError
        If no draw can be found in which gangs live.
    """
    space = post.space
    track = space.walks["level"]
    mine = slice(track.first, track.first + track.steps)
    root = np.sqrt(np.diff(track.nodes))
    for _draw in range(DRAWN):
        z = rng.standard_normal(space.size)
        wanted = rng.standard_normal(track.steps)
        for _round in range(ROUNDS):
            paths = walk(post.course, space, z[None])
            error = paths.drift[0] * root * wanted - np.diff(paths.free[0])
            z[mine] += error / (LEVEL_SCALE * root / np.sqrt(np.diff(track.nodes).mean()))
            if np.abs(error).max() < 1e-6:
                break
        else:
            continue
        if np.abs(z).max() < MOST_Z and np.isfinite(post(z[None]))[0]:
            return z
    raise RunError(_("No draw from the prior could be found in which gangs live."))


def simulate(post: Posterior, z: np.ndarray, rng: np.random.Generator, chance: bool = False) -> None:
    """Replace the figures of the windows by ones made by a truth."""
    chosen = keys(int(rng.integers(2**31)), 3, np.zeros(1, np.int64)) if chance else None
    paths = walk(post.course, post.space, z[None], expected=not chance, keys=chosen)
    mean = post.lens.expected(paths, z[None])
    made = []
    for w, m in zip(post.windows, mean, strict=True):
        extra = post.space.noise(z[None], w) if w.measures == "deaths" else 0.0
        value = float(draw_counts(m, w, extra, rng)[0])
        made.append(replace(w, value=max(value, 0.5) if w.noise == "lognormal" else value))
    post.windows[:] = made


def _ends(post: Posterior, z: np.ndarray) -> np.ndarray:
    """Return what is of interest besides the coordinates, (point, quantity)."""
    paths = walk(post.course, post.space, z)
    last = paths.dead[-1] - paths.dead[-2]
    like = post.log_likelihood(z, paths).sum(axis=0)
    return np.stack([last.sum(axis=(1, 2)), paths.members[-1].sum(axis=1), like], axis=1)


def replicate(problem: Problem, number: int, steps: int = STEPS) -> dict[str, Any]:
    """Draw a truth and its data, fit them, and say where the truth lies in the posterior.

    Parameters
    ----------
    number
        Of the replication: the seed of all chance in it.
    """
    began = time.process_time()
    post = problem.posterior()
    rng = np.random.default_rng([20180418, number])
    at = truth(post, rng)
    simulate(post, at, rng, problem.chance)
    mode = climb(post, 1 + number)
    if problem.chance:
        post.left_out = left_out(post, mode.at, 1 + number)
    chain = sampler.run(post, mode, steps, 1 + number)
    flat = chain.z.reshape(-1, post.space.size)
    some = flat[rng.choice(len(flat), DRAWS, replace=False)]
    both = np.concatenate([at[None], some])
    every = np.concatenate([both, _ends(post, both)], axis=1)
    # counts can be equal: a coin for each tie keeps the rank uniform
    ties = (every[1:] == every[0]) & (rng.random(every[1:].shape) < 0.5)
    rank = ((every[1:] < every[0]) | ties).sum(axis=0)
    return {
        "number": number,
        "rank": [int(r) for r in rank],
        "truth": [round(float(x), 4) for x in at],
        "mean": [round(float(x), 4) for x in flat.mean(axis=0)],
        "sd": [round(float(x), 4) for x in flat.std(axis=0)],
        "accepted": round(chain.accepted, 3),
        "seconds": round(time.process_time() - began, 2),
    }


def calibrate(
    problem: Problem,
    replications: int,
    folder: Path,
    steps: int = STEPS,
    told: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Make replications, or go on with those that a folder holds, and sum them up.

    Returns
    -------
    dict
        See `summary`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{problem.words.replace(' ', '-').replace(',', '')}.jsonl"
    mark = {
        "problem": problem.words,
        "steps": steps,
        "start_spread": sampler.START_SPREAD,
        "code": digest(problem),
    }
    lines = _kept(file, mark)
    # written anew, without what was cut off while it was written
    whole = [mark, *(lines[n] for n in sorted(lines))]
    write_text(file, "".join(json.dumps(line) + "\n" for line in whole))
    names = [*problem.posterior().space.names, *ENDS]
    for number in range(replications):
        if number not in lines:
            lines[number] = replicate(problem, number, steps)
            with os.fdopen(open_in_place(file), "r+", encoding="utf-8") as out:
                out.seek(0, os.SEEK_END)
                out.write(json.dumps(lines[number]) + "\n")
        if told:
            told(number + 1, replications)
    return summary(problem, names, [lines[n] for n in range(replications)], steps)


def _kept(file: Path, mark: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Return the replications that a file holds, none if it is of another problem or code."""
    if not file.exists():
        return {}
    found: dict[int, dict[str, Any]] = {}
    for n, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        try:
            read = json.loads(line)
        except ValueError:
            continue  # cut off while it was written
        if n == 0 and read != mark:
            return {}
        if n:
            found[read["number"]] = read
    return found


def digest(problem: Problem) -> str:
    """Return a hash of all that a replication is made of: code without its comments, and evidence."""
    from tregua.places import load_place

    h = hashlib.sha256(f"{code_hash()} {meanings(MADE_BY)}".encode())
    h.update(evidence_hash(load_place(problem.place), problem.as_of).encode())
    return h.hexdigest()[:16]


def stands(told: Mapping[str, Any], problem: Problem | None = None) -> bool | None:
    """Say whether an output still speaks of the code at hand.

    Where the digest of code and evidence is another, one replication is made again, some seconds: the same
    truth, record and posterior come out of the same seed, or else what was kept is of another program.

    Returns
    -------
    bool or None
        True where nothing was touched, None where something was and the replication comes out the same,
        False where it does not.
    """
    problem = problem or Problem()
    if told["code"] == digest(problem):
        return True
    kept = told["first"]
    now = replicate(problem, kept["number"], told["steps"])
    if len(now["mean"]) != len(kept["mean"]):
        return False
    off = np.abs(np.subtract(now["mean"], kept["mean"])) / np.maximum(kept["sd"], 1e-3)
    return None if float(off.max()) < ALIKE else False


def last() -> dict[str, Any] | None:
    """Return the output that was last kept, as it ships; None where none is."""
    return json.loads(SHIPPED.read_text(encoding="utf-8")) if SHIPPED.exists() else None


def uniform(ranks: np.ndarray, bins: int = BINS) -> tuple[list[int], float]:
    """Return the histogram of ranks from 0 to `DRAWS`, and the p-value of a chi-square test of uniformity."""
    from scipy.stats import chi2

    counts = np.bincount(np.asarray(ranks) * bins // (DRAWS + 1), minlength=bins)
    mean = len(ranks) / bins
    return [int(c) for c in counts], float(chi2.sf(((counts - mean) ** 2 / mean).sum(), bins - 1))


def summary(
    problem: Problem, names: Sequence[str], lines: Sequence[Mapping[str, Any]], steps: int
) -> dict[str, Any]:
    """Return rank histograms, their tests, and how well truths are recovered, by quantity.

    ``follows`` is the correlation of posterior means with truths; ``narrowed`` the variance of posterior
    means over the same with the posteriors' own variance added, which together make the prior's; and
    ``inside_90`` the share of truths within the middle 90 %. Of all quantities together the last is a
    sharper test of width than ranks one by one: a tenth too narrow makes 0.86 of it.
    """
    rank = np.array([line["rank"] for line in lines])
    at, mean, sd = (np.array([line[k] for line in lines]) for k in ("truth", "mean", "sd"))
    quantities: dict[str, Any] = {}
    for k, name in enumerate(names):
        counts, p = uniform(rank[:, k])
        told: dict[str, Any] = {
            "histogram": counts,
            "p": round(p, 4),
            "inside_90": round(float(np.mean((rank[:, k] >= 5) & (rank[:, k] < DRAWS - 4))), 3),
        }
        if k < at.shape[1]:
            even = len(lines) < 3 or min(at[:, k].std(), mean[:, k].std()) == 0.0
            told["follows"] = 0.0 if even else round(float(np.corrcoef(at[:, k], mean[:, k])[0, 1]), 3)
            between, within = float(mean[:, k].var()), float((sd[:, k] ** 2).mean())
            told["narrowed"] = round(between / max(between + within, 1e-12), 3)
        quantities[name] = told
    good = sum(q["p"] > LEAST_P for q in quantities.values())
    return {
        "made": date.today().isoformat(),
        "version": __version__,
        "code": digest(problem),
        "problem": problem.words,
        "replications": len(lines),
        "draws": DRAWS,
        "bins": BINS,
        "steps": steps,
        "start_spread": sampler.START_SPREAD,
        "cpu_seconds": round(sum(line["seconds"] for line in lines)),
        "uniform": good,
        "of": len(quantities),
        "inside_90": round(float(np.mean([q["inside_90"] for q in quantities.values()])), 4),
        "first": {k: lines[0][k] for k in ("number", "mean", "sd", "rank")},
        "quantities": quantities,
    }
