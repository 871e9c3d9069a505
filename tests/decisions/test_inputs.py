"""Inputs of the shares of variance: each parameter in one, groups drawn apart, and what is stored of them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.decisions.test_shapley import toy
from tregua.assumptions.parameter import definitions
from tregua.decisions.futures import first_days_of, placed
from tregua.decisions.request import ask, beliefs_of
from tregua.decisions.sensitivity_analysis.inputs import GROUP, extended, group_titles, groups, named
from tregua.decisions.sensitivity_analysis.stored import RANKED_BY, largest, parameters, stored
from tregua.report.parameter_dependence import ONLY_IN, PARAMETERS, theme
from tregua.vocabulary.readings import STRUCTURES


@pytest.fixture(scope="module")
def beliefs(tmp_path_factory):
    asked = ask(toy(tmp_path_factory.mktemp("inputs") / "here"), ["crackdown"], base="baseline")
    return extended(beliefs_of(asked, draws=24, seed=2, workers=1))


def test_every_parameter_that_varies_is_in_one_input(beliefs):
    own = [each.parameter for each in beliefs.uncertain if each.parameter]
    grouped = [name for names in groups(beliefs).values() for name in names]
    assert len(set(own + grouped)) == len(own + grouped)
    values = beliefs.pool.values
    varying = {name for name in definitions() if (values[name] != values[name][0]).any()}
    assert varying <= set(own) | set(grouped)
    assert set(named()) <= set(own)
    assert set(group_titles(groups(beliefs))) == set(groups(beliefs))


def test_a_group_is_drawn_apart_from_all_else(beliefs):
    apart = groups(beliefs)
    n = 8
    u = {
        name: np.full(n, 0.3)
        for name in ("structure", "reading", "first_day", "chance", *beliefs.names, *apart)
    }
    one = next(name for name in apart if name == f"{GROUP}restraint")
    _state, before = first_days_of(beliefs, placed(beliefs, u, apart))
    _state, after = first_days_of(beliefs, placed(beliefs, u | {one: np.full(n, 0.9)}, apart))
    changed = {name for name in definitions() if (before[name] != after[name]).any()}
    assert changed and changed <= set(apart[one])


def test_what_is_stored_names_every_input():
    record = stored()
    for outcome in RANKED_BY:
        shares = largest(outcome)
        assert [s.total for s in shares] == sorted((s.total for s in shares), reverse=True)
        assert "others" not in {s.name for s in shares}
        assert all(s.low <= s.total <= s.high for s in shares)
        assert set(named()) <= {s.name for s in shares}
        # five largest are named, and no group of parameters holds most of the variance
        assert max(s.total for s in shares if s.name.startswith(GROUP)) < 0.25
    assert record["policy"] == "haiti/offer-6000"


def test_what_matters_most_is_read_from_what_is_stored():
    assert parameters() == PARAMETERS and len(PARAMETERS) == 10
    best = [s.name for s in largest("deaths_ratio") if s.name in ("targeting", *named())]
    assert best[0] == "targeting" and "targeting_odds" in PARAMETERS
    assert set(PARAMETERS) <= set(definitions())
    assert all(theme(name) != name for name in PARAMETERS)
    assert all(set(of) < set(STRUCTURES) for of in ONLY_IN.values())
