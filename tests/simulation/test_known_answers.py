"""Answers known beforehand, from the model's own equations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.simulation.conftest import fixed, prepare
from tregua import run as run_ensemble
from tregua.assumptions import STRUCTURES, load_parameters
from tregua.results.variables import allocate, sizes
from tregua.scenarios import from_parts, measure
from tregua.simulation.batch_run import run_block
from tregua.simulation.setup import region_matrix

START = date(2024, 4, 1)


def through(place, parts, expected=True, dt="day"):
    """Run prepared parts and return the saved arrays of the one policy."""
    members, territories, gangs = parts.state.vacancies.shape
    regions = region_matrix(place)
    into = allocate(1, members, len(parts.policy.days), sizes(territories, regions.shape[1], gangs), expected)
    keys = np.arange(members).astype(np.uint64)
    run_block(
        parts.policy, 0, parts.state, parts.values, keys, slice(0, members), regions, dt, expected, into
    )
    return {name: array[0].astype(float) for name, array in into.items()}


def scenario(place, end=date(2026, 4, 1), **made):
    return from_parts(place, name="case", title="", sentence="", interventions=made, start=START, end=end)


def without_gangs(snap):
    return replace(snap, members=np.zeros_like(snap.members), held_gang=0.0)


@pytest.mark.parametrize("expected", [True, False])
def test_no_gangs_no_gang_violence(place, expected) -> None:
    quota = measure("state_of_exception")(**{"from": START}, arrests_per_day=0.0)
    found = through(place, prepare(place, scenario(place, law=quota), scale=without_gangs), expected)
    by_cause = found["deaths"].sum(axis=(0, 1, 2))
    assert by_cause[:9].sum() == 0  # all but custody and background
    assert by_cause[10] > 0
    assert found["active"].sum() == 0 and found["recruits"].sum() == 0 and found["kidnappings"].sum() == 0


def test_no_state_logistic_growth(place) -> None:
    """Without state, deaths, exit or fear, a gang alone follows dM/dt = β M (1 - M / cap)."""
    parts = prepare(place, scenario(place, end=date(2029, 4, 1)), members=2, still=True)
    s, p = parts.state, parts.values
    for name in (
        "killing_per_member",
        "clash_rate",
        "natural_exit",
        "background_rate",
        "selfdefence_growth",
        "neighbour_contact",
        "ordinary_arrests",
        "selfdefence_killing",
        "deterrence_on_recruitment",
        "support_on_recruitment",
        "associate_pull",
    ):
        p[name] = 0.0
    p["contagion"] = 0.9 / 365.25
    p["deterring"] = p["hiding_on"] = p["dosing"] = 0.0
    s.active[:, :, 1:] = 0
    s.hiding[...] = 0
    s.vacancies[...] = 0
    s.held_members[...] = 0
    s.territory["self_defence"] = 0
    for name in ("police", "soldiers"):
        s.territory[name] = 0.0
    s.territory["open_start"] = 1.0
    s.territory["firepower"] = 1.0
    s.associates[...] = 0
    p["associates_per_member"] = 0.0
    # a pool so deep that it stays full, and one kind of recruit
    s.exposed[..., 1] = 0
    s.exposed[..., 0] = s.territory["pool_start"] = 1e9
    m0 = s.active.sum(axis=(2, 3))
    s.territory["cap"] = 6 * m0
    s.territory["population"] = 1e9
    found = through(place, parts)["members_by_territory"]
    years = (date(2029, 4, 1) - START).days / 365.25
    truth = 6 * m0 / (1 + 5 * np.exp(-0.9 * years))
    np.testing.assert_allclose(found[:, -1], truth, rtol=0.01)


def test_perfect_targeting_no_wrongful_arrest(place) -> None:
    # a quota that leaves members in every territory: a quota beyond them would have nobody else to fall on
    quota = measure("state_of_exception")(**{"from": START}, arrests_per_day=2.0, due_process_suspended=0.0)
    parameters = fixed(load_parameters(place), targeting_odds=1e15, associate_odds=0.0)
    parts = prepare(place, scenario(place, end=date(2025, 4, 1), law=quota), parameters=parameters, members=6)
    found = through(place, parts, expected=False)
    assert (found["members_by_territory"] > 0).all()
    arrests = found["arrests"].sum(axis=(0, 1, 3))
    assert arrests[0] > 100
    assert arrests[1] == 0 and arrests[2] == 0
    assert found["wrongful_days"].sum() == 0


def test_full_truce_no_rivalry(place) -> None:
    pact = measure("pact")(**{"from": START}, restraint=1.0, break_rate=1e-9)
    parameters = fixed(load_parameters(place), pact_break=0.0)
    held = through(place, prepare(place, scenario(place, truce=pact), parameters=parameters, still=True))
    open_ = through(place, prepare(place, scenario(place), parameters=parameters, still=True))
    assert held["deaths"][..., 0].sum() == 0
    assert open_["deaths"][..., 0].sum() > 0


def test_more_arrests_of_fewer_members_fall_on_the_innocent(place) -> None:
    """As members grow scarce and the quota stays, the share of the uninvolved rises."""
    quota = measure("state_of_exception")(**{"from": START}, arrests_per_day=30.0)
    found = through(place, prepare(place, scenario(place, law=quota), members=6))["arrests"].sum(axis=3)
    share = found[:, :, 2] / found.sum(axis=2)
    assert (share[:, -1] > share[:, 0]).all()


def _sized(place, size: int, end: date):
    """Return the small place with so many times the people, every parameter at its centre, no shocks."""

    def larger(snap):
        grown = {
            name: getattr(snap, name) * size
            for name in ("population", "members", "officers", "soldiers", "held", "places")
        }
        return replace(snap, **grown, member_spread=0 * snap.member_spread)

    base = load_parameters(place)
    counts = {"ordinary_arrests": 2.0 * size, "judgement_rate": 5.0 * size}
    rest = {p.name: _centre(p) for p in base if p.name not in counts}
    parameters = fixed(base, **counts, **rest)
    return prepare(
        place, scenario(place, end=end), members=240, still=True, parameters=parameters, scale=larger
    )


def _at_the_end(found, pick) -> np.ndarray:
    return found["active"][pick][:, -1].sum(axis=1)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_mean_field_is_the_mean_of_the_ensemble_and_its_error_falls_with_size(place, structure) -> None:
    """The gap between the two falls as one over the number of people, the noise as one over its root."""
    gaps, noise = [], []
    for size in (1, 10):
        parts = _sized(place, size, date(2025, 4, 1))
        pick = parts.draws.structure == structure
        found = _at_the_end(through(place, parts, expected=False), pick)
        twin = _at_the_end(through(place, parts, expected=True), pick).mean()
        gaps.append(abs(found.mean() - twin) / twin)
        noise.append(found.std() / twin)
        assert gaps[-1] <= 4 * noise[-1] / np.sqrt(pick.sum()) + 0.01 / size
    assert noise[1] < 0.5 * noise[0]  # 1 / sqrt(10) = 0.32
    assert gaps[1] < 0.01


@pytest.mark.slow
@pytest.mark.parametrize("structure", STRUCTURES)
def test_no_structure_depends_on_the_step_through_chance(place, structure) -> None:
    """Were the chance of single days to pile up, a structure would drift from its twin by short steps."""
    parts = _sized(place, 1, date(2027, 4, 1))
    pick = parts.draws.structure == structure
    twin = _at_the_end(through(place, parts, expected=True), pick).mean()
    for dt, most in (("half-day", 0.03), ("day", 0.03), ("week", 0.06)):
        found = _at_the_end(through(place, parts, expected=False, dt=dt), pick)
        assert abs(found.mean() / twin - 1) <= most + 4 * found.std() / twin / np.sqrt(pick.sum()), dt


def _centre(parameter) -> float:
    prior = parameter.for_reading("official")
    return prior.numbers[0] if prior.kind != "uniform" else sum(prior.numbers) / 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["haiti", "el_salvador"])
def test_the_length_of_a_step_does_not_matter(name) -> None:
    """Half days change no reported mean by more than 2 %, steps of about a week by no more than 5 %."""
    from tregua.places import load_place
    from tregua.scenarios import load_scenario

    place = load_place(name)
    policy = {"haiti": "haiti/offer-6000", "el_salvador": "el_salvador/as-it-happened"}[name]
    chosen = [load_scenario(policy, place)]
    found = {
        dt: run_ensemble(
            chosen, place, members=12, mean_field=True, dt=dt, branches=("operates",), parameters=_calm(place)
        )
        for dt in ("half-day", "day", "week")
    }
    day = found["day"]
    for dt, most in (("half-day", 0.02), ("week", 0.05)):
        for variable in (
            "deaths",
            "arrests",
            "arbitrary_days",
            "active",
            "held",
            "displaced",
            "recruits",
            "money_spent",
        ):
            a, b = (float(x[variable].mean("draw").sum()) for x in (found[dt], day))
            assert abs(a / b - 1) <= most if b else a == 0, (dt, variable, a, b)


def _calm(place):
    # shocks are drawn by the step, so that two lengths of step see two histories: switched off here
    from tregua.simulation.spin_up import SHOCKS

    return fixed(load_parameters(place), **dict.fromkeys(SHOCKS, 0.0))
