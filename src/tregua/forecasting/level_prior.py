"""The level's prior, learnt from yearly homicide rates of the world's more violent countries.

Empirical Bayes by expectation and maximisation: median and log sd of sigma and the weights of the
velocity's spread are those that make the countries' yearly rates most likely under the very model that
forecasts (Casella, 1985, doi 10.1080/00031305.1985.10479400). A year says nothing of how months scatter
about the level, so that tau keeps its stated prior. For each country the prior is learnt without it too,
and a place is given the one that has not seen it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tregua.forecasting.count_history import History
from tregua.forecasting.level import GRID, STATED, VELOCITY_SD, LevelPrior, filtered

DATA = Path(__file__).parent / "data"
RATES = DATA / "homicide_rates_high.csv"
LEARNT = DATA / "level_prior.json"
LEAST_YEARS = 15
LEAST_MEAN_RATE = 5.0  # per 100,000
PEOPLE = 50.0  # hundred thousands, of which a rate is taken to be the count: the chance of counting
ROUNDS = 400
LEAST_LOG_SD = 0.1

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


def yearly_history(rates: Mapping[int, float]) -> History:
    """Return yearly rates as counts of a country of five million people."""
    years = sorted(rates)
    windows = tuple((date(y, 1, 1), date(y, 12, 31)) for y in years)
    return History(windows, PEOPLE * np.array([rates[y] for y in years]))


def likelihood(rates: Mapping[int, float]) -> np.ndarray:
    """Compute a country's likelihood of each grid point, (point,), up to a factor; nothing is forgotten."""
    log = filtered(yearly_history(rates), half_life=None).log_likelihood
    return np.exp(log - log.max())


def learn(likelihoods: Mapping[str, np.ndarray], rounds: int = ROUNDS) -> LevelPrior:
    """Fit median and log sd of sigma and the velocity's weights to the countries' likelihoods.

    Parameters
    ----------
    likelihoods
        By country, each (point,).
    rounds
        Of expectation and maximisation.
    """
    table = np.array(list(likelihoods.values()))
    log_sigma = np.log(GRID[:, 0])
    even = tuple(1.0 / len(VELOCITY_SD) for _ in VELOCITY_SD)
    found = replace(STATED, sigma_log_sd=0.8, velocity_weights=even)
    for _round in range(rounds):
        share = table * np.exp(found.log_weights())
        share /= share.sum(axis=1, keepdims=True)
        mean = share.mean(axis=0)
        middle = float(mean @ log_sigma)
        spread = float(np.sqrt(mean @ (log_sigma - middle) ** 2))
        velocity = tuple(float(mean[GRID[:, 2] == s].sum()) for s in VELOCITY_SD)
        found = replace(
            found,
            sigma_median=float(np.exp(middle)),
            sigma_log_sd=max(spread, LEAST_LOG_SD),
            velocity_weights=velocity,
        )
    return replace(
        found,
        sigma_median=round(found.sigma_median, 4),
        sigma_log_sd=round(found.sigma_log_sd, 4),
        velocity_weights=tuple(round(w, 4) for w in found.velocity_weights),
        source=f"yearly homicide rates of {len(table)} countries",
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
