"""Make the figures of the pages on hindcasts and the watch anew: forecasts from dates in the past, scored.

Run it where Tregua is installed with the extra learn. Each case is a fit of a minute or two; fits are kept
and taken up again, so that a run that was cut off goes on. What it writes is dated, and carries the digest of
the model's code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from tregua import __version__
from tregua.cli.hindcast import newest
from tregua.forecasting import scoring
from tregua.forecasting.forecast import MIXED
from tregua.forecasting.hindcast import JUDGED_BY, Hindcast, Scored, hindcast, record
from tregua.forecasting.rolling_origins import Rolling, quarters, rolling
from tregua.inference.fit import code_hash
from tregua.inference.fit_cache import keeping
from tregua.places import Place, load_place
from tregua.validation.forecast_figures import hindcast_picture, watch_picture

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "src" / "tregua" / "validation"  # ships with the package
END = date(2025, 12, 31)
# number: place, as of, until, where shared behaviour comes from, what is special
CASES: Mapping[str, tuple[str, date, date, str]] = {
    "B1": ("el_salvador", date(2012, 4, 15), date(2015, 12, 31), "widened"),
    "B3": ("el_salvador", date(2022, 6, 1), END, "widened"),
    "B3 months": ("el_salvador", date(2022, 6, 1), END, "widened"),
    "B4": ("el_salvador", date(2023, 4, 1), END, "widened"),
    "B5": ("haiti", date(2024, 3, 10), END, "widened"),
    "B7 only": ("haiti", date(2024, 3, 10), END, "only"),
    "B7 own": ("haiti", date(2024, 3, 10), END, "priors"),
}
DRAWN = ("B1", "B3", "B4", "B5")
MOST_CAUSES = 4  # a count of fewer causes is one of a part, such as clashes
EARLY = [date(y, 1, 1) for y in (2010, 2012, 2014, 2016, 2018, 2020)]  # of El Salvador, before 2022
LATE = [date(y, 1, 1) for y in (2024, 2025)]


def with_months(place: Place) -> Place:
    """Return El Salvador with the police counts of April and May 2022 known on 1 June 2022.

    Their day of publication is known to the month only, so that by the rule both count from 30 June.
    """
    name, day = "homicides_month_from_2019_07", date(2022, 5, 31)
    known = {date(2022, 4, 1), date(2022, 5, 1)}
    rows = tuple(
        replace(r, published=day) if r.series == name and r.start in known else r
        for r in place.evidence
        if r.series != name or r.start in known
    )
    register = {**place.evidence.register}
    register[name] = register[name].model_copy(update={"use": "early"})
    return replace(place, evidence=replace(place.evidence, rows=rows, register=register), series=register)


def stamp() -> dict[str, Any]:
    """Return day, version and code of what is written."""
    return {"made": date.today().isoformat(), "version": __version__, "code": code_hash()}


def keep(name: str, what: Mapping[str, Any]) -> None:
    """Write one file of figures."""
    text = json.dumps(finite(what), ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    (DATA / f"{name}.json").write_text(text, encoding="utf-8")


def finite(value: Any) -> Any:
    """Put null where a number is not finite: JSON has no other word for it."""
    if isinstance(value, dict):
        return {k: finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [finite(v) for v in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def cases(wanted: list[str]) -> None:
    """Make the single hindcasts."""
    file = DATA / "hindcasts.json"
    told: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for number in wanted:
        name, as_of, until, shared = CASES[number]
        place = load_place(name)
        if number == "B3 months":
            place = with_months(place)
        made = hindcast(place, as_of, until, shared=shared, folder=keeping()).record()
        if number in DRAWN:
            picture = HERE / f"hindcast-{number.lower()}.svg"
            picture.write_text(hindcast_picture(made), encoding="utf-8")
        told[number] = {**stamp(), **slim(made)}
        keep("hindcasts", dict(sorted(told.items())))


def slim(made: dict[str, Any]) -> dict[str, Any]:
    """Return a record without the windows of all but the main count, and with only the ends of forecasts."""
    main = made["windows"][made["primary"]]
    lines = [
        {k: v for k, v in line.items() if k not in ("politics", "supplied", "baselines")}
        | {kind: line[kind]["mixed"] for kind in ("politics", "supplied")}
        | {"persistence": line["baselines"].get("persistence")}
        for line in main
    ]
    scores = {name: [_short(x) for x in every] for name, every in made["windows"].items() if every}
    kept = {k: v for k, v in made.items() if k not in ("windows", "history")}
    return kept | {"windows": lines, "by_window": scores}


def _short(line: dict[str, Any]) -> dict[str, Any]:
    """Return the score of one window, ours and the baselines'."""
    return {
        "start": line["start"],
        "years_ahead": line["years_ahead"],
        "politics": line["politics"]["mixed"].get("crps"),
        "supplied": line["supplied"]["mixed"].get("crps"),
        "baselines": {k: None if x is None else x.get("crps") for k, x in line["baselines"].items()},
    }


def watch() -> None:
    """Make the watch of Haiti, and rolling origins of both places pooled."""
    haiti, salvador = load_place("haiti"), load_place("el_salvador")
    here = rolling(haiti, quarters(date(2023, 1, 1), newest(haiti)), folder=keeping())
    (HERE / "watch.svg").write_text(watch_picture(here.record(), haiti), encoding="utf-8")
    parts = {"haiti": here}
    for key, origins in (("before 2022", EARLY), ("after 2022", LATE)):
        kept_so_far(parts)
        parts[key] = rolling(salvador, origins, folder=keeping())
    kept_so_far(parts)


def kept_so_far(parts: Mapping[str, Rolling]) -> None:
    """Write what has been made of the watch and the rolling origins."""
    told = {key: r.record() for key, r in parts.items()}
    keep("watch", {**stamp(), **told, "pooled": together(list(parts.values()))})


def counted_then(made: Hindcast) -> Scored | None:
    """Return the main count; where it had not begun, the count of all killing that has most windows."""
    own = made.series.get(made.primary)
    if own is not None and own.windows:
        return own
    others = [s for s in made.series.values() if s.windows and len(s.windows[0].causes) >= MOST_CAUSES]
    return max(others, key=lambda s: len(s.windows), default=None)


def together(parts: list[Rolling]) -> dict[str, Any]:
    """Return the scores of the main counts of several places together, each origin with its neighbours."""
    out: dict[str, Any] = {}
    for kind in ("politics", "supplied"):
        main = [s for r in parts for h in r.origins if (s := counted_then(h)) is not None]
        rng = np.random.default_rng(1)
        least = min(s.samples[kind][MIXED].shape[1] for s in main)
        mixed = np.concatenate(
            [
                s.samples[kind][MIXED][:, rng.choice(s.samples[kind][MIXED].shape[1], least, False)]
                for s in main
            ]
        )
        seen = np.concatenate([s.observed for s in main])
        told = record(mixed, seen, {})
        for name in JUDGED_BY:
            both = [
                (
                    scoring.crps(s.samples[kind][MIXED], s.observed),
                    scoring.crps(s.baselines[name], s.observed),
                )
                for s in main
                if s.baselines.get(name) is not None
            ]
            if both:
                ours, theirs = (np.concatenate(x) for x in zip(*both, strict=True))
                told.setdefault("against", {})[name] = {
                    "n": len(ours),
                    "ours": float(ours.mean()),
                    "theirs": float(theirs.mean()),
                    "difference": scoring.difference(ours, theirs, 16).record(),
                    "compared": scoring.compared(ours, theirs, 16),
                }
        out[kind] = {k: told[k] for k in ("n", "crps", "wis", "coverage", "against")} | {"origins": len(main)}
    return out


if __name__ == "__main__":
    asked = sys.argv[1:] or [*CASES, "watch"]
    cases([a for a in asked if a in CASES])
    if "watch" in asked:
        watch()
