"""Tregua from Python: by name or object, results that print themselves, and nothing that misleads."""

from __future__ import annotations

import inspect
import xml.etree.ElementTree as ET
from datetime import date

import numpy as np
import pytest

import tregua
from tests import made_up_posterior
from tests.interface.printing import fits_a_screen
from tregua import InputError, Options
from tregua.interventions import Pact
from tregua.places.place_template import new_place
from tregua.scenarios import from_parts

FEW = {"members": 8, "dt": "week", "mean_field": True}
FUNCTIONS = (
    tregua.run, tregua.compare, tregua.difference, tregua.transfer, tregua.discover, tregua.sensitivity,
    tregua.tradeoffs, tregua.calibrate, tregua.hindcast, tregua.outlook,
    tregua.load_scenario, tregua.load_parameters,
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fitted") / "smallland"
    new_place(folder)
    made_up_posterior.add(folder, "smallland")
    return folder


@pytest.fixture(scope="module")
def plain(folder):
    place = tregua.load_place(folder)
    end = date(place.run.start.year + 1, place.run.start.month, 1)
    return from_parts(place, name="plain", title="Plain", sentence="Nothing.", end=end)


@pytest.fixture(scope="module")
def result(folder, plain):
    return tregua.run([plain, plain.with_intervention("truce", Pact(restraint=0.5))], folder, **FEW)


# -- names, options and mistakes


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_every_function_is_typed_and_says_what_it_takes(function):
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    said = inspect.getdoc(function)
    for name, parameter in signature.parameters.items():
        assert parameter.annotation is not inspect.Parameter.empty, name
        assert name in said, name
        assert parameter.kind is not inspect.Parameter.VAR_KEYWORD, name  # editors complete no such options


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_every_function_refuses_a_wrong_keyword_with_what_was_meant(function):
    name = list(inspect.signature(function).parameters)[-1]
    with pytest.raises(InputError, match=f"did you mean '{name}'"):
        function(**{name + "s": 1})


def test_a_single_scenario_and_a_list_of_one_are_alike(folder, plain, result):
    one = tregua.run(plain, str(folder), **FEW)
    assert one.sizes["policy"] == 1
    assert (one["deaths"].values[0] == result["deaths"].values[0]).all()


def test_names_and_objects_are_alike(folder):
    short = {"members": 2, "dt": "week", "mean_field": True}
    named = tregua.compare(str(folder), "baseline", **short)
    place = tregua.load_place(folder)
    objects = tregua.compare(place, [tregua.load_scenario("baseline", folder)], **short)
    assert named.attrs["digest"] == objects.attrs["digest"]


def test_options_in_one_object_and_what_goes_before_it(folder, plain, result):
    ds = tregua.run(plain, folder, options=Options(**FEW, seed=5), seed=1)
    assert ds.attrs["seed"] == 1
    assert (ds["deaths"].values[0] == result["deaths"].values[0]).all()
    with pytest.raises(InputError, match=r"tregua\.Options"):
        tregua.run(plain, folder, options={"members": 3})
    with pytest.raises(InputError, match="did you mean 'members'"):
        Options(member=3)


def test_mistakes_are_those_of_the_command_line(folder, capsys):
    from tregua.cli.app import main

    with pytest.raises(InputError) as told:
        tregua.compare(str(folder), ["baselines", "truces"], members=2)
    assert main(["compare", str(folder), "baselines", "truces", "--members", "2"]) == 2
    said = capsys.readouterr().err
    for line in str(told.value).splitlines():
        assert line.strip() in said
    with pytest.raises(InputError, match="did you mean 'haiti'"):
        tregua.run("haity/offer-6000", members=2)
    with pytest.raises(InputError, match="a date, as YYYY-MM-DD"):
        tregua.load_parameters(None, None, "10 March 2024")


# -- what prints itself


def test_things_print_themselves_in_few_lines(folder, plain, result):
    place = tregua.load_place("haiti")
    things = [
        place,
        tregua.load_scenario("haiti/offer-6000", place),
        tregua.load_parameters(place),
        tregua.load_parameters(place)["targeting_odds"],
        plain,
        result.tregua,
        result.tregua.summary(),
        result.tregua.headline,
        result.tregua.difference(),
    ]
    for thing in things:
        fits_a_screen(thing)


def test_what_is_printed_is_escaped(folder):
    scenario = from_parts(
        tregua.load_place(folder), name="odd", title="<script>x</script>", sentence="a & b <i>"
    )
    assert "<script>" not in scenario._repr_html_() and "<i>" not in scenario._repr_html_()


def test_a_summary_says_where_parameters_come_from(folder, plain, result):
    assert "the posterior of Smallland" in repr(result.tregua)
    asked = tregua.run(plain, folder, priors=True, **FEW)
    assert "the priors, as was asked for" in repr(asked.tregua.summary())
    own = tregua.run(plain, folder, assume={"natural_exit": 0.2}, **FEW)
    assert "assumed by the user: natural_exit" in repr(own.tregua.summary())


# -- differences


def test_a_difference_is_draw_by_draw(result):
    found = result.tregua.difference()
    deaths = (
        result["deaths"].astype(float).sum(["time", "region", "cause"]).transpose("policy", "draw").values
    )
    np.testing.assert_allclose(found.values["deaths"].values[1], deaths[1] - deaths[0])
    table = found.table()
    row = table[(table["figure"] == "deaths") & (table["reading"] == "")]
    np.testing.assert_allclose(row["median"], np.median(deaths[1] - deaths[0]))
    assert set(table[table["figure"] == "arbitrary_years"]["reading"]) == {"official", "ngo"}
    again = result.tregua.difference("plain-with-truce").values
    np.testing.assert_allclose(again["deaths"].values[0], deaths[0] - deaths[1])


def test_two_results_are_compared_only_where_they_were_drawn_alike(folder, plain, result):
    apart = tregua.run(plain, folder, **FEW)
    both = result.tregua.difference(apart)
    np.testing.assert_allclose(
        both.values["deaths"].values, result.tregua.difference().values["deaths"].values
    )
    priors = tregua.run(plain, folder, priors=True, **FEW)
    with pytest.raises(InputError, match="mixed=True"):
        tregua.difference(result, priors)
    allowed = tregua.difference(result, priors, mixed=True)
    assert "Not drawn alike" in repr(allowed) and "priors" in " ".join(allowed.remarks)
    other = tregua.run(plain, folder, **{**FEW, "seed": 2})
    with pytest.raises(InputError, match="seed"):
        tregua.difference(result, other, mixed=True)


# -- tables and pictures


def test_tables_are_tidy_and_add_up(result):
    whole = result.tregua.table("deaths")
    assert list(whole.columns) == ["policy", "median", "low", "high", "mean", "draws"]
    parts = result.tregua.table("deaths", by=["author", "year"])
    np.testing.assert_allclose(parts.groupby("policy")["mean"].sum(), whole.groupby("policy")["mean"].sum())
    assert whole.attrs["units"] == "people"
    stock = result.tregua.table("active", by="gang")
    last = result["active"].isel(time=-1).mean("draw").values
    np.testing.assert_allclose(stock["mean"].values.reshape(last.shape), last, rtol=1e-5)


@pytest.mark.parametrize("name", ["arbitrary_years", "arbitrary_days", "arrests"])
def test_readings_are_never_averaged(result, name):
    assert set(result.tregua.table(name)["reading"]) == {"official", "ngo"}


@pytest.mark.parametrize(
    ("name", "by", "words"),
    [
        ("deths", (), "did you mean 'deaths'"),
        ("deaths", "regoin", "did you mean 'region'"),
        ("deaths", ["time", "year"], "one of time, year"),
        ("control", (), "cannot be added"),
    ],
)
def test_a_table_that_cannot_be_is_refused(result, name, by, words):
    with pytest.raises(InputError, match=words):
        result.tregua.table(name, by)


def test_a_table_of_too_many_rows_is_refused_before_it_is_made(result, monkeypatch):
    monkeypatch.setattr("tregua.interface.table.MOST_ROWS", 10)
    with pytest.raises(InputError, match="leave out 'time'"):
        result.tregua.table("deaths", by=["time", "region"])


def test_pictures_are_drawn_and_say_where_they_come_from(result, tmp_path):
    for drawing in (result.tregua.plot.fan("deaths"), result.tregua.plot.tradeoff()):
        root = ET.fromstring(drawing._repr_svg_())
        words = " ".join(each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text"))
        assert "posterior of Smallland" in words and "Plain" in words
        assert len(repr(drawing)) < 200
        assert drawing.save(tmp_path / "picture.svg").read_text(encoding="utf-8") == drawing.svg
    bands = result.tregua.plot.fan("held").svg
    assert "Official reading" in bands and "NGO reading" in bands
    with pytest.raises(InputError, match="did you mean 'deaths'"):
        result.tregua.plot.fan("death")


def test_a_saved_result_can_be_asked_too(result, tmp_path):
    path = tregua.save(result, tmp_path / "r.npz")
    assert repr(tregua.load(path).tregua) == repr(result.tregua)
