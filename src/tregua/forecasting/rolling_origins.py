"""Rolling origins: the forecast of the next four quarters, made anew at the start of every quarter.

As many fits as quarters, each with what had been published by then; pooled they say more than one hindcast,
though their windows overlap. Intervals keep a year of neighbouring origins together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua._version import __version__
from tregua.forecasting import origin_scores, scoring
from tregua.forecasting.forecast import MIXED, NO_DYNAMICS
from tregua.forecasting.hindcast import JUDGED_BY, Hindcast, Scored, hindcast, main_name, record, told
from tregua.inference.fit import code_hash
from tregua.inference.fit_cache import EFFORT
from tregua.inference.observation_model import Window, counted
from tregua.vocabulary.causes import CAUSES
from tregua.vocabulary.readings import STRUCTURES

if TYPE_CHECKING:
    from tregua.places import Place

AHEAD = 4  # quarters
DAY = timedelta(days=1)


def quarters(first: date, last: date) -> list[date]:
    """Return the first days of quarters from one day to another, both counted."""
    out = []
    day = date(first.year, 1, 1)
    while day <= last:
        if day >= first:
            out.append(day)
        day = next_quarter(day)
    return out


def next_quarter(day: date) -> date:
    """Return the first day of the quarter after the one that a day lies in."""
    month = 3 * ((day.month - 1) // 3) + 4
    return date(day.year + month // 13, (month - 1) % 12 + 1, 1)


@dataclass(frozen=True)
class Rolling:
    """Forecasts at several origins.

    Attributes
    ----------
    place, primary
        Whose, and the name of the main count.
    origins
        One hindcast each, of four quarters.
    outlook
        For each origin the quarters ahead of the main count: first day, what was forecast, and what came
        (None where it is not published).
    years
        The same for the four quarters together.
    """

    place: str
    primary: str
    origins: Sequence[Hindcast]
    outlook: Sequence[Sequence[dict[str, Any]]]
    years: Sequence[dict[str, Any]]

    def pooled(self, kind: str = "politics") -> dict[str, Any]:
        """Return scores by series over all origins."""
        names = dict.fromkeys(n for h in self.origins for n, s in h.series.items() if len(s.windows))
        return {
            name: pool([h.series[name] for h in self.origins if name in h.series], kind) for name in names
        }

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "place": self.place,
            "primary": self.primary,
            "ahead_quarters": AHEAD,
            "series": self.pooled("politics"),
            "supplied": self.pooled("supplied"),
            "origins": [
                {
                    "as_of": h.as_of.isoformat(),
                    "shared": h.shared,
                    "fit": dict(h.fit),
                    "quarters": list(ahead),
                    "year": year,
                    "series": {n: _brief(s) for n, s in h.series.items() if len(s.windows)},
                }
                for h, ahead, year in zip(self.origins, self.outlook, self.years, strict=True)
            ],
            "code": code_hash(),
            "version": __version__,
        }


def _brief(s: Scored) -> dict[str, Any]:
    full = s.scores("politics")
    return {
        "n": full["n"],
        "crps": full["crps"],
        "coverage": full["coverage"],
        "baseline_crps": full["baseline_crps"],
        NO_DYNAMICS: full["beside"][NO_DYNAMICS]["crps"],
        "supplied": s.scores("supplied")["crps"],
        "structures": full["structures"],
    }


def pool(parts: Sequence[Scored], kind: str = "politics") -> dict[str, Any]:
    """Return scores of windows of several forecasts together, neighbours kept together in intervals.

    A baseline is compared over the forecasts for which it had history enough, and how many is said.
    """
    parts = [p for p in parts if len(p.windows) and not np.isnan(p.observed).any()]
    if not parts:
        return record(np.zeros((0, 1)), np.zeros(0), {})
    rng = np.random.default_rng(1)
    fewest = min(p.samples[kind][MIXED].shape[1] for p in parts)
    mixed = np.concatenate([_some(p.samples[kind][MIXED], fewest, rng) for p in parts])
    seen = np.concatenate([p.observed for p in parts])
    per = max(1, round(len(seen) / len(parts)))
    block = min(max(2, per * AHEAD), max(2, len(seen) // 2))
    flat = np.concatenate([_some(p.samples[kind][NO_DYNAMICS], min(fewest, 400), rng) for p in parts])
    out = record(mixed, seen, {NO_DYNAMICS: flat}, block)
    mine = [scoring.crps(p.samples[kind][MIXED], p.observed) for p in parts]
    for name in JUDGED_BY:
        having = [k for k, p in enumerate(parts) if p.baselines.get(name) is not None]
        if not having:
            continue
        ours = np.concatenate([mine[k] for k in having])
        theirs = np.concatenate([scoring.crps(parts[k].baselines[name], parts[k].observed) for k in having])
        out["baseline_crps"][name] = float(theirs.mean())
        out["skill"][name] = scoring.skill(ours, theirs)
        out["skill_interval"][name] = scoring.skill_interval(ours, theirs, block).record()
        d = scoring.difference(ours, theirs, block)
        out["difference"][name] = {"mean": d.middle, **d.record(), "n": len(ours)}
        out["compared"][name] = scoring.compared(ours, theirs, block)
        if name == "smoothing":
            out["beside"][name] = {
                "crps": out["baseline_crps"][name],
                "ours": float(ours.mean()),
                "n": len(ours),
                "skill": out["skill"][name],
                "compared": out["compared"][name],
            }
    out["origins"] = len(parts)
    out["over_origins"] = origin_scores.summary(
        [_origin(p, kind) for p in parts], MIXED, (*JUDGED_BY, NO_DYNAMICS)
    )
    names = [n for n in parts[0].samples[kind] if n not in (MIXED, NO_DYNAMICS)]
    out["structures"] = {
        n: float(np.concatenate([scoring.crps(p.samples[kind][n], p.observed) for p in parts]).mean())
        for n in names
    }
    return out


def _origin(s: Scored, kind: str) -> origin_scores.Origin:
    return origin_scores.Origin(
        s.name,
        s.windows[0].start,
        tuple((w.start, w.end - DAY) for w in s.windows),
        s.observed,
        {**s.baselines, MIXED: s.samples[kind][MIXED], NO_DYNAMICS: s.samples[kind][NO_DYNAMICS]},
    )


def _some(x: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    return x if x.shape[1] == count else x[:, np.sort(rng.choice(x.shape[1], count, replace=False))]


def rolling(
    place: Place,
    origins: Sequence[date],
    *,
    effort: float = EFFORT,
    folder: Path | None = None,
    structures: Sequence[str] = STRUCTURES,
    workers: int = 2,
    told: Callable[[int, int], None] | None = None,
) -> Rolling:
    """Forecast the next four quarters at each of several days, and score what has been published of them."""
    made: list[Hindcast] = []
    outlook: list[list[dict[str, Any]]] = []
    years: list[dict[str, Any]] = []
    for k, day in enumerate(origins):
        ahead = quarters(day, day + timedelta(days=365 * AHEAD))
        first = day if day in ahead else next_quarter(day)
        starts = [d for d in quarters(first, first + timedelta(days=1000))][:AHEAD]
        until = next_quarter(starts[-1]) - DAY
        extra = [asked(place, d) for d in starts]
        h = hindcast(
            place,
            day,
            until,
            effort=effort,
            folder=folder,
            wanted=extra,
            structures=structures,
            besides=False,
            workers=workers,
        )
        main = h.series[main_name(place)]
        outlook.append([_quarter(place, main, n, w) for n, w in enumerate(main.windows) if np.isnan(w.value)])
        years.append(_year(main))
        made.append(_published(h))
        if told:
            told(k + 1, len(origins))
    return Rolling(place.name, main_name(place), made, outlook, years)


def asked(place: Place, day: date) -> Window:
    """Return the window of a quarter of the main count, whatever has been published of it."""
    series = place.series[place.main_series]
    causes = tuple(CAUSES.index(c) for c in counted(series, place.main_series, day))
    o = series.observation
    parts = len({t.region for t in place.territories.values()}) if place.regions else 1
    return Window(
        place.main_series,
        series.base,
        "deaths",
        ((day, next_quarter(day)),),
        float("nan"),
        causes=causes,
        regions=tuple(range(max(parts, 1))),
        noise=o.noise,
        dispersion=o.dispersion,
        fraction=o.fraction,
        second=series.beside,
    )


def _quarter(place: Place, main: Scored, n: int, w: Window) -> dict[str, Any]:
    out: dict[str, Any] = {"start": w.start.isoformat(), "observed": published(main, w)}
    value = float("nan") if out["observed"] is None else out["observed"]
    for kind, samples in main.samples.items():
        out[kind] = told(samples[MIXED][n], value)
    out[NO_DYNAMICS] = told(main.samples["politics"][NO_DYNAMICS][n], value)
    x = main.baselines.get("persistence")
    out["persistence"] = None if x is None else told(x[n], value)
    return out


def _year(main: Scored) -> dict[str, Any]:
    """Return the forecast of the quarters together: each draw is added up along its own path."""
    asked_for = [n for n, w in enumerate(main.windows) if np.isnan(w.value)]
    first, last = main.windows[asked_for[0]], main.windows[asked_for[-1]]
    # quarters may have been counted in pairs: the year is known all the same
    came = published(main, replace(first, spans=((first.start, last.end),)))
    value = float("nan") if came is None else came
    out: dict[str, Any] = {"observed": came}
    for kind, samples in main.samples.items():
        out[kind] = told(samples[MIXED][asked_for].sum(axis=0), value)
    x = main.baselines.get("persistence")
    out["persistence"] = None if x is None else told(x[asked_for].sum(axis=0), value)
    return out


def published(main: Scored, w: Window) -> float | None:
    """Return the figure of a quarter, from windows that cover it whole, or None."""
    total, covered = 0.0, 0
    for other in main.windows:
        if (
            not np.isnan(other.value)
            and other.start >= w.start
            and other.end <= w.end
            and len(other.spans) == 1
        ):
            total += other.value
            covered += other.days
    return total if covered == w.days else None


def _published(h: Hindcast) -> Hindcast:
    """Return a hindcast without the windows of which nothing was published."""
    series: dict[str, Scored] = {}
    for name, s in h.series.items():
        keep = ~np.isnan(s.observed)
        samples: Mapping[str, Any] = {k: {m: x[keep] for m, x in v.items()} for k, v in s.samples.items()}
        beaten = {k: None if x is None else x[keep] for k, x in s.baselines.items()}
        windows = tuple(w for w, k in zip(s.windows, keep, strict=True) if k)
        series[name] = Scored(s.name, s.title, windows, samples, beaten, s.left_out, s.history)
    return Hindcast(h.place, h.as_of, h.until, h.primary, series, h.fit, h.shared, h.code)
