"""A waterfall: from one figure to another, step by step, each with its range; SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tregua.i18n.numbers import number
from tregua.pictures.svg import Picture, short, ticks, wide_of, wrapped
from tregua.vocabulary.palette import BLUE, INK, MUTED, ORANGE, PURPLE

ROW = 24.0
BARS = 460.0  # pixels for the bars


@dataclass(frozen=True)
class Bar:
    """One step.

    Attributes
    ----------
    title
        In words.
    value, low, high
        What it adds, and the range of that.
    """

    title: str
    value: float
    low: float
    high: float


def waterfall(
    title: str,
    told: str,
    first: tuple[str, float],
    steps: Sequence[Bar],
    last: str,
    foot: Sequence[str],
) -> str:
    """Draw a waterfall, SVG.

    Parameters
    ----------
    title, told
        Of the picture, and a line below it.
    first
        Name and figure that it begins with.
    steps
        In the order in which they are drawn.
    last
        Name of the figure that it ends with.
    foot
        Lines below the picture.
    """
    end = first[1] + sum(step.value for step in steps)
    figures = [number(first[1]), number(end), *(number(step.value, signed=True) for step in steps)]
    left = max(200.0, *(wide_of(name, bold=True) + 26 for name in (first[0], last)),
               *(wide_of(step.title) + 26 for step in steps))  # fmt: skip
    right = max(110.0, *(wide_of(figure, bold=True) + 16 for figure in figures))
    width = left + BARS + right
    feet = [line for words in foot for line in wrapped(words, width - 32, 10.5)]
    edges, at = [0.0, first[1], end], first[1]
    for step in steps:
        edges += [at + step.low, at + step.high, at + step.value]
        at += step.value
    low, high = min(edges), max(edges)
    high = high if high > low else low + 1.0
    heads = 19.0 * (len(wrapped(title, width - 32, 15, True)) - 1) + 16.0 * (
        len(wrapped(told, width - 32)) - 1
    )
    top = 62.0 + heads
    below = top + ROW * (len(steps) + 2)
    picture = Picture(width, below + 42 + 14 * len(feet), title)
    picture.headed(16, title, told)

    def x(value: float) -> float:
        return left + (value - low) * BARS / (high - low)

    for mark in ticks(low, high):
        picture.line(x(mark), top - 4, x(mark), below)
        picture.text(x(mark), below + 14, short(mark) if mark else "0", "middle", MUTED, 11)

    def bar(y: float, a: float, b: float, colour: str, words: str, figure: str, bold: bool = False) -> None:
        picture.text(left - 10, y + 15, words, "end", INK, 12, bold)
        wide = max(abs(x(b) - x(a)), 1.0)
        picture.rect(x(min(a, b)), y + 4, wide, ROW - 8, colour, hint=f"{words}: {figure}")
        picture.text(width - right + 8, y + 15, figure, "start", INK, 12, bold)

    y, at = top, first[1]
    bar(y, 0.0, at, INK, first[0], number(at), True)
    for step in steps:
        y += ROW
        bar(y, at, at + step.value, BLUE if step.value >= 0 else ORANGE, step.title,
            number(step.value, signed=True))  # fmt: skip
        picture.line(x(at), y - ROW + 4, x(at), y + ROW - 4, MUTED, 0.7)
        picture.line(x(at + step.low), y + ROW / 2, x(at + step.high), y + ROW / 2, PURPLE, 1.4)
        at += step.value
    y += ROW
    bar(y, 0.0, end, INK, last, number(end), True)
    picture.line(x(0.0), top - 4, x(0.0), below, INK, 1)
    y = below + 34
    for line in feet:
        picture.text(16, y, line, colour=MUTED, size=10.5)
        y += 14
    return picture.svg()
