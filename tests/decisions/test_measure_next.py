"""What to measure next: known values of samples, a nested check, one informative measurement."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.decisions.test_shapley import toy
from tregua.cli.app import main
from tregua.decisions.measure_next import measure_next
from tregua.decisions.value_of_information_measurements import Error
from tregua.decisions.value_of_sample import nested, observed, worth
from tregua.errors import InputError
from tregua.places import load_place

DRAWS = 1500
# standard normal truth, read with an error of 0.75: the sample explains 1 / (1 + 0.75^2) of the variance
NORMAL = Error(kind="normal", sd=0.75)
SHARE = 1.0 / (1.0 + 0.75**2)
ROW = """\
{name}:
  title: {title}
  places: [{place}]
  who: nobody
  needs_list_of_persons: false
  observes:
    kind: {kind}
    scenario: baseline
    outcome: {{of: {of}}}
{among}    window: [{first}, {last}]
  error: {{kind: lognormal, sd: 0.05}}
  price: {{usd: {usd}, low: 500, high: 200000, source: ours, how: a guess}}
"""


def planted(seed: int = 4):
    rng = np.random.default_rng(seed)
    truth = rng.standard_normal(DRAWS)
    # two policies: the second has fewer deaths where the truth is above 0
    deaths = 100.0 + np.column_stack([np.zeros(DRAWS), -10.0 * truth])
    return truth, 3.0 * truth, deaths


def test_the_value_of_a_normal_sample_is_known():
    truth, effect, deaths = planted()
    found = worth(truth, effect, deaths, NORMAL, seed=1)
    assert found.learnt.narrows == pytest.approx(1 - np.sqrt(1 - SHARE), abs=0.03)
    # E[max(0, m)] of a normal mean m of that variance: sd / sqrt(2 pi)
    assert found.learnt.saved == pytest.approx(10 * np.sqrt(SHARE / (2 * np.pi)), rel=0.1)
    assert found.learnt.best_changes == pytest.approx(0.5, abs=0.05)
    assert found.told and found.noise.narrows < 0.01


def test_a_nested_run_agrees_with_the_regression():
    truth, effect, deaths = planted()
    by_regression = worth(truth, effect, deaths, NORMAL, seed=1).learnt
    by_nesting = nested(truth, effect, deaths, NORMAL, seed=2)
    assert by_nesting.narrows == pytest.approx(by_regression.narrows, abs=0.04)
    assert by_nesting.saved == pytest.approx(by_regression.saved, rel=0.1)
    assert by_nesting.swaps == pytest.approx(by_regression.swaps, abs=0.05)


@pytest.mark.parametrize(
    "error", [Error(kind="binomial", size=200), Error(kind="lognormal", sd=0.3)], ids=["share", "count"]
)
def test_nesting_agrees_for_shares_and_counts(error):
    rng = np.random.default_rng(5)
    figure = rng.beta(4, 6, DRAWS)
    effect = 100 * figure + rng.standard_normal(DRAWS) * 8
    deaths = np.column_stack([np.full(DRAWS, 40.0), 100 * figure])
    one, two = worth(figure, effect, deaths, error, 1).learnt, nested(figure, effect, deaths, error, 2)
    assert two.narrows == pytest.approx(one.narrows, abs=0.05)
    assert two.saved == pytest.approx(one.saved, rel=0.15)


def test_what_tells_nothing_is_not_above_noise():
    _truth, effect, deaths = planted()
    rng = np.random.default_rng(9)
    above = [worth(rng.standard_normal(DRAWS), effect, deaths, NORMAL, seed).told for seed in range(20)]
    assert sum(above) <= 6  # one in ten is expected


def test_a_larger_sample_tells_more():
    truth, effect, deaths = planted()
    share = 1 / (1 + np.exp(-truth))
    sizes = [
        worth(share, effect, deaths, Error(kind="binomial", size=n), 1).learnt.narrows for n in (5, 50, 5000)
    ]
    assert sizes == sorted(sizes)


def test_what_is_read_departs_from_the_truth_as_stated():
    rng = np.random.default_rng(1)
    flat = np.full(20_000, 0.3)
    assert observed(flat, Error(kind="binomial", size=100), rng).std() == pytest.approx(
        np.sqrt(0.21 / 100), rel=0.05
    )
    assert np.log(observed(flat, Error(kind="lognormal", sd=0.2), rng)).std() == pytest.approx(0.2, rel=0.05)
    assert observed(flat, Error(kind="normal", sd=0.5), rng).std() == pytest.approx(0.5, rel=0.05)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = toy(tmp_path_factory.mktemp("next") / "here")
    text = (folder / "place.yaml").read_text()
    if "\nscenarios:" not in text:
        (folder / "place.yaml").write_text(text + "\nscenarios: [baseline, crackdown]\n")
    # what the crackdown does to deaths follows mortality in custody, which one measurement sees
    with (folder / "parameters.yaml").open("a") as file:
        file.write("custody_mortality: {prior: {lognormal: [3000, 1.0]}, source: planted, grade: D}\n")
    return load_place(folder)


@pytest.fixture(scope="module")
def register(place, tmp_path_factory):
    first, last = place.run.start, place.run.start.replace(year=place.run.start.year)
    last = last.replace(month=12, day=28)
    rows = [
        ("mortality", "Mortality in custody", "hazard", "custody_deaths", "    among: {of: held}\n", 100_000),
        ("toll", "Tolls", "count", "extortion_usd", "", 1000),
        ("flight", "Kidnapping", "count", "kidnappings", "", 1000),
    ]
    path = tmp_path_factory.mktemp("register") / "measurements.yaml"
    path.write_text(
        "".join(
            ROW.format(
                name=n, title=t, place=place.name, kind=k, of=of, among=among, first=first, last=last, usd=usd
            )
            for n, t, k, of, among, usd in rows
        )
    )
    return path


def test_the_only_informative_measurement_comes_first(place, register):
    found = measure_next(
        place, "crackdown", baseline="baseline", measurements=register, members=96, workers=1
    )
    first = found.worths[0]
    held = {w.name: w.held["official"].learnt.narrows for w in found.worths}
    assert first.name == "mortality", {w.name: (w.deaths, w.per_dollar) for w in found.worths}
    assert first.per_dollar > 0.0 and set(held) == {"mortality", "toll", "flight"}
    # a hundred times its price, and first all the same
    assert all(w.measurement.price.usd < first.measurement.price.usd for w in found.worths[1:])


def test_the_command_prints_values_and_prices(place, register, capsys):
    words = ["measure-next", str(place.folder), "crackdown", "--baseline", "baseline", "--members", "48"]
    assert main([*words, "--measurements", str(register), "--nested", "mortality", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["measurement"] for each in told["measurements"]} == {"mortality", "toll", "flight"}
    for each in told["measurements"]:
        assert each["price"]["low"] <= each["price"]["usd"] <= each["price"]["high"]
        assert 0.0 <= each["deaths"]["narrows"] <= 1.0 and set(each["arbitrary_years"]) == {"official", "ngo"}
    assert sum("nested" in each for each in told["measurements"]) == 1


def test_all_mistakes_are_named_at_once(place, register):
    with pytest.raises(InputError) as caught:
        measure_next(place, "crackdwon", measurements=register, check=["mortalty"], members=3)
    assert len(caught.value.problems) == 3


def test_a_place_without_measurements_says_so(place):
    with pytest.raises(InputError, match="a measurement is named"):
        measure_next(place, "crackdown")
