"""What is learnt in which structure, and what each coordinate moves."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from tregua.assumptions.posterior import AT
from tregua.assumptions.prior import Prior
from tregua.inference import fit as fitting
from tregua.inference import posterior_file
from tregua.inference.parameterisation import (
    COALITION,
    DETERRENCE,
    REPORT_STEP,
    SHARED,
    from_normal,
    from_normal_or_one,
)
from tregua.inference.trajectories import walk
from tregua.places import load_place

AS_OF = date(2026, 2, 28)
FLAT = Prior(lognormal=(1.5, 0.4))


def test_half_of_the_prior_is_one_and_the_map_is_continuous():
    z = np.linspace(-4.0, 4.0, 20_001)
    n = from_normal_or_one(FLAT, z)
    one = n == 1.0
    assert stats.norm.cdf(z[one][-1]) - stats.norm.cdf(z[one][0]) == pytest.approx(0.5, abs=1e-3)
    assert (np.diff(n) >= 0).all()
    assert np.diff(n)[np.abs(z[1:]) < 2].max() < 0.01  # no leap where a walker crosses
    assert n[np.argmin(np.abs(z))] == 1.0


def test_the_other_half_is_the_prior_itself():
    z = np.random.default_rng(1).standard_normal(40_000)
    n = from_normal_or_one(FLAT, z)
    free = n[n != 1.0]
    assert len(free) == pytest.approx(20_000, rel=0.03)
    assert stats.kstest(np.log(free), stats.norm(np.log(1.5), 0.4).cdf).pvalue > 1e-3


@pytest.fixture(scope="module")
def el_salvador():
    return load_place("el_salvador")


@pytest.fixture(scope="module")
def haiti():
    return load_place("haiti")


def test_a_structure_without_deterrence_learns_none(el_salvador):
    with_it = fitting.posterior(el_salvador, "replacement", AS_OF).space
    without = fitting.posterior(el_salvador, "incapacitation", AS_OF).space
    assert set(DETERRENCE) < set(with_it.names) and not set(DETERRENCE) & set(without.names)
    assert set(SHARED) <= set(without.names)  # among them what of the removed is replaced, in every structure
    assert {"replacement_share", "presence_on_killing", "provocation"} <= set(without.names)
    dose = fitting.posterior(el_salvador, "suppression", AS_OF).space
    assert "dose_effect" in dose.names and "dose_effect" not in with_it.names


def test_what_a_coalition_does_is_learnt_where_the_record_spans_one(el_salvador, haiti):
    assert set(COALITION) < set(fitting.posterior(haiti, "replacement", AS_OF).space.names)
    early = fitting.posterior(haiti, "replacement", date(2023, 6, 1)).space
    assert not set(COALITION) & {
        *fitting.posterior(el_salvador, "replacement", AS_OF).space.names,
        *early.names,
    }


def moved(post, names, size):
    z = np.zeros((2, post.space.size))
    for name in names:
        z[1, post.space.names.index(name)] = size
    mean = post.lens.expected(walk(post.course, post.space, z), z)
    return mean[:, 1] / mean[:, 0]


def test_a_step_of_what_is_reported_moves_counts_after_the_break_alone(el_salvador):
    post = fitting.posterior(el_salvador, "replacement", AS_OF)
    (name,) = [n for n in post.space.names if n.startswith("report ")]
    assert name == "report official_from_2019_07 2022-04-01"
    ratio = moved(post, [name], 2.0)
    after = np.array([bool(w.breaks) and w.start >= date(2022, 4, 1) for w in post.windows])
    assert after.sum() >= 8
    assert ratio[after] == pytest.approx(np.full(after.sum(), np.exp(2.0 * REPORT_STEP)))
    across = np.array([bool(w.breaks) and w.start < date(2022, 4, 1) < w.end for w in post.windows])
    assert ratio[~after & ~across] == pytest.approx(np.ones((~after & ~across).sum()))


def test_kidnapping_has_a_walk_of_its_own_that_moves_nothing_else(haiti):
    post = fitting.posterior(haiti, "replacement", AS_OF)
    steps = [n for n in post.space.names if n.startswith("kidnapping ")]
    assert steps and "kidnapping_per_member" in post.space.parameters
    seen = np.array([w.measures == "kidnappings" for w in post.windows])
    assert seen.sum() >= 8
    ratio = moved(post, steps, 1.0)
    assert ratio[~seen] == pytest.approx(np.ones((~seen).sum()))
    assert (ratio[seen] > 1.0).all() and ratio[seen].max() > 1.5


def test_a_place_without_counts_of_kidnapping_keeps_its_prior(el_salvador):
    assert (
        "kidnapping_per_member" not in fitting.posterior(el_salvador, "replacement", AS_OF).space.parameters
    )
    days, at = posterior_file.state_at(
        post := fitting.posterior(el_salvador, "replacement", AS_OF), np.zeros((1, post.space.size))
    )
    found = dict(zip(AT, at[-1, 0], strict=True))
    assert np.isnan(found["kidnapping_per_member"]) and found["capacity"] > 0 and found["belief"] > 0
    assert days[-1] == AS_OF.toordinal()


def test_a_coordinate_that_is_fixed_by_the_user_is_not_learnt(el_salvador):
    prior = from_normal(Prior(fixed=2.0), np.zeros(3))
    assert (prior == 2.0).all()
    made = fitting.posterior(
        el_salvador, "replacement", AS_OF, {"risk_exponent": Prior(lognormal=(3.0, 0.2))}
    )
    z = np.zeros((1, made.space.size))
    z[0, made.space.names.index("risk_exponent")] = 3.0
    assert made.space.natural(z, "risk_exponent")[0] > 3.0
    assert replace(made.space, structure="x").structure == "x"
