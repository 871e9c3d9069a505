"""Truths come from the prior, records from truths; ranks are tested for being uniform; work is kept."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tregua.errors import RunError
from tregua.inference import sbc
from tregua.inference.parameterisation import LEVEL_SCALE
from tregua.inference.trajectories import level_prior, walk

pytest.importorskip("scipy")
pytest.importorskip("emcee")
SMALL = sbc.Problem(first=date(2021, 6, 1), as_of=date(2022, 12, 1), step=8.0)


@pytest.fixture(scope="module")
def post():
    return SMALL.posterior()


def test_a_truth_has_the_steps_of_killing_that_were_drawn(post):
    z = sbc.truth(post, np.random.default_rng(1))
    track = post.space.walks["level"]
    paths = walk(post.course, post.space, z[None])
    sd = paths.drift[0] * np.sqrt(np.diff(track.nodes))
    again = np.random.default_rng(1)
    again.standard_normal(post.space.size)
    wanted = again.standard_normal(track.steps)
    assert np.diff(paths.free[0]) / sd == pytest.approx(wanted, abs=1e-3)
    # which is what the density says of them
    density = (-0.5 * wanted**2 - np.log(sd / LEVEL_SCALE)).sum()
    assert level_prior(post.space, paths)[0] == pytest.approx(density, abs=1e-3)


def test_where_gangs_always_die_out_there_is_no_truth(post, monkeypatch):
    monkeypatch.setattr(sbc, "DRAWN", 3)
    dead = sbc.Posterior(post.course, post.windows, post.space)
    monkeypatch.setattr(type(dead), "__call__", lambda self, z: np.full(len(z), -np.inf))
    with pytest.raises(RunError, match="gangs live"):
        sbc.truth(dead, np.random.default_rng(1))


def test_records_have_the_mean_and_noise_of_their_truth(post, monkeypatch):
    z = sbc.truth(post, np.random.default_rng(2))
    rng = np.random.default_rng(3)
    mean = post.lens.expected(walk(post.course, post.space, z[None]), z[None])[:, 0]
    made = []
    for _n in range(200):
        sbc.simulate(post, z, rng)
        made.append([w.value for w in post.windows])
    k = next(n for n, w in enumerate(post.windows) if w.measures == "deaths")
    seen = np.array(made)[:, k]
    extra = float(post.space.noise(z[None], post.windows[k])[0])
    spread = np.sqrt(mean[k] + (post.windows[k].dispersion + extra) * mean[k] ** 2)
    assert abs(seen.mean() - mean[k]) < 4 * spread / np.sqrt(200)
    assert 0.75 < seen.std() / spread < 1.3
    assert not any(w.floor for w in post.windows)
    # draws of single people scatter about the same expectations
    monkeypatch.setattr(sbc, "draw_counts", lambda m, w, extra, rng: m)
    sbc.simulate(post, z, rng)
    calm = [w.value for w in post.windows]
    sbc.simulate(post, z, rng, chance=True)
    lively = [w.value for w in post.windows]
    assert calm == pytest.approx(mean) and lively != calm
    assert np.median(np.abs(np.log(np.array(lively) / calm))) < 0.1


def test_ranks_that_are_not_uniform_are_found():
    rng = np.random.default_rng(1)
    even = rng.integers(0, sbc.DRAWS + 1, 300)
    counts, p = sbc.uniform(even)
    assert sum(counts) == 300 and p > 0.01
    # posteriors half as wide as they should be: truths fall to the ends
    truth, draws = rng.standard_normal(300), 0.5 * rng.standard_normal((300, sbc.DRAWS))
    _counts, p = sbc.uniform((draws < truth[:, None]).sum(axis=1))
    assert p < 1e-6
    # off to one side
    _counts, p = sbc.uniform((rng.standard_normal((300, sbc.DRAWS)) < truth[:, None] + 0.7).sum(axis=1))
    assert p < 1e-4


def test_what_is_done_is_kept_and_gone_on_with(tmp_path, monkeypatch):
    done = []

    def replicate(problem, number, steps):
        done.append(number)
        rng, size = np.random.default_rng(number), problem.posterior().space.size
        return {
            "number": number, "rank": rng.integers(0, 100, size + len(sbc.ENDS)).tolist(), "seconds": 1.0,
            "truth": rng.standard_normal(size).tolist(), "mean": [0.0] * size, "sd": [1.0] * size,
        }  # fmt: skip

    monkeypatch.setattr(sbc, "replicate", replicate)
    monkeypatch.setattr(sbc, "digest", lambda problem: "same")
    sbc.calibrate(SMALL, 3, tmp_path)
    (file,) = tmp_path.iterdir()
    with file.open("a", encoding="utf-8") as out:
        out.write('{"number": 3, "rank": [1, 2')  # cut off by a kill
    told = sbc.calibrate(SMALL, 5, tmp_path)
    assert done == [0, 1, 2, 3, 4] and told["replications"] == 5
    json.dumps(told)
    # another problem's are not taken up
    sbc.calibrate(replace(SMALL, structure="suppression"), 1, tmp_path)
    assert done[-1] == 0


def test_an_output_is_known_by_a_replication_made_again_where_something_was_touched(monkeypatch):
    line = {"number": 0, "mean": [0.1, -0.2], "sd": [1.0, 0.5], "rank": [3, 4]}
    told = {"code": sbc.digest(SMALL), "first": line, "steps": 125}
    made: list[tuple[int, int]] = []

    def replicate(problem, number, steps):
        made.append((number, steps))
        return now

    monkeypatch.setattr(sbc, "replicate", replicate)
    assert sbc.stands(told, SMALL) is True and not made
    told["code"] = "another"
    now = line
    assert sbc.stands(told, SMALL) is None and made == [(0, 125)]
    now = line | {"mean": [0.1, -0.1]}
    assert sbc.stands(told, SMALL) is False
    now = line | {"mean": [0.1]}
    assert sbc.stands(told, SMALL) is False


def test_what_makes_a_replication_is_in_its_digest(monkeypatch):
    before = sbc.digest(SMALL)
    assert sbc.digest(replace(SMALL, as_of=date(2016, 1, 1))) != before  # less evidence
    monkeypatch.setattr(sbc, "meanings", lambda parts: "another")
    assert sbc.digest(SMALL) != before


def test_widths_of_all_quantities_together_are_a_sharp_test():
    rng = np.random.default_rng(3)
    n, k = 200, 30

    def lines(width: float) -> list[dict]:
        truth, draws = rng.standard_normal((n, k)), width * rng.standard_normal((n, k, sbc.DRAWS))
        rank = (draws < truth[..., None]).sum(axis=2)
        return [
            {"number": i, "rank": [*map(int, rank[i]), 1, 2, 3], "truth": list(truth[i]), "mean": [0.0] * k,
             "sd": [width] * k, "seconds": 1.0} for i in range(n)
        ]  # fmt: skip

    names = [f"q{j}" for j in range(k)]
    right, narrow = (sbc.summary(SMALL, names, lines(w), 125) for w in (1.0, 0.9))
    assert right["inside_90"] == pytest.approx(0.90, abs=0.012)
    assert narrow["inside_90"] == pytest.approx(0.86, abs=0.012)
    assert right["quantities"]["q0"]["narrowed"] == 0.0


@pytest.mark.slow
def test_a_fit_of_a_made_up_record_ranks_its_truth():
    told = sbc.replicate(SMALL, 1, steps=100)
    assert all(0 <= r <= sbc.DRAWS for r in told["rank"])
    # killing per member is seen: its posterior is narrower than its prior, and holds the truth
    k = SMALL.posterior().space.names.index("killing_per_member")
    assert told["sd"][k] < 0.7
    assert abs(told["mean"][k] - told["truth"][k]) < 4 * told["sd"][k]
