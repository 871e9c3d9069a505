"""Write the table of peers from the rows that are kept; ratios are made here, so that ours can be measured anew alone."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
HEAD = (
    "| size | tool | how | run that is timed | means held against ours | ns | times ours | note |",
    "| --- | --- | --- | --- | --- | ---: | ---: | --- |",
)
TITLES = {"draws": "Whole people, by chance", "expected": "Expectations (mean-field)"}


def yardstick(rows: list[Row], row: Row) -> float | None:
    """Return our nanoseconds at a row's size and kind, of an ensemble; None where they were not taken."""
    for ours in rows:
        same = ours["size"] == row["size"] and ours["kind"] == row["kind"]
        if same and ours["contender"] == f"ours, {row['kind']}" and "ns" in ours:
            return ours["ns"]
    return None


def means(row: Row) -> str:
    """Return in words how a row's means compare with ours, and how far apart they might have been."""
    m = row["means"]
    if m["lost"]:
        return f"**differ**: {m['lost']:,.0f} people lost; {row['checked']}"
    if "standard_errors" in m:
        far = f"{m['standard_errors']:.1f} s.e."
        limit = "5 s.e."
    else:
        far = f"{m['percent']:.2g} %"
        limit = ""
    if m["allowed_percent"]:
        limit = " + ".join(part for part in (f"{m['allowed_percent']:.2g} %", limit) if part)
    told = f"{far} apart, at most {limit or 'the last digit'}; {row['checked']}"
    return told if m["same"] else f"**differ** in {m['furthest']} by {m['percent']:.1f} %: {told}"


def figure(x: float) -> str:
    """Return a number with three figures or whole, with commas."""
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


def line(rows: list[Row], row: Row) -> str:
    """Return a line of the table."""
    ns, ours = row.get("ns"), yardstick(rows, row)
    timed = f"{row['timed']}, {row['replicates']} at once" if ns else "not timed"
    cells = (
        " x ".join(map(str, row["size"])),
        row["tool"],
        row["how"],
        timed,
        means(row),
        figure(ns) if ns else "-",
        figure(ns / ours) if ns and ours else "-",
        row["note"],
    )
    return "| " + " | ".join(cells) + " |"


def table(rows: list[Row]) -> str:
    """Return the table in Markdown."""
    if not rows:
        return "Nothing measured yet.\n"
    said = []
    for who, those in (
        ("Ours", [r for r in rows if r["peer"] == "ours"]),
        ("Peers", [r for r in rows if r["peer"] != "ours"]),
    ):
        if those:
            days = sorted({r["date"] for r in those})
            kinds = " and ".join(sorted({r["machine"] for r in those}))
            said.append(
                f"{who} measured {days[0] if len(days) == 1 else f'{days[0]} to {days[-1]}'} on {kinds}."
            )
    out = [*said, "ns: processor nanoseconds per replicate, territory, gang and day, median of repeats."]
    if any(r["small"] for r in rows):
        out.append("**A small try: these times mean nothing.**")
    for kind, title in TITLES.items():
        some = sorted(
            (r for r in rows if r["kind"] == kind),
            key=lambda r: (r["size"], r["peer"] != "ours", r.get("ns", float("inf"))),
        )
        if some:
            out += ["", f"**{title}**", "", *HEAD, *(line(rows, r) for r in some)]
    return "\n".join(out) + "\n"
