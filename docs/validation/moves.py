"""Hold each move of the sampler to a standard normal, whose width must stay one, and keep what came out.

Walkers begin at the target itself, or at half its width, and take 400 steps by one move alone. A move that
leaves its target as it is keeps the first at one; how fast the second widens is how far the move can be
relied on where the start is wrong. R-hat compares two ensembles bent alike. It takes about a minute.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import emcee
import numpy as np

from tregua import __version__
from tregua.inference.diagnostics import r_hat
from tregua.inference.sampler import LEAP, _gaussian

HERE = Path(__file__).resolve().parent
SIZES, STEPS, LAST, SEEDS = (10, 70), 400, 100, (1, 2)


class Mended(emcee.moves.DESnookerMove):
    """The snooker of ter Braak and Vrugt (2008): a unit direction, and the whole exponent of the ratio."""

    def get_proposal(self, s: np.ndarray, c: list, random: np.random.RandomState) -> tuple:
        """Propose, for each walker, a place on the line through it and one of the others."""
        count, d = s.shape
        to, factor = np.empty_like(s), np.empty(count)
        for i in range(count):
            through, one, two = (c[j][random.randint(len(c[j]))] for j in random.permutation(3))
            away = s[i] - through
            unit = away / np.linalg.norm(away)
            to[i] = s[i] + self.gammas * unit * (unit @ (one - two))
            factor[i] = np.log(np.linalg.norm(to[i] - through) / np.linalg.norm(away))
        return to, (d - 1.0) * factor


MOVES = {
    "snooker (emcee)": lambda d: [(emcee.moves.DESnookerMove(), 1.0)],
    "snooker, both mended": lambda d: [(Mended(), 1.0)],
    "differential evolution (emcee)": lambda d: [(emcee.moves.DEMove(), 1.0)],
    "Gaussian of three lengths": lambda d: [
        (emcee.moves.MHMove(_gaussian(np.zeros(d), np.eye(d), leap)), 1 / 3) for leap in LEAP
    ],
    "differential evolution, a tenth snooker": lambda d: [
        (emcee.moves.DEMove(), 0.9),
        (emcee.moves.DESnookerMove(), 0.1),
    ],
}


def ended(moves: list, d: int, start: float, seed: int) -> tuple[np.ndarray, float]:
    """Return the last steps, (step, walker, coordinate), and the share of moves accepted."""
    count = 2 * (d + 2)
    sampler = emcee.EnsembleSampler(
        count, d, lambda z: -0.5 * (z * z).sum(axis=1), moves=moves, vectorize=True
    )
    begin = start * np.random.default_rng(seed).standard_normal((count, d))
    state = emcee.State(begin, random_state=np.random.RandomState(seed).get_state())
    sampler.run_mcmc(state, STEPS, skip_initial_state_check=True)
    return sampler.get_chain()[-LAST:], float(sampler.acceptance_fraction.mean())


def main() -> None:
    """Measure, print, keep."""
    rows = []
    for name, make in MOVES.items():
        for d in SIZES:
            row: dict[str, object] = {"move": name, "coordinates": d, "walkers": 2 * (d + 2)}
            for start in (1.0, 0.5):
                found = [ended(make(d), d, start, seed) for seed in SEEDS]
                row[f"sd_from_{start:g}"] = round(float(np.mean([z.std() for z, _share in found])), 3)
                if start == 1.0:
                    row["accepted"] = round(float(np.mean([share for _z, share in found])), 2)
                    worst = max(r_hat([z[:, :, k] for z, _share in found]) for k in range(d))
                    row["r_hat"] = round(worst, 3)
            rows.append(row)
            print(row, flush=True)
    kept = {"made": date.today().isoformat(), "version": __version__, "emcee": emcee.__version__}
    kept |= {"steps": STEPS, "rows": rows}
    (HERE / "moves.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
