"""Support of three publics against answers worked out by hand."""

import math

from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.mechanisms import support

YEAR = 365.25
P = values(
    support_wrong=0.4,
    support_overdue=0.2,
    support_custody=0.03,
    support_bystanders=0.5,
    support_safety=0.8,
    support_extortion=0.6,
    support_losses=0.1,
    contributor_safety=0.5,
    council_safety=0.25,
    household_size=4.0,
)


def test_share_of_log_odds() -> None:
    f = plain(support.share)
    assert f(0.0) == 0.5
    assert f(math.log(3.0)) == approx(0.75)
    assert f(-math.log(3.0)) == approx(0.25)


def test_follow() -> None:
    assert plain(support.follow)(2.0, 10.0, 0.25) == approx(8.0)


def test_wrongs_add_up() -> None:
    f = plain(support.wrongs)
    assert f(0.0, 0.0, 0.0, 0.0, P) == 0.0
    assert f(0.2, 0.0, 0.0, 0.0, P) == approx(0.8)
    assert f(0.0, 0.03, 0.0, 0.0, P) == approx(0.6)
    assert f(0.0, 0.0, 20.0, 0.0, P) == approx(0.6)
    assert f(0.0, 0.0, 0.0, 2.0, P) == approx(1.0)
    assert f(0.2, 0.03, 20.0, 2.0, P) == approx(3.0)


def test_where_support_heads() -> None:
    # safety doubled and extortion halved against wrongs of 0.3
    host = plain(support.host_goal)(0.1, math.log(2.0), math.log(2.0), 0.3, P)
    assert host == approx(0.1 + 1.4 * math.log(2.0) - 0.3)
    contributor = plain(support.contributor_goal)(0.1, 0.5, 2.0, P)
    assert contributor == approx(0.1 + 0.2 - 0.2)
    council = plain(support.council_goal)(0.1, 0.5, 0.3, P)
    assert council == approx(0.1 + 0.1 - 0.3)


def country() -> Tiny:
    """Return a country of 400,000 people in 100,000 households, where the past is felt by halves."""
    tiny = Tiny(dt=2.0)
    fill(tiny.nation, population=400_000.0, wronged=2000.0, overdue_start=500.0)
    fill(tiny.nation, violence_now=3.0, violence_usual=5.0, bystanders_felt=0.2, losses_felt=0.1)
    fill(tiny.nation, custody_deaths_felt=0.3, custody_deaths_start=0.1)
    fill(tiny.nation, extortion_now=100.0, extortion_start=199.0)
    fill(tiny.nation, host=0.5, host_start=0.1, contributor=0.6, contributor_start=0.2)
    fill(tiny.nation, council=0.7, council_start=0.3)
    fill(tiny.country, safety_now_kept=0.5, safety_usual_kept=0.75, losses_felt_kept=0.5, support_kept=0.9)
    fill(tiny.country, extortion=300.0, overdue=1500.0, foreign=1000.0)
    return tiny


def test_step_of_support() -> None:
    tiny = country()
    n = tiny.nation
    plain(support.step)(tiny.state, P, tiny.work, tiny.clock, 2.0, 0.8, 0.4, 0.3)
    # killed 1 a day, 0.4 a day in custody; bystanders and losses come as people a day
    assert (n.violence_now, n.violence_usual) == (approx(2.0), approx(4.0))
    assert (n.bystanders_felt, n.losses_felt) == (approx(0.3), approx(0.2))
    assert n.custody_deaths_felt == approx(0.35)
    assert n.extortion_now == approx(200.0)
    safety, relief = math.log(4.1 / 2.1), math.log(200.0 / 201.0)
    per = YEAR / 4.0  # 100,000 inhabitants a year
    # 0.02 wronged, 0.01 more overdue than at the start
    wrong = 0.4 * 0.2 + 0.2 * 1.0 + 0.03 * 0.25 * per + 0.5 * 0.3 * per
    host = 0.1 + 0.8 * safety + 0.6 * relief - wrong
    assert n.host == approx(0.1 * host + 0.9 * 0.5)
    contributor = 0.2 + 0.4 * safety - 0.1 * 0.2 * YEAR
    assert n.contributor == approx(0.1 * contributor + 0.9 * 0.6)
    council = 0.3 + 0.2 * safety - wrong
    assert n.council == approx(0.1 * council + 0.9 * 0.7)


def test_losses_are_felt_where_there_is_a_force() -> None:
    goals = []
    for personnel in (0.0, 1.0, 2.0):
        tiny = country()
        tiny.country.foreign = personnel
        plain(support.step)(tiny.state, P, tiny.work, tiny.clock, 2.0, 0.8, 0.4, 0.3)
        goals.append(float(tiny.nation.contributor))
    assert goals[0] == goals[1]
    assert goals[1] - goals[2] == approx(0.1 * 0.1 * 0.2 * YEAR * 1e3 / 2.0)


def test_support_falls_under_mass_arrest_of_the_uninvolved_though_killing_falls() -> None:
    tiny = country()
    fill(tiny.nation, violence_now=1.0, violence_usual=1.0, host=0.1, bystanders_felt=0.0)
    fill(tiny.nation, wronged=40_000.0, custody_deaths_start=0.3)
    plain(support.step)(tiny.state, P, tiny.work, tiny.clock, 1.0, 0.6, 0.0, 0.0)
    # two in five households: 1.6 against less than 0.8 x log(1.1 / 0.85)
    assert tiny.nation.violence_now < tiny.nation.violence_usual
    assert tiny.nation.host < 0.1
    assert tiny.nation.council < 0.7


def test_nothing_changes_where_nothing_does() -> None:
    tiny = Tiny()
    fill(tiny.nation, population=400_000.0, violence_now=2.0, violence_usual=2.0, host=0.1, host_start=0.1)
    fill(tiny.nation, custody_deaths_felt=0.1, custody_deaths_start=0.1, overdue_start=5.0)
    fill(tiny.nation, extortion_now=7.0, extortion_start=7.0)
    fill(tiny.country, overdue=5.0, extortion=7.0, support_kept=0.5)
    plain(support.step)(tiny.state, P, tiny.work, tiny.clock, 2.0, 0.1, 0.0, 0.0)
    assert tiny.nation.host == approx(0.1)
