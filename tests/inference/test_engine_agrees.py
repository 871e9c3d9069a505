"""The mean-field path of a fit against the stochastic engine, and against daily steps, at rows that ship."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tregua.assumptions.posterior import load, shipped
from tregua.inference import fit as fitting
from tregua.inference import posterior_file
from tregua.inference.trajectories import Posterior
from tregua.places import load_place

DAY = date(2024, 3, 10)
READING = "official"


def rows(name, structure):
    """Return the density of a structure at a place, and the rows that ship of it, the likeliest first."""
    place = load_place(name)
    file = dict(shipped(place))[DAY]
    given = (load(file).provenance.get("given") or {}).get(READING, {}).get(structure)
    priors = posterior_file.read_priors(given) if given else None
    post = fitting.posterior(place, structure, DAY, priors, reading=READING)
    with np.load(file) as a:
        z, density = a[f"z {structure} {READING}"].astype(float), a[f"density {structure} {READING}"]
        post = posterior_file.replace_left_out(post, a[f"left out {structure} {READING}"])
    return post, z[np.argsort(-density)]


@pytest.mark.parametrize("name", ["el_salvador", "haiti"])
def test_means_of_the_stochastic_engine_are_those_of_the_mean_field_path(name):
    post, z = rows(name, "replacement")
    off = fitting.engine_off(post, z[0])
    assert abs(off.mean()) < 0.01 and np.median(np.abs(off)) < 0.02
    assert np.abs(off).max() < 0.15  # a mean of 48 walks of small figures
    # what is left out is small beside the noise of counts, a tenth or more
    assert np.median(fitting.left_out(post, z[0])) < 0.02**2


@pytest.mark.parametrize("structure", ["replacement", "suppression", "incapacitation"])
def test_daily_steps_once_sweeps_begin_weigh_the_rows_alike(structure):
    post, z = rows("el_salvador", structure)
    c = post.course
    under = np.arange(len(c.days)) >= c.settled
    daily = replace(c, steps=np.where(under, np.ceil(c.days).astype(int), c.steps))
    assert daily.steps.sum() > 2 * c.steps.sum()
    fine = Posterior(daily, post.windows, post.space, post.left_out)
    moved = (fine.log_likelihood(z[::3]) - post.log_likelihood(z[::3])).sum(axis=0)
    weight = np.exp(moved - moved.max())
    assert weight.sum() ** 2 / (weight**2).sum() > 0.7 * len(weight)
