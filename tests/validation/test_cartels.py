"""Cartel models by the engine itself: equal to a direct solution, and the properties found in them."""

import numpy as np
import pytest

from tregua.validation import cartels, two_cartels
from tregua.validation.minimal_engine import prepared
from tregua.validation.networks import (
    ALLIED_PAIRS,
    ALLIED_WEIGHT,
    GROUPS,
    MEMBERS,
    RIVAL_PAIRS,
    RIVAL_WEIGHT,
    WITH_NEITHER,
    WITHOUT_ALLY,
    WITHOUT_RIVAL,
    random_network,
    unconnected,
)

pytest.importorskip("scipy")


def test_the_engine_is_the_direct_solution_where_there_is_no_network():
    alone = unconnected()
    truth = cartels.direct(alone, cartels.RATES, cartels.DECADE)
    ours, _run = cartels.decade(alone)
    for key, value in truth.items():
        assert ours[key] == pytest.approx(value, rel=cartels.EXACT), key


def test_the_engine_is_the_direct_solution_over_a_network():
    network = random_network(3)
    truth = cartels.direct(network, cartels.RATES, cartels.DECADE)
    ours, run = cartels.decade(network)
    assert ours["members"] == pytest.approx(truth["members"], rel=cartels.EXACT)
    assert ours["last"] == pytest.approx(truth["last"], rel=cartels.EXACT)
    # and at steps of a week, at which recruitment is looked for
    week, _run = cartels.decade(network, days_a_step=cartels.A_WEEK)
    assert week["members"] == pytest.approx(truth["members"], rel=cartels.EXACT)
    assert run.members.shape == (GROUPS,)


def test_arrests_in_the_bare_engine_are_a_fixed_total():
    run = prepared(np.array([3000.0, 1000.0]), np.zeros((2, 2)), cartels.Rates(0.0, 110.0, 0.0, 1e-12))
    run.advance(10)
    assert run.members.sum() == pytest.approx(4000 - 1100, rel=2e-3)
    assert run.members[0] / run.members[1] == pytest.approx(3, rel=1e-6)


def test_crowding_is_counted_gang_by_gang_where_that_is_asked():
    rates = cartels.Rates(1e-9, 0.0, 0.0, 1e-5)
    apart = prepared(np.array([3000.0, 1000.0]), np.zeros((2, 2)), rates)
    together = prepared(np.array([3000.0, 1000.0]), np.zeros((2, 2)), rates)
    together.world = together.world._replace(crowding_apart=0.0)
    for run in (apart, together):
        run.advance(20)
    # c' = -w c^2 for each, against -w c (sum of c)
    np.testing.assert_allclose(apart.members, [3000 / 1.6, 1000 / 1.2], rtol=2e-3)
    np.testing.assert_allclose(together.members, [3000 / 1.8, 1000 / 1.8], rtol=2e-3)


@pytest.mark.parametrize("number", [0, 7, 99])
def test_networks_have_the_published_counts_and_do_not_change(number):
    net = random_network(number)
    upper = np.triu_indices(GROUPS, 1)
    assert (net.rivals[upper] > 0).sum() == RIVAL_PAIRS and net.rivals[upper].sum() == RIVAL_WEIGHT
    assert (net.allies[upper] > 0).sum() == ALLIED_PAIRS and net.allies[upper].sum() == ALLIED_WEIGHT
    assert (net.rivals.sum(axis=1) == 0).sum() == WITHOUT_RIVAL
    assert (net.allies.sum(axis=1) == 0).sum() == WITHOUT_ALLY
    assert ((net.rivals + net.allies).sum(axis=1) == 0).sum() == WITH_NEITHER
    assert net.members.sum() == pytest.approx(MEMBERS)
    np.testing.assert_array_equal(random_network(number).conflict, net.conflict)


def test_at_equal_dose_arrests_and_recruitment_are_the_same_lever():
    summary, run = cartels.decade(random_network(1), days_a_step=cartels.A_WEEK)
    arrests = cartels.scenario(run, cartels.ACTIONS["arrests x3"], summary["last"])
    recruits = cartels.scenario(run, cartels.ACTIONS["recruitment x1/2"], summary["last"])
    unequal = cartels.scenario(run, cartels.ACTIONS["arrests x2"], summary["last"])
    assert abs(arrests[1] - recruits[1]) < abs(unequal[1] - recruits[1]) / 2
    # and a scenario leaves the run that it starts from alone
    assert cartels.scenario(run, cartels.ACTIONS["arrests x3"], summary["last"]) == arrests


def test_two_cartels_agree_within_the_tolerance():
    assert all(line.ok for line in two_cartels.shocks())
