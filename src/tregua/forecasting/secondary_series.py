"""Forecasts of what is counted besides killing: arrests, prison, custody, kidnapping, displacement, control.

These series are not fitted. Each is seen through a ratio of its own to what the model says, taken from the
last figures known on the day, which from then on walks by 0.3 a root-year on the log scale. Injuries are no
state of the model: they follow the people killed. The share of ground under gangs is fitted, and read as is.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tregua.forecasting import baselines
from tregua.i18n import _
from tregua.inference.forcing import Course
from tregua.inference.observation_model import Window, draw_counts
from tregua.inference.parameterisation import RATIO_WALK, Space
from tregua.inference.trajectories import Paths
from tregua.places.series import Series, unit_kind
from tregua.vocabulary.causes import CAUSES
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.places.evidence import Row

MEASURES = (
    "detentions", "prison_held", "custody_deaths", "kidnappings", "injured", "displaced", "control_share",
)  # fmt: skip
STOCKS = ("prison_held", "displaced", "control_share")
DAY = timedelta(days=1)
APART, QUARTER = 20, 80  # days, at least, between totals and stocks: known ones, and those to forecast
RECENT = 365  # days over which a ratio is taken
LEAST_RATIO, MOST_RATIO = 0.02, 50.0
LEAST_PACE = 0.02  # of the model, a day: below it a ratio says nothing
MOST_SHARE = 100.0


@dataclass
class Group:
    """Figures of one series: those known on a day, and those to come.

    Attributes
    ----------
    name
        ``series/base``.
    kind
        flow, stock or cumulative.
    known, ahead
        Spans (first day, day after the last; for totals and stocks the day twice) and figures.
    """

    name: str
    series: Series
    kind: str
    known: list[tuple[date, date, float]]
    ahead: list[tuple[date, date, float]]
    draws: dict[str, np.ndarray] = field(default_factory=dict)

    def windows(self) -> tuple[Window, ...]:
        """Return what is ahead as windows."""
        o = self.series.observation
        return tuple(
            Window(
                self.name.split("/")[0], self.series.base, self.series.measures,
                ((a, max(b, a + DAY)),), x, noise=o.noise, dispersion=o.dispersion, fraction=o.fraction,
            )
            for a, b, x in self.ahead
        )  # fmt: skip


def groups(place: Place, as_of: date, until: date) -> list[Group]:
    """Return the series besides killing of which something was known on a day and something came after."""
    out = []
    for name, series in place.series.items():
        if series.measures not in MEASURES or series.use != "fit":
            continue
        rows = [r for r in place.evidence if r.series == name and r.confidence not in ("low", "D")]
        area = series.region
        rows = [r for r in rows if r.place in ("all", area) and not r.floor]
        kind = "stock" if series.measures in STOCKS else series.kind
        if kind == "level":
            continue
        known = _line([r for r in rows if r.published <= as_of and r.end < as_of], kind, APART)
        to_come = [r for r in rows if as_of <= r.end <= until and (kind != "flow" or r.start >= as_of)]
        ahead = _line(to_come, kind, QUARTER)
        if known and ahead:
            out.append(Group(f"{name}/{series.base}", series, kind, known, ahead))
    return out


def _line(rows: Sequence[Row], kind: str, apart: int) -> list[tuple[date, date, float]]:
    """Return figures in the order of time, none over another; totals never fall and stand apart."""
    found: list[tuple[date, date, float]] = []
    if kind == "flow":
        for r in sorted(rows, key=lambda r: (r.days, r.start)):
            if all(r.end < a or r.start >= b for a, b, _x in found):
                found.append((r.start, r.end + DAY, float(r.value)))
        return sorted(found)
    for r in sorted(rows, key=lambda r: (r.end, r.published)):
        far = not found or (r.end - found[-1][0]).days >= apart
        if far and (kind != "cumulative" or not found or r.value >= found[-1][2]):
            found.append((r.end, r.end, float(r.value)))
    return found


def quantity(measure: str, path: Course, paths: Paths) -> np.ndarray:
    """Return what the model says of a measure, (cut, walker): totals so far, or stocks."""
    if measure == "detentions":
        return paths.arrested
    if measure == "prison_held":
        return paths.held
    if measure == "custody_deaths":
        return paths.dead[..., CAUSES.index("custody")].sum(axis=2)
    if measure == "kidnappings":
        return paths.kidnapped.sum(axis=2)
    if measure == "displaced":
        return paths.displaced.sum(axis=2)
    killed = [n for n, c in enumerate(CAUSES) if c != "custody"]
    return paths.dead[..., killed].sum(axis=(2, 3))


def control(series: Series, path: Course, paths: Paths) -> np.ndarray:
    """Return the share of people under gangs where a series looks, (cut, walker), in its own unit."""
    territories = path.place.territories
    inside = [n for n, t in enumerate(territories.values()) if series.region in ("all", t.region)]
    people = path.snap.population[inside]
    scale = MOST_SHARE if unit_kind(series.unit) == "percent" else 1.0
    return paths.control[:, :, inside] @ (people / people.sum()) * scale


class Reader:
    """Reads series besides killing from the paths of a forecast, structure by structure."""

    def __init__(self, found: Sequence[Group], as_of: date, seed: int = 1) -> None:
        self.found = found
        self.as_of = as_of
        self.seed = seed
        self.count = 0

    def __call__(self, structure: str, path: Course, paths: Paths, space: Space) -> None:
        """Draw the figures ahead of every series."""
        days = np.array([c.toordinal() for c in path.cuts], float)
        for k, group in enumerate(self.found):
            rng = np.random.default_rng([self.seed, 5, self.count, k])
            group.draws[structure] = _read(group, days, path, paths, self.as_of, rng)
        self.count += 1


def _read(
    group: Group, days: np.ndarray, path: Course, paths: Paths, as_of: date, rng: np.random.Generator
) -> np.ndarray:
    measure = group.series.measures
    if measure == "control_share":
        says = control(group.series, path, paths)
        out = np.stack(
            [
                _noisy(_at(says, days, b), w, rng)
                for (_a, b, _x), w in zip(group.ahead, group.windows(), strict=True)
            ]
        )
        return np.clip(out, 0.0, MOST_SHARE if unit_kind(group.series.unit) == "percent" else 1.0)
    says = quantity(measure, path, paths)
    walkers = says.shape[1]
    walked, at = np.zeros(walkers), as_of
    out = np.empty((len(group.ahead), walkers))
    level = _ratio(group, says, days)
    last_day, _b, last = group.known[-1]
    for n, ((a, b, _x), w) in enumerate(zip(group.ahead, group.windows(), strict=True)):
        middle = a + (b - a) / 2
        walked = walked + RATIO_WALK * np.sqrt(
            max((middle - at).days, 0) / DAYS_A_YEAR
        ) * rng.standard_normal(walkers)
        at = max(at, middle)
        if group.kind == "flow":
            mean = (_at(says, days, b) - _at(says, days, a)) * level * np.exp(walked)
            out[n] = _noisy(mean, w, rng)
        elif group.kind == "cumulative":
            grown = (_at(says, days, b) - _at(says, days, last_day)) * level * np.exp(walked)
            out[n] = last + _noisy(np.maximum(grown, 0.0), w, rng)
        else:
            growth = _at(says, days, b) / np.maximum(_at(says, days, last_day), 1e-9)
            out[n] = _noisy(last * growth * np.exp(walked), w, rng)
    return out


def _noisy(mean: np.ndarray, w: Window, rng: np.random.Generator) -> np.ndarray:
    return draw_counts(mean, w, 0.0, rng)


def _at(says: np.ndarray, days: np.ndarray, day: date) -> np.ndarray:
    """Return the model's figure on a day, by straight lines between cuts."""
    x = day.toordinal()
    n = int(np.clip(np.searchsorted(days, x), 1, len(days) - 1))
    share = np.clip((x - days[n - 1]) / max(days[n] - days[n - 1], 1.0), 0.0, 1.0)
    return (1 - share) * says[n - 1] + share * says[n]


def _ratio(group: Group, says: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return what was counted over what the model says, in the last year known, by walker."""
    if group.kind == "stock":
        return np.ones(says.shape[1])
    spans = (
        group.known
        if group.kind == "flow"
        else [(a[0], b[0], b[2] - a[2]) for a, b in zip(group.known, group.known[1:], strict=False)]
    )
    first = days[0]
    spans = [s for s in spans if s[0].toordinal() >= first]
    if not spans:
        return np.ones(says.shape[1])
    since = spans[-1][1] - timedelta(days=RECENT)
    recent = [s for s in spans if s[0] >= since] or spans[-1:]
    said = sum(_at(says, days, b) - _at(says, days, a) for a, b, _x in recent)
    length = sum((b - a).days for a, b, _x in recent)
    counted = sum(x for _a, _b, x in recent)
    found = (counted + 0.5) / np.maximum(said, LEAST_PACE * max(length, 1))
    return np.clip(found, LEAST_RATIO, MOST_RATIO)


def beaten(
    group: Group, level_prior: baselines.LevelPrior | None = None
) -> tuple[dict[str, np.ndarray | None], Mapping[str, str], baselines.History]:
    """Return what the baselines forecast of a series besides killing, why some do not, and from what.

    The level is a model of counts over a time, so that a stock has none.
    """
    if group.kind == "flow":
        spans = [(a, b - DAY) for a, b, _x in group.known]
        history = baselines.History(tuple(spans), np.array([x for _a, _b, x in group.known]))
        ahead = [(a, b - DAY) for a, b, _x in group.ahead]
    elif group.kind == "stock":
        history = baselines.History(
            tuple((a, a) for a, _b, _x in group.known), np.array([x for _a, _b, x in group.known])
        )
        ahead = [(a, a) for a, _b, _x in group.ahead]
    else:
        points = [*group.known, *group.ahead]
        steps = [(a[0] + DAY, b[0], b[2] - a[2]) for a, b in itertools.pairwise(points)]
        begun = group.known[0]
        past = steps[: len(group.known) - 1] or [(begun[0] - timedelta(days=30), begun[0], begun[2])]
        history = baselines.History(tuple((a, b) for a, b, _x in past), np.array([x for _a, _b, x in past]))
        ahead = [(a, b) for a, b, _x in steps[len(group.known) - 1 :]]
    names = [n for n in baselines.NAMES if n != "level" or group.kind != "stock"]
    found = baselines.forecast(history, ahead, names=names, level_prior=level_prior)
    out: dict[str, np.ndarray | None] = {}
    for name in baselines.NAMES:
        draws = found.samples.get(name)
        if draws is not None and group.kind == "cumulative":
            draws = group.known[-1][2] + np.cumsum(draws, axis=0)
        out[name] = draws
    left_out = dict(found.left_out)
    if group.kind == "stock":
        left_out["level"] = _("a stock, and no count over a time")
    return out, left_out, history
