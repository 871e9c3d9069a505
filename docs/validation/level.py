"""Hold the level against the baselines from every quarter of both places, and keep what came out.

At each origin only what had been published by then is known; windows of the main count that begin within a
year are scored as CRPS of log(1 + count). The level's prior is then tried on the yearly rates it is learnt
from, each country with the prior learnt without it. No model is fitted: all of it takes a minute. It writes
level.json and level.svg next to this file, from which the page is built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

from tregua import __version__
from tregua.forecasting import baselines, origin_scores
from tregua.forecasting.count_history import History
from tregua.forecasting.hindcast import known, main_name, targets
from tregua.forecasting.level import STATED, forecast_level
from tregua.forecasting.level_prior import learnt_prior, read_rates, record, yearly_history
from tregua.forecasting.origin_scores import Origin
from tregua.forecasting.rolling_origins import quarters
from tregua.inference.fit import _meaning
from tregua.places import Place, load_place
from tregua.places.aggregate_to_regions import at_reported_level

matplotlib.use("Agg")
matplotlib.rcParams.update({"svg.hashsalt": "level", "svg.fonttype": "none", "font.size": 9})

HERE = Path(__file__).resolve().parent
FORECASTING = HERE.parents[1] / "src" / "tregua" / "forecasting"
MODULES = ("count_history", "level", "level_prior", "baselines", "scoring", "origin_scores")
PLACES = ("haiti", "el_salvador")
LEAST_WINDOWS = baselines.MINIMUM["smoothing"]
AHEAD = timedelta(days=365)
DAY = timedelta(days=1)
STATED_LEVEL = "level, stated prior"
NAMES = (*baselines.NAMES, STATED_LEVEL)
LEAST_YEARS = 10  # of a country's rates before its first origin
DRAWN = {
    "level": "#1b5e9b",
    "smoothing": "#b45f06",
    "persistence": "#777777",
    "ets": "#6aa84f",
    "drift": "#c9a0dc",
}


def others(name: str) -> tuple[str, ...]:
    """Return the forecasts that one is compared with."""
    return tuple(n for n in NAMES if n != name)


def levels(history: History, windows: Sequence, iso3: str | None) -> dict[str, np.ndarray | None]:
    """Return the level's counts in windows, (window, draw), under the learnt and the stated prior."""
    priors = {"level": learnt_prior(iso3), STATED_LEVEL: STATED}
    return {name: forecast_level(history, windows, prior).counts() for name, prior in priors.items()}


def origins(place: Place) -> list[Origin]:
    """Return the forecasts of a place's main count from each quarter with history enough."""
    rows = list(place.evidence.select(series=place.main_series, place="all"))
    first, last = min(r.start for r in rows), max(r.end for r in rows)
    small = at_reported_level(place, place.run.start, place.run.as_of, whole=True)
    regions = {name: t.region for name, t in small.territories.items()}
    out = []
    for day in quarters(first, last):
        found = targets(place, day, last, regions).get(main_name(place), [])
        group = [w for w in found if day <= w.start < day + AHEAD and len(w.spans) == 1]
        history = known(place, group, day, regions) if group else None
        if history is None or len(history.windows) < LEAST_WINDOWS:
            continue
        windows = tuple((w.start, w.end - DAY) for w in group)
        names = [n for n in baselines.NAMES if n != "level"]
        samples = baselines.forecast(history, windows, names=names).for_scoring()
        samples |= levels(history, windows, place.iso3)
        out.append(Origin(place.name, day, windows, np.array([w.value for w in group]), samples))
    return out


def yearly(iso3: str, rates: Mapping[int, float]) -> list[Origin]:
    """Return forecasts of a country's next two yearly rates from each year with enough before it."""
    whole = yearly_history(rates)
    out = []
    for k in range(LEAST_YEARS, len(whole.windows)):
        history = History(whole.windows[:k], whole.counts[:k])
        windows, came = whole.windows[k : k + 2], whole.counts[k : k + 2]
        names = ["persistence", "smoothing", "drift"]
        samples: dict[str, np.ndarray | None] = dict(
            baselines.forecast(history, windows, names=names).samples
        )
        samples |= levels(history, windows, iso3)
        out.append(Origin(iso3, windows[0][0], windows, came, samples))
    return out


def code() -> str:
    """Return a digest of the code and the prior that these figures rest on, layout and comments apart."""
    h = hashlib.sha256()
    for name in MODULES:
        h.update(_meaning((FORECASTING / f"{name}.py").read_text("utf-8")).encode())
    h.update((FORECASTING / "data" / "level_prior.json").read_bytes())
    return h.hexdigest()[:16]


def brief(o: Origin) -> dict[str, Any]:
    """Return one origin for machines."""
    return {
        "place": o.place,
        "as_of": o.day.isoformat(),
        "n": len(o.windows),
        "crps": {name: round(float(x.mean()), 4) for name, x in o.crps.items()},
    }


def rounded(value: Any) -> Any:
    """Return a record with its numbers rounded."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def picture(found: Mapping[str, Sequence[Origin]], file: Path) -> None:
    """Draw each forecast's CRPS by origin, a panel for each place."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.6, 5.2), layout="constrained")
    axes = figure.subplots(len(found), 1)
    for ax, (title, own) in zip(axes, found.items(), strict=True):
        for name, colour in DRAWN.items():
            having = [(o.day, float(o.crps[name].mean())) for o in own if name in o.crps]
            ax.plot(
                *zip(*having, strict=True),
                "o-",
                color=colour,
                label=name,
                ms=3,
                lw=1.8 if name == "level" else 1,
            )
        ax.set_title(title, loc="left")
        ax.set_ylabel("CRPS of log(1 + count)")
        ax.set_ylim(0)
        ax.grid(axis="y", alpha=0.3)
    axes[0].legend(ncols=len(DRAWN), loc="upper right", frameon=False)
    figure.savefig(file, metadata={"Date": None})


def main() -> None:
    """Measure, draw, keep."""
    found = {load_place(name).title: origins(load_place(name)) for name in PLACES}
    every = [o for own in found.values() for o in own]
    groups = {"both places": every, **found}
    world = [o for iso3, rates in read_rates().items() for o in yearly(iso3, rates)]
    named = ("level", STATED_LEVEL, "persistence", "smoothing", "drift")
    kept = {
        "made": date.today().isoformat(),
        "version": __version__,
        "code": code(),
        "places": {name: load_place(name).hash for name in PLACES},
        "prior": {
            name: {**record(p := learnt_prior(load_place(name).iso3)), "source": p.source} for name in PLACES
        },
        "pooled": {
            title: {name: origin_scores.summary(own, name, others(name)) for name in NAMES}
            for title, own in groups.items()
        },
        "origins": [brief(o) for o in every],
        "world": {
            "countries": len(read_rates()),
            **{n: origin_scores.summary(world, n, [m for m in named if m != n]) for n in named},
        },
    }
    (HERE / "level.json").write_text(json.dumps(rounded(kept), indent=1) + "\n", encoding="utf-8")
    picture(found, HERE / "level.svg")
    for title, own in {**kept["pooled"], "world": kept["world"]}.items():
        for name in (n for n in NAMES if n in own):
            s = own[name]
            print(title, name, s["n"], s["crps"], s["coverage"], s["first_window_ratio"], flush=True)


if __name__ == "__main__":
    main()
