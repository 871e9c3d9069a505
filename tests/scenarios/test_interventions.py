from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tregua.errors import InputError
from tregua.scenarios import CONTROLS, KINDS, Ground, Intervention, measure
from tregua.scenarios.controls import calendar
from tregua.scenarios.fields import Step, at
from tregua.scenarios.interventions import Coverage

GROUND = Ground(("a", "b", "c"), ("north", "north", "south"), (100.0, 300.0, 600.0), (10.0, 0.0, 30.0))
START, END = date(2024, 1, 1), date(2027, 1, 1)

# what each kind needs at least
NEEDED = {
    **{kind: {"coverage": 0.3} for kind in KINDS if issubclass(measure(kind), Coverage)},
    "state_of_exception": {"arrests_per_day": 30.0},
    "sweeps": {"arrests_per_day": 30.0},
    "targeted_arrests": {"arrests_per_day": 3.0},
    "mission": {"troops": 600.0, "police": 300.0, "usd_per_person_year": 100_000.0},
    "lethal_operations": {
        "operations_per_month": 4.0, "deaths_per_operation": 8.0, "bystanders_per_operation": 0.5
    },
    "prison_building": {"places": 500.0, "over_days": 200},
    "detention_abroad": {"places": 100.0},
    "judicial_review": {"cases_per_day": 5.0},
    "mass_hearings": {"cases_per_day": 20.0, "wrongly_convicted": 0.5},
    "child_protection": {"coverage": 0.8},
    "pact": {"restraint": 0.4},
    "coalition": {"strength": 0.8},
    "police_reform": {"depth": 0.5},
    "domestic_forces": {"police": 100.0, "soldiers": 50.0},
    "funding": {"usd_per_day": 1000.0},
    "release": {"over_days": 365},
    "lift": {"lifts": "all"},
    "announcement": {"what": "A mission"},
}  # fmt: skip


def make(kind, **keys):
    keys.setdefault("from", date(2024, 6, 1))
    return measure(kind)(**{**NEEDED[kind], **keys})


def run(*interventions, start=START, end=END):
    months = calendar(start, end, GROUND)
    for month in months:
        for each in interventions:
            each.act(month)
    return months


def path_of(months, name, conditional=False):
    return np.array([np.sum(month.controls.value(name, conditional)) for month in months])


def test_every_kind_is_tried_here():
    assert set(NEEDED) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_the_protocol_and_is_frozen(kind):
    each = make(kind)
    assert isinstance(each, Intervention)
    assert each.kind == kind
    assert not each.reads_state
    with pytest.raises(ValidationError):
        each.note = "changed"
    with pytest.raises(InputError, match="surprise"):
        measure(kind)(**NEEDED[kind], surprise=1)


@pytest.mark.parametrize("kind", KINDS)
def test_sentences_are_one_printable_line(kind):
    for keys in ({}, {"until": date(2025, 1, 1), "territories": ["a"]}):
        if kind == "lift":
            keys = {}
        said = make(kind, **keys).sentence()
        assert said.endswith(".") and said[0].isupper() and said.isprintable()
        assert "None" not in said and "{" not in said and "  " not in said
        assert "1 June 2024" in said


def test_what_sentences_say():
    mission = make("mission", ramp_days=180, conditional=True, territories=["a", "b"])
    assert mission.sentence() == (
        "From 1 June 2024, over 180 days, 900 personnel of an international mission deploy in a, and in b, "
        "at 100,000 US dollars a person and year, if its preconditions hold."
    )
    steps = [{"date": date(2024, 6, 1), "value": 500}, {"date": date(2025, 6, 1), "value": 20}]
    emergency = make("state_of_exception", arrests_per_day=steps)
    assert emergency.sentence() == (
        "From 1 June 2024, a state of exception is declared and asks in the whole country for 500 arrests a "
        "day at first, 20 in the end; due process is suspended; the arrested see neither family nor lawyer; "
        "where members run out, as many are arrested all the same; where prisons are full, people are let go."
    )
    assert make("release").sentence() == (
        "From 1 June 2024, over 365 days, all who are detained in gang cases come out."
    )
    assert make("pact", break_rate=0.35).sentence() == (
        "From 1 June 2024, the gangs agree to hold back 40 % of their killing, with a chance of 30 % a year "
        "that the pact breaks."
    )


def test_a_start_in_mid_month_is_pro_rated():
    months = run(make("state_of_exception", **{"from": date(2024, 6, 16)}))
    arrests = path_of(months, "sweep_quota")
    assert arrests[4] == 0
    assert arrests[5] == pytest.approx(15)
    assert arrests[6] == pytest.approx(30)
    assert path_of(months, "due_process_suspended")[5] == pytest.approx(0.5)
    assert path_of(months, "contact_refused")[5] == pytest.approx(0.5)


def test_an_end_is_the_first_day_without():
    months = run(make("prevention", until=date(2024, 9, 1), territories=["north"]))
    coverage = [month.controls.value("prevention").tolist() for month in months]
    assert coverage[7] == [0.3, 0.3, 0]
    assert coverage[8] == [0, 0, 0]


def test_a_mission_arrives_over_its_ramp_and_costs_by_the_person():
    months = run(make("mission", ramp_days=61))
    strength = path_of(months, "mission_troops") + path_of(months, "mission_police")
    assert strength[5] == pytest.approx(900 * 15 / 61)
    assert strength[6] == pytest.approx(900 * 45.5 / 61)
    assert strength[7] == pytest.approx(900)
    assert months[7].controls.value("unit_cost_per_day") == pytest.approx(100_000 / 365.25)
    assert months[3].controls.value("unit_cost_per_day") == 0


def test_conditional_interventions_write_the_other_layer():
    for kind in set(KINDS) - {"lift"}:
        months = run(make(kind, conditional=True))
        used = {conditional for month in months for _name, conditional in month.controls.used()}
        assert used == {True}, kind


def test_dated_steps_hold_until_the_next():
    steps = [{"date": date(2024, 6, 1), "value": 400}, {"date": date(2024, 7, 16), "value": 800}]
    months = run(make("mission", police=steps, troops=0.0))
    strength = path_of(months, "mission_police")
    assert strength[5] == pytest.approx(400)
    assert strength[6] == pytest.approx((15 * 400 + 16 * 800) / 31)
    assert strength[-1] == pytest.approx(800)


def test_arrests_by_territory():
    months = run(make("state_of_exception", arrests_per_day={"north": 8.0, "c": 3.0}))
    assert months[8].controls.value("sweep_quota").tolist() == pytest.approx([2, 6, 3])


def test_the_toll_of_operations_is_a_mean_over_operations():
    months = run(
        make("lethal_operations"),
        make("lethal_operations", operations_per_month=12.0, deaths_per_operation=4.0),
    )
    assert path_of(months, "operations")[8] == pytest.approx(16)
    assert months[8].controls.value("operation_deaths") == pytest.approx(5)


def test_built_places_outlast_the_building():
    months = run(make("prison_building", until=date(2024, 9, 9)))
    built = path_of(months, "places_home")
    assert built[4] == 0
    assert built[5] == built[8] == 500
    assert built[9] == built[-1] == 250
    assert path_of(months, "build_per_day")[9:].sum() == 0
    days = np.array([month.days for month in months])
    assert (path_of(months, "build_per_day") * days).sum() == pytest.approx(250)


def test_release_empties_the_prisons_at_an_even_pace():
    months = run(make("release", over_days=365))
    left, freed = 1.0, []
    for month in months:
        now = left * np.exp(-month.controls.value("release_rate") * month.days / 365.25)
        freed.append(left - now)
        left = now
    assert left < 0.001
    assert freed[5:16] == pytest.approx([month.days / 365 for month in months[5:16]], rel=1e-6)


def test_money_by_the_day_or_as_a_fund():
    days = np.array([month.days for month in calendar(START, END, GROUND)])
    fund = run(make("funding", usd_per_day=None, total=6e6, **{"from": date(2024, 6, 20)}))
    assert (path_of(fund, "funding_per_day") * days).sum() == pytest.approx(6e6)
    daily = run(make("funding", until=date(2024, 7, 1)))
    assert (path_of(daily, "funding_per_day") * days).sum() == pytest.approx(30_000)


def test_programmes_cost_by_the_year():
    months = run(make("child_protection", usd_per_year=3652.5))
    assert months[8].controls.value("programme_per_day") == pytest.approx(10)


def test_two_interventions_combine():
    months = run(make("mission"), make("mission", usd_per_person_year=200_000.0), make("prevention"))
    assert path_of(months, "mission_troops")[8] == pytest.approx(1200)
    assert months[8].controls.value("unit_cost_per_day") == pytest.approx(150_000 / 365.25)


DATES = st.dates(date(2023, 6, 1), date(2027, 6, 1))
SIZES = st.floats(0, 5000, allow_nan=False)
STEPS = st.lists(st.tuples(DATES, SIZES), min_size=1, max_size=5, unique_by=lambda step: step[0])
AMOUNTS = SIZES | STEPS.map(lambda steps: [{"date": d, "value": v} for d, v in sorted(steps)])
SHARES = st.floats(0, 1)
LAW = {
    "arrests_per_day": AMOUNTS,
    "due_process_suspended": SHARES,
    "contact_refused": st.none() | SHARES,
    "when_scarce": st.sampled_from(["continue", "shrink", "stop"]),
    "when_full": st.sampled_from(["release", "refuse", "crowd"]),
}
FREE = {
    "state_of_exception": LAW,
    "sweeps": LAW,
    "targeted_arrests": {"arrests_per_day": AMOUNTS},
    "coalition": {"strength": SHARES},
    "mission": {"troops": AMOUNTS, "police": AMOUNTS, "ramp_days": st.integers(0, 900)},
    "lethal_operations": {"operations_per_month": AMOUNTS, "contractors": AMOUNTS},
    "prison_building": {"places": SIZES, "over_days": st.integers(1, 2000), "care": SHARES},
    "detention_abroad": {"places": SIZES, "ramp_days": st.integers(0, 900), "usd_per_place_year": SIZES},
    "judicial_review": {"cases_per_day": AMOUNTS, "usd_per_year": SIZES},
    "mass_hearings": {"cases_per_day": AMOUNTS, "wrongly_convicted": SHARES},
    "pact": {"restraint": SHARES, "break_rate": st.none() | st.floats(0.01, 50)},
    "police_reform": {"depth": SHARES, "over_days": st.integers(0, 900)},
    "domestic_forces": {"police": AMOUNTS, "soldiers": AMOUNTS, "usd_per_person_year": SIZES},
    "funding": {"usd_per_day": AMOUNTS},
    "release": {"over_days": st.integers(1, 2000), "share": SHARES},
    "announcement": {"level": SHARES},
}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_controls_are_never_negative_nor_nan_and_keep_their_bounds(data):
    interventions = []
    for kind in data.draw(st.lists(st.sampled_from(sorted(set(KINDS) - {"lift"})), min_size=1, max_size=4)):
        keys = {key: data.draw(value) for key, value in FREE.get(kind, {"coverage": SHARES}).items()}
        first = data.draw(DATES)
        keys["from"] = first
        if data.draw(st.booleans()):
            keys["until"] = first + timedelta(days=data.draw(st.integers(1, 800)))
        keys["conditional"] = data.draw(st.booleans())
        keys["territories"] = data.draw(st.sampled_from(["all", ("north",), ("a", "c")]))
        interventions.append(make(kind, **keys))
    for month in run(*interventions, start=date(2024, 1, 1), end=date(2026, 1, 1)):
        for name, conditional in month.controls.used():
            value = np.asarray(month.controls.value(name, conditional))
            assert np.isfinite(value).all() and (value >= 0).all(), name
            most = CONTROLS[name].most
            assert most is None or (value <= most).all(), name


def day_by_day(one, month, dated, ramp_days):
    """A mean over a month by its definition: day after day, those not in force as nothing."""
    total = 0.0
    for day in month.each_day():
        if one.starts <= day and (one.ends is None or day < one.ends):
            grown = ((day - one.starts).days + 0.5) / ramp_days if ramp_days else 1.0
            total += at(dated, day) * min(grown, 1.0)
    return total / month.days


@settings(max_examples=100, deadline=None)
@given(DATES, st.integers(1, 500), st.sampled_from([0, 1, 45, 400]), st.sets(DATES, min_size=1, max_size=40))
def test_a_mean_over_a_month_adds_up_its_days_to_the_last_bit(first, length, ramp_days, steps):
    one = make("mission", **{"from": first, "until": first + timedelta(days=length)})
    dated = tuple(Step(date=day, value=1000 / (n + 3)) for n, day in enumerate(sorted(steps)))
    for month in calendar(START, END, GROUND):
        assert one.mean(month, dated, ramp_days) == day_by_day(one, month, dated, ramp_days)
        ramping = ramp_days and month.start < first + timedelta(days=ramp_days)
        wanted = (
            day_by_day(one, month, 7.3, ramp_days) if ramping else 7.3 * month.share(one.starts, one.ends)
        )
        assert one.mean(month, 7.3, ramp_days) == wanted
