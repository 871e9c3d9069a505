"""Declarations, sweeps and what is done with the arrested: which controls each writes, and what each says."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tregua.scenarios import Ground, load_scenario, measure
from tregua.scenarios.controls import calendar
from tregua.vocabulary.controls import CONTROLS

GROUND = Ground(("a", "b"), ("north", "south"), (100.0, 300.0), (10.0, 30.0))
START, END = date(2024, 1, 1), date(2026, 1, 1)
DAY = date(2024, 6, 16)


def months_of(*interventions):
    months = calendar(START, END, GROUND)
    for month in months:
        for each in interventions:
            each.act(month)
    return months


def moved(month, conditional=False):
    """Return the controls of a month that are not zero."""
    return {name for name in CONTROLS if np.any(month.controls.value(name, conditional))}


def exception(**keys):
    return measure("state_of_exception")(**{"from": DAY, **keys})


@pytest.mark.parametrize("conditional", [False, True])
def test_the_word_alone_moves_the_declaration_and_the_law_and_nothing_else(conditional):
    word = exception(conditional=conditional)
    months = months_of(word)
    assert moved(months[4], conditional) == set()
    for month in months[5:]:
        assert moved(month, conditional) == {"declaration", "due_process_suspended", "contact_refused"}
        assert moved(month, not conditional) == set()
    seen = months_of(exception(conditional=conditional, contact_refused=0.0))
    assert moved(seen[5], conditional) == {"declaration", "due_process_suspended"}
    within_the_law = months_of(exception(conditional=conditional, due_process_suspended=0.0))
    assert moved(within_the_law[5], conditional) == {"declaration"}


def test_a_declaration_is_whole_from_the_month_of_its_first_day_to_its_end():
    months = months_of(exception(until=date(2024, 9, 1)))
    assert [month.controls.value("declaration") for month in months[:10]] == [0, 0, 0, 0, 0, 1, 1, 1, 0, 0]


def test_a_second_declaration_adds_one():
    months = months_of(exception(), measure("state_of_exception")(**{"from": date(2025, 1, 10)}))
    assert [months[n].controls.value("declaration") for n in (11, 12)] == [1, 2]


def test_sweeps_declare_nothing_and_leave_the_law_as_it_is():
    months = months_of(measure("sweeps")(**{"from": DAY}, arrests_per_day=8.0))
    assert moved(months[6]) == {"sweep_quota"}
    assert months[6].controls.value("sweep_quota").sum() == pytest.approx(8)


def test_targeted_arrests_are_no_sweeps_and_fall_where_members_are():
    months = months_of(measure("targeted_arrests")(**{"from": DAY}, arrests_per_day=8.0))
    assert moved(months[6]) == {"targeted_arrests"}
    assert months[6].controls.value("targeted_arrests").tolist() == pytest.approx([2, 6])


def test_a_coalition_is_no_pact():
    months = months_of(measure("coalition")(**{"from": DAY}, strength=0.8))
    assert moved(months[6]) == {"coalition"}
    assert months[5].controls.value("coalition") == pytest.approx(0.4)
    assert months[6].controls.value("coalition") == 0.8


@pytest.mark.parametrize(
    ("scarce", "full", "written"),
    [
        ("continue", "release", set()),
        ("shrink", "refuse", {"quota_shrinks", "full_refuse"}),
        ("stop", "crowd", {"quota_stops", "full_crowd"}),
    ],
)
def test_what_is_done_when_members_or_places_run_out(scarce, full, written):
    sweeps = measure("sweeps")(**{"from": DAY}, arrests_per_day=8.0, when_scarce=scarce, when_full=full)
    for month in months_of(sweeps)[5:]:  # whole in the month of the first day too
        assert moved(month) == {"sweep_quota"} | written
        assert all(month.controls.value(name) == 1 for name in written)


@pytest.mark.parametrize("kind", ["state_of_exception", "sweeps"])
def test_the_sentence_says_what_is_done_when_members_or_places_run_out(kind):
    said = {
        (scarce, full): measure(kind)(
            **{"from": DAY}, arrests_per_day=8.0, when_scarce=scarce, when_full=full
        ).sentence()
        for scarce in ("continue", "shrink", "stop")
        for full in ("release", "refuse", "crowd")
    }
    assert len(set(said.values())) == 9
    assert "as many are arrested all the same" in said["continue", "release"]
    assert "people are let go" in said["continue", "release"]
    left_out = measure(kind)(**{"from": DAY}, arrests_per_day=8.0).sentence()
    assert left_out == said["continue", "release"]


def test_the_sentence_of_a_declaration_alone():
    assert exception(law="Decree 1", contact_refused=0.5).sentence() == (
        "From 16 June 2024, a state of exception is declared (Decree 1) and no arrests are asked for; due "
        "process is suspended; family and lawyer are refused in part (50 %)."
    )


def test_contact_follows_due_process_unless_it_is_said():
    half = months_of(exception(due_process_suspended=0.5))[6].controls
    assert half.value("contact_refused") == 0.5
    own = months_of(exception(due_process_suspended=0.5, contact_refused=0.0))[6].controls
    assert own.value("contact_refused") == 0


def test_whoever_comes_in_is_out_again_after_a_time():
    doors = measure("release")(**{"from": DAY, "until": date(2025, 1, 1)}, held_days=21)
    rates = [month.controls.value("release_rate") for month in months_of(doors)]
    assert rates[4] == 0
    assert rates[5] == pytest.approx(365.25 / 21 / 2)
    assert rates[6] == rates[11] == pytest.approx(365.25 / 21)
    assert rates[12] == 0


def test_care_is_paid_for_as_long_as_it_lasts():
    prison = measure("prison_building")(
        **{"from": DAY, "until": date(2025, 1, 1)}, places=10.0, over_days=10, care=0.6, usd_per_year=3652.5
    )
    months = months_of(prison)
    assert months[6].controls.value("prison_care") == 0.6
    assert months[6].controls.value("programme_per_day") == pytest.approx(10)
    assert months[12].controls.value("prison_care") == 0
    assert months[12].controls.value("places_home") == 10
    assert "food and health of 60 % of prisoners are paid for" in prison.sentence()


def test_an_announcement_says_that_it_moves_only_the_answer_of_the_gangs():
    word = measure("announcement")(**{"from": DAY}, what="A mission")
    assert moved(months_of(word)[6]) == {"announced"}
    assert "moves nothing but the attacks with which gangs may answer" in word.sentence()


# -- the ladder, from a declaration alone to the whole

RUNGS = (
    "declared-only", "force-only", "force-and-arrests", "force-arrests-holding", "half-arrests",
    "half-holding", "half-force", "revolving-door", "burst", "within-the-law", "targeted-arrests",
)  # fmt: skip
WHOLE = {"haiti": "haiti/offer-6000", "el_salvador": "el_salvador/as-it-happened"}
FORCE = {"soldiers", "mission_troops", "mission_police"}
ARRESTS = {"sweep_quota"}


@pytest.fixture(scope="module")
def total(haiti, salvador):
    """Return the sum of a control over the time of a scenario, in both layers."""
    places = {"haiti": haiti, "el_salvador": salvador}
    months = {}

    def add_up(name, *controls):
        if name not in months:
            months[name] = load_scenario(name, places[name.split("/")[0]]).plan()
        return sum(
            np.sum(month.controls.value(control, layer)) * month.days
            for month in months[name]
            for control in controls
            for layer in (False, True)
        )

    return add_up


@pytest.mark.parametrize("place", WHOLE)
@pytest.mark.parametrize("rung", RUNGS)
def test_every_rung_ships_with_the_dates_and_conditions_of_the_whole(place, rung, haiti, salvador):
    own = haiti if place == "haiti" else salvador
    found, whole = load_scenario(f"{place}/ladder-{rung}", own), load_scenario(WHOLE[place], own)
    assert (found.start, found.end, found.as_of) == (whole.start, whole.end, whole.as_of)
    assert found.preconditions == whole.preconditions
    assert found.conditional == (place == "haiti")
    assert all(getattr(each, "conditional", False) == (place == "haiti") for each in found.written.values())


@pytest.mark.parametrize("place", WHOLE)
def test_each_rung_adds_one_thing(place, total):
    whole = WHOLE[place]

    def rung(name, *controls):
        return total(f"{place}/ladder-{name}", *controls)

    for control in (*FORCE, *ARRESTS, "places_home", "programme_per_day"):
        assert rung("declared-only", control) == 0
    assert rung("declared-only", "declaration") == total(whole, "declaration") > 0
    force = total(whole, *FORCE)
    assert rung("force-only", *FORCE) == force > 0
    assert rung("force-only", "sweep_quota", "declaration", "due_process_suspended", "places_home") == 0
    quota = total(whole, "sweep_quota")
    assert rung("force-and-arrests", *FORCE) == force
    assert rung("force-and-arrests", "sweep_quota") == pytest.approx(quota)
    assert rung("force-and-arrests", "declaration", "due_process_suspended", "places_home", "full_crowd") == 0
    assert rung("force-arrests-holding", "sweep_quota") == pytest.approx(quota)
    for control in ("places_home", "due_process_suspended", "contact_refused", "full_crowd"):
        assert total(whole, control) > 0
        assert rung("force-arrests-holding", control) == pytest.approx(total(whole, control))
    assert rung("force-arrests-holding", "declaration") == 0


@pytest.mark.parametrize("place", WHOLE)
def test_the_whole_with_half_of_each(place, total):
    whole = WHOLE[place]

    def rung(name, *controls):
        return total(f"{place}/ladder-{name}", *controls)

    assert rung("half-arrests", "sweep_quota") == pytest.approx(total(whole, "sweep_quota") / 2, rel=1e-3)
    assert rung("half-force", *FORCE) == pytest.approx(total(whole, *FORCE) / 2)
    assert rung("half-holding", "places_home") == pytest.approx(total(whole, "places_home") / 2)
    for name in ("half-arrests", "half-force", "half-holding", "revolving-door"):
        assert rung(name, "declaration") == total(whole, "declaration")
    for name in ("half-force", "half-holding", "revolving-door"):
        assert rung(name, "sweep_quota") == total(whole, "sweep_quota")
    # out within six months: half of the arrested, or nearly all
    for name, left in (("half-holding", 0.5), ("revolving-door", 0.0)):
        doors = measure("release")(**{"from": START}, held_days={0.5: 263, 0.0: 21}[left])
        rate = months_of(doors)[3].controls.value("release_rate")
        assert np.exp(-rate / 2) == pytest.approx(left, abs=0.01)
        assert rung(name, "release_rate") > 0


@pytest.mark.parametrize("place", WHOLE)
def test_a_burst_goes_on_with_one_arrest_a_day(place, haiti, salvador):
    found = load_scenario(f"{place}/ladder-burst", haiti if place == "haiti" else salvador)
    last = found.plan()[-1].controls
    assert last.value("sweep_quota", place == "haiti").sum() == pytest.approx(1)


@pytest.mark.parametrize("place", WHOLE)
def test_within_the_law_judges_see_more_than_are_arrested(place, haiti, salvador):
    found = load_scenario(f"{place}/ladder-within-the-law", haiti if place == "haiti" else salvador)
    layer = place == "haiti"
    begun = False
    for month in found.plan():
        value = {name: np.sum(month.controls.value(name, layer)) for name in CONTROLS}
        assert value["due_process_suspended"] == value["contact_refused"] == 0
        if value["sweep_quota"]:
            begun = True
            assert value["review_cases"] > value["sweep_quota"]
            assert value["child_handover"] == value["full_refuse"] == 1
            assert value["places_home"] > 0
    assert begun


def test_the_offer_states_what_it_does_when_members_run_out(haiti):
    offer = load_scenario("haiti/offer-6000", haiti)
    assert {"mission", "arrests", "prisons"} <= set(offer.written)
    assert offer.written["arrests"].when_scarce == "shrink"
    for name, rule in (("quota-stays", "continue"), ("quota-stops", "stop")):
        found = load_scenario(f"haiti/offer-6000-{name}", haiti)
        assert found.written["arrests"].when_scarce == rule
        same = {"when_scarce", "note"}
        assert found.written["arrests"].model_dump(exclude=same) == offer.written["arrests"].model_dump(
            exclude=same
        )
