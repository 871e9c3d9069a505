"""A cartogram: circles sized by people at the territories' centroids, moved until none hides another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tregua.report.pictures.svg import INK, MUTED, PAPER, Svg

SIZE = 220.0
# From paper to dark, evenly in lightness: legible in grey print and with any colour vision.
SHADES = ("#f3ece6", "#e8c9b0", "#d99b72", "#bd6a3e", "#8f4322", "#5a2413")


@dataclass(frozen=True)
class Circle:
    """A territory: where its circle stands, how large it is and its number in the table."""

    territory: str
    x: float
    y: float
    r: float
    number: int


def circles(centroids: Mapping[str, tuple[float, float]], people: Mapping[str, float]) -> list[Circle]:
    """Place the circles: at (latitude, longitude), then apart until none overlaps (after Dorling, 1996)."""
    import numpy as np

    names = [i for i in centroids if people.get(i, 0) > 0]
    if not names:
        return []
    where = np.array([centroids[i] for i in names], float)
    # One degree of longitude is shorter away from the equator.
    flat = np.stack([where[:, 1] * np.cos(np.radians(where[:, 0].mean())), -where[:, 0]], 1)
    radius = np.sqrt(np.array([people[i] for i in names], float))
    span = max(float(np.ptp(flat, axis=0).max()), 1e-6)
    at = (flat - flat.mean(0)) / span
    # Together the circles would fill half of the picture, if none lay far out.
    radius *= np.sqrt(0.5 / (np.pi * (radius**2).sum()))
    home = at.copy()
    for turn in range(900):
        # Towards home at first, then apart only, so that the last word is that none overlaps.
        at += (home - at) * (0.01 if turn < 600 else 0.0)
        for i in range(len(names)):
            for j in range(i):
                gap = at[i] - at[j]
                far, need = float(np.hypot(*gap)), float(radius[i] + radius[j]) * 1.04
                if far < need:
                    way = gap / far if far > 1e-9 else np.array([np.cos(2.4 * i), np.sin(2.4 * i)])
                    # The smaller circle gives way to the larger.
                    share = radius[j] ** 2 / (radius[i] ** 2 + radius[j] ** 2)
                    at[i] += way * (need - far) * share
                    at[j] -= way * (need - far) * (1 - share)
    low, high = (at - radius[:, None]).min(0), (at + radius[:, None]).max(0)
    zoom = (SIZE - 4) / float((high - low).max())
    shift = (SIZE - (low + high) * zoom) / 2
    return [
        Circle(name, float(x * zoom + shift[0]), float(y * zoom + shift[1]), float(r * zoom), k + 1)
        for k, (name, (x, y), r) in enumerate(zip(names, at, radius, strict=True))
    ]


def shade(share: float) -> str:
    """Return the shade of a gang-controlled share."""
    return SHADES[min(len(SHADES) - 1, max(0, int(share * len(SHADES))))]


def cartogram(
    placed: Sequence[Circle], share: Mapping[str, float], numbers: Mapping[str, int], stamp: str, label: str
) -> Markup:
    """Draw the circles, shaded by gang-controlled share; `stamp` says what the picture is not."""
    svg = Svg(SIZE, SIZE + 14, label)
    for circle in placed:
        value = share.get(circle.territory, 0.0)
        svg.add(
            "circle",
            cx=circle.x,
            cy=circle.y,
            r=circle.r,
            fill=shade(value),
            stroke=INK,
            stroke_width=0.7,
        )
        if circle.r >= 5:
            svg.text(
                circle.x,
                circle.y + 3,
                str(numbers.get(circle.territory, circle.number)),
                text_anchor="middle",
                font_size=9,
                fill=PAPER if value >= 0.5 else INK,
            )
    svg.text(SIZE, SIZE + 10, stamp, text_anchor="end", font_size=9.5, font_weight=700, fill=MUTED)
    return svg.done()
