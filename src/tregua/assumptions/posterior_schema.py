"""The form of a posterior: shapes, weights, days and values, checked before a draw is taken from it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.prior import Prior
from tregua.errors import InputError, Problem, did_you_mean, shorten
from tregua.i18n import _
from tregua.inputs.fields import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from tregua.assumptions.parameter import Parameter, ParameterSet
    from tregua.assumptions.posterior import Joint

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
MOST_ROWS = 100_000
FAR = 12.0  # standard deviations of a prior beyond which no value of a posterior is believed
LARGEST = 1e12
SUM_OFF = 1e-3  # weights are stored as 32-bit floats
ROUNDING = 1e-5
MOST_MEMBERS = 1e8
NOT_LEARNT_EVERYWHERE = ("kidnapping_per_member",)

Found = Iterator[tuple[str, Any, str]]


def check_form(
    arrays: Mapping[str, np.ndarray],
    label: str,
    state_fields: tuple[str, ...],
    structures: Iterable[str],
    readings: Iterable[str],
) -> None:
    """Check the arrays of a posterior against each other.

    Parameters
    ----------
    arrays
        ``names`` (parameter,), ``values`` (row, parameter), ``structure`` (row,), ``weights`` (row,
        reading), ``days`` (date,) and ``at`` (date, row, field of the state).
    label
        What to call the file.
    state_fields, structures, readings
        Names of the fields of the state, and of the structures and readings that there are.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    found = list(_shapes(arrays, len(state_fields), len(tuple(readings))))
    if not found:
        found = list(_contents(arrays, state_fields, tuple(structures)))
    if found:
        raise InputError(
            [Problem(label, None, at, shorten(there, 120), wanted) for at, there, wanted in found]
        )


def _shapes(arrays: Mapping[str, np.ndarray], fields: int, readings: int) -> Found:
    kinds = {"names": "U", "values": "f", "structure": "U", "weights": "f", "days": "iu", "at": "f"}
    for key, kind in kinds.items():
        if key not in arrays:
            yield key, _("nothing"), _("an array of that name")
        elif arrays[key].dtype.kind not in kind:
            yield key, arrays[key].dtype, _("text") if kind == "U" else _("numbers")
    if not set(kinds) <= set(arrays):
        return
    rows, names, days = (arrays[key].size for key in ("structure", "names", "days"))
    if not 0 < rows <= MOST_ROWS:
        yield "structure", rows, _("between 1 and {n} rows").format(n=MOST_ROWS)
    wanted = {
        "names": (names,),
        "values": (rows, names),
        "structure": (rows,),
        "weights": (rows, readings),
        "days": (days,),
        "at": (days, rows, fields),
    }
    for key, shape in wanted.items():
        if arrays[key].shape != shape or not days or not names:
            yield key, str(arrays[key].shape), _("the shape {shape}").format(shape=shape)


def _contents(
    arrays: Mapping[str, np.ndarray], fields: tuple[str, ...], structures: tuple[str, ...]
) -> Found:
    names, structure = arrays["names"].tolist(), arrays["structure"]
    for name in names:
        if not NAME.match(name):
            yield "names", name, _("a name of small letters a-z, digits and _, starting with a letter")
    if len(set(names)) < len(names):
        yield "names", sorted(n for n in set(names) if names.count(n) > 1), _("each name once")
    unknown = sorted(set(structure.tolist()) - set(structures))
    if unknown:
        yield "structure", unknown[0], ", ".join(structures)
    weights, values = arrays["weights"].astype(float), arrays["values"].astype(float)
    if not np.isfinite(weights).all() or (weights < 0).any():
        yield "weights", _lowest(weights), _("finite numbers that are not negative")
    else:
        for name in np.unique(structure):
            total = weights[structure == name].sum(axis=0)
            if not np.allclose(total, 1.0, atol=SUM_OFF):
                yield f"weights.{name}", total.tolist(), _("weights that add up to 1 under each reading")
    for name in np.unique(structure):  # a structure that does not use a parameter has no value of it
        for column, row in zip(names, values[structure == name].T, strict=True):
            known = np.isfinite(row)
            if np.isinf(row).any() or (known.any() and not known.all()):
                yield f"values.{column}", _lowest(row), _("finite numbers, or none in a whole structure")
    days = arrays["days"].astype(np.int64)
    if days.min() < FIRST_DAY.toordinal() or days.max() > LAST_DAY.toordinal() or (np.diff(days) <= 0).any():
        yield "days", days.tolist()[:4], _("dates as ordinals, one after the other")
    at = arrays["at"].astype(float)
    for k, field in enumerate(fields):
        low = -LARGEST if field in ("growth", "deterrence") else 0.0
        high = MOST_MEMBERS if field == "members" else LARGEST
        here = at[:, :, k]
        if field in NOT_LEARNT_EVERYWHERE and np.isnan(here).all():
            continue  # no series speaks of it: the place's own prior stands
        if not ((here >= low) & (here <= high)).all():
            expected = _("numbers between {low:g} and {high:g}").format(low=low, high=high)
            yield f"at.{field}", _lowest(here), expected


def _lowest(values: np.ndarray) -> str:
    odd = values[~np.isfinite(values)]
    return str(odd[0]) if odd.size else f"{values.min()} … {values.max()}"


def check_support(joint: Joint, parameters: Mapping[str, Parameter] | ParameterSet) -> None:
    """Check that every value of a posterior lies where its parameter's prior and bounds allow.

    Raises
    ------
    InputError
        With every parameter that is not known, and every one with a value outside.
    """
    label = joint.file or _("the posterior of {place} as of {day}").format(place=joint.place, day=joint.as_of)
    known = {p.name: p for p in (parameters.values() if isinstance(parameters, Mapping) else parameters)}
    problems = []
    columns = {name: joint.values[:, k] for k, name in enumerate(joint.names)}
    if joint.at.size:
        columns |= {name: joint.at[:, :, k] for k, name in enumerate(joint.fields) if name in known}
    for name, column in columns.items():
        if name not in known:
            hint = did_you_mean(name, known)
            problems.append(Problem(label, None, name, name, _("the name of a parameter"), hint))
            continue
        low, high = support(known[name])
        values = column[np.isfinite(column)]
        slack = ROUNDING * max(abs(low), abs(high)) if math.isfinite(low) and math.isfinite(high) else 0.0
        if values.size and (values.min() < low - slack or values.max() > high + slack):
            expected = _("numbers between {low:g} and {high:g}").format(low=low, high=high)
            problems.append(Problem(label, None, name, f"{values.min():g} … {values.max():g}", expected))
    if problems:
        raise InputError(problems)


def support(parameter: Parameter) -> tuple[float, float]:
    """Return the least and the largest value that is believed of a parameter, in its own unit."""
    if parameter.bounds:
        return parameter.bounds
    ends = [_ends(prior) for prior in parameter.priors.values()]
    return min(low for low, _high in ends), max(high for _low, high in ends)


def _ends(prior: Prior) -> tuple[float, float]:
    kind, numbers = prior.kind, prior.numbers
    if kind == "fixed":
        return -LARGEST, LARGEST
    a, b = numbers
    if kind == "uniform":
        return a, b
    if kind == "normal":
        return a - FAR * b, a + FAR * b
    if kind == "lognormal":
        return 0.0, min(a * math.exp(min(FAR * b, 600.0)), LARGEST)
    return 0.0, 1.0
