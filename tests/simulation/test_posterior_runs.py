"""Runs draw from the posterior that ships, say so, and keep what they drew."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tregua import run
from tregua.assumptions import draw, load_parameters
from tregua.assumptions.posterior import find
from tregua.assumptions.sampling import places
from tregua.assumptions.units import FACTORS
from tregua.places import load_place
from tregua.scenarios import from_parts, load_scenario
from tregua.simulation.setup import Options, prepare
from tregua.studies import run_study
from tregua.studies.manifest import parameter_hash


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
    draws = draw(setup.parameters, 1, places(number, reading))
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
    other = replace(joint, values=joint.values * 0.999)
    assert one != parameter_hash(load_parameters(haiti, None, short.as_of, other))
    assert one != parameter_hash(load_parameters(haiti, None, short.as_of))


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A place of the user's own, with a posterior beside its files."""
    from tregua.assumptions.posterior import FOLDER, HERE
    from tregua.places.place_template import new_place

    folder = tmp_path_factory.mktemp("own") / "smallland"
    new_place(folder)
    (folder / FOLDER / "2024-02-15").mkdir(parents=True)
    for kind in ("npz", "yaml"):
        made = HERE / "2024-03-10" / f"haiti.{kind}"
        (folder / FOLDER / "2024-02-15" / f"smallland.{kind}").write_bytes(made.read_bytes())
    return folder


def test_a_result_of_a_place_of_ones_own_is_made_again_with_its_posterior(own, tmp_path, capsys):
    import shutil

    from tregua.cli.app import main

    folder = tmp_path / "smallland"
    shutil.copytree(own, folder)
    words = ["run", "baseline", "--place", str(folder), "--members", "6", "--dt", "week", "--mean-field"]
    assert main([*words, "--study", str(tmp_path / "s"), "--json"]) in (0, None)
    told = json.loads(capsys.readouterr().out)
    assert "posterior of Smallland as of 2024-02-15" in told["posterior"]
    shutil.rmtree(folder)
    assert main(["rerun", str(tmp_path / "s"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same"]


def _without_digest(file) -> None:
    """Leave out the digest of the rows, as in posteriors of 0.1: what else is wrong must still be seen."""
    words = file.with_suffix(".yaml")
    lines = words.read_text("utf-8").splitlines(keepends=True)
    words.write_text("".join(line for line in lines if not line.startswith("rows:")), "utf-8")


def test_a_posterior_that_lacks_a_structure_or_is_broken_is_refused(own, tmp_path):
    import shutil

    from tregua.assumptions.posterior import FOLDER
    from tregua.errors import InputError

    shutil.copytree(own, tmp_path / "smallland")
    place = load_place(tmp_path / "smallland")
    file = tmp_path / "smallland" / FOLDER / "2024-02-15" / "smallland.npz"
    with np.load(file) as a:
        arrays = dict(a)
    some = arrays["structure"] == "replacement"
    less = (
        arrays
        | {k: arrays[k][some] for k in ("values", "structure", "weights")}
        | {"at": arrays["at"][:, some]}
    )
    np.savez(file, **less)
    _without_digest(file)
    with pytest.raises(InputError, match="replacement only"):
        find(place, place.run.as_of)
    shutil.copytree(own, tmp_path / "b" / "smallland")
    (tmp_path / "b" / "smallland" / FOLDER / "2024-02-15" / "smallland.npz").write_bytes(b"PK broken")
    with pytest.raises(InputError, match="calibrate"):
        find(load_place(tmp_path / "b" / "smallland"), place.run.as_of)


def test_the_day_whose_state_a_run_begins_with_is_told():
    from tregua.assumptions.posterior_summary import begun, whence

    mark = {"place": "haiti", "as_of": "2024-03-10", "known_from": "2020-01-01"}
    told = {day: whence(mark | {"start": day}, "Haiti") for day in ("2019-01-01", "2022-01-01", "2024-04-01")}
    assert "begun with the state of 2020-01-01, the first" in told["2019-01-01"]
    assert "found for 2022-01-01, and not made to follow" in told["2022-01-01"]
    assert told["2024-04-01"] == "the posterior of Haiti as of 2024-03-10"
    assert "state of 2024-03-10, the last" in whence(mark | {"start": "2026-01-01"})
    assert begun({}) == "" and whence(None) == "the priors"


def test_rows_of_a_posterior_changed_in_a_manifest_stop_its_rerun(own, tmp_path, capsys):
    """The hash of the parameters covers the rows: they need no digest beside them, and no hash of a place."""
    import base64
    import io

    from tregua.cli.app import main

    words = ["run", "baseline", "--place", str(own), "--members", "6", "--dt", "week", "--mean-field"]
    assert main([*words, "--study", str(tmp_path / "s"), "--json"]) in (0, None)
    capsys.readouterr()
    file = tmp_path / "s" / "manifest.json"
    told = json.loads(file.read_text("utf-8"))
    learnt = told["place"]["posterior"]
    with np.load(io.BytesIO(base64.b64decode(learnt["rows"]))) as a:
        arrays = dict(a)
    arrays["at"][0, 0, 0] *= 1.01  # of one state of one row, and nothing else
    changed = io.BytesIO()
    np.savez_compressed(changed, **arrays)
    learnt["rows"] = base64.b64encode(changed.getvalue()).decode("ascii")
    file.write_text(json.dumps(told), "utf-8")
    assert main(["rerun", str(file), "--json"]) == 2
    said = capsys.readouterr()
    assert "rows" in said.err + said.out
    given = json.loads(learnt["provenance"])
    given.pop("rows", None)
    learnt["provenance"] = json.dumps(given)
    file.write_text(json.dumps(told), "utf-8")
    assert main(["rerun", str(file), "--json"]) == 2
    said = capsys.readouterr()
    assert "parameters" in said.err + said.out and told["parameters"]["hash"] in said.err + said.out
