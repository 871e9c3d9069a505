"""Goals as they are written, and questions with mistakes."""

import numpy as np
import pytest

from tregua.decisions.goals import one_sided, parse_goals, quantities, read_question
from tregua.errors import InputError


def test_goals_are_read_and_held_against_numbers():
    own = {"deaths": np.array([10.0, 60.0]), "cost": np.array([1.0, 2.0])}
    base = {"deaths": np.array([20.0, 100.0]), "cost": np.array([0.0, 0.0])}
    ratio, less, plain = parse_goals(["deaths / base <= 0.5", "deaths - base <= -20", "cost >= 1.5"])
    assert ratio.met(own, base).tolist() == [True, False]
    assert less.met(own, base).tolist() == [False, True]
    assert plain.met(own, None).tolist() == [False, True]
    assert "0.5 times" in ratio.sentence()


@pytest.mark.parametrize(
    "text", ["deaths", "deaths < 5", "deaths <= many", "death <= 5", "deaths * base <= 1"]
)
def test_what_is_no_goal_is_told(text):
    with pytest.raises(InputError):
        parse_goals([text])


def test_killing_in_a_year_is_held_against_the_first_day():
    deaths = np.zeros((1, 24, 1, 11))
    deaths[:, :12, 0, 0], deaths[:, 12:, 0, 0] = 60.0, 30.0
    deaths[..., 9] = 1000.0  # custody is not killing
    pace = 60.0 * 12 / 365.25
    got = quantities()["killing_ratio_year2"].of(
        {"deaths": deaths, "killed_a_day_at_start": np.array([pace])}
    )
    assert got[0] == pytest.approx(0.5)


def test_a_question_tells_each_mistake_with_its_line(tmp_path):
    file = tmp_path / "ask.yaml"
    file.write_text(
        "goals:\n  - deaths <= 5\n  - dead <= 5\nuncertainties:\n  luck: [0, 1]\nweights:\n  money: 1\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as told:
        read_question(file)
    problems = {p.where: p.line for p in told.value.problems}
    assert problems == {"goals": 3, "uncertainties.luck": 5, "weights.money": 7}


def test_security_is_never_weighed_without_rights():
    assert one_sided({"deaths": 1.0, "cost": 1.0}, "ask.yaml")
    assert not one_sided({"deaths": 1.0, "arbitrary_years": 0.0}, "ask.yaml")
    assert not one_sided({"cost": 1.0}, "ask.yaml")
