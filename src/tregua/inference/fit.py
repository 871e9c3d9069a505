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
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from tregua import code_fingerprint
from tregua._version import __version__
from tregua.assumptions import load_parameters
from tregua.assumptions.counter_rng import keys
from tregua.assumptions.parameter import constants
from tregua.assumptions.posterior import AT, ROWS_KEY, rows_digest
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
from tregua.results.atomic_write import write_file, written_whole
from tregua.vocabulary.readings import READINGS, STRUCTURES
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.assumptions.posterior import Joint
    from tregua.places import Place

ENSEMBLES = 2
STEPS = 400  # of each ensemble at effort 1, burn-in included
MOST_R_HAT, LEAST_ESS = 1.05, 200.0
# effective draws of each reading, after its weights: a mean is then known to an eighth of its spread
LEAST_BY_READING = 64.0
MOST_NARROW = 0.06  # by which the width of blank coordinates may differ from one: see `sampler`
MOST_SHIFT = 0.25  # of a median, in posterior standard deviations, between half the effort and all of it
ROWS = 150  # kept of each structure
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
AT_DAYS_APART, AT_DAYS_BACK = 91, 5 * 366


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
) -> Posterior:
    """Return the log density of one structure at a place, from what had been published by a day."""
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
    where = space(structure, load_parameters(place, None, as_of), load_parameters(), path, seen, given)
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
) -> dict[str, StructureFit]:
    """Fit structures at a place.

    Raises
    ------
    RunError
        If ensembles disagree, too few effective draws were made, or half the effort gives another answer.
    """
    steps = max(100, round(STEPS * effort))
    mark = identity(place, as_of, effort, given)
    if checkpoints is not None:
        checkpoints.mkdir(parents=True, exist_ok=True)
    posts = {s: posterior(place, s, as_of, (given or {}).get(s)) for s in structures}
    for post in posts.values():
        post(np.zeros((2, post.space.size)))  # compiles, once
        break
    total, seen = len(structures) * ENSEMBLES * max(4, round(steps / 25)), [0]

    def step(_done: int, _of: int) -> None:
        seen[0] += 1
        if told:
            told(seen[0], total)

    def top(what: tuple[str, int]) -> Mode:
        return climb(posts[what[0]], 1 + what[1])

    def job(what: tuple[str, int]) -> Chain:
        name, ensemble = what
        file = None if checkpoints is None else checkpoints / f"{place.name}-{as_of}-{name}-{ensemble}.npz"
        others = [modes_of[name, e] for e in range(ENSEMBLES) if e != ensemble]
        return run(posts[name], modes_of[what], steps, 1 + ensemble, file, step, mark, others)

    jobs = [(s, e) for s in structures for e in range(ENSEMBLES)]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        modes_of = dict(zip(jobs, pool.map(top, jobs), strict=True))
        for s in structures:
            best = max((modes_of[s, e] for e in range(ENSEMBLES)), key=lambda m: m.log_evidence)
            posts[s].left_out = left_out(posts[s], best.at)
        done = dict(zip(jobs, pool.map(job, jobs), strict=True))
    fits = {}
    for s in structures:
        modes = [modes_of[s, e] for e in range(ENSEMBLES)]
        chains = [done[s, e] for e in range(ENSEMBLES)]
        names = posts[s].space.names
        quality = table(chains, names)
        fits[s] = StructureFit(posts[s], modes, chains, quality, shift(chains), (given or {}).get(s, {}))
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
        for reading, n in effective_by_reading(f).items():
            if not n >= LEAST_BY_READING:
                bad.append(
                    _("{name}, reading {reading}: {n:.0f} effective draws, fewer than {least:.0f}").format(
                        name=name, reading=reading, n=n, least=LEAST_BY_READING
                    )
                )
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


def shared_of(
    as_of: date, joint: Joint | None = None, widen: float = WIDEN
) -> dict[str, dict[str, Prior]] | None:
    """Return what El Salvador's posterior says of shared parameters, widened.

    Parameters
    ----------
    joint
        The posterior; by default the one that ships, if there is one that rests on no later knowledge.
    widen
        Factor on the spread, on the scale of the prior.
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


def keep(
    fits: Mapping[str, StructureFit], place: Place, as_of: date, folder: Path, effort: float, made: str
) -> Path:
    """Write a posterior as two files, and return that of its rows."""
    rows = [_rows(f) for f in fits.values()]
    shared = sorted({n for r in rows for n in r["names"]})
    names = [n for n in shared if all(n in r["names"] for r in rows)]
    own = [n for n in shared if n not in names]
    values = []
    for f, r in zip(fits.values(), rows, strict=True):
        block = np.empty((len(r["z"]), len(shared)))
        for k, n in enumerate(shared):
            if n in r["names"]:
                block[:, k] = f.post.space.natural(r["z"], n)
            else:  # the structure does not use it: the prior stands
                block[:, k] = np.nan
        values.append(block)
    target = folder / as_of.isoformat()
    target.mkdir(parents=True, exist_ok=True)
    file = target / f"{place.name}.npz"
    arrays: dict[str, Any] = {
        "names": np.array(shared),
        "values": np.concatenate(values).astype(np.float32),
        "structure": np.concatenate([np.full(len(r["z"]), s) for s, r in zip(fits, rows, strict=True)]),
        "weights": np.concatenate([r["weights"] for r in rows]).astype(np.float32),
        "days": rows[0]["days"],
        "at": np.concatenate([r["at"] for r in rows], axis=1).astype(np.float32),
    }
    for (s, f), r in zip(fits.items(), rows, strict=True):
        arrays[f"z {s}"] = r["z"].astype(np.float32)
        arrays[f"coordinates {s}"] = np.array(f.post.space.names)
        arrays[f"left out {s}"] = f.post.left_out.astype(np.float32)
        # of what is kept, so that anybody can compute it again: see `tregua.inference.posterior_check`
        kept = replace_left_out(f.post, arrays[f"left out {s}"])
        arrays[f"density {s}"] = kept(arrays[f"z {s}"].astype(float))
    with written_whole(file) as out:
        np.savez_compressed(out, **arrays)
    told = {
        "place": place.name,
        "as_of": as_of.isoformat(),
        "made": made,
        "version": __version__,
        "code": code_hash(),
        "evidence": evidence_hash(place, as_of),
        "record_from": fits[next(iter(fits))].post.course.start.isoformat(),
        "windows": len(fits[next(iter(fits))].post.windows),
        "sampler": "emcee: preconditioned Crank-Nicolson, differential evolution; blank coordinates",
        "effort": effort,
        "ensembles": ENSEMBLES,
        "only_in_one_structure": own,
        ROWS_KEY: rows_digest(arrays),
        "given": {s: told_priors(f.given) for s, f in fits.items() if f.given},
        "structures": {s: summary(f) for s, f in fits.items()},
    }
    shown = yaml.safe_dump(told, sort_keys=False, allow_unicode=True)
    write_file(file.with_suffix(".yaml"), shown.encode("utf-8"))
    return file


def summary(f: StructureFit) -> dict[str, Any]:
    """Return what is told of the fit of one structure."""
    worst = max(f.quality.items(), key=lambda item: item[1]["r_hat"])
    least = min(f.quality.items(), key=lambda item: item[1]["ess"])
    return {
        "steps": f.chains[0].steps,
        "walkers": int(f.chains[0].z.shape[1]),
        "accepted": round(float(np.mean([c.accepted for c in f.chains])), 3),
        "worst_r_hat": {worst[0]: round(worst[1]["r_hat"], 3)},
        "least_ess": {least[0]: round(least[1]["ess"])},
        "blank_sd": round(f.blank_sd, 3),
        "doubling_shift_sd": round(f.shift, 3),
        "log_evidence_laplace": [round(m.log_evidence, 1) for m in f.modes],
        "in_proportion": {
            r: None if x is None else round(x, 3) for r in READINGS for x in [response_share(f, r)]
        },
        "effective_by_reading": {r: round(n) for r, n in effective_by_reading(f).items()},
        "left_out_median": round(float(np.median(f.post.left_out)), 5),
        "engine_over_mean_field": told_off(engine_off(f.post, _best(f).at)) if f.modes else {},
        "posterior_over_prior_sd": {
            n: round(float(f.post.space.column(f.draws, n).std()), 2) for n in f.post.space.parameters
        },
    }


def _best(f: StructureFit) -> Mode:
    return max(f.modes, key=lambda m: m.log_evidence)


def told_off(off: np.ndarray) -> dict[str, float]:
    """Return the middle and the largest distance between stochastic and mean-field means, as shares."""
    size = np.abs(np.expm1(off))
    return (
        {"middle": round(float(np.median(size)), 4), "most": round(float(size.max()), 4)} if len(off) else {}
    )


def effective_by_reading(f: StructureFit) -> dict[str, float]:
    """Return the effective draws of each reading: those of the worst coordinate, less what weights cost."""
    least = min(q["ess"] for q in f.quality.values())
    return {r: float(least / (branch_weights(f, r) ** 2).sum() / len(f.draws)) for r in READINGS}


def branch_weights(f: StructureFit, reading: str) -> np.ndarray:
    """Return the weight of every draw under one reading; they sum to one."""
    log = f.post.space.branch(f.draws, reading)
    weight = np.exp(log - log.max())
    return weight / weight.sum()


def _rows(f: StructureFit) -> dict[str, Any]:
    # as many rows of each branch, drawn by its own weights: see `Space.branch`; and of each response to risk
    rng = np.random.default_rng(1)
    every, half = f.draws, ROWS // len(READINGS)
    z = np.concatenate([_of_both(f, r, half, rng) for r in READINGS])
    z = every[z].astype(np.float32).astype(float)  # as they are kept
    weights = np.kron(np.eye(len(READINGS)), np.full((half, 1), 1.0 / half))
    days, at = state_at(f.post, z)
    names = [n for n in f.post.space.parameters if n not in AT]
    return {"z": z, "names": names, "weights": weights, "days": days, "at": at}


def response_share(f: StructureFit, reading: str) -> float | None:
    """Return the posterior share in which the response to risk is in proportion; None without deterrence."""
    if EXPONENT not in f.post.space.parameters:
        return None
    plain = f.post.space.natural(f.draws, EXPONENT) == 1.0
    return float(branch_weights(f, reading)[plain].sum())


def _of_both(f: StructureFit, reading: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return draws of a reading by number, half of each response to risk where both were met often enough."""
    weight = branch_weights(f, reading)
    if EXPONENT not in f.post.space.parameters:
        return rng.choice(len(weight), count, p=weight)
    plain = f.post.space.natural(f.draws, EXPONENT) == 1.0
    parts = []
    for which, n in ((plain, count - count // 2), (~plain, count // 2)):
        own = np.where(which, weight, 0.0)
        # the rarest response needs as many effective draws as it has rows
        rare = own.sum() <= 0 or own.sum() ** 2 / (own**2).sum() < n
        parts.append(rng.choice(len(weight), n, p=weight if rare else own / own.sum()))
    return np.concatenate(parts)


def state_at(post: Posterior, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the dates of which a posterior keeps the state, and the state of some draws then.

    Returns
    -------
    tuple of numpy.ndarray
        Days as ordinals, and (date, draw, field of `tregua.assumptions.posterior.AT`).
    """
    paths = walk(post.course, post.space, z)
    days = np.array([c.toordinal() for c in post.course.cuts])
    first = max(days[0] + 365, days[-1] - AT_DAYS_BACK)
    wanted = np.unique(np.append(np.arange(days[-1], first, -AT_DAYS_APART)[::-1], days[-1]))
    near = np.array([int(np.argmin(np.abs(days - d))) for d in wanted])
    crowd = paths.members.sum(axis=2)
    year = np.array([int(np.argmin(np.abs(days - (days[n] - 365)))) for n in near])
    span = np.maximum(days[near] - days[year], 1)[:, None] / DAYS_A_YEAR
    growth = np.log(np.maximum(crowd[near], 1.0) / np.maximum(crowd[year], 1.0)) / span
    fields = {
        "members": crowd[near],
        "killing_per_member": paths.rate[near] * DAYS_A_YEAR,
        "background_rate": paths.ground[near] * (DAYS_A_YEAR * 1e5),
        "clash_rate": paths.values["clash_rate"]
        / np.exp(paths.clash[-1])
        * np.exp(paths.clash[near])
        * DAYS_A_YEAR,
        "growth": np.clip(growth, -0.5, 0.5),
        "kidnapping_per_member": np.where(
            "kidnapping" in post.space.walks,
            paths.values["kidnapping_per_member"] * np.exp(paths.kidnapping[near]) * DAYS_A_YEAR,
            np.nan,  # not learnt: the place's own prior stands
        ),
        "capacity": paths.capacity[near],
        "belief": paths.belief[near],
        "belief_start": paths.belief_start[near],
        "held_share": paths.held_share[near],
        "deterrence": paths.deterrence[near],
    }
    return days[near], np.stack([fields[n] for n in AT], axis=-1)


def replace_left_out(post: Posterior, left_out: np.ndarray) -> Posterior:
    """Return the density with another measure of what the mean-field model leaves out."""
    return Posterior(post.course, post.windows, post.space, left_out.astype(float))


def told_priors(given: Mapping[str, Prior]) -> dict[str, dict[str, list[float]]]:
    """Return priors as plain data; `read_priors` reads them."""
    return {name: {p.kind: [float(x) for x in p.numbers]} for name, p in given.items()}


def read_priors(told: Mapping[str, Mapping[str, Sequence[float]]]) -> dict[str, Prior]:
    """Return priors from plain data."""
    return {name: Prior.model_validate(dict(each)) for name, each in told.items()}
