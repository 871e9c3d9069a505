"""The scripts that measure growth and write tables: what they keep and draw. Nothing is measured here."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "performance"


def script(name: str):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def growth():
    return script("growth")


def test_the_tables_of_the_pages_are_those_of_what_was_measured() -> None:
    for name, text in script("tables").tables().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, (
            f"python docs/performance/tables.py: {name}"
        )
        assert any(f"{{include}} {name}" in page.read_text() for page in FOLDER.glob("*.md")), name


@pytest.mark.parametrize(("value", "said"), [(0.29955, "0.300"), (23.68, "23.7"), (999.6, "1,000"), (0, "0")])
def test_numbers_have_three_digits(value: float, said: str) -> None:
    assert script("tables").number(value).rstrip("0").rstrip(".") == said.rstrip("0").rstrip(".")


def test_what_is_not_measured_anew_keeps_its_machine_and_workers_are_drawn(
    growth, tmp_path, monkeypatch
) -> None:
    head = ["axis", "value", "members", "seconds", "machine"]
    old = [["members", "16", "16", "1.5", "an old machine"], ["workers (bare)", "1", "64", "9", "gone"]]
    with (tmp_path / "growth.csv").open("w", newline="") as file:
        csv.writer(file).writerows([head, *old])
    new = [("workers (bare)", 1, 64, 4.0), ("workers (bare)", 2, 64, 2.5)]
    monkeypatch.setattr(growth, "efficiencies", lambda *_given: iter(new))
    monkeypatch.setattr(sys, "argv", ["growth.py", "--only", "workers", "--out", str(tmp_path)])
    growth.main()
    with (tmp_path / "growth.csv").open(newline="") as file:
        kept = {(r["axis"], r["value"]): (r["seconds"], r["machine"]) for r in csv.DictReader(file)}
    assert kept["members", "16"] == ("1.5", "an old machine")
    assert kept["workers (bare)", "1"][0] == "4" and kept["workers (bare)", "1"][1] != "gone"
    drawn = (tmp_path / "growth.svg").read_text()
    assert ">workers (bare)<" in drawn and ">members<" in drawn
    assert ">78.1<" in drawn  # two workers for 2.5 s, 64 members
