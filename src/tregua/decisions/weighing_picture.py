"""The picture of trade-offs: every policy on every count, security beside rights, and what nothing beats."""

from __future__ import annotations

from tregua.assumptions.sampling import READINGS
from tregua.decisions.goals import quantities
from tregua.decisions.svg import BLUE, GREY, INK, MUTED, PURPLE, Picture, short
from tregua.decisions.weighing import Basis, Tradeoffs, basis_title
from tregua.i18n import _, translated

LEFT, COLUMN, ROW = 320.0, 165.0, 34.0
COLOURS = {"official": BLUE, "ngo": PURPLE}


def picture(t: Tradeoffs, basis: Basis) -> str:
    """Draw policies as rows and counts as columns: medians with their 90 % range."""
    title = basis_title(t, basis)
    n = len(basis.lines)
    p = Picture(LEFT + COLUMN * len(t.criteria) + 20, 120 + ROW * n + 50, title)
    p.text(20, 24, title, size=15, bold=True)
    p.text(20, 44, _("median and 90 % of futures; less is better but for support"), colour=MUTED)
    known = quantities()
    fronts = {reading: t.front(basis, reading) for reading in READINGS}
    top = 100.0
    for k, line in enumerate(basis.lines):
        y = top + ROW * k
        free = all(fronts[r][line.name]["undominated"] for r in READINGS)
        p.text(20, y + 14, ("● " if free else "○ ") + translated(line.title)[:42], size=12, bold=free)
        if line.match and abs(line.match.factor - 1) > 0.005:
            p.text(
                34,
                y + 27,
                _("x{f:.2g} of what is proposed").format(f=line.match.factor),
                colour=MUTED,
                size=10,
            )
    for c, criterion in enumerate(t.criteria):
        x0 = LEFT + COLUMN * c
        each = known[criterion]
        words = f"{each.title}".split(",")[0]
        p.text(x0, 72, words if len(words) <= 25 else words[:24] + "…", size=11, bold=True)
        p.text(x0, 86, each.unit, colour=MUTED, size=10)
        tables = [t.table(line)[criterion] for line in basis.lines]
        spans = [s for table in tables for s in (table.values() if each.by_reading else (table,))]
        most = max(s["high"] for s in spans) or 1.0

        def at(value: float, x0: float = x0, most: float = most) -> float:
            return x0 + (COLUMN - 30) * max(value, 0.0) / most

        p.line(x0, top - 6, x0, top + ROW * n, GREY)
        for k, table in enumerate(tables):
            y = top + ROW * k + 10
            for j, (reading, s) in (
                enumerate((r, table[r]) for r in READINGS) if each.by_reading else enumerate((("", table),))
            ):
                colour = COLOURS.get(reading, INK)
                p.line(at(s["low"]), y + 8 * j, at(s["high"]), y + 8 * j, colour, 2)
                p.dot(at(s["median"]), y + 8 * j, 3.5, colour)
        p.text(x0, top + ROW * n + 14, "0", "middle", MUTED, 10)
        p.text(at(most), top + ROW * n + 14, short(most), "middle", MUTED, 10)
    y = top + ROW * n + 36
    p.text(20, y, _("● beaten by none on every count under either reading; ○ beaten"), colour=MUTED, size=11)
    p.dot(LEFT + 160, y - 4, 4, BLUE)
    p.text(LEFT + 168, y, _("official reading"), colour=MUTED, size=11)
    p.dot(LEFT + 290, y - 4, 4, PURPLE)
    p.text(LEFT + 298, y, _("NGO reading"), colour=MUTED, size=11)
    return p.svg()
