"""Boxes: a planted one is found, luck is not taken for one."""

from itertools import pairwise

import numpy as np
import pytest

from tregua.decisions.discovery import prim


def planted(n=2000, seed=3):
    rng = np.random.default_rng(seed)
    x = {name: rng.random(n) for name in ("a", "b", "c", "d")}
    x["kind"] = np.array(["red", "green", "blue"])[rng.integers(0, 3, n)]
    y = (x["a"] > 0.6) & (x["b"] < 0.5)
    return x, y, rng


def test_a_planted_box_is_found_with_its_limits():
    x, y, _rng = planted()
    box, path = prim.find(x, y, density=0.95)
    assert set(box.restricted) == {"a", "b"}
    assert box.limits["a"][0] == pytest.approx(0.6, abs=0.03)
    assert box.limits["b"][1] == pytest.approx(0.5, abs=0.03)
    assert box.density > 0.95 and box.coverage > 0.9
    assert path[0].coverage == 1.0 and path[0].density == pytest.approx(y.mean())


def test_a_planted_box_is_found_through_noise():
    x, y, rng = planted()
    noisy = y & (rng.random(len(y)) < 0.9) | (rng.random(len(y)) < 0.05)
    box, _path = prim.find(x, noisy, density=0.8)
    assert set(box.restricted) == {"a", "b"}
    fresh_x, fresh_y, _ = planted(seed=4)
    held = prim.scored(box, fresh_x, fresh_y)
    assert held.density > 0.85 and held.coverage > 0.85


def test_a_planted_word_is_found():
    x, y, _rng = planted()
    y = (x["kind"] == "red") & (x["c"] > 0.5)
    box, _path = prim.find(x, y, density=0.9)
    assert box.kept["kind"] == ("red",) and set(box.restricted) == {"kind", "c"}


def test_pure_luck_restricts_little_that_lasts():
    x, _y, rng = planted(600)
    y = rng.random(600) < 0.3
    box, _path = prim.find(x, y, density=0.8)
    fresh = {name: rng.permutation(v) for name, v in x.items()}
    held = prim.scored(box, fresh, rng.random(600) < 0.3)
    assert held.density < 0.5  # what looked dense on its own points is not so on others


def test_coverage_and_density_fall_and_rise_along_the_path():
    x, y, _rng = planted()
    path = prim.peel(x, y)
    assert all(b.mass <= a.mass for a, b in pairwise(path))
    assert path[-1].density >= path[0].density


@pytest.mark.parametrize(("n", "k", "p"), [(10, 3, 0.2), (80, 30, 0.3), (500, 200, 0.35)])
def test_the_binomial_tail_is_that_of_scipy(n, k, p):
    stats = pytest.importorskip("scipy.stats")
    assert prim.binomial_tail(n, k, p) == pytest.approx(stats.binom.sf(k - 1, n, p), rel=1e-9)
