"""Files of a posterior: the rows that runs draw from, coordinates and densities, and how they were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from tregua._version import __version__
from tregua.assumptions.posterior import AT, ROWS_KEY, rows_digest
from tregua.assumptions.prior import Prior
from tregua.assumptions.sampling import EXPONENT
from tregua.inference.fit import ENSEMBLES, StructureFit, code_hash, engine_off, evidence_hash
from tregua.inference.posterior_mode import Mode
from tregua.inference.trajectories import Posterior, walk
from tregua.results.atomic_write import write_file, written_whole
from tregua.vocabulary.readings import READINGS, STRUCTURES
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places import Place

ROWS = 150  # kept of each structure, half of them of each reading
AT_DAYS_APART, AT_DAYS_BACK = 91, 5 * 366


def keep(
    fits: Mapping[str, Mapping[str, StructureFit]],
    place: Place,
    as_of: date,
    folder: Path,
    effort: float,
    made: str,
) -> Path:
    """Write a posterior as two files, and return that of its rows.

    Parameters
    ----------
    fits
        By reading and structure; each reading is fitted apart, under its own prior.
    """
    branches = [(s, r) for s in fits[READINGS[0]] for r in READINGS]
    each = [fits[r][s] for s, r in branches]
    rows = [_rows(f, READINGS.index(r)) for f, (_s, r) in zip(each, branches, strict=True)]
    shared = sorted({n for r in rows for n in r["names"]})
    names = [n for n in shared if all(n in r["names"] for r in rows)]
    own = [n for n in shared if n not in names]
    values = []
    for f, r in zip(each, rows, strict=True):
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
    structure = [np.full(len(r["z"]), s) for (s, _r), r in zip(branches, rows, strict=True)]
    arrays: dict[str, Any] = {
        "names": np.array(shared),
        "values": np.concatenate(values).astype(np.float32),
        "structure": np.concatenate(structure),
        "weights": np.concatenate([r["weights"] for r in rows]).astype(np.float32),
        "days": rows[0]["days"],
        "at": np.concatenate([r["at"] for r in rows], axis=1).astype(np.float32),
    }
    for (s, reading), f, r in zip(branches, each, rows, strict=True):
        arrays[f"coordinates {s}"] = np.array(f.post.space.names)
        arrays[f"z {s} {reading}"] = r["z"].astype(np.float32)
        arrays[f"left out {s} {reading}"] = f.post.left_out.astype(np.float32)
        # of what is kept, so that anybody can compute it again: see `tregua.inference.posterior_check`
        kept = replace_left_out(f.post, arrays[f"left out {s} {reading}"])
        arrays[f"density {s} {reading}"] = kept(arrays[f"z {s} {reading}"].astype(float))
    with written_whole(file) as out:
        np.savez_compressed(out, **arrays)
    told = {
        "place": place.name,
        "as_of": as_of.isoformat(),
        "made": made,
        "version": __version__,
        "code": code_hash(),
        "evidence": evidence_hash(place, as_of),
        "record_from": each[0].post.course.start.isoformat(),
        "windows": len(each[0].post.windows),
        "sampler": "emcee: preconditioned Crank-Nicolson, differential evolution; blank coordinates",
        "effort": effort,
        "ensembles": ENSEMBLES,
        "only_in_one_structure": own,
        ROWS_KEY: rows_digest(arrays),
        "given": {r: {s: told_priors(f.given) for s, f in fits[r].items() if f.given} for r in READINGS},
        "structures": {s: {r: summary(fits[r][s]) for r in READINGS} for s in fits[READINGS[0]]},
    }
    shown = yaml.safe_dump(told, sort_keys=False, allow_unicode=True)
    write_file(file.with_suffix(".yaml"), shown.encode("utf-8"))
    return file


def summary(f: StructureFit) -> dict[str, Any]:
    """Return the diagnostics of the fit of one structure, as plain data."""
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
        "in_proportion": None if (x := response_share(f)) is None else round(x, 3),
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


def _rows(f: StructureFit, number: int) -> dict[str, Any]:
    """Return the rows that are kept of one structure under the reading of that number."""
    rng = np.random.default_rng([1, number])
    half = ROWS // len(READINGS)
    z = f.draws[_of_both(f, half, rng)].astype(np.float32).astype(float)  # as they are kept
    weights = np.zeros((half, len(READINGS)))
    weights[:, number] = 1.0 / half
    days, at = state_at(f.post, z)
    names = [n for n in f.post.space.parameters if n not in AT]
    return {"z": z, "names": names, "weights": weights, "days": days, "at": at}


def response_share(f: StructureFit) -> float | None:
    """Return the posterior share in which the response to risk is in proportion; None without deterrence."""
    if EXPONENT not in f.post.space.parameters:
        return None
    return float((f.post.space.natural(f.draws, EXPONENT) == 1.0).mean())


def _of_both(f: StructureFit, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return draws by number, half of each response to risk where both were met often enough."""
    draws = len(f.draws)
    if EXPONENT not in f.post.space.parameters:
        return rng.choice(draws, count, replace=False)
    plain = f.post.space.natural(f.draws, EXPONENT) == 1.0
    parts = []
    for which, n in ((plain, count - count // 2), (~plain, count // 2)):
        of = np.flatnonzero(which)
        # the rarest response needs as many draws as it has rows
        parts.append(rng.choice(of if len(of) >= n else draws, n, replace=False))
    return np.concatenate(parts)


def kept_branches(kept: Mapping[str, np.ndarray]) -> list[tuple[str, str]]:
    """Return structures and readings of which a posterior keeps the coordinates, in the order of its rows."""
    return [(s, r) for s in STRUCTURES for r in READINGS if f"z {s} {r}" in kept]


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
