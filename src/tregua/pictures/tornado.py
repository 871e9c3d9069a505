"""The picture of what drives outcomes: a tornado for each, with its Sobol indices beside it."""

from __future__ import annotations

from tregua.decisions.labels import capital, held
from tregua.decisions.sensitivity_analysis.sensitivity import Driver, Sensitivity, Swing
from tregua.i18n import _, translated
from tregua.i18n.numbers import percent
from tregua.pictures.svg import Picture, short_of, wide_of
from tregua.vocabulary.palette import BLUE, GREY, INK, MUTED, ORANGE

BARS, SHARES, ROW = 330.0, 190.0, 20.0
MOST = 8  # inputs drawn for an outcome


def picture(found: Sensitivity) -> str:
    """Draw every outcome, one below another; each reading apart, where one hangs on who is arrested."""
    title = _("{policy}: what drives it").format(policy=translated(found.policy.title))
    panels = [(d, *each) for d in found.drivers for each in d.apart()]
    heights = [70 + ROW * min(len(swings), MOST) for _d, _reading, _median, swings in panels]
    words = found.titles()
    head = _("bars: median where an input is in its lowest (blue) and highest (orange) fifth")
    labels = [wide_of(words[s.name], 11) + 28 for _d, _reading, _median, own in panels for s in own[:MOST]]
    # the longest label of the language has room, and the head beside that of the shares
    left = max(330.0, *labels, wide_of(head) + 20 - BARS - 40)
    p = Picture(left + BARS + SHARES + 130, 80 + sum(heights), title)
    p.text(20, 24, title, size=15, bold=True)
    p.text(20, 44, head, colour=MUTED)
    p.text(left + BARS + 60, 44, _("total Sobol index, 90 %"), colour=MUTED)
    y = 70.0
    for (d, reading, median, swings), height in zip(panels, heights, strict=True):
        _one(p, d, (reading, median, swings[:MOST]), words, y, left)
        y += height
    return p.svg()


def named(d: Driver, reading: str) -> str:
    """Return an outcome's title, with the reading where it is told of one."""
    if not reading:
        return d.title
    return _("{title}, {reading} reading").format(title=d.title, reading=held(reading))


def _one(
    p: Picture,
    d: Driver,
    told: tuple[str, float, list[Swing]],
    words: dict[str, str],
    top: float,
    left: float,
) -> None:
    reading, median, swings = told
    ends = [v for s in swings for v in (s.low, s.high)] + [median]
    low, high = min(ends), max(ends)
    room = (high - low) * 0.05 or 1.0
    low, high = low - room, high + room

    def at(value: float) -> float:
        return left + BARS * (value - low) / (high - low)

    bottom = top + 24 + ROW * len(swings)
    p.text(20, top + 8, capital(f"{named(d, reading)} ({d.unit})"), bold=True)
    p.line(at(median), top + 14, at(median), bottom, INK)
    p.text(at(median), bottom + 14, short_of(median, d.unit), "middle", MUTED, 11)
    for value in (low + room, high - room):
        p.text(at(value), bottom + 28, short_of(value, d.unit), "middle", MUTED, 10)
    index = {name: k for k, name in enumerate(d.indices.names)}
    for n, s in enumerate(swings):
        y = top + 20 + ROW * n
        p.text(left - 8, y + 12, words[s.name], "end", size=11)
        for value, colour, what in ((s.low, BLUE, s.at_low), (s.high, ORANGE, s.at_high)):
            x = min(at(value), at(median))
            hint = f"{held(what)}: {short_of(value, d.unit)}"
            p.rect(x, y + 2, abs(at(value) - at(median)), ROW - 6, colour, hint=hint)
        k = index[s.name]
        x0 = left + BARS + 60
        share = float(min(max(d.indices.total[k], 0.0), 1.0))
        p.rect(x0, y + 2, SHARES * share, ROW - 6, GREY)
        a, b = (min(max(float(v[k]), 0.0), 1.0) for v in (d.indices.total_low, d.indices.total_high))
        p.line(x0 + SHARES * a, y + ROW / 2 - 1, x0 + SHARES * b, y + ROW / 2 - 1, INK, 1.5)
        p.text(x0 + SHARES + 8, y + 12, percent(share), colour=MUTED, size=11)
