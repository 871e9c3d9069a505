"""The scenarios that ship: they load, say what they do, and carry the evidence's figures."""

from __future__ import annotations

from datetime import date

import pytest

from tregua.places import load_place
from tregua.scenarios import list_scenarios, load_scenario, planned_cost
from tregua.scenarios.interventions.lift import Lift

PLACES = ("haiti", "el_salvador")
HAITI = [name for name in list_scenarios("haiti") if "as-it-happened" not in name and "/now-" not in name]


def cumulated(months, name, until):
    return sum(month.controls.value(name).sum() * month.days for month in months if month.end <= until)


@pytest.mark.parametrize("place", PLACES)
def test_the_place_compares_what_ships(place):
    assert set(load_place(place).scenarios) <= set(list_scenarios(place))
    assert set(list_scenarios()) >= set(list_scenarios(place))


@pytest.mark.parametrize("name", list_scenarios())
def test_every_scenario_loads_and_says_what_it_does(name):
    scenario = load_scenario(name, load_place(name.split("/")[0]))
    assert scenario.name == name
    assert scenario.dropped() == []
    for said in [scenario.title, scenario.sentence, *scenario.sentences()]:
        assert said.strip() and said.isprintable()
        assert "None" not in said and "{" not in said
    months = scenario.plan()
    assert (months[0].start, months[-1].end) == (scenario.start, scenario.end)
    odds = scenario.odds(n=2000)
    assert (0 < odds.starts < 1) == scenario.conditional


@pytest.mark.parametrize("name", list_scenarios())
def test_every_figure_says_where_it_comes_from(name):
    scenario = load_scenario(name, load_place(name.split("/")[0]))
    for label, each in scenario.interventions.items():
        assert each.grade, label
        assert each.source or isinstance(each, Lift) or each.note, label
    for each in scenario.preconditions:
        assert each.grade and each.source and each.note


@pytest.mark.parametrize("name", HAITI)
def test_dates_of_haiti(name, haiti):
    scenario = load_scenario(name, haiti)
    assert (scenario.start, scenario.end) == (date(2024, 4, 1), date(2029, 4, 1))
    assert scenario.as_of == date(2024, 3, 10)


def test_the_offer_says_that_no_size_was_given(haiti):
    for name in ("haiti/offer-6000", "haiti/offer-20000"):
        scenario = load_scenario(name, haiti)
        assert "No size was ever given" in scenario.sentence
        kinds = [each.kind for each in scenario.preconditions]
        assert kinds == ["resolution", "consent", "funding", "contributor_law", "legal_authority"]
        assert "nobody elected" in scenario.preconditions[1].sentence()


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("mission-2500", 2500),
        ("gsf-5550", 5550),
        ("long-stay", 9000),
        ("offer-6000", 6000),
        ("offer-20000", 20000),
    ],
)
def test_strengths(name, people, haiti):
    last = load_scenario(f"haiti/{name}", haiti).plan()[-1].controls
    strength = sum(last.value(kind, conditional=True).sum() for kind in ("mission_troops", "mission_police"))
    assert strength == pytest.approx(people)


def test_detention_abroad_instead_of_at_home(haiti):
    for size in ("6000", "20000"):
        home = load_scenario(f"haiti/offer-{size}", haiti).plan()[-1].controls
        abroad = load_scenario(f"haiti/offer-{size}-abroad", haiti).plan()[-1].controls
        assert home.value("places_home", True) == abroad.value("places_abroad", True) > 0
        assert home.value("places_abroad", True) == abroad.value("places_home", True) == 0


def test_targeted_police_cost_what_the_offer_costs(haiti):
    offer = planned_cost(load_scenario("haiti/offer-6000", haiti), haiti).total
    police = planned_cost(load_scenario("haiti/targeted-police", haiti), haiti).total
    assert police == pytest.approx(offer, rel=0.02)


def test_half_the_money(haiti):
    scenario = load_scenario("haiti/offer-unfunded", haiti)
    assert scenario.funding_limited
    assert not load_scenario("haiti/offer-6000", haiti).funding_limited
    received = cumulated_money(scenario.plan())
    assert received == pytest.approx(planned_cost(scenario, haiti).mission / 2, rel=0.02)


def cumulated_money(months):
    return sum(month.controls.value("funding_per_day") * month.days for month in months)


def test_exit_after_three_years(haiti):
    scenario = load_scenario("haiti/exit-after-three-years", haiti)
    assert scenario.package() == (date(2024, 6, 1), date(2027, 6, 1))
    months = {month.start: month.controls for month in scenario.plan()}
    assert months[date(2027, 5, 1)].value("mission_troops", True).sum() == pytest.approx(4000)
    assert months[date(2027, 6, 1)].value("mission_troops", True).sum() == 0
    assert months[date(2027, 6, 1)].value("release_rate") > 0
    assert months[date(2028, 7, 1)].value("release_rate") == 0


def test_haiti_as_it_happened_has_the_evidence_s_counts(haiti):
    scenario = load_scenario("haiti/as-it-happened", haiti)
    months = scenario.plan()
    operations = deaths = 0.0
    for month in months:
        share = month.share(date(2025, 3, 1), date(2026, 1, 22))
        count = month.controls.value("operations").sum() * (share * month.days) / 30.44
        toll = month.controls.value("operation_deaths") + month.controls.value("operation_bystanders")
        operations += count
        deaths += count * toll
    assert operations == pytest.approx(141, rel=0.01)
    assert deaths == pytest.approx(1243, rel=0.01)
    by_month = {month.start: month.controls for month in months}
    for when, strength in ((date(2024, 8, 1), 400), (date(2025, 3, 1), 859), (date(2025, 9, 1), 991)):
        there = sum(by_month[when].value(kind).sum() for kind in ("mission_troops", "mission_police"))
        assert there == pytest.approx(strength, abs=2)
    assert not scenario.conditional
    assert scenario.dropped(date(2024, 3, 10)) == list(scenario.interventions)


def test_el_salvador_as_it_happened_has_the_arrests_announced(salvador):
    months = load_scenario("el_salvador/as-it-happened", salvador).plan()
    total = 0.0
    announced = {
        date(2022, 7, 1): 43_600,
        date(2023, 1, 1): 61_300,
        date(2025, 1, 1): 84_100,
        date(2026, 3, 1): 91_400,
    }
    for month in months:
        total += month.controls.value("sweep_quota").sum() * month.days
        if month.end in announced:
            assert total == pytest.approx(announced[month.end], rel=0.02)
    assert months[-1].controls.value("sweep_quota").sum() == pytest.approx(17)
    assert months[-1].controls.value("places_home") == 40_000


def test_lifted_in_2027(salvador):
    scenario = load_scenario("el_salvador/lifted-2027", salvador)
    months = {month.start: month.controls for month in scenario.plan()}
    assert months[date(2026, 12, 1)].value("declaration") == 1
    assert months[date(2027, 1, 1)].value("declaration") == 0
    assert months[date(2027, 1, 1)].value("sweep_quota").sum() == 0
    assert months[date(2028, 6, 1)].value("release_rate") > months[date(2027, 1, 1)].value("release_rate") > 0


def test_no_state_of_exception_does_nothing(salvador):
    assert all(
        not m.controls.used() for m in load_scenario("el_salvador/no-state-of-exception", salvador).plan()
    )
