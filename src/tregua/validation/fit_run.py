"""What happened, run again: the scenario of what was done, from its first day, against the counts that came.

The run draws its parameters from the posterior, and chance acts from its first day on; the replicates of
`tregua.validation.fit_replicates` stand at the level that the fit found. Both are printed, and the run is
what is judged. Bands hold the noise that each series declares.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.forecasting.count_history import History
from tregua.forecasting.level import forecast_level
from tregua.inference.observation_model import FLOWS, UNSURE, Window, counted, draw_counts, windows
from tregua.places.series import unit_kind
from tregua.validation.fit_check import DAY, HISTORY, JUDGED, MOST_WIDTH, Judged, contained, judge, log_width
from tregua.validation.fit_replicates import Replicated
from tregua.vocabulary.causes import CAUSES

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place
    from tregua.places.evidence import Row
    from tregua.places.series import Series

SCENARIO = "as-it-happened"
MEMBERS = 192


@dataclass(frozen=True)
class Line:
    """One series of which a share of windows since a day must lie inside the 80 % band of the run.

    Attributes
    ----------
    outcome
        What is counted, as `tregua.vocabulary.records.OUTCOMES` names it.
    series
        From the register of the place.
    since
        First day of the first window.
    share
        Of windows, at least.
    fewest
        Windows, without which nothing can be said.
    """

    outcome: str
    series: str
    since: date
    share: float
    fewest: int


YEARS, QUARTERS = date(2023, 1, 1), date(2024, 1, 1)
LINES: dict[str, tuple[Line, ...]] = {
    "el_salvador": (
        Line("killed", "homicides_year_from_2020", YEARS, 2.0 / 3.0, 3),
        Line("killed", "homicides_year_wide", YEARS, 2.0 / 3.0, 3),
    ),
    "haiti": (
        Line("killed", "binuh_killed", QUARTERS, 0.7, 3),
        Line("displaced", "displaced", QUARTERS, 0.7, 3),
        Line("kidnapped", "binuh_kidnapped", QUARTERS, 0.7, 3),
        Line("control", "control_share_capital", QUARTERS, 0.7, 3),
    ),
}


@dataclass(frozen=True)
class SpecialLine:
    """A line with what the run and the fit say of it."""

    line: Line
    run: Judged | None
    fit: Judged | None
    figures: tuple[dict[str, Any], ...] = ()

    @property
    def verdict(self) -> str:
        """Return held, failed, or too few."""
        if self.run is None or self.run.n < self.line.fewest:
            return "too few"
        wide = self.run.width is not None and self.run.width > MOST_WIDTH
        short = self.run.inside[JUDGED] < self.line.share - 1e-9
        return "failed" if wide or short else "held"

    def record(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "outcome": self.line.outcome,
            "series": self.line.series,
            "verdict": self.verdict,
            "required_inside_80": round(self.line.share, 3),
            "run": self.run and self.run.record(),
            "fit": self.fit and self.fit.record(),
            "figures": list(self.figures),
        }


def rerun(place: Place, as_of: date, members: int = MEMBERS, seed: int = 1) -> xr.Dataset | None:
    """Run what happened up to a day, from the newest posterior of that day; None where it is not written."""
    from tregua.scenarios import load_scenario, scenarios_of
    from tregua.studies import run

    name = f"{place.name}/{SCENARIO}"
    if name not in scenarios_of(place):
        return None
    scenario = load_scenario(name, place)
    end = min(as_of.replace(day=1), scenario.end)
    if end <= scenario.start:
        return None
    scenario = replace(scenario, end=end, as_of=as_of)
    return run([scenario], place, members=members, seed=seed, workers=1, dt="week", as_of=as_of)


def special(
    place: Place,
    as_of: date,
    made: Sequence[Replicated],
    ds: xr.Dataset | None,
    seed: int = 1,
) -> list[SpecialLine]:
    """Judge the lines of a place, those that fail first.

    Parameters
    ----------
    made
        Replicates by series.
    ds
        Result of `rerun`.
    """
    out = []
    by_name = {each.name: each for each in made}
    for number, line in enumerate(LINES.get(place.name, ())):
        series = place.series[line.series]
        flow = series.measures in FLOWS
        fit = None
        if line.series in by_name:
            fit = _since(by_name[line.series], line.since, flow)
        run, figures = None, ()
        some = [] if ds is None else _of_run(place, line, series, as_of, ds)
        if some and ds is not None:
            rng = np.random.default_rng([seed, 19, number])
            drawn = np.stack([draw_counts(mean, w, 0.0, rng) for w, mean in some])
            if series.measures == "control_share":
                drawn = np.clip(drawn, 0.0, some[0][0].fraction)
            seen = [w for w, _mean in some]
            wide = _level_from(place, series, as_of, _first(ds), seen, flow)
            run = judge(seen, drawn, wide, flow)
            figures = tuple(_figures(seen, drawn))
        out.append(SpecialLine(line, run, fit, figures))
    order = {"failed": 0, "too few": 1, "held": 2}
    return sorted(out, key=lambda each: order[each.verdict])


def _since(of: Replicated, day: date, flow: bool) -> Judged | None:
    at = [n for n, w in enumerate(of.windows) if w.start >= day]
    return judge([of.windows[n] for n in at], of.replicates[at], None, flow) if at else None


def _figures(seen: Sequence[Window], drawn: np.ndarray) -> list[dict[str, Any]]:
    inside = contained(seen, drawn, 0.8)
    low, middle, high = np.quantile(drawn, [0.1, 0.5, 0.9], axis=1)
    return [
        {
            "start": w.start.isoformat(),
            "end": (w.end - DAY).isoformat(),
            "counted": float(w.value),
            "low": round(float(low[n]), 1),
            "median": round(float(middle[n]), 1),
            "high": round(float(high[n]), 1),
            "inside": bool(inside[n]),
        }
        for n, w in enumerate(seen)
    ]


def _first(ds: xr.Dataset) -> date:
    return ds["time"].values.astype("datetime64[D]").astype(object)[0]


def _months(ds: xr.Dataset) -> list[date]:
    first = list(ds["time"].values.astype("datetime64[D]").astype(object))
    return [*first, (first[-1] + timedelta(days=32)).replace(day=1)]


def _of_run(
    place: Place, line: Line, series: Series, as_of: date, ds: xr.Dataset
) -> list[tuple[Window, np.ndarray]]:
    """Return windows of a line within the run, and the expected figure of each, (draw,)."""
    months = _months(ds)
    flow = series.measures in FLOWS
    area = series.region
    found: list[Row] = []
    for r in sorted(place.evidence.as_of(as_of), key=lambda r: (r.days, r.start) if flow else (r.end,)):
        mine = r.series == line.series and r.confidence not in UNSURE and r.place in ("all", area)
        if not mine or r.start < max(line.since, months[0]) or r.end >= months[-1]:
            continue
        if flow and any(r.start <= f.end and f.start <= r.end for f in found):
            continue
        found.append(r)
    out = []
    o = series.observation
    scale = 100.0 if series.measures == "control_share" and unit_kind(series.unit) == "percent" else 1.0
    for r in sorted(found, key=lambda r: r.start):
        w = Window(
            line.series, series.base, series.measures, ((r.start, r.end + DAY),), r.value, regions=(0,),
            noise=o.noise, dispersion=o.dispersion, fraction=o.fraction * scale, low=r.low, high=r.high,
            floor=r.floor,
        )  # fmt: skip
        out.append((w, _monthly(place, series, line.series, ds, r, months) * w.fraction))
    return out


def _monthly(
    place: Place, series: Series, name: str, ds: xr.Dataset, row: Row, months: Sequence[date]
) -> np.ndarray:
    """Return what the run counts as a series does in the period of a row, (draw,)."""
    one = ds.isel(policy=0)
    if series.measures == "deaths":
        causes = [c for c in counted(series, name, row.start) if c in CAUSES]
        flows = _in_region(one["deaths"].sel(cause=causes), series.region).sum(["region", "cause"])
        return _over(flows, row, months)
    if series.measures == "kidnappings":
        return _over(_in_region(one["kidnappings"], series.region).sum("region"), row, months)
    at = max(n for n, first in enumerate(months[:-1]) if first <= row.end)
    if series.measures == "control_share":
        inside = [n for n, t in place.territories.items() if series.region in ("all", t.region, n)]
        inside = [n for n in inside if n in one["territory"].values]
        control = one["control"].isel(time=at).sel(territory=inside).astype("float64")
        people = one["population"].sel(territory=inside).astype("float64")
        return (control * people).sum("territory").transpose("draw").values / float(people.sum())
    stock = _in_region(one[series.measures], series.region).sum("region")
    return stock.isel(time=at).astype("float64").transpose("draw").values


def _in_region(array: xr.DataArray, region: str) -> xr.DataArray:
    return array if region == "all" else array.sel(region=[region])


def _over(flows: xr.DataArray, row: Row, months: Sequence[date]) -> np.ndarray:
    """Return the sum of monthly flows over a row's days, a month in part by its share, (draw,)."""
    last = row.end + DAY
    share = [
        max((min(b, last) - max(a, row.start)).days, 0) / (b - a).days for a, b in itertools.pairwise(months)
    ]
    return flows.astype("float64").transpose("draw", "time").values @ np.array(share)


def _level_from(
    place: Place, series: Series, as_of: date, start: date, seen: Sequence[Window], flow: bool
) -> float | None:
    """Return the log width of the level without dynamics, forecast from the first day of the run.

    Its history is the record of the place's main count up to then for deaths, else that of the series.
    """
    if not flow:
        return None
    name = place.main_series if series.measures == "deaths" else seen[0].series
    names = {n: t.region for n, t in place.territories.items()}
    first = place.learn_from or min(r.start for r in place.evidence if r.series == name)
    before = windows(place.evidence, as_of, first, as_of, names, place.main_series, [name])
    before = sorted((w for w in before if w.end <= start and not w.floor), key=lambda w: w.start)
    spans = [(w.start, w.end - DAY) for w in before]
    kept = [n for n in range(len(spans)) if n == 0 or spans[n][0] > spans[n - 1][1]]
    if len(kept) < HISTORY:
        return None
    known = History(tuple(spans[n] for n in kept), np.array([before[n].value for n in kept]))
    drawn = forecast_level(known, [(w.start, w.end - DAY) for w in seen], draws=1000).counts()
    return log_width(drawn)
