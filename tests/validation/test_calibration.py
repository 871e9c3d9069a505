"""A8 is read from the output that was last kept, and says how old it is."""

import json

import pytest

from tregua.cli.app import main
from tregua.inference import sbc
from tregua.validation import sbc_record

pytest.importorskip("scipy")


@pytest.fixture(autouse=True)
def untouched(request, monkeypatch):
    if "ships" not in request.node.name:
        monkeypatch.setattr(sbc_record, "stands", lambda told: True)


def told(p: float = 0.5, replications: int = 200) -> dict:
    quantities = {f"q{n}": {"p": 0.5} for n in range(19)} | {"worst": {"p": p}}
    good = sum(q["p"] > sbc.LEAST_P for q in quantities.values())
    return {
        "made": "2026-01-01", "version": "0.0.1", "problem": "made up", "replications": replications,
        "inside_90": 0.9,
        "uniform": good, "of": 20, "quantities": quantities,
    }  # fmt: skip


@pytest.mark.parametrize(("replications", "bad", "ok"), [(200, 1, True), (200, 2, False), (150, 0, False)])
def test_the_share_and_the_number_of_replications_decide(monkeypatch, replications, bad, ok):
    kept = told(replications=replications)
    kept["uniform"] = 20 - bad
    monkeypatch.setattr(sbc_record, "last", lambda: kept)
    (line,) = sbc_record.ranks()
    assert line.ok is ok and line.ours == (20 - bad) / 20 and "2026-01-01" in line.note


def test_without_an_output_it_misses(monkeypatch):
    monkeypatch.setattr(sbc_record, "last", lambda: None)
    (line,) = sbc_record.ranks()
    assert not line.ok and "tregua sbc" in line.note


def test_code_that_moved_past_it_is_a_miss_and_code_that_was_only_touched_is_told(monkeypatch):
    monkeypatch.setattr(sbc_record, "last", lambda: told())
    (line,) = sbc_record.ranks()
    assert line.ok and "touched" not in line.note
    monkeypatch.setattr(sbc_record, "stands", lambda told: None)
    (line,) = sbc_record.ranks()
    assert line.ok and "comes out the same" in line.note
    monkeypatch.setattr(sbc_record, "stands", lambda told: False)
    (line,) = sbc_record.ranks()
    assert not line.ok and "MOVED PAST" in line.note
    assert sbc_record.ranks(again=False)[0].ok


def test_the_command_reads_what_ships(capsys):
    assert main(["validate", "--only", "A8", "--json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["results"]
    shipped = sbc.last()
    assert shipped is not None and line["ours"] == shipped["uniform"] / shipped["of"]
    enough = shipped["replications"] >= sbc.LEAST_REPLICATIONS
    # a record that was made by another model counts as a miss until it is made again
    mine = "version 0.1" not in line["note"]
    assert line["ok"] is (mine and enough and line["ours"] >= sbc.LEAST_SHARE)
    assert all(sum(q["histogram"]) == shipped["replications"] for q in shipped["quantities"].values())
