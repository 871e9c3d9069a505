"""The model's run against the evidence so far: each observed count beside the model's own of the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tregua.report import result_view
from tregua.results.estimates import Estimate, estimate
from tregua.vocabulary.quantiles import SHOWN, SHOWN_BANDS
from tregua.vocabulary.time import DAYS_A_MONTH

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from tregua.places import Place
    from tregua.places.evidence import Row
    from tregua.places.series import Series


@dataclass(frozen=True)
class Seen:
    """One observed figure, and the model's own for the same count, time and region."""

    row: Row
    model: Estimate
    # Whether it had been published by the day of whose knowledge the run makes use.
    known: bool

    @property
    def inside(self) -> bool:
        """Whether it lies in the range that holds eight runs in ten."""
        return self.model.low <= self.row.value <= self.model.high

    @property
    def scored(self) -> bool:
        """Whether the model's figure is a result: where no draw differs, it is an input."""
        return self.model.draws < 2 or self.model.low < self.model.high


@dataclass(frozen=True)
class Compared:
    """One series beside the model.

    Attributes
    ----------
    name, series
        The series, as the place's register has it.
    quantiles
        Of the model's count as this series would count it: (band, month), a month's flow or a month's end.
    seen
        Every observed figure that lies within the run.
    """

    name: str
    series: Series
    quantiles: np.ndarray
    seen: tuple[Seen, ...]

    @property
    def flow(self) -> bool:
        """Whether it counts what happens in a time, in place of what there is on a day."""
        return self.series.kind == "flow"


def policy_for(ds: xr.Dataset, baseline: str) -> str:
    """Choose the policy to hold against the evidence: what came about where it was run, or the baseline."""
    for policy in result_view.policies(ds):
        if policy.scenario.endswith("/as-it-happened") and policy.branch != "collapses":
            return policy.label
    return baseline


def _counts(one: xr.Dataset, series: Series, region: str) -> np.ndarray | None:
    """Return what the model counts as a series does, (draw, month); None where it has no such count."""

    def summed(name: str) -> Any:
        array = one[name]
        if region != "all":
            if "region" not in array.dims:
                return None
            array = array.sel(region=[region])
        array = array.astype("float64")
        return array.sum([d for d in array.dims if d not in ("draw", "time")])

    def deaths() -> Any:
        known = [c for c in series.causes if c in one["cause"].values]
        if not known:
            return None
        array = one["deaths"].sel(cause=known)
        if region != "all":
            array = array.sel(region=[region])
        return array.astype("float64").sum(["region", "cause"])

    work: dict[tuple[str, str], Callable[[], Any]] = {
        ("flow", "deaths"): deaths,
        ("flow", "kidnappings"): lambda: summed("kidnappings"),
        ("flow", "custody_deaths"): lambda: summed("custody_deaths"),
        ("flow", "detentions"): lambda: summed("arrests"),
        ("stock", "displaced"): lambda: summed("displaced"),
        ("stock", "members"): lambda: None if region != "all" else summed("active") + summed("hiding"),
        ("stock", "prison_held"): lambda: summed("held"),
        ("stock", "prison_places"): lambda: summed("prison_places"),
        ("stock", "mission_strength"): lambda: summed("mission_strength"),
    }
    try:
        found = work[series.kind, series.measures]()
    except KeyError:
        return None
    return None if found is None else found.transpose("draw", "time").values


def _over(counts: np.ndarray, months: Sequence[date], row: Row, flow: bool) -> np.ndarray:
    """Return the model's own for the period of a row, a draw each; a month in part counts by its days."""
    import numpy as np

    ends = [*months[1:], date(months[-1].year + months[-1].month // 12, months[-1].month % 12 + 1, 1)]
    if not flow:
        at = max(i for i, first in enumerate(months) if first <= row.end)
        return counts[:, at]
    weight = np.array(
        [
            max((min(end, row.end + timedelta(days=1)) - max(first, row.start)).days, 0) / (end - first).days
            for first, end in zip(months, ends, strict=True)
        ]
    )
    return counts @ weight


def against(ds: xr.Dataset, place: Place | None, policy: str) -> list[Compared]:
    """Hold a policy's run against the place's evidence, series by series; bases are never joined.

    Only figures for the whole place or for one of its regions, and only those that lie within the run: finer
    than that nothing is observed.
    """
    import numpy as np

    if place is None:
        return []
    one = ds.sel(policy=policy)
    months = result_view.months(ds)
    first, last = result_view.dates(ds)
    as_of = str(ds.attrs.get("as_of") or "")
    day = date.fromisoformat(as_of) if as_of else first
    regions = {str(r) for r in ds["region"].values}
    out = []
    for name, series in place.series.items():
        rows = [
            r
            for r in place.evidence.select(series=name)
            if r.start >= first and r.end <= last and (r.place == "all" or r.place in regions)
        ]
        for where in dict.fromkeys(r.place for r in rows):
            region = series.region if where == "all" else where
            if region != "all" and region not in regions:
                continue
            counts = _counts(one, series, region)
            if counts is None:
                continue
            # the register says which share of the truth the series counts
            counts = counts * series.observation.fraction
            seen = []
            for row in rows:
                if row.place == where:
                    own = estimate(_over(counts, months, row, series.kind == "flow"))
                    if own is not None:
                        seen.append(Seen(row, own, row.published <= day))
            if seen:
                out.append(Compared(name, series, np.quantile(counts, SHOWN_BANDS, axis=0), tuple(seen)))
    return out


def score(compared: Sequence[Compared]) -> tuple[int, int, int]:
    """Return how many observed figures lie inside the range, how many were scored, and how many expected.

    Inputs, such as a strength that a scenario prescribes, have no range and are not scored.
    """
    seen = [each for one in compared for each in one.seen if each.scored]
    return sum(each.inside for each in seen), len(seen), round((SHOWN[2] - SHOWN[0]) * len(seen))


def a_month(row: Row, flow: bool) -> float:
    """Return an observed figure in the unit of the picture: a month's flow, or what there is on a day."""
    return row.value / row.days * DAYS_A_MONTH if flow else row.value
