"""El Salvador without the state of exception: the command, the picture, and the place for the model's own."""

import json
import xml.etree.ElementTree as ET

import pytest

from tregua.cli.app import main
from tregua.places import load_place
from tregua.validation import counterfactual
from tregua.validation import model_counterfactual as model
from tregua.validation.model_counterfactual import YEARS
from tregua.validation.synthetic_control import OFFICIAL, Year, estimate

pytest.importorskip("scipy")


def made_up(place, reading="politics"):
    years = [Year(y, 500.0, 800.0 if reading == "politics" else 2000.0, 1200.0, None, True) for y in YEARS]
    return {"narrow": years, "narrow, rule of 2021": years, "wide": years}


def test_the_command_tells_donors_weights_placebos_and_the_fall(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(counterfactual, "without_state_of_exception", made_up)
    assert main(["counterfactual", "el_salvador", "--out", str(tmp_path / "a" / "picture.svg")]) == 0
    out = capsys.readouterr().out
    for words in ("Donors: Argentina", "left out: Belize", "weights: Guatemala", "placebos", "84%", "40%"):
        assert words in out
    assert ET.parse(tmp_path / "a" / "picture.svg").getroot().tag.endswith("svg")


def test_json_has_both_methods_and_an_empty_place_without_a_posterior(capsys, monkeypatch):
    monkeypatch.setattr(counterfactual, "without_state_of_exception", lambda place, reading: None)
    assert main(["counterfactual", "el_salvador", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["method"] for each in told["synthetic_control"]] == ["changes", "levels"]
    assert told["model"] is None and len(told["synthetic_control"][0]["narrow"]) == 4


def test_the_models_own_estimate_is_put_beside(capsys, monkeypatch):
    monkeypatch.setattr(counterfactual, "without_state_of_exception", made_up)
    assert main(["counterfactual", "el_salvador"]) == 0
    out = capsys.readouterr().out
    assert "800 (500–1,200)" in out and "2,000 (500–1,200)" in out and "rule of 2021" in out
    drawn = counterfactual.picture(estimate(), made_up(None))
    # two bases, two methods each
    assert drawn.count("<polygon") == 4 and drawn.count("the model,") == 2
    # of whom the synthetic control is made, who else was looked at and who was not
    assert "Guatemala 95%" in drawn and "Donors without weight: Argentina" in drawn and "Belize" in drawn
    # nobody counted on the wide base in 2019 and 2020
    assert drawn.count('stroke-dasharray="2 5"') == 1


def test_the_model_without_the_state_of_exception_falls_short_of_what_it_says_under_the_older_rule(
    monkeypatch,
):
    monkeypatch.setattr(model, "EACH", 1)  # future of each row: 450 in all
    place = load_place("el_salvador")
    said = counterfactual.model_estimate(place)
    assert said is not None and set(said) == {"narrow", "narrow, rule of 2021", "wide"}
    for narrow, old, wide in zip(*said.values(), strict=True):
        assert 0 < narrow.low < narrow.middle < narrow.high
        assert narrow.middle < old.middle < wide.middle
    # it is known to nobody on 1 March 2022 that killing falls to a tenth
    assert said["narrow"][2].middle > 2 * OFFICIAL[2024]
    broken = counterfactual.model_estimate(place, "broken")
    assert broken is not None and broken["wide"][1].middle > said["wide"][1].middle


def test_a_place_without_a_posterior_as_of_march_2022_has_no_estimate():
    assert counterfactual.model_estimate(load_place("haiti")) is None


def test_another_place_is_told(capsys):
    assert main(["counterfactual", "haiti"]) == 2
    assert "el_salvador" in capsys.readouterr().err
