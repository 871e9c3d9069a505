"""Every parameter can be asked; assumptions of the user are kept apart and checked."""

from __future__ import annotations

import inspect
import re
from collections import Counter

import numpy as np
import pytest
from scipy import stats

from tregua.assumptions import STRUCTURES, draw, load_parameters
from tregua.assumptions.counter_rng import normal_quantiles, uniforms
from tregua.assumptions.parameter import constants
from tregua.assumptions.prior import Prior
from tregua.assumptions.sampling import (
    EXPONENT,
    FITTED,
    KEPT_DRAWS,
    address,
    monte_carlo_error,
    numbers,
    places,
    quantile,
    structures,
)
from tregua.assumptions.units import FACTORS
from tregua.errors import InputError
from tregua.places import list_places, load_place
from tregua.vocabulary.readings import READINGS, RESPONSES


@pytest.mark.parametrize("name", [None, "haiti", "el_salvador"])
def test_every_parameter_can_be_asked(name) -> None:
    for p in load_parameters(load_place(name) if name else None):
        assert p.meaning and p.symbol and p.source and p.prior and p.travels, p.name
        assert p.unit in FACTORS, p.name
        assert p.grade in "ABCD" and p.scope in ("shared", "local"), p.name


def test_symbols_are_told_apart() -> None:
    symbols = [p.symbol for p in load_parameters()]
    assert len(set(symbols)) == len(symbols), sorted({s for s in symbols if symbols.count(s) > 1})


def test_the_model_uses_every_parameter_and_no_other() -> None:
    import tregua.model
    import tregua.simulation.initial_state
    import tregua.simulation.spin_up

    text = ""
    from pathlib import Path

    files = Path(inspect.getfile(tregua.model)).parent.rglob("*.py")
    for file in [f for f in files if f.name not in ("explain.py", "reads.py")]:
        text += file.read_text()
    used = set(re.findall(r"\b(?:p|parameters)\.([a-z_]+)", text))
    fitted = inspect.getsource(tregua.simulation.initial_state) + inspect.getsource(tregua.simulation.spin_up)
    used |= set(re.findall(r"(?:p|values)\[f?\"([a-z_{}]+)\"\]", fitted))
    used |= {f"{public}_support" for public in ("host", "contributor", "council")}
    known = (
        set(load_parameters().names)
        | set(constants())
        | set(FITTED)
        | {n for s in structures().values() for n in s["settings"]}
    )
    used |= {"remand_lawful", "transfer_widening"}  # of the first day's snapshot, and of the fit
    assert known <= used, known - used
    known |= set(constants())
    assert {name for name in used if "{" not in name} <= known | {"name", "add"}


def test_places_state_only_parameters_that_exist() -> None:
    stated = {name: load_place(name).parameters for name in list_places()}
    assert stated and all(stated.values())
    for name, own in stated.items():
        found = load_parameters(load_place(name))
        assert {p.name for p in found if p.set_by == "place"} >= set(own), name


def test_wrong_assumptions_are_all_told_with_file_and_line(tmp_path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "replacement_shar: {fixed: 0.5}\nnatural_exit: {lognormal: [-1, 2]}\nmission_size: {fixed: 3}\n"
    )
    with pytest.raises(InputError) as error:
        load_parameters(assume=file)
    problems = {p.where.split(".")[0]: p for p in error.value.problems}
    assert problems["replacement_shar"].line == 1 and "replacement_share" in problems["replacement_shar"].hint
    assert problems["mission_size"].line == 3


def test_a_time_is_assumed_to_be_a_day_at_least(tmp_path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("replacement_delay: {fixed: 0}\nsentence_years: {uniform: [0, 3]}\ngrowth: {fixed: 0}\n")
    with pytest.raises(InputError) as error:
        load_parameters(assume=file)
    assert [(p.line, p.where, p.expected) for p in error.value.problems] == [
        (1, "replacement_delay.fixed", "at least 1"),
        (2, "sentence_years.uniform", "at least 0.0027"),
    ]


def test_assumptions_of_the_user_replace_a_prior_and_say_so(tmp_path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("replacement_share: {fixed: 0.5}\ntargeting_odds: {lognormal: [20, 0.1]}\n")
    found = load_parameters(load_place("haiti"), file)
    assert found["replacement_share"].set_by == "user" and found["contributor_support"].set_by == "place"
    values = draw(found, 1, np.arange(60)).values
    assert set(values["replacement_share"]) == {0.5}
    assert 15 < np.median(values["targeting_odds"]) < 25


@pytest.mark.parametrize(
    ("prior", "law"),
    [
        ({"normal": [1.0, 2.0]}, stats.norm(1, 2)),
        ({"lognormal": [3.0, 0.5]}, stats.lognorm(0.5, scale=3)),
        ({"uniform": [2.0, 5.0]}, stats.uniform(2, 3)),
    ],
)
def test_draws_follow_their_prior(prior, law) -> None:
    u = uniforms(1, 2, np.arange(4000))
    assert stats.kstest(quantile(Prior(**prior), u), law.cdf).pvalue > 1e-3


def test_logit_normal_draws() -> None:
    values = quantile(Prior(logitnormal=(0.2, 0.5)), uniforms(1, 2, np.arange(4000)))
    assert stats.kstest(np.log(values / (1 - values)), stats.norm(np.log(0.25), 0.5).cdf).pvalue > 1e-3
    np.testing.assert_allclose(normal_quantiles(np.array([0.025, 0.5])), stats.norm.ppf([0.025, 0.5]))


def test_a_draw_has_its_own_chance_whoever_is_drawn_with_it() -> None:
    parameters = load_parameters(load_place("haiti"))
    many = draw(parameters, 3, np.arange(KEPT_DRAWS + 6)).values  # too many to be kept
    few = draw(parameters, 3, np.arange(6, 12)).values
    assert many[6:12].tobytes() == few.tobytes()
    draw(parameters, 3, np.arange(6, 12)).values[:] = 0  # what was kept is nobody's to change
    assert draw(parameters, 3, np.arange(6, 12)).values.tobytes() == few.tobytes()
    fitted = [p.name for p in parameters if not p.bounds and len(p.priors) == 1]
    for name in fitted:
        if name == EXPONENT:
            continue  # one in half of the draws
        u = address(3, name, numbers(np.arange(6, 12)))
        own = quantile(parameters[name].for_reading(""), u) * FACTORS[parameters[name].unit]
        assert few[name].tobytes() == own.tobytes(), name


def test_structures_have_equal_weight() -> None:
    d = draw(load_parameters(), 1, np.arange(96))
    cells = [(s, r, f) for s in STRUCTURES for r in READINGS for f in RESPONSES]
    count = Counter(zip(d.structure.tolist(), d.reading.tolist(), d.response.tolist(), strict=True))
    assert count == dict.fromkeys(cells, 6)
    for n in range(1, 97):
        for strata in (d.structure[:n], d.reading[:n], d.response[:n]):
            sizes = list(Counter(strata.tolist()).values())
            assert max(sizes) - min(sizes) <= len(STRUCTURES), n


def test_an_exponent_of_the_user_holds_in_every_draw(tmp_path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("risk_exponent: {fixed: 2.0}\n")
    d = draw(load_parameters(assume=file), 1, np.arange(32))
    assert set(d.values[EXPONENT]) == {2.0} and set(d.response) == {RESPONSES[1]}


def test_a_longer_ensemble_begins_with_the_shorter_one() -> None:
    parameters = load_parameters(load_place("haiti"))
    long, short = draw(parameters, 5, np.arange(320)), draw(parameters, 5, np.arange(160))
    assert long.values[:160].tobytes() == short.values.tobytes()
    assert (places(long.index, long.reading) == np.arange(320)).all()
    pair = long.index[:, None] == long.index[None]
    assert (pair.sum(axis=1) == 2).all()
    assert (long.response[:, None] == long.response[None])[pair].all()


def test_draws_are_spread_evenly_within_each_stratum() -> None:
    number = np.arange(8 * 64)
    key = number % 4 * 2 + (number // 4 + number % 4) % 2
    for name in ("natural_exit", "growth", "posterior"):
        u = address(1, name, number)
        for stratum in range(8):
            own = (u[key == stratum] * 64).astype(int)
            assert sorted(own) == list(range(64)), (name, stratum)
    two = np.stack([address(1, "growth", number), address(1, "natural_exit", number)])
    assert abs(np.corrcoef(two)[0, 1]) < 0.15


def test_stratified_draws_err_less_than_chance_and_the_error_is_an_upper_bound() -> None:
    def outcome(seed: int, number: np.ndarray) -> np.ndarray:
        a, b, c = (address(seed, name, number) for name in ("a", "b", "c"))
        return np.exp(a - b) + c**2 + number % 4

    number = np.arange(96)
    means = np.array([outcome(seed, number).mean() for seed in range(200)])
    strata = number % 4
    told = np.array([monte_carlo_error(outcome(seed, number), strata) for seed in range(20)])
    chance = np.random.default_rng(1).random((3, 200, 96))
    alone = (np.exp(chance[0] - chance[1]) + chance[2] ** 2).mean(axis=1).std()
    assert means.std() < 0.6 * alone
    assert means.std() < told.mean() < 1.3 * alone


def test_the_error_of_a_mean_of_strata_has_a_known_answer() -> None:
    values = np.array([0.0, 2.0, 10.0, 14.0])
    # variances 2 and 8 over two draws each, at half the weight: (2 / 2 + 8 / 2) / 4
    assert monte_carlo_error(values, np.array([0, 0, 1, 1])) == pytest.approx(np.sqrt(1.25))
    twice = np.repeat(values, 2)
    assert monte_carlo_error(twice, np.repeat([0, 0, 1, 1], 2), np.repeat(np.arange(4), 2)) == pytest.approx(
        np.sqrt(1.25)
    )
    assert np.isnan(monte_carlo_error(np.array([1.0, 2.0]), np.array([0, 1])))


def test_figures_of_the_state_are_parameters_where_nothing_else_is_said(tmp_path) -> None:
    from tregua.places.place_template import new_place

    new_place(tmp_path / "x")
    file = tmp_path / "x" / "state.yaml"
    text = file.read_text()
    import yaml

    written = yaml.safe_load(text)
    written["courts"] = {
        "judgements_per_day": {"value": 7, "source": "a court", "grade": "B"},
        "review_limit_days": 30,
    }
    written["support"] = {"host": {"value": 0.8, "source": "a poll", "grade": "A"}}
    file.write_text(yaml.safe_dump(written))
    found = load_parameters(load_place(tmp_path / "x"))
    assert found["judgement_rate"].priors[""].lognormal == (7.0, 0.3)
    assert (found["judgement_rate"].source, found["judgement_rate"].grade) == ("a court", "B")
    assert found["review_limit_days"].priors[""].fixed == 30
    assert found["host_support"].priors[""].logitnormal == (0.8, 0.3)
    # a prior that the place states itself counts more
    assert load_parameters(load_place("haiti"))["host_support"].set_by == "place"
