"""Draws that are kept are weighed by newer figures, and given up where they cannot be."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from tregua.forecasting import mechanism_ratio
from tregua.forecasting.combination import gate, spells_of
from tregua.forecasting.mechanism_ratio import Mechanism, mechanism
from tregua.forecasting.outlook import COMBINATION, LEVEL, main_history, months_from, outlook_forecast
from tregua.forecasting.weighted_draws import Branch, StaleError, effective, reweigh
from tregua.inference.fit import posterior
from tregua.places import load_place

FITTED, LATER = date(2025, 12, 1), date(2026, 6, 1)
STRUCTURE, READING, N = "replacement", "official", 24


@pytest.fixture(scope="module")
def haiti():
    return load_place("haiti")


@pytest.fixture(scope="module")
def joint(haiti, tmp_path_factory):
    """A posterior that holds draws near the middle of the prior, as `tregua calibrate` would keep them."""
    post = posterior(haiti, STRUCTURE, FITTED, None, reading=READING)
    z = 0.2 * np.random.default_rng(1).standard_normal((N, post.space.size)).astype(np.float32)
    file = tmp_path_factory.mktemp("posterior") / "haiti.npz"
    np.savez(
        file,
        **{
            f"coordinates {STRUCTURE}": np.array(post.space.names),
            f"z {STRUCTURE} {READING}": z,
            f"left out {STRUCTURE} {READING}": np.zeros(len(post.windows), np.float32),
            f"density {STRUCTURE} {READING}": post(z.astype(float)),
        },
    )
    return SimpleNamespace(as_of=FITTED, file=str(file), provenance={}, digest="sha256:x")


def with_row(place, start, end, value, published):
    rows = [r for r in place.evidence.rows if r.series == "binuh_killed" and r.place == "all"]
    row = replace(rows[-1], start=start, end=end, value=value, published=published, confidence="high")
    return replace(place, evidence=replace(place.evidence, rows=(*place.evidence.rows, row)))


def test_on_its_own_day_every_draw_weighs_the_same(haiti, joint):
    found = reweigh(haiti, joint, FITTED)
    assert found.newer == ()
    assert found.effective == pytest.approx(N)
    np.testing.assert_allclose(found.branches[0].weights, 1 / N)
    assert max(abs(x) for x in found.shifts().values()) < 1e-9


def test_newer_figures_weigh_and_the_weights_follow_the_count(haiti, joint):
    quiet = replace(haiti, evidence=haiti.evidence.as_of(FITTED))
    means = []
    for count in (900.0, 2600.0):
        more = with_row(quiet, date(2026, 1, 1), date(2026, 3, 31), count, date(2026, 5, 1))
        found = reweigh(more, joint, LATER)
        assert [w.value for w in found.newer] == [count]
        assert 1 <= found.effective < N
        b = found.branches[0]
        ratio = Mechanism(more, LATER, found)
        whole = replace(b.post.windows[0], spans=((date(2025, 9, 1), date(2025, 12, 1)),), parts=())
        assert ratio.digest != Mechanism(more, LATER, reweigh(quiet, joint, LATER)).digest
        from tregua.inference.forcing import course
        from tregua.inference.trajectories import Lens, walk

        path = course(more, b.post.course.start, FITTED, FITTED, [*b.post.windows, whole])
        path = replace(path, jumps=b.post.course.jumps)
        killed = Lens(path, [whole], b.post.space).expected(walk(path, b.post.space, b.z), b.z)[0]
        means.append(float(b.weights @ killed))
    assert means[0] < means[1]  # a high count is explained by draws in which more are killed


def test_a_row_added_to_its_own_time_is_found(haiti, joint):
    rows = tuple(r for r in haiti.evidence.rows if r.series == "binuh_kidnapped")
    newest = max((r for r in rows if r.published <= FITTED), key=lambda r: r.start)
    less = tuple(r for r in haiti.evidence.rows if r is not newest)
    without = replace(haiti, evidence=replace(haiti.evidence, rows=less))
    post = posterior(without, STRUCTURE, FITTED, None, reading=READING)
    full = posterior(haiti, STRUCTURE, FITTED, None, reading=READING)
    if post.space.names != full.space.names or len(full.windows) != len(post.windows) + 1:
        pytest.skip("the row changes more than one figure of the record")
    arrays = dict(np.load(joint.file))
    arrays[f"left out {STRUCTURE} {READING}"] = np.zeros(len(post.windows), np.float32)
    z = arrays[f"z {STRUCTURE} {READING}"].astype(float)
    arrays[f"density {STRUCTURE} {READING}"] = post(z)
    file = joint.file.replace("haiti.npz", "less.npz")
    np.savez(file, **arrays)
    found = reweigh(haiti, SimpleNamespace(**{**vars(joint), "file": file}), FITTED)
    own = full.log_likelihood(z)[full.windows.index(next(w for w in full.windows if w not in post.windows))]
    expected = np.exp(own - own.max())
    np.testing.assert_allclose(found.branches[0].weights, expected / expected.sum(), rtol=1e-3, atol=1e-6)


def test_other_coordinates_are_stale(haiti, joint):
    arrays = dict(np.load(joint.file))
    arrays[f"coordinates {STRUCTURE}"] = arrays[f"coordinates {STRUCTURE}"][::-1]
    file = joint.file.replace("haiti.npz", "other.npz")
    np.savez(file, **arrays)
    with pytest.raises(StaleError, match="coordinates"):
        reweigh(haiti, SimpleNamespace(**{**vars(joint), "file": file}), LATER)


def test_too_few_effective_draws_are_fitted_again_at_a_quarter(haiti, joint, monkeypatch):
    asked = {}

    def fitted(place, as_of, **options):
        asked.update(options, as_of=as_of)
        post = posterior(place, STRUCTURE, as_of)
        z = 0.1 * np.random.default_rng(2).standard_normal((80, post.space.size))
        return SimpleNamespace(fits={STRUCTURE: SimpleNamespace(post=post, draws=z)}, digest="d")

    monkeypatch.setattr(mechanism_ratio, "posterior_of", lambda place, day: joint)
    monkeypatch.setattr(mechanism_ratio, "carried", lambda place, day: (None, ""))
    monkeypatch.setattr("tregua.inference.fit_cache.fitted", fitted)
    said = []
    found = mechanism(haiti, LATER, say=said.append)
    assert asked["effort"] == 0.25
    assert asked["as_of"] == LATER
    assert found.found.refitted
    assert "effective draws" in said[0]
    assert found.found.effective == pytest.approx(80)


def test_with_a_mechanism_months_behind_an_open_gate_are_multiplied(haiti, joint):
    found = Mechanism(haiti, LATER, reweigh(haiti, joint, LATER))
    alone, both = outlook_forecast(haiti, LATER), outlook_forecast(haiti, LATER, mechanism=found)
    assert (alone.model, both.model) == (LEVEL, COMBINATION)
    assert both.mechanism == found.digest
    assert "level" in both.baselines
    months = months_from(LATER)
    open_ = gate(spells_of(haiti, LATER), months)
    assert open_.any()
    assert both.ratio.shape[0] == 12
    assert np.isfinite(both.ratio).all()
    assert (both.ratio > 0).all()
    last = main_history(haiti, LATER).windows[-1][1]
    np.testing.assert_array_equal(found.ratio(months[3:], last), found.ratio(months[3:], last))


def test_branches_count_by_their_share():
    even = Branch("a", "", None, np.zeros((4, 1)), np.full(4, 0.25))
    one = Branch("b", "", None, np.zeros((4, 1)), np.array([1.0, 0, 0, 0]))
    assert effective([even, even]) == pytest.approx(8)
    assert effective([even, one]) == pytest.approx(4 / 1.25)
