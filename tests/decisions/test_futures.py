"""Futures: without uncertainty they are quick answers; force, money, consent and firepower act as said."""

from dataclasses import replace

import numpy as np
import pytest

from tests.decisions.toy import toy_place
from tregua.decisions import futures as f
from tregua.decisions.goals import measuring
from tregua.scenarios import load_scenario
from tregua.simulation.mean_field_response import prepare_quick

NAMES = ("deaths", "cost", "money_asked", "prison_cost", "arbitrary_years")


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    place = toy_place(tmp_path_factory.mktemp("futures"))
    mission = load_scenario("mission", place)
    beliefs = f.believe(place, mission, draws=12)
    return place, mission, beliefs


def certain(beliefs, **changed):
    drawn = f.sample(beliefs)
    plain = {"force": 1.0, "funding": 1.0, "consent": 1e6, "firepower": 1.0, **changed}
    values = {**drawn.values, **{name: np.full(len(drawn), float(v)) for name, v in plain.items()}}
    return replace(drawn, values=values)


def outcomes(toy, **changed):
    _place, mission, beliefs = toy
    measure, variables = measuring(NAMES)
    return f.evaluate(beliefs, [mission], certain(beliefs, **changed), measure, variables, workers=1)[
        mission.name
    ]


def test_where_nothing_is_uncertain_numbers_are_those_of_a_quick_answer(toy):
    place, mission, beliefs = toy
    measure, variables = measuring(NAMES)
    quick = prepare_quick(place, mission, draws=len(beliefs.pool))
    theirs = measure({k: v.astype(float) for k, v in quick.values_of(mission, variables).items()})
    ours = outcomes(toy)
    for name in NAMES:
        np.testing.assert_array_equal(ours[name], theirs[name])


def test_equal_inputs_give_equal_outputs_across_workers(toy, monkeypatch):
    _place, mission, beliefs = toy
    measure, variables = measuring(NAMES)
    drawn = f.sample(beliefs)
    one = f.evaluate(beliefs, [mission], drawn, measure, variables, workers=1)[mission.name]
    monkeypatch.setattr(f, "BLOCK", 5)  # and whoever travels together
    three = f.evaluate(beliefs, [mission], drawn, measure, variables, workers=3)[mission.name]
    for name in NAMES:
        np.testing.assert_array_equal(one[name], three[name])


def test_half_the_force_is_asked_half_the_money(toy):
    whole, half = outcomes(toy), outcomes(toy, force=0.5)
    np.testing.assert_allclose(half["money_asked"], 0.5 * whole["money_asked"], rtol=1e-6)


def test_money_that_does_not_come_is_not_spent(toy):
    whole, part = outcomes(toy), outcomes(toy, funding=0.3)
    spent = lambda o: o["cost"] - o["prison_cost"]  # noqa: E731
    np.testing.assert_allclose(spent(part), 0.3 * spent(whole), rtol=0.05)


def test_a_package_ends_when_consent_does(toy):
    _place, mission, _beliefs = toy
    days = (mission.end - mission.start).days
    short = outcomes(toy, consent=1.0)
    whole = outcomes(toy)
    # withdrawn after a year, the mission draws down over the model's 60 days, and asks for nothing more
    np.testing.assert_allclose(short["money_asked"] / whole["money_asked"], (365.25 + 60) / days, rtol=0.02)


def test_firepower_is_that_of_the_first_day_times_what_is_said(toy):
    _place, _mission, beliefs = toy
    first = {x: f.first_days_of(beliefs, certain(beliefs, firepower=x))[0] for x in (1.0, 2.0)}
    np.testing.assert_array_equal(first[2.0].territory["firepower"], 2.0 * first[1.0].territory["firepower"])
