"""The closed set of estimands: each a function of a result, (policy, draw, time), that returns (draw,)."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.places.series import COUNTED
from tregua.results.variables import VARIABLES
from tregua.validation.claims.register import AUTHOR
from tregua.validation.claims.schema import (
    ChangeOfPolicies,
    ChangeOfWindows,
    Count,
    Estimand,
    Hazard,
    Level,
    Outcome,
    RatioOfPolicies,
    RatioOfWindows,
    Share,
)
from tregua.vocabulary.time import DAYS_A_MONTH, DAYS_A_YEAR

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place

KINDS = {v.name: v.kind for v in VARIABLES}
Pair = tuple[date, date]


def figure(estimand: Estimand, ds: xr.Dataset, place: Place, seed: int = 1) -> np.ndarray:
    """Return an estimand in every draw, (draw,); not finite where a draw has no such figure.

    Parameters
    ----------
    estimand
        One of the closed set.
    ds
        A result that holds its scenarios as policies.
    place
        The place of the result, for its series.
    seed
        Of the noise of counting.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return FUNCTIONS[type(estimand)](estimand, _Reader(ds, place, seed))


class _Reader:
    """Reads means of outcomes over windows from one result."""

    def __init__(self, ds: xr.Dataset, place: Place, seed: int) -> None:
        self.ds, self.place, self.seed = ds, place, seed
        starts = ds["time"].values.astype("datetime64[D]").astype(object)
        self.starts: list[date] = list(starts)
        last = self.starts[-1]
        self.ends = [*self.starts[1:], date(last.year + last.month // 12, last.month % 12 + 1, 1)]

    def policy(self, scenario: str) -> int:
        """Return the row of a scenario; its first branch where it has several."""
        names = [str(name).rpartition("/")[2] for name in self.ds["scenario"].values]
        return names.index(scenario.rpartition("/")[2])

    def people(self) -> float:
        """Return the inhabitants at the start."""
        return float(self.ds["population"].sum())

    def monthly(self, outcome: Outcome, scenario: str) -> np.ndarray:
        """Return an outcome by month, (draw, time)."""
        values = self.ds[outcome.of].isel(policy=self.policy(scenario)).astype("float64")
        for dimension, labels in outcome.where.items():
            if dimension == AUTHOR:
                values = values.isel(cause=np.isin(self.ds[AUTHOR].values, labels))
            else:
                values = values.sel({dimension: list(labels)})
        series = None if outcome.counted_by is None else self.place.series[outcome.counted_by]
        if series is not None and series.region != "all" and "region" in values.dims:
            values = values.sel(region=[series.region])
        if series is not None and series.causes and "cause" in values.dims:
            values = values.where(self._counted(series, values), 0.0)
        over = [d for d in values.dims if d not in ("draw", "time")]
        if KINDS[outcome.of] == "share" and over == ["territory"]:
            # a share of ground is averaged over the people who live there
            weight = self.ds["population"].sel(territory=values["territory"])
            values = (values * weight).sum("territory") / weight.sum()
        elif KINDS[outcome.of] in ("share", "level"):
            values = values.mean(over)
        else:
            values = values.sum(over)
        found = values.transpose("draw", "time").values
        return found * (series.observation.fraction if series is not None else 1.0)

    def _counted(self, series: Any, values: xr.DataArray) -> xr.DataArray:
        """Return which causes a series counts in each month, (time, cause)."""
        import xarray as xr

        rules = [(date.min, series.causes), *((b.date, b.causes) for b in series.breaks)]
        causes = [str(c) for c in values["cause"].values]
        table = np.zeros((len(self.starts), len(causes)), bool)
        for n, start in enumerate(self.starts):
            rule = max((r for r in rules if r[0] <= start), key=lambda r: r[0])[1]
            table[n] = np.isin(causes, rule)
        return xr.DataArray(table, dims=("time", "cause"), coords={"time": values["time"], "cause": causes})

    def mean(self, outcome: Outcome, window: Pair, scenario: str, noise: bool = True) -> np.ndarray:
        """Return the mean over a window, (draw,): a day of a flow, the standing figure of anything else.

        What a series counts has its noise, unless only the effect is asked for.
        """
        months = self.monthly(outcome, scenario)
        first, last = window[0], window[1] + timedelta(days=1)
        bounds = list(zip(self.starts, self.ends, strict=True))
        inside = np.array([max((min(b, last) - max(a, first)).days, 0) for a, b in bounds], float)
        days = int(inside.sum())
        if KINDS[outcome.of] == "flow":
            lengths = np.array([(b - a).days for a, b in bounds], float)
            mean = months @ (inside / lengths) / max(days, 1)
            return self._noisy(outcome, mean, window, scenario) if noise else mean
        # a month without a figure, such as one in which nobody was judged, does not count
        weight = np.where(np.isfinite(months), inside, 0.0)
        return (np.nan_to_num(months) * weight).sum(axis=1) / weight.sum(axis=1)

    def _noisy(self, outcome: Outcome, mean: np.ndarray, window: Pair, scenario: str) -> np.ndarray:
        """Add the noise of the series that counts, where one is named: negative binomial."""
        seen = None if outcome.counted_by is None else self.place.series[outcome.counted_by].observation
        if seen is None or seen.noise != COUNTED:
            return mean
        days, dispersion = (window[1] - window[0]).days + 1, seen.dispersion
        mark = zlib.crc32(f"{outcome.counted_by} {window[0]} {window[1]} {scenario}".encode())
        rng = np.random.default_rng([self.seed, mark])
        rate = mean * days * rng.gamma(1.0 / dispersion, dispersion, mean.shape)
        return rng.poisson(np.clip(rate, 0.0, 1e12)) / days


def _days(per: str, window: Pair) -> float:
    """Return the days that a figure stands for."""
    whole = float((window[1] - window[0]).days + 1)
    return {"day": 1.0, "month": DAYS_A_MONTH, "year": DAYS_A_YEAR}.get(per, whole)


def _per_people(e: Estimand, read: _Reader) -> float:
    return 1.0 if e.per_people is None else e.per_people / read.people()


def _size(e: Any, read: _Reader) -> float:
    """Return what turns a mean a day, or a standing figure, into the unit of a change."""
    scale = _days(e.per, e.window) if KINDS[e.outcome.of] == "flow" else 1.0
    return scale * _per_people(e, read)


def _count(e: Count, read: _Reader) -> np.ndarray:
    return read.mean(e.outcome, e.window, e.scenario) * _size(e, read)


def _level(e: Level, read: _Reader) -> np.ndarray:
    return read.mean(e.outcome, e.window, e.scenario) * _per_people(e, read)


def _share(e: Share, read: _Reader) -> np.ndarray:
    return read.mean(e.outcome, e.window, e.scenario) / read.mean(e.among, e.window, e.scenario)


def _hazard(e: Hazard, read: _Reader) -> np.ndarray:
    flow = read.mean(e.outcome, e.window, e.scenario) * DAYS_A_YEAR
    return flow / read.mean(e.among, e.window, e.scenario) * (e.per_people or 1.0)


def _ratio_of_windows(e: RatioOfWindows, read: _Reader) -> np.ndarray:
    return read.mean(e.outcome, e.window, e.scenario) / read.mean(e.outcome, e.before, e.scenario)


def _change_of_windows(e: ChangeOfWindows, read: _Reader) -> np.ndarray:
    change = read.mean(e.outcome, e.window, e.scenario) - read.mean(e.outcome, e.before, e.scenario)
    return change * _size(e, read)


def _ratio_of_policies(e: RatioOfPolicies, read: _Reader) -> np.ndarray:
    both = [read.mean(e.outcome, e.window, s, noise=False) for s in e.scenarios]
    return both[1] / both[0]


def _change_of_policies(e: ChangeOfPolicies, read: _Reader) -> np.ndarray:
    both = [read.mean(e.outcome, e.window, s, noise=False) for s in e.scenarios]
    return (both[1] - both[0]) * _size(e, read)


FUNCTIONS: dict[type, Callable[[Any, _Reader], np.ndarray]] = {
    Count: _count,
    Level: _level,
    Share: _share,
    Hazard: _hazard,
    RatioOfWindows: _ratio_of_windows,
    ChangeOfWindows: _change_of_windows,
    RatioOfPolicies: _ratio_of_policies,
    ChangeOfPolicies: _change_of_policies,
}
