"""Parameters given by hand keep the posterior for all that they do not name; priors only where asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests import made_up_posterior
from tregua import InputError, Options, load_parameters, run
from tregua.assumptions.prior import Prior
from tregua.places import load_place
from tregua.places.place_template import new_place
from tregua.scenarios import from_parts
from tregua.simulation.setup import prepare

FEW = {"members": 8, "dt": "week", "mean_field": True}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fitted") / "smallland"
    new_place(folder)
    made_up_posterior.add(folder, load_place(folder).name)
    return load_place(folder)


@pytest.fixture(scope="module")
def short(place):
    end = date(place.run.start.year, place.run.start.month + 2, 1)
    return from_parts(place, name="short", title="Short", sentence="Nothing.", end=end)


def drawn(ds, name):
    return ds["parameter_values"].sel(parameter=name).values


@pytest.fixture(scope="module")
def fitted(place, short):
    return run([short], place, **FEW)


def test_parameters_as_the_place_states_them_change_nothing(place, short, fitted):
    given = run([short], place, parameters=load_parameters(place), **FEW)
    assert given.attrs["posterior"] == fitted.attrs["posterior"] != ""
    assert given.attrs["digest"] == fitted.attrs["digest"]
    assert (drawn(given, "targeting_odds") == np.float32(made_up_posterior.LEARNT["targeting_odds"])).all()


def test_what_is_named_is_used_and_all_else_keeps_the_posterior(place, short, fitted):
    own = load_parameters(place)
    changed = {p.name: p for p in own}
    changed["natural_exit"] = replace(own["natural_exit"], priors={"": Prior(uniform=(0.2, 0.3))})
    given = run([short], place, parameters=type(own)(changed), **FEW)
    assert (drawn(given, "natural_exit") >= 0.2).all() and (drawn(given, "natural_exit") <= 0.3).all()
    assert (drawn(given, "targeting_odds") == np.float32(made_up_posterior.LEARNT["targeting_odds"])).all()
    assert json.loads(given.attrs["assumed_by_user"]) == ["natural_exit"]


def test_a_mapping_is_a_file_of_assumptions(place, short, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("natural_exit: {fixed: 0.25}\nretaliation: {lognormal: [0.3, 0.4]}\n", encoding="utf-8")
    mapped = run(
        [short],
        place,
        assume={"natural_exit": np.float32(0.25), "retaliation": {"lognormal": (0.3, 0.4)}},
        **FEW,
    )
    assert mapped.attrs["digest"] == run([short], place, assume=file, **FEW).attrs["digest"]
    assert mapped.attrs["posterior"] != ""
    text = json.loads(mapped.attrs["manifest"])["parameters"]["text"]
    assert "natural_exit:\n  fixed: 0.25" in text


def test_a_result_with_a_mapping_is_made_again_from_its_manifest(place, short):
    from tregua.studies.manifest import request

    mapped = run([short], place, assume={"natural_exit": Prior(fixed=0.25)}, **FEW)
    with request(json.loads(mapped.attrs["manifest"]), "result") as asked:
        again = run(asked.scenarios, asked.place, **asked.options)
    assert again.attrs["digest"] == mapped.attrs["digest"]


@pytest.mark.parametrize(
    ("assume", "words"),
    [
        ({"natural_exitt": 0.1}, "did you mean 'natural_exit'"),
        ({"natural_exit": "much"}, "natural_exit"),
        ({"natural_exit": {"lognormal": (0.3, -1.0)}}, "a spread greater than 0"),
        ({"natural_exit": True}, "natural_exit"),
        (17, "a YAML file, or a mapping"),
    ],
)
def test_a_wrong_mapping_is_refused(place, assume, words):
    with pytest.raises(InputError, match=words.replace("(", r"\(")):
        load_parameters(place, assume)


def test_a_parameter_given_twice_is_refused(place, short):
    given = load_parameters(place, {"natural_exit": 0.2})
    with pytest.raises(InputError, match="each parameter once"):
        prepare([short], place, Options(assume={"natural_exit": 0.3}), given)


def test_priors_are_drawn_from_only_where_asked_for(place, short, fitted):
    asked = run([short], place, priors=True, parameters=load_parameters(place), **FEW)
    assert asked.attrs["posterior"] == "" and "priors" in asked.attrs["calibrated"]
    assert asked.attrs["digest"] != fitted.attrs["digest"]


def test_wrong_options_are_told_at_once(place, short):
    with pytest.raises(InputError) as told:
        run([short], place, members="six", dt="days", seed=-1, as_of="2024-13-01", branches=("operate",))
    where = [p.where for p in told.value.problems]
    assert where == ["members", "dt", "seed", "as_of", "branches"]
    assert "did you mean 'day'" in str(told.value) and "did you mean 'operates'" in str(told.value)
