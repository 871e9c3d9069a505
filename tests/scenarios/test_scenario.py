from __future__ import annotations

import json
from datetime import date
from typing import ClassVar

import pytest

from tregua.errors import InputError
from tregua.scenarios import baseline, diff, from_parts, json_schema, load_scenario, measure

BASE = """
name: base
title: Base
sentence: A mission.
start: 2024-04-01
end: 2027-04-01
as_of: 2024-03-10
preconditions:
  consent: {odds: 0.5, arrival_per_year: 2, given_by: the government}
interventions:
  mission:
    kind: mission
    from: 2024-06-01
    troops: 300
    ramp_days: 90
    usd_per_person_year: 100_000
    conditional: true
  guard: {kind: prevention, coverage: 0.3, territories: [coast]}
"""


@pytest.fixture
def base(write, bayside):
    return load_scenario(write(BASE, "base.yaml"), bayside)


def changed(write, bayside, text):
    write(BASE, "base.yaml")
    return load_scenario(
        write(f"title: Changed\nsentence: Changed.\nbase: base.yaml\n{text}", "mine.yaml"), bayside
    )


def test_what_a_file_says(base):
    assert (base.name, base.title, base.place) == ("bayside/base", "Base", "bayside")
    assert (base.start, base.end, base.as_of) == (date(2024, 4, 1), date(2027, 4, 1), date(2024, 3, 10))
    assert list(base.interventions) == ["mission", "guard"]
    assert base.conditional
    assert base.interventions["guard"].from_ == base.start
    assert base.package() == (date(2024, 6, 1), date(2027, 4, 1))


def test_named_changes_merge_key_by_key(write, bayside, base):
    mine = changed(
        write, bayside, "interventions:\n  mission: {troops: 900, ramp_days: null}\n  guard: null\n"
    )
    mission = mine.interventions["mission"]
    assert list(mine.interventions) == ["mission"]
    assert (mission.troops, mission.ramp_days, mission.usd_per_person_year) == (900, 0, 100_000)
    assert (mine.name, mine.base, mine.end) == ("bayside/mine", "base.yaml", base.end)
    assert mine.preconditions == base.preconditions


def test_another_kind_replaces_and_a_new_label_adds(write, bayside):
    mine = changed(
        write,
        bayside,
        "end: 2026-04-01\npreconditions: {consent: {odds: 0.9}}\n"
        "interventions:\n  guard: {kind: pact, restraint: 0.2}\n  more: {kind: sanctions, coverage: 0.1}\n",
    )
    assert mine.interventions["guard"].kind == "pact"
    assert mine.interventions["guard"].territories == "all"
    assert list(mine.interventions) == ["mission", "guard", "more"]
    assert (mine.preconditions[0].odds, mine.preconditions[0].arrival_per_year) == (0.9, 2)


def test_a_base_of_a_base(write, bayside):
    changed(write, bayside, "interventions: {mission: {troops: 900}}\n")
    top = write(
        "title: Top\nsentence: Top.\nbase: mine.yaml\ninterventions: {mission: {police: 5}}\n", "top.yaml"
    )
    mission = load_scenario(top, bayside).interventions["mission"]
    assert (mission.troops, mission.police, mission.ramp_days) == (900, 5, 90)


def test_events(write, bayside):
    mine = changed(
        write,
        bayside,
        "interventions:\n"
        "  mission: {until: 2026-06-01}\n"
        "  release: {kind: release, over_days: 30, from: 10 days after mission ends}\n"
        "  pact: {kind: pact, restraint: 0.2, until: 90 days after mission starts}\n",
    )
    assert mine.interventions["release"].from_ == date(2026, 6, 11)
    assert mine.interventions["pact"].until == date(2024, 8, 30)


def test_a_lift_ends_what_it_names_and_a_lift_of_all_the_rest(write, bayside):
    named = changed(
        write, bayside, "interventions:\n  end: {kind: lift, from: 2025-01-01, lifts: [mission]}\n"
    )
    assert named.interventions["mission"].until == date(2025, 1, 1)
    assert named.interventions["guard"].until is None
    everything = changed(
        write,
        bayside,
        "interventions:\n  end: {kind: lift, from: 2025-01-01, lifts: all}\n"
        "  release: {kind: release, over_days: 30, from: after end starts}\n"
        "  later: {kind: pact, restraint: 0.1, from: 2025-06-01}\n",
    )
    ends = {label: each.until for label, each in everything.interventions.items()}
    lifted = date(2025, 1, 1)
    assert ends == {"mission": lifted, "guard": lifted, "end": None, "release": None, "later": None}
    assert everything.interventions["release"].from_ == date(2025, 1, 1)


KNOWN = """
title: T
sentence: S.
as_of: 2026-01-01
interventions:
  mission:
    kind: mission
    from: 2024-06-01
    known: 2024-06-10
    usd_per_person_year: 1
    police:
      - {date: 2024-06-01, value: 400, known: 2024-06-10}
      - {date: 2025-02-01, value: 900, known: 2025-03-01}
  drones:
    kind: lethal_operations
    from: 2025-03-01
    known: 2025-04-01
    operations_per_month: [{date: 2025-03-01, value: 10, known: 2026-03-10}]
    deaths_per_operation: 8
    bystanders_per_operation: 0.5
  release: {kind: release, over_days: 30, from: after mission starts}
"""


def test_only_what_was_known_is_used(write, bayside):
    scenario = load_scenario(write(KNOWN), bayside)
    assert scenario.dropped() == ["drones"]
    assert "Not known by 1 January 2026, and left out: drones." in scenario.sentences()
    earlier = scenario.known_by(date(2024, 12, 31))
    assert [step.value for step in earlier.interventions["mission"].police] == [400]
    assert earlier.plan()[-1].controls.value("mission_police").sum() == pytest.approx(400)
    assert scenario.known_by(date(2024, 3, 10)).dropped() == ["mission", "drones", "release"]
    assert scenario.known_by(date(2026, 4, 1)).dropped() == []
    assert scenario.dropped(date(2024, 3, 10)) == ["mission", "drones", "release"]


def test_the_hash_follows_what_is_done_and_nothing_else(write, bayside, base):
    same = load_scenario(
        write(BASE.replace("A mission.", "Other words.") + "notes: more\n", "b.yaml"), bayside
    )
    other = load_scenario(write(BASE.replace("troops: 300", "troops: 301"), "c.yaml"), bayside)
    assert same.hash == base.hash
    assert other.hash != base.hash
    assert base.known_by(date(2025, 1, 1)).hash != base.hash


def test_diff_in_words(write, bayside, base):
    assert diff(base, base) == []
    mine = changed(
        write,
        bayside,
        "end: 2026-04-01\npreconditions: {consent: {odds: 0.9}}\n"
        "interventions:\n  mission: {troops: 900, from: 2024-07-01}\n  guard: null\n"
        "  more: {kind: sanctions, coverage: 0.1}\n",
    )
    said = diff(base, mine)
    assert "end: 1 April 2027 becomes 1 April 2026." in said
    assert "mission, troops: 300 becomes 900." in said
    assert any("1 June 2024 becomes 1 July 2024" in each for each in said)
    assert any(each.startswith("Removed (guard):") for each in said)
    assert any(each.startswith("Added (more):") for each in said)
    assert any("0.5 becomes 0.9" in each for each in said)
    assert len(said) == 6


class Curfew:
    """Sends the police where killing was worst."""

    kind = "curfew"
    reads_state: ClassVar[bool] = True

    def __init__(self, officers: float) -> None:
        self.officers = officers

    def sentence(self) -> str:
        return "A curfew is kept by police."

    def act(self, month) -> None:
        month.controls.add("police", self.officers, where=month.mask(["coast"]))


def test_an_intervention_of_one_s_own(base):
    mine = base.with_intervention("curfew", Curfew(50))
    assert "A curfew is kept by police." in mine.sentences()
    assert list(mine.reactive) == ["curfew"]
    assert mine.hash != base.hash
    assert mine.hash == base.with_intervention("curfew", Curfew(50)).hash
    assert mine.hash != base.with_intervention("curfew", Curfew(60)).hash
    months = mine.plan()
    assert months[3].controls.value("police").sum() == 0
    mine.reactive["curfew"].act(months[3])
    assert months[3].controls.value("police").tolist() == [50, 50, 0]
    assert mine.without("curfew").hash == base.hash
    assert any(each.startswith("Added (curfew)") for each in diff(base, mine))
    with pytest.raises(TypeError, match="act"):
        base.with_intervention("x", object())


def test_built_in_interventions_from_python(bayside):
    pact = measure("pact")(restraint=0.3)
    scenario = from_parts(bayside, name="mine", title="Mine", sentence="Mine.", interventions={"pact": pact})
    assert scenario.interventions["pact"].from_ == bayside.run.start
    assert scenario.plan()[0].controls.value("pact") == 0.3
    wrong = measure("release")(over_days=3, from_="after nothing ends")
    with pytest.raises(InputError, match="nothing"):
        scenario.with_intervention("release", wrong)


def test_the_baseline_of_any_place(bayside):
    scenario = load_scenario("baseline", bayside)
    assert scenario.name == "bayside/baseline"
    assert scenario.hash == baseline(bayside).hash
    assert not scenario.conditional and not scenario.interventions
    assert len(scenario.sentences()) == 1
    assert all(not month.controls.used() for month in scenario.plan())


def test_scenarios_of_a_place_s_own_folder(tmp_path, bayside):
    import shutil

    from tregua.places import load_place

    shutil.copytree(bayside.folder, tmp_path / "place")
    (tmp_path / "place" / "scenarios").mkdir()
    (tmp_path / "place" / "scenarios" / "truce.yaml").write_text(
        "title: T\nsentence: S.\ninterventions: {pact: {kind: pact, restraint: 0.3}}\n"
    )
    place = load_place(tmp_path / "place")
    assert load_scenario("bayside/truce", place).interventions["pact"].restraint == 0.3
    assert load_scenario("truce", place).name == "bayside/truce"


def test_the_schema_is_json_and_knows_every_kind():
    from tregua.scenarios import KINDS

    schema = json.loads(json.dumps(json_schema()))
    assert set(KINDS) <= set(schema["$defs"])
    assert set(schema["properties"]) >= {"title", "base", "interventions", "preconditions"}
    assert schema["additionalProperties"] is False
    assert "from" in schema["$defs"]["mission"]["properties"]
    references = [part.split('"')[0] for part in json.dumps(schema).split("#/$defs/")[1:]]
    assert set(references) <= set(schema["$defs"])


def test_scenarios_can_be_sent_to_another_process(base):
    import pickle

    again = pickle.loads(pickle.dumps(base))
    assert again.hash == base.hash
    assert again.sentences() == base.sentences()
