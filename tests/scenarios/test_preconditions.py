from __future__ import annotations

from datetime import date
from math import exp

import pytest

from tregua.scenarios import Precondition, odds

START, END = date(2024, 1, 1), date(2029, 1, 1)
YEARS = (END - START).days / 365.25


def test_without_preconditions_all_is_certain():
    result = odds([], START, END)
    assert (result.starts, result.lasts, result.lasts_if_started) == (1, 1, 1)
    assert set(result.by.values()) == {START}


def test_odds_multiply():
    parts = [Precondition(kind="consent", odds=0.5), Precondition(kind="funding", odds=0.4)]
    assert odds(parts, START, END, n=100_000).starts == pytest.approx(0.2, abs=0.005)


def test_waiting_and_losing_are_exponential():
    parts = [Precondition(kind="resolution", arrival_per_year=0.5)]
    result = odds(parts, START, END, n=100_000)
    assert result.starts == pytest.approx(1 - exp(-0.5 * YEARS), abs=0.005)
    losing = odds([Precondition(kind="consent", loss_per_year=0.3)], START, END, n=100_000)
    assert losing.starts == 1
    assert losing.lasts == pytest.approx(exp(-0.3 * YEARS), abs=0.005)


def test_renewals():
    each = Precondition(kind="resolution", date=date(2023, 10, 2), renewal_months=12, renewal_odds=0.8)
    result = odds([each], START, END, n=100_000)
    # renewed each October from 2024 to 2028
    assert result.lasts == pytest.approx(0.8**5, abs=0.005)
    never = Precondition(kind="resolution", renewal_months=6, renewal_odds=0.0)
    assert odds([never], START, END).lasts == 0


def test_dates_and_quantiles():
    each = Precondition(kind="resolution", date=date(2025, 6, 1), odds=0.5)
    result = odds([each], START, END)
    assert set(result.by.values()) == {date(2025, 6, 1)}
    late = Precondition(kind="resolution", date=date(2030, 1, 1))
    nothing = odds([late], START, END)
    assert (nothing.starts, nothing.lasts_if_started, nothing.by) == (0, None, {})
    assert "never starts" in nothing.sentence()


def test_the_same_seed_gives_the_same_odds():
    parts = [Precondition(kind="consent", odds=0.5, arrival_per_year=1, loss_per_year=0.1)]
    assert odds(parts, START, END, seed=3) == odds(parts, START, END, seed=3)
    assert odds(parts, START, END, seed=3) != odds(parts, START, END, seed=4)


def test_sentences_call_odds_assumptions():
    each = Precondition(
        kind="consent", odds=0.6, arrival_per_year=2, loss_per_year=0.2, given_by="a council nobody elected"
    )
    assert each.sentence() == (
        "Consent of the host, from a council nobody elected; assumed odds of 60 % that it ever comes, after "
        "6 months on average; withdrawn at an assumed rate of 0.2 a year."
    )
    assert "assumptions" in odds([each], START, END).sentence()
    there = Precondition(kind="resolution", date=date(2023, 10, 2), renewal_months=12, renewal_odds=0.9)
    assert there.sentence() == (
        "Resolution of the Security Council; in force from 2 October 2023; renewed every 12 months with "
        "assumed odds of 90 %."
    )


def test_plain_data_for_a_result():
    plain = odds([Precondition(kind="consent", odds=0.5)], START, END).as_dict()
    assert set(plain) == {"starts", "lasts", "lasts_if_started", "by"}
    assert plain["by"]["0.5"] == "2024-01-01"


def test_odds_move_together_on_the_log_odds_scale() -> None:
    import math

    from tregua.scenarios.preconditions import Precondition, shifted

    one = Precondition.model_validate({"kind": "consent", "odds": 0.5, "loss_per_year": 0.0, "source": "x"})
    (moved,) = shifted([one], 0.7)
    assert math.isclose(moved.odds, 1.0 / (1.0 + math.exp(-0.7)))
    sure = one.model_copy(update={"odds": 1.0})
    assert shifted([sure], -2.0)[0].odds == 1.0


def test_the_range_of_the_odds_of_a_start_holds_the_odds() -> None:
    from tregua.places import load_place
    from tregua.scenarios import load_scenario

    found = load_scenario("haiti/offer-6000", load_place("haiti")).odds()
    assert found.between is not None and found.between[0] < found.starts < found.between[1]
    assert "too high or too low together" in found.sentence()
