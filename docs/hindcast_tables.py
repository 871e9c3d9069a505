"""Tables of forecasts made from dates in the past, from the files that `validation/hindcasts.py` writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "src" / "tregua" / "validation"
BASELINES = ("persistence", "drift", "smoothing", "ets", "arima", "level")
TITLES = {
    "B1": "El Salvador, the truce, as of 15 April 2012",
    "B3": "El Salvador, two months in, as of 1 June 2022",
    "B3 months": "the same, with the police counts of April and May 2022 taken as known",
    "B4": "El Salvador, one year in, as of 1 April 2023",
    "B5": "Haiti, the day of the offer, 10 March 2024",
    "B7 only": "Haiti on that day, shared behaviour from El Salvador alone",
    "B7 own": "Haiti on that day, shared behaviour from the priors",
}
# case, kind of forecast, base: CRPS to beat and its coverage at 90 %, of two prototypes (validation.md)
AIMS = {
    ("B3", "series", "official_from_2019_07"): (0.41, 0.86),
    ("B3", "supplied", "official_from_2019_07"): (0.34, 0.93),
    ("B3 months", "series", "official_from_2019_07"): (0.41, 0.86),
    ("B3 months", "supplied", "official_from_2019_07"): (0.34, 0.93),
    ("B5", "series", "binuh"): (0.135, 1.0),
    ("B5", "supplied", "binuh"): (0.14, 1.0),
    ("B5", "series", "police"): (0.33, 1.0),
    ("B5", "supplied", "police"): (0.13, 1.0),
}
KINDS = {"series": "politics forecast", "supplied": "actions supplied"}


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
    return (
        "\n".join([*lines, *("| " + " | ".join(cell or " " for cell in row) + " |" for row in rows)]) + "\n"
    )


def _kept(name: str) -> dict[str, Any]:
    file = DATA / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _n(x: float | None, digits: int = 3) -> str:
    return "" if x is None else f"{x:.{digits}f}"


def _span(q: dict[str, float] | None) -> str:
    return "" if q is None else f"{q['50']:,.0f} ({q['5']:,.0f} to {q['95']:,.0f})"


def _cover(c: dict[str, float]) -> str:
    return " / ".join(f"{100 * c[level]:.0f}" for level in ("50", "80", "90"))


def _baseline(s: dict[str, Any], name: str) -> float | None:
    """Return a baseline's CRPS; records made before smoothing joined the judges hold it apart."""
    found = s["baseline_crps"].get(name)
    return s.get("beside", {}).get(name, {}).get("crps") if found is None else found


def _beside(s: dict[str, Any], name: str) -> str:
    return _n(s["beside"].get(name, {}).get("crps"))


def _verdict(s: dict[str, Any], name: str = "persistence") -> str:
    said = s["compared"].get(name)
    return {
        "worse": "**worse**",
        "no difference shown": "no difference shown",
        "too few": "too few to say",
    }.get(said or "", said or "")


def _best(s: dict[str, Any]) -> tuple[str, float] | None:
    found = [(name, value) for name in BASELINES if (value := _baseline(s, name)) is not None]
    return min(found, key=lambda pair: pair[1]) if found else None


def found() -> str:
    """Write what was found: each aim beside what came, misses first."""
    kept = _kept("hindcasts")
    out = [*_made(kept), ""]
    out += ["### Against the aims", ""]
    rows = []
    for (case, kind, base), (aim, cover) in AIMS.items():
        name = next((n for n in kept.get(case, {}).get(kind, {}) if _aimed(n, base)), None)
        if name is None:
            continue
        s = kept[case][kind][name]
        ours, best = s["crps"], _best(s)
        row = [
            case, f"`{name}`", KINDS[kind], str(s["n"]), _n(ours), _n(aim),
            f"{100 * (ours / aim - 1):+.0f} %",
            f"{100 * s['coverage']['90']:.0f} ({100 * cover:.0f})", _n(s["baseline_crps"]["persistence"]),
            "" if best is None else f"{best[1]:.3f} ({best[0]})",
            "meets" if ours <= aim else "**misses**",
        ]  # fmt: skip
        rows.append((ours / aim, row))
    columns = [
        "case", "series/base", "forecast", "n", "CRPS", "to beat", "off by", "90 % covers, % (theirs)",
        "persistence", "best baseline", "verdict",
    ]  # fmt: skip
    out += [_table(columns, [row for _off, row in sorted(rows, key=lambda pair: -pair[0])]), ""]
    return "\n".join([*out, "### The aims in words", "", *_in_words(kept)])


def hindcasts() -> str:
    """Write the tables of single hindcasts, case by case, misses first."""
    kept = _kept("hindcasts")
    out = ["# Hindcasts: the tables", "", *_made(kept), ""]
    for case, told in kept.items():
        out += [f"## {case}: {TITLES[case]}", "", *_case(told)]
    return "\n".join(out)


# case, first and last year ahead of the middle of a window, years after a change of regime
AFTER_CHANGE = {"B3": (1.8, 4.0), "B3 months": (1.8, 4.0), "B4": (1.0, 3.0)}
FOUR_QUARTERS = 1.0
JUDGED = ("B1", "B3", "B3 months", "B4", "B5")


def _in_words(kept: dict[str, Any]) -> list[str]:
    """Hold each aim that is stated in words against what came, misses first."""
    near, later, cover = [], [], []
    for case in JUDGED:
        told = kept.get(case)
        if told is None or "by_window" not in told:
            continue
        for name, lines in told["by_window"].items():
            if name not in told["series"] or told["series"][name]["measures"] != "deaths":
                continue
            for kind, key in (("politics", "series"), ("supplied", "supplied")):
                near += _near(case, name, kind, lines)
                if case in AFTER_CHANGE and name == told["primary"]:
                    later += _later(case, name, kind, lines, *AFTER_CHANGE[case])
                s = told[key][name]
                if s["n"] >= 4:
                    share = s["coverage"]["90"]
                    ok = 0.8 <= share <= 0.95
                    said = (
                        "meets" if ok else "**misses: too narrow**" if share < 0.8 else "**misses: too wide**"
                    )
                    cover.append(
                        (ok, [case, f"`{name}`", KIND[kind], str(s["n"]), f"{100 * share:.0f}", said])
                    )

    def ordered(rows: list[tuple[bool, list[str]]]) -> list[list[str]]:
        return [row for _ok, row in sorted(rows, key=lambda pair: pair[0])]

    columns = ["case", "series/base", "forecast", "n", "ours", "best baseline", "verdict"]
    out = ["**Within four quarters, not worse than the best baseline, on each base.**", ""]
    out += [_table(columns, ordered(near)), ""]
    out += [
        "**Two to four years after a change of regime, a fifth to two fifths better than persistence.**",
        "",
    ]
    columns = ["case", "series/base", "forecast", "n", "ours", "persistence", "better by", "verdict"]
    out += [_table(columns, ordered(later)), ""]
    out += ["**Intervals of nine in ten that hold 80 to 95 %** (series of four windows or more).", ""]
    columns = ["case", "series/base", "forecast", "n", "covers, %", "verdict"]
    return [*out, _table(columns, ordered(cover)), ""]


KIND = {"politics": "politics forecast", "supplied": "actions supplied"}


def _near(case: str, name: str, kind: str, lines: Sequence[Any]) -> list[tuple[bool, list[str]]]:
    scored = [x for x in lines if x["years_ahead"] <= FOUR_QUARTERS and x[kind] is not None]
    rivals = {
        b: _mean(x["baselines"][b] for x in scored)
        for b in BASELINES
        if scored and all(x["baselines"].get(b) is not None for x in scored)
    }
    if not rivals:
        return []
    best = min(rivals, key=lambda b: rivals[b])
    ours = _mean(x[kind] for x in scored)
    ok = ours <= rivals[best]
    said = "meets" if ok else f"**misses by {ours - rivals[best]:.3f}**"
    row = [case, f"`{name}`", KIND[kind], str(len(scored)), _n(ours), f"{rivals[best]:.3f} ({best})", said]
    return [(ok, row)]


def _later(
    case: str, name: str, kind: str, lines: Sequence[Any], first: float, last: float
) -> list[tuple[bool, list[str]]]:
    scored = [x for x in lines if first <= x["years_ahead"] <= last and x[kind] is not None]
    if not scored or any(x["baselines"].get("persistence") is None for x in scored):
        return []
    ours, theirs = _mean(x[kind] for x in scored), _mean(x["baselines"]["persistence"] for x in scored)
    better = 1.0 - ours / theirs
    ok = better >= 0.2
    said = "meets" if ok else "**misses**"
    row = [
        case,
        f"`{name}`",
        KIND[kind],
        str(len(scored)),
        _n(ours),
        _n(theirs),
        f"{100 * better:+.0f} %",
        said,
    ]
    return [(ok, row)]


def _mean(values: Iterable[float]) -> float:
    every = list(values)
    return sum(every) / len(every)


def _aimed(name: str, base: str) -> bool:
    return name.endswith("/" + base) and name.split("/")[0] in (
        "homicides_quarter_from_2019_07", "binuh_killed", "sg_killed",
    )  # fmt: skip


def _made(kept: dict[str, Any]) -> list[str]:
    if not kept:
        return ["Not made yet."]
    when = sorted({(c["made"], c["version"], c["code"]) for c in kept.values()})
    return ["Made on " + "; ".join(f"{d} with version {v}, code {c}" for d, v, c in when) + "."]


def _case(told: dict[str, Any]) -> list[str]:
    out = [f"Until {told['until']}. Shared behaviour: {told['shared']}. Main count: `{told['primary']}`.", ""]
    for kind, title in KINDS.items():
        scored = {n: s for n, s in told[kind].items() if s["n"]}
        ordered = sorted(scored.items(), key=lambda item: item[1]["skill"]["persistence"] or 0.0)
        rows = [
            [
                f"`{n}`", str(s["n"]), _n(s["crps"]), _n(s["wis"]), _cover(s["coverage"]),
                *(_n(_baseline(s, b)) for b in BASELINES),
                _beside(s, "no_dynamics"), _skill(s), _verdict(s),
            ]
            for n, s in ordered
        ]  # fmt: skip
        columns = [
            "series/base", "n", "CRPS", "WIS", "covers 50 / 80 / 90 %", *BASELINES,
            "no dynamics", "skill on persistence (nine in ten)", "against persistence",
        ]  # fmt: skip
        out += [f"**{title.capitalize()}**", "", _table(columns, rows), ""]
    rows = [
        [name, *(_n(told[kind][told["primary"]]["structures"].get(name)) for kind in KINDS)]
        for name in told["series"][told["primary"]].get("structures", {})
    ]
    out += ["CRPS of the main count by structure:", "", _table(["structure", *KINDS.values()], rows), ""]
    fit = told["fit"]
    quality = "; ".join(
        f"{s}: R-hat {max(q['worst_r_hat'].values()):.3f}, {min(q['least_ess'].values()):.0f} effective "
        f"draws, blank coordinates {_n(q.get('blank_sd'))} wide"
        for s, q in fit["structures"].items()
    )
    out += [f"Fit at effort {fit['effort']:g}. {quality}.", ""]
    if told.get("windows"):
        out += ["The main count, window by window:", "", _windows(told["windows"]), ""]
    return out


def _windows(lines: Sequence[dict[str, Any]]) -> str:
    rows = [
        [
            f"{x['start']} to {x['end']}",
            f"{x['observed']:,.0f}",
            *(_span(x[k]) for k in ("politics", "supplied", "persistence")),
        ]
        for x in lines
    ]
    return _table(["window", "came", "politics forecast", "actions supplied", "persistence"], rows)


def _skill(s: dict[str, Any]) -> str:
    skill, interval = s["skill"]["persistence"], s["skill_interval"]["persistence"]
    if skill is None:
        return ""
    if not interval or interval["low"] is None:
        return f"{skill:+.2f}"
    return f"{skill:+.2f} ({interval['low']:+.2f} to {interval['high']:+.2f})"


def watch() -> str:
    """Write the tables of the watch and of rolling origins: pooled, and by origin with the baselines."""
    kept = _kept("watch")
    out = ["# The watch: the tables", ""]
    if not kept:
        return "\n".join([*out, "Not made yet."])
    out += [f"Made on {kept['made']} with version {kept['version']}, code {kept['code']}.", ""]
    out += ["## Rolling origins of both places pooled, the main counts", ""]
    rows = []
    for kind, title in (("politics", "politics forecast"), ("supplied", "actions supplied")):
        p = kept["pooled"][kind]
        for name, a in p["against"].items():
            d = a["difference"]
            span = "" if d["low"] is None else f"{d['low']:+.3f} to {d['high']:+.3f}"
            rows.append([title, name, str(a["n"]), _n(a["ours"]), _n(a["theirs"]), span, a["compared"]])
        covers = f"{p['origins']} origins, {p['n']} windows; covers {_cover(p['coverage'])} %."
        out += [f"{title.capitalize()}: {covers}", ""]
    columns = ["forecast", "baseline", "n", "ours", "theirs", "difference, nine in ten", "verdict"]
    out += [_table(columns, rows), ""]
    for key, title in (
        ("haiti", "Haiti, each quarter from 2023"),
        ("before 2022", "El Salvador, before 2022"),
        ("after 2022", "El Salvador, after 2022"),
    ):
        if key in kept:
            out += [f"## {title}", "", *_rolling(kept[key])]
    return "\n".join(out)


def _rolling(told: dict[str, Any]) -> list[str]:
    out = []
    for kind, title in KINDS.items():
        rows = [
            [
                f"`{n}`", str(s["n"]), str(s.get("origins", "")), _n(s["crps"]), _cover(s["coverage"]),
                *(_n(_baseline(s, b)) for b in BASELINES), _beside(s, "no_dynamics"), _skill(s),
                _verdict(s),
            ]
            for n, s in sorted(told[kind].items(), key=lambda item: item[1]["skill"]["persistence"] or 0.0)
            if s["n"]
        ]  # fmt: skip
        columns = [
            "series/base", "n", "origins", "CRPS", "covers 50 / 80 / 90 %", *BASELINES, "no dynamics",
            "skill on persistence (nine in ten)", "against persistence",
        ]  # fmt: skip
        out += [f"**{title.capitalize()}**", "", _table(columns, rows), ""]
    rows = []
    for o in told["origins"]:
        s = o["series"].get(told["primary"])
        year = o["year"]
        rows.append(
            [
                o["as_of"],
                _span(year["politics"]),
                "" if year["observed"] is None else f"{year['observed']:,.0f}",
                *([str(s["n"]), _n(s["crps"]), _n(s["supplied"])] if s else ["0", "", ""]),
                *(_n(_baseline(s, b)) if s else "" for b in BASELINES),
                _n(s["no_dynamics"]) if s else "",
            ]
        )
    columns = ["as of", "four quarters ahead", "came", "n", "CRPS", "supplied", *BASELINES, "no dynamics"]
    out += ["Main count, by origin:", "", _table(columns, rows), ""]
    return out
