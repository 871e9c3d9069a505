"""A missing place hides no other mistake of a scenario file, and no file hides those of another."""

from __future__ import annotations

import pytest

from tregua.cli.app import main


def told(capsys, *words) -> tuple[int, str]:
    status = main([str(word) for word in words])
    return status, capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "diff"])
def test_all_mistakes_at_once_before_a_missing_place_is_an_end(capsys, tmp_path, command) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("plaice: haiti\nyears: -4\nmembers: banana\n")
    status, err = told(capsys, command, file, *([file] if command == "diff" else []))
    assert status == 2
    for word in (
        "no place named",
        "did you mean 'place'?",
        "years",
        "members",
        "title",
        "sentence",
        f"{file}:2",
    ):
        assert word in err, word
    assert err.count("no place named") == 1


def test_a_place_that_is_misspelt_is_recognised_and_its_territories_are_judged(capsys, tmp_path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(
        "title: x\nplace: hayti\ninterventions:\n"
        "  a: {kind: misson, from: 2024-05-01}\n"
        "  b: {kind: prevention, from: 2024-05-01, coverage: 2, territories: [capitol]}\n"
    )
    status, err = told(capsys, "run", file)
    assert status == 2
    for word in (
        "did you mean 'haiti'?",
        "did you mean 'mission'?",
        "did you mean 'capital'?",
        "coverage",
        "sentence",
    ):
        assert word in err, word


def test_a_place_that_is_none_judges_no_territory(capsys, tmp_path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(
        "title: x\nsentence: y\nplace: atlantis\ninterventions:\n"
        "  b: {kind: prevention, from: 2024-05-01, coverage: 0.5, territories: [sunken_hall]}\n"
    )
    status, err = told(capsys, "run", file)
    assert status == 2 and "atlantis" in err and "sunken_hall" not in err


def test_mistakes_of_scenarios_and_assumptions_are_told_together(capsys, tmp_path) -> None:
    one, two, own = tmp_path / "one.yaml", tmp_path / "two.yaml", tmp_path / "own.yaml"
    one.write_text("title: x\nsentence: y\nbanana: 1\n")
    two.write_text("title: x\nsentence: y\nend: never\n")
    own.write_text("growht: {fixed: 1}\n")
    status, err = told(capsys, "compare", "haiti", one, two, "--assume", own)
    assert status == 2
    for word in ("banana", "never", "did you mean 'growth'?"):
        assert word in err, word
