"""Range plot: each policy's middle run and its range, policies below each other on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tregua.i18n import _
from tregua.report.estimate import Estimate
from tregua.report.numbers import three_digits
from tregua.report.pictures.svg import BASELINE, INK, MUTED, PAPER, RULE, Svg, room, scale, tick_text, ticks

WIDTH, LEFT, RIGHT = 340, 8, 14


@dataclass(frozen=True)
class Mark:
    """A figure to draw: filled or hollow, so that two readings differ by more than their colour."""

    value: Estimate | None
    colour: str
    hollow: bool = False


@dataclass(frozen=True)
class Line:
    """A policy's line: its name and its figures."""

    name: str
    marks: Sequence[Mark]
    indent: bool = False


def _mark(svg: Svg, mark: Mark, x: Callable[[float], float], y: float, most: float) -> None:
    value = mark.value
    if value is None:
        return
    low, high = min(value.low, most), min(value.high, most)
    svg.line(x(low), y, x(high), y, stroke=mark.colour, stroke_width=3, stroke_opacity=0.45)
    svg.line(x(low), y - 3, x(low), y + 3, stroke=mark.colour, stroke_width=1)
    if value.high > most:
        # The range runs off the picture: an arrow, and how far it goes.
        end = x(most)
        svg.add("path", d=f"M{end:.1f},{y - 4:.1f}l7,4l-7,4z", fill=mark.colour)
        note = _("to {value}").format(value=tick_text(three_digits(value.high)))
        halo = {"paint_order": "stroke", "stroke": PAPER, "stroke_width": 3}
        svg.text(end + 7, y - 5, note, text_anchor="end", font_size=9, fill=MUTED, **halo)
    else:
        svg.line(x(high), y - 3, x(high), y + 3, stroke=mark.colour, stroke_width=1)
    svg.add(
        "circle",
        cx=float(x(value.median)),
        cy=float(y),
        r=3.5,
        fill=PAPER if mark.hollow else mark.colour,
        stroke=mark.colour,
        stroke_width=2,
    )


def ranges(
    title: str, lines: Sequence[Line], label: str, reference: float | None = None, per_line: int = 1
) -> Markup:
    """Draw one panel.

    Parameters
    ----------
    title : str
        What is measured, with its unit.
    lines : sequence of Line
        The policies, in their own order.
    label : str
        What the picture shows, for readers who hear the page.
    reference : float, optional
        The baseline's middle run, drawn as a line from top to bottom.
    per_line : int
        Room for this many marks a line: panels side by side keep step.

    """
    each, top = 17 + 9 * per_line, 22
    height = top + each * len(lines) + 26
    svg = Svg(WIDTH, height, label)
    values = [m.value for line in lines for m in line.marks if m.value is not None]
    marks = ticks(room([v.median for v in values], [v.high for v in values]))
    x = scale(0, marks[-1], LEFT, WIDTH - RIGHT)
    bottom = top + each * len(lines) + 4
    svg.text(LEFT, 11, title, font_weight=600, font_size=12)
    for mark in marks:
        svg.line(x(mark), top, x(mark), bottom, stroke=RULE)
        anchor = "start" if mark == 0 else "middle" if mark != marks[-1] else "end"
        svg.text(x(mark), bottom + 13, tick_text(mark), font_size=10, fill=MUTED, text_anchor=anchor)
    if reference is not None:
        svg.line(x(reference), top, x(reference), bottom, stroke=BASELINE, stroke_dasharray="1.5 2.5")
    for i, line in enumerate(lines):
        y = top + each * i + 11
        at = LEFT + (10 if line.indent else 0)
        # The paper's own colour behind the name keeps it legible over the grid.
        svg.text(
            at,
            y,
            line.name,
            font_size=11,
            fill=INK,
            paint_order="stroke",
            stroke=PAPER,
            stroke_width=3,
        )
        for k, mark in enumerate(line.marks):
            _mark(svg, mark, x, y + 8 + 9 * k, marks[-1])
    return svg.done()
