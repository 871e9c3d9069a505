"""The picture of an outcome over time: a panel for each policy, the middle of the draws and two ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tregua.i18n import _
from tregua.pictures.svg import Picture, short_of, ticks, wrapped
from tregua.vocabulary.palette import BLUE, INK, MUTED, PURPLE, RULE

WIDE, HIGH, LEFT, ABOVE, GAP = 300.0, 130.0, 66.0, 34.0, 22.0
ACROSS = 3
COLOURS = (BLUE, PURPLE)


@dataclass(frozen=True)
class Panel:
    """A policy over time.

    Attributes
    ----------
    title
        Of the policy.
    bands
        By label of a series ("" for the only one): quantiles 5, 25, 50, 75 and 95 %, (quantile, month).
    """

    title: str
    bands: dict[str, np.ndarray]


def picture(
    title: str, unit: str, months: Sequence[date], panels: Sequence[Panel], foot: Sequence[str]
) -> str:
    """Draw panels on one scale.

    Parameters
    ----------
    title, unit
        Of the outcome.
    months
        First days.
    panels
        One for each policy, the baseline first, whose middle is dotted in all others.
    foot
        Lines that stand below, such as where the numbers come from.
    """
    across = min(ACROSS, len(panels))
    down = -(-len(panels) // across)
    cell = HIGH + ABOVE + GAP
    width = LEFT + across * (WIDE + 20) + 10
    lines = [part for line in foot for part in wrapped(line, width - 40, 11)]
    p = Picture(width, 92 + down * cell + 16 * len(lines) + 14, title)
    p.text(20, 24, title, size=15, bold=True)
    p.text(
        20, 44, _("{unit}; middle of the draws, half of them, nine in ten").format(unit=unit), colour=MUTED
    )
    series = list(panels[0].bands)
    if len(series) > 1:
        for k, label in enumerate(series):
            p.dot(26 + 170 * k, 58, 4, COLOURS[k % 2])
            p.text(34 + 170 * k, 62, label, colour=MUTED, size=11)
    finite = [b[np.isfinite(b)] for panel in panels for b in panel.bands.values()]
    most = max((float(b.max()) for b in finite if b.size), default=1.0) or 1.0
    base = panels[0].bands
    for n, panel in enumerate(panels):
        x0, y0 = LEFT + (n % across) * (WIDE + 20), 72 + (n // across) * cell + ABOVE

        def x(month: int, x0: float = x0) -> float:
            return x0 + WIDE * month / max(len(months) - 1, 1)

        def y(value: float, y0: float = y0) -> float:
            return y0 + HIGH * (1 - max(float(value), 0.0) / most)

        for k, words in enumerate(wrapped(panel.title, WIDE, 11, True)[:2]):
            p.text(x0, y0 - 18 + 13 * k, words, size=11, bold=True)
        for value in ticks(0.0, most, 3):
            p.line(x0, y(value), x0 + WIDE, y(value), RULE)
            if n % across == 0:
                p.text(x0 - 6, y(value) + 4, short_of(value, unit), "end", MUTED, 10)
        for k, bands in enumerate(panel.bands.values()):
            colour = COLOURS[k % 2]
            for low, high, strength in ((0, 4, 0.16), (1, 3, 0.3)):
                there = [m for m in range(len(months)) if np.isfinite(bands[:, m]).all()]
                edge = [(x(m), y(bands[high, m])) for m in there]
                edge += [(x(m), y(bands[low, m])) for m in reversed(there)]
                p.area(edge, colour, strength)
            p.path([(x(m), y(v)) for m, v in enumerate(bands[2]) if np.isfinite(v)], colour, 1.5)
        if n:
            for bands in base.values():
                p.path([(x(m), y(v)) for m, v in enumerate(bands[2]) if np.isfinite(v)], INK, 0.7, "2 2")
        for m, day in enumerate(months):
            if day.month == 1 or (len(months) <= 12 and m in (0, len(months) - 1)):
                words = str(day.year) if day.month == 1 else f"{day:%Y-%m}"
                p.text(x(m), y0 + HIGH + 14, words, "middle", MUTED, 10)
    for k, line in enumerate(lines):
        p.text(20, 92 + down * cell + 16 * k, line, colour=MUTED, size=11)
    return p.svg()
