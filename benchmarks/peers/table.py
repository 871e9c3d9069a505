"""Write the table of peers from the rows that are kept.

Ratios are made here, so that ours can be measured anew alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Row = dict[str, Any]
TITLES = {"draws": "whole people, by chance", "expected": "expectations (mean-field)"}
TIMES = ("size", "tool", "how", "run that is timed", "same means", "ns", "spread", "times ours", "note")
CHECKS = ("size", "tool", "how", "case", "replicates", "furthest apart", "let pass", "would not have passed")
RIGHT = {"ns", "spread", "times ours", "replicates"}


def yardstick(rows: list[Row], row: Row) -> float | None:
    """Return our nanoseconds at a row's size and kind, of an ensemble; None where they were not taken."""
    for ours in rows:
        same = ours["peer"] == "ours" and ours["size"] == row["size"]
        if same and ours["contender"] == f"ours, {row['kind']}" and "ns" in ours:
            return ours["ns"]
    return None


def figure(x: float) -> str:
    """Return a number with three figures, or whole with commas."""
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


def _size(row: Row) -> str:
    return " x ".join(map(str, row["size"]))


def timed(rows: list[Row], row: Row) -> tuple[str, ...]:
    """Return the cells of a line of the main table."""
    start = (_size(row), row["tool"], row["how"])
    if "ns" not in row:
        return (*start, "not timed", "**no**", "", "", "", row["note"])
    ours, each = yardstick(rows, row), row["repeats_ns"]
    itself = row["peer"] == "ours" and row["kind"] == "expected"
    return (
        *start,
        f"{row['timed']}; replicates: {row['replicates']}",
        "(the measure)" if itself else "yes",
        figure(row["ns"]),
        f"{(max(each) - min(each)) / row['ns']:.0%}" if len(each) > 1 else "",
        figure(row["ns"] / ours) if ours else "",
        row["note"],
    )


def checked(row: Row) -> tuple[str, ...]:
    """Return the cells of a line of the table of checks."""
    m = row["means"]
    start = (_size(row), row["tool"], row["how"], row["checked"], str(row["checked_replicates"]))
    far = f"{m['percent']:.2g} % ({m['furthest']})"
    allowed = f"{m['allowed_percent']:.2g} %" if m["allowed_percent"] else ""
    if m["lost"]:
        far = f"**{m['lost']:,.0f} people lost**; {far}"
    if "standard_errors" not in m:
        return (*start, far, allowed or "nothing", allowed or "any difference")
    far += f"; {m['standard_errors']:.1f} s.e."
    seen = sorted((share, name) for name, share in m["seen_percent"].items())
    told = " to ".join(
        f"{f'{share:.2g}' if share >= 0.1 else 'under 0.1'} % ({name})" for share, name in (seen[0], seen[-1])
    )
    return (*start, far, " + ".join(part for part in (allowed, "5 s.e.") if part), told)


def _markdown(columns: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> list[str]:
    rule = ["---:" if column in RIGHT else "---" for column in columns]
    return ["| " + " | ".join(cells) + " |" for cells in (columns, rule, *lines)]


def _section(
    title: str, columns: tuple[str, ...], rows: list[Row], cells: Callable[[Row], tuple]
) -> list[str]:
    return ["", f"**{title}**", "", *_markdown(columns, map(cells, rows))] if rows else []


def table(rows: list[Row]) -> str:
    """Return the table in Markdown."""
    done, failed = [r for r in rows if "failed" not in r], [r for r in rows if "failed" in r]
    out = ["ns: processor nanoseconds per replicate, territory, gang and day; median of repeats.", ""]
    for who, those in (
        ("Ours", [r for r in done if r["peer"] == "ours"]),
        ("Peers", [r for r in done if r["peer"] != "ours"]),
    ):
        if those:
            days, loads = sorted({r["date"] for r in those}), [r["load"] for r in those]
            kinds = " and ".join(sorted({r["machine"] for r in those}))
            when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
            out.append(f"- {who} measured {when} on {kinds}; load average {min(loads)} to {max(loads)}.")
    out += [f"- **{r['peer']} was not run**: {r['failed']}" for r in failed]
    if any(r["small"] for r in done):
        out.append("- **A small try: these times mean nothing.**")
    parts = []
    for kind, title in TITLES.items():
        some = [r for r in done if r["kind"] == kind]
        some.sort(key=lambda r: (r["size"], r["peer"] != "ours", r.get("ns", float("inf"))))
        parts.append((title, some))
    for title, some in parts:
        out += _section(title.capitalize(), TIMES, some, lambda row: timed(rows, row))
    for title, some in parts:
        # one alone has the ensemble's check; our expectations are what others are held against
        held = [
            r for r in some if not r["contender"].endswith(", alone") and r["contender"] != "ours, expected"
        ]
        out += _section(f"Means of the last day against ours: {title}", CHECKS, held, checked)
    return "\n".join(out) + "\n"
