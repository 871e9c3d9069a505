"""The sampler finds known answers, goes on where it was cut off, and its diagnostics see what is wrong."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tregua.errors import RunError
from tregua.inference import fit as fitting
from tregua.inference import sampler
from tregua.inference.diagnostics import autocorrelation_time, effective, r_hat, table
from tregua.inference.posterior_mode import Mode
from tregua.inference.sampler import Chain, run

D = 6
ROOT = np.linalg.cholesky(0.5 * np.eye(D) + 0.5)
CENTRE = np.arange(D) / 2.0


def gaussian(z):
    x = np.linalg.solve(ROOT, (z - CENTRE).T)
    return -0.5 * (x * x).sum(axis=0)


MODE = Mode(CENTRE + 0.3, 0.8 * ROOT, 0.0)


@pytest.fixture(scope="module")
def chains():
    return [run(gaussian, MODE, 800, seed) for seed in (1, 2)]


def test_a_known_distribution_is_found(chains):
    flat = np.concatenate([c.z.reshape(-1, D) for c in chains])
    assert flat.mean(axis=0) == pytest.approx(CENTRE, abs=0.1)
    assert np.cov(flat.T) == pytest.approx(ROOT @ ROOT.T, abs=0.15)
    quality = table(chains, [str(k) for k in range(D)])
    assert max(q["r_hat"] for q in quality.values()) < 1.02
    assert min(q["ess"] for q in quality.values()) > 400


def test_ensembles_that_disagree_are_seen():
    rng = np.random.default_rng(0)
    same = [rng.standard_normal((100, 32)) for _ in range(2)]
    assert r_hat(same) < 1.01
    assert r_hat([same[0], same[1] + 1.0]) > 1.1
    assert r_hat([same[0], 3.0 * same[1]]) > 1.1


def test_autocorrelation_is_that_of_the_process():
    rng, rho, n = np.random.default_rng(0), 0.8, 4000
    x = np.zeros((n, 16))
    for t in range(1, n):
        x[t] = rho * x[t - 1] + rng.standard_normal(16)
    assert autocorrelation_time(x) == pytest.approx((1 + rho) / (1 - rho), rel=0.12)
    assert effective([x]) == pytest.approx(x.size / 9, rel=0.15)


def test_a_fit_that_was_cut_off_goes_on_to_the_same_bytes(tmp_path):
    whole = run(gaussian, MODE, 200, 3, tmp_path / "whole.npz", identity="a")
    calls = []

    class StopError(Exception):
        pass

    def stop(done, _of):
        calls.append(done)
        if done == 5:
            raise StopError

    with pytest.raises(StopError):
        run(gaussian, MODE, 200, 3, tmp_path / "cut.npz", stop, identity="a")
    again = run(gaussian, MODE, 200, 3, tmp_path / "cut.npz", lambda done, _of: calls.append(done), "a")
    assert calls == [1, 2, 3, 4, 5, 6, 7, 8]
    assert again.z.tobytes() == whole.z.tobytes()
    # another fit's file is not taken up
    other = run(gaussian, MODE, 200, 3, tmp_path / "cut.npz", identity="b")
    assert other.z.tobytes() == whole.z.tobytes()


def test_bad_diagnostics_are_a_failure(chains):
    shape = chains[0].z.shape
    apart = Chain(chains[1].z + 2.0, chains[1].density, 0.3, chains[1].steps)
    assert shape[2] == D
    even = SimpleNamespace()
    good = fitting.StructureFit(even, [], chains, table(chains, list("abcdef")), fitting.shift(chains))
    fitting.believed({"s": good})
    both = [chains[0], apart]
    bad = fitting.StructureFit(even, [], both, table(both, list("abcdef")), fitting.shift(both))
    with pytest.raises(RunError, match="not converged") as told:
        fitting.believed({"s": bad})
    assert told.value.status == 1


def test_every_move_alone_keeps_a_standard_normal_as_it_is():
    """A move that does not leave the target as it is bends every fit: emcee's snooker did, to a sd of 0.7."""
    emcee = pytest.importorskip("emcee")
    d, walkers = 30, 128
    start = np.random.default_rng(1).standard_normal((walkers, d))
    for move, _weight in sampler._moves(np.zeros(d), 0.9 * np.eye(d)):
        chain = emcee.EnsembleSampler(
            walkers, d, lambda z: -0.5 * (z * z).sum(axis=1), moves=[(move, 1.0)], vectorize=True
        )
        state = emcee.State(start, random_state=np.random.RandomState(2).get_state())
        chain.run_mcmc(state, 300, skip_initial_state_check=True)
        kept = chain.get_chain()
        assert kept is not None
        assert kept[100:].std() == pytest.approx(1.0, abs=0.03), type(move).__name__


def test_an_ensemble_that_stays_narrow_is_a_failure(chains):
    blanks = np.concatenate([c.blank.ravel() for c in chains])
    assert blanks.std() == pytest.approx(1.0, abs=fitting.MOST_NARROW)  # from half of it, at the start
    even = SimpleNamespace()
    bent = [replace(c, blank=0.9 * c.blank) for c in chains]
    narrow = fitting.StructureFit(even, [], bent, table(chains, list("abcdef")), fitting.shift(chains))
    with pytest.raises(RunError, match="nothing depends"):
        fitting.believed({"s": narrow})
