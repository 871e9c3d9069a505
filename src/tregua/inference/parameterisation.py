"""What is learnt: coordinates that are standard normal by the priors, and the numbers they stand for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from tregua.assumptions.counter_rng import normal_quantiles
from tregua.assumptions.parameter import Parameter, ParameterSet, fitted
from tregua.assumptions.prior import Prior
from tregua.assumptions.sampling import EXPONENT, FITTED, structures
from tregua.assumptions.units import FACTORS
from tregua.inference.forcing import MOST_NODES, SLOW_WALK_YEARS, WALK_YEARS, Course
from tregua.inference.observation_model import Window
from tregua.vocabulary.readings import STRUCTURES
from tregua.vocabulary.time import DAYS_A_YEAR

SHARED, LOCAL, SELF_DEFENCE = fitted("shared"), fitted("local"), fitted("self_defence")
BY_STRUCTURE = {structure: fitted(structure) for structure in STRUCTURES}
# What acts through deterrence alone is not learnt in a structure without it, and what a coalition does where
# the record spans none.
DETERRENCE, COALITION = fitted("deterrence"), fitted("coalition")
# What a place states of these is about the start of its own runs; at the start of the record the wide
# default holds.
AT_START = fitted("at_start")
MEMBER_SPREAD = 0.5  # log sd of the number of members at the start of the record
CLASH_WALK = 0.8  # sd a root-year of killing in clashes, log scale: 27, 603 and 5 a year within a decade
RATIO_WALK = 0.3  # sd a root-year of the ratio of two bases, log scale
GROWTH_YEARS = 3.5  # between changes of the growth of membership, before a crackdown
RATIO_START = 0.1  # log sd of that ratio at first
LEVEL_SCALE = 0.3  # of the coordinates of the path of killing, log scale
(KIDNAPPING,) = fitted("kidnapping")
KIDNAPPING_SPREAD = 1.5  # log sd of kidnapping per member at the start of the record
REPORT_STEP = 0.15  # log sd of a change of what is reported at a break in definition
NOISE = {"noise_short": (0.15, 0.5), "noise_long": (0.08, 0.5)}  # relative sd of a count, median and log sd
SHORT_DAYS = 100  # a quarter or less


def normal_cdf(z: np.ndarray) -> np.ndarray:
    """Return the standard normal distribution function."""
    return np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in np.ravel(z)]).reshape(np.shape(z))


def from_normal(prior: Prior, z: np.ndarray) -> np.ndarray:
    """Return what a prior's quantile is at a standard normal number."""
    kind, numbers = prior.kind, prior.numbers
    if kind == "fixed":
        return np.full(np.shape(z), numbers[0])
    a, b = numbers
    if kind == "uniform":
        return a + (b - a) * normal_cdf(z)
    if kind == "normal":
        return a + b * z
    if kind == "lognormal":
        return a * np.exp(b * z)
    return 1.0 / (1.0 + np.exp(-(math.log(a / (1.0 - a)) + b * z)))


def from_normal_or_one(prior: Prior, z: np.ndarray) -> np.ndarray:
    """Return a prior's quantile at a standard normal number, with half of all probability moved to one.

    The map is continuous and rises: the half that is one lies where the prior passes one, so that a walker
    goes from one form to the other and back.
    """
    inside = np.clip(normal_cdf(z), 1e-12, 1.0 - 1e-12)
    below = 0.5 * float(normal_cdf(_coordinate_of_one(prior))[0])
    free = np.clip(np.where(inside < below, 2.0 * inside, 2.0 * inside - 1.0), 1e-12, 1.0 - 1e-12)
    value = from_normal(prior, normal_quantiles(free))
    return np.where((inside >= below) & (inside <= below + 0.5), 1.0, value)


def _coordinate_of_one(prior: Prior) -> np.ndarray:
    """Return the standard normal coordinate of one under a log-normal or normal prior, (1,)."""
    a, b = prior.numbers
    return np.array([(-math.log(a) if prior.kind == "lognormal" else 1.0 - a) / b])


@dataclass(frozen=True)
class Walk:
    """A random walk between nodes, straight lines between them."""

    nodes: np.ndarray  # days since the start of the record
    first: int  # coordinate of its first step

    @property
    def steps(self) -> int:
        """Number of steps."""
        return len(self.nodes) - 1

    def at(self, z: np.ndarray, sd_a_root_day: np.ndarray | float, days: np.ndarray) -> np.ndarray:
        """Return the walk at some days, (walker, day), zero at its first node."""
        gaps = np.sqrt(np.diff(self.nodes))
        moves = z[:, self.first : self.first + self.steps] * gaps * np.reshape(sd_a_root_day, (-1, 1))
        level = np.concatenate([np.zeros((len(z), 1)), np.cumsum(moves, axis=1)], axis=1)
        return level @ self._weights(days)

    def _weights(self, days: np.ndarray) -> np.ndarray:
        n = len(self.nodes)
        return np.stack([np.interp(days, self.nodes, np.eye(n)[k]) for k in range(n)])


@dataclass
class Space:
    """Coordinates of one structure at one place.

    Attributes
    ----------
    names
        Of the coordinates, in order.
    parameters
        The parameters behind those that are parameters, by name.
    """

    structure: str
    names: list[str] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    walks: dict[str, Walk] = field(default_factory=dict)
    eras: np.ndarray = field(default_factory=lambda: np.zeros(0))
    growth: Prior | None = None
    base: np.void | None = None
    readings: dict[str, Parameter] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of coordinates."""
        return len(self.names)

    def column(self, z: np.ndarray, name: str) -> np.ndarray:
        """Return one coordinate of every walker."""
        return z[:, self.names.index(name)]

    def natural(self, z: np.ndarray, name: str) -> np.ndarray:
        """Return a parameter of every walker in the unit in which it is stated."""
        p = self.parameters[name]
        mixed = name == EXPONENT and p.set_by != "user" and p.for_reading("").kind in ("lognormal", "normal")
        value = (from_normal_or_one if mixed else from_normal)(p.for_reading(""), self.column(z, name))
        return np.clip(value, *p.bounds) if p.bounds else value

    def growths(self, z: np.ndarray) -> np.ndarray:
        """Return the growth of membership in each era, a year, (walker, era)."""
        assert self.growth is not None
        first = self.names.index("growth 1")
        return from_normal(self.growth, z[:, first : first + len(self.eras) - 1])

    def members(self, z: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Return log members at large against the start, until nothing more is given, (walker, day)."""
        years = np.diff(self.eras) / DAYS_A_YEAR
        log = np.concatenate([np.zeros((len(z), 1)), np.cumsum(self.growths(z) * years, axis=1)], axis=1)
        return np.stack([np.interp(days, self.eras, row) for row in log])

    def values(self, z: np.ndarray) -> np.ndarray:
        """Return the record array of the model's parameters, in its own units, (walker,)."""
        assert self.base is not None
        out = np.repeat(np.array([self.base]), len(z))
        for name, p in self.parameters.items():
            out[name] = self.natural(z, name) * FACTORS[p.unit]
        out["growth"] = self.growths(z)[:, 0] / DAYS_A_YEAR
        return out

    def noise_name(self, window: Window) -> tuple[str, float]:
        """Return the coordinate that holds the noise of a window, and the log sd of its prior."""
        name = "noise_short" if window.days <= SHORT_DAYS else "noise_long"
        return name, NOISE[name][1]

    def noise(self, z: np.ndarray, window: Window) -> np.ndarray:
        """Return the relative variance of a count beyond what is declared."""
        name, spread = self.noise_name(window)
        median = NOISE[name][0]
        return (median * np.exp(spread * self.column(z, name))) ** 2


def space(
    structure: str,
    parameters: ParameterSet,
    wide: ParameterSet,
    course: Course,
    windows: Sequence[Window],
    given: Mapping[str, Prior] | None = None,
    reading: str = "",
) -> Space:
    """Return the coordinates for a structure at a place.

    Parameters
    ----------
    parameters, wide
        The place's own, and the wide defaults, which hold at the start of the record.
    given
        Priors of shared parameters learnt elsewhere, in place of the default ones.
    reading
        Whose prior a parameter with two readings has; without one, a prior wide enough for both.
    """
    s = Space(structure)
    deterring = bool(structures()[structure]["settings"]["deterring"])
    spans = bool((course.coalition != course.coalition[0]).any())
    chosen = [*SHARED, *(DETERRENCE if deterring else ()), *(COALITION if spans else ())]
    chosen += [*BY_STRUCTURE[structure], *LOCAL, *AT_START]
    if any("self_defence" in w.series for w in windows) or course.pulse.any():
        chosen += SELF_DEFENCE
    for name in chosen:
        p = (wide if name in AT_START else parameters)[name]
        if given and name in given:
            p = Parameter(
                name, p.symbol, p.unit, p.meaning, p.scope, {"": given[name]}, p.source, bounds=p.bounds
            )
        if all(prior.kind == "fixed" for prior in p.priors.values()):
            continue
        if len(p.priors) > 1:
            s.readings[name] = p
            p = replace(p, priors={"": p.for_reading(reading) if reading else _covering(p)})
        s.parameters[name] = p
        s.names.append(name)
    s.names += ["members", "control", *NOISE]
    s.names += [f"jump {n}" for n in range(len(course.jumps))]
    span = float((course.cuts[-1] - course.start).days)
    given_to = float(course.days[: course.settled].sum())
    s.growth = wide["growth"].for_reading("")
    s.eras = np.linspace(0.0, given_to, 1 + max(1, round(given_to / DAYS_A_YEAR / GROWTH_YEARS)))
    s.names += [f"growth {n}" for n in range(1, len(s.eras))]
    end = max([(w.end - course.start).days for w in windows], default=int(span))
    _walk(s, "level", end, WALK_YEARS)
    _walk(s, "background", end, SLOW_WALK_YEARS)
    if any(w.causes and set(w.causes) <= {3, 4, 5, 6} for w in windows):
        _walk(s, "clash", end, min(SLOW_WALK_YEARS, max(1.0, end / DAYS_A_YEAR / 8)))
    kidnapped = [w for w in windows if w.measures == "kidnappings"]
    own = parameters[KIDNAPPING].for_reading("")
    if kidnapped and own.kind == "lognormal":
        # what a place states is about the start of its runs, and may be far from the start of the record
        wider = Prior(lognormal=(own.numbers[0], max(own.numbers[1], KIDNAPPING_SPREAD)))
        s.parameters[KIDNAPPING] = replace(parameters[KIDNAPPING], priors={"": wider})
        s.names.append(KIDNAPPING)
        _walk(s, "kidnapping", end, WALK_YEARS)
    for base in dict.fromkeys(w.base for w in windows if w.second):
        s.names.append(f"ratio {base}")
        _walk(s, f"ratio {base}", end, WALK_YEARS)
    s.names += [report_name(*key) for key in dict.fromkeys(breaks_seen(windows))]
    s.base = _base(parameters, structure)
    return s


def breaks_seen(windows: Sequence[Window]) -> list[tuple[str, date]]:
    """Return base and day of each break in definition after which something was counted."""
    return [(w.base, day) for w in windows if w.measures == "deaths" for day in w.breaks if w.end > day]


def report_name(base: str, day: date) -> str:
    """Return the coordinate of a change of what is reported at a break in definition."""
    return f"report {base} {day}"


def _covering(p: Parameter) -> Prior:
    """Return a log-normal prior wide enough for every reading of a parameter."""
    logs = [math.log(prior.numbers[0]) for prior in p.priors.values()]
    own = max(prior.numbers[1] for prior in p.priors.values())
    return Prior(lognormal=(math.exp(sum(logs) / len(logs)), own + 0.5 * (max(logs) - min(logs))))


def _walk(s: Space, name: str, end: int, years: float) -> None:
    steps = int(np.clip(round(end / (DAYS_A_YEAR * years)), 1, MOST_NODES))
    s.walks[name] = Walk(np.linspace(0.0, float(end), steps + 1), len(s.names))
    s.names += [f"{name} {n}" for n in range(1, steps + 1)]


def _base(parameters: ParameterSet, structure: str) -> np.void:
    """Return every parameter at its prior median, under the structure's settings."""
    settings = sorted({n for x in structures().values() for n in x["settings"]})
    names = [*(p.name for p in parameters), *parameters.fixed, *settings, *FITTED]
    out = np.zeros(1, np.dtype([(n, np.float64) for n in names]))
    for p in parameters:
        value = from_normal(p.for_reading("official"), np.zeros(1))
        if p.bounds:
            value = np.clip(value, *p.bounds)
        out[p.name] = value * FACTORS[p.unit]
    for name, constant in parameters.fixed.items():
        out[name] = constant.value
    for n in settings:
        out[n] = structures()[structure]["settings"][n]
    return out[0]
