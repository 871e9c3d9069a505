"""Sobol indices on a function whose indices are known."""

import numpy as np
import pytest

from tregua.decisions.sensitivity_analysis import sobol_indices

pytest.importorskip("scipy")
A, B = 7.0, 0.1


def ishigami(x):
    """Ishigami and Homma (1990, doi 10.1109/ISUMA.1990.151285)."""
    return np.sin(x[..., 0]) + A * np.sin(x[..., 1]) ** 2 + B * x[..., 2] ** 4 * np.sin(x[..., 0])


def exact():
    v1 = 0.5 * (1 + B * np.pi**4 / 5) ** 2
    v2 = A**2 / 8
    v13 = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + v2 + v13
    return np.array([v1, v2, 0.0]) / whole, np.array([v1 + v13, v2, v13]) / whole


def test_ishigami_has_its_published_indices():
    a, b = sobol_indices.design(3, 2048, seed=1)
    y = ishigami((2 * sobol_indices.crossed(a, b) - 1) * np.pi)
    found = sobol_indices.indices(("x1", "x2", "x3"), y, seed=1)
    first, total = exact()
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=1e-4)  # as published
    assert found.first == pytest.approx(first, abs=0.03)
    assert found.total == pytest.approx(total, abs=0.03)
    assert (found.first_low <= first + 0.01).all() and (first - 0.01 <= found.first_high).all()


def test_they_agree_with_scipy():
    stats = pytest.importorskip("scipy.stats")
    a, b = sobol_indices.design(3, 1024, seed=2)
    y = ishigami((2 * sobol_indices.crossed(a, b) - 1) * np.pi)
    first, total = sobol_indices.estimate(y[0], y[1], y[2:])
    func = {"f_A": y[0][None], "f_B": y[1][None], "f_AB": y[2:][:, None]}
    theirs = stats.sobol_indices(func=func, n=1024)
    assert first == pytest.approx(theirs.first_order.ravel(), abs=0.02)
    assert total == pytest.approx(theirs.total_order.ravel(), abs=0.02)


def test_an_outcome_that_never_moves_has_no_indices():
    found = sobol_indices.indices(("a",), np.ones((3, 16)), seed=1)
    assert found.first[0] == 0.0 and found.total[0] == 0.0
