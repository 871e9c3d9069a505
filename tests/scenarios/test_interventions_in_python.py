"""Built-in interventions as classes with plain fields, and scenarios changed in Python."""

from __future__ import annotations

import copy
import inspect
import pickle
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

import tregua
from tregua import InputError
from tregua.interventions import JudicialReview, Pact
from tregua.places.place_template import new_place
from tregua.scenarios import baseline, interventions, json_schema, load_scenario, measure
from tregua.scenarios.interventions import KINDS, classes


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places") / "smallland"
    new_place(folder)
    return tregua.load_place(folder)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_public_class(kind):
    import tregua.interventions as public

    name = classes()[kind]
    assert getattr(public, name) is measure(kind) and name in dir(public)
    # type checkers and editors read the same names
    assert f"import {name} as {name}" in Path(interventions.__file__).read_text(encoding="utf-8")


def test_an_editor_sees_plain_fields():
    named = list(inspect.signature(JudicialReview).parameters)
    assert {"start", "until", "territories", "cases_per_day", "usd_per_year"} <= set(named)
    assert not {"from", "from_"} & set(named)


def test_a_file_and_python_make_the_same():
    there = JudicialReview.model_validate({"from": "2024-09-01", "cases_per_day": 20})
    here = JudicialReview(start="2024-09-01", cases_per_day=20)
    assert here == there == JudicialReview(start=date(2024, 9, 1), cases_per_day=20.0)
    assert here.model_dump(by_alias=True) == there.model_dump(by_alias=True)
    assert here.sentence() == there.sentence()
    assert pickle.loads(pickle.dumps(here)) == copy.deepcopy(here) == here


def test_a_file_still_writes_from_and_nothing_else():
    with pytest.raises(ValidationError):
        JudicialReview.model_validate({"start": "2024-09-01", "cases_per_day": 20})
    keys = json_schema()["$defs"]["judicial_review"]["properties"]
    assert "from" in keys and "start" not in keys


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"case_per_day": 20}, ["case_per_day", "did you mean 'cases_per_day'", "1 problem"]),
        ({"cases_per_day": "many"}, ["found:    many", "a number"]),
        ({"start": "2024-9-1", "grade": "E", "cases_per_day": 1}, ["start", "grade", "2 problems"]),
        ({"start": "2024-09-01", "from_": "2024-09-01", "cases_per_day": 1}, ["each parameter once"]),
        ({}, ["no key 'cases_per_day'"]),
    ],
)
def test_a_mistake_is_said_in_the_words_of_a_file(given, words):
    with pytest.raises(InputError) as told:
        JudicialReview(**given)
    assert [word for word in ["JudicialReview()", *words] if word not in str(told.value)] == []


def test_a_changed_scenario_says_so(place):
    own = baseline(place)
    review = JudicialReview(start=own.start, cases_per_day=5)
    with_it = own.with_intervention("review", review)
    assert with_it.name == "smallland/baseline-with-review" and with_it.base == own.name
    assert with_it.title == "As things are, with judicial review"
    assert "Changed in Python: judicial review (review) is added." in with_it.sentence
    another = with_it.with_intervention("review", JudicialReview(cases_per_day=9))
    assert "another judicial review" in another.title
    without = with_it.without("review")
    assert without.name not in (own.name, with_it.name) and "is left out" in without.sentence
    assert without.hash == own.hash
    mine = own.with_intervention("review", review, name="mine", title="Mine", sentence="Mine.")
    assert (mine.name, mine.title, mine.sentence) == ("smallland/mine", "Mine", "Mine.")
    long = own
    for _step in range(9):
        long = long.with_intervention("a-rather-long-label", review)
    assert len(long.name.partition("/")[2]) <= 60


def test_it_runs_beside_its_original_and_is_made_again(place):
    import json

    from tregua.scenarios import from_parts
    from tregua.studies.manifest import request

    end = date(place.run.start.year, place.run.start.month + 2, 1)
    own = from_parts(place, name="plain", title="Plain", sentence="Nothing.", end=end)
    more = own.with_intervention("truce", Pact(restraint=0.5))
    few = {"members": 4, "dt": "week", "mean_field": True}
    ds = tregua.run([own, more], place, **few)
    assert ds["policy"].values.tolist() == ["smallland/plain", "smallland/plain-with-truce"]
    with request(json.loads(ds.attrs["manifest"]), "result") as asked:
        again = tregua.run(asked.scenarios, asked.place, **asked.options)
    assert again.attrs["digest"] == ds.attrs["digest"]


def test_two_changes_of_one_name_are_refused_with_what_to_do(place):
    own = baseline(place)
    two = [own.with_intervention("review", JudicialReview(cases_per_day=n)) for n in (5, 9)]
    with pytest.raises(InputError, match="give one another name"):
        tregua.run(two, place, members=2)


def test_a_label_that_is_not_there_is_named():
    scenario = load_scenario("haiti/offer-6000", tregua.load_place("haiti"))
    with pytest.raises(InputError, match="did you mean 'prisons'"):
        scenario.without("prison")
