"""Make what the paper shows: ``python paper/figures.py`` figures and table, ``--table`` the table alone.

The first figure is run anew (some minutes of one processor). The second, and the table, are read from the
hindcasts that ship with the package.
"""

import json
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BEGIN, END = (
    "<!-- hindcasts: written by paper/figures.py from tregua/validation/hindcasts.json -->\n",
    "<!-- end -->\n",
)
PLACES = {"haiti": "Haiti", "el_salvador": "El Salvador"}
CASES = ("B1", "B3", "B3 months", "B4", "B5")
LEAST = 4  # counts below which nothing is said
MEASURES = {"deaths": "killed", "kidnappings": "kidnapped", "injured": "injured", "displaced": "displaced"}


def rows() -> list[dict[str, Any]]:
    """Return a row for each case and counting base with enough counts, the worst first."""
    found = []
    for name, case in json.loads(
        files("tregua").joinpath("validation/hindcasts.json").read_text("utf-8")
    ).items():
        if name not in CASES:
            continue
        for series, at in case["series"].items():
            base = at["baseline_crps"].get("persistence")
            if at["n"] < LEAST or base is None or at["measures"] not in MEASURES:
                continue
            days = f", {name.split()[1]} known" if " " in name else ""
            found.append({
                "place": PLACES[case["place"]], "as_of": case["as_of"] + days,
                "what": MEASURES[at["measures"]],
                "base": series.rpartition("/")[2].replace("_", " "), "n": at["n"], "crps": at["crps"],
                "persistence": base, "coverage": at["coverage"]["80"], "said": at["compared"]["persistence"],
            })  # fmt: skip
    return sorted(found, key=lambda row: row["persistence"] / row["crps"])


def table() -> str:
    """Write the table in Markdown."""
    lines = [
        "| place, as of | counted | n | CRPS | persistence | inside 80 % | against persistence |",
        "|" + " --- |" * 7,
    ]
    for r in rows():
        what = f"{r['what']} ({r['base']})"
        cells = (f"{r['place']}, {r['as_of']}", what, r["n"], f"{r['crps']:.3f}", f"{r['persistence']:.3f}",
                 f"{100 * r['coverage']:.0f} %", r["said"])  # fmt: skip
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n" + "\n".join(lines) + "\n\n"


def with_table(text: str) -> str:
    """Return the paper with its table as the hindcasts are now."""
    head, rest = text.split(BEGIN)
    return head + BEGIN + table() + END + rest.split(END, 1)[1]


def draw_hindcasts(path: Path) -> None:
    """Draw scores against those of persistence."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    found = rows()[::-1]
    figure, axes = plt.subplots(figsize=(7, 0.38 * len(found) + 1.2), layout="constrained")
    ratio = [r["crps"] / r["persistence"] for r in found]
    axes.axvline(1, color="0.6", linewidth=1)
    axes.scatter(ratio, range(len(found)), color=["#b03a2e" if x > 1 else "#1f618d" for x in ratio], zorder=2)
    axes.set_yticks(
        range(len(found)), [f"{r['place']}, {r['as_of']}: {r['what']} ({r['base']})" for r in found]
    )
    axes.set_xlabel("CRPS over that of persistence\n(1: as good as a count carried on)")
    axes.set_xlim(0, max(*ratio, 1.2) * 1.1)
    figure.savefig(path, dpi=200, metadata={"Software": None})
    plt.close(figure)


def draw_answer(path: Path) -> None:
    """Run the policies of Haiti and draw lives against rights."""
    import tregua
    from tregua.report import save_pictures

    place = tregua.load_place("haiti")
    scenarios = [tregua.load_scenario(name, place) for name in place.scenarios]
    with tempfile.TemporaryDirectory() as folder:
        (picture,) = save_pictures(tregua.run(scenarios, place), folder, format="png", names=["tradeoff"])
        path.write_bytes(picture.read_bytes())


def main(words: list[str]) -> int:
    """Make everything, or the table alone."""
    paper = HERE / "paper.md"
    paper.write_text(with_table(paper.read_text(encoding="utf-8")), encoding="utf-8")
    if words != ["--table"]:
        draw_hindcasts(HERE / "hindcasts.png")
        draw_answer(HERE / "answer.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
