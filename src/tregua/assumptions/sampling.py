"""Draws from the priors.

One set of numbers for each member of an ensemble, addressed by seed, name and draw. Structures, readings and
the form of the response to risk are strata with fixed shares of every prefix; within a stratum each
parameter is drawn by a scrambled van der Corput sequence, so that a mean converges faster than by chance.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tregua.assumptions.counter_rng import normal_quantiles, spread_uniforms
from tregua.assumptions.parameter import Parameter, ParameterSet
from tregua.assumptions.posterior import SHOWN
from tregua.assumptions.prior import Prior
from tregua.assumptions.units import FACTORS
from tregua.vocabulary.readings import READINGS, RESPONSES, STRUCTURES

# fields of every draw that are fitted to the first day, not drawn: see tregua.simulation.spin_up
FITTED = ("contagion",)
# Members of an ensemble in which every structure and reading comes once, and twice as many in which every
# response comes once too.
BLOCK = len(READINGS) * len(STRUCTURES)
EXPONENT = "risk_exponent"  # at 1 the response to risk is in proportion
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

    @property
    def response(self) -> np.ndarray:
        """Name of the form of the response to risk of each: "proportional" where its exponent is 1."""
        return np.where(self.values[EXPONENT] == 1.0, *RESPONSES)

    def take(self, which: np.ndarray) -> Draws:
        """Return some of the draws."""
        start = {name: column[which] for name, column in self.start.items()}
        return Draws(self.values[which], self.structure[which], self.reading[which], self.index[which], start)


def address(seed: int, name: str, index: np.ndarray) -> np.ndarray:
    """Return a uniform number for each draw, which depends on seed, name and draw alone.

    So two places share the draws of shared parameters, and a longer ensemble begins with the shorter one.
    """
    return _chance(seed, (name,), np.asarray(index, np.int64))[0][0]


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


def numbers(place: np.ndarray) -> np.ndarray:
    """Return the number of the draw at places of the sequence; the two readings of a pair share it."""
    place, n = np.asarray(place, np.int64), len(STRUCTURES)
    return place // BLOCK * n + place % n


def places(number: np.ndarray, reading: np.ndarray) -> np.ndarray:
    """Return the places in the sequence of all draws of numbers under a reading: the inverse of `numbers`."""
    number, n = np.asarray(number, np.int64), len(STRUCTURES)
    return number // n * BLOCK + n * (np.asarray(reading) == READINGS[1]) + number % n


def _strata(number: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return structure, response and rank within both, of the numbers of draws, as whole numbers.

    The response alternates from block to block, and within a block from structure to structure.
    """
    structure, block = number % len(STRUCTURES), number // len(STRUCTURES)
    return structure, (block + structure) % len(RESPONSES), block // len(RESPONSES)


def _chance(seed: int, names: tuple[str, ...], number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the uniform numbers of all draws and their normal quantiles, (name, draw)."""
    structure, response, rank = _strata(number)
    stratum = structure * len(RESPONSES) + response
    streams = np.array([zlib.crc32(name.encode()) for name in names], np.uint64)[:, None]
    u = spread_uniforms(seed, streams, stratum, rank)
    return u, normal_quantiles(u)


@lru_cache(maxsize=KEPT)
def _chance_kept(seed: int, names: tuple[str, ...], number: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Keep the chance of small groups of draws: whoever moves a belief asks for the same ones again."""
    found = _chance(seed, names, np.frombuffer(number, np.int64))
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
    rows = joint.rows(structure, reading, address(seed, "posterior", index), _strata(index)[1])
    now = joint.at_start(rows)
    columns = {name: joint.values[rows, k] for k, name in enumerate(joint.names)}
    columns |= {name: column for name, column in now.items() if name in parameters}
    for name, column in columns.items():
        if parameters[name].set_by != "user":
            learnt = np.where(np.isfinite(column), column * FACTORS[parameters[name].unit], values[name])
            values[name] = learnt  # what a structure does not use keeps its prior
    return (
        {"members_total": now["members"], **{name: now[name] for name in SHOWN if name in now}} if now else {}
    )


def draw(parameters: ParameterSet, seed: int, index: np.ndarray) -> Draws:
    """Return the draws at the given places in the sequence of all draws.

    Structures and readings alternate, so that each has the same weight in every eight draws. In every second
    draw of each structure the exponent of the response to risk is 1, unless the user gave a prior of it: in
    every sixteen draws each response has the same weight under each structure and reading. What a draw is
    depends on seed and place alone, so a longer ensemble begins with the shorter one.
    """
    place = np.asarray(index, dtype=np.int64)
    number = numbers(place)
    which, response, _rank = _strata(number)
    structure = np.array(STRUCTURES)[which]
    reading = np.array(READINGS)[place % BLOCK // len(STRUCTURES)]
    settings = sorted({name for s in structures().values() for name in s["settings"]})
    dtype = np.dtype(
        [(name, np.float64) for name in (*parameters.names, *parameters.fixed, *settings, *FITTED)]
    )
    values = np.zeros(len(number), dtype)
    names = parameters.names
    few = len(number) <= KEPT_DRAWS
    u, z = _chance_kept(seed, names, number.tobytes()) if few else _chance(seed, names, number)
    for row, parameter in enumerate(parameters):
        values[parameter.name] = _column(parameter, u[row], z[row], reading)
    for name, constant in parameters.fixed.items():
        values[name] = constant.value  # as stated: lengths of time are in days, other units as their rows say
    for name in settings:
        values[name] = np.array([structures()[s]["settings"][name] for s in STRUCTURES])[which]
    drawn = values[EXPONENT].copy()
    start = _learnt(parameters, values, structure, reading, seed, number)
    if parameters[EXPONENT].set_by != "user":
        # a posterior that never left one form says nothing of the other's exponent
        steep = np.where(values[EXPONENT] == 1.0, drawn, values[EXPONENT])
        values[EXPONENT] = np.where(response == 0, 1.0, steep)
    return Draws(values, structure, reading, number, start)


def monte_carlo_error(values: np.ndarray, strata: np.ndarray, pair: np.ndarray | None = None) -> np.ndarray:
    """Return the standard error of the mean of a stratified ensemble.

    The strata have fixed shares, so what differs between their means is no error. Within a stratum draws are
    taken as independent; they are spread more evenly than that, so the true error is smaller.

    Parameters
    ----------
    values
        Outcomes, (draw, ...).
    strata
        Label or number of the stratum of each draw, (draw,).
    pair
        Number of each draw, where draws of a stratum with the same number share their chance; these are
        averaged first.

    Returns
    -------
    numpy.ndarray
        (...,); nan with fewer than two draws, or where a value is nan.
    """
    values = np.asarray(values, float)
    labels = np.unique(np.asarray(strata), return_inverse=True)[1].ravel()
    if pair is not None:
        shared = np.stack([labels, np.unique(pair, return_inverse=True)[1].ravel()])
        both, at = np.unique(shared, axis=1, return_inverse=True)
        at = at.ravel()
        total = np.zeros((both.shape[1], *values.shape[1:]))
        np.add.at(total, at, values)
        count = np.bincount(at)
        values = total / count.reshape(-1, *[1] * (values.ndim - 1))
        labels = both[0]
    sizes = np.bincount(labels)
    weight = sizes / sizes.sum()
    squares = np.zeros(values.shape[1:])
    free = 0
    for k, n in enumerate(sizes):
        own = values[labels == k]
        squares = squares + ((own - own.mean(axis=0)) ** 2).sum(axis=0)
        free += n - 1
    if free < 1:
        return np.full(values.shape[1:], np.nan)
    pooled = squares / free
    error = np.zeros(values.shape[1:])
    for k, n in enumerate(sizes):
        # a stratum with one draw shows no spread of its own: that of all strata stands for it
        own = values[labels == k].var(axis=0, ddof=1) if n > 1 else pooled
        error = error + weight[k] ** 2 * own / n
    return np.sqrt(error)
