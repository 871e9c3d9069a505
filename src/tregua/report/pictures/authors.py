"""Where deaths fall: one bar a policy, cut by who killed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tregua.report.pictures.svg import AUTHOR, INK, MUTED, PAPER, RULE, Svg, scale, tick_text, ticks

WIDTH, LEFT, RIGHT, EACH = 700, 6, 16, 32


@dataclass(frozen=True)
class Bar:
    """A policy: its name, its mean deaths by author, and its rights figures in words."""

    name: str
    parts: dict[str, float]
    rights: str


def authors(bars: Sequence[Bar], label: str) -> Markup:
    """Draw the bars on one scale; the rights figures stand at the end of each name."""
    top = 4
    svg = Svg(WIDTH, top + EACH * len(bars) + 22, label)
    marks = ticks(max((sum(b.parts.values()) for b in bars), default=1.0), 6)
    x = scale(0, marks[-1], LEFT, WIDTH - RIGHT)
    bottom = top + EACH * len(bars) + 2
    for mark in marks:
        svg.line(x(mark), top, x(mark), bottom, stroke=RULE)
        anchor = "start" if mark == 0 else "middle" if mark != marks[-1] else "end"
        svg.text(x(mark), bottom + 13, tick_text(mark), font_size=10.5, fill=MUTED, text_anchor=anchor)
    for i, bar in enumerate(bars):
        y = top + EACH * i + 13
        halo = {"paint_order": "stroke", "stroke": PAPER, "stroke_width": 3}
        svg.text(LEFT, y, bar.name, font_size=12, fill=INK, **halo)
        svg.text(WIDTH - RIGHT, y, bar.rights, font_size=10.5, fill=MUTED, text_anchor="end", **halo)
        start = 0.0
        for author, deaths in bar.parts.items():
            wide = x(start + deaths) - x(start)
            svg.add(
                "rect",
                x=float(x(start)),
                y=float(y + 4),
                width=float(max(0.0, wide)),
                height=12,
                fill=AUTHOR.get(author, MUTED),
                stroke=PAPER,
                stroke_width=0.8,
            )
            start += deaths
    return svg.done()
