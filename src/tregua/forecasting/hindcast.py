"""Hindcasts: fitted to what had been published by a day, forecast, and scored on what was published later.

Each counting base is scored apart. Two forecasts stand beside each other and are never averaged: "politics",
in which what the state will do is forecast too, and "supplied", in which it does what it came to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua._version import __version__
from tregua.errors import InputError, Problem
from tregua.forecasting import baselines, scoring, secondary_series
from tregua.forecasting.forecast import MIXED, NO_DYNAMICS, Forecast, forecast
from tregua.forecasting.level_prior import learnt_prior
from tregua.forecasting.secondary_series import Group, Reader, groups
from tregua.i18n import _
from tregua.i18n.numbers import marks
from tregua.inference.fit import WIDEN, code_hash, shared_of
from tregua.inference.fit_cache import EFFORT, Fitted, Given, fitted
from tregua.inference.observation_model import Window, counted, windows
from tregua.places.evidence import Evidence, Row
from tregua.printed import Printed
from tregua.vocabulary.causes import CAUSES
from tregua.vocabulary.quantiles import FINE
from tregua.vocabulary.readings import STRUCTURES
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places import Place

KINDS = ("politics", "supplied")
JUDGED_BY = ("persistence", "drift", "smoothing", "ets", "arima", "level")
BESIDE = ("smoothing", NO_DYNAMICS)  # smoothing has stood here since before it joined the judges
FIRST = "el_salvador"  # what it taught of shared behaviour is the prior elsewhere
MOSTLY = 0.7  # share of a window that must lie after the day, where its first part cannot be taken off
LEAST = timedelta(days=28)  # of a window that is worth a score once its first part is taken off
NEAR = timedelta(days=31)  # how near to the day a known first part must end
LONG_AGO = date(1900, 1, 1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scored:
    """Windows of one counting base, with what was forecast of them.

    Attributes
    ----------
    name, title
        ``series/base``, and in words.
    windows
        In the order of time; `value` is what was published later.
    samples
        By kind of forecast: predictive draws of each structure, of the mix and of the yardstick, (window,
        draw).
    baselines
        Draws by baseline, (window, draw); None for one that was left out.
    left_out
        Why, by baseline.
    history
        Counts of the same base known on the day.
    """

    name: str
    title: str
    windows: tuple[Window, ...]
    samples: Mapping[str, Mapping[str, np.ndarray]]
    baselines: Mapping[str, np.ndarray | None]
    left_out: Mapping[str, str]
    history: baselines.History | None
    measures: str = "deaths"

    @property
    def observed(self) -> np.ndarray:
        """What was published later, (window,)."""
        return np.array([w.value for w in self.windows])

    def scores(self, kind: str = "politics", block: int | None = None) -> dict[str, Any]:
        """Return n, scores, skill with its interval, and coverage, of one kind of forecast."""
        mixed = self.samples[kind][MIXED]
        beside: dict[str, Any] = {k: self.baselines.get(k) for k in JUDGED_BY}
        if NO_DYNAMICS in self.samples[kind]:
            beside[NO_DYNAMICS] = self.samples[kind][NO_DYNAMICS]
        return record(mixed, self.observed, beside, block) | {
            "measures": self.measures,
            "structures": {
                name: float(scoring.crps(x, self.observed).mean())
                for name, x in self.samples[kind].items()
                if name not in (MIXED, NO_DYNAMICS)
            },
        }


def record(
    samples: Any, observed: Any, beside: Mapping[str, Any], block: int | None = None
) -> dict[str, Any]:
    """Return scores in the form of ``tregua hindcast --json``; the no-dynamics yardstick stands apart."""
    if not len(observed):
        nothing = dict.fromkeys(JUDGED_BY)
        return {
            "n": 0, "crps": None, "wis": None, "skill": nothing, "skill_interval": nothing,
            "coverage": dict.fromkeys(("50", "80", "90")), "compared": nothing, "baseline_crps": nothing,
            "beside": {},
        }  # fmt: skip
    full = scoring.scored(samples, observed, beside, block=block)
    own = {key: full[key] for key in ("n", "crps", "wis", "scale", "coverage")}
    for key in ("skill", "skill_interval", "baseline_crps", "difference", "compared"):
        own[key] = {name: full[key].get(name) for name in JUDGED_BY}
    own["beside"] = {
        name: {
            "crps": full["baseline_crps"][name],
            "skill": full["skill"][name],
            "compared": full["compared"][name],
        }
        for name in BESIDE
        if name in beside
    }
    return own


@dataclass(frozen=True, repr=False)
class Hindcast(Printed):
    """A forecast as of a date, held against what came.

    Attributes
    ----------
    place, as_of, until
        Whose, and between which days.
    primary
        Name of the series that the place declares as its main count.
    series
        By name, the main one first.
    fit
        How the fit went, by structure, and its digest.
    shared
        Where the priors of shared parameters come from.
    code
        Digest of the code of the model.
    """

    place: str
    as_of: date
    until: date
    primary: str
    series: Mapping[str, Scored]
    fit: Mapping[str, Any]
    shared: str
    code: str = field(default_factory=code_hash)

    def printed_rows(self) -> list[tuple[str, str]]:
        """Return what a session in Python prints of it: the scores of each series, of both forecasts."""
        kinds = {"politics": _("actions forecast"), "supplied": _("actions supplied")}
        head = _("{place}, as of {day}, until {end}").format(place=self.place, day=self.as_of, end=self.until)
        said = [("", head), (_("shared parameters"), self.shared)]
        for name, series in self.series.items():
            for kind, words in kinds.items():
                found = series.scores(kind)
                if not found["n"]:
                    said.append((name, _("nothing was published for this time: no score")))
                    break
                text = _("{kind}: CRPS {crps} over {n} figures, {inside} % of them inside nine in ten")
                crps, inside = f"{found['crps']:,.1f}", f"{100 * found['coverage']['90']:.0f}"
                line = text.format(kind=words, crps=marks(crps), n=found["n"], inside=inside)
                said.append((name if kind == "politics" else "", line))
        return said

    def record(self, details: bool = True) -> dict[str, Any]:
        """Return it for machines."""
        out: dict[str, Any] = {
            "place": self.place,
            "as_of": self.as_of.isoformat(),
            "until": self.until.isoformat(),
            "primary": self.primary,
            "series": {name: s.scores("politics") for name, s in self.series.items()},
            "supplied": {name: s.scores("supplied") for name, s in self.series.items()},
        }
        if details:
            out["windows"] = {name: lines(s, self.as_of) for name, s in self.series.items()}
            out["history"] = {name: _history(s.history) for name, s in self.series.items()}
            out["left_out"] = {name: dict(s.left_out) for name, s in self.series.items() if s.left_out}
        out |= {"fit": dict(self.fit), "shared": self.shared, "code": self.code, "version": __version__}
        return out


def _history(history: baselines.History | None) -> list[dict[str, Any]]:
    if history is None:
        return []
    pairs = zip(history.windows, history.counts, strict=True)
    return [{"start": a.isoformat(), "end": b.isoformat(), "count": float(x)} for (a, b), x in pairs]


def lines(s: Scored, as_of: date) -> list[dict[str, Any]]:
    """Return each window of a series: what was forecast, by us and the baselines, and what came."""
    out = []
    for n, w in enumerate(s.windows):
        line: dict[str, Any] = {
            "start": w.start.isoformat(),
            "end": (w.end - DAY).isoformat(),
            "days": w.days,
            "years_ahead": round(((w.start - as_of).days + (w.end - as_of).days) / 2 / DAYS_A_YEAR, 2),
            "observed": None if np.isnan(w.value) else float(w.value),
            "remainder": w.derived,
        }
        for kind, samples in s.samples.items():
            line[kind] = {name: told(x[n], w.value) for name, x in samples.items()}
        line["baselines"] = {k: None if x is None else told(x[n], w.value) for k, x in s.baselines.items()}
        out.append(line)
    return out


def told(x: np.ndarray, value: float) -> dict[str, Any]:
    """Return quantiles of draws, and their CRPS if the figure is known."""
    q = {f"{100 * p:g}": round(float(v), 1) for p, v in zip(FINE, np.quantile(x, FINE), strict=True)}
    if not np.isnan(value):
        q["crps"] = round(float(scoring.crps(x[None], [value])[0]), 4)
    return q


def carried(place: Place, as_of: date, shared: str = "widened") -> tuple[Given | None, str]:
    """Return priors of shared parameters for a place on a day, and where they come from, in words.

    Parameters
    ----------
    shared
        "widened": what El Salvador taught, widened by half. "only": the same as it stands, so that next to
        nothing is learnt of them from the place itself. "priors": nothing from elsewhere.
    """
    if place.name == FIRST:
        return None, _("priors: the place is fitted first")
    if shared == "priors":
        return None, _("priors, as asked for")
    given = shared_of(as_of, widen=1.0 if shared == "only" else WIDEN)
    if given is None:
        return None, _("priors: no posterior of El Salvador rests on so little knowledge")
    if shared == "only":
        return given, _("El Salvador's posterior that ships, as it stands")
    return given, _("El Salvador's posterior that ships, widened by half")


def hindcast(
    place: Place,
    as_of: date,
    until: date,
    *,
    effort: float = EFFORT,
    folder: Path | None = None,
    shared: str = "widened",
    wanted: Sequence[Window] = (),
    structures: Sequence[str] = STRUCTURES,
    besides: bool = True,
    seed: int = 1,
    workers: int = 2,
    told: Callable[[int, int], None] | None = None,
) -> Hindcast:
    """Refit with what had been published by a day, forecast, and score.

    Parameters
    ----------
    effort, folder
        See `tregua.inference.fit_cache.fitted`.
    shared
        Where priors of shared parameters come from: see `carried`.
    wanted
        Further windows of the main series to forecast, whose figure may be unknown (NaN).
    structures
        Which to mix.
    besides
        Whether to forecast what is counted besides killing too.

    Raises
    ------
    InputError
        If the dates are the wrong way round, or nothing can be fitted.
    RunError
        If the fit does not converge.
    """
    if until <= as_of:
        raise InputError(
            Problem(
                _("command line"), None, "--until", str(until),
                _("a day after --as-of, which is {day}").format(day=as_of),
            )
        )  # fmt: skip
    given, said = carried(place, as_of, shared)
    made = fitted(
        place,
        as_of,
        effort=effort,
        given=given,
        structures=structures,
        folder=folder,
        workers=workers,
        told=told,
    )
    return _scored(place, as_of, until, made, said, wanted, seed, besides)


def _scored(
    place: Place,
    as_of: date,
    until: date,
    made: Fitted,
    shared: str,
    wanted: Sequence[Window],
    seed: int,
    besides: bool,
) -> Hindcast:
    some = next(iter(made.fits.values())).post
    regions = {name: t.region for name, t in some.course.place.territories.items()}
    found = targets(place, as_of, until, regions)
    primary = main_name(place) if wanted else _primary(place, found)
    if wanted:
        found[primary] = [*found.get(primary, []), *wanted]
    every = [w for group in found.values() for w in group]
    last = max([until, *(w.end for w in every)])
    samples: dict[str, list[Forecast]] = {}
    more: dict[str, list[Group]] = {}
    for kind in KINDS:
        more[kind] = groups(place, as_of, until) if besides else []
        samples[kind] = forecast(
            made.fits,
            place,
            as_of,
            last,
            supplied=kind == "supplied",
            seed=seed,
            wanted=every,
            seen=Reader(more[kind], as_of, seed),
        )
    out: dict[str, Scored] = {}
    at = 0
    for name, group in found.items():
        mine = {
            kind: {s: np.array([f.samples[s] for f in fs[at : at + len(group)]]) for s in fs[at].samples}
            for kind, fs in samples.items()
        }
        at += len(group)
        history = known(place, group, as_of, regions)
        draws, left_out = beaten(history, group, place.iso3)
        title = place.series[name.split("/")[0]].title
        out[name] = Scored(name, title, tuple(group), mine, draws, left_out, history)
    if primary not in out:
        none = {kind: {MIXED: np.zeros((0, 1)), NO_DYNAMICS: np.zeros((0, 1))} for kind in KINDS}
        title = place.series[place.main_series].title
        out[primary] = Scored(primary, title, (), none, {}, {}, None)
    out = dict(sorted(out.items(), key=lambda item: item[0] != primary))
    for n, group in enumerate(more["politics"]):
        both = {kind: _with_mix(more[kind][n].draws) for kind in KINDS}
        draws, left, past = secondary_series.beaten(group, learnt_prior(place.iso3))
        s = group.series
        out[group.name] = Scored(group.name, s.title, group.windows(), both, draws, left, past, s.measures)
    fit = {"digest": made.digest, "effort": made.effort, "kept": made.again, "structures": made.quality}
    return Hindcast(place.name, as_of, until, primary, out, fit, shared)


def _with_mix(draws: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {**draws, MIXED: np.concatenate(list(draws.values()), axis=1)}


def main_name(place: Place) -> str:
    """Return the name of the main count: the series and its base."""
    return f"{place.main_series}/{place.series[place.main_series].base}"


def _primary(place: Place, found: Mapping[str, Sequence[Window]]) -> str:
    """Return the name of the main count; where only parts of the place are counted, of the largest part."""
    name = main_name(place)
    parts = [n for n in found if n.startswith(f"{name}@")]
    if name in found or not parts:
        return name
    return max(parts, key=lambda n: sum(w.value for w in found[n]))


def targets(
    place: Place, as_of: date, until: date, regions: Mapping[str, str | None]
) -> dict[str, list[Window]]:
    """Return the windows to score, by series and base, the main count first.

    Every base is read apart. A window that began before the day counts for what lies after it, where other
    rows of its base say what came before; else only if most of it lies after.
    """
    later = max((r.published for r in place.evidence), default=until)
    out: dict[str, list[Window]] = {}
    for base in dict.fromkeys(s.base for s in place.series.values()):
        rows = place.evidence.select(base=base)
        for group in _groups(windows(rows, later, LONG_AGO, until + DAY, regions, place.main_series)):
            if group[0].measures != "deaths":
                continue
            kept = []
            for w in group:
                if w.end - DAY > until or w.end <= as_of or w.floor:
                    continue
                rest = w if w.start >= as_of else _rest(w, _alike(rows, w), as_of)
                if rest is not None:
                    kept.append(rest)
            if kept:
                name = _name(place, group, list(regions))
                out[name if name not in out else f"{name}#{len(out)}"] = sorted(kept, key=lambda w: w.end)
    return out


def _groups(found: Sequence[Window]) -> list[list[Window]]:
    """Return windows that count the same in the same area, apart from those that do not."""
    groups: dict[Any, list[Window]] = {}
    for w in found:
        groups.setdefault((w.base, w.measures, frozenset(w.causes), w.regions), []).append(w)
    merged: dict[Any, list[Window]] = {}
    for (base, measures, _causes, regions), group in groups.items():
        # a break in definition parts the windows of one series; they stay one series
        key = next(
            (k for k in merged if k[:3] == (base, measures, regions) and k[3] & {w.series for w in group}),
            None,
        )
        if key is None:
            merged[base, measures, regions, frozenset(w.series for w in group)] = list(group)
        else:
            merged[key] += group
    return list(merged.values())


def _name(place: Place, group: Sequence[Window], territories: Sequence[str]) -> str:
    series = [w.series for w in group]
    if place.main_series in series:
        name = main_name(place)
    else:
        name = f"{max(dict.fromkeys(series), key=series.count)}/{group[0].base}"
    covered = [territories[k] for k in group[0].regions]
    return name if len(covered) == len(territories) else f"{name}@{'+'.join(covered)}"


def _rest(w: Window, rows: Sequence[Row], as_of: date) -> Window | None:
    """Return what is left of a window after a day, or None where it cannot be parted."""
    if len(w.spans) == 1:
        begun = _tiled(w, rows, as_of)
        if begun is not None:
            day, count = begun
            if day < w.end and count <= w.value:
                return replace(
                    w,
                    spans=((day, w.end),),
                    value=w.value - count,
                    parts=w.parts[-1:],
                    low=None,
                    high=None,
                    derived=True,
                )
    after = sum(max(0, (b - max(a, as_of)).days) for a, b in w.spans)
    return w if after >= MOSTLY * w.days else None


def _alike(rows: Evidence, w: Window) -> list[Row]:
    """Return the rows of the whole place that count what a window counts."""
    return [
        r
        for r in rows
        if r.place == "all"
        and not r.floor
        and rows.register[r.series].measures == "deaths"
        and rows.register[r.series].causes
        and {CAUSES.index(c) for c in counted(rows.register[r.series], r.series, w.start)} == set(w.causes)
    ]


def _tiled(w: Window, rows: Sequence[Row], as_of: date) -> tuple[date, float] | None:
    """Return a day near the as-of date to which rows tile the window from its start, and their count."""
    usable = [r for r in rows if r.start >= w.start and r.end < w.end - LEAST]
    reach: dict[date, float] = {w.start: 0.0}
    for day in sorted({w.start, *(r.end + DAY for r in usable)}):
        if day in reach:
            for r in usable:
                if r.start == day and r.end + DAY not in reach:
                    reach[r.end + DAY] = reach[day] + r.value
    near = [d for d in reach if d > w.start and abs(d - as_of) <= NEAR and (d - as_of).days > -NEAR.days]
    if not near:
        return None
    best = min(near, key=lambda d: abs(d - as_of))
    return best, reach[best]


def known(
    place: Place, group: Sequence[Window], as_of: date, regions: Mapping[str, str | None]
) -> baselines.History | None:
    """Return the counts of a base that were known on a day, up to the first window to forecast."""
    base, first = group[0].base, min(w.start for w in group)
    rows = place.evidence.select(base=base)
    series = {w.series for w in group}
    counts = {frozenset(w.causes) for w in group}
    alike = [
        w
        for found in _groups(windows(rows, as_of, LONG_AGO, as_of, regions, place.main_series))
        if found[0].regions == group[0].regions and found[0].measures == "deaths"
        # the same series, or another of the base that counts the same
        if series & {w.series for w in found} or counts & {frozenset(w.causes) for w in found}
        for w in found
    ]
    kept: list[Window] = []
    for w in sorted(alike, key=lambda w: w.start):
        whole = all(b == c for (_a, b), (c, _d) in zip(w.spans, w.spans[1:], strict=False))
        if whole and not w.floor and w.end <= first and (not kept or kept[-1].end <= w.start):
            kept.append(w)
    if not kept:
        return None
    return baselines.History(
        tuple((w.start, w.end - DAY) for w in kept), np.array([w.value for w in kept], float)
    )


def beaten(
    history: baselines.History | None, group: Sequence[Window], iso3: str | None = None
) -> tuple[dict[str, np.ndarray | None], dict[str, str]]:
    """Return what the baselines forecast of windows, and why some are left out.

    The level's prior is the one that was learnt without the country of that code.
    """
    if history is None:
        return dict.fromkeys(baselines.NAMES), dict.fromkeys(
            baselines.NAMES, _("no count of this base was known")
        )
    spans = [(n, a, b - DAY) for n, w in enumerate(group) for a, b in w.spans]
    ahead = sorted(spans, key=lambda s: s[1:])
    prior = learnt_prior(iso3)
    found = baselines.forecast(history, [(a, b) for _n, a, b in ahead], level_prior=prior)
    out: dict[str, np.ndarray | None] = {}
    for name in baselines.NAMES:
        draws = found.samples.get(name)
        if draws is None:
            out[name] = None
            continue
        total = np.zeros((len(group), draws.shape[1]))
        for (n, _a, _b), x in zip(ahead, draws, strict=True):
            total[n] += x
        out[name] = total
    return out, found.left_out
