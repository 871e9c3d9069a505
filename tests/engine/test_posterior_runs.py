"""Runs draw from the posterior that ships, say so, and keep what they drew."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tregua.assumptions import draw, load_parameters
from tregua.assumptions.posterior import find
from tregua.assumptions.units import FACTORS
from tregua.engine import run
from tregua.engine.ensemble import Options, prepare
from tregua.engine.studies import run_study
from tregua.engine.studies.manifest import parameter_hash
from tregua.places import load_place
from tregua.scenarios import from_parts, load_scenario


@pytest.fixture(scope="module")
def haiti():
    return load_place("haiti")


@pytest.fixture(scope="module")
def short(haiti):
    like = load_scenario("haiti/no-mission", haiti)
    end = like.start.replace(month=6)
    return from_parts(haiti, name="short", title="", sentence="", start=like.start, end=end, as_of=like.as_of)


@pytest.fixture(scope="module")
def fitted(haiti, short):
    return run([short], haiti, members=6, dt="week", mean_field=True)


def test_a_run_draws_from_the_posterior_that_ships_and_says_so(fitted, haiti, short):
    joint = find(haiti, short.as_of, short.start)
    assert joint is not None
    mark = json.loads(fitted.attrs["posterior"])
    assert mark["digest"] == joint.digest and mark["as_of"] == short.as_of.isoformat()
    assert fitted.attrs["calibrated"] == f"posterior as of {short.as_of}"
    told = {p["name"]: p for p in json.loads(fitted.attrs["parameters"])}
    assert "posterior" in told["level_drift"]["learnt"] and "learnt" not in told["custody_mortality"]


def test_priors_are_drawn_from_only_where_asked_for(haiti, short):
    asked = run([short], haiti, members=6, dt="week", mean_field=True, priors=True)
    assert asked.attrs["posterior"] == "" and "uncalibrated" in asked.attrs["calibrated"]


def test_a_result_keeps_the_parameters_as_they_were_drawn(fitted, haiti, short):
    setup = prepare([short], haiti, Options(members=6, dt="week", mean_field=True))
    table = fitted["parameter_values"]
    assert table.dims == ("draw", "parameter")
    # the draws kept are those of these numbers and readings: none was rejected here, or its stand-in is here
    number, reading = fitted["number"].values, fitted["reading"].values
    place = number // 3 * 6 + 3 * (reading == "ngo") + number % 3
    draws = draw(setup.parameters, 1, place)
    assert (draws.structure == fitted["structure"].values).all() and (draws.reading == reading).all()
    for name in ("replacement_share", "targeting_odds", "custody_mortality", "killing_per_member"):
        p = setup.parameters[name]
        wanted = (draws.values[name] / FACTORS[p.unit]).astype(np.float32)
        assert (table.sel(parameter=name).values == wanted).all(), name


def test_a_study_keeps_the_same(fitted, haiti, short, tmp_path):
    study = run_study([short], haiti, tmp_path / "s", members=6, dt="week", mean_field=True)
    assert (study["parameter_values"].values == fitted["parameter_values"].values).all()
    assert study.attrs["digest"] == fitted.attrs["digest"]


def test_the_hash_of_parameters_covers_what_was_learnt_and_not_its_date_alone(haiti, short):
    joint = find(haiti, short.as_of, short.start)
    assert joint is not None
    one = parameter_hash(load_parameters(haiti, None, short.as_of, joint))
    other = replace(joint, values=joint.values * 1.001)
    assert one != parameter_hash(load_parameters(haiti, None, short.as_of, other))
    assert one != parameter_hash(load_parameters(haiti, None, short.as_of))
