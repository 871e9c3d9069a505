"""Policies against each other: dominance and regret on known numbers, equal cost in a toy place."""

import json

import numpy as np
import pytest

from tests.decisions.toy import toy_place
from tests.interface.printing import fits_a_screen
from tregua.cli.app import main
from tregua.decisions.trade_offs import pareto
from tregua.decisions.trade_offs.tradeoffs import tradeoffs
from tregua.decisions.transferability.equal_dose import match


def test_dominance_on_known_numbers():
    values = np.array([[1.0, 5.0], [2.0, 2.0], [3.0, 3.0], [1.005, 5.0]])
    assert pareto.undominated(values).tolist() == [True, True, False, True]  # the last is alike the first
    assert pareto.dominated_by(values)[2] == [1]


def test_regret_is_what_the_best_would_have_saved():
    assert pareto.regret(np.array([[1.0, 4.0], [5.0, 2.0]])).tolist() == [[0.0, 3.0], [3.0, 0.0]]


def test_a_factor_is_found_and_what_cannot_be_reached_is_told():
    found = match(lambda x: 10.0 * x**1.3, 25.0, 10.0)
    assert found.met and found.reached == pytest.approx(25.0, rel=0.02)
    assert not match(lambda x: min(10.0 * x, 12.0), 25.0, 10.0).met


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weighing")
    ask = folder / "ask.yaml"
    ask.write_text(
        "goals: [deaths / base <= 0.9, arbitrary_years <= 5000]\n"
        "weights: {deaths: 1, arbitrary_years: 0.1, cost: 1.0e-7}\n",
        encoding="utf-8",
    )
    place = toy_place(folder)
    return tradeoffs(
        place, ["mission", "prisons"], question=ask, reference="mission", futures=24, workers=1
    ), folder


def test_what_was_weighed_prints_itself(found):
    t, _folder = found
    assert len(fits_a_screen(t)) > 2


def test_policies_cost_the_same_where_they_are_said_to(found):
    t, _folder = found
    basis = t.basis("cost")
    base = next(x for x in basis.lines if x.name == t.asked.base.name)
    added = {
        x.name: float(np.mean(x.values["cost"] - base.values["cost"])) for x in basis.lines if x is not base
    }
    assert len(added) + len(basis.left_out) == 2
    for name, cost in added.items():
        assert cost == pytest.approx(added["toy/mission"], rel=0.1), name


def test_readings_are_never_averaged_and_no_score_is_told_without_weights(found):
    t, _folder = found
    record = t.record()
    for basis in record["bases"].values():
        assert {"official", "ngo"} <= set(basis)
        assert set(basis["policies"]["toy/mission"]["outcomes"]["arbitrary_years"]) == {"official", "ngo"}
    assert record["bases"]["proposed"]["official"]["weighted"]  # the user gave weights
    assert "tried on" in " ".join(record["sentences"])


def test_regret_and_goals_are_within_their_bounds(found):
    t, _folder = found
    basis = t.basis("proposed")
    for each in t.regrets(basis, "ngo").values():
        shares = [p["median"] for p in each["policies"].values()]
        assert min(shares) >= 0.0
    assert all(0 <= s["all"] <= 1 for s in t.satisficing(basis, "official").values())


def test_the_command_writes_its_picture_and_sources(found, capsys):
    _t, folder = found
    out = folder / "out"
    status = main(
        ["tradeoffs", str(folder / "toy"), "prisons", "--basis", "proposed", "--futures", "6", "--json",
         "--out", str(out)]
    )  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    assert status == 0 and told["tested"]["cases"] >= 1
    assert (out / "tradeoffs-proposed.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (
        json.loads((out / "tradeoffs.json").read_text(encoding="utf-8"))["place_hash"] == told["place_hash"]
    )


def test_bad_input_ends_with_status_two(found, capsys):
    _t, folder = found
    status = main(["tradeoffs", str(folder / "toy"), "nobody", "--goal", "death <= 1"])
    told = capsys.readouterr().err
    assert status == 2 and "nobody" in told and "death" in told


def test_weights_without_rights_are_refused(found, capsys):
    _t, folder = found
    ask = folder / "one_sided.yaml"
    ask.write_text("weights: {deaths: 1}\n", encoding="utf-8")
    assert main(["tradeoffs", str(folder / "toy"), "prisons", "--ask", str(ask)]) == 2
    assert "never weighed without rights" in " ".join(capsys.readouterr().err.split())


def test_where_no_policy_can_be_made_equal_it_is_said_and_nothing_compared(tmp_path):
    place = toy_place(tmp_path)
    found = tradeoffs(place, ["baseline", "prevention"], reference="prevention", futures=12, workers=1)
    told = "\n".join(found.sentences())
    assert "nan" not in told
    (cost,) = [text for text in told.split("\nAt ") if text.startswith("equal cost")]
    assert "left out: Prevention" in cost and "reading" not in cost
