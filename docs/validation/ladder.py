"""Make the page of the ladder: what each part of a crackdown does in the model, by structure and by reading.

Findings, never asserted: dose, order and revolving door are printed with their ranges beside the figures of
the prototype. Run it where Tregua is installed; it takes some minutes. It draws from the newest posterior of
each place, or from the priors with ``--priors``, and the page says which.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from tregua import __version__, load_place, load_scenario
from tregua.assumptions.posterior import shipped
from tregua.report.measures import measures
from tregua.studies import run
from tregua.validation.mano_dura import sentence as mano_dura
from tregua.vocabulary.readings import READINGS

HERE = Path(__file__).resolve().parent
DRAWS = 192
# place: nothing done, the whole
ENDS = {
    "haiti": ("haiti/no-mission", "haiti/offer-6000"),
    "el_salvador": ("el_salvador/no-state-of-exception", "el_salvador/as-it-happened"),
}
RUNGS = (
    "declared-only", "force-only", "force-and-arrests", "force-arrests-holding", None, "half-arrests",
    "half-holding", "half-force", "revolving-door", "burst", "within-the-law", "targeted-arrests",
)  # fmt: skip
# killing left over five years in a place like Haiti, of 48 draws of the prototype
PROTOTYPE = {
    "declared-only": "0.98 (0.93 to 1.00)",
    "force-only": "0.91",
    "force-and-arrests": "0.57",
    "force-arrests-holding": "0.35",
    None: "0.32 (0.15 to 0.70)",
    "revolving-door": "0.68",
}
WITHOUT_FEAR = "0.72"  # of the whole, in the prototype
YEARS = 5
DECLARES = "state_of_exception"


def main(priors: bool = False) -> None:
    """Write ladder.md."""
    parts = [_head(priors)]
    for name in ENDS:
        parts.append(_place(name, priors))
    (HERE / "ladder.md").write_text("\n".join(parts), encoding="utf-8")


def _head(priors: bool) -> str:
    drawn = "priors" if priors else "the newest posterior of each place"
    return (
        "# The ladder\n\n"
        "What each part of a crackdown does in the model, one rung after another. These are findings of the\n"
        "model, with ranges; no test asserts them. That a declaration alone does next to nothing follows\n"
        "from the prior on what is announced: a regression test, not evidence.\n\n"
        f"Made {date.today().isoformat()} with version {__version__} by `python docs/validation/refresh.py "
        f"ladder`: {DRAWS} draws from {drawn}, expected flows, weekly steps, five years from the first\n"
        "declaration. A figure is the killing left, custody apart, as a share of that without anything\n"
        "done: middle, and nine draws in ten.\n\n"
        f"{mano_dura()}\n"
    )


def _place(name: str, priors: bool) -> str:
    place = load_place(name)
    base, whole = (load_scenario(each, place) for each in ENDS[name])
    rungs = [whole if r is None else load_scenario(f"{name}/ladder-{r}", place) for r in RUNGS]
    known = max((day for day, _file in shipped(place)), default=base.as_of)
    # a posterior of later knowledge than the scenarios' own would not be found
    as_of = None if priors else max(known, base.as_of)
    ds = run(
        [base, *rungs], place, members=DRAWS, workers=1, dt="week", mean_field=True, priors=priors,
        branches=("operates",), as_of=as_of,
    )  # fmt: skip
    first = min(
        (each.from_ for each in whole.interventions.values() if getattr(each, "kind", "") == DECLARES),
        default=base.start,
    )
    skip = (first.year - base.start.year) * 12 + first.month - base.start.month
    window = ds.isel(time=slice(skip, skip + 12 * YEARS))
    killed = _killed(window)
    structure, reading = window["structure"].values.astype(str), window["reading"].values.astype(str)
    structures = list(dict.fromkeys(structure))
    lines = [f"## {place.title}\n"]
    columns = ["all", *READINGS, *structures, *(["prototype"] if name == "haiti" else [])]
    lines += ["| rung | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    for n, rung in enumerate(RUNGS, start=1):
        left = killed[n] / killed[0]
        cells = [_range(left)]
        cells += [_range(left[reading == r]) for r in READINGS]
        cells += [_range(left[structure == s]) for s in structures]
        if name == "haiti":
            cells.append(PROTOTYPE.get(rung, ""))
        lines.append(f"| {ds['title'].values[n]} | " + " | ".join(cells) + " |")
    lines += ["", *_findings(killed, structure, structures, name), "", *_custody(window)]
    return "\n".join(lines) + "\n"


def _killed(ds: Any) -> np.ndarray:
    """Return people killed, custody apart, (policy, draw)."""
    own = ds["deaths"].isel(cause=(ds["author"] != "custody").values).astype("float64")
    return own.sum([d for d in own.dims if d not in ("policy", "draw")]).transpose("policy", "draw").values


def _range(x: np.ndarray) -> str:
    low, middle, high = np.quantile(x, [0.05, 0.5, 0.95])
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def _findings(killed: np.ndarray, structure: np.ndarray, structures: list[str], name: str) -> list[str]:
    """Return the order of the rungs by structure, the dose, and the revolving door against holding."""
    at = {rung: n for n, rung in enumerate(RUNGS, start=1)}
    left = killed / killed[0]
    out = ["**Order**, from the least killing left to the most, by structure:\n"]
    for s in structures:
        middles = {rung: float(np.median(left[n][structure == s])) for rung, n in at.items()}
        order = sorted(middles, key=lambda rung: middles[rung])
        names = ", ".join(f"{rung or 'the whole'} {middles[rung]:.2f}" for rung in order)
        out.append(f"- {s}: {names}")
    pairs = (
        ("Dose: half the arrests over the whole", "half-arrests", None),
        ("Half the holding over the whole", "half-holding", None),
        ("Half the force over the whole", "half-force", None),
        ("The revolving door over the whole", "revolving-door", None),
        ("A burst over the whole", "burst", None),
        ("The whole within the law over the whole", "within-the-law", None),
        ("Targeted arrests over the whole", "targeted-arrests", None),
    )
    out.append("\n**Killing under one rung over that under another**, draw by draw:\n")
    out += [f"- {text}: {_range(killed[at[a]] / killed[at[b]])}" for text, a, b in pairs]
    without = left[at[None]][structure == "incapacitation"]
    beside = f" The prototype had {WITHOUT_FEAR}." if name == "haiti" else ""
    out.append(f"- The whole without fear (incapacitation alone), killing left: {_range(without)}.{beside}")
    return out


def _custody(ds: Any) -> list[str]:
    """Return who is held with and without a judge's order, person-years, middle of the draws."""
    wanted = {"held_ordered_years": "held by a judge's order", "held_unordered_years": "held without"}
    known = {m.key: m.of(ds).transpose("policy", "draw").values for m in measures() if m.key in wanted}
    out = ["| policy | " + " | ".join(wanted.values()) + " |", "| --- | --- | --- |"]
    for n, title in enumerate(ds["title"].values):
        cells = [f"{np.median(known[key][n]):,.0f}" for key in wanted]
        out.append(f"| {title} | " + " | ".join(cells) + " |")
    return ["**Held in gang cases, person-years in those five years:**\n", *out]


if __name__ == "__main__":
    main("--priors" in sys.argv[1:])
