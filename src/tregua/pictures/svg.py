"""Pictures as SVG, by hand: bars, points, boxes and grids, with words in them and a title for readers.

Colours after Okabe and Ito (2008, jfly.uni-koeln.de/color), as in the report; no meaning hangs on colour
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor, log10
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from tregua.i18n import _
from tregua.i18n.numbers import marks, percent, three_digits
from tregua.vocabulary.palette import GREY, INK, MUTED, PAPER, RULE


@dataclass
class Picture:
    """A picture that grows by what is drawn on it, in pixels from the upper left."""

    width: float
    height: float
    title: str
    parts: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, anchor: str = "start", colour: str = INK, size: float = 12,
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Write words."""
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size:g}"'
            f"{weight}>{escape(str(words))}</text>"
        )

    def headed(self, x: float, title: str, told: str = "") -> float:
        """Write a title and a line below, broken where the picture ends; return what that adds in height."""
        heads = wrapped(title, self.width - x - 16, 15, True)
        lines = wrapped(told, self.width - x - 16)
        for k, each in enumerate(heads):
            self.text(x, 24 + 19 * k, each, size=15, bold=True)
        below = 25 + 19 * len(heads)
        for k, each in enumerate(lines):
            self.text(x, below + 16 * k, each, colour=MUTED)
        return 19.0 * (len(heads) - 1) + 16.0 * (len(lines) - 1)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = RULE, width: float = 1, dash: str = ""
    ) -> None:
        """Draw a line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width:g}"{dashed}/>'
        )

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str = GREY, edge: str = "none",
        hint: str = "",
    ) -> None:  # fmt: skip
        """Draw a rectangle; the hint is read out, and shown where a pointer rests."""
        inner = f"<title>{escape(str(hint))}</title>" if hint else ""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" '
            f'fill="{fill}" stroke="{edge}">{inner}</rect>'
        )

    def dot(self, x: float, y: float, r: float = 2, fill: str = INK, edge: str = "none") -> None:
        """Draw a point."""
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" fill="{fill}" stroke="{edge}"/>')

    def path(
        self, points: Sequence[tuple[float, float]], colour: str = INK, width: float = 1.5, dash: str = ""
    ) -> None:
        """Draw a line through points."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'
        )

    def area(self, points: Sequence[tuple[float, float]], colour: str, strength: float) -> None:
        """Fill what points enclose."""
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polygon points="{through}" fill="{colour}" fill-opacity="{strength:g}"/>')

    def svg(self) -> str:
        """Return the file."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'role="img" aria-label={quoteattr(str(self.title))} font-family="system-ui, sans-serif">'
        )
        paper = f'<rect width="{self.width:g}" height="{self.height:g}" fill="{PAPER}"/>'
        return "\n".join(
            [head, f"<title>{escape(str(self.title))}</title>", paper, *self.parts, "</svg>", ""]
        )


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers between two."""
    if not high > low:
        return [low]
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough)
    first = floor(low / step)
    found = [step * (first + k) for k in range(most + 4)]
    return [v for v in found if low - 1e-9 * step <= v <= high + 1e-9 * step]


def short(value: float) -> str:
    """Return a number as a picture writes it: 1.2M, 350k, 0.25."""
    size = abs(value)
    for bound, by, form in ((1e9, 1e9, _("{n}bn")), (1e6, 1e6, "{n}M"), (1e4, 1e3, "{n}k")):
        if size >= bound:
            return form.format(n=marks(f"{value / by:.3g}"))
    return marks(f"{three_digits(value):,.0f}" if size >= 100 else f"{value:.3g}")


def short_of(value: float, unit: str) -> str:
    """Return a number of a unit as a picture writes it; a share in percent."""
    return percent(value) if unit == _("share") else short(value)


def wide_of(words: str, size: float = 12, bold: bool = False) -> float:
    """Return about how wide words are, in pixels: fonts differ, so rather too much than too little."""
    return len(words) * size * (0.6 if bold else 0.56)


def wrapped(words: str, width: float, size: float = 12, bold: bool = False) -> list[str]:
    """Break words into lines that a width holds, in pixels."""
    return wrap(words, max(int(width / wide_of("m", size, bold)), 8)) or [""]
