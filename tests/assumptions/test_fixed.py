"""Constants that could be argued with: rows with unit, grade and source, which an assumption file changes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tregua.assumptions import draw, load_parameters
from tregua.assumptions.parameter import constants, definitions
from tregua.cli.app import main
from tregua.errors import InputError
from tregua.studies.manifest import parameter_hash


def assumed(folder: Path, text: str) -> Path:
    file = folder / "mine.yaml"
    file.write_text(text)
    return file


def test_every_constant_says_what_it_is_and_who_says_so() -> None:
    rows = constants()
    assert len(rows) >= 40 and not set(rows) & set(definitions())
    for name, row in rows.items():
        assert row.unit and row.meaning and row.source and row.grade in "ABCD", name
        low, high = row.bounds
        assert low <= row.value <= high, name
    assert [name for name, row in rows.items() if row.stage == "fit"] == ["transfer_widening"]


def test_every_draw_has_the_same_value() -> None:
    values = draw(load_parameters(), 1, np.arange(12)).values
    for name, row in constants().items():
        assert set(values[name]) == {row.value}, name


def test_a_constant_that_the_user_gives_is_used_and_remembered(tmp_path: Path) -> None:
    usual, file = (
        load_parameters(),
        assumed(tmp_path, "crowding_cap: {fixed: 4}\nhousehold_size: {fixed: 6}\n"),
    )
    own = load_parameters(assume=file)
    assert own.fixed["crowding_cap"].set_by == "user" and own.fixed["crowding_cap"].grade == "D"
    values = draw(own, 1, np.arange(6)).values
    assert set(values["crowding_cap"]) == {4.0} and set(values["household_size"]) == {6.0}
    for name in usual.names:  # nothing else moves
        assert values[name].tobytes() == draw(usual, 1, np.arange(6)).values[name].tobytes(), name
    assert parameter_hash(own) != parameter_hash(usual)
    assert constants()["crowding_cap"].value == 10  # nobody else's


def test_all_mistakes_are_found_at_once(tmp_path: Path) -> None:
    text = (
        "crowding_cap: {lognormal: [4, 0.2]}\n"
        "household_size: {fixed: 0}\n"
        "crowding_cup: {fixed: 4}\n"
        "transfer_widening: {fixed: 2}\n"
    )
    with pytest.raises(InputError) as error:
        load_parameters(assume=assumed(tmp_path, text))
    found = {p.where: p for p in error.value.problems}
    assert found["crowding_cap.lognormal"].line == 1 and "{fixed: 10}" in found["crowding_cap.lognormal"].hint
    assert found["household_size.fixed"].line == 2
    assert found["household_size.fixed"].expected == "a number from 1 to 100"
    assert found["crowding_cup"].line == 3 and "crowding_cap" in found["crowding_cup"].hint
    assert found["transfer_widening"].line == 4 and "calibrate" in found["transfer_widening"].hint


def test_the_command_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parameters", "--fixed", "--json"]) in (0, None)
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert set(rows) == set(constants()) and rows["crowding_cap"]["prior"] == "fixed at 10"
    assert rows["crowding_cap"]["scope"] == "fixed"
