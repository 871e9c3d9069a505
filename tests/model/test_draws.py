"""Samplers against SciPy: a fast wrong draw is a defect."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from tregua.model import random_draws as written

# as they run: called from compiled code
_binomial, _poisson, _flow, _uniform, _place_key = (
    written.binomial,
    written.poisson,
    written.flow,
    written.uniform,
    written.place_key,
)
_normal, _leave, _close, _probability = (
    written.normal_quantile,
    written.leave,
    written.close,
    written.probability,
)


@njit
def _leave_with(n, hazards, dt, key, slot, expected, out):
    """Sum a row of hazards and let people leave by it; fill ``out`` with zeros where nobody does."""
    exits = len(hazards)
    row = np.zeros(exits + 2)
    row[:exits] = hazards
    _close(row, exits, dt)
    out[:] = 0.0
    return _leave(n, row, exits, dt, key, slot, expected, out)


draws = SimpleNamespace(
    EXACT_LIMIT=written.EXACT_LIMIT,
    binomial=njit(lambda n, p, u: _binomial(n, p, u)),
    poisson=njit(lambda mean, u: _poisson(mean, u)),
    flow=njit(lambda n, p, key, slot, expected: _flow(n, p, key, slot, expected)),
    uniform=njit(lambda key, slot: _uniform(key, slot)),
    place_key=njit(lambda key, step, place: _place_key(key, step, place)),
    normal_quantile=njit(lambda u: _normal(u)),
    leave=_leave_with,
    probability=njit(lambda x: _probability(x)),
)


def _key(seed: int, step: int) -> np.uint64:
    return np.uint64(draws.place_key(np.uint64(seed), np.uint64(step), 0))


GRID = (np.arange(20_000) + 0.5) / 20_000


@pytest.mark.parametrize("p", [1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
@pytest.mark.parametrize("n", [1, 2, 5, 20, 100, 1_000, 10_000, 10_000_000])
def test_binomial_is_the_quantile_of_the_binomial_distribution(n: int, p: float) -> None:
    ours = np.array([draws.binomial(float(n), p, u) for u in GRID])
    assert ((ours >= 0) & (ours <= n) & (ours == np.floor(ours))).all()
    if n * min(p, 1 - p) <= draws.EXACT_LIMIT:
        # exact but for rounding: u lies within the step of the distribution function at the value drawn
        slack = 1e-9
    else:
        slack = 1e-6  # bound on the error of the expansion in the distribution function
    assert (stats.binom.cdf(ours, n, p) >= GRID - slack).all()
    assert (stats.binom.cdf(ours - 1, n, p) <= GRID + slack).all()


@pytest.mark.parametrize("mean", [1e-6, 0.1, 1.0, 5.9, 6.1, 7.5, 39.0, 99.0, 101.0, 200.0, 1e5, 1e7])
def test_poisson_is_the_quantile_of_the_poisson_distribution(mean: float) -> None:
    ours = np.array([draws.poisson(mean, u) for u in GRID])
    slack = 1e-9 if mean <= draws.EXACT_LIMIT else 1e-6
    assert (stats.poisson.cdf(ours, mean) >= GRID - slack).all()
    assert (stats.poisson.cdf(ours - 1, mean) <= GRID + slack).all()


@pytest.mark.parametrize(("n", "p"), [(0, 0.5), (10, 0.0), (10, 1.0), (1, 0.5)])
def test_edges_of_the_binomial(n: int, p: float) -> None:
    for u in (1e-12, 0.3, 1 - 1e-12):
        assert 0 <= draws.flow(float(n), p, np.uint64(3), 7, False) <= n
        assert draws.binomial(float(n), p, u) in ((n,) if p == 1 else range(n + 1))


def test_addressed_numbers_are_uniform_and_unrelated_between_addresses() -> None:
    u = np.array([[draws.uniform(_key(5, s), k) for k in range(60)] for s in range(400)])
    assert stats.kstest(u.ravel(), "uniform").pvalue > 1e-3
    c = np.corrcoef(u.T) - np.eye(60)
    assert np.abs(c).max() < 5.5 / np.sqrt(400)


def test_normal_quantile() -> None:
    u = np.concatenate([GRID, [1e-12, 1e-6, 1 - 1e-6]])
    ours = np.array([draws.normal_quantile(x) for x in u])
    np.testing.assert_allclose(ours, stats.norm.ppf(u), rtol=2e-8, atol=2e-9)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 50_000),
    st.lists(st.floats(0, 2, allow_subnormal=False), min_size=1, max_size=9),
    st.floats(0.1, 8),
    st.integers(0, 2**60),
)
def test_everyone_who_leaves_takes_exactly_one_exit(
    n: int, hazards: list[float], dt: float, key: int
) -> None:
    out = np.full(16, 77.0)
    gone = draws.leave(float(n), np.array(hazards), dt, np.uint64(key), 1 << 28, False, out)
    assert 0 <= gone <= n
    assert out[: len(hazards)].sum() == gone
    assert (out[: len(hazards)] >= 0).all()
    assert all(o == 0 for o, h in zip(out, hazards, strict=False) if h == 0)


def test_exits_compete_as_their_hazards_say() -> None:
    hazards, n, dt = np.array([0.05, 0.0, 0.01, 0.2]), 1000.0, 2.0
    taken = np.zeros((4000, 4))
    out = np.zeros(8)
    for k in range(4000):
        draws.leave(n, hazards, dt, _key(9, k), 0, False, out)
        taken[k] = out[:4]
    expected = n * hazards / hazards.sum() * (1 - np.exp(-hazards.sum() * dt))
    share = expected / n
    error = np.sqrt(n * share * (1 - share) / 4000)
    assert (np.abs(taken.mean(axis=0) - expected) <= 4 * error + 1e-12).all()
    np.testing.assert_allclose(taken.var(axis=0), n * share * (1 - share), rtol=0.12, atol=1e-12)
    draws.leave(n, hazards, dt, np.uint64(1), 0, True, out)
    np.testing.assert_allclose(out[:4], expected)


def test_probability_matches_the_exponential() -> None:
    x = np.concatenate([np.logspace(-12, 1, 200), [0.0, 0.03, 0.0299999]])
    ours = np.array([draws.probability(v) for v in x])
    np.testing.assert_allclose(ours, -np.expm1(-x), rtol=1e-8)


@pytest.mark.parametrize("mean", [6.01, 6.5, 8.0, 13.7, 22.0, 40.0, 77.0, 99.0])
@pytest.mark.parametrize("p", [1e-9, 1e-5, 0.003, 0.07, 0.19, 0.33, 0.46, 0.5, 0.6, 0.93, 0.9999])
def test_counts_change_where_the_distribution_function_is_passed(mean: float, p: float) -> None:
    # the hardest numbers: a hair below and above the distribution function of each value
    n = np.ceil(mean / min(p, 1 - p))
    k = np.arange(stats.binom.ppf(1e-9, n, p), stats.binom.ppf(1 - 1e-9, n, p))
    at = stats.binom.cdf(k, n, p)
    for step in (1e-9, 1e-7, 1e-5, 1e-4):
        low, high = at - step, at + step
        below, above = low > stats.binom.cdf(k - 1, n, p), high < stats.binom.cdf(k + 1, n, p)
        ours = np.array([draws.binomial(n, p, u) for u in low[below & (low > 0)]])
        np.testing.assert_array_equal(ours, k[below & (low > 0)])
        ours = np.array([draws.binomial(n, p, u) for u in high[above & (high < 1)]])
        np.testing.assert_array_equal(ours, k[above & (high < 1)] + 1)


_expanded, _doubt = written.expanded, written.doubt
_expansion = njit(lambda mean, v, lean, spread, s, r, z: _expanded(mean, v, lean, spread, s, r, z))
_bound = njit(lambda r, z: _doubt(r, z))


def test_the_expansion_is_as_near_as_it_says() -> None:
    # means and chances other than those from which the bound was read
    rng = np.random.default_rng(11)
    nearest = 0.0
    for _ in range(1500):
        p = min(0.5, 10 ** rng.uniform(-9, -0.3))
        n = np.ceil(rng.uniform(6, 120) / p)
        mean, v = n * p, n * p * (1 - p)
        k = np.arange(max(0, np.floor(mean - 4 * np.sqrt(v))), mean + 4 * np.sqrt(v))
        low, high = stats.binom.cdf(k, n, p), stats.binom.sf(k, n, p)
        z = np.where(low < 0.5, stats.norm.ppf(low), stats.norm.isf(high))
        k, z = k[np.abs(z) < 3.35], z[np.abs(z) < 3.35]
        s = np.sqrt(v - 1 / 12)
        off = [
            _expansion(mean, v, 1 - 2 * p, p * (1 - p), s, 1 / s, x) - y - 0.5
            for x, y in zip(z, k, strict=True)
        ]
        nearest = max(nearest, (np.abs(off) / [_bound(1 / s, x) for x in z]).max())
    assert 0.3 < nearest < 0.95


@pytest.mark.parametrize("p", [1e-9, 1e-7, 1e-5, 1e-3, 0.02, 0.3, 0.5, 0.8, 0.999, 1.0])
@pytest.mark.parametrize("n", [0, 1, 3, 40, 500, 20_000, 1_000_000, 10_000_000])
def test_draws_fill_the_binomial_distribution(n: int, p: float) -> None:
    key = _key(n + 1, round(-np.log10(p) * 100))
    drawn = _many(float(n), p, key, 20_000)
    edges = np.unique(stats.binom.ppf(np.linspace(0, 1, 31)[1:-1], n, p))
    chance = np.diff(np.concatenate([[0.0], stats.binom.cdf(edges, n, p), [1.0]]))
    seen = np.bincount(np.searchsorted(edges, drawn), minlength=len(edges) + 1)
    rare = chance * drawn.size < 5
    assert seen[chance == 0].sum() == 0
    chance, seen = np.append(chance[~rare], chance[rare].sum()), np.append(seen[~rare], seen[rare].sum())
    if (chance > 1e-5).sum() > 1:
        chance, seen = chance[chance > 1e-5], seen[chance > 1e-5]
        assert stats.chisquare(seen, chance / chance.sum() * seen.sum()).pvalue > 1e-5


@njit
def _many(n, p, key, times):
    out = np.empty(times)
    for k in range(times):
        out[k] = _flow(n, p, key, k, False)
    return out
