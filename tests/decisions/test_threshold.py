"""The map of thresholds, on paths whose answer is known and in a toy place."""

import numpy as np
import pytest

from tests.decisions.toy import toy_place
from tregua.decisions.discovery import tipping_points
from tregua.decisions.futures import believe
from tregua.i18n import numbers, speaking
from tregua.pictures.svg import wide_of, wrapped
from tregua.pictures.tipping_points import picture
from tregua.scenarios import load_scenario


def made_up():
    forces = np.array([1.0, 2.0, 4.0])
    # two draws: one breaks at 2 and is back at 1; one never breaks
    up = np.array([[[1.0, 1.0], [0.05, 0.9], [0.05, 0.8]]])
    down = np.array([[[0.7, 0.9], [0.05, 0.8], [np.nan, 0.8]]])
    return tipping_points.Map(forces, np.array([1.0]), up, down, np.array(["replacement", "suppression"]))


def test_breaking_and_returning_are_read_off_the_paths():
    found = made_up()
    assert found.breaking.tolist() == [[2.0, np.inf]]
    assert found.returning[0, 0] == 1.0
    np.testing.assert_allclose(found.broken("up"), [[0.0, 0.5, 0.5]])
    np.testing.assert_allclose(found.broken("down"), [[0.0, 1.0, 1.0]])  # of the one that broke
    assert "<svg" in picture(found, {"a policy": 1.5})


def test_accounts_are_named_in_words_and_shares_printed_as_in_the_report():
    told = made_up().sentences()
    assert "in 50\N{NO-BREAK SPACE}% of draws" in told[0] and "x{" not in "".join(told)
    assert "replacement" not in "".join(told) and "members are replaced" in told[1]
    with speaking("es"):
        drawn = picture(made_up(), {})
    # a title longer than the paper goes on in a second line
    title = drawn[drawn.index('font-size="15"') :].partition("</text>")[0]
    assert "Fuerza frente a poder de fuego" in title and "vuelven" not in title


def test_long_words_are_broken_and_numbers_printed_as_the_language_writes_them():
    assert all(wide_of(line) <= 200 for line in wrapped("the longest label of the language " * 4, 200))
    with speaking("fr"):
        assert numbers.count(1200) == f"1{numbers.THIN}200" and numbers.rough(0.463) == "0,46"
        assert numbers.percents(0.0012, 0.44, fine=True) == f"0,1–44{numbers.NBSP}%"
        assert numbers.worded("au 2024-03-10") == "au 10 mars 2024"
    assert numbers.decimals(-0.001) == "0.00" and numbers.decimals(-0.02) == f"{numbers.MINUS}0.02"


@pytest.fixture(scope="module")
def beliefs(tmp_path_factory):
    place = toy_place(tmp_path_factory.mktemp("threshold"))
    return believe(place, load_scenario("mission", place), draws=6)


def test_the_map_is_the_same_with_any_number_of_workers(beliefs, monkeypatch):
    monkeypatch.setattr(tipping_points, "FORCES", np.array([1.0, 8.0, 64.0]))
    monkeypatch.setattr(tipping_points, "FIREPOWERS", np.array([0.5, 1.0]))
    one = tipping_points.threshold_map(beliefs, draws=6, workers=1, hold_years=1)
    two = tipping_points.threshold_map(beliefs, draws=6, workers=2, hold_years=1)
    np.testing.assert_array_equal(one.up, two.up)
    np.testing.assert_array_equal(one.down, two.down)
    assert (np.median(one.up[:, -1], axis=1) < np.median(one.up[:, 0], axis=1)).all()


def test_a_policy_s_force_counts_what_is_there_and_what_comes(beliefs):
    scenario = load_scenario("mission", beliefs.setup.place)
    middle = float(np.median(beliefs.pool.values["mission_police_effect"]))
    soldiers = float(np.median(beliefs.pool.values["soldier_effect"])) * beliefs.setup.snap.soldiers
    here = beliefs.setup.snap.officers + soldiers
    assert tipping_points.force_of(beliefs, scenario) == pytest.approx((here + 300 * middle) / here)
