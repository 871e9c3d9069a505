"""Quick answers: the numbers of a run to the last byte, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.simulation.test_ensemble import nothing, offer
from tregua import run
from tregua.errors import InputError
from tregua.places import load_place
from tregua.places.aggregate_to_regions import at_reported_level
from tregua.results.variables import VARIABLES
from tregua.scenarios import load_scenario
from tregua.simulation.mean_field_response import BANDS, OUTCOMES, prepare_quick, sorted_quantiles


@pytest.mark.parametrize("branch", ["operates", "collapses"])
def test_same_bytes_as_a_run(place, branch: str) -> None:
    ready = prepare_quick(place, nothing(place), draws=13, seed=4)
    for scenario in (nothing(place), offer(place), offer(place, conditional=False)):
        whole = run(
            [scenario], place, members=13, seed=4, mean_field=True, dt="week", branches=(branch,), workers=1
        )
        got = ready.values_of(scenario, [v.name for v in VARIABLES], branch)
        for name, array in got.items():
            assert array.tobytes() == whole[name].values[0].tobytes(), name


def test_same_bytes_at_the_level_that_is_reported() -> None:
    haiti = at_reported_level(load_place("haiti"))
    base = load_scenario("haiti/offer-6000", haiti)
    ready = prepare_quick(haiti, base, draws=12)
    prisons = base.written["prisons"].model_copy(update={"places": 12_000})
    changed = replace(base, written={**base.written, "prisons": prisons})
    whole = run([changed], haiti, members=12, mean_field=True, dt="week", branches=("operates",))
    got = ready.bands(changed)
    assert set(got) == set(OUTCOMES)
    for name, band in got.items():
        np.testing.assert_array_equal(band, np.quantile(whole[name].values[0], BANDS, axis=0))
    before = ready.bands(base)
    assert any((before[name] != got[name]).any() for name in OUTCOMES)  # the change is answered


def test_an_answer_leaves_the_next_alone(place) -> None:
    ready = prepare_quick(place, nothing(place), draws=6)
    first = ready.values_of(nothing(place))
    ready.values_of(offer(place))
    again = ready.values_of(nothing(place))
    assert all((first[name] == again[name]).all() for name in first)


def test_quantiles_are_those_of_numpy_to_the_last_bit() -> None:
    rng = np.random.default_rng(7)
    for draws in (1, 2, 3, 12, 199, 200):
        table = (rng.normal(size=(40, draws)) * 10.0 ** rng.integers(-6, 7, (40, 1))).astype(np.float32)
        table[::5] = np.round(table[::5])  # ties
        table[3, rng.integers(draws)] = np.nan
        shares = (0.0, 0.05, 0.25, 0.3, 0.5, 0.75, 0.95, 1.0)
        wanted = np.quantile(table, shares, axis=1)
        got = sorted_quantiles(table.copy(), shares)
        np.testing.assert_array_equal(got, wanted)
        assert np.isnan(got[:, 3]).all()


def test_quantiles_beyond_the_draws_are_refused(place) -> None:
    ready = prepare_quick(place, nothing(place), draws=2)
    with pytest.raises(InputError, match="quantiles"):
        ready.bands(nothing(place), quantiles=(0.5, 1.5))


class Watchful:
    """An intervention that reads the state."""

    kind, reads_state = "watchful", True

    def sentence(self) -> str:
        """Say what it does."""
        return "Police follow violence."

    def act(self, month) -> None:
        """Add police where people were killed."""
        month.controls.add("police", 10.0 * month.state.deaths_by_territory)


def test_interventions_that_read_the_state_are_answered_too(place) -> None:
    scenario = nothing(place).with_intervention("watch", Watchful())
    ready = prepare_quick(place, nothing(place), draws=5)
    whole = run([scenario], place, members=5, mean_field=True, dt="week")
    for name, array in ready.values_of(scenario).items():
        assert array.tobytes() == whole[name].values[0].tobytes(), name


def test_what_was_not_prepared_is_refused(place) -> None:
    ready = prepare_quick(place, nothing(place), draws=2)
    with pytest.raises(InputError, match="prepare anew"):
        ready.values_of(nothing(place).known_by(date(2024, 3, 1)))
    with pytest.raises(InputError, match="nonsense"):
        ready.values_of(nothing(place), ["nonsense"])
    with pytest.raises(InputError):
        prepare_quick(place, nothing(place), draws=0)


def test_a_scenario_of_another_level_of_the_same_place_is_refused_by_run_and_slider() -> None:
    haiti = load_place("haiti")
    coarse = at_reported_level(haiti)
    fine, rough = (load_scenario("haiti/offer-6000", place) for place in (haiti, coarse))
    assert fine.place == rough.place  # the name alone does not tell
    for scenario, place in ((fine, coarse), (rough, haiti)):
        wanted = (
            rf"{len(scenario.ground.ids)} territories.*\n?.*over the {len(place.territories)} territories"
        )
        with pytest.raises(InputError, match=wanted):
            run([scenario], place, members=2, dt="week")
        ready = prepare_quick(place, load_scenario("haiti/no-mission", place), draws=6)
        with pytest.raises(InputError, match=wanted):
            ready.bands(scenario)
