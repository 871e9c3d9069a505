"""Hold the level against the baselines from every quarter of both places, and keep what came out.

At each origin only what had been published by then is known; windows of the main count that begin within a
year are scored as CRPS of log(1 + count). No model is fitted: all of it takes about a minute. It writes
level.json and level.svg next to this file, from which the page is built.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np

from tregua.forecasting import baselines, origin_scores
from tregua.forecasting.hindcast import known, main_name, targets
from tregua.forecasting.level import STATED, forecast_level
from tregua.forecasting.level_prior import learnt_prior, place_prior
from tregua.forecasting.origin_scores import Origin
from tregua.forecasting.rolling_origins import quarters
from tregua.places import Place, load_place
from tregua.places.aggregate_to_regions import at_reported_level

HERE = Path(__file__).resolve().parent
PLACES = ("haiti", "el_salvador")
LEAST_WINDOWS = baselines.MINIMUM["smoothing"]
AHEAD = timedelta(days=365)
DAY = timedelta(days=1)
STATED_LEVEL = "level, stated prior"
LEARNT_LEVEL = "level, learnt prior"
NAMES = (*baselines.NAMES, LEARNT_LEVEL, STATED_LEVEL)
TITLES = {"haiti": "Haiti", "el_salvador": "El Salvador"}


def origins(place: Place) -> list[Origin]:
    """Return the forecasts of a place's main count from each quarter with history enough."""
    rows = [r for r in place.evidence.select(series=place.main_series, place="all")]
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
        made = baselines.forecast(history, windows, level_prior=place_prior(place.iso3))
        learnt = learnt_prior(place.iso3)
        samples = dict(made.for_scoring())
        samples[LEARNT_LEVEL] = forecast_level(history, windows, learnt).counts()
        samples[STATED_LEVEL] = forecast_level(history, windows, STATED).counts()
        out.append(Origin(place.name, day, windows, np.array([w.value for w in group]), samples))
    return out


if __name__ == "__main__":
    every = []
    for name in PLACES:
        o = origins(load_place(name))
        every += o
    for sel in (every, [o for o in every if o.place == "haiti"], [o for o in every if o.place != "haiti"]):
        for n in NAMES:
            x = origin_scores.summary(sel, n, ["persistence", "smoothing"])
            a = x["against"]["persistence"]
            b = x["against"]["smoothing"]
            print(
                n,
                x["n"],
                round(x["crps"], 3),
                x["coverage"],
                x["first_window_ratio"],
                a["difference"],
                a["low"],
                a["high"],
                b["difference"],
                b["low"],
                b["high"],
            )
