"""The result in parts: month by month, by author, by region, by territory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.report import result_view
from tregua.report.summary import readings_of
from tregua.results.estimates import Estimate, estimate
from tregua.vocabulary.causes import AUTHORS
from tregua.vocabulary.quantiles import SHOWN_BANDS

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr


def deaths_by_month(ds: xr.Dataset) -> np.ndarray:
    """Return quantiles of the deaths a month, by everyone, custody included: (policy, band, month)."""
    import numpy as np

    total = ds["deaths"].sum(["region", "cause"]).transpose("policy", "draw", "time").values
    return np.moveaxis(np.quantile(total, SHOWN_BANDS, axis=1), 0, 1)


def held_by_month(ds: xr.Dataset) -> dict[str, np.ndarray]:
    """Return, for each reading, quantiles of the people held arbitrarily on an average day of each month."""
    import numpy as np

    months = ds["time"].values.astype("datetime64[M]")
    days = (
        (months + np.timedelta64(1, "M")).astype("datetime64[D]") - months.astype("datetime64[D]")
    ).astype(float)
    total = (
        ds["arbitrary_days"].astype("float64").sum("age").transpose("policy", "draw", "time").values / days
    )
    reading = ds["reading"].values.astype(str)
    return {
        key: np.moveaxis(np.quantile(total[:, reading == key], SHOWN_BANDS, axis=1), 0, 1)
        for key in readings_of(ds)
    }


def mean_deaths(ds: xr.Dataset) -> dict[str, np.ndarray]:
    """Return each author's mean deaths by policy: means, because the parts of a bar must add up."""
    total = ds["deaths"].astype("float64").sum(["time", "region"]).mean("draw")
    return {
        author: total.isel(cause=(ds["author"] == author).values).sum("cause").transpose("policy").values
        for author in AUTHORS
    }


@dataclass(frozen=True)
class Region:
    """What a policy brings to one region."""

    policy: str
    region: str
    deaths: Estimate | None
    displaced: Estimate | None


def regions(ds: xr.Dataset) -> list[Region]:
    """Break deaths and displacement down by region, the finest level that evidence observes."""
    deaths = (
        ds["deaths"].astype("float64").sum(["time", "cause"]).transpose("policy", "region", "draw").values
    )
    displaced = ds["displaced"].isel(time=-1).transpose("policy", "region", "draw").values
    return [
        Region(policy.label, str(region), estimate(deaths[i, j]), estimate(displaced[i, j]))
        for i, policy in enumerate(result_view.policies(ds))
        for j, region in enumerate(ds["region"].values)
    ]


def centroids(ds: xr.Dataset, place: Any = None) -> dict[str, tuple[float, float]]:
    """Return each territory's (latitude, longitude), from the result or from the place."""
    ids = [str(i) for i in ds["territory"].values]
    if "latitude" in ds.coords and "longitude" in ds.coords:
        pairs = zip(ds["latitude"].values, ds["longitude"].values, strict=True)
        return {i: (float(a), float(b)) for i, (a, b) in zip(ids, pairs, strict=True)}
    known = getattr(place, "territories", {}) or {}
    found = {i: getattr(known.get(i), "centroid", None) for i in ids}
    return {i: (float(c[0]), float(c[1])) for i, c in found.items() if c is not None}
