"""A drawing surface: shapes in, escaped SVG out, and the scales and colours that all pictures share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from tregua.report.numbers import number

# After Okabe and Ito's palette, told apart with any kind of colour vision; no meaning hangs on colour alone.
INK, MUTED, RULE, PAPER = "#1d2733", "#5b6673", "#d8dde3", "#ffffff"
VIOLENCE, OFFICIAL, NGO, BASELINE = "#c04a00", "#00609c", "#a8437f", "#5b6673"
AUTHOR = {
    "gang": "#c04a00",
    "state": "#00609c",
    "self-defence": "#e69f00",
    "custody": "#1d2733",
    "other": "#a9b4bf",
}
READING = {"official": OFFICIAL, "ngo": NGO}


def _plain(value: object) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


class Svg:
    """A picture under construction."""

    def __init__(self, width: float, height: float, label: str) -> None:
        self.width, self.height, self.label = width, height, label
        self._parts: list[str] = []

    def add(self, tag: str, text: str | None = None, **attributes: object) -> None:
        """Add a shape; attribute names take ``_`` for ``-`` and may end in ``_``."""
        listed = "".join(
            f' {name.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
            for name, value in attributes.items()
            if value is not None
        )
        inner = "" if text is None else escape(text)
        self._parts.append(f"<{tag}{listed}>{inner}</{tag}>" if text is not None else f"<{tag}{listed}/>")

    def line(self, x1: float, y1: float, x2: float, y2: float, **how: object) -> None:
        """Draw a line."""
        self.add("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), **{"stroke": RULE, **how})

    def text(self, x: float, y: float, text: str, **how: object) -> None:
        """Write a text; it is escaped."""
        self.add("text", text, x=float(x), y=float(y), **{"fill": INK, "font_size": 11, **how})

    def area(self, xs: Sequence[float], low: Sequence[float], high: Sequence[float], **how: object) -> None:
        """Fill the band between two curves."""
        there = list(zip(xs, high, strict=True))
        back = list(zip(xs, low, strict=True))[::-1]
        self.add("path", d=_path(there + back) + "z", **{"stroke": "none", **how})

    def curve(self, xs: Sequence[float], ys: Sequence[float], **how: object) -> None:
        """Draw a curve through points."""
        points = list(zip(xs, ys, strict=True))
        self.add("path", d=_path(points), **{"fill": "none", "stroke_linejoin": "round", **how})

    def done(self) -> Markup:
        """Return the picture as markup that is safe to place in a page."""
        head = (
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-label="{escape(self.label)}" xmlns="http://www.w3.org/2000/svg">'
        )
        return Markup(head + "".join(self._parts) + "</svg>")


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Write a polyline in tenths, each point from the last: half as long as absolute coordinates."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    steps = [f"M{tenths[0][0] / 10:g},{tenths[0][1] / 10:g}l"] if tenths else []
    for (ax, ay), (bx, by) in pairwise(tenths):
        steps.append(f"{(bx - ax) / 10:g},{(by - ay) / 10:g} ")
    return "".join(steps).rstrip(" l")


def room(middles: Sequence[float], highs: Sequence[float], most: float = 2.5) -> float:
    """Return the end of a scale: ranges that dwarf the middle runs go off the picture, marked as such."""
    top = max(highs, default=1.0)
    typical = max(middles, default=top)
    return min(top, most * typical) if typical > 0 else top


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Map a range of values to a range of the picture."""
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def ticks(high: float, most: int = 4, low: float = 0.0) -> list[float]:
    """Return round values from `low` to at least `high`, not many more than `most`."""
    if not math.isfinite(high) or high <= low:
        return [low, low + 1.0]
    raw = (high - low) / most
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * k for k in (1, 2, 2.5, 5, 10) if size * k >= raw)
    first = math.floor(low / step)
    return [step * k for k in range(first, math.ceil(high / step - 1e-9) + 1)]


def tick_text(value: float) -> str:
    """Print a tick's value shortly: ``20k``, ``1.5m``."""
    for size, mark in ((1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{mark}"
    return number(value)


def letters(count: int) -> list[str]:
    """Return A, B, ... Z, AA, AB, ... to key marks to their names."""
    out = []
    for i in range(count):
        first, second = divmod(i, 26)
        out.append((chr(64 + first) if first else "") + chr(65 + second))
    return out
