"""Write the tables of these pages from what was measured, so that no figure is copied by hand.

    python docs/performance/tables.py

reads bench.json (`tregua bench --json`) and growth.csv (growth.py), and writes bench.txt, speed.txt,
growth.txt, workers.txt and national.txt beside them, which the pages include.
"""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Row = tuple[int, int, float]  # value, members, seconds
# seconds of CPU a chunk in the process that writes: taken in and put on the disk; read again for the digest
WRITING, DIGEST = 0.024, 0.045
RUNS, BLOCK, BYTES = 1_000_000, 64, 13_600  # of a national study; bytes a run


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def number(value: float) -> str:
    """Write a number to three digits."""
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{round(value, 2 - math.floor(math.log10(abs(value)))) if value else 0:,.{digits}f}"


def long(seconds: float) -> str:
    """Write a length of time in words."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def bench(told: dict[str, Any]) -> str:
    """Return what `tregua bench` found."""
    around, rows = told["circumstances"], []
    details = {f["key"]: f["details"] for f in told["figures"]}
    for f in told["figures"]:
        more = ""
        if f["key"] == "peak_mb":
            sizes = details["peak_mb"]["study"]
            more = "; " + ", ".join(f"{v:.0f} with {int(n):,}" for n, v in sizes.items()) + " members"
        elif f["key"] == "two_workers_share":
            more = f" (gain {f['details']['gain']:.2f}; bare loops {f['details']['bare_gain']:.2f})"
        elif f["key"] == "compile_s":
            parts = {k: d["first_s"] - d["next_s"] for k, d in f["details"].items()}
            more = "; " + ", ".join(f"{k.replace('_', ' ')} {v:.1f}" for k, v in parts.items())
        elif f["key"] in ("numpy_ratio", "meanfield_numpy_ratio"):
            more = " (aim 15)"
        met = {True: "met", False: "**missed**", None: ""}[f["met"]]
        value = f["value"] / 1e6 if f["key"] == "flows_per_s" else f["value"]
        unit = "million a second" if f["key"] == "flows_per_s" else f["unit"]
        rows.append([f"`{f['key']}`", f"{number(value)} {unit}{more}", f["target"] or "none", met])
    head = (
        f"`tregua bench`, {around['date']}, {around['machine']}, Python {around['python']}, "
        f"NumPy {around['numpy']}, Numba {around['numba']}; load when it began {around['load']:.1f}. Medians "
        "of its repeats.\n\n"
    )
    return head + table(["key", "found", "target", ""], rows)


def _place(size: str) -> tuple[bool, int]:
    """Return where a size such as "20 x 5, small counts" stands: by territories, then by counts."""
    counts = size.partition(", ")[2].split(" ")[0]
    return not size.startswith("20 "), ("", "small", "usual", "middling", "large").index(counts)


def speed(told: dict[str, Any]) -> str:
    """Return the reduced model beside plain NumPy, size by size."""
    around, rows = told["circumstances"], []
    for f in told["figures"]:
        sizes = f["details"].get("sizes", {})
        for name in sorted(sizes, key=_place):
            parts = sizes[name]
            size, _comma, counts = name.partition(", ")
            what = counts or "in expectation"
            rows.append([size, what, *(number(parts[k]) for k in ("ns", "numpy_ns", "ratio"))])
    head = (
        "Processor time in ns a replicate, territory, gang and day, and plain NumPy's over it: "
        f"{around['date']}, one core of {around['machine']}.\n\n"
    )
    return head + table(["size", "counts", "ours", "NumPy", "times"], rows)


def growth(rows: dict[str, list[Row]], machine: str) -> str:
    """Return how CPU time grows along each axis."""
    out = []
    for axis in ("members", "territories", "gangs", "years"):
        some = rows[axis]
        (a, _n, first), (y, _m, before), (z, members, last) = some[0], some[-2], some[-1]
        beyond = (last - before) / (z - y)
        each = "s a run" if axis == "members" else f"s for each more, {members} members"
        double = 2 ** (math.log(last / before) / math.log(z / y))
        cells = [axis, f"{a}, {z}", f"{number(first)}, {number(last)}", f"{number(beyond)} {each}"]
        out.append([*cells, f"{number(double)} times"])
    head = ["axis", "from, to", "seconds of CPU", "at the end of the axis", "doubling there costs"]
    return f"Measured on {machine}.\n\n" + table(head, out)


def workers(rows: dict[str, list[Row]], machine: str) -> str:
    """Return processes and dask beside bare loops, by the clock."""
    out = []
    for count, runs, bare in rows["workers (bare)"]:
        cells = [str(count), f"{runs:,}", f"{bare:.1f} s"]
        for kind in ("processes", "dask"):
            found = [s for n, _runs, s in rows.get(f"workers ({kind})", []) if n == count]
            cells.append(f"{found[0]:.1f} s: {bare / found[0]:.0%}" if found else "not measured")
        out.append(cells)
    head = ["workers", "runs", "bare loops", "processes", "dask"]
    gains = {}
    for kind in ("bare", "processes", "dask"):
        found = {n: s for n, _runs, s in rows.get(f"workers ({kind})", [])}
        if {1, 2} <= set(found):
            gains[kind] = found[1] / found[2]
    said = ", ".join(f"{kind} {gain:.2f}" for kind, gain in gains.items())
    told = f"\nGain of two over one: {said}.\n" if "bare" in gains else ""
    return f"Measured on {machine}, medians of three.\n\n" + table(head, out) + told


def national(rows: dict[str, list[Row]]) -> str:
    """Return what a million runs would cost, worked out from the other figures."""
    few, many = rows["members"][0], rows["members"][-1]
    each = (many[2] - few[2]) / (many[1] - few[1])
    two = {name: {n: s for n, _runs, s in rows[f"workers ({name})"]}[2] for name in ("bare", "processes")}
    share = min(1.0, two["bare"] / two["processes"])
    chunks = RUNS / BLOCK
    writing, digest = chunks * WRITING, chunks * DIGEST
    out = []
    for cores in (1, 16, 1000):
        ideal = RUNS * each / cores
        busy = ideal if cores == 1 else ideal / share
        alone = 0.0 if cores == 1 else digest
        beside = max(busy, 0.0 if cores == 1 else writing)
        wrote = "all of it in one" if cores == 1 else long(writing)
        wrote += ", longer than the runs" if cores > 1 and writing > busy else ""
        total = beside + alone
        out.append(
            [
                f"{cores:,}",
                long(busy),
                wrote,
                long(alone) if alone else "",
                long(total),
                f"{ideal / total:.0%}",
            ]
        )
    head = ["cores", "the runs", "writing, beside them", "digest at the end", "in all", "of the ideal"]
    told = (
        f"Haiti, five years by the day, 20 scenarios of 50,000 members: {chunks:,.0f} chunks, "
        f"{1000 * each:.1f} ms of CPU a run, {RUNS * BYTES / 1e9:.1f} GB on the disk; workers {share:.0%} "
        "useful. Computed from the figures above, not measured:\n\n"
    )
    return told + table(head, out)


def tables(folder: Path = HERE) -> dict[str, str]:
    """Return every table by the name of its file."""
    told = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    rows: dict[str, list[Row]] = {}
    machines: dict[str, str] = {}
    with (folder / "growth.csv").open(newline="", encoding="utf-8") as file:
        for r in csv.DictReader(file):
            rows.setdefault(r["axis"], []).append((int(r["value"]), int(r["members"]), float(r["seconds"])))
            machines[r["axis"]] = r["machine"]
    return {
        "bench.txt": bench(told),
        "speed.txt": speed(told),
        "growth.txt": growth(rows, machines["members"]),
        "workers.txt": workers(rows, machines["workers (processes)"]),
        "national.txt": national(rows),
    }


if __name__ == "__main__":
    for name, text in tables().items():
        (HERE / name).write_text(text, encoding="utf-8")
        print(HERE / name)
