"""Discovery finds a threshold planted in a toy place, and says when there is nothing to find."""

import numpy as np
import pytest

from tests.decisions.toy import toy_place
from tests.interface.printing import fits_a_screen
from tregua.decisions.discovery.discovery import discover, seek, wilson
from tregua.errors import InputError


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return toy_place(tmp_path_factory.mktemp("discovery"))


@pytest.fixture(scope="module")
def found(place):
    # places are built at an even pace while consent lasts: what they cost tells how long it lasted; the
    # baseline pays for the held too
    days = (place.run.end - place.run.start).days
    price = float(place.state.money.prison_usd_per_place_built.value)
    planted = 2.5
    cost = price * 10_000 * (planted * 365.25 + 15) / days  # 30 days up and 60 down are 15 more than none
    return discover(
        place, "prisons", goals=[f"prison_cost - base >= {cost:.0f}"], futures=240, workers=1
    ), planted


def test_a_planted_threshold_is_found(found):
    d, planted = found
    box = d.boxes[0].box
    assert box.restricted == ("consent",)
    assert box.limits["consent"][0] == pytest.approx(planted, abs=0.35)
    assert box.density > 0.95 and d.boxes[0].held_out.density > 0.9
    assert d.boxes[0].luck <= 0.02 and d.boxes[0].returns["consent"] == 1.0


def test_it_is_told_in_words_with_base_rate_and_checks(found):
    d, _planted = found
    text = "\n".join(d.sentences())
    assert "years for which consent lasts at least" in text
    assert "Is it luck?" in text and "explain the model, not the world" in text
    assert d.base_rate["all"] == pytest.approx(d.y.mean())


def test_a_discovery_prints_itself(found):
    d, _planted = found
    assert len(fits_a_screen(d)) > 2


def test_rights_stand_inside_and_outside(found):
    d, _planted = found
    inside = d.boxes[0].inside
    assert set(inside["arbitrary_years"]) == {"official", "ngo"}  # never averaged
    assert {"deaths", "deaths_custody", "wrongful_years"} <= set(inside)


def test_nothing_is_sought_where_nothing_is_met(place):
    d = discover(place, "prisons", goals=["prison_cost >= 1e15"], futures=24, workers=1)
    assert not d.boxes and "too few" in "\n".join(d.sentences())


def test_luck_is_told_as_luck():
    rng = np.random.default_rng(8)
    x = {"a": rng.random(300), "b": rng.random(300)}
    boxes, _path = seek(x, rng.random(300) < 0.3, 0.8, seed=1)
    assert not boxes or boxes[0].luck > 0.05


def test_all_mistakes_are_told_at_once(place, tmp_path):
    ask = tmp_path / "ask.yaml"
    ask.write_text("goals: [deaths]\nuncertainties: {luck: [0, 1], force: [1, 0.5]}\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        discover(place, "no-such", goals=["kills <= 1", "nonsense"], question=ask)
    text = str(told.value)
    for word in ("luck", "force", "kills", "nonsense", "no-such"):
        assert word in text


@pytest.mark.parametrize(("k", "n"), [(0, 10), (5, 10), (10, 10)])
def test_wilson_s_interval_holds_the_share(k, n):
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
