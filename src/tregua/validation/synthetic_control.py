"""Synthetic control: what El Salvador would have been without the state of exception, from other countries.

A weighted mean of countries in the Americas stands in for El Salvador (Abadie, Diamond and Hainmueller, 2010,
doi 10.1198/jasa.2009.ap08746); weights are not negative, add up to one, and are fitted to years before 2022.
El Salvador's fall from 2015 to 2021 has no like among the donors, so that no mean of levels can follow it:
the weights are fitted to yearly changes of the log rate, and the path is anchored at 2021. Fitted to levels,
their means taken out, it is shown beside. Uncertainty is that of placebos: the same done to every donor and
to every earlier year, none of which had the treatment.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from tregua.i18n import N_

DATA = Path(__file__).parent / "data" / "homicide_rates_americas.csv"
TREATED = "El Salvador"
FIRST, LAST_BEFORE = 2004, 2021
HORIZON = 4  # years after: 2022 to 2025
SEEN = 2  # of them with donors; after these the donors are carried on as they were
MOST_GAP = 2  # missing years in a row that are filled along a straight line of logs
LEAST_YEARS = 8  # before a placebo in time
LEVEL = 0.9
FLOOR = 0.3  # per 100,000: rates of small islands at and near zero are lifted to it
# yearly rates of fewer people jump by chance
SMALL = ("Antigua and Barbuda", "Barbados", "Dominica", "Grenada", "Saint Kitts and Nevis", "Saint Lucia",
         "Saint Vincent and the Grenadines")  # fmt: skip
# Countries with emergencies of their own are kept, and each is left out in turn: Honduras (partial state of
# exception from December 2022), Jamaica (states of emergency)
# El Salvador's own counts, people killed: official to mid-2019 counts clashes, the narrow base does not
# (National Civil Police, IML, prosecutors; see evidence.csv of the place)
OFFICIAL = {2015: 6656, 2021: 1147, 2022: 495, 2023: 154, 2024: 114, 2025: 82}
# with clashes, graves, half of the violent deaths in prison (UCA, 2022; press, 2023); before: forensic
# institute, with skeletal remains, without clashes
WIDE = {2015: 6656, 2021: 1211, 2022: 659, 2023: 288}
Method = Literal["changes", "levels"]


@dataclass(frozen=True)
class Panel:
    """Log rates by country and year.

    Attributes
    ----------
    countries
        Donors, in the order of the alphabet.
    years
        (year,)
    donors
        (year, country) log of the rate per 100,000; NaN where none is known.
    treated
        (year,)
    left_out
        Why a country is no donor.
    filled
        Years that were filled, by country.
    """

    countries: tuple[str, ...]
    years: np.ndarray
    donors: np.ndarray
    treated: np.ndarray
    left_out: Mapping[str, str]
    filled: Mapping[str, tuple[int, ...]]


@cache
def rates() -> dict[str, dict[int, float]]:
    """Return the shipped homicide rates per 100,000, by country and year."""
    found: dict[str, dict[int, float]] = {}
    with DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["country"], {})[int(row["year"])] = float(row["rate"])
    return found


@cache
def panel() -> Panel:
    """Return the donor pool and what was done to make it.

    A donor is a country of the Americas of half a million people or more with a rate in every year from 2004
    to 2023 but gaps of two years at most, which are filled along a straight line of logs.
    """
    years = np.arange(FIRST, LAST_BEFORE + SEEN + 1)
    columns, left_out, filled = {}, {}, {}
    for country, known in sorted(rates().items()):
        values = np.array([known.get(int(y), np.nan) for y in years])
        missing = np.isnan(values)
        if country == TREATED:
            continue
        if country in SMALL:
            left_out[country] = N_("fewer than half a million people")
            continue
        if missing[0] or missing[-1] or _longest(missing) > MOST_GAP:
            left_out[country] = "no rate in " + ", ".join(str(y) for y in years[missing])
            continue
        logs = np.log(np.maximum(values, FLOOR))
        logs[missing] = np.interp(years[missing], years[~missing], logs[~missing])
        columns[country] = logs
        if missing.any():
            filled[country] = tuple(int(y) for y in years[missing])
    own = rates()[TREATED]
    treated = np.array([np.log(own[int(y)]) if int(y) in own else np.nan for y in years])
    return Panel(tuple(columns), years, np.stack(list(columns.values()), axis=1), treated, left_out, filled)


def _longest(missing: np.ndarray) -> int:
    longest = run = 0
    for gap in missing:
        run = run + 1 if gap else 0
        longest = max(longest, run)
    return longest


def simplex_weights(donors: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return weights, none below zero and adding up to one, that bring the donors nearest to the target.

    Least squares by SciPy's non-negative solver; the sum is a row of great weight.

    Parameters
    ----------
    donors
        (time, donor)
    target
        (time,)
    """
    from scipy.optimize import nnls

    heavy = 1e4 * max(1.0, float(np.abs(donors).max()))
    a = np.vstack([donors, np.full((1, donors.shape[1]), heavy)])
    weights, _rest = nnls(a, np.append(target, heavy))
    return weights / weights.sum()


def synthetic(
    donors: np.ndarray, target: np.ndarray, before: int, method: Method = "changes"
) -> tuple[np.ndarray, np.ndarray]:
    """Return the synthetic path of the log rate and its weights.

    Parameters
    ----------
    donors
        (year, donor), years after ``before`` included.
    target
        (year,), of which only the first ``before`` are looked at.
    before
        Years before the treatment.
    method
        Fit yearly changes and anchor at the last year before, or levels with their means taken out.
    """
    if method == "changes":
        weights = simplex_weights(np.diff(donors[:before], axis=0), np.diff(target[:before]))
        path = donors @ weights
        return path + target[before - 1] - path[before - 1], weights
    middle = donors[:before].mean(axis=0)
    weights = simplex_weights(donors[:before] - middle, target[:before] - target[:before].mean())
    return (donors - middle) @ weights + target[:before].mean(), weights


def _carried(path: np.ndarray, before: int) -> np.ndarray:
    """Return the path after the treatment, carried on flat beyond the years with donors."""
    seen = path[before : before + SEEN]
    return np.append(seen, np.full(HORIZON - len(seen), seen[-1]))


@cache
def placebos(method: Method = "changes") -> np.ndarray:
    """Return gaps where there was no treatment, in usual yearly changes: (placebo, year after).

    Every donor, from the others, as if treated after each year from 2011 on; beyond the second year after,
    the donors are carried on as they were, as for El Salvador. NaN where the record ends.
    """
    p = panel()
    found = []
    for k in range(len(p.countries)):
        others = np.delete(p.donors, k, axis=1)
        target = p.donors[:, k]
        for before in range(LEAST_YEARS, len(p.years) - SEEN + 1):
            path, _weights = synthetic(others, target, before, method)
            after = _carried(path, before)
            gap = np.full(HORIZON, np.nan)
            came = target[before : before + HORIZON]
            # a country whose rate moves much is hard to follow; the fit itself is too good after few years
            gap[: len(came)] = (came - after[: len(came)]) / _usual(target[:before])
            found.append(gap)
    return np.array(found)


@dataclass(frozen=True)
class Year:
    """One year of the counterfactual, people killed.

    Attributes
    ----------
    year
        Calendar year.
    low, middle, high
        Without the state of exception, nine in ten.
    observed
        What was counted, None where nothing was on this base.
    donors_seen
        Whether donors had been counted; otherwise they are carried on.
    """

    year: int
    low: float
    middle: float
    high: float
    observed: float | None
    donors_seen: bool

    @property
    def ratio(self) -> float | None:
        """Observed against without."""
        return None if self.observed is None else self.observed / self.middle


@dataclass(frozen=True)
class Estimate:
    """A synthetic control of El Salvador.

    Attributes
    ----------
    method
        What was fitted.
    weights
        By country, those above one in a thousand.
    fit
        Root mean square error before, log points, of what was fitted.
    narrow, wide
        By year, on the official base and with clashes and graves.
    p_value
        Share of placebos in space whose gap over 2022-23, against their fit before, is as large.
    leave_one_out
        Middle of 2023, narrow base, as each donor with weight is left out.
    """

    method: Method
    weights: Mapping[str, float]
    fit: float
    narrow: tuple[Year, ...]
    wide: tuple[Year, ...]
    p_value: float
    leave_one_out: Mapping[str, float]


@cache
def estimate(method: Method = "changes") -> Estimate:
    """Return what would have been without the state of exception, by one method."""
    p = panel()
    before = LAST_BEFORE - FIRST + 1
    path, weights = synthetic(p.donors, p.treated, before, method)
    usual = _usual(p.treated[:before])
    errors = usual * np.nanquantile(placebos(method), [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    change = _carried(path, before) - p.treated[before - 1]
    left: dict[str, float] = {}
    for k in np.flatnonzero(weights > 1e-3):
        other, _w = synthetic(np.delete(p.donors, k, axis=1), p.treated, before, method)
        left[p.countries[k]] = OFFICIAL[LAST_BEFORE] * float(
            np.exp(other[before + 1] - p.treated[before - 1])
        )
    return Estimate(
        method,
        {p.countries[k]: float(weights[k]) for k in np.argsort(-weights) if weights[k] > 1e-3},
        _fit(path, p.treated, before, method),
        _years(OFFICIAL, change, errors),
        _years(WIDE, change, errors),
        _p_value(method),
        left,
    )


def _years(counts: Mapping[int, int], change: np.ndarray, errors: np.ndarray) -> tuple[Year, ...]:
    base = counts[LAST_BEFORE]
    found = []
    for h in range(HORIZON):
        year = LAST_BEFORE + 1 + h
        low, middle, high = (base * float(np.exp(change[h] + e)) for e in (errors[0, h], 0.0, errors[1, h]))
        seen = counts.get(year)
        found.append(Year(year, low, middle, high, None if seen is None else float(seen), h < SEEN))
    return tuple(found)


def _usual(logs: np.ndarray) -> float:
    """Return the root mean square of yearly changes."""
    return float(np.sqrt(np.mean(np.diff(logs) ** 2)))


def _fit(path: np.ndarray, target: np.ndarray, before: int, method: Method) -> float:
    miss = path[:before] - target[:before]
    if method == "changes":
        miss = np.diff(miss)
    return float(np.sqrt(np.mean(miss**2)))


def _p_value(method: Method) -> float:
    """Return the rank of El Salvador's gap over two years against its fit, among all donors done alike."""
    p = panel()
    before = LAST_BEFORE - FIRST + 1
    own = np.log([OFFICIAL[y] / OFFICIAL[LAST_BEFORE] for y in (2022, 2023)]) + p.treated[before - 1]

    def strength(donors: np.ndarray, target: np.ndarray, after: np.ndarray) -> float:
        path, _w = synthetic(donors, target, before, method)
        gap = after - path[before : before + SEEN]
        return float(np.sqrt(np.mean(gap**2))) / _fit(path, target, before, method)

    ours = strength(p.donors, p.treated, own)
    theirs = [
        strength(np.delete(p.donors, k, axis=1), p.donors[:, k], p.donors[before : before + SEEN, k])
        for k in range(len(p.countries))
    ]
    return (1 + sum(x >= ours for x in theirs)) / (1 + len(theirs))


def own_trend() -> tuple[Year, ...]:
    """Return what El Salvador's own yearly fall of 2015-21, gone on, would give: a bound, no estimate."""
    a_year = float(np.log(OFFICIAL[LAST_BEFORE] / OFFICIAL[2015])) / (LAST_BEFORE - 2015)
    found = []
    for h in range(1, HORIZON + 1):
        middle = OFFICIAL[LAST_BEFORE] * float(np.exp(a_year * h))
        found.append(Year(LAST_BEFORE + h, middle, middle, middle, float(OFFICIAL[LAST_BEFORE + h]), True))
    return tuple(found)


@dataclass(frozen=True)
class Fall:
    """How much of the fall since 2015 came before March 2022.

    Attributes
    ----------
    base
        narrow or wide.
    until
        Year to which the fall is taken.
    absolute, logs
        Share of the fall in people killed, and on the log scale.
    """

    base: str
    until: int
    absolute: float
    logs: float


def fall_before() -> tuple[Fall, ...]:
    """Return the share of the fall since 2015 that had come by 2021, on both bases."""
    found = []
    for base, counts in (("narrow", OFFICIAL), ("wide", WIDE)):
        top, then = counts[2015], counts[LAST_BEFORE]
        for until in sorted(y for y in counts if y > LAST_BEFORE):
            end = counts[until]
            share = float(np.log(top / then) / np.log(top / end))
            found.append(Fall(base, until, (top - then) / (top - end), share))
    return tuple(found)


def record(found: Estimate) -> dict[str, Any]:
    """Return an estimate for machines."""

    def years(them: Sequence[Year]) -> list[dict[str, Any]]:
        return [
            {
                "year": y.year,
                "low": y.low,
                "median": y.middle,
                "high": y.high,
                "observed": y.observed,
                "donors_seen": y.donors_seen,
            }
            for y in them
        ]

    return {
        "method": found.method,
        "weights": dict(found.weights),
        "fit_before": found.fit,
        "narrow": years(found.narrow),
        "wide": years(found.wide),
        "placebo_p": found.p_value,
        "leave_one_out_2023": dict(found.leave_one_out),
    }
