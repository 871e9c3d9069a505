"""The level's prior, learnt from yearly homicide rates of the world's more violent countries.

Empirical Bayes by expectation and maximisation: median and log sd of sigma and the weights of the
velocity's spread are those that make the countries' yearly log rates most likely (Casella, 1985, doi
10.1080/00031305.1985.10479400). A year's rate says nothing of how a month scatters about the level, so that
tau keeps its stated prior; in its place each country has an error of its yearly figures of its own, which
also holds the chance of counting. For each country the prior is learnt without it too, and a place is given
the one that has not seen it.

Yearly rates of whole countries are calmer than counts by month or quarter where gangs fight. The prior of a
place is therefore half the learnt one and half the wide stated one, so that data can leave what the world's
rates suggest (a robust mixture: Schmidli and others, 2014, doi 10.1111/biom.12242). The share was fixed,
not fitted.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tregua.forecasting.level import (
    SIGMA,
    STATED,
    VELOCITY_SD,
    LevelPrior,
    MixedPrior,
    filter_states,
)

DATA = Path(__file__).parent / "data"
RATES = DATA / "homicide_rates_high.csv"
LEARNT = DATA / "level_prior.json"
LEAST_YEARS = 15
LEAST_MEAN_RATE = 5.0  # per 100,000
ERROR = (0.01, 0.03, 0.06, 0.12, 0.25, 0.5)  # of a yearly log rate
ROUNDS = 400
LEAST_LOG_SD = 0.1
SHARE_LEARNT = 0.5  # of a place's prior
START = np.full(len(VELOCITY_SD), 1.0 / len(VELOCITY_SD))

Rates = Mapping[str, Mapping[int, float]]  # by country and year


def selected(rates: Rates) -> dict[str, dict[int, float]]:
    """Return the countries with enough years, a high mean rate and no rate of zero."""
    return {
        country: dict(sorted(own.items()))
        for country, own in sorted(rates.items())
        if len(own) >= LEAST_YEARS
        and sum(own.values()) / len(own) > LEAST_MEAN_RATE
        and min(own.values()) > 0
    }


def read_rates(file: Path = RATES) -> dict[str, dict[int, float]]:
    """Read yearly rates per 100,000, by ISO 3166 code and year."""
    out: dict[str, dict[int, float]] = {}
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            out.setdefault(row["iso3"], {})[int(row["year"])] = float(row["rate"])
    return out


def likelihood(own: Mapping[int, float]) -> np.ndarray:
    """Compute a country's likelihood up to a factor, (sigma, velocity, error)."""
    grid = np.array(list(itertools.product(SIGMA, VELOCITY_SD, ERROR)))
    times = np.array(sorted(own), float)
    values = np.log([own[int(year)] for year in times])
    noise = np.tile(grid[:, 2] ** 2, (len(times), 1))
    log = filter_states(times, values, noise, grid[:, 0], grid[:, 1], half_life=None).log_likelihood
    return np.exp(log - log.max()).reshape(len(SIGMA), len(VELOCITY_SD), len(ERROR))


def learn(likelihoods: Mapping[str, np.ndarray], rounds: int = ROUNDS) -> LevelPrior:
    """Fit median and log sd of sigma and the velocity's weights to the countries' likelihoods.

    Parameters
    ----------
    likelihoods
        By country, each (sigma, velocity, error).
    rounds
        Of expectation and maximisation.
    """
    table = np.array(list(likelihoods.values()))
    log_sigma = np.log(SIGMA)
    median, log_sd = float(log_sigma.mean()), 0.8
    velocity, error = START, np.full(len(ERROR), 1.0 / len(ERROR))
    for _round in range(rounds):
        sigma = np.exp(-0.5 * ((log_sigma - median) / log_sd) ** 2)
        prior = (sigma / sigma.sum())[:, None, None] * velocity[:, None] * error
        share = table * prior
        share /= share.sum(axis=(1, 2, 3), keepdims=True)
        mean = share.mean(axis=0)
        by_sigma = mean.sum(axis=(1, 2))
        median = float(by_sigma @ log_sigma)
        log_sd = max(float(np.sqrt(by_sigma @ (log_sigma - median) ** 2)), LEAST_LOG_SD)
        velocity, error = mean.sum(axis=(0, 2)), mean.sum(axis=(0, 1))
    return LevelPrior(
        round(float(np.exp(median)), 4),
        round(log_sd, 4),
        STATED.tau_median,
        STATED.tau_log_sd,
        tuple(round(float(w), 4) for w in velocity),
        f"yearly homicide rates of {len(table)} countries",
    )


def learn_all(rates: Rates) -> dict[str, Any]:
    """Return the learnt priors for machines: of all countries, and without each of them."""
    likelihoods = {country: likelihood(own) for country, own in rates.items()}
    without = {
        country: record(learn({k: x for k, x in likelihoods.items() if k != country}))
        for country in likelihoods
    }
    return {"countries": len(likelihoods), "all": record(learn(likelihoods)), "without": without}


def record(prior: LevelPrior) -> dict[str, Any]:
    """Return what was learnt of a prior, for machines."""
    return {
        "sigma_median": prior.sigma_median,
        "sigma_log_sd": prior.sigma_log_sd,
        "velocity_weights": list(prior.velocity_weights),
    }


@cache
def _learnt() -> dict[str, Any]:
    return json.loads(LEARNT.read_text(encoding="utf-8"))


def learnt_prior(iso3: str | None = None) -> LevelPrior:
    """Return the learnt prior, without the country itself where it is one of those learnt from.

    Parameters
    ----------
    iso3
        The country's ISO 3166 code, or None where a place has none.
    """
    found = _learnt()
    own = found["without"].get(iso3 or "")
    used = found["countries"] - (own is not None)
    learnt = own or found["all"]
    return replace(
        STATED,
        sigma_median=learnt["sigma_median"],
        sigma_log_sd=learnt["sigma_log_sd"],
        velocity_weights=tuple(learnt["velocity_weights"]),
        source=f"yearly homicide rates of {used} countries" + (f", {iso3} left out" if own else ""),
    )


def place_prior(iso3: str | None = None) -> MixedPrior:
    """Return a place's prior: half learnt without the place, half the wide stated one.

    Parameters
    ----------
    iso3
        The country's ISO 3166 code, or None where a place has none.
    """
    return MixedPrior((learnt_prior(iso3), STATED), (SHARE_LEARNT, 1.0 - SHARE_LEARNT))
