"""A result by region, the finest level at which anything is counted: what leaves the program is no finer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tregua.results.variables import VARIABLES

if TYPE_CHECKING:
    import xarray as xr

KINDS = {v.name: v.kind for v in VARIABLES}
AREA = "territory"
WEIGHTED = ("share", "level")  # kinds of variables that are averaged over people; others are summed


def region_numbers(homes: list[str], regions: list[str]) -> np.ndarray:
    """Return the number of the region of each territory, (territory,)."""
    return np.array([regions.index(home) if home in regions else 0 for home in homes])


def to_regions(ds: xr.Dataset) -> xr.Dataset:
    """Return a result whose territories are its regions.

    Counts are summed, shares weighted by people. Titles, people and middles of territories become those of
    regions; a region without territories is left out.
    """
    import xarray as xr

    if AREA not in ds.dims or "territory_region" not in ds.coords:
        return ds
    every = [str(r) for r in ds["region"].values]
    home = region_numbers([str(r) for r in ds["territory_region"].values], every)
    regions = [n for n in range(len(every)) if (home == n).any()]
    people = ds["population"].values.astype(float) if "population" in ds.coords else np.ones(len(home))
    people = people if people.sum() > 0 else np.ones(len(home))
    member = np.array([(home == n).astype(float) for n in regions]).T  # (territory, region)
    total = people @ member
    weight = member * people[:, None] / np.where(total > 0, total, 1.0)
    out = ds.drop_dims(AREA)
    for name, variable in ds.data_vars.items():
        if AREA not in variable.dims:
            continue
        matrix = weight if KINDS.get(str(name), variable.attrs.get("kind")) in WEIGHTED else member
        matrix = xr.DataArray(matrix, dims=(AREA, "_region"))
        found = (variable.drop_vars([c for c in variable.coords if AREA in ds[c].dims]) * matrix).sum(AREA)
        found = found.rename({"_region": AREA}).transpose(*variable.dims)
        if np.issubdtype(variable.dtype, np.integer):
            found = found.round()
        attrs = {key: value for key, value in variable.attrs.items() if key != "level"}
        out[name] = found.astype(variable.dtype).assign_attrs(attrs)
    titles = ds["region_title"].values if "region_title" in ds.coords else every
    coords = {
        AREA: [every[n] for n in regions],
        "territory_title": (AREA, [str(titles[n]) for n in regions]),
        "territory_region": (AREA, [every[n] for n in regions]),
    }
    if "population" in ds.coords:
        coords["population"] = (AREA, total)
    for name in ("latitude", "longitude"):
        if name in ds.coords:
            coords[name] = (AREA, ds[name].values.astype(float) @ weight)
    order = [str(name) for name in ds.data_vars]
    return out.assign_coords(coords)[order].assign_attrs(ds.attrs)
