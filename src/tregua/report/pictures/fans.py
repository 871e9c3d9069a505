"""Fan charts: the middle run, half of the runs and nine in ten, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from tregua.i18n import _
from tregua.report.numbers import three_digits
from tregua.report.pictures.svg import BASELINE, INK, MUTED, RULE, Svg, scale, tick_text, ticks

if TYPE_CHECKING:
    import numpy as np

WIDTH, PANEL, LEFT, RIGHT, HEAD, FOOT = 340, 96, 40, 10, 18, 18


@dataclass(frozen=True)
class Fan:
    """One fan: quantiles 5, 25, 50, 75 and 95 % by month, its colour, and its name among several."""

    bands: np.ndarray  # (5, months)
    colour: str
    name: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class Panel:
    """One set of axes: its title, its fans, the baseline's middle run, and the value at its top."""

    title: str
    fans: Sequence[Fan]
    top: float
    baseline: np.ndarray | None = None


def _axes(svg: Svg, panel: Panel, top: float, months: Sequence[date]) -> tuple:
    marks = ticks(panel.top, 3)
    x = scale(0, max(1, len(months) - 1), LEFT, WIDTH - RIGHT)
    y = scale(0, marks[-1], top + HEAD + PANEL, top + HEAD)
    for mark in marks:
        svg.line(LEFT, y(mark), WIDTH - RIGHT, y(mark))
        svg.text(LEFT - 5, y(mark) + 3.5, tick_text(mark), text_anchor="end", font_size=10, fill=MUTED)
    years = [i for i, m in enumerate(months) if m.month == 1]
    for i in years:
        svg.line(x(i), y(0), x(i), y(0) + 4, stroke=MUTED)
        if x(i) < WIDTH - RIGHT - 12:
            svg.text(x(i) + 2, y(0) + 13, str(months[i].year), font_size=10, fill=MUTED)
    if not years:
        svg.text(LEFT, y(0) + 13, f"{months[0]:%Y-%m}", font_size=10, fill=MUTED)
        svg.text(WIDTH - RIGHT, y(0) + 13, f"{months[-1]:%Y-%m}", font_size=10, fill=MUTED, text_anchor="end")
    svg.text(4, top + 9, panel.title, font_weight=600, font_size=11)
    return x, y, marks[-1]


def _names(svg: Svg, panel: Panel, top: float) -> None:
    """Write the fans' names, each with the look of its line, over the panel."""
    named = [f for f in panel.fans if f.name]
    if len(named) < 2:
        return
    at = float(WIDTH - RIGHT)
    for fan in reversed(named):
        name = f"{'- -' if fan.dashed else '—'} {fan.name}"
        svg.text(at, top + 9, name, text_anchor="end", fill=fan.colour, font_size=10, font_weight=600)
        at -= 6.2 * len(name) + 12


def fan(panels: Sequence[Panel], months: Sequence[date], label: str) -> Markup:
    """Draw panels one above the other, on one time axis."""
    each = HEAD + PANEL + FOOT + 6
    svg = Svg(WIDTH, each * len(panels), label)
    for k, panel in enumerate(panels):
        top = k * each
        x, y, most = _axes(svg, panel, top, months)
        beyond = max((float(one.bands[4].max()) for one in panel.fans), default=0.0)
        if beyond > most:
            note = _("range reaches {value} ↑").format(value=tick_text(three_digits(beyond)))
            svg.text(WIDTH - RIGHT - 2, top + HEAD + 10, note, text_anchor="end", font_size=9.5, fill=MUTED)
        xs = [x(i) for i in range(len(months))]
        for one in panel.fans:
            # What runs off the top is cut there, and said.
            low, quarter, _middle, three, high = ([y(min(v, most)) for v in row] for row in one.bands)
            svg.area(xs, low, high, fill=one.colour, fill_opacity=0.16)
            svg.area(xs, quarter, three, fill=one.colour, fill_opacity=0.28)
        if panel.baseline is not None:
            ys = [y(min(v, most)) for v in panel.baseline]
            svg.curve(xs, ys, stroke=BASELINE, stroke_width=1.2, stroke_dasharray="1.5 2.5")
        for one in panel.fans:
            ys = [y(min(v, most)) for v in one.bands[2]]
            svg.curve(
                xs, ys, stroke=one.colour, stroke_width=1.8, stroke_dasharray="4 2" if one.dashed else None
            )
        svg.line(LEFT, y(0), WIDTH - RIGHT, y(0), stroke=INK if panel.fans else RULE)
        _names(svg, panel, top)
    return svg.done()
