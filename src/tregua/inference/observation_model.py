"""What a series sees of the truth: the causes it counts, its periods, its noise, its breaks.

A count is compared with the model's deaths of the causes that the register declares for it, and with nothing
else: a series without declared causes cannot be fitted. Rows of one base that overlap are never used twice.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.places.evidence import Evidence, Row
from tregua.places.series import Series, unit_kind
from tregua.vocabulary.causes import CAUSES

FITTED = ("deaths", "members", "control_share", "kidnappings")
FLOWS = ("deaths", "kidnappings")  # of these what happened over days is counted, of others what is there
# a count of deaths is a total if it holds what most deaths are, whoever the author
CORE = ("gang_on_civilian", "background")
DAY = timedelta(days=1)
UNSURE = ("low", "D")  # confidence of what is not fitted
LEAST_REMAINDER_DAYS = 20  # what is left of a year once its known months are taken off must be worth a count


@dataclass(frozen=True)
class Window:
    """One observation: a figure, the days it covers, and how it sees the truth.

    Attributes
    ----------
    series, base, measures
        From the register.
    spans
        Days covered, each (first, day after the last); for a stock one span of a day.
    value
        The figure; for the remainder of a longer count, that count less the parts used by themselves.
    causes
        Index of each cause of death counted, in the order of `tregua.vocabulary.causes.CAUSES`.
    parts
        For a window that straddles a break in definition, the causes of each span; else empty.
    regions
        Index of the territories covered.
    noise, dispersion, fraction
        As declared; dispersion is that of a negative binomial, or a standard deviation on the log scale.
    low, high
        Range printed with the figure, or None.
    floor
        Whether the figure is a lower bound.
    known
        Whether the day of first publication is known; if not, the declared lag stands in for it.
    """

    series: str
    base: str
    measures: str
    spans: tuple[tuple[date, date], ...]
    value: float
    causes: tuple[int, ...] = ()
    parts: tuple[tuple[int, ...], ...] = ()
    regions: tuple[int, ...] = ()
    noise: str = "negative_binomial"
    dispersion: float = 0.1
    fraction: float = 1.0
    low: float | None = None
    high: float | None = None
    floor: bool = False
    known: bool = True
    derived: bool = False
    early: bool = False
    breaks: tuple[date, ...] = ()  # days on which the definition of its series changed
    second: bool = False  # a second view of what the main series counts, seen through a ratio of its own

    @property
    def start(self) -> date:
        """First day."""
        return self.spans[0][0]

    @property
    def end(self) -> date:
        """Day after the last."""
        return self.spans[-1][1]

    @property
    def days(self) -> int:
        """Days covered."""
        return sum((b - a).days for a, b in self.spans)


def counted(series: Series, name: str, day: date) -> tuple[str, ...]:
    """Return the causes that a series of deaths counts on a day, breaks in definition considered.

    Raises
    ------
    InputError
        If it declares none: nothing can then be compared with it.
    """
    causes = series.causes
    for change in sorted(series.breaks, key=lambda b: b.date):
        if change.date <= day:
            causes = change.causes
    if series.measures == "deaths" and not causes:
        raise InputError(
            Problem(
                "series.yaml",
                None,
                name,
                _("a series of deaths without causes"),
                _("the causes of death that it counts"),
                _("state 'causes': a count can only be fitted to what it counts"),
            )
        )
    return causes


def whole(series: Series) -> bool:
    """Tell whether a series counts all killing but what it declares to leave out.

    Not a part such as clashes.
    """
    return series.measures == "deaths" and all(c in series.causes for c in CORE)


def _subtract(
    spans: Sequence[tuple[date, date]], taken: Sequence[tuple[date, date]]
) -> tuple[tuple[date, date], ...]:
    left = list(spans)
    for a, b in taken:
        rest = []
        for x, y in left:
            if b <= x or a >= y:
                rest.append((x, y))
                continue
            if x < a:
                rest.append((x, a))
            if b < y:
                rest.append((b, y))
        left = rest
    return tuple(left)


def _overlap(one: Sequence[tuple[date, date]], two: Sequence[tuple[date, date]]) -> int:
    return sum(max(0, (min(b, y) - max(a, x)).days) for a, b in one for x, y in two)


def _days(spans: Sequence[tuple[date, date]]) -> int:
    return sum((b - a).days for a, b in spans)


def _window(row: Row, series: Series, regions: tuple[int, ...]) -> Window:
    causes: tuple[int, ...] = ()
    if series.measures == "deaths":
        causes = tuple(CAUSES.index(c) for c in counted(series, row.series, row.start))
    o = series.observation
    scale = 100.0 if series.measures == "control_share" and unit_kind(row.unit) == "percent" else 1.0
    return Window(
        row.series,
        series.base,
        series.measures,
        ((row.start, row.end + DAY),),
        row.value,
        causes=causes,
        regions=regions,
        noise=o.noise,
        dispersion=o.dispersion,
        fraction=o.fraction * scale,
        low=row.low,
        high=row.high,
        floor=row.floor,
        known=row.published_known,
        early=series.use == "early",
        breaks=tuple(sorted(b.date for b in series.breaks)),
        second=series.beside,
    )


def _by_breaks(window: Window, series: Series) -> Window:
    """Split a window at a break in definition that falls inside it; each part keeps its own causes."""
    if window.measures != "deaths":
        return window
    spans: list[tuple[date, date]] = []
    parts: list[tuple[int, ...]] = []
    for a, b in window.spans:
        cuts = [a, *sorted(c.date for c in series.breaks if a < c.date < b), b]
        for x, y in itertools.pairwise(cuts):
            spans.append((x, y))
            parts.append(tuple(CAUSES.index(c) for c in counted(series, window.series, x)))
    return replace(window, spans=tuple(spans), parts=tuple(parts), causes=parts[0])


def once(windows: Sequence[Window], rank: Mapping[str, int]) -> list[Window]:
    """Return windows of one base that see every day at most once.

    Short periods come first, the order of the register decides between equals; lower bounds and early counts
    come last and only where nothing else covers the days. A longer period that holds some of them whole
    counts for what is left of it: its figure less theirs, over the other days. One that cuts across a period
    already used is left out.
    """
    kept: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.early, w.floor, w.days, rank[w.series], w.start)):
        touching = [k for k in kept if k.regions == window.regions and _overlap(k.spans, window.spans)]
        if not touching:
            kept.append(window)
            continue
        if (
            window.early
            or any(_overlap(k.spans, window.spans) < _days(k.spans) for k in touching)
            or window.floor
        ):
            continue
        spans = _subtract(window.spans, [s for k in touching for s in k.spans])
        value = window.value - sum(k.value for k in touching)
        if _days(spans) >= LEAST_REMAINDER_DAYS and value >= 0 and not any(k.floor for k in touching):
            kept.append(replace(window, spans=spans, value=value, low=None, high=None, derived=True))
    return kept


def supplied(series: Series) -> bool:
    """Tell whether a series drives the path that is walked, so that it cannot be fitted too.

    Running totals of deaths by lethal operations do: see `tregua.inference.forcing`.
    """
    killed = series.measures == "deaths" and series.kind == "cumulative" and bool(series.causes)
    return killed and all(c.startswith("operation") for c in series.causes)


def as_flows(rows: Iterable[Row], register: Mapping[str, Series]) -> list[Row]:
    """Return rows with running totals of deaths turned into counts of the days between them.

    A total since a day counts from there; of totals that only say by when, the first has no beginning and
    serves the second. One that falls below an earlier one or follows it within `LEAST_REMAINDER_DAYS` is
    passed over: the next one takes its days in. Lower bounds serve only where there is nothing else.
    """
    out: list[Row] = []
    totals: dict[tuple[str, str, date | None], list[Row]] = {}
    for row in rows:
        series = register.get(row.series)
        if series is None or series.kind != "cumulative" or series.measures != "deaths":
            out.append(row)
        elif row.confidence not in UNSURE:
            since = row.start if row.start < row.end else None
            totals.setdefault((row.series, row.place, since), []).append(row)
    for (_series, _place, since), some in totals.items():
        ordered = sorted(some, key=lambda r: (r.end, r.value))
        firm = [r for r in ordered if not r.floor]
        if not firm and since:
            out.append(ordered[-1])
        before: Row | None = None
        for row in firm:
            if before is None:
                out += [row] if since else []
                before = row
            elif row.value >= before.value and (row.end - before.end).days >= LEAST_REMAINDER_DAYS:
                grown = row.value - before.value
                out.append(replace(row, start=before.end + DAY, value=grown, low=None, high=None))
                before = row
    return out


def windows(
    evidence: Evidence,
    as_of: date,
    start: date,
    end: date,
    territories: Mapping[str, str | None],
    main: str,
    only: Sequence[str] | None = None,
) -> list[Window]:
    """Return what had been published by a day and can be fitted, each day once for each base.

    Parameters
    ----------
    evidence
        Of the place; rows published later are left out here.
    start, end
        Of the model's history; windows must lie within.
    territories
        Region of each territory of the place at the level fitted.
    main
        Name of the main series. Its base comes first, then the bases with the shorter periods: totals of
        another base are used only for days that those before it leave blank, unless the register declares
        them a second view (`beside`).
    only
        Names of series; None for all that measure what is fitted.

    Raises
    ------
    InputError
        For a series of deaths without declared causes that is asked for by name.
    """
    register = evidence.register
    rank = {name: n for n, name in enumerate(register)}
    if main in rank:
        rank[main] = -1
    names = list(territories)
    found: dict[tuple[str, str, str], list[Window]] = {}
    for row in as_flows(evidence.as_of(as_of), register):
        series = register.get(row.series)
        if series is None or series.measures not in FITTED or (only is not None and row.series not in only):
            continue
        if only is None and (series.use == "context" or (series.measures == "deaths" and not series.causes)):
            continue
        if (series.kind == "cumulative" and series.measures != "deaths") or row.confidence in UNSURE:
            continue
        if supplied(series) or row.start < start or row.end >= end:
            continue
        area = series.region if row.place == "all" else row.place
        covered = tuple(i for i, n in enumerate(names) if area in ("all", n) or territories[n] == area)
        if not covered or (area not in ("all", *names) and area not in territories.values()):
            continue
        key = (series.base, series.measures, _counts(series, row.series))
        found.setdefault(key, []).append(_window(row, series, covered))
    chosen: list[Window] = []
    order = sorted(
        found,
        key=lambda key: (
            key[0] != (register[main].base if main in register else ""),
            float(np.median([w.days for w in found[key]])),
            min(rank[w.series] for w in found[key]),
        ),
    )
    for key in order:
        mine = once(found[key], rank)
        series = register[mine[0].series]
        if not series.beside:
            others = [w for w in chosen if _same(w, mine[0], register) and not register[w.series].beside]
            mine = [w for w in mine if not any(_overlap(w.spans, o.spans) for o in others)]
        chosen += mine
    # a count of a part of the place is held in that of the whole, where there is one
    chosen = [w for w in chosen if not any(_within(w, o, register) for o in chosen)]
    return sorted(
        (_by_breaks(w, register[w.series]) for w in chosen), key=lambda w: (rank[w.series], w.start)
    )


def _counts(series: Series, name: str) -> str:
    return "+".join(sorted(counted(series, name, date.min))) if series.measures == "deaths" else ""


def _within(part: Window, of: Window, register: Mapping[str, Series]) -> bool:
    smaller = set(part.regions) < set(of.regions)
    return (
        smaller and _same(part, of, register) and part.base == of.base and _overlap(part.spans, of.spans) > 0
    )


def _same(one: Window, two: Window, register: Mapping[str, Series]) -> bool:
    """Tell whether two windows count the same thing in the same area, whatever their base."""
    if one.measures != two.measures or not set(one.regions) & set(two.regions):
        return False
    if one.measures != "deaths":
        return True
    a, b = register[one.series], register[two.series]
    return (whole(a) and whole(b)) or set(a.causes) == set(b.causes)


def log_likelihood(value: float, mean: np.ndarray, window: Window, extra: np.ndarray | float) -> np.ndarray:
    """Return the log likelihood of a figure given its expectation.

    Counts: negative binomial with variance mean + (dispersion + extra) mean^2. A floor ("more than") counts
    by the chance of as much or more; a printed range by the chance of falling within it, where it is wider
    than the noise (see `printed_range`).

    Parameters
    ----------
    mean
        Expected figure, (walker,).
    extra
        Further relative variance, from what the mean-field model leaves out.
    """
    mean = np.maximum(mean, 1e-6)
    if (printed := printed_range(window)) is not None:
        return _within_range(printed, mean, window, extra)
    if window.noise == "normal":
        sd = np.sqrt(window.dispersion**2 + extra * mean**2)
        return _normal(value, mean, sd, window)
    if window.noise == "lognormal":
        sd = np.sqrt(window.dispersion**2 + extra)
        return _normal(math.log(max(value, 0.5)), np.log(mean), sd, window, log=True)
    relative = window.dispersion + extra
    if window.floor:
        sd = np.sqrt(1.0 / mean + relative)
        return _normal(math.log(max(value, 0.5)), np.log(mean), sd, window, log=True)
    size = 1.0 / np.maximum(relative, 1e-9)
    y = value
    return (
        _lgamma(y + size)
        - _lgamma(size)
        - math.lgamma(y + 1.0)
        + size * np.log(size / (size + mean))
        + y * np.log(mean / (size + mean))
    )


def printed_range(window: Window) -> tuple[float, float] | None:
    """Return the range printed with a figure where it says more than the figure and its noise; else None.

    That is where half of it is more than a standard deviation of the declared noise: on the log scale for
    counts and log-normal figures, as it stands for normal ones.
    """
    low, high = window.low, window.high
    if low is None or high is None or window.floor:
        return None
    if window.noise == "normal":
        return (low, high) if 0.5 * (high - low) > window.dispersion else None
    sd = window.dispersion
    if window.noise != "lognormal":
        sd = math.sqrt(window.dispersion + 1.0 / max(window.value, 1.0))
    low, high = max(low, 0.5), max(high, 0.5)
    return (low, high) if 0.5 * math.log(high / low) > sd else None


def _within_range(
    printed: tuple[float, float], mean: np.ndarray, window: Window, extra: np.ndarray | float
) -> np.ndarray:
    """Return the log chance that a figure lies in a range, normal on the scale of its noise."""
    if window.noise == "normal":
        low, high, middle = *printed, mean
        sd = np.sqrt(window.dispersion**2 + extra * mean**2)
    else:
        low, high, middle = math.log(printed[0]), math.log(printed[1]), np.log(mean)
        own = window.dispersion**2 if window.noise == "lognormal" else window.dispersion + 1.0 / mean
        sd = np.sqrt(own + extra)
    a, b = (low - middle) / sd, (high - middle) / sd
    turned = a + b < 0.0  # in the upper tail differences of small chances are exact
    a, b = np.where(turned, -b, a), np.where(turned, -a, b)
    return np.log(np.maximum(upper_tail(a) - upper_tail(b), 1e-300))


def _normal(
    value: float, mean: np.ndarray, sd: np.ndarray | float, window: Window, log: bool = False
) -> np.ndarray:
    z = (value - mean) / sd
    if window.floor:
        return np.log(np.maximum(upper_tail(z), 1e-300))
    return -0.5 * z * z - np.log(sd) - 0.9189385332046727


def upper_tail(z: np.ndarray) -> np.ndarray:
    """Return the chance that a standard normal number is above z (Abramowitz and Stegun 26.2.17, 7.5e-8)."""
    x = np.abs(z)
    t = 1.0 / (1.0 + 0.2316419 * x)
    poly = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    tail = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi) * poly
    return np.where(np.asarray(z) > 0, tail, 1.0 - tail)


def _lgamma(x: np.ndarray | float) -> np.ndarray:
    """Return log gamma of positive numbers: Stirling's series beyond a shift of eight."""
    x = np.asarray(x, float)
    product = np.ones_like(x)
    for k in range(8):
        product = product * (x + k)
    z = x + 8.0
    series = 1.0 / (12 * z) - 1.0 / (360 * z**3) + 1.0 / (1260 * z**5)
    return (z - 0.5) * np.log(z) - z + 0.9189385332046727 + series - np.log(product)


def draw_counts(
    mean: np.ndarray, window: Window, extra: np.ndarray | float, rng: np.random.Generator
) -> np.ndarray:
    """Return figures as they might be published, given their expectations."""
    mean = np.maximum(mean, 1e-9)
    if window.noise == "normal":
        return rng.normal(mean, np.sqrt(window.dispersion**2 + extra * mean**2))
    if window.noise == "lognormal":
        return mean * np.exp(rng.normal(0.0, np.sqrt(window.dispersion**2 + extra), mean.shape))
    size = 1.0 / np.maximum(window.dispersion + extra, 1e-9) * np.ones_like(mean)
    rate = mean * rng.gamma(size) / size
    return rng.poisson(np.minimum(rate, 1e9)).astype(float)
