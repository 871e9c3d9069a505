"""El Salvador without the state of exception: the command, the picture, and the place for the model's own."""

import json
import sys
import types
import xml.etree.ElementTree as ET

import pytest

from tregua.cli import main
from tregua.learning.synthetic import Year, estimate
from tregua.validation import counterfactual

pytest.importorskip("scipy")


def test_the_command_tells_donors_weights_placebos_and_the_fall(capsys, tmp_path):
    assert main(["counterfactual", "el_salvador", "--out", str(tmp_path / "a" / "picture.svg")]) == 0
    out = capsys.readouterr().out
    for words in ("Donors: Argentina", "left out: Belize", "weights: Guatemala", "placebos", "84%", "40%"):
        assert words in out
    assert ET.parse(tmp_path / "a" / "picture.svg").getroot().tag.endswith("svg")


def test_json_has_both_methods_and_an_empty_place_for_the_model(capsys, monkeypatch):
    monkeypatch.setattr(counterfactual, "MODEL", "tregua.learning.not_there")
    assert main(["counterfactual", "el_salvador", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["method"] for each in told["synthetic_control"]] == ["changes", "levels"]
    assert told["model"] is None and len(told["synthetic_control"][0]["narrow"]) == 4


def test_the_models_own_estimate_is_put_beside(capsys, monkeypatch):
    years = [Year(y, 500.0, 800.0, 1200.0, None, True) for y in range(2022, 2026)]
    module = types.ModuleType("tregua.learning.made_up")
    module.without_state_of_exception = lambda place: {"narrow": years, "wide": years}  # type: ignore[attr-defined]
    module.__spec__ = types.SimpleNamespace()  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "tregua.learning.made_up", module)
    monkeypatch.setattr(counterfactual, "MODEL", "tregua.learning.made_up")
    assert main(["counterfactual", "el_salvador"]) == 0
    assert "800 (500–1,200)" in capsys.readouterr().out
    drawn = counterfactual.picture(estimate(), {"narrow": years, "wide": years})
    assert "the model" in drawn and drawn.count("<polygon") == 2


def test_another_place_is_told(capsys):
    assert main(["counterfactual", "haiti"]) == 2
    assert "el_salvador" in capsys.readouterr().err
