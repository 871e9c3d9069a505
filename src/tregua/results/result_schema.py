"""The form of a result: what each coordinate, variable and attribute must be before anything reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from tregua.errors import InputError, Problem, TreguaError, shorten
from tregua.i18n import N_, _
from tregua.results.variables import VARIABLES
from tregua.vocabulary.readings import READINGS, STRUCTURES

if TYPE_CHECKING:
    import xarray as xr

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
LEADING = ("policy", "draw", "time")  # first dimensions of every variable
TEXT, COUNT, NUMBER, DAY, TRUTH = "U", "iu", "iuf", "M", "b"
KIND_NAMES = {
    TEXT: N_("text"),
    COUNT: N_("whole numbers"),
    NUMBER: N_("numbers"),
    DAY: N_("dates"),
    TRUTH: N_("true or false"),
}
# coordinate: its dimensions and the kind of its values
COORDINATES: dict[str, tuple[tuple[str, ...], str]] = {
    "policy": (("policy",), TEXT),
    "scenario": (("policy",), TEXT),
    "branch": (("policy",), TEXT),
    "title": (("policy",), TEXT),
    "draw": (("draw",), COUNT),
    "structure": (("draw",), TEXT),
    "reading": (("draw",), TEXT),
    "number": (("draw",), COUNT),
    "time": (("time",), DAY),
    "territory": (("territory",), TEXT),
    "territory_title": (("territory",), TEXT),
    "territory_region": (("territory",), TEXT),
    "population": (("territory",), NUMBER),
    "latitude": (("territory",), NUMBER),
    "longitude": (("territory",), NUMBER),
    "region": (("region",), TEXT),
    "region_title": (("region",), TEXT),
    "gang": (("gang",), TEXT),
    "gang_title": (("gang",), TEXT),
    "cause": (("cause",), TEXT),
    "author": (("cause",), TEXT),
    "civilian": (("cause",), TRUTH),
    "class": (("class",), TEXT),
    "age": (("age",), TEXT),
    "stage": (("stage",), TEXT),
    "public": (("public",), TEXT),
    "parameter": (("parameter",), TEXT),
    "parameter_values": (("draw", "parameter"), NUMBER),
}
NEEDED = ("policy", "draw", "time", "scenario", "structure", "reading", "territory", "region")
RANGES = {"latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0), "population": (0.0, 1e10)}
WORDS = {"structure": STRUCTURES, "reading": READINGS}
Plain = str | int | float | bool
# attributes that hold JSON, and the form of what they hold
JSON_FORMS: dict[str, Any] = {
    "parameters": list[dict[str, str]],
    "sentences": dict[str, list[str]],
    "preconditions": dict[str, list[str]],
    "odds": dict[str, dict[str, Any]],
    "scenario_hashes": dict[str, str],
    "assumed_by_user": list[str],
    "posterior": dict[str, str | None],
    "manifest": dict[str, Any],
}
DAYS = ("as_of",)
COUNTS = ("seed", "members", "draws_rejected", "failed", "mean_field")


def check(ds: xr.Dataset, label: str) -> None:
    """Check the form of a result.

    Parameters
    ----------
    ds
        The result as it was read.
    label
        What to call its file.

    Raises
    ------
    InputError
        With everything that is not as Tregua writes it.
    """
    problems = [
        Problem(label, None, where, shorten(found, 200), expected)
        for where, found, expected in (*_coordinates(ds), *_variables(ds), *_attributes(ds))
    ]
    if problems:
        raise InputError(problems)


Found = Iterator[tuple[str, Any, str]]


def _coordinates(ds: xr.Dataset) -> Found:
    for name in NEEDED:
        if name not in ds.coords:
            yield name, _("nothing"), _("a coordinate of that name")
    for key, variable in ds.coords.items():
        name = str(key)
        if not NAME.match(name):
            yield name, name, _("a name of letters, digits and _")
        dims, kind = COORDINATES.get(name, (tuple(variable.dims), TEXT + NUMBER + DAY + TRUTH))
        if tuple(variable.dims) != dims:
            yield name, str(tuple(variable.dims)), _("the dimensions {dims}").format(dims=", ".join(dims))
        elif variable.dtype.kind not in kind:
            yield (
                name,
                str(variable.dtype),
                _("values of the kind: {kind}").format(kind=_(KIND_NAMES.get(kind, ""))),
            )
        else:
            yield from _values(name, variable.values)
    regions = ds.coords.get("region")
    within = ds.coords.get("territory_region")
    if (
        regions is not None
        and within is not None
        and not set(within.values.tolist()) <= set(regions.values.tolist())
    ):
        yield "territory_region", sorted(set(within.values.tolist())), _("regions of the result")


def _values(name: str, values: np.ndarray) -> Found:
    if (name,) == COORDINATES.get(name, ((), ""))[0]:  # an axis
        if not values.size or len(np.unique(values)) < len(values):
            yield name, _("{n} values, some of them twice").format(n=len(values)), _("each value once")
        elif name == "time" and not _in_order(values):
            yield name, shorten(values[:3]), _("months, one after the other")
        elif values.dtype.kind == "U" and any(not text.strip() for text in values.tolist()):
            yield name, "''", _("a name")
    if name in RANGES:
        low, high = RANGES[name]
        if not ((values >= low) & (values <= high)).all():
            yield (
                name,
                shorten(values[:5]),
                _("numbers between {low:g} and {high:g}").format(low=low, high=high),
            )
    if name in WORDS and not set(values.tolist()) <= set(WORDS[name]):
        yield name, sorted(set(values.tolist()))[:4], ", ".join(WORDS[name])


def _in_order(days: np.ndarray) -> bool:
    steps = np.diff(days.astype("datetime64[D]").astype(np.int64))
    return not np.isnat(days).any() and bool((steps > 0).all())


def _variables(ds: xr.Dataset) -> Found:
    known = {v.name: v for v in VARIABLES}
    if not ds.data_vars:
        yield "", _("no variables"), _("at least one variable")
    for key, variable in ds.data_vars.items():
        name, dims = str(key), tuple(str(d) for d in variable.dims)
        of = known.get(name)
        if not NAME.match(name):
            yield name, name, _("a name of letters, digits and _")
        wanted = (*LEADING, *of.dims) if of else (*LEADING, *dims[3:])
        if dims != wanted:
            yield name, str(dims), _("the dimensions {dims}").format(dims=", ".join(wanted))
        elif variable.dtype.kind not in NUMBER:
            yield (
                name,
                str(variable.dtype),
                _("values of the kind: {kind}").format(kind=_(KIND_NAMES[NUMBER])),
            )
        for dim in dims:
            if dim not in ds.coords:
                yield name, dim, _("a coordinate for each dimension")
    for name, variable in ds.variables.items():
        for key, value in variable.attrs.items():
            if not isinstance(key, str) or not NAME.match(key):
                yield f"{name}", shorten(key), _("a name of letters, digits and _")
            elif not isinstance(value, Plain | np.generic):
                yield f"{name}.{key}", value, _("a text or a number")


def _attributes(ds: xr.Dataset) -> Found:
    for key, value in ds.attrs.items():
        if not isinstance(key, str) or not isinstance(value, Plain | np.generic):
            yield str(key), value, _("a text or a number")
        elif key in JSON_FORMS:
            if value != "" and (wrong := _form(key, value)):
                yield key, wrong, _("what a result says of it, as JSON")
        elif key in COUNTS and not (isinstance(value, int | np.integer) and value >= 0):
            yield key, value, _("a whole number")
        elif key in DAYS and not _is_day(value):
            yield key, value, _("a date, as YYYY-MM-DD")


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


@cache
def _adapter(key: str) -> TypeAdapter[Any]:
    return TypeAdapter(JSON_FORMS[key])


def _form(key: str, value: Any) -> str:
    try:
        _adapter(key).validate_python(json.loads(value))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (TypeError, ValueError, RecursionError) as error:
        return str(error)
    return ""


@contextmanager
def reading(label: str) -> Iterator[None]:
    """Raise what a reader cannot make sense of in a file as bad input: its parts contradict each other.

    Raises
    ------
    InputError
        In place of the errors that contradictory data cause; errors of Tregua's own pass.
    """
    try:
        yield
    except TreguaError:
        raise
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise InputError(
            Problem(
                label,
                None,
                "",
                shorten(f"{type(error).__name__}: {error}", 200),
                _("a result whose parts agree with each other"),
                _(
                    "if Tregua wrote this file and nobody changed it, this is a fault in Tregua: "
                    "--debug shows where"
                ),
            )
        ) from error
