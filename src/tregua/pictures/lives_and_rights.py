"""The picture of lives and rights: deaths against arbitrary detention, a panel for each reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tregua.i18n import _
from tregua.pictures.style import letters
from tregua.pictures.svg import Picture, short, ticks, wrapped
from tregua.vocabulary.palette import BLUE, MUTED, PURPLE, RULE

WIDE, HIGH, LEFT, TOP = 320.0, 240.0, 70.0, 92.0
Range = tuple[float, float, float]  # low, middle, high


@dataclass(frozen=True)
class Point:
    """A policy.

    Attributes
    ----------
    title
        Of the policy.
    deaths
        People, over the run.
    held
        Person-years held arbitrarily, by title of the reading.
    """

    title: str
    deaths: Range
    held: dict[str, Range]


def picture(title: str, points: Sequence[Point], foot: Sequence[str]) -> str:
    """Draw policies as points with their ranges of nine draws in ten.

    Parameters
    ----------
    title
        Of the picture.
    points
        One for each policy.
    foot
        Lines that stand below.
    """
    panels = list(points[0].held)
    width = LEFT + len(panels) * (WIDE + 40) + 10
    named = [f"{letter}  {point.title}" for letter, point in zip(letters(len(points)), points, strict=True)]
    lines = [part for line in (*named, *foot) for part in wrapped(line, width - 40, 11)]
    p = Picture(width, TOP + HIGH + 60 + 16 * len(lines), title)
    p.text(20, 24, title, size=15, bold=True)
    p.text(20, 44, _("middle and nine in ten of the draws; nearer to the corner is better"), colour=MUTED)
    most_x = max(max(point.deaths) for point in points) or 1.0
    most_y = max(max(held) for point in points for held in point.held.values()) or 1.0
    for n, panel in enumerate(panels):
        x0, colour = LEFT + n * (WIDE + 40), (BLUE, PURPLE)[n % 2]

        def x(value: float, x0: float = x0) -> float:
            return x0 + WIDE * value / most_x

        def y(value: float) -> float:
            return TOP + HIGH * (1 - value / most_y)

        p.text(x0, TOP - 14, panel, size=12, bold=True, colour=colour)
        for value in ticks(0.0, most_y, 4):
            p.line(x0, y(value), x0 + WIDE, y(value), RULE)
            if n == 0:
                p.text(x0 - 6, y(value) + 4, short(value), "end", MUTED, 10)
        for value in ticks(0.0, most_x, 4):
            p.text(x(value), TOP + HIGH + 16, short(value), "middle", MUTED, 10)
        for letter, point in zip(letters(len(points)), points, strict=True):
            low, middle, high = point.deaths
            least, held, most = point.held[panel]
            p.line(x(low), y(held), x(high), y(held), colour)
            p.line(x(middle), y(least), x(middle), y(most), colour)
            p.dot(x(middle), y(held), 4, colour)
            p.text(x(middle) + 6, y(held) - 5, letter, size=12, bold=True)
    p.text(LEFT, TOP + HIGH + 34, _("deaths, people; upwards: held arbitrarily, person-years"), colour=MUTED)
    for k, line in enumerate(lines):
        p.text(20, TOP + HIGH + 58 + 16 * k, line, colour=MUTED, size=11)
    return p.svg()
