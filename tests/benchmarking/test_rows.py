"""Rows of draws against SciPy and against the engine's own draw: a fast wrong draw is a defect."""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from tregua.benchmarking import rows
from tregua.model import random_draws as written

LANES = rows.LANES
_leavers, _takers, _uniform = rows.leavers, rows.takers, written.uniform


@njit(error_model="numpy")
def _rows(n, h, key, slots, exits, drawn, numbers):
    w = np.zeros(rows.SCRATCH)
    for s in range(slots):
        for r in range(LANES):
            w[rows.N + r] = n[r]
            w[rows.H + r] = h[r]
            numbers[s, r] = _uniform(key[r], s)
        if exits:
            _takers(w, key, s)
        else:
            _leavers(w, key, s)
        for r in range(LANES):
            drawn[s, r] = w[rows.OUT + r]


def draw(n, h, exits: bool, slots: int = 64, seed: int = 1):
    """Return counts drawn and the uniform numbers behind them, (slot, replicate)."""
    key = np.random.default_rng(seed).integers(0, 2**63, LANES).astype(np.uint64)
    drawn, numbers = np.zeros((2, slots, LANES))
    _rows(np.broadcast_to(n, LANES) * 1.0, np.broadcast_to(h, LANES) * 1.0, key, slots, exits, drawn, numbers)
    return drawn, numbers


def check(n, p, drawn, u) -> None:
    """Hold counts against the distribution function: each is the quantile of its uniform number."""
    assert ((drawn >= 0) & (drawn <= n) & (drawn == np.floor(drawn))).all()
    slack = np.where(np.asarray(n) * np.minimum(p, 1 - np.asarray(p)) <= written.EXACT_LIMIT, 1e-9, 1e-6)
    assert (stats.binom.cdf(drawn, n, p) >= u - slack).all()
    assert (stats.binom.cdf(drawn - 1, n, p) <= u + slack).all()


PEOPLE = [0, 1, 2, 3, 4, 7, 20, 61, 100, 1_000, 10_000, 1_000_000, 10_000_000]
CHANCES = [1e-9, 1e-6, 1e-4, 1e-3, 0.005, 0.015, 0.05, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-9, 1.0]


@pytest.mark.parametrize("p", CHANCES)
@pytest.mark.parametrize("n", PEOPLE)
def test_rows_are_quantiles_of_the_binomial_distribution(n: int, p: float) -> None:
    check(n, p, *draw(n, p, True))
    if p < 1:
        check(n, p, *draw(n, -np.log1p(-p), False))


@pytest.mark.parametrize("mean", [0.0005, 0.01, 0.03, 0.1, 0.5, 1.0, 3.0, 6.2, 12.0, 23.0, 25.0, 60.0, 150.0])
def test_rows_of_every_expected_count(mean: float) -> None:
    # each way of drawing a row, and what lies between: few who may move, little, walked, expanded
    for h in (1e-4, 0.004, 0.019, 0.03):
        n = np.round(mean / h)
        check(n, -np.expm1(-h), *draw(n, h, False, 256))


def test_rows_of_unequal_replicates() -> None:
    rng = np.random.default_rng(5)
    for k in range(60):
        n = np.round(10 ** rng.uniform(-1, 7 if k % 3 else 2, LANES))
        h = 10 ** rng.uniform(-9 if k % 2 else -3, 0.5 if k % 5 == 0 else -1.8, LANES)
        check(n, -np.expm1(-h), *draw(n, h, False, 32, k))
        n = np.minimum(n, 10 ** rng.integers(1, 8))
        check(n, np.minimum(h, 1.0), *draw(n, np.minimum(h, 1.0), True, 32, k))


@pytest.mark.parametrize("exits", [True, False])
@pytest.mark.parametrize(
    ("n", "p"),
    [
        (1, 0.3),
        (2, 0.4),
        (3, 0.15),
        (12, 0.3),
        (40, 0.5),
        (200, 0.004),
        (900, 0.0005),
        (9_000, 0.001),
        (2e6, 0.01),
    ],
)
def test_rows_fill_the_distribution(n: float, p: float, exits: bool) -> None:
    drawn, _ = draw(n, p if exits else -np.log1p(-p), exits, 800)
    edges = np.unique(stats.binom.ppf(np.linspace(0, 1, 21)[1:-1], n, p))
    chance = np.diff(np.concatenate([[0.0], stats.binom.cdf(edges, n, p), [1.0]]))
    seen = np.bincount(np.searchsorted(edges, drawn.ravel()), minlength=len(edges) + 1)
    keep = chance * drawn.size > 5
    chance, seen = np.append(chance[keep], chance[~keep].sum()), np.append(seen[keep], seen[~keep].sum())
    chance, seen = chance[chance > 1e-12], seen[chance > 1e-12]
    assert stats.chisquare(seen, chance / chance.sum() * drawn.size).pvalue > 1e-4


def test_rows_are_the_engines_own_draw() -> None:
    own = np.vectorize(njit(lambda n, p, u: rows.binomial(n, p, u)).py_func)
    rng = np.random.default_rng(3)
    for mean in (0.2, 4.0, 9.0, 70.0, 4_000.0):
        h = 10 ** rng.uniform(-4, -2, LANES)
        n = np.round(mean / h)
        drawn, u = draw(n, h, False, 8)
        np.testing.assert_array_equal(drawn, own(n, -np.expm1(-h), u))


def test_short_series() -> None:
    few, little = njit(lambda x: rows_exp(x)), njit(lambda x: rows_exp_little(x))
    x = np.linspace(0, rows.LONGEST, 500)
    np.testing.assert_allclose([few(v) for v in x], np.exp(-x), rtol=2e-12)
    x = np.linspace(0, 1, 500)
    np.testing.assert_allclose([little(v) for v in x], np.exp(-x), rtol=1e-12)
    h = np.concatenate([np.logspace(-12, -2, 50), [rows.SERIES]])
    gone, odds = njit(lambda x: rows_gone(x)), njit(lambda x: rows_odds(x))
    np.testing.assert_allclose([gone(v) for v in h], -np.expm1(-h) / h, rtol=1e-11)
    np.testing.assert_allclose([odds(v) for v in h], np.expm1(h), rtol=1e-11)


rows_exp, rows_exp_little, rows_gone, rows_odds = (
    rows.exp_minus,
    rows.exp_minus_little,
    rows.gone_per_hazard,
    rows.odds,
)
