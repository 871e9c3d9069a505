"""Hold the combination, the level times the mechanism's ratio, against the baselines at each origin.

The origins are those of the watch: quarters of Haiti from 2023 on, eight dates of El Salvador. At each, only
what had been published is known, and the fit is that of the watch, taken from where fits are kept; without
it, each is made again, a minute or three apiece. Windows of the main count that begin within a year are
scored as CRPS of log(1 + count). It writes combination.json next to this file, and prints a table.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hindcasts import EARLY, LATE
from level import AHEAD, DAY

from tregua import __version__
from tregua.cli.hindcast import newest
from tregua.errors import RunError
from tregua.forecasting import baselines, origin_scores
from tregua.forecasting.combination import combine, gate, spells_of
from tregua.forecasting.hindcast import carried, known, main_name, targets
from tregua.forecasting.level import forecast_level
from tregua.forecasting.level_prior import learnt_prior
from tregua.forecasting.mechanism_ratio import Mechanism
from tregua.forecasting.origin_scores import Origin
from tregua.forecasting.rolling_origins import quarters
from tregua.forecasting.weighted_draws import of_fits
from tregua.inference.fit import code_hash
from tregua.inference.fit_cache import fitted, keeping
from tregua.places import Place, load_place
from tregua.places.aggregate_to_regions import at_reported_level

HERE = Path(__file__).resolve().parent
COMBINATION = "combination"


def origin(place: Place, day: date) -> tuple[Origin, list[bool]] | None:
    """Return the forecasts of one day and which of its windows the gate is open in; None without counts."""
    rows = list(place.evidence.select(series=place.main_series, place="all"))
    last = max(r.end for r in rows)
    small = at_reported_level(place, place.run.start, place.run.as_of, whole=True)
    regions = {name: t.region for name, t in small.territories.items()}
    found = targets(place, day, last, regions).get(main_name(place), [])
    group = [w for w in found if day <= w.start < day + AHEAD and len(w.spans) == 1]
    history = known(place, group, day, regions) if group else None
    if history is None:
        return None
    windows = tuple((w.start, w.end - DAY) for w in group)
    names = [n for n in baselines.NAMES if n != "level"]
    samples = baselines.forecast(history, windows, names=names).for_scoring()
    level = forecast_level(history, windows, learnt_prior(place.iso3))
    opened = gate(spells_of(place, day), windows)
    samples["level"] = samples[COMBINATION] = level.counts()
    if opened.any():
        given, _said = carried(place, day)
        made = fitted(place, day, given=given, folder=keeping())
        fit = Mechanism(place, day, of_fits(made.fits, day, made.digest))
        samples[COMBINATION] = combine(level, fit.ratio(windows, history.windows[-1][1]), opened)
    seen = np.array([w.value for w in group])
    return Origin(place.name, day, windows, seen, samples), [bool(x) for x in opened]


def main() -> None:
    """Score all origins and write what came out."""
    haiti, salvador = load_place("haiti"), load_place("el_salvador")
    days = [(haiti, d) for d in quarters(date(2023, 1, 1), newest(haiti))]
    days += [(salvador, d) for d in (*EARLY, *LATE)]
    found, lines, unfitted = [], [], []
    for place, day in days:
        try:
            made = origin(place, day)
        except RunError as error:  # its fit has not converged: it is named, and left out
            unfitted.append({"place": place.name, "day": day.isoformat(), "why": str(error)})
            continue
        if made is None:
            continue
        one, opened = made
        found.append(one)
        line = {"place": place.name, "day": day.isoformat(), "windows": len(one.windows)}
        line |= {"open": sum(opened), "crps": {k: float(v.mean()) for k, v in one.crps.items()}}
        lines.append(line)
        print(json.dumps(line), flush=True)
    told: dict[str, Any] = {"made": date.today().isoformat(), "version": __version__, "code": code_hash()}
    parts = {"pooled": found} | {p: [o for o in found if o.place == p] for p in ("haiti", "el_salvador")}
    with_gate = [o for o, line in zip(found, lines, strict=True) if line["open"]]
    parts["gate open"] = with_gate
    others = (*baselines.NAMES, "level")
    told["scores"] = {
        name: origin_scores.summary(part, COMBINATION, tuple(dict.fromkeys(others)))
        for name, part in parts.items()
        if part
    }
    told["origins"], told["not fitted"] = lines, unfitted
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    (HERE / "combination.json").write_text(text, encoding="utf-8")
    print(json.dumps(told["scores"], indent=1))


if __name__ == "__main__":
    main()
