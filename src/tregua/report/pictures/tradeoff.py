"""Trade-off: deaths against people held arbitrarily, both with their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tregua.report.estimate import Estimate
from tregua.report.pictures.svg import INK, MUTED, PAPER, RULE, Svg, scale, tick_text, ticks

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 340, 300, 44, 14, 30, 42


@dataclass(frozen=True)
class Cross:
    """A policy: its letter and its two figures."""

    letter: str
    deaths: Estimate
    held: Estimate
    baseline: bool = False


def tradeoff(
    title: str,
    crosses: Sequence[Cross],
    axes: tuple[str, str],
    colour: str,
    top: tuple[float, float],
    label: str,
) -> Markup:
    """Draw one panel: deaths to the right, people held arbitrarily upwards; `top` is the end of both scales."""
    svg = Svg(WIDTH, HEIGHT, label)
    across, up = ticks(top[0]), ticks(top[1])
    x = scale(0, across[-1], LEFT, WIDTH - RIGHT)
    y = scale(0, up[-1], HEIGHT - BOTTOM, TOP)
    svg.text(4, 11, title, font_weight=600, font_size=12, fill=colour)
    svg.text(4, 24, axes[1], font_size=10, fill=MUTED)
    svg.text(WIDTH - RIGHT, HEIGHT - 8, axes[0], font_size=10, fill=MUTED, text_anchor="end")
    for mark in across:
        svg.line(x(mark), TOP, x(mark), HEIGHT - BOTTOM, stroke=RULE)
        anchor = "end" if mark == across[-1] else "middle"
        svg.text(x(mark), HEIGHT - BOTTOM + 14, tick_text(mark), font_size=10, fill=MUTED, text_anchor=anchor)
    for mark in up:
        svg.line(LEFT, y(mark), WIDTH - RIGHT, y(mark), stroke=RULE)
        svg.text(LEFT - 5, y(mark) + 3.5, tick_text(mark), font_size=10, fill=MUTED, text_anchor="end")
    for cross in crosses:
        at = (x(cross.deaths.median), y(cross.held.median))
        how = {"stroke": colour, "stroke_opacity": 0.4, "stroke_width": 1.5}
        svg.line(x(cross.deaths.low), at[1], x(cross.deaths.high), at[1], **how)
        svg.line(at[0], y(cross.held.low), at[0], y(cross.held.high), **how)
    for cross, (cx, cy) in zip(crosses, _apart([(c, x, y) for c in crosses]), strict=True):
        at = (x(cross.deaths.median), y(cross.held.median))
        if (cx, cy) != at:
            svg.line(at[0], at[1], cx, cy, stroke=INK, stroke_width=0.8)
        svg.add(
            "circle",
            cx=float(cx),
            cy=float(cy),
            r=8,
            fill=colour if cross.baseline else PAPER,
            stroke=colour,
            stroke_width=1.5,
        )
        svg.text(
            cx,
            cy + 3.6,
            cross.letter,
            font_size=10,
            font_weight=600,
            text_anchor="middle",
            fill=PAPER if cross.baseline else INK,
        )
    return svg.done()


def _apart(points: Sequence[tuple]) -> list[tuple[float, float]]:
    """Move letters that would cover each other; a line leads back to where they belong."""
    import numpy as np

    home = np.array([[x(c.deaths.median), y(c.held.median)] for c, x, y in points], float)
    if not len(home):
        return []
    own = home.copy()
    for _ in range(200):
        moved = False
        for i in range(len(own)):
            for j in range(i):
                gap = own[i] - own[j]
                far = float(np.hypot(*gap))
                if far < 17:
                    # Letters at one point part along a direction fixed by their order: the same picture each time.
                    way = gap / far if far > 0.1 else np.array([np.cos(2.4 * i), np.sin(2.4 * i)])
                    own[i] += way * (17.2 - far) / 2
                    own[j] -= way * (17.2 - far) / 2
                    moved = True
        own[:, 0] = own[:, 0].clip(LEFT + 2, WIDTH - RIGHT - 2)
        own[:, 1] = own[:, 1].clip(TOP + 2, HEIGHT - BOTTOM - 2)
        if not moved:
            break
    return [
        (float(a), float(b)) if np.hypot(a - c, b - d) > 1 else (float(c), float(d))
        for (a, b), (c, d) in zip(own, home, strict=True)
    ]
