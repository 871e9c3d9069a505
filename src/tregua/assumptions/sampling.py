"""Draws from the priors.

One set of numbers for each member of an ensemble, addressed by seed, name and draw.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tregua.assumptions.counter_rng import normal_quantiles, uniforms
from tregua.assumptions.parameter import Parameter, ParameterSet
from tregua.assumptions.prior import Prior
from tregua.assumptions.units import FACTORS
from tregua.vocabulary.readings import READINGS, STRUCTURES

# fields of every draw that are fitted to the first day, not drawn: see tregua.simulation.spin_up
FITTED = ("contagion",)
KEPT_DRAWS, KEPT = 128, 64  # chance is kept for so many groups of draws, each no larger than that


@cache
def structures() -> dict[str, dict[str, Any]]:
    """Return the named structures: title, meaning and settings."""
    from tregua.inputs.yaml_reader import load_yaml

    return load_yaml(Path(__file__).parent / "structures.yaml").value


@dataclass(frozen=True)
class Draws:
    """Parameters of the members of an ensemble.

    Attributes
    ----------
    values
        Record array (draw,), in the model's own units; the settings of the structure are fields too.
    structure, reading
        Name of each, by draw.
    index
        Number of the draw, by which parameters and chance are addressed. The two readings of a pair share
        one, so that they
        differ by the reading alone; draws that were rejected leave gaps.
    start
        What a posterior says of the first day, by name, (draw,): see
        `tregua.simulation.initial_state.initial_state`.
    """

    values: np.ndarray
    structure: np.ndarray
    reading: np.ndarray
    index: np.ndarray
    start: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.values)

    def take(self, which: np.ndarray) -> Draws:
        """Return some of the draws."""
        start = {name: column[which] for name, column in self.start.items()}
        return Draws(self.values[which], self.structure[which], self.reading[which], self.index[which], start)


def address(seed: int, name: str, index: np.ndarray) -> np.ndarray:
    """Return a uniform number for each draw, which depends on seed, name and draw alone.

    So two places share the draws of shared parameters, and a longer ensemble begins with the shorter one.
    """
    return uniforms(seed, zlib.crc32(name.encode()), index)


def quantile(prior: Prior, u: np.ndarray, z: np.ndarray | None = None) -> np.ndarray:
    """Return the quantiles ``u`` of a prior; ``z`` are those of a standard normal, where they are known."""
    kind = prior.kind
    if kind == "fixed":
        return np.full(u.shape, prior.fixed)
    a, b = getattr(prior, kind)
    if kind == "uniform":
        return a + (b - a) * u
    if z is None:
        z = normal_quantiles(u)
    if kind == "normal":
        return a + b * z
    if kind == "lognormal":
        return a * np.exp(b * z)
    return 1.0 / (1.0 + np.exp(-(np.log(a / (1.0 - a)) + b * z)))


def _chance(seed: int, names: tuple[str, ...], index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the uniform numbers of all draws and their normal quantiles, (name, draw)."""
    streams = np.array([zlib.crc32(name.encode()) for name in names], np.uint64)[:, None]
    u = uniforms(seed, streams, index)
    return u, normal_quantiles(u)


@lru_cache(maxsize=KEPT)
def _chance_kept(seed: int, names: tuple[str, ...], index: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Keep the chance of small groups of draws: whoever moves a belief asks for the same ones again."""
    found = _chance(seed, names, np.frombuffer(index, np.int64))
    for array in found:
        array.flags.writeable = False
    return found


def _column(parameter: Parameter, u: np.ndarray, z: np.ndarray, reading: np.ndarray) -> np.ndarray:
    value = quantile(parameter.for_reading("official"), u, z)
    if len(parameter.priors) > 1:
        # the same uniform under both readings: draws differ by the reading alone
        value = np.where(reading == "official", value, quantile(parameter.for_reading("ngo"), u, z))
    if parameter.bounds:
        value = np.clip(value, *parameter.bounds)
    return value * FACTORS[parameter.unit]


def _learnt(
    parameters: ParameterSet,
    values: np.ndarray,
    structure: np.ndarray,
    reading: np.ndarray,
    seed: int,
    index: np.ndarray,
) -> dict[str, np.ndarray]:
    """Write a row of the posterior into each draw, whole; return what it says of the first day."""
    joint = parameters.joint
    if joint is None:
        return {}
    rows = joint.rows(structure, reading, address(seed, "posterior", index))
    now = joint.at_start(rows)
    columns = {name: joint.values[rows, k] for k, name in enumerate(joint.names)}
    columns |= {name: column for name, column in now.items() if name in parameters}
    for name, column in columns.items():
        if parameters[name].set_by != "user":
            learnt = np.where(np.isfinite(column), column * FACTORS[parameters[name].unit], values[name])
            values[name] = learnt  # what a structure does not use keeps its prior
    return {"members_total": now["members"]} if now else {}


def draw(parameters: ParameterSet, seed: int, index: np.ndarray) -> Draws:
    """Return the draws at the given places in the sequence of all draws.

    Structures and readings alternate, so that each has the same weight in every six draws.
    """
    place = np.asarray(index, dtype=np.int64)
    structure = np.array(STRUCTURES)[place % 3]
    reading = np.array(READINGS)[(place // 3) % 2]
    index = place // 6 * 3 + place % 3
    settings = sorted({name for s in structures().values() for name in s["settings"]})
    dtype = np.dtype(
        [(name, np.float64) for name in (*parameters.names, *parameters.fixed, *settings, *FITTED)]
    )
    values = np.zeros(len(index), dtype)
    names = parameters.names
    few = len(index) <= KEPT_DRAWS
    u, z = _chance_kept(seed, names, index.tobytes()) if few else _chance(seed, names, index)
    for row, parameter in enumerate(parameters):
        values[parameter.name] = _column(parameter, u[row], z[row], reading)
    for name, constant in parameters.fixed.items():
        values[name] = constant.value  # as stated: lengths of time are in days, other units as their rows say
    for name in settings:
        values[name] = np.array([structures()[s]["settings"][name] for s in STRUCTURES])[place % 3]
    return Draws(
        values, structure, reading, index, _learnt(parameters, values, structure, reading, seed, index)
    )
