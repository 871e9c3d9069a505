"""A result: one xarray Dataset with named dimensions, units and provenance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua._version import __version__
from tregua.assumptions.assumed import name_of
from tregua.assumptions.posterior_summary import learnt
from tregua.assumptions.sampling import EXPONENT, Draws, draw, places
from tregua.assumptions.units import FACTORS
from tregua.errors import InputError, Problem
from tregua.i18n import SOURCE, _, speaking
from tregua.results.variables import VARIABLES, Variable
from tregua.vocabulary.causes import CAUSE_REGISTER, CAUSES
from tregua.vocabulary.people import AGES, CLASSES, PUBLICS, STAGES
from tregua.vocabulary.readings import RESPONSES

if TYPE_CHECKING:
    import xarray as xr

    from tregua.assumptions.parameter import Parameter, ParameterSet
    from tregua.assumptions.posterior import Joint
    from tregua.places import Place
    from tregua.simulation.policy_arrays import Policy
    from tregua.simulation.setup import Options

UNCALIBRATED = "priors, uncalibrated"
FITTED = "posterior as of {day}"
AT_ONCE = 4096  # draws whose parameters are looked up together
FIRST_DEFINITION, DEFINITION = "0.1", "2"  # of the digest: of a file that names none, and of ours
DEFINED = "digest_definition"  # attribute of a result: by which definition its digest was made
CHECKSUM = "checksum"
MISSING = "stands_for_failed"  # attribute: the whole number written where a member failed


def dataset(
    arrays: dict[str, np.ndarray],
    lines: list[Policy],
    draws: Draws,
    place: Place,
    population: np.ndarray,
    o: Options,
    as_of: date,
    rejected: int,
    parameters: ParameterSet,
) -> xr.Dataset:
    """Label the arrays of a run."""
    import xarray as xr

    coords = labels(lines, draws, place, population, parameters, o.seed)
    attrs = provenance(lines, place, o, as_of, rejected, parameters)
    variables = {v.name: (("policy", "draw", "time", *v.dims), arrays[v.name], told(v)) for v in VARIABLES}
    ds = xr.Dataset(variables, coords, attrs)
    ds.attrs.update({DEFINED: DEFINITION, "digest": digest(ds, definition=DEFINITION)})
    return ds


def told(v: Variable) -> dict[str, str]:
    """Return what is told of a variable beside its numbers."""
    return {"long_name": v.long_name, "units": v.units, "kind": v.kind, **_stamp(v.dims)}


@speaking(SOURCE)
def labels(
    lines: list[Policy],
    draws: Draws,
    place: Place,
    population: np.ndarray,
    parameters: ParameterSet,
    seed: int,
) -> dict[str, Any]:
    """Return the coordinates of a result; in English, so that its bytes are the same whoever runs it."""
    names, drawn = parameter_values(parameters, draws, seed)
    return {
        "parameter": names,
        "parameter_values": (
            ("draw", "parameter"),
            drawn,
            {"units": "each as `tregua parameters` states it"},
        ),
        "policy": [line.label for line in lines],
        "scenario": ("policy", [line.scenario.name for line in lines]),
        "branch": ("policy", [line.branch for line in lines]),
        "title": ("policy", [str(line.scenario.title) for line in lines]),
        "draw": np.arange(len(draws)),
        "structure": ("draw", draws.structure.astype(str)),
        "reading": ("draw", draws.reading.astype(str)),
        "response": ("draw", _responses(parameters, names, drawn)),
        "number": ("draw", draws.index),
        "time": np.array([month.start for month in lines[0].months], "datetime64[ns]"),
        "territory": list(place.territories),
        "territory_title": ("territory", [str(t.title) for t in place.territories.values()]),
        "territory_region": (
            "territory",
            [str(t.region or next(iter(place.regions))) for t in place.territories.values()],
        ),
        "population": ("territory", np.rint(population)),
        "latitude": ("territory", [float(t.centroid[0]) for t in place.territories.values()]),
        "longitude": ("territory", [float(t.centroid[1]) for t in place.territories.values()]),
        "region": list(place.regions),
        "region_title": ("region", [str(title) for title in place.regions.values()]),
        "gang": list(place.gangs),
        "gang_title": ("gang", [str(g.title) for g in place.gangs.values()]),
        "cause": list(CAUSES),
        "author": ("cause", [author for author, _civilian in CAUSE_REGISTER.values()]),
        "civilian": ("cause", [civilian for _author, civilian in CAUSE_REGISTER.values()]),
        "class": list(CLASSES),
        "age": list(AGES),
        "stage": list(STAGES),
        "public": list(PUBLICS),
    }


def parameter_values(parameters: ParameterSet, draws: Draws, seed: int) -> tuple[list[str], np.ndarray]:
    """Return every parameter that varies, as it was drawn, in the unit in which it is stated.

    It follows from seed and address alone, so that no block of members has to carry it.

    Returns
    -------
    tuple
        Names, and (draw, parameter) as 32-bit floats.
    """
    varying = [p for p in parameters if any(q.kind != "fixed" for q in p.priors.values())]
    place = places(draws.index, draws.reading)
    out = np.empty((len(place), len(varying)), np.float32)
    for first in range(0, len(place), AT_ONCE):
        values = draw(parameters, seed, place[first : first + AT_ONCE]).values
        for k, p in enumerate(varying):
            out[first : first + AT_ONCE, k] = values[p.name] / FACTORS[p.unit]
    return [p.name for p in varying], out


def _responses(parameters: ParameterSet, names: list[str], drawn: np.ndarray) -> np.ndarray:
    """Return the form of the response to risk of each draw: "proportional" where its exponent is 1."""
    if EXPONENT in names:
        exponent = drawn[:, names.index(EXPONENT)]
    else:  # fixed by the user
        exponent = np.full(len(drawn), parameters[EXPONENT].for_reading("").numbers[0])
    return np.where(exponent == 1.0, *RESPONSES).astype(str)


@speaking(SOURCE)
def provenance(
    lines: list[Policy],
    place: Place,
    o: Options,
    as_of: date,
    rejected: int,
    parameters: ParameterSet,
) -> dict[str, Any]:
    """Return what a result says of where it comes from."""
    scenarios = {line.scenario.name: line.scenario for line in lines}
    return {
        "title": f"Tregua: {place.title}",
        "version": __version__,
        "place": place.name,
        "place_title": str(place.title),
        "place_hash": place.hash,
        "seed": o.seed,
        "members": o.members,
        "dt": o.dt,
        "mean_field": int(o.mean_field),
        "as_of": as_of.isoformat(),
        "assumptions": name_of(o.assume),
        "posterior": parameters.joint.mark if parameters.joint else "",
        "assumed_by_user": json.dumps(
            [p.name for p in (*parameters, *parameters.fixed.values()) if p.set_by == "user"]
        ),
        "scenario_hashes": json.dumps({name: s.hash for name, s in scenarios.items()}),
        "odds": json.dumps({name: _odds(s) for name, s in scenarios.items() if s.conditional}),
        "sentences": json.dumps({name: s.sentences() for name, s in scenarios.items()}),
        "preconditions": json.dumps(
            {name: [c.sentence() for c in s.preconditions] for name, s in scenarios.items() if s.conditional}
        ),
        "parameters": json.dumps(
            [
                *(_remembered(p, parameters.joint) for p in parameters),
                *(_remembered(p, None) for p in parameters.fixed.values() if p.set_by == "user"),
            ]
        ),
        "calibrated": FITTED.format(day=parameters.joint.as_of) if parameters.joint else UNCALIBRATED,
        "draws_rejected": rejected,
        "command": "",
    }


def _remembered(p: Parameter, joint: Joint | None) -> dict[str, str]:
    told = (
        "name",
        "symbol",
        "unit",
        "meaning",
        "scope",
        "prior",
        "source",
        "url",
        "grade",
        "note",
        "disagree",
        "travels",
        "set_by",
    )
    found = learnt(p, joint)
    beside = {"learnt": found.sentence()} if found else {}
    return {key: str(getattr(p, key)) for key in told} | beside


def _stamp(dims: tuple[str, ...]) -> dict[str, str]:
    # finer than any evidence: said on the variable itself
    return {"level": "model only"} if {"territory", "gang"} & set(dims) else {}


def _odds(scenario: Any) -> dict[str, Any]:
    odds = scenario.odds()
    return {
        "starts": odds.starts,
        "lasts": odds.lasts,
        "lasts_if_started": odds.lasts_if_started,
        "by": {str(q): day.isoformat() for q, day in odds.by.items()},
        "between": odds.between,
        "assumption": True,
    }


def digest(
    ds: xr.Dataset,
    read: Callable[[str, int, slice], np.ndarray] | None = None,
    *,
    definition: str | None = None,
) -> str:
    """Return the SHA-256 over the outcomes and coordinates of a result.

    Equal for equal scenario, place, seed, options and version, on any number of workers.

    Parameters
    ----------
    ds
        The result.
    read
        Gives the values of a variable for a policy and some members, (draw, time, ...), where they lie on
        disk and come sooner than through ``ds``; failed members as the whole numbers that were written.
    definition
        "2", or "0.1", in which the values of parameters count too; by default the one that the result names,
        which is "0.1" where it names none. See docs/reference/digest.md.

    Raises
    ------
    InputError
        If there is no such definition.
    """
    name = str(ds.attrs.get(DEFINED, FIRST_DEFINITION)) if definition is None else definition
    return "sha256:" + _hash_variables(ds, in_digest(ds, name), name, read)


def in_digest(ds: xr.Dataset, definition: str = DEFINITION) -> list[str]:
    """Return the names of the variables and coordinates that a digest covers, sorted.

    Titles never count: they are words, which may be mended.
    """
    if definition not in (FIRST_DEFINITION, DEFINITION):
        expected = f"{FIRST_DEFINITION}, {DEFINITION}"
        hint = _("a newer version of Tregua may know it")
        raise InputError(Problem(_("(result)"), None, DEFINED, definition, expected, hint))
    names = sorted(str(name) for name in ds.variables if not str(name).endswith("title"))
    if definition == FIRST_DEFINITION:
        return names
    return [name for name in names if "parameter" not in ds[name].dims]


def checksum(ds: xr.Dataset, mark: str | None = None) -> str:
    """Return the SHA-256 over everything that is read back of a result: values, titles and attributes.

    Parameters
    ----------
    ds
        The result.
    mark
        Its digest by the present definition, where it is known, so that outcomes are not read again.
    """
    counted = in_digest(ds)
    h = hashlib.sha256((mark or digest(ds, definition=DEFINITION)).encode())
    rest = sorted({str(name) for name in ds.variables} - set(counted))
    h.update(_hash_variables(ds, rest, CHECKSUM).encode())
    attributes = {name: _as_text(ds[name].attrs) for name in sorted(str(n) for n in ds.variables)}
    own = {str(key): value for key, value in ds.attrs.items() if key != CHECKSUM}
    h.update(json.dumps([attributes, _as_text(own)], sort_keys=True).encode())
    return "sha256:" + h.hexdigest()


def _as_text(attrs: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in attrs.items()}


def _hash_variables(
    ds: xr.Dataset,
    names: list[str],
    definition: str,
    read: Callable[[str, int, slice], np.ndarray] | None = None,
) -> str:
    h = hashlib.sha256()
    if definition != FIRST_DEFINITION:
        h.update(f"tregua {definition}\n".encode())
    for name in names:
        variable = ds[name]
        add_head(h, name, variable.dims, variable.shape)
        if name in ds.coords or variable.ndim < 2:
            add_values(h, variable.values, variable.attrs)
        else:  # a part at a time: a result on disk is never in memory as a whole
            for row in range(variable.shape[0]):
                for first in range(0, variable.shape[1], 512):
                    rows = slice(first, min(first + 512, variable.shape[1]))
                    some = read(name, row, rows) if read else variable[row, rows].values
                    add_values(h, some, variable.attrs)
    return h.hexdigest()


def add_head(h: Any, name: str, dims: tuple[Hashable, ...], shape: tuple[int, ...]) -> None:
    """Count the name and the form of a variable."""
    h.update(f"{name} {dims} {shape}".encode())


def add_values(h: Any, values: np.ndarray, attrs: Mapping[str, Any]) -> None:
    """Count values, or a part of them in the order in which they lie."""
    if values.dtype.kind in "OUSTb":
        h.update(json.dumps([str(v) for v in values.ravel().tolist()]).encode())
    elif values.dtype.kind == "M":
        h.update(values.astype("datetime64[D]").astype("<i8").tobytes())
    else:
        if MISSING in attrs and values.dtype.kind == "f":
            # read with holes where a member failed: counted as the whole numbers that were written
            values = np.where(np.isnan(values), attrs[MISSING], values).astype(np.int32)
        h.update(np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes())
