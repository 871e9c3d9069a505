"""Trade-off: deaths against people held arbitrarily, both with their ranges."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tregua.report.estimate import Estimate
from tregua.report.pictures.svg import INK, MUTED, PAPER, RULE, Svg, room, scale, tick_text, ticks

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 340, 310, 44, 14, 38, 42
# Where the largest figure is this many times the smallest, equal steps would crush the small ones together.
SPREAD = 30
Axis = tuple[list[float], Callable[[float], float]]


@dataclass(frozen=True)
class Cross:
    """A policy: its letter and its two figures."""

    letter: str
    deaths: Estimate
    held: Estimate
    baseline: bool = False


def by_tens(crosses: Sequence[Cross]) -> bool:
    """Tell whether the scale of people held has to go up by tens."""
    held = [c.held.median for c in crosses]
    return bool(held) and min(held) > 0 and max(held) > SPREAD * min(held)


def _across(crosses: Sequence[Cross]) -> Axis:
    marks = ticks(room([c.deaths.median for c in crosses], [c.deaths.high for c in crosses]))
    to = scale(0, marks[-1], LEFT, WIDTH - RIGHT)
    return marks, lambda value: to(min(value, marks[-1]))


def _up(crosses: Sequence[Cross]) -> Axis:
    held = [c.held for c in crosses]
    if not by_tens(crosses):
        marks = ticks(room([h.median for h in held], [h.high for h in held]))
        to = scale(0, marks[-1], HEIGHT - BOTTOM, TOP)
        return marks, lambda value: to(min(value, marks[-1]))
    low = math.floor(math.log10(min(max(h.low, h.median / 10) for h in held)))
    high = math.ceil(math.log10(max(h.high for h in held)))
    to = scale(low, high, HEIGHT - BOTTOM, TOP)
    return [10.0**k for k in range(low, high + 1)], lambda v: to(max(low, math.log10(max(v, 1e-9))))


def _frame(svg: Svg, across: Axis, up: Axis, axes: tuple[str, str]) -> None:
    (xs, x), (ys, y) = across, up
    small = {"font_size": 10, "fill": MUTED}
    svg.text(4, 25, axes[1], **small)
    svg.text(WIDTH - RIGHT, HEIGHT - 8, axes[0], text_anchor="end", **small)
    for mark in xs:
        svg.line(x(mark), TOP, x(mark), HEIGHT - BOTTOM, stroke=RULE)
        anchor = "end" if mark == xs[-1] else "middle"
        svg.text(x(mark), HEIGHT - BOTTOM + 14, tick_text(mark), text_anchor=anchor, **small)
    for mark in ys:
        svg.line(LEFT, y(mark), WIDTH - RIGHT, y(mark), stroke=RULE)
        svg.text(LEFT - 5, y(mark) + 3.5, tick_text(mark), text_anchor="end", **small)


def tradeoff(
    title: str,
    crosses: Sequence[Cross],
    axes: tuple[str, str],
    colour: str,
    every: Sequence[Cross],
    label: str,
) -> Markup:
    """Draw one panel: deaths to the right, people held arbitrarily upwards; `every` sets the scales."""
    svg = Svg(WIDTH, HEIGHT, label)
    across, up = _across(every), _up(every)
    x, y = across[1], up[1]
    svg.text(4, 11, title, font_weight=600, font_size=12, fill=colour)
    _frame(svg, across, up, axes)
    for cross in crosses:
        cx, cy = x(cross.deaths.median), y(cross.held.median)
        how = {"stroke": colour, "stroke_opacity": 0.3, "stroke_width": 1.5}
        svg.line(x(cross.deaths.low), cy, x(cross.deaths.high), cy, **how)
        svg.line(cx, y(cross.held.low), cx, y(cross.held.high), **how)
    home = [(x(c.deaths.median), y(c.held.median)) for c in crosses]
    for (cx, cy), (tx, ty) in zip(home, places := _apart(home), strict=True):
        svg.line(cx, cy, tx, ty, stroke=INK, stroke_width=0.8)
    for cross, (cx, cy), (tx, ty) in zip(crosses, home, places, strict=True):
        svg.add("circle", cx=float(cx), cy=float(cy), r=3, fill=colour, stroke=PAPER, stroke_width=0.6)
        fill, ink = (colour, PAPER) if cross.baseline else (PAPER, INK)
        svg.add("circle", cx=tx, cy=ty, r=7, fill=fill, stroke=colour, stroke_width=1.2)
        svg.text(tx, ty + 3.2, cross.letter, font_size=9, font_weight=600, text_anchor="middle", fill=ink)
    return svg.done()


def _apart(home: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Place each letter beside its point, clear of all points and other letters."""
    taken: list[tuple[float, float]] = []
    for hx, hy in home:
        best, least = (hx, hy), math.inf
        # Outwards in rings, each spot weighed by its distance and by what it would cover.
        for ring in range(1, 7):
            for turn in range(16):
                angle = math.pi * (turn / 8 - 0.25)
                tx, ty = hx + (4 + 9 * ring) * math.cos(angle), hy - (4 + 9 * ring) * math.sin(angle)
                if not (LEFT + 8 < tx < WIDTH - RIGHT - 8 and TOP + 8 < ty < HEIGHT - BOTTOM - 8):
                    continue
                covered = sum(math.hypot(tx - a, ty - b) < 15.5 for a, b in taken) * 100
                covered += sum(math.hypot(tx - a, ty - b) < 11 for a, b in home) * 40
                if covered + 9 * ring < least:
                    best, least = (tx, ty), covered + 9 * ring
        taken.append(best)
    return taken
