"""Fits that are kept: a refit as of a date is made once, and taken up again while what it saw stands.

A fit is known by a digest of what it was made of: windows, path, priors, effort, sampler. A row of evidence
that the fit does not see, or that was published after its date, leaves the digest, and the fit, alone.
Whether the model's code has moved is asked of the numbers: the density of some draws is computed again.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.errors import InputError
from tregua.inference.fit import StructureFit, fit, meanings, posterior
from tregua.inference.posterior_file import summary
from tregua.inference.sampler import Chain
from tregua.inputs.bounded_archive import read_arrays
from tregua.numba_cache import candidates
from tregua.vocabulary.readings import STRUCTURES

if TYPE_CHECKING:
    from tregua.assumptions.prior import Prior
    from tregua.inference.trajectories import Posterior
    from tregua.places import Place

EFFORT = 0.25  # of each round of a fit for a hindcast
ROUNDS = 7  # of sampling at most: a structure whose diagnostics are bad goes on from where it stands
DRAWS = 900  # kept of each structure
FOLDER = "fits"
AGAIN = 16  # draws whose density is computed again before a kept fit is believed
TOLERANCE = 0.01  # of log density: far above rounding, far below what changes an answer
Given = Mapping[str, Mapping[str, "Prior"]]


@dataclass(frozen=True)
class Fitted:
    """Fits of all structures as of a day.

    Attributes
    ----------
    fits
        By structure.
    quality
        What is told of each: steps, R-hat, effective draws, shift on doubling.
    effort
        Of each round of sampling.
    digest
        Of all that the density is made of.
    again
        Whether they were taken from a file.
    """

    fits: dict[str, StructureFit]
    quality: dict[str, Any]
    effort: float
    digest: str
    again: bool


def keeping() -> Path | None:
    """Return the folder in which fits are kept, or None where nothing can be written."""
    for base in candidates():
        try:
            (base / FOLDER).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        return base / FOLDER
    return None


def _sampler() -> str:
    """Return a hash of how walkers start and move: draws made otherwise are made again."""
    return meanings(("inference/sampler.py",))[:12]


def digest(posts: Mapping[str, Posterior], effort: float) -> str:
    """Return a digest of all that densities are made of, the code apart."""
    h = hashlib.sha256(f"{effort:g} {_sampler()}".encode())
    for name, post in posts.items():
        course, space = post.course, post.space
        h.update(f"{name} {course.as_of} {course.jumps} {course.cuts}".encode())
        h.update(repr(sorted(map(repr, post.windows))).encode())
        for f in fields(course):
            value = getattr(course, f.name)
            if isinstance(value, np.ndarray):
                h.update(f.name.encode() + np.ascontiguousarray(value).tobytes())
        for value in vars(course.policy).values():
            if isinstance(value, np.ndarray):
                h.update(np.ascontiguousarray(value).tobytes())
        for n, p in space.parameters.items():
            h.update(f"{n} {p.for_reading('')!r} {p.bounds}".encode())
        for n, p in space.readings.items():
            h.update(f"{n} {sorted(p.priors.items())!r}".encode())
        assert space.base is not None
        h.update(repr(space.names).encode() + space.base.tobytes())
        h.update(_numbers(course.snap))
    return h.hexdigest()[:20]


def _numbers(snap: Any) -> bytes:
    values = (
        vars(snap).items()
        if hasattr(snap, "__dict__")
        else ((f.name, getattr(snap, f.name)) for f in fields(snap))
    )
    out = [f"{k} {v!r}" if not isinstance(v, np.ndarray) else f"{k} {v.tolist()!r}" for k, v in values]
    return "\n".join(sorted(out)).encode()


def fitted(
    place: Place,
    as_of: date,
    *,
    effort: float = EFFORT,
    given: Given | None = None,
    structures: Sequence[str] = STRUCTURES,
    folder: Path | None = None,
    workers: int = 2,
    told: Callable[[int, int], None] | None = None,
) -> Fitted:
    """Return fits as of a day, from the folder if nothing that they saw has moved.

    Parameters
    ----------
    effort
        Length of each round of sampling; structures whose diagnostics are bad take another round.
    folder
        In which fits are kept, and from which a fit that was cut off goes on; None keeps nothing.

    Raises
    ------
    RunError
        If diagnostics are bad after the last round too.
    """
    posts = {s: posterior(place, s, as_of, (given or {}).get(s)) for s in structures}
    mark = digest(posts, effort)
    file = None if folder is None else folder / f"{place.name}-{as_of}-{mark}.npz"
    if file is not None and file.exists():
        found = _read(file, posts, mark)
        if found is not None:
            return found
    checkpoints = None if folder is None else folder / "cut-off"
    fits = fit(
        place,
        as_of,
        structures=structures,
        effort=effort,
        given=given,
        checkpoints=checkpoints,
        workers=workers,
        told=told,
        rounds=ROUNDS,
    )
    quality = {s: _told(f) for s, f in fits.items()}
    if file is not None:
        _write(file, fits, quality, effort, mark)
        assert checkpoints is not None
        for old in checkpoints.glob(f"{place.name}-{as_of}-*.npz"):
            old.unlink(missing_ok=True)
    return Fitted(fits, quality, effort, mark, False)


def _told(f: StructureFit) -> dict[str, Any]:
    told = summary(f)
    names = (
        "steps",
        "walkers",
        "accepted",
        "worst_r_hat",
        "least_ess",
        "blank_sd",
        "doubling_shift_sd",
        "log_evidence_laplace",
    )
    return {n: told[n] for n in names}


def _write(file: Path, fits: Mapping[str, StructureFit], quality: Any, effort: float, mark: str) -> None:
    import json

    from tregua.results.atomic_write import written_whole

    arrays: dict[str, Any] = {"mark": np.array(mark), "effort": np.array(effort)}
    arrays["quality"] = np.array(json.dumps(quality))
    for s, f in fits.items():
        z = f.draws
        take = np.random.default_rng(1).choice(len(z), min(DRAWS, len(z)), replace=False)
        arrays[f"z {s}"] = z[np.sort(take)]
        arrays[f"density {s}"] = np.concatenate([c.density.ravel() for c in f.chains])[np.sort(take)]
        arrays[f"left out {s}"] = f.post.left_out
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    with written_whole(file) as out:
        out.write(buffer.getvalue())


def _read(file: Path, posts: Mapping[str, Posterior], mark: str) -> Fitted | None:
    import json

    try:
        saved = read_arrays(file, "")
        if str(saved["mark"]) != mark:
            return None
        quality = json.loads(str(saved["quality"]))
        fits = {}
        for s, post in posts.items():
            post.left_out = saved[f"left out {s}"]
            z = saved[f"z {s}"][None]
            some = np.linspace(0, z.shape[1] - 1, AGAIN).astype(int)
            if np.abs(post(z[0, some]) - saved[f"density {s}"][some]).max() > TOLERANCE:
                return None  # the model has moved
            fits[s] = StructureFit(post, [], [Chain(z, np.zeros(z.shape[:2]), 0.0, 0)], {}, 0.0)
        return Fitted(fits, quality, float(saved["effort"]), mark, True)
    except (InputError, ValueError, LookupError, TypeError):
        return None
