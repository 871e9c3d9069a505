"""Independent ensembles of walkers: a Gaussian move of three lengths, and differential evolution.

The sampler is emcee (Foreman-Mackey and others, 2013, doi 10.1086/670067) with a preconditioned
Crank-Nicolson move about a Gaussian (Cotter and others, 2013, doi 10.1214/13-STS421) and, now and then,
differential evolution (ter Braak and Vrugt, 2008, doi 10.1007/s11222-008-9104-9), which knows of several
modes. The Gaussian is taken from the mode at first, from mode and walkers together at the end of the burn-in,
and then kept. Every fit carries blank coordinates, on which nothing depends: they begin at half their width
and must come out at the whole of it. R-hat does not see ensembles that are alike too narrow; so it was with
the snooker move, under which a standard normal of 80 dimensions shrinks to 0.7 of its width. Work is cut into
blocks; each begins with its own seed, so that a fit that was cut off goes on to the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tregua.errors import InputError, RunError
from tregua.i18n import _
from tregua.inference.posterior_mode import Mode
from tregua.inputs.bounded_archive import read_arrays, wanted

BLOCK = 25  # steps between checkpoints
BURN_SHARE = 0.4
THIN = 5
# of the Gaussian at the mode: too wide settles in some sixty steps, too narrow in hundreds
START_SPREAD = 1.15
LEAP = (0.6, 0.3, 0.12)  # lengths of the Gaussian move, from bold to timid
LEAP_WEIGHT = 0.3  # of each; the rest goes to differential evolution
OWN_CORRELATION = 0.3  # of the walkers' own in the Gaussian, the rest from the mode: walkers are few
BLANKS, BLANK_START = 6, 0.5  # coordinates on which nothing depends, and their width at the start
FORM = f"gaussian {LEAP} {LEAP_WEIGHT} {OWN_CORRELATION}, blanks {BLANKS} {BLANK_START}"
NEAR = 6.0  # of log evidence: a mode that far below the other is left out
LEAST_COVARIANCE = 1e-6


@dataclass(frozen=True)
class Last:
    """Where an ensemble stands: walkers with their blanks, densities, and the shape of their moves."""

    z: np.ndarray
    f: np.ndarray
    centre: np.ndarray
    root: np.ndarray


@dataclass
class Chain:
    """What one ensemble kept after its burn-in.

    Attributes
    ----------
    z
        (kept step, walker, coordinate).
    density
        Log posterior density, (kept step, walker).
    accepted
        Share of moves accepted.
    steps
        Steps after the burn-in.
    blank
        Coordinates on which nothing depends, (kept step, walker, blank): standard normal if the ensemble is.
    last
        Where it stands at its end, for a run that goes on from there.
    """

    z: np.ndarray
    density: np.ndarray
    accepted: float
    steps: int
    blank: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 0)))
    last: Last | None = None


def walkers_for(size: int) -> int:
    """Return a number of walkers: even, more than twice the coordinates."""
    return max(64, 2 * (size + 2))


def _gaussian(centre: np.ndarray, root: np.ndarray, leap: float) -> Callable[..., Any]:
    stay = np.sqrt(1.0 - leap * leap)

    def move(z: np.ndarray, rng: Any) -> tuple[np.ndarray, np.ndarray]:
        x = np.linalg.solve(root, (z - centre).T).T
        y = stay * x + leap * rng.standard_normal(x.shape)
        return centre + y @ root.T, 0.5 * ((y * y).sum(axis=1) - (x * x).sum(axis=1))

    return move


def _moves(centre: np.ndarray, root: np.ndarray) -> list[tuple[Any, float]]:
    import emcee

    own = [(emcee.moves.MHMove(_gaussian(centre, root, leap)), LEAP_WEIGHT) for leap in LEAP]
    return [*own, (emcee.moves.DEMove(), 1.0 - LEAP_WEIGHT * len(LEAP))]


def run(
    density: Callable[[np.ndarray], np.ndarray],
    mode: Mode,
    steps: int,
    seed: int,
    checkpoint: Path | None = None,
    told: Callable[[int, int], None] | None = None,
    identity: str = "",
    others: Sequence[Mode] = (),
    start: Last | None = None,
) -> Chain:
    """Run one ensemble.

    Parameters
    ----------
    density
        Log posterior density of many points, (walker,).
    steps
        In all, burn-in included.
    seed
        Of this ensemble; ensembles with different seeds are independent.
    checkpoint
        File kept between blocks; a fit that finds it goes on from there.
    others
        Further modes, at which an equal share of the walkers starts: where there are two, no ensemble should
        have to find the second by chance.
    identity
        What the file must be of; another's is ignored.
    start
        Where an earlier run of the same ensemble stood: all of that run is then burn-in.

    Raises
    ------
    RunError
        If no start of finite density can be found.
    """
    import emcee

    mode, others = _blanked(mode), [_blanked(m) for m in others]
    identity = f"{identity} {FORM}"
    d = len(mode.at)
    count = walkers_for(d)

    def with_blanks(z: np.ndarray) -> np.ndarray:
        return density(z[:, :-BLANKS]) - 0.5 * (z[:, -BLANKS:] ** 2).sum(axis=1)

    blocks = max(4, round(steps / BLOCK))
    burn = max(2, round(blocks * BURN_SHARE))
    kept: list[np.ndarray] = []
    logs: list[np.ndarray] = []
    done, accepted = 0, 0.0
    centre, root = mode.at, mode.root
    z, f = np.zeros((0, d)), np.zeros(0)
    if checkpoint is not None and checkpoint.exists():
        saved = _read(checkpoint, identity, steps, seed)
        if saved is not None:
            done, accepted = int(saved["done"]), float(saved["accepted"])
            centre, root, z, f = saved["centre"], saved["root"], saved["z"], saved["f"]
            kept, logs = list(saved["kept"]), list(saved["logs"])
    if done == 0 and start is not None:
        z, f, centre, root = start.z, start.f, start.centre, start.root
    elif done == 0:
        near = [m for m in (mode, *others) if m.log_evidence > mode.log_evidence - NEAR]
        parts = [
            _start(with_blanks, m, count // len(near) + (k < count % len(near)), seed + 1000 * k)
            for k, m in enumerate(near)
        ]
        z, f = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
        f += 0.5 * (z[:, -BLANKS:] ** 2).sum(axis=1) * (1.0 - BLANK_START**2)
        z[:, -BLANKS:] *= BLANK_START
    for block in range(done, blocks):
        sampler = emcee.EnsembleSampler(count, d, with_blanks, moves=_moves(centre, root), vectorize=True)
        state = emcee.State(z, log_prob=f, random_state=np.random.RandomState([seed, block]).get_state())
        sampler.run_mcmc(state, BLOCK, skip_initial_state_check=True)
        chain, logp = sampler.get_chain(), sampler.get_log_prob()
        assert chain is not None and logp is not None
        z, f = chain[-1].copy(), logp[-1].copy()
        if block + 1 <= burn:
            if block + 1 >= max(2, burn // 2):
                centre, root = _shape(chain[-BLOCK:], mode)
        else:
            kept += list(chain[THIN - 1 :: THIN])
            logs += list(logp[THIN - 1 :: THIN])
            accepted += float(sampler.acceptance_fraction.mean()) / (blocks - burn)
        if checkpoint is not None:
            now = {"done": block + 1, "accepted": accepted, "centre": centre, "root": root, "z": z, "f": f}
            _write(checkpoint, identity, steps, seed, **now, kept=np.array(kept), logs=np.array(logs))
        if told:
            told(block + 1, blocks)
    every = np.array(kept)
    blank = every[:, :, -BLANKS:]
    logs_own = np.array(logs) + 0.5 * (blank**2).sum(axis=2)
    stands = Last(z, f, centre, root)
    return Chain(every[:, :, :-BLANKS], logs_own, accepted, (blocks - burn) * BLOCK, blank, stands)


def _blanked(mode: Mode) -> Mode:
    """Return a mode with blank coordinates behind its own."""
    d = len(mode.at)
    root = np.eye(d + BLANKS)
    root[:d, :d] = mode.root
    return Mode(np.concatenate([mode.at, np.zeros(BLANKS)]), root, mode.density)


def _start(
    density: Callable[[np.ndarray], np.ndarray], mode: Mode, count: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng([seed, 17])
    found, values, spread = np.zeros((0, len(mode.at))), np.zeros(0), START_SPREAD
    for _try in range(8):
        z = mode.at + spread * rng.standard_normal((count, len(mode.at))) @ mode.root.T
        f = density(z)
        good = f > mode.density - 20.0 - 2.0 * len(mode.at)
        found, values = np.concatenate([found, z[good]]), np.concatenate([values, f[good]])
        if len(found) >= count:
            return found[:count], values[:count]
        spread *= 0.85
    raise RunError(_("No walkers could be started about the mode: the likelihood is not finite near it."))


def _shape(chain: np.ndarray, mode: Mode) -> tuple[np.ndarray, np.ndarray]:
    """Return centre and root of the covariance about which the Gaussian move is made.

    A reference that is too wide costs little, one that is too narrow holds walkers: widths are those of the
    walkers or of the mode, whichever are larger. Of some 150 walkers in 70 dimensions correlations cannot be
    read well, so that most comes from the mode.
    """
    flat = chain.reshape(-1, chain.shape[-1])
    sample, known = np.cov(flat.T), mode.root @ mode.root.T
    own, given = np.sqrt(np.diag(sample) + LEAST_COVARIANCE), np.sqrt(np.diag(known))
    together = OWN_CORRELATION * sample / np.outer(own, own)
    together += (1.0 - OWN_CORRELATION) * known / np.outer(given, given)
    np.fill_diagonal(together, 1.0)
    wide = np.maximum(own, given)
    return flat.mean(axis=0), np.linalg.cholesky(together * np.outer(wide, wide))


def _write(file: Path, identity: str, steps: int, seed: int, **arrays: Any) -> None:
    from tregua.results.atomic_write import written_whole

    buffer = io.BytesIO()
    np.savez(buffer, identity=np.array(identity), steps=steps, seed=seed, **arrays)
    with written_whole(file) as out:
        out.write(buffer.getvalue())


def _read(file: Path, identity: str, steps: int, seed: int) -> dict[str, np.ndarray] | None:
    try:
        found = read_arrays(file, "")
        wanted(found, file, "", "identity", "steps", "seed")
    except InputError:
        return None
    same = str(found["identity"]) == identity and int(found["steps"]) == steps and int(found["seed"]) == seed
    return found if same else None
