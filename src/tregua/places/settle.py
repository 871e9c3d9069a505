"""Wholes and their parts, and periods that overlap: a part is never the whole, and nothing counts twice."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from tregua.errors import Problem
from tregua.i18n import _, ngettext
from tregua.places.evidence import Row

NOWHERE = "?"  # place of what the table counts without saying where: in the whole, and in no part
ROUNDING = 0.005  # by which parts may add up to more than their whole
LISTED = 8


@dataclass
class Settled:
    """Rows after parts were added up and overlaps were resolved.

    Attributes
    ----------
    rows
        The rows.
    left_out
        Rows that are not used, each with the reason.
    notes
        Remarks for the user.
    problems
        Parts above their whole, and wholes that cannot be known.
    """

    rows: list[Row] = field(default_factory=list)
    left_out: list[tuple[Row, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def settle(
    rows: Iterable[Row],
    kinds: Mapping[str, str],
    file: str,
    partial: frozenset[str] = frozenset(),
    complete: bool = True,
) -> Settled:
    """Add up parts to wholes, and leave out what would count twice.

    Parameters
    ----------
    rows
        Rows of a table, wholes under the place ``all``.
    kinds
        Kind of each series: flow, stock, cumulative or level.
    file
        The table, for messages.
    partial
        Series of which a place that does not report counts none.
    complete
        Whether the parts that a table names make up the whole; else only those that are seen to add up to it.
    """
    by_series: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_series[row.series].append(row)
    found = Settled()
    covers = _partitions(by_series) if not complete else set()
    for series, own in by_series.items():
        if kinds.get(series) in ("flow", "stock"):
            names = frozenset(r.place for r in own) - {"all", NOWHERE}
            sums = complete or names in covers
            own = _wholes(own, series, file, series in partial, sums, found)
        own = [row for row in own if row.place != NOWHERE]
        if kinds.get(series) == "flow":
            own = _finest(own, series, found)
        found.rows += own
    return found


def _partitions(by_series: Mapping[str, list[Row]]) -> set[frozenset[str]]:
    """Return the sets of places that add up to their whole in some period of some series."""
    found = set()
    for rows in by_series.values():
        parts: dict[tuple[object, object], dict[str, float]] = defaultdict(dict)
        for row in rows:
            parts[row.start, row.end][row.place] = row.value
        for own in parts.values():
            whole = own.pop("all", 0.0)
            if len(own) > 1 and whole > 0 and abs(sum(own.values()) - whole) <= 0.01 * whole:
                found.add(frozenset(own) - {NOWHERE})
    return found


def _wholes(rows: list[Row], series: str, file: str, partial: bool, sums: bool, found: Settled) -> list[Row]:
    """Check parts against their wholes, and add the wholes that are missing."""
    wholes = {(r.start, r.end): r for r in rows if r.place == "all"}
    parts: dict[tuple[date, date], list[Row]] = defaultdict(list)
    for row in rows:
        if row.place != "all":
            parts[row.start, row.end].append(row)
    names = {r.place for r in rows} - {"all", NOWHERE}
    if not parts:
        return rows
    above = [(wholes[p], own) for p, own in parts.items() if p in wholes and _above(wholes[p], own)]
    for whole, own in above[:LISTED]:
        largest = max(own, key=lambda row: row.value)
        text = _("parts that add up to {total:,.10g}, the largest {place} with {value:,.10g}")
        text = text.format(total=sum(r.value for r in own), place=largest.place, value=largest.value)
        expected = _("at most the whole, {value:,.10g} ({start} - {end})")
        expected = expected.format(value=whole.value, start=whole.start, end=whole.end)
        hint = _("is a row that you take for the whole a part, or do parts count something else?")
        found.problems.append(Problem(file, largest.line or None, series, text, expected, hint))
    added, incomplete = [], []
    for period, own in parts.items():
        if period in wholes or any(w.start <= own[0].end and own[0].start <= w.end for w in wholes.values()):
            continue
        if sums and (partial or {row.place for row in own} >= names):
            added.append(_sum(own, len(names)))
        else:
            incomplete.append(own)
    if len(names) <= 1 and not added and not wholes:
        return rows
    if added:
        text = _("{series}: the whole is the sum of {n} parts; periods that all of them report: {m}")
        if partial:
            text = _(
                "{series}: the whole is the sum of {n} parts; periods: {m}; a part without a row counts none"
            )
        found.notes.append(text.format(series=series, n=len(names), m=len(added)))
    if incomplete and (added or wholes):
        n = len(incomplete)
        text = ngettext(
            "{series}: no whole for {n} period, in which not all parts report",
            "{series}: no whole for {n} periods, in which not all parts report", n,
        )  # fmt: skip
        found.notes.append(text.format(series=series, n=n))
    elif incomplete and not sums:
        text = _("{series}: figures of parts only, and none for the whole")
        found.notes.append(text.format(series=series))
    elif incomplete:
        shown = ", ".join(sorted(names)[:LISTED])
        text = _("{n} parts and no row for the whole; no period is reported by all: {names}")
        expected = _("a row for the whole (all, total, national), or periods that all parts report")
        hint = _("--missing zero if a part without a row counts none, or add rows for the whole")
        problem = Problem(file, None, series, text.format(n=len(names), names=shown), expected, hint)
        found.problems.append(problem)
    unplaced = [row for row in rows if row.place == NOWHERE]
    if unplaced:
        text = _("{series}: {value:,.10g} without a place, counted in the whole only")
        found.notes.append(text.format(series=series, value=sum(r.value for r in unplaced)))
    return [*rows, *added]


def _above(whole: Row, parts: list[Row]) -> bool:
    most = (whole.high or whole.value) * (1 + ROUNDING) + 0.5
    if max(row.value for row in parts) > most:
        return True
    names = [set(row.place.split("_")) for row in parts]
    nested = any(a < b for a in names for b in names)  # port_au_prince stands in port_au_prince_metro
    return not nested and sum(row.value for row in parts) > most


def _sum(parts: list[Row], number: int) -> Row:
    first = max(parts, key=lambda row: row.published)
    ranged = all(row.low is not None and row.high is not None for row in parts)
    return replace(
        first,
        place="all",
        value=sum(row.value for row in parts),
        low=sum(row.low or 0 for row in parts) if ranged else None,
        high=sum(row.high or 0 for row in parts) if ranged else None,
        note=f"sum of {number} parts",
        published_known=all(row.published_known for row in parts),
        floor=any(row.floor for row in parts),
    )


def _finest(rows: list[Row], series: str, found: Settled) -> list[Row]:
    """Choose of overlapping periods those that cover most days, and of these the shortest."""
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_place[row.place].append(row)
    chosen: list[Row] = []
    left: list[Row] = []
    for own in by_place.values():
        own.sort(key=lambda row: (row.end, row.start))
        if all(b.start > a.end for a, b in pairwise(own)):
            chosen += own
            continue
        good = set(_cover(own))
        chosen += [row for i, row in enumerate(own) if i in good]
        left += [row for i, row in enumerate(own) if i not in good]
    if left:
        longest, shortest = max(r.days for r in left), min(r.days for r in left)
        reason = _("it overlaps periods that together cover more, or the same in shorter steps")
        found.left_out += [(row, reason) for row in left]
        text = ngettext(
            "{series}: {n} row overlaps others and is left out ({a} days); the finest complete cover is used",
            "{series}: {n} rows overlap others and are left out ({a} to {b} days); the finest complete "
            "cover is used",
            len(left),
        )  # fmt: skip
        found.notes.append(text.format(series=series, n=len(left), a=shortest, b=longest))
    return chosen


def _cover(rows: list[Row]) -> list[int]:
    """Return the rows, ordered by end, that cover most days without overlap; of equals the most rows."""
    ends = [row.end for row in rows]
    best: list[tuple[int, int]] = [(0, 0)]  # days and rows of the best cover of the first i rows
    taken: list[bool] = []
    before: list[int] = []
    for i, row in enumerate(rows):
        j = bisect_left(ends, row.start, 0, i)
        days, number = best[j]
        with_it = (days + row.days, number + 1)
        before.append(j)
        taken.append(with_it > best[i])
        best.append(max(with_it, best[i]))
    chosen, i = [], len(rows)
    while i > 0:
        if taken[i - 1]:
            chosen.append(i - 1)
            i = before[i - 1]
        else:
            i -= 1
    return chosen[::-1]


def counts_from_rates(rows: Iterable[Row], rate: str, people: str) -> list[Row]:
    """Return counts of deaths worked out of a rate per 100,000 and of people in the same year and place."""
    rows = list(rows)
    inhabitants = {(r.place, r.end.year): r for r in rows if r.series == people}
    found = []
    for row in rows:
        base = inhabitants.get((row.place, row.end.year))
        if row.series == rate and base is not None and row.days > 300:
            note = f"worked out: {row.value:.6g} per 100,000 of {base.value:,.0f} people"
            found.append(
                replace(row, series="homicides", value=float(round(row.value * base.value / 1e5)),
                        unit="people",
                        low=None, high=None, note=note)
            )  # fmt: skip
    return found
