"""The table of published results: misses first, and told for machines."""

import json

import pytest

from tregua.cli.app import main
from tregua.errors import InputError, RunError
from tregua.validation import registry
from tregua.validation.result import Result, inside, within


def test_numbers_are_known_in_any_case_and_order():
    assert registry.asked(["a5", "A3,a1"]) == ["A1", "A3", "A5"]
    assert registry.asked(None) == list(registry.CASES)
    with pytest.raises(InputError, match="A77"):
        registry.asked(["A77"])
    assert registry.asked(["a8"]) == ["A8"]


def test_what_is_missing_is_named():
    with pytest.raises(RunError, match=r"not_there .*tregua\[learn\]"):
        registry.needs({"not_there": ""})


def test_misses_come_first(monkeypatch):
    from tregua.validation import border_violence, two_cartels

    good = Result("A3", "good", 1.0, 1.0, "", True)
    bad = Result("A5", "bad", 1.0, 2.0, "", False)
    monkeypatch.setattr(two_cartels, "shocks", lambda: [good])
    monkeypatch.setattr(border_violence, "border", lambda: [bad])
    assert [line.what for line in registry.check(["A3", "A5"])] == ["bad", "good"]


def test_tolerances_are_kept():
    assert within("A1", "", 100.0, 100.4, 0.005, relative=True).ok
    assert not within("A1", "", 100.0, 100.6, 0.005, relative=True).ok
    assert within("A1", "", 1.0, 1.002, 0.0021).ok
    assert inside("A1", "", 3.0, [1, 2, 3]).ok
    assert not inside("A1", "", 3.01, [1, 2, 3]).ok
    assert not inside("A1", "", 2.0, [1, float("nan"), 3]).ok


def test_the_command_prints_json_in_the_agreed_form(capsys):
    pytest.importorskip("scipy")
    assert main(["validate", "--only", "A5", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    assert len(results) == 3
    for line in results:
        assert {"id", "what", "published", "ours", "tolerance", "ok"} <= set(line)
        assert line["id"] == "A5" and line["ok"] is True


def test_strict_ends_with_a_failure_if_anything_misses(monkeypatch, capsys):
    from tregua.validation import border_violence

    miss = Result("A5", "far off", 1.0, 2.0, "± 0.1", False)
    monkeypatch.setattr(border_violence, "border", lambda: [miss])
    assert main(["validate", "--only", "A5"]) == 0
    assert main(["validate", "--only", "A5", "--strict"]) == 1
    assert "MISSES" in capsys.readouterr().out


def test_a_number_that_is_not_there_is_bad_input(capsys):
    assert main(["validate", "--only", "A99"]) == 2
    assert "A99" in capsys.readouterr().err
