"""A fit: structures at one place as of a day, by independent ensembles, checked, and kept as files.

El Salvador is fitted first; what its posterior says of shared parameters, widened, is the prior elsewhere. A
joint fit of both would let Haiti's record speak of shared behaviour too, but it holds next to no arrests and
could say little; and a place that a user brings can only be fitted in this order.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tregua import code_fingerprint
from tregua.assumptions import load_parameters
from tregua.assumptions.counter_rng import keys
from tregua.assumptions.parameter import constants
from tregua.assumptions.prior import Prior
from tregua.assumptions.sampling import EXPONENT
from tregua.errors import InputError, Problem, RunError
from tregua.executors.environment_fingerprint import refuse_changed_code
from tregua.i18n import _
from tregua.inference.diagnostics import table
from tregua.inference.forcing import course
from tregua.inference.observation_model import FLOWS, windows
from tregua.inference.parameterisation import BY_STRUCTURE, space
from tregua.inference.posterior_mode import Mode, climb
from tregua.inference.sampler import Chain, run
from tregua.inference.trajectories import Posterior, walk
from tregua.vocabulary.readings import READINGS, STRUCTURES

if TYPE_CHECKING:
    from tregua.assumptions.posterior import Joint
    from tregua.places import Place

ENSEMBLES = 2
STEPS = 400  # of each ensemble at effort 1, burn-in included
MOST_R_HAT, LEAST_ESS = 1.05, 200.0
MOST_NARROW = 0.06  # by which the width of blank coordinates may differ from one: see `sampler`
MOST_SHIFT = 0.25  # of a median, in posterior standard deviations, between half the effort and all of it
WIDEN = constants()["transfer_widening"].value  # of what is learnt elsewhere, on the scale of the prior
NEVER_CARRIED = ("replacement_share",)  # its prior stays flat everywhere
MOVABLE = ("lognormal", "normal", "logitnormal")
LONGEST_RECORD_YEARS = 23
REPLICATES = 48  # of the stochastic engine, in the measure of what the mean-field model leaves out
LEAST_FIGURE = 5.0  # of a window whose mean is compared with the stochastic engine's
# folders and files of which the density of a fit is made: every room with compiled code that it runs
CODE = (
    "vocabulary",
    "model",
    "simulation",
    "results/reductions.py",
    "results/variables.py",
    "assumptions/counter_rng.py",
    "assumptions/sampling.py",
    "assumptions/units.py",
    "places/aggregate_to_regions.py",
    "inference/forcing.py",
    "inference/observation_model.py",
    "inference/parameterisation.py",
    "inference/trajectories.py",
    "inference/trajectory_kernel.py",
)
TABLES = ("assumptions/local.yaml", "assumptions/shared.yaml")


@dataclass
class StructureFit:
    """The fit of one structure."""

    post: Posterior
    modes: list[Mode]
    chains: list[Chain]
    quality: dict[str, dict[str, float]]
    shift: float
    given: Mapping[str, Prior] = field(default_factory=dict)  # priors of shared parameters learnt elsewhere

    @property
    def blank_sd(self) -> float:
        """Width of the coordinates on which nothing depends: one, if the ensembles are wide enough."""
        every = [c.blank.ravel() for c in self.chains if c.blank.size]
        return float(np.sqrt((np.concatenate(every) ** 2).mean())) if every else 1.0

    @property
    def draws(self) -> np.ndarray:
        """All kept draws, (draw, coordinate)."""
        return np.concatenate([c.z.reshape(-1, c.z.shape[-1]) for c in self.chains])


def record_from(place: Place, as_of: date, earliest: date | None = None) -> date:
    """Return the first day of the record that is learnt from."""
    counts = [
        r
        for r in place.evidence.as_of(as_of)
        if (s := place.evidence.register.get(r.series)) is not None
        and s.measures == "deaths"
        and s.use == "fit"
        and s.causes
    ]
    # where only parts of the place are counted, theirs is the record
    first = [r.start for r in counts if r.place == "all"] or [r.start for r in counts]
    if not first:
        raise InputError(
            Problem(
                str(place.folder / "evidence.csv"),
                None,
                "",
                _("no count of deaths published by {day}").format(day=as_of),
                _("at least one row of a series that measures deaths and declares its causes"),
            )
        )
    least = date(as_of.year - LONGEST_RECORD_YEARS, 1, 1)
    begin = max(min(first).replace(month=1, day=1), least)
    return max(begin, place.learn_from) if place.learn_from and place.learn_from < as_of else begin


def posterior(
    place: Place,
    structure: str,
    as_of: date,
    given: Mapping[str, Prior] | None = None,
    only: Sequence[str] | None = None,
    reading: str = "",
) -> Posterior:
    """Return the log density of one structure at a place, from what had been published by a day.

    Parameters
    ----------
    reading
        Whose prior a parameter with two readings has; without one, a prior wide enough for both.
    """
    start = record_from(place, as_of)
    bare = course(place, start, as_of, as_of)
    regions = {name: t.region for name, t in bare.place.territories.items()}
    seen = windows(place.evidence, as_of, start, as_of, regions, place.main_series, only)
    if not seen:
        raise InputError(
            Problem(
                str(place.folder / "evidence.csv"),
                None,
                "",
                _("no figure published by {day} that can be fitted").format(day=as_of),
                _("counts of deaths of confidence high or medium, of a series that declares its causes"),
            )
        )
    path = course(place, start, as_of, as_of, seen)
    where = space(
        structure, load_parameters(place, None, as_of), load_parameters(), path, seen, given, reading
    )
    return Posterior(path, list(seen), where)


def left_out(post: Posterior, at: np.ndarray, seed: int = 1) -> np.ndarray:
    """Return the relative variance, by window, that the stochastic engine has and counting noise does not.

    The same coordinates are walked many times with draws of single people; what varies beyond Poisson
    counts is what the mean-field model leaves out.
    """
    seen = engine_counts(post, at, seed)
    mean = seen.mean(axis=1)
    share = np.array([w.fraction if w.measures in FLOWS else 0.0 for w in post.windows])
    excess = seen.var(axis=1, ddof=1) - share * mean
    return np.clip(excess / np.maximum(mean, 1.0) ** 2, 0.0, 0.25)


def engine_counts(post: Posterior, at: np.ndarray, seed: int = 1) -> np.ndarray:
    """Return figures of windows by the stochastic engine, every walk from the same coordinates.

    Returns
    -------
    numpy.ndarray
        (window, replicate)
    """
    z = np.repeat(at[None], REPLICATES, axis=0)
    chance = keys(seed, 7, np.arange(REPLICATES))
    return post.lens.expected(walk(post.course, post.space, z, expected=False, keys=chance), z)


def engine_off(post: Posterior, at: np.ndarray) -> np.ndarray:
    """Return the log of the stochastic engine's mean figures over the mean-field ones, by window.

    Figures below five are left out: the mean of 48 walks of them is chance.
    """
    mean = engine_counts(post, at).mean(axis=1)
    field = post.lens.expected(walk(post.course, post.space, at[None]), at[None])[:, 0]
    some = field >= LEAST_FIGURE
    return np.log(np.maximum(mean[some], 1e-6) / field[some])


def fit(
    place: Place,
    as_of: date,
    *,
    structures: Sequence[str] = STRUCTURES,
    effort: float = 1.0,
    given: Mapping[str, Mapping[str, Prior]] | None = None,
    checkpoints: Path | None = None,
    workers: int = 2,
    told: Callable[[int, int], None] | None = None,
    strict: bool = True,
    reading: str = "",
    rounds: int = 1,
) -> dict[str, StructureFit]:
    """Fit structures at a place, under one reading of the figures or under a prior that covers all.

    Parameters
    ----------
    rounds
        How often structures may be sampled: where the diagnostics of one are bad, its ensembles go on from
        where they stand, and all that they did before is burn-in.

    Raises
    ------
    RunError
        If ensembles disagree, too few effective draws were made, or half the effort gives another answer.
    """
    steps = max(100, round(STEPS * effort))
    mark = identity(place, as_of, effort, given) + (f" {reading}" if reading else "")
    if checkpoints is not None:
        checkpoints.mkdir(parents=True, exist_ok=True)
    posts = {s: posterior(place, s, as_of, (given or {}).get(s), reading=reading) for s in structures}
    for post in posts.values():
        post(np.zeros((2, post.space.size)))  # compiles, once
        break
    total, seen, turn = len(structures) * ENSEMBLES * max(4, round(steps / 25)), [0], [0]
    done: dict[tuple[str, int], Chain] = {}

    def step(_done: int, _of: int) -> None:
        seen[0] += 1
        if told:
            told(seen[0], total)

    def top(what: tuple[str, int]) -> Mode:
        return climb(posts[what[0]], 1 + what[1])

    def job(what: tuple[str, int]) -> Chain:
        name, ensemble = what
        words = [place.name, str(as_of), name, *([reading] if reading else []), str(ensemble)]
        words += [f"round{1 + turn[0]}"] if turn[0] else []
        file = None if checkpoints is None else checkpoints / f"{'-'.join(words)}.npz"
        others = [modes_of[name, e] for e in range(ENSEMBLES) if e != ensemble]
        start = done[what].last if turn[0] else None
        best = max([modes_of[what], *others], key=lambda m: m.log_evidence) if start else modes_of[what]
        seed = 1 + ensemble + 100 * turn[0]
        return run(posts[name], best, steps, seed, file, step, mark, others, start)

    def judged(s: str) -> StructureFit:
        modes = [modes_of[s, e] for e in range(ENSEMBLES)]
        chains = [done[s, e] for e in range(ENSEMBLES)]
        quality = table(chains, posts[s].space.names)
        return StructureFit(posts[s], modes, chains, quality, shift(chains), (given or {}).get(s, {}))

    jobs = [(s, e) for s in structures for e in range(ENSEMBLES)]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        modes_of = dict(zip(jobs, pool.map(top, jobs), strict=True))
        for s in structures:
            best = max((modes_of[s, e] for e in range(ENSEMBLES)), key=lambda m: m.log_evidence)
            posts[s].left_out = left_out(posts[s], best.at)
        done = dict(zip(jobs, pool.map(job, jobs), strict=True))
        fits = {s: judged(s) for s in structures}
        for turn[0] in range(1, rounds):
            again = [(s, e) for s, e in jobs if not is_sound(s, fits[s])]
            if not again:
                break
            total += len(again) * max(4, round(steps / 25))
            done |= dict(zip(again, pool.map(job, again), strict=True))
            fits |= {s: judged(s) for s in dict.fromkeys(s for s, _e in again)}
    if strict:
        believed(fits)
    return fits


def shift(chains: Sequence[Chain]) -> float:
    """Return the largest move of a coordinate's median, in its sd, when the kept effort is doubled."""
    every = np.concatenate([c.z.reshape(-1, c.z.shape[-1]) for c in chains])
    half = np.concatenate([c.z[: len(c.z) // 2].reshape(-1, c.z.shape[-1]) for c in chains])
    return float((np.abs(np.median(every, axis=0) - np.median(half, axis=0)) / every.std(axis=0)).max())


def believed(fits: Mapping[str, StructureFit]) -> None:
    """Stop where diagnostics are bad.

    Raises
    ------
    RunError
        With every structure and quantity that failed.
    """
    bad = []
    for name, f in fits.items():
        for what, q in f.quality.items():
            if not q["r_hat"] <= MOST_R_HAT or not q["ess"] >= LEAST_ESS:
                text = _("{name}, {what}: R-hat {r:.3f}, {n:.0f} effective draws")
                bad.append(text.format(name=name, what=what, r=q["r_hat"], n=q["ess"]))
        if not abs(f.blank_sd - 1.0) <= MOST_NARROW:
            text = _(
                "{name}: coordinates on which nothing depends came out {x:.2f} times as wide as they are"
            )
            bad.append(text.format(name=name, x=f.blank_sd))
        if not f.shift <= MOST_SHIFT:
            bad.append(
                _("{name}: doubling the effort moved a median by {x:.2f} sd").format(name=name, x=f.shift)
            )
    if bad:
        text = _(
            "The fit has not converged (R-hat at most {r}, at least {n:.0f} effective draws, a shift of "
            "at most {s} sd): raise --effort.\n{list}"
        )
        shown = "\n".join(bad[:12]) + (
            "" if len(bad) <= 12 else "\n" + _("and {n} more").format(n=len(bad) - 12)
        )
        raise RunError(text.format(r=MOST_R_HAT, n=LEAST_ESS, s=MOST_SHIFT, list=shown))


def is_sound(name: str, f: StructureFit) -> bool:
    """Return whether the diagnostics of the fit of a structure are good."""
    try:
        believed({name: f})
    except RunError:
        return False
    return True


def shared_of(
    as_of: date, joint: Joint | None = None, widen: float = WIDEN, reading: str = ""
) -> dict[str, dict[str, Prior]] | None:
    """Return what El Salvador's posterior says of shared parameters, widened.

    Parameters
    ----------
    joint
        The posterior; by default the one that ships, if there is one that rests on no later knowledge.
    widen
        Factor on the spread, on the scale of the prior.
    reading
        Of whose rows; without one, of all.
    """
    from tregua.assumptions.posterior import find
    from tregua.places import load_place

    place = load_place("el_salvador")
    joint = joint or find(place, as_of)
    if joint is None:
        return None
    parameters = load_parameters(place, None, as_of)
    out: dict[str, dict[str, Prior]] = {}
    for s in STRUCTURES:
        of_structure = joint.structure == s
        if reading:
            of_structure &= joint.weights[:, READINGS.index(reading)] > 0
        out[s] = {}
        for k, name in enumerate(joint.names):
            p, prior = parameters[name], parameters[name].for_reading("")
            only = [s2 for s2, own in BY_STRUCTURE.items() if name in own]
            if (
                p.scope != "shared"
                or name in NEVER_CARRIED
                or prior.kind not in MOVABLE
                or (only and s not in only)
            ):
                continue
            rows = of_structure & np.isfinite(joint.values[:, k])
            if name == EXPONENT:
                rows &= joint.values[:, k] != 1.0  # half of the prior is one everywhere
            if not rows.any():
                continue
            z = to_normal(prior, joint.values[rows, k])
            out[s][name] = moved(prior, float(z.mean()), min(1.0, widen * float(z.std())))
    return out


def to_normal(prior: Prior, x: np.ndarray) -> np.ndarray:
    """Return the standard normal coordinate of values under a prior."""
    a, b = prior.numbers
    if prior.kind == "normal":
        return (x - a) / b
    if prior.kind == "lognormal":
        return np.log(np.maximum(x, 1e-12) / a) / b
    return (np.log(x / (1 - x)) - np.log(a / (1 - a))) / b


def moved(prior: Prior, mean: float, sd: float) -> Prior:
    """Return a prior moved and scaled in its own standard normal coordinate."""
    a, b = prior.numbers
    if prior.kind == "normal":
        return Prior(normal=(a + b * mean, b * sd))
    if prior.kind == "lognormal":
        return Prior(lognormal=(a * float(np.exp(b * mean)), b * sd))
    odds = np.log(a / (1 - a)) + b * mean
    return Prior(logitnormal=(float(1 / (1 + np.exp(-odds))), b * sd))


def code_hash() -> str:
    """Return a hash of the model and of what the density of a fit is made of."""
    h = hashlib.sha256(meanings(CODE).encode())
    for name in TABLES:
        h.update(code_fingerprint.TAKEN[name].content)
    return h.hexdigest()[:16]


def meanings(parts: Sequence[str]) -> str:
    """Return a hash of the code in some folders and files of the package, at any depth, without comments.

    Raises
    ------
    RunError
        If a file has changed since this process loaded it.
    """
    refuse_changed_code((*parts, *TABLES))
    h = hashlib.sha256()
    for name in code_fingerprint.select(parts):
        if name.endswith(".py"):
            h.update(f"{name}\0{_meaning_of_file(name)}\0".encode())
    return h.hexdigest()


@cache
def _meaning_of_file(name: str) -> str:
    return _meaning((code_fingerprint.PACKAGE / name).read_text("utf-8"))


def _meaning(source: str) -> str:
    """Return a program without what changes no number: layout, comments and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            first.value = ast.Constant("")
    return ast.dump(tree)


def evidence_hash(place: Place, as_of: date) -> str:
    """Return a digest of the place's files as far as they bear on a fit."""
    h = hashlib.sha256()
    for row in place.evidence.as_of(as_of):
        h.update(repr((row.series, row.place, row.start, row.end, row.value, row.floor)).encode())
    names = ("series", "history", "parameters", "gangs", "state", "territories")
    for name in names:
        file = place.folder / f"{name}.yaml"
        h.update(file.read_bytes() if file.exists() else b"")
    return h.hexdigest()[:16]


def identity(
    place: Place, as_of: date, effort: float, given: Mapping[str, Mapping[str, Prior]] | None = None
) -> str:
    """Return what a checkpoint must be of to be taken up again."""
    mark = f"{place.name} {as_of} {effort:g} {code_hash()} {evidence_hash(place, as_of)}"
    if not given:
        return mark
    told = sorted((s, n, p.kind, p.numbers) for s, priors in given.items() for n, p in priors.items())
    return f"{mark} {hashlib.sha256(repr(told).encode()).hexdigest()[:16]}"
