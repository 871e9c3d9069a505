"""A fit of a made-up record finds what made it; its file is what runs draw from."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tregua.assumptions import load_parameters
from tregua.assumptions.posterior import AT, SHOWN, Joint, find
from tregua.assumptions.sampling import draw
from tregua.inference import fit as fitting
from tregua.inference.forcing import course
from tregua.inference.trajectories import walk
from tregua.places import load_place
from tregua.places.evidence import Evidence, Row
from tregua.vocabulary.readings import STRUCTURES

AS_OF = date(2024, 3, 10)


@pytest.fixture(scope="module")
def short():
    """Haiti with two years of one series: a sparse place."""
    place = load_place("haiti")
    rows = tuple(r for r in place.evidence if r.series == "sg_killed" and r.place == "all")
    return replace(place, evidence=Evidence(rows, place.evidence.register), learn_from=date(2021, 1, 1))


@pytest.fixture(scope="module")
def post(short):
    return fitting.posterior(short, "replacement", AS_OF)


def test_the_density_is_the_prior_times_what_was_seen(post):
    z = 0.3 * np.random.default_rng(0).standard_normal((8, post.space.size))
    density = post(z)
    assert np.isfinite(density).all()
    # what decides nothing in expectation has the slope of the prior alone
    k = post.space.names.index("breakdown_effect")
    moved = z.copy()
    moved[:, k] += 0.5
    assert post(moved) - density == pytest.approx(-0.5 * (moved[:, k] ** 2 - z[:, k] ** 2), abs=1e-6)


def test_members_follow_what_is_given_until_sweeps_begin(post):
    z = 0.5 * np.random.default_rng(1).standard_normal((6, post.space.size))
    paths = walk(post.course, post.space, z)
    crowd = paths.members.sum(axis=2)
    given = post.space.members(z, np.cumsum(post.course.days))
    got = np.log(crowd[1:] / crowd[0]).T
    assert np.median(np.abs(got - given)[:, 6:]) < 0.02


def test_steps_of_another_length_give_the_same_expectations(short, post):
    fine = course(short, post.course.start, AS_OF, AS_OF, post.windows, step=0.25)
    assert fine.steps.sum() > 3 * post.course.steps.sum()
    z = 0.3 * np.random.default_rng(2).standard_normal((6, post.space.size))
    one = post.lens.expected(walk(post.course, post.space, z), z)
    from tregua.inference.trajectories import Lens

    two = Lens(fine, post.windows, post.space).expected(walk(fine, post.space, z), z)
    assert np.median(np.abs(np.log(one / two))) < 0.05


def test_known_truths_are_recovered(short):
    """Counts simulated at known killing per member are fitted; the truth lies inside the 98 % interval."""
    made = fitting.posterior(short, "replacement", AS_OF)
    rng = np.random.default_rng(4)
    truth = 0.5 * rng.standard_normal((1, made.space.size))
    mean = made.lens.expected(walk(made.course, made.space, truth), truth)[:, 0]
    made.windows[:] = [
        replace(w, value=float(rng.poisson(m)), dispersion=1e-4)
        for w, m in zip(made.windows, mean, strict=True)
    ]
    from tregua.inference.posterior_mode import climb
    from tregua.inference.sampler import run

    mode = climb(made, 1)
    chain = run(made, mode, 150, 1)
    flat = chain.z.reshape(-1, made.space.size)
    paths = walk(made.course, made.space, flat[:: max(1, len(flat) // 200)])
    true = walk(made.course, made.space, truth)
    outside = paths.rate[-1] * paths.members[-1].sum(axis=1)
    low, high = np.quantile(outside, [0.01, 0.99])
    assert low < (true.rate[-1] * true.members[-1].sum(axis=1))[0] < high
    assert outside.std() / outside.mean() < 1.0


def joint(names=("natural_exit", "replacement_share"), rows=32):
    rng = np.random.default_rng(0)
    structure = np.repeat(STRUCTURES, rows // len(STRUCTURES))
    values = np.stack([np.arange(rows) / 100 + 0.01, np.arange(rows) / 100], axis=1)
    at = np.ones((2, rows, len(AT))) * np.array([5000.0, 0.3, 2.0, 0.1, 0.05, 0.2, 9.0, 0.4, 0.1, 0.8, 0.3])
    at[1] *= 2.0
    weights = rng.random((rows, 2))
    days = np.array([date(2023, 1, 1).toordinal(), date(2024, 1, 1).toordinal()])
    return Joint("haiti", AS_OF, names, values, structure, weights, days, at, {"made": "2026-01-01"})


def test_rows_are_drawn_whole_and_of_their_own_structure():
    place = load_place("haiti")
    j = replace(joint(), start=date(2024, 4, 1))
    parameters = load_parameters(place, None, AS_OF, j)
    d = draw(parameters, 1, np.arange(60))
    share = d.values["replacement_share"]
    exit_ = d.values["natural_exit"] * 365.25
    assert exit_ == pytest.approx(share + 0.01)  # one row, not two
    row = np.rint(share * 100).astype(int)
    assert (j.structure[row] == d.structure).all()
    assert d.values["killing_per_member"] * 365.25 == pytest.approx(np.full(60, 0.6))
    assert d.start["members_total"] == pytest.approx(np.full(60, 10000.0))


def test_rows_are_of_the_response_that_is_asked_for_where_both_were_learnt():
    n = np.where(np.arange(32) % 2 == 0, 1.0, 2.0)
    j = replace(
        joint(("natural_exit", "risk_exponent")), values=np.stack([np.arange(32) / 100 + 0.01, n], axis=1)
    )
    d = draw(
        load_parameters(load_place("haiti"), None, AS_OF, replace(j, start=date(2024, 4, 1))),
        1,
        np.arange(64),
    )
    row = np.rint(d.values["natural_exit"] * 36525 - 1).astype(int)
    assert (j.structure[row] == d.structure).all()
    assert (n[row] == d.values["risk_exponent"]).all()
    assert sorted(d.response.tolist()).count("proportional") == 32


def test_a_posterior_of_one_response_leaves_the_prior_of_the_other():
    values = np.stack([np.arange(32) / 100 + 0.01, np.ones(32)], axis=1)
    j = replace(joint(("natural_exit", "risk_exponent")), values=values, start=date(2024, 4, 1))
    d = draw(load_parameters(load_place("haiti"), None, AS_OF, j), 1, np.arange(64))
    assert sorted(d.response.tolist()).count("threshold") == 32
    assert 1.2 < np.median(d.values["risk_exponent"][d.response == "threshold"]) < 1.9


def test_what_was_shown_and_believed_by_the_first_day_comes_with_the_rows():
    j = replace(joint(), start=date(2024, 4, 1))
    d = draw(load_parameters(load_place("haiti"), None, AS_OF, j), 1, np.arange(8))
    assert d.start["capacity"] == pytest.approx(np.full(8, 18.0))
    assert set(SHOWN) < set(d.start) and d.take(np.arange(2)).start["belief"] == pytest.approx([0.8, 0.8])


def test_the_state_is_that_of_the_day_a_run_begins():
    j = replace(joint(), start=date(2023, 7, 2))
    assert j.at_start(np.arange(3))["members"] == pytest.approx(np.full(3, 7500), rel=0.01)
    early = replace(joint(), start=date(2020, 1, 1))
    assert early.at_start(np.arange(3))["members"] == pytest.approx(np.full(3, 5000))


def test_what_the_user_assumes_stands_above_the_posterior(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("replacement_share: {fixed: 0.9}\n", "utf-8")
    parameters = load_parameters(load_place("haiti"), file, AS_OF, joint())
    assert (draw(parameters, 1, np.arange(6)).values["replacement_share"] == 0.9).all()


def test_a_posterior_made_with_later_knowledge_is_not_used(tmp_path, monkeypatch):
    from tregua.assumptions import posterior

    place = replace(load_place("haiti"), folder=tmp_path)
    for day in ("2023-01-01", "2024-03-10", "2026-12-01"):
        (tmp_path / "posteriors" / day).mkdir(parents=True)
        (tmp_path / "posteriors" / day / "haiti.npz").touch()
    monkeypatch.setattr(posterior, "load", lambda file: replace(joint(), provenance={"file": str(file)}))
    found = find(place, date(2025, 1, 1))
    assert found is not None and "2024-03-10" in found.provenance["file"]
    assert find(place, date(2022, 1, 1)) is None
    assert json.loads(found.mark)["place"] == "haiti"


def test_a_place_with_one_yearly_series_can_be_fitted(short):
    rows = tuple(
        Row(**{**{k: getattr(r, k) for k in Row.__slots__}})
        for r in short.evidence
        if r.days > 300 and r.start.year in (2018, 2019, 2021)
    )
    sparse = replace(short, evidence=Evidence(rows, short.evidence.register), learn_from=None)
    made = fitting.posterior(sparse, "suppression", AS_OF)
    assert len(made.windows) == 3
    z = 0.3 * np.random.default_rng(0).standard_normal((4, made.space.size))
    assert np.isfinite(made(z)).all()


def test_only_the_meaning_of_the_code_counts():
    one = fitting._meaning('def f(x):\n    """Say."""\n    return x + 1  # why\n')
    assert one == fitting._meaning('def f(x):\n    """Say\n    more."""\n    return (x\n        + 1)\n')
    assert one != fitting._meaning("def f(x):\n    return x + 2\n")
