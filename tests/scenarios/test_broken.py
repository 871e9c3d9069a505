"""One mistake a file: each must be told with its file, its line and apt words.

To add a case, write a file in ``broken/`` with one mistake, and its line and words below.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tregua.errors import InputError
from tregua.scenarios import load_scenario

HERE = Path(__file__).parent / "broken"
POLICIES_ONLY = "--assume"

# file: line, path inside the file, and words that must stand in what was found, expected or hinted
CASES: dict[str, tuple[int | None, str, tuple[str, ...]]] = {
    "a_list": (1, "", ("a mapping",)),
    "absurd_size": (8, "interventions.mission.troops", ("at most 500000",)),
    "after_itself": (7, "interventions.mission.from", ("the label of another",)),
    "after_no_end": (12, "interventions.release.from", ("'mission' has no end", "after mission starts")),
    "after_nobody": (7, "interventions.mission.from", ("after misson starts", "there is no other")),
    "alias_bomb": (5, "interventions.b[0]", ("aliases are not accepted",)),
    "assumption_in_scenario": (4, "replacement", (POLICIES_ONLY,)),
    "assumptions_block": (4, "parameters", (POLICIES_ONLY,)),
    "base_absolute": (4, "base", ("a file in the same folder",)),
    "base_missing_file": (4, "base", ("did you mean 'unknown_key.yaml'?",)),
    "base_no_yaml": (4, "base", ("the name of a scenario",)),
    "base_outside": (4, "base", ("a file in the same folder",)),
    "base_with_null_byte": (4, "base", ("without control characters",)),
    "binary": (1, "", ("binary data",)),
    "code_in_yaml": (4, "notes", ("without a tag",)),
    "conditional_on_nothing": (10, "interventions.mission.conditional", ("'preconditions'",)),
    "control_characters": (2, "title", ("without control characters",)),
    "cycle_of_one": (4, "base", ("cycle_of_one.yaml -> cycle_of_one.yaml",)),
    "cycle_of_two": (4, "base", ("cycle_of_two.yaml -> sub/other_half.yaml ->",)),
    "date_and_rate": (5, "preconditions.consent.arrival_per_year", ("either 'date' or",)),
    "date_that_is_not": (4, "end", ("a date that exists",)),
    "duplicate_label": (10, "interventions.mission", ("a second time", "line 5")),
    "empty": (None, "", ("an empty file",)),
    "end_before_start": (5, "end", ("an end after the start",)),
    "event_in_words": (7, "interventions.mission.from", ("'after LABEL starts'",)),
    "interventions_as_list": (4, "interventions", ("a mapping",)),
    "lift_before_start": (12, "interventions.end.from", ("on which 'mission' starts",)),
    "lift_nobody": (13, "interventions.end.lifts[0]", ("did you mean 'mission'?",)),
    "mistake_in_the_base": (10, "interventions.mission.ramp_days", ("at least 0",)),
    "negative_people": (8, "interventions.mission.troops", ("at least 0",)),
    "no_cost": (5, "interventions.mission", ("no key 'usd_per_person_year'",)),
    "no_title": (1, "", ("no key 'title'",)),
    "no_kind": (5, "interventions.mission", ("no key 'kind'",)),
    "not_finite": (8, "interventions.mission.troops", ("a finite number",)),
    "not_first_of_month": (4, "start", ("write 2024-04-01",)),
    "number_as_text": (8, "interventions.mission.troops", ("write the number alone (300)",)),
    "odds_in_percent": (5, "preconditions.consent.odds", ("at most 1",)),
    "other_place": (4, "place", ("haiti", "bayside")),
    "parameter_in_intervention": (10, "interventions.mission.replacement_share", (POLICIES_ONLY,)),
    "remove_what_is_not_there": (6, "interventions.misson", ("did you mean 'mission'?",)),
    "remove_without_base": (5, "interventions.mission", ("null",)),
    "regime": (8, "interventions.emergency.regime", ("no effect follows from a label", "arrests_per_day")),
    "regime_of_sweeps": (9, "interventions.sweeps.regime", ("a declaration alone is a state_of_exception",)),
    "released_no_way": (4, "interventions.doors", ("the key 'over_days', or 'held_days'",)),
    "released_two_ways": (8, "interventions.doors.held_days", ("either 'over_days' or 'held_days'",)),
    "right_to_left": (2, "title", ("without control characters",)),
    "ring_of_events": (7, "interventions.mission.from", ("mission -> release -> mission",)),
    "share_in_percent": (7, "interventions.guard.coverage", ("at most 1",)),
    "starts_after_the_end": (7, "interventions.mission.from", ("a day before 2029-04-01",)),
    "step_too_large": (8, "interventions.mission.troops[0].value", ("at most 500000",)),
    "steps_out_of_order": (8, "interventions.mission.troops[1].date", ("dates in order",)),
    "too_long": (4, "end", ("at most 30 years",)),
    "true_for_a_number": (8, "interventions.mission.troops", ("a number",)),
    "two_kinds_of_money": (5, "interventions.money", ("either 'usd_per_day' or 'total'",)),
    "unknown_base": (4, "base", ("did you mean",)),
    "unknown_key": (4, "star", ("did you mean 'start'?",)),
    "unknown_kind": (6, "interventions.mission.kind", ("did you mean 'mission'?",)),
    "unknown_precondition": (5, "preconditions.resolutoin", ("did you mean 'resolution'?",)),
    "unknown_region_in_weights": (10, "interventions.mission.shared_by.cost", ("'coast'",)),
    "unknown_rule_for_scarcity": (8, "interventions.sweeps.when_scarce", ("shrink",)),
    "unknown_sharing": (10, "interventions.mission.shared_by", ("did you mean 'gangs'?",)),
    "unknown_territory": (10, "interventions.mission.territories[0]", ("'harbour'",)),
    "until_before_from": (10, "interventions.mission.until", ("a day after 2024-06-01",)),
}


def test_every_file_is_a_case():
    assert {path.stem for path in HERE.glob("*.yaml")} == {*CASES, "sound_base"}


@pytest.mark.parametrize("name", CASES)
def test_mistake_is_told(name, bayside):
    line, where, said = CASES[name]
    with pytest.raises(InputError) as caught:
        load_scenario(HERE / f"{name}.yaml", bayside)
    problems = caught.value.problems
    at = [each for each in problems if (each.line, each.where) == (line, where)]
    assert at, problems
    text = " ".join(f"{each.found} {each.expected} {each.hint}" for each in at)
    for words in said:
        assert words in text
    assert all(c.isprintable() or c == "\n" for c in str(caught.value))


def test_a_label_does_not_hide_other_mistakes_of_its_entry(bayside):
    with pytest.raises(InputError) as caught:
        load_scenario(HERE / "regime_of_sweeps.yaml", bayside)
    assert {each.line for each in caught.value.problems} == {8, 9}


def test_a_mistake_in_the_base_is_told_in_the_base_s_file(bayside):
    with pytest.raises(InputError) as caught:
        load_scenario(HERE / "mistake_in_the_base.yaml", bayside)
    assert {each.file for each in caught.value.problems} == {"sub/base_with_mistake.yaml"}


def test_all_mistakes_at_once(write, bayside):
    path = write(
        "title: T\nsentence: S.\nbase: bayside/nothing\nstar: 1\nend: 2024-01-05\n"
        "interventions:\n"
        "  a: {kind: pact, restraint: 2}\n"
        "  b: {kind: mision}\n"
        "  c: {kind: mission, troops: 5, usd_per_person_year: 1, territories: [hils], shared_by: 3}\n"
        "preconditions: {consnt: {}}\n"
    )
    with pytest.raises(InputError) as caught:
        load_scenario(path, bayside)
    lines = [each.line for each in caught.value.problems]
    assert set(lines) == {3, 4, 5, 7, 8, 9, 10}


@pytest.mark.parametrize(
    "text", ["base: bayside/nothing\n", "star: 1\n", "title: T\nbase: sound_base.yaml\n"]
)
def test_a_file_without_title_or_sentence(text, write, bayside):
    with pytest.raises(InputError, match="no key 'sentence'"):
        load_scenario(write(text), bayside)


def test_a_missing_key_is_not_taken_for_a_parameter(bayside):
    with pytest.raises(InputError) as caught:
        load_scenario(HERE / "no_cost.yaml", bayside)
    assert POLICIES_ONLY not in str(caught.value)


def test_a_number_of_thousands_of_digits_is_not_repeated(write, bayside):
    path = write(
        "title: T\nsentence: S.\ninterventions:\n"
        f"  a: {{kind: pact, from: 2024-06-01, restraint: {'9' * 5000}}}\n"
    )
    with pytest.raises(InputError) as caught:
        load_scenario(path, bayside)
    assert len(str(caught.value)) < 1000


def test_a_link_named_on_the_command_line_says_its_folder(write, tmp_path, monkeypatch, bayside):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link.yaml").symlink_to(write("title: T\nsentence: S.\n"))
    monkeypatch.chdir(tmp_path / "folder")
    with pytest.raises(InputError, match="a file inside folder"):
        load_scenario("link.yaml", bayside)


@pytest.mark.parametrize("ref", ["", "..", "/", "haiti/../../x", "a" * 5000, "nul\0.yaml", "/dev/zero", "."])
def test_odd_names_are_refused(ref, bayside):
    with pytest.raises(InputError):
        load_scenario(ref, bayside)


def test_a_link_out_of_the_folder_is_not_followed(write, tmp_path_factory, bayside):
    outside = tmp_path_factory.mktemp("outside") / "base.yaml"
    outside.write_text("title: T\nsentence: S.\n")
    path = write("title: T\nsentence: S.\nbase: link.yaml\n")
    (path.parent / "link.yaml").symlink_to(outside)
    with pytest.raises(InputError, match="same folder"):
        load_scenario(path, bayside)
