"""The picture of trade-offs: every policy on every count, security beside rights, and what nothing beats."""

from __future__ import annotations

from tregua.decisions.goals import quantities
from tregua.decisions.labels import capital
from tregua.decisions.trade_offs.tradeoffs import Basis, Tradeoffs, basis_title
from tregua.i18n import _, translated
from tregua.i18n.numbers import rough
from tregua.pictures.svg import Picture, short_of, wide_of, wrapped
from tregua.vocabulary.palette import BLUE, GREY, INK, MUTED, PURPLE
from tregua.vocabulary.readings import READINGS

COLUMN, ROW = 165.0, 34.0
COLOURS = {"official": BLUE, "ngo": PURPLE}


def picture(t: Tradeoffs, basis: Basis) -> str:
    """Draw policies as rows and counts as columns: medians with their 90 % range."""
    title = basis_title(t, basis)
    n = len(basis.lines)
    known = quantities()
    # heads of columns take the lines that they need, and names of policies the room
    heads = {c: wrapped(capital(known[c].title.split(",")[0]), COLUMN - 20, 11, True) for c in t.criteria}
    deep = 14.0 * (max(map(len, heads.values())) - 1)
    left = max(320.0, *(wide_of("● " + translated(x.title), 12, True) + 36 for x in basis.lines))
    p = Picture(left + COLUMN * len(t.criteria) + 20, 170 + deep + ROW * n, title)
    p.text(20, 24, title, size=15, bold=True)
    p.text(20, 44, _("median and 90 % of futures; less is better but for support"), colour=MUTED)
    fronts = {reading: t.front(basis, reading) for reading in READINGS}
    top = 100.0 + deep
    for k, line in enumerate(basis.lines):
        y = top + ROW * k
        free = all(fronts[r][line.name]["undominated"] for r in READINGS)
        p.text(20, y + 14, ("● " if free else "○ ") + translated(line.title), size=12, bold=free)
        if line.match and abs(line.match.factor - 1) > 0.005:
            p.text(
                34,
                y + 27,
                _("x{f} of what is proposed").format(f=rough(line.match.factor)),
                colour=MUTED,
                size=10,
            )
    for c, criterion in enumerate(t.criteria):
        x0 = left + COLUMN * c
        each = known[criterion]
        for k, words in enumerate(heads[criterion]):
            p.text(x0, 72 + 14 * k, words, size=11, bold=True)
        p.text(x0, 86 + deep, each.unit, colour=MUTED, size=10)
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
        p.text(at(most), top + ROW * n + 14, short_of(most, each.unit), "middle", MUTED, 10)
    y = top + ROW * n + 36
    marks = _("● beaten by none on every count under either reading; ○ beaten")
    p.text(20, y, marks, colour=MUTED, size=11)
    x = 20 + wide_of(marks, 11) + 24
    for colour, words in ((BLUE, capital(_("official reading"))), (PURPLE, capital(_("NGO reading")))):
        p.dot(x, y - 4, 4, colour)
        p.text(x + 8, y, words, colour=MUTED, size=11)
        x += wide_of(words, 11) + 28
    return p.svg()
