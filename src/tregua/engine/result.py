"""A result: one xarray Dataset with named dimensions, units and provenance."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua._version import __version__
from tregua.assumptions.sampling import Draws
from tregua.engine.outputs import VARIABLES
from tregua.model.state import AGES, CAUSE_REGISTER, CAUSES, CLASSES, PUBLICS, STAGES

if TYPE_CHECKING:
    import xarray as xr

    from tregua.assumptions.parameter import Parameter, ParameterSet
    from tregua.engine.arrange import Policy
    from tregua.engine.ensemble import Options
    from tregua.places import Place

UNCALIBRATED = "priors, uncalibrated"


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

    scenarios = {line.scenario.name: line.scenario for line in lines}
    coords: dict[str, Any] = {
        "policy": [line.label for line in lines],
        "scenario": ("policy", [line.scenario.name for line in lines]),
        "branch": ("policy", [line.branch for line in lines]),
        "title": ("policy", [str(line.scenario.title) for line in lines]),
        "draw": np.arange(len(draws)),
        "structure": ("draw", draws.structure.astype(str)),
        "reading": ("draw", draws.reading.astype(str)),
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
    variables = {
        v.name: (
            ("policy", "draw", "time", *v.dims),
            arrays[v.name],
            {"long_name": v.long_name, "units": v.units, "kind": v.kind, **_stamp(v.dims)},
        )
        for v in VARIABLES
    }
    attrs: dict[str, Any] = {
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
        "assumptions": str(o.assume or ""),
        "assumed_by_user": json.dumps([p.name for p in parameters if p.set_by == "user"]),
        "scenario_hashes": json.dumps({name: s.hash for name, s in scenarios.items()}),
        "odds": json.dumps({name: _odds(s) for name, s in scenarios.items() if s.conditional}),
        "sentences": json.dumps({name: s.sentences() for name, s in scenarios.items()}),
        "preconditions": json.dumps(
            {name: [c.sentence() for c in s.preconditions] for name, s in scenarios.items() if s.conditional}
        ),
        "parameters": json.dumps([_remembered(p) for p in parameters]),
        "calibrated": UNCALIBRATED,
        "draws_rejected": rejected,
        "command": "",
    }
    ds = xr.Dataset(variables, coords, attrs)
    ds.attrs["digest"] = digest(ds)
    return ds


def _remembered(p: Parameter) -> dict[str, str]:
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
    return {key: str(getattr(p, key)) for key in told}


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
        "assumption": True,
    }


def digest(ds: xr.Dataset) -> str:
    """Return a hash over the values and labels of a result.

    Attributes such as dates and commands do not count.

    Equal for equal scenario, place, seed, options and version, on any number of workers.
    """
    h = hashlib.sha256()
    # titles are in the language in use, numbers are not
    for name in sorted(str(n) for n in ds.variables if not str(n).endswith("title")):
        values = ds[name].values
        h.update(f"{name} {ds[name].dims} {values.shape}".encode())
        if values.dtype.kind in "OUSTb":
            h.update(json.dumps([str(v) for v in values.ravel().tolist()]).encode())
        elif values.dtype.kind == "M":
            h.update(values.astype("datetime64[D]").astype("<i8").tobytes())
        else:
            h.update(np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes())
    return "sha256:" + h.hexdigest()
