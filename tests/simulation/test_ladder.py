"""The lowest rungs of the ladder: what a declaration does without anything done.

These follow from the prior on what is announced, so that they are regression tests and no evidence. They run
in expectation, from the priors, in both places.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from tests.simulation.conftest import prepare
from tregua.places import load_place
from tregua.results.variables import allocate, sizes
from tregua.scenarios import from_parts, load_scenario, measure
from tregua.simulation import batch_run
from tregua.simulation.mean_field_response import prepare_quick
from tregua.simulation.setup import region_matrix
from tregua.vocabulary.causes import CAUSES

DRAWS = 32
# nothing done, and the day of the declaration
BASES = {
    "haiti": ("haiti/no-mission", date(2024, 6, 1)),
    "el_salvador": ("el_salvador/no-state-of-exception", date(2022, 3, 1)),
}
CUSTODY = CAUSES.index("custody")


@pytest.fixture(scope="module", params=BASES)
def rungs(request):
    """Killed by month, (draw, month), from the month of the declaration on: nothing done, and each rung."""
    name, day = BASES[request.param]
    place = load_place(request.param)
    base = load_scenario(name, place)
    months = (day.year - base.start.year) * 12 + day.month - base.start.month
    last = day.year * 12 + day.month - 1 + 60
    base = replace(base, end=date(last // 12, last % 12 + 1, 1))
    quick = prepare_quick(place, base, draws=DRAWS, priors=True)
    law = measure("state_of_exception")

    def killed(**fields):
        written = {**base.written}
        if fields:
            written["law"] = law(**{"from": day, "known": min(day, base.as_of)}, **fields)
        died = quick.values_of(replace(base, written=written), ("deaths",))["deaths"].astype(float)
        return (died.sum(axis=(2, 3)) - died[..., CUSTODY].sum(axis=2))[:, months:]

    one = {"arrests_per_day": 1.0, "when_scarce": "continue", "when_full": "release"}
    found = SimpleNamespace(
        place=request.param,
        nothing=killed(),
        declared=killed(due_process_suspended=0.0),
        suspended=killed(due_process_suspended=1.0),
        half=killed(due_process_suspended=0.5),
        one_a_day=killed(due_process_suspended=1.0, **one),
    )
    assert found.nothing.shape == (DRAWS, 60)
    return found


def moved(one, other, since=0, until=60):
    """Return by what share the killed of a time differ, in the middle of the draws."""
    return float(np.median(one[:, since:until].sum(axis=1) / other[:, since:until].sum(axis=1)) - 1.0)


def test_a_declaration_alone_moves_deaths_by_at_most_a_twentieth_and_then_by_nothing(rungs):
    assert (rungs.declared != rungs.nothing).any()  # it was declared: the first months move
    assert abs(moved(rungs.declared, rungs.nothing)) <= 0.05
    assert abs(moved(rungs.declared, rungs.nothing, 24)) <= 0.02


def test_suspended_law_without_anything_done_moves_deaths_by_at_most_a_twentieth(rungs):
    for some in (rungs.half, rungs.suspended):
        assert abs(moved(some, rungs.nothing)) <= 0.05


def test_one_arrest_a_day_is_no_crackdown(rungs):
    assert (rungs.one_a_day != rungs.suspended).any()
    assert abs(moved(rungs.one_a_day, rungs.nothing)) <= 0.05
    assert abs(moved(rungs.one_a_day, rungs.suspended)) <= 0.05


def rates_moved(one, other):
    """Return the largest difference of a monthly rate in months 25 to 60, in the middle of the draws."""
    return float(np.abs(np.median(one[:, 24:] / other[:, 24:], axis=0) - 1.0).max())


def test_monthly_rates_return_after_a_declaration(rungs):
    assert rates_moved(rungs.declared, rungs.nothing) < 0.02


def test_monthly_rates_return_after_a_declaration_that_suspends_the_law(rungs):
    assert rates_moved(rungs.suspended, rungs.nothing) < 0.02
    assert abs(moved(rungs.suspended, rungs.nothing, 24)) <= 0.02


def final_capacity(place, scenario, expected, monkeypatch, members=24):
    """Return standing capacity on the last day, arrests a day, (member, territory)."""
    parts = prepare(place, scenario, members=members, still=True)
    regions = region_matrix(place)
    _members, territories, gangs = parts.state.vacancies.shape
    into = allocate(1, members, len(parts.policy.days), sizes(territories, regions.shape[1], gangs), expected)
    states, copy = [], batch_run.copied
    monkeypatch.setattr(batch_run, "copied", lambda *given: states.append(copy(*given)) or states[-1])
    keys = np.arange(members).astype(np.uint64)
    whole = slice(0, members)
    batch_run.run_block(
        parts.policy, 0, parts.state, parts.values, keys, whole, regions, "day", expected, into
    )
    monkeypatch.undo()
    return states[0].territory["capacity"], into["arrests"][0]


@pytest.mark.parametrize("arrests", [0.05, 5.0])
def test_capacity_is_that_of_expectation_whatever_chance_draws(place, monkeypatch, arrests):
    start, end = date(2024, 4, 1), date(2025, 10, 1)
    law = measure("state_of_exception")(
        **{"from": start}, arrests_per_day=arrests, when_scarce="continue", when_full="release"
    )
    scenario = from_parts(
        place, name="case", title="", sentence="", interventions={"law": law}, start=start, end=end
    )
    (field, made), (drawn, met) = (final_capacity(place, scenario, e, monkeypatch) for e in (True, False))
    assert (made != met).any()  # single people were drawn
    some = field.sum(axis=1)
    assert (some > 0.0).all()
    assert drawn.sum(axis=1).mean() == pytest.approx(some.mean(), rel=0.02)
