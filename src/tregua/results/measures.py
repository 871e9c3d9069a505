"""The headline quantities, each defined once: deaths, people held without a judge's order, money.

Report, terminal, explorer and decisions read these definitions; no other file counts the same thing again.
Arrays are (draw, time, ...), by the names and in the units of `tregua.results.variables`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from tregua.vocabulary.causes import CAUSE_REGISTER, CAUSES
from tregua.vocabulary.people import CLASSES, LAWFUL, OTHER, OVERDUE

if TYPE_CHECKING:
    import xarray as xr

Arrays = Mapping[str, np.ndarray]

WITHOUT_ORDER = (LAWFUL, OVERDUE)  # stages of custody before any judgement
GANG_CASES = tuple(k for k in range(len(CLASSES)) if k != OTHER)
IN_CUSTODY = [k for k, cause in enumerate(CAUSES) if CAUSE_REGISTER[cause][0] == "custody"]
NEEDS = ("deaths", "held", "money_spent", "prison_cost")


def total(array: np.ndarray) -> np.ndarray:
    """Return the sum over all dimensions but the draws, in a fixed order, (draw,)."""
    return array.reshape(len(array), -1).sum(axis=1, dtype=np.float64)


def deaths(arrays: Arrays) -> np.ndarray:
    """Return deaths over the run by all authors, those in custody included, (draw,)."""
    return total(arrays["deaths"])


def custody_deaths(arrays: Arrays) -> np.ndarray:
    """Return deaths in custody over the run, (draw,)."""
    return total(arrays["deaths"][..., IN_CUSTODY])


def held_without_order(arrays: Arrays) -> np.ndarray:
    """Return people held in gang cases without a judge's order on an average day, (draw,).

    Held within the limit of review or past it, and not sentenced: the mean over the ends of months.
    """
    held = arrays["held"]
    own = held[:, :, WITHOUT_ORDER][:, :, :, GANG_CASES]
    return total(own) / held.shape[1]


def money(arrays: Arrays) -> np.ndarray:
    """Return money spent over the run by the mission and on prisons, (draw,), US dollars."""
    return total(arrays["money_spent"]) + total(arrays["prison_cost"])


HEADLINE: Mapping[str, Callable[[Arrays], np.ndarray]] = {
    "deaths": deaths,
    "held": held_without_order,
    "money": money,
    "custody": custody_deaths,
}


def headline(arrays: Arrays) -> dict[str, np.ndarray]:
    """Return the headline quantities of one policy, by name, each (draw,)."""
    return {name: of(arrays) for name, of in HEADLINE.items()}


def arrays_of(ds: xr.Dataset, policy: int) -> dict[str, np.ndarray]:
    """Return the arrays of one policy of a result, by its number, that the headline quantities need.

    Raises
    ------
    KeyError
        If the result does not hold one of them.
    """
    one = ds.isel(policy=policy)
    return {name: one[name].transpose("draw", "time", ...).values for name in NEEDS}


def by_policy(of: Callable[[Arrays], np.ndarray], *needs: str) -> Callable[[xr.Dataset], xr.DataArray]:
    """Return a function that computes a quantity for every policy of a result, (policy, draw)."""

    def measured(ds: xr.Dataset) -> xr.DataArray:
        import xarray as xr

        rows = []
        for k in range(ds.sizes["policy"]):
            one = ds.isel(policy=k)
            rows.append(of({name: one[name].transpose("draw", "time", ...).values for name in needs}))
        coords = {name: ds.coords[name] for name in ("policy", "draw") if name in ds.coords}
        return xr.DataArray(np.array(rows), coords, ("policy", "draw"))

    return measured
