"""The level's prior is learnt from rates that ship, without the place, and finds what was put in."""

import json
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import numpy as np
import pytest

from tregua.forecasting import level_prior
from tregua.forecasting.level import STATED

SCRIPT = Path(__file__).parents[2] / "scripts" / "level_prior"


def same(*records):
    a, b = ([r["sigma_median"], r["sigma_log_sd"], *r["velocity_weights"]] for r in records)
    return a == pytest.approx(b, rel=0.01, abs=1e-3)


def test_what_ships_is_learnt_from_what_ships():
    rates = level_prior.read_rates()
    assert level_prior.selected(rates) == rates
    learnt = json.loads(level_prior.LEARNT.read_text(encoding="utf-8"))
    assert set(learnt["without"]) == set(rates)
    likelihoods = {country: level_prior.likelihood(own) for country, own in rates.items()}
    assert same(level_prior.record(level_prior.learn(likelihoods)), learnt["all"])
    del likelihoods["HTI"]
    assert same(level_prior.record(level_prior.learn(likelihoods)), learnt["without"]["HTI"])


def test_a_place_is_given_the_prior_that_has_not_seen_it():
    learnt = json.loads(level_prior.LEARNT.read_text(encoding="utf-8"))
    own, other = level_prior.learnt_prior("SLV"), level_prior.learnt_prior("ZZZ")
    assert own.sigma_median == learnt["without"]["SLV"]["sigma_median"]
    assert other.sigma_median == level_prior.learnt_prior(None).sigma_median == learnt["all"]["sigma_median"]
    assert own != other
    assert "SLV left out" in own.source
    assert own.tau_median == STATED.tau_median


def test_learning_finds_how_restless_made_up_countries_are():
    rng = np.random.default_rng(1)
    for sigma in (0.1, 0.4):
        rates = {}
        for k in range(40):
            own = sigma * np.exp(0.3 * rng.standard_normal())
            logs = 3 + np.cumsum(own * rng.standard_normal(25)) + 0.03 * rng.standard_normal(25)
            rates[str(k)] = dict(enumerate(np.exp(logs), 1990))
        found = level_prior.learn({k: level_prior.likelihood(x) for k, x in rates.items()})
        assert found.sigma_median == pytest.approx(sigma, rel=0.3)


def test_selection_drops_short_calm_and_empty_records():
    years = range(2000, 2020)
    rates = {
        "AAA": dict.fromkeys(years, 10.0),
        "BBB": dict.fromkeys(years, 4.0),
        "CCC": dict.fromkeys(range(2000, 2010), 10.0),
        "DDD": {**dict.fromkeys(years, 10.0), 2005: 0.0},
    }
    assert list(level_prior.selected(rates)) == ["AAA"]


def test_the_script_selects_and_learns(tmp_path, monkeypatch):
    source = tmp_path / "world.csv"
    rows = ["country,iso3,year,rate,source"]
    for k, country in enumerate(("AAA", "BBB", "CCC")):
        rows += [
            f"{country},{country},{y},{8 + k + (y * 7 % 5)},UNODC via Our World in Data"
            for y in range(2000, 2018)
        ]
        rows.append(f"{country},{country},2018,99,another publisher")
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    monkeypatch.setattr(level_prior, "RATES", tmp_path / "rates.csv")
    monkeypatch.setattr(level_prior, "LEARNT", tmp_path / "prior.json")
    loader = SourceFileLoader("level_prior_script", str(SCRIPT))
    script = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(script)
    monkeypatch.setattr(level_prior.read_rates, "__defaults__", (tmp_path / "rates.csv",))
    script.main([str(source)])
    assert "2018" not in (tmp_path / "rates.csv").read_text(encoding="utf-8")
    assert set(json.loads((tmp_path / "prior.json").read_text(encoding="utf-8"))["without"]) == {
        "AAA",
        "BBB",
        "CCC",
    }
