"""Tidy tables of a result: a row for each entry that is asked for, the rest added up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError, Problem, did_you_mean, one_of, shorten
from tregua.i18n import _
from tregua.report.measures import measures
from tregua.results.variables import VARIABLES
from tregua.vocabulary.quantiles import INTERVAL

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

MOST_ROWS = 100_000
DRAWS = ("reading", "structure", "response")  # labels of draws, which can have rows of their own
CAUSE_LABELS = ("author", "civilian")  # labels of causes of death
YEAR = "year"


def tidy_table(ds: xr.Dataset, name: str, by: str | Sequence[str]) -> pd.DataFrame:
    """Return quantiles of a variable or figure over the draws: see `tregua.interface.result.Result.table`."""
    wanted = [by] if isinstance(by, str) else list(by)
    array, kind, units, split = _asked(ds, name)
    known = _known(array)
    problems = [
        _wrong("by", shorten(each), one_of(known, 20), did_you_mean(each, known))
        for each in wanted
        if each not in known
    ]
    if "time" in wanted and YEAR in wanted:
        problems.append(_wrong("by", "time, year", _("one of {options}").format(options="time, year")))
    if problems:
        raise InputError(problems)
    if split and "reading" not in wanted:
        wanted.append("reading")  # the two readings are never averaged
    array = _reduced(array, kind, name, wanted)
    _bounded(array, wanted, name)
    return _quantiles(array, wanted, name, units)


def _wrong(where: str, found: str, expected: str, hint: str = "") -> Problem:
    return Problem("table()", None, where, found, expected, hint)


def _asked(ds: xr.Dataset, name: str) -> tuple[xr.DataArray, str, str, bool]:
    """Return the array of a variable or figure, how it adds up, its unit, and whether readings split it."""
    figures = {m.key: m for m in measures()}
    split = {m.key for m in figures.values() if m.by_reading}
    variables = {v.name: v for v in VARIABLES if v.name in ds}
    if name in variables:
        v = variables[name]
        # what the figures by reading are made of depends on the reading too
        apart = bool(split) and ("class" in v.dims or v.name in _read_by_reading(ds))
        return ds[name].astype("float64"), v.kind, v.units, apart
    if name in figures:
        try:
            return figures[name].of(ds).astype("float64"), "flow", figures[name].unit, name in split
        except KeyError as missing:
            raise InputError(_wrong("name", name, _("a result with {what}").format(what=missing))) from None
    known = [*variables, *figures]
    raise InputError(_wrong("name", shorten(name), one_of(known, 60), did_you_mean(name, known)))


def _read_by_reading(ds: xr.Dataset) -> set[str]:
    """Return the variables from which figures by reading are computed."""

    class Noted(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            read.add(key)
            return ds[key].isel(draw=slice(0, 1))

    read: set[str] = set()
    for measure in (m for m in measures() if m.by_reading):
        try:
            measure.of(Noted())  # type: ignore[arg-type]
        except (KeyError, AttributeError):
            continue
    return read & {v.name for v in VARIABLES}


def _known(array: xr.DataArray) -> list[str]:
    out = [str(d) for d in array.dims if d not in ("policy", "draw")]
    out += [YEAR] if "time" in out else []
    out += [name for name in CAUSE_LABELS if name in array.coords and "cause" in array.dims]
    return out + [name for name in DRAWS if name in array.coords]


def _reduced(array: xr.DataArray, kind: str, name: str, wanted: list[str]) -> xr.DataArray:
    """Add up all dimensions that were not asked for."""
    asked = {"policy", "draw", *wanted}
    if "time" in array.dims and not asked & {"time", YEAR} and kind != "flow":
        array = array.isel(time=-1)  # of what stands at a time, the end of the run
    grouped = [g for g in CAUSE_LABELS if g in wanted]
    over = [str(d) for d in array.dims if d not in asked]
    if grouped and "cause" not in wanted:
        over = [d for d in over if d != "cause"]
    if YEAR in wanted:
        over = [d for d in over if d != "time"]
    if over and kind not in ("flow", "stock"):
        expected = _("{dims} in by: shares and levels cannot be added").format(dims=", ".join(over))
        raise InputError(_wrong("by", ", ".join(wanted) or _("nothing"), expected, f"by={[*wanted, *over]}"))
    array = array.sum(over) if over else array
    for label in grouped:
        if "cause" in array.dims and "cause" not in wanted:
            if len(grouped) > 1:
                expected = _("one of {options}").format(options=", ".join(CAUSE_LABELS))
                raise InputError(_wrong("by", ", ".join(grouped), expected, "by='cause'"))
            array = array.groupby(label).sum("cause")
    if YEAR in wanted:
        years = array.groupby("time.year")
        array = years.sum("time") if kind == "flow" else years.last()
    return array


def _bounded(array: xr.DataArray, wanted: list[str], name: str) -> None:
    """Refuse a table that nobody could read, before it is made."""
    rows = math.prod(size for dim, size in array.sizes.items() if dim != "draw")
    rows *= math.prod(len(set(array[label].values.tolist())) for label in DRAWS if label in wanted)
    if rows > MOST_ROWS:
        largest = max((d for d in wanted if d in array.dims), key=lambda d: array.sizes[d])
        there = _("{n} rows of {name}").format(n=f"{rows:,}", name=name)
        hint = _("leave out '{name}', or take months apart: result.isel(time=...)").format(name=largest)
        raise InputError(_wrong("by", there, _("at most {n} rows").format(n=f"{MOST_ROWS:,}"), hint))


def _quantiles(array: xr.DataArray, wanted: list[str], name: str, units: str) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    rest = [d for d in array.dims if d != "draw"]
    values = array.transpose("draw", *rest).values
    apart = [label for label in DRAWS if label in wanted]
    labels = [array[label].values.astype(str) for label in apart]
    groups = list(dict.fromkeys(zip(*labels, strict=True))) if apart else [()]
    index = pd.MultiIndex.from_product([array[d].values for d in rest], names=[str(d) for d in rest])
    parts = []
    for group in groups:
        mine = np.ones(len(values), bool)
        for column, value in zip(labels, group, strict=True):
            mine &= column == value
        own = values[mine].reshape(int(mine.sum()), -1)
        low, median, high = np.nanquantile(own, INTERVAL, axis=0)
        table = pd.DataFrame(
            {"median": median, "low": low, "high": high, "mean": np.nanmean(own, axis=0), "draws": len(own)},
            index=index,
        ).reset_index()
        for place, (label, value) in enumerate(zip(apart, group, strict=True)):
            table.insert(len(rest) + place, label, value)
        parts.append(table)
    out = pd.concat(parts, ignore_index=True)
    out.attrs.update(units=units, variable=name)
    return out
