"""Tables of the level against the baselines, from the file that `validation/level.py` writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "validation" / "level.json"
TITLES = {"haiti": "Haiti", "el_salvador": "El Salvador"}


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
    return (
        "\n".join([*lines, *("| " + " | ".join(cell or " " for cell in row) + " |" for row in rows)]) + "\n"
    )


def _n(x: float | None, digits: int = 3) -> str:
    return "" if x is None else f"{x:.{digits}f}"


def _against(s: dict[str, Any] | None) -> str:
    """Return a difference with its interval; what excludes zero is said."""
    if s is None:
        return ""
    if s["low"] is None:
        return f"{s['difference']:+.3f} (too few)"
    said = {"better": " better", "worse": " **worse**"}.get(s["compared"], "")
    return f"{s['difference']:+.3f} [{s['low']:+.3f}, {s['high']:+.3f}]{said}"


def _scores(found: dict[str, Any], rivals: Sequence[str]) -> str:
    rows = [
        [
            name,
            str(s["origins"]),
            str(s["n"]),
            _n(s["crps"]),
            " / ".join(f"{100 * s['coverage'][level]:.0f}" for level in ("50", "80", "90")),
            _n(s["first_window_ratio"], 2),
            *(_against(s["against"].get(rival)) if name != rival else "" for rival in rivals),
        ]
        for name, s in found.items()
        if isinstance(s, dict)
    ]
    columns = [
        "forecast",
        "origins",
        "windows",
        "CRPS",
        "covers 50 / 80 / 90 %",
        "first window, forecast / count",
    ]
    return _table([*columns, *(f"less {rival}" for rival in rivals)], rows)


def level() -> str:
    """Write the tables: pooled, by place, on the world's yearly rates, and by origin."""
    kept = json.loads(DATA.read_text(encoding="utf-8"))
    made = f"Made on {kept['made']} with version {kept['version']}, by `python docs/validation/level.py`."
    out = ["# The level: the tables", "", made, ""]
    out += [
        "CRPS of log(1 + count), lower is better. Differences are paired, with an interval of nine in ten by "
        "a bootstrap of origins in blocks of a year. A forecast without history enough at an origin has none "
        "there.",
        "",
    ]
    for title, found in kept["pooled"].items():
        out += [f"## {title[0].upper()}{title[1:]}", "", _scores(found, ("persistence", "smoothing")), ""]
    world = {k: v for k, v in kept["world"].items() if k != "countries"}
    out += [f"## Yearly rates of {kept['world']['countries']} countries", ""]
    out += ["One and two years ahead; each country with the prior that was learnt without it.", ""]
    out += [_scores(world, ("persistence", "smoothing")), ""]
    names = list(kept["pooled"]["both places"])
    rows = [
        [TITLES[o["place"]], o["as_of"], str(o["n"]), *(_n(o["crps"].get(name)) for name in names)]
        for o in kept["origins"]
    ]
    out += ["## By origin", "", _table(["place", "as of", "windows", *names], rows), ""]
    priors = [
        [
            TITLES[name],
            _n(p["sigma_median"]),
            _n(p["sigma_log_sd"], 2),
            ", ".join(_n(w, 2) for w in p["velocity_weights"]),
            p["source"],
        ]
        for name, p in kept["prior"].items()
    ]
    columns = ["place", "sigma, median", "log sd", "weights of s = 0, 0.12, 0.3, 0.6", "learnt from"]
    return "\n".join([*out, "## The learnt prior", "", _table(columns, priors)])
