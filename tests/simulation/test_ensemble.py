"""Ensembles: the same bytes everywhere, shared random numbers, branches, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tregua import digest, run
from tregua.assumptions import STRUCTURES
from tregua.errors import InputError, RunError
from tregua.scenarios import Precondition, baseline, from_parts, measure

START, END = date(2024, 4, 1), date(2025, 4, 1)
GOLDEN = Path(__file__).parent / "golden.json"


def offer(place, conditional=True, **more):
    mission = measure("mission")(
        **{"from": date(2024, 6, 1), "conditional": conditional}, police=600.0, usd_per_person_year=1e5
    )
    law = measure("state_of_exception")(
        **{"from": date(2024, 6, 1), "conditional": conditional}, arrests_per_day=8.0
    )
    rules = [
        Precondition(kind="resolution", odds=0.5),
        Precondition(kind="funding", odds=0.5, loss_per_year=0.5),
    ]
    return from_parts(
        place,
        name="offer",
        title="Offer",
        sentence="",
        interventions={"mission": mission, "law": law, **more},
        preconditions=rules,
        start=START,
        end=END,
    )


def nothing(place):
    return from_parts(place, name="nothing", title="Nothing", sentence="", start=START, end=END)


def test_same_bytes_for_any_number_of_workers(place) -> None:
    found = {
        run([nothing(place), offer(place)], place, members=40, seed=3, workers=n).attrs["digest"]
        for n in (1, 2, 5)
    }
    assert len(found) == 1


def test_same_bytes_in_another_process(place, tmp_path) -> None:
    code = (
        "from tregua.places import load_place; from tregua.scenarios import baseline\n"
        "from tregua import run\n"
        f"p = load_place({str(place.folder)!r})\n"
        "print(run([baseline(p)], p, members=6, seed=11).attrs['digest'])"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert other.stdout.strip() == run([baseline(place)], place, members=6, seed=11).attrs["digest"]


@pytest.mark.parametrize("name", ["haiti", "smallland"])
def test_a_member_begins_alike_whoever_travels_with_it(place, name) -> None:
    from tregua.places import load_place
    from tregua.simulation.first_days import first_days
    from tregua.simulation.setup import Options, prepare

    at = load_place("haiti") if name == "haiti" else place
    setup = prepare([baseline(at)], at, Options(members=40))

    def days(slots: np.ndarray) -> list[bytes]:
        draws, state, values, _rejected = first_days(setup, slots)
        arrays = (draws.index, values, *state)
        return [b"".join(np.ascontiguousarray(a[j]).tobytes() for a in arrays) for j in range(len(slots))]

    together = days(np.arange(40))
    for block in (1, 3, 16):
        apart = [d for row in range(0, 40, block) for d in days(np.arange(row, min(row + block, 40)))]
        assert [j for j in range(40) if apart[j] != together[j]] == [], f"in blocks of {block}"


def test_another_seed_gives_other_bytes_and_a_longer_ensemble_begins_with_the_shorter(place) -> None:
    a, b = (run([nothing(place)], place, members=12, seed=s) for s in (1, 2))
    assert a.attrs["digest"] != b.attrs["digest"]
    longer = run([nothing(place)], place, members=30, seed=1)
    for name in ("deaths", "active", "support"):
        np.testing.assert_array_equal(longer[name].values[:, :12], a[name].values)


def test_digest_covers_values_and_not_remarks(place) -> None:
    ds = run([nothing(place)], place, members=2)
    before = digest(ds)
    ds.attrs["command"] = "something else"
    assert digest(ds) == before
    ds["deaths"][0, 0, 0, 0, 0] += 1
    assert digest(ds) != before


def test_scenarios_share_random_numbers(place) -> None:
    """Until a policy starts, two scenarios are one; and a policy that changes nothing changes nothing."""
    late = measure("judicial_review")(**{"from": date(2025, 1, 1)}, cases_per_day=50.0)
    ds = run(
        [
            nothing(place),
            from_parts(
                place, name="late", title="", sentence="", interventions={"r": late}, start=START, end=END
            ),
        ],
        place,
        members=8,
    )
    for name in ds.data_vars:
        np.testing.assert_array_equal(ds[name].values[0, :, :9], ds[name].values[1, :, :9], err_msg=str(name))
    assert (ds["released"].values[0, :, 9:] != ds["released"].values[1, :, 9:]).any()


def test_a_conditional_policy_is_told_in_two_branches_and_with_its_odds(place) -> None:
    ds = run([nothing(place), offer(place)], place, members=16)
    assert ds["policy"].values.tolist() == [
        "smallland/nothing",
        "smallland/offer:operates",
        "smallland/offer:collapses",
    ]
    odds = json.loads(ds.attrs["odds"])["smallland/offer"]
    assert 0.1 < odds["starts"] < 0.4 and odds["assumption"] is True
    strength = ds["mission_strength"].sum("region")
    assert strength[1, :, -1].min() > 500
    assert strength[2, :, -1].max() == 0 and strength[2, :, 3].min() > 300
    assert ds["phase"].sel(policy="smallland/offer:collapses").values[:, -1].tolist() == [6] * 16
    assert set(np.unique(ds["structure"])) == set(STRUCTURES)
    for reading in ("official", "ngo"):
        assert (ds["reading"] == reading).sum() == 8


def test_readings_differ_by_the_reading_alone(place) -> None:
    from tregua.assumptions import draw, load_parameters

    d = draw(load_parameters(place), 1, np.arange(16))
    official, ngo = d.values[d.reading == "official"], d.values[d.reading == "ngo"]
    differ = {name for name in d.values.dtype.names if (official[name] != ngo[name]).any()}
    assert differ == {"targeting_odds", "custody_mortality"}


def test_chance_starts_as_often_as_its_odds_say(place) -> None:
    ds = run([offer(place)], place, members=240, branches=("chance",), mean_field=True, dt="week")
    started = (ds["mission_strength"].sum("region").max("time") > 0).mean().item()
    odds = json.loads(ds.attrs["odds"])["smallland/offer"]["starts"]
    # two readings share a number, so that 120 draws decide
    assert abs(started - odds) < 4 * np.sqrt(odds * (1 - odds) / 120)


def test_money_that_runs_out_shrinks_the_mission(place) -> None:
    half = measure("funding")(**{"from": date(2024, 6, 1), "conditional": True}, total=0.4 * 600 * 1e5)
    ds = run(
        [
            offer(place),
        ],
        place,
        members=6,
        branches=("operates",),
    )
    poor = run([offer(place, money=half)], place, members=6, branches=("operates",))
    assert (poor["money_spent"].sum("time") <= poor["money_received"].sum("time") * (1 + 1e-6)).all()
    assert (
        poor["mission_strength"].sum("region").values[0, :, -1].max()
        < 0.5 * ds["mission_strength"].sum("region").values[0, :, -1].min()
    )
    assert (poor["money_asked"].sum("time") > poor["money_spent"].sum("time")).all()


class Watch:
    """An intervention of one's own: police go where killing was worst last month."""

    kind = "watch"
    reads_state = True

    def sentence(self) -> str:
        return "Police go where killing was worst."

    def act(self, month) -> None:
        deaths = month.state.deaths_by_territory
        month.controls.add("police", 300.0, where=deaths >= np.maximum(deaths.max(), 1))


def test_an_intervention_of_ones_own_reads_the_state(place) -> None:
    plain = nothing(place)
    own = plain.with_intervention("watch", Watch())
    ds = run([plain], place, members=6)
    other = run([own], place, members=6, workers=1)
    assert other.attrs["digest"] != ds.attrs["digest"]
    assert other.attrs["digest"] == run([own], place, members=6, workers=3).attrs["digest"]
    # nothing is seen before the first month, so that the first month is the same
    np.testing.assert_array_equal(other["deaths"].values[0, :, 0], ds["deaths"].values[0, :, 0])
    with pytest.raises(ValueError, match="read-only"):
        run([plain.with_intervention("cheat", Cheat())], place, members=1)


@pytest.mark.parametrize("months", [1, 5])  # 5 do not divide the 12 of the run
def test_same_bytes_however_many_months_are_read_together(place, months, monkeypatch) -> None:
    own = offer(place).with_intervention("watch", Watch())
    assert list(own.reactive) == ["watch"]
    whole = run([nothing(place), own], place, members=3, workers=1)
    monkeypatch.setattr("tregua.simulation.batch_run.months_kept", lambda *_: months)
    again = run([nothing(place), own], place, members=3, workers=1)
    assert whole.attrs["digest"] == again.attrs["digest"]


class Cheat(Watch):
    def act(self, month) -> None:
        month.state.members_by_territory[:] = 0


def test_deaths_agree_between_margins_and_people_are_constant(place) -> None:
    ds = run([offer(place)], place, members=8)
    np.testing.assert_array_equal(
        ds["deaths"].sum(["region", "cause"]), ds["deaths_by_territory"].sum("territory")
    )
    np.testing.assert_array_equal(
        ds["deaths"].sel(cause="custody").sum("region"), ds["custody_deaths"].sum("class")
    )
    assert len(np.unique(ds["people"].values)) == 1
    for variable in ds.data_vars.values():
        assert variable.attrs["units"] and variable.attrs["long_name"] and variable.attrs["kind"]


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"members": 0}, "members"),
        ({"dt": "year"}, "dt"),
        ({"workers": 0}, "workers"),
        ({"seed": -1}, "seed"),
    ],
)
def test_options_out_of_bounds_are_refused(place, options, where) -> None:
    with pytest.raises(InputError) as error:
        run([nothing(place)], place, **options)
    assert [p.where for p in error.value.problems] == [where]


def test_scenarios_that_do_not_go_together_are_refused_with_every_reason(place) -> None:
    other = from_parts(place, name="nothing", title="", sentence="", start=START, end=date(2026, 4, 1))
    with pytest.raises(InputError) as error:
        run([nothing(place), other], place, members=0)
    assert {p.where for p in error.value.problems} == {"members", "scenarios"}
    assert len(error.value.problems) == 3


def test_golden(place) -> None:
    """Outputs move only on purpose.

    An entry of the changelog flagged **numbers**, and `python -m tests.simulation.golden`.
    """
    from tests.simulation.golden import numbers

    kept = json.loads(GOLDEN.read_text())
    now = numbers(place)
    assert now.keys() == kept.keys()
    for name, value in kept.items():
        assert now[name] == value, name


def test_digest_is_the_same_in_every_language(place) -> None:
    ds = run([nothing(place)], place, members=2)
    other = ds.assign_coords(territory_title=("territory", ["uno", "dos", "tres"]))
    assert digest(other) == ds.attrs["digest"]


def test_a_day_before_anything_was_published_is_refused(place) -> None:
    with pytest.raises(InputError) as error:
        run([nothing(place)], place, as_of=date(1900, 1, 1))
    assert all("1900-01-01" in p.found for p in error.value.problems)


def test_priors_published_later_than_the_run_may_know_are_set_aside() -> None:
    from tregua.assumptions import load_parameters
    from tregua.places import load_place

    haiti = load_place("haiti")
    now = load_parameters(haiti)
    early = load_parameters(haiti, as_of=date(2023, 6, 1))
    assert now["killing_per_member"].set_by == "place"
    assert early["killing_per_member"].set_by == "set aside"
    assert "2024-01-23" in early["killing_per_member"].note
    assert early["killing_per_member"].priors == load_parameters()["killing_per_member"].priors


def test_a_belief_that_leads_where_no_country_went_is_answered_and_a_prior_is_not(place, tmp_path) -> None:
    from dataclasses import replace

    from tregua.assumptions import load_parameters
    from tregua.assumptions.parameter import ParameterSet
    from tregua.simulation.first_days import first_days
    from tregua.simulation.setup import Options, prepare

    long = from_parts(place, name="long", title="", sentence="", start=START, end=date(2030, 4, 1))
    own = tmp_path / "own.yaml"
    own.write_text("growth: {fixed: -1.0}\nnatural_exit: {fixed: 2.0}\n")
    setup = prepare([long], place, Options(members=6, mean_field=True, assume=str(own)))
    found, state, _values, rejected = first_days(setup, np.arange(6))
    assert rejected == 0 and set(found.values["growth"]) == {-1.0 / 365.25}
    alone = first_days(setup, np.arange(3, 5))[1]
    assert alone.nation.tobytes() == state.nation[3:5].tobytes()
    known = {p.name: replace(p, set_by="place") for p in load_parameters(place, own)}
    with pytest.raises(RunError, match="In 6 of 6 draws"):
        first_days(replace(setup, parameters=ParameterSet(known)), np.arange(6))
