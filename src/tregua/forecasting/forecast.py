"""Forecasts as of a date, from a fit: what the figures to come may be, by structure and mixed.

Two forecasts are kept apart and never averaged. In the "politics" forecast the state's actions to come are
drawn by
the rules below; in the "supplied" one they are what came to pass, as later published, and only violence is
forecast.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tregua.assumptions import load_parameters
from tregua.assumptions.counter_rng import keys
from tregua.inference.fit import StructureFit
from tregua.inference.forcing import Course, course
from tregua.inference.observation_model import Window, draw_counts, windows
from tregua.inference.parameterisation import RATIO_WALK, Space, from_normal
from tregua.inference.trajectories import Extra, Lens, Paths, Posterior, _jumps, walk
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places import Place

DRAWS = 400  # of each structure
LIFTED = (0.2, 0.7)  # rate a year at which suspended law and sweeps end, median and log sd
ARRESTS_FADE = (180.0, 0.7)  # days in which the pace of arrests in sweeps falls to 1/e
STATE_WALK = 1.2  # sd a root-year of killing by the state, log scale: operations and clashes
SPREAD = (0.18, 0.97)  # of the level, a root-year: median and log sd over countries
SPREADS = np.exp(np.linspace(math.log(0.03), math.log(1.5), 60))
BEFORE = timedelta(days=90)  # over which the no-dynamics yardstick takes its level
MIXED = "mixed"
NO_DYNAMICS = "no_dynamics"


@dataclass(frozen=True)
class Forecast:
    """What may be published of one window.

    Attributes
    ----------
    window
        With the figure that was published later, if any.
    samples
        Predictive draws by structure; "mixed" holds the three at equal weight, "no_dynamics" the yardstick,
        which
        stands outside the mix.
    """

    window: Window
    samples: Mapping[str, np.ndarray]


def targets(
    place: Place, as_of: date, until: date, regions: Mapping[str, str | None], start: date
) -> list[Window]:
    """Return the windows that end between two days, with what was published of them later."""
    later = max((r.published for r in place.evidence), default=until)
    found = windows(place.evidence, later, start, until + timedelta(days=1), regions, place.main_series)
    return [
        w for w in found if w.end > as_of and w.start >= as_of - timedelta(days=62) and w.measures == "deaths"
    ]


def forecast(
    fits: Mapping[str, StructureFit],
    place: Place,
    as_of: date,
    until: date,
    *,
    supplied: bool = False,
    seed: int = 1,
    draws: int = DRAWS,
    wanted: Sequence[Window] | None = None,
    seen: Callable[[str, Course, Paths, Space], None] | None = None,
) -> list[Forecast]:
    """Forecast what will be counted between two days.

    Parameters
    ----------
    fits
        By structure, fitted as of the same day: see `tregua.inference.fit.fit`.
    supplied
        Whether the state's actions are those that came to pass.
    wanted
        Windows to forecast; None for those of the place's evidence.
    seen
        Is given the paths of each structure, for what else is to be read from them.

    Returns
    -------
    list of Forecast
        Samples are (draw,).
    """
    some = next(iter(fits.values())).post
    start = some.course.start
    regions = {name: t.region for name, t in some.course.place.territories.items()}
    aims = list(targets(place, as_of, until, regions, start) if wanted is None else wanted)
    marks = [replace(some.windows[0], spans=(_before(as_of, start),), parts=()), *aims]
    path = course(place, start, until + timedelta(days=1), as_of, [*some.windows, *marks], known=not supplied)
    path = without_news(path, some.course, as_of)
    now = path.index(as_of)
    silent = silent_from(path, some, now)
    samples: list[dict[str, np.ndarray]] = [{} for _ in aims]
    for k, (name, f) in enumerate(fits.items()):
        rng = np.random.default_rng([seed, k])
        z = f.draws[rng.choice(len(f.draws), draws)]
        extra = politics(path, f.post.space, z, now, place, as_of, supplied, rng)
        _announced(extra, path, f.post.space, z, silent, now)
        space = paced(f.post, z, rng)
        paths = walk(
            path, space, z, keys=keys(seed, 11 + k, np.arange(draws)), shocks_from=silent, extra=extra
        )
        if seen is not None:
            seen(name, path, paths, f.post.space)
        mean = Lens(path, aims, f.post.space).expected(paths, z)
        mean *= _ratios(aims, f.post.space, z, as_of, rng)
        noise = float(np.median(f.post.left_out))
        for n, w in enumerate(aims):
            samples[n][name] = draw_counts(mean[n], w, f.post.space.noise(z, w) + noise, rng)
        if k == 0:
            for n, flat in enumerate(_no_dynamics(path, space, z, paths, aims, as_of, noise, rng)):
                samples[n][NO_DYNAMICS] = flat
    names = list(fits)
    return [
        Forecast(w, {**s, MIXED: np.concatenate([s[name] for name in names])})
        for w, s in zip(aims, samples, strict=True)
    ]


def _before(as_of: date, start: date) -> tuple[date, date]:
    """Return the time just before a day, within the record."""
    return max(as_of - BEFORE, start), as_of


def silent_from(path: Course, post: Posterior, now: int) -> int:
    """Return the piece from which the country's own chance acts: that after the last figure known.

    What happened between the last count and the day is as unknown as what is to come. Sweeps that began
    after the last count are let begin as they are known first.
    """
    counts = [w for w in post.windows if w.measures == "deaths"]
    last = max(w.end for w in counts or post.windows)
    after = next((n for n, c in enumerate(path.cuts) if c >= last), now)
    begun = path.settled + 1 if path.settled < now else 0
    return min(now, max(after, begun))


class Paced(Space):
    """Coordinates, with a rate of unannounced jumps of every walker's own."""

    rate: np.ndarray

    def values(self, z: np.ndarray) -> np.ndarray:
        """Return the record array of the model's parameters, in its own units, (walker,)."""
        out = super().values(z)
        out["shock_rate"] = self.rate
        return out


def paced(post: Posterior, z: np.ndarray, rng: np.random.Generator) -> Paced:
    """Draw how often the level jumps unannounced, given how it moved in the record.

    A fit holds the rate at the middle of its prior, which is El Salvador's. How much the level of killing
    moves differs between countries by far more than that: a root-year's step has 0.18 in the middle of 62
    countries and 0.62 in one of ten (UNODC; see `baselines`). Under that prior, each draw's own steps say how
    restless its country is; what the drift leaves over of it are jumps.
    """
    paths = walk(post.course, post.space, z)
    gaps = np.diff(post.space.walks["level"].nodes) / DAYS_A_YEAR
    moved = (np.diff(paths.free, axis=1) ** 2 / gaps).sum(axis=1)[:, None]
    log = (np.log(SPREADS) - np.log(SPREAD[0])) / SPREAD[1]
    weight = -0.5 * log**2 - len(gaps) * np.log(SPREADS) - 0.5 * moved / SPREADS**2
    weight = np.cumsum(np.exp(weight - weight.max(axis=1, keepdims=True)), axis=1)
    at = (weight < rng.random((len(z), 1)) * weight[:, -1:]).sum(axis=1)
    own = post.space.values(z)
    left = np.maximum(SPREADS[at] ** 2 / DAYS_A_YEAR - own["level_drift"] ** 2, 0.0)
    space = Paced(**vars(post.space))
    space.rate = left / own["shock_size"] ** 2
    return space


def _announced(extra: Extra, path: Course, space: Space, z: np.ndarray, silent: int, now: int) -> None:
    """Add the dated jumps known between the last figure and the day, where the level goes its own way."""
    assert extra.level is not None
    so_far = _jumps(path, space, z, space.values(z))
    for n in range(max(silent, 1), now):
        extra.level[n] += so_far[:, n] - so_far[:, n - 1]


def without_news(path: Course, known: Course, as_of: date) -> Course:
    """Take from a course what no state decides and nobody knew: jumps, sprees and waves after the day."""
    spree, pulse = path.spree.copy(), path.pulse.copy()
    after = np.array([c >= as_of for c in path.cuts[:-1]])
    spree[after], pulse[after] = 0.0, 0.0
    return replace(path, jumps=known.jumps, spree=spree, pulse=pulse)


def politics(
    path: Course,
    space: Space,
    z: np.ndarray,
    now: int,
    place: Place,
    as_of: date,
    supplied: bool,
    rng: np.random.Generator,
) -> Extra:
    """Draw what is not known of the country's politics after a day, by piece and draw.

    Suspended law is given back, and sweeps end, at a rate of 0.2 a year (log sd 0.7), and the pace of sweeps
    fades over half a year (log sd 0.7); killing by the state walks with 1.2 a root-year on the log scale; a
    pact that holds breaks at its rate and then raises the level, and a coalition ends at that rate. No new
    declaration is drawn. With the state's actions supplied only pacts and coalitions are drawn.
    """
    pieces, draws = len(path.days), len(z)
    years = np.array([(c - as_of).days for c in path.cuts[:-1]]) / DAYS_A_YEAR
    ahead = np.maximum(years, 0.0)[:, None]
    tile = np.ones((pieces, draws))
    level = np.zeros((pieces, draws))
    _pacts(level, path, space, z, now, place, as_of, rng)
    coalition = _coalition(path, z, now, place, as_of, rng)
    if supplied:
        return Extra(level=level, coalition=coalition)
    rate = LIFTED[0] * np.exp(LIFTED[1] * rng.standard_normal(draws))
    lifted = rng.exponential(1.0 / rate)
    on = ahead < lifted
    suspended = np.where(on | (years[:, None] < 0), path.suspended[:, None] * tile, 0.0)
    fade = ARRESTS_FADE[0] * np.exp(ARRESTS_FADE[1] * rng.standard_normal(draws)) / DAYS_A_YEAR
    sweep = path.sweep[:, None] * np.exp(-ahead / fade) * np.where(on, 1.0, 0.0)
    sweep = np.where(years[:, None] < 0, path.sweep[:, None] * tile, sweep)
    gap = np.sqrt(np.maximum(path.days, 1.0) / DAYS_A_YEAR)[:, None] * (years[:, None] >= 0)
    walked = np.cumsum(STATE_WALK * gap * rng.standard_normal((pieces, draws)), axis=0)
    clashes = np.cumsum(STATE_WALK * gap * rng.standard_normal((pieces, draws)), axis=0)
    operations = path.operations[:, None] * np.exp(np.clip(walked, -5.0, 3.0))
    return Extra(
        sweep=sweep,
        suspended=suspended,
        coalition=coalition,
        operations=operations,
        clash=np.clip(clashes, -5.0, 3.0),
        level=level,
    )


def _pacts(
    level: np.ndarray,
    path: Course,
    space: Space,
    z: np.ndarray,
    now: int,
    place: Place,
    as_of: date,
    rng: np.random.Generator,
) -> None:
    known = [e for e in place.history if e.known(as_of) and e.date <= as_of]
    turns = [e for e in known if e.kind in ("pact", "breakdown") and e.effect]
    if not turns or turns[-1].kind == "breakdown":
        return
    broken = _broken(len(z), place, as_of, rng)
    size = space.natural(z, "breakdown_effect")
    since = np.array([(c - as_of).days for c in path.cuts], float)
    for n in range(now, len(path.days)):
        level[n] += np.where((broken >= since[n]) & (broken < since[n + 1]), size, 0.0)


def _broken(draws: int, place: Place, as_of: date, rng: np.random.Generator) -> np.ndarray:
    """Return in how many days a pact or coalition that holds ends, by draw."""
    parameter = load_parameters(place, None, as_of)["pact_break"]
    rate = from_normal(parameter.for_reading(""), rng.standard_normal(draws))
    return rng.exponential(1.0 / rate) * DAYS_A_YEAR


def _coalition(
    path: Course, z: np.ndarray, now: int, place: Place, as_of: date, rng: np.random.Generator
) -> np.ndarray | None:
    """Return the share of gangs that act together against the state, by piece and draw; None if none do."""
    if not path.coalition[min(now, len(path.coalition) - 1) :].any():
        return None
    broken = _broken(len(z), place, as_of, rng)
    since = np.array([(c - as_of).days for c in path.cuts[:-1]], float)[:, None]
    return np.where(since < broken, path.coalition[:, None], 0.0)


def _ratios(
    aims: Sequence[Window], space: Space, z: np.ndarray, as_of: date, rng: np.random.Generator
) -> np.ndarray:
    """Return what the ratio of a second base does after the day, (window, draw): a walk for each base."""
    out = np.ones((len(aims), len(z)))
    for base in {w.base for w in aims if w.second}:
        mine = sorted((n for n, w in enumerate(aims) if w.base == base), key=lambda n: aims[n].end)
        at, total = 0.0, np.zeros(len(z))
        for n in mine:
            middle = max(0.0, ((aims[n].end - as_of).days + (aims[n].start - as_of).days) / 730.5)
            total = total + RATIO_WALK * np.sqrt(max(middle - at, 0.0)) * rng.standard_normal(len(z))
            at = max(at, middle)
            out[n] = np.exp(total)
    return out


def _no_dynamics(
    path: Course,
    space: Space,
    z: np.ndarray,
    paths: Paths,
    aims: Sequence[Window],
    as_of: date,
    left_out: float,
    rng: np.random.Generator,
) -> list[np.ndarray]:
    """Return what a country without dynamics would show: the last quarter's pace.

    With the same drift and jumps.
    """
    first, last = _before(as_of, path.start)
    before = [replace(w, spans=((first, last),), parts=()) for w in aims]
    pace = Lens(path, before, space).expected(paths, z) / (last - first).days
    drift = space.natural(z, "level_drift")
    own = space.values(z)
    rate, size = own["shock_rate"] * DAYS_A_YEAR, own["shock_size"]
    out = []
    order = sorted(range(len(aims)), key=lambda n: aims[n].end)
    level, at = np.zeros(len(z)), 0.0
    found: dict[int, np.ndarray] = {}
    for n in order:
        w = aims[n]
        middle = max(0.0, ((w.end - as_of).days + (w.start - as_of).days) / 730.5)
        gap = max(middle - at, 0.0)
        jumps = rng.poisson(rate * gap)
        level = level + rng.standard_normal(len(z)) * np.sqrt(drift**2 * gap + jumps * size**2)
        at = max(at, middle)
        mean = pace[n] * w.days * np.exp(level)
        found[n] = draw_counts(mean, w, space.noise(z, w) + left_out, rng)
    out = [found[n] for n in range(len(aims))]
    return out
