"""The picture of the answer: a line for each policy with chance, deaths, people held and money; SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tregua.i18n import _
from tregua.pictures.svg import Picture, wide_of, wrapped
from tregua.vocabulary.palette import BLUE, FAINT, GREY, INK, MUTED, ORANGE, RULE, WHITE

DOTS = 10
Policy = Mapping[str, Any]


def picture(answer: Mapping[str, Any], narrow: bool = False) -> str:
    """Draw the policies that are shown, SVG.

    Parameters
    ----------
    answer
        The record of the answer page: see `tregua.decisions.answer`.
    narrow
        For a screen of 360 pixels: the figures of a policy stand below each other.
    """
    shown = [policy for policy in answer["policies"] if policy["shown"]]
    title = _("{place}, {period}: chance of starting, deaths, people held and money, by policy").format(
        place=answer["place_title"], period=answer["period"]
    )
    return _narrow(shown, title) if narrow else _wide(shown, title)


def fitting(words: str, width: float, size: float) -> float:
    """Return the size of bold words at which they keep to a width, at most a size."""
    return min(size, size * width / max(wide_of(words, size, True), 1.0))


def _most(shown: Sequence[Policy], name: str) -> float:
    return max(max(p["outcomes"][name]["high"], p["outcomes"][name]["median"]) for p in shown) or 1.0


def _strip(
    p: Picture, policy: Policy, name: str, x: float, y: float, wide: float, most: float, size: float
) -> None:
    """Draw a figure: its text, its range as a line, its median as a dot or a square, its marks below."""
    own = policy["outcomes"][name]
    failed = own["level"]["grey"]
    colour = FAINT if failed else ORANGE if name == "deaths" else BLUE
    p.text(x, y, own["text"], colour=FAINT if failed else INK, size=size + 3, bold=True)
    if own["range_text"]:
        # about where the bold figure ends: digits are wider than letters
        p.text(x + 10 + 0.66 * (size + 3) * len(own["text"]), y, own["range_text"], colour=MUTED, size=size)
    at = [x + wide * min(own[key] / most, 1.0) for key in ("low", "median", "high")]
    line = y + 12
    p.line(x, line, x + wide, line, RULE, 1)
    p.line(at[0], line, max(at[2], at[0] + 1), line, colour, 4)
    if name == "deaths":
        p.dot(at[1], line, 6, colour, WHITE)
    else:
        p.rect(at[1] - 5, line - 5, 10, 10, colour, WHITE)
    p.text(x, y + 31, marks_text(own), colour=MUTED, size=size - 1)


def marks_text(outcome: Mapping[str, Any]) -> str:
    """Return the two marks of an outcome in words."""
    level = _("level {mark}").format(mark=outcome["level"]["text"])
    if outcome["effect"] is None:
        return level
    return _("{level}; effect {mark}").format(level=level, mark=outcome["effect"]["text"])


def _chance(p: Picture, policy: Policy, x: float, y: float, size: float) -> None:
    """Draw a chance as ten dots, filled from the left, the last one in part."""
    chance = policy["chance"]
    if chance is None:
        p.text(x, y, _("no decision needed"), colour=MUTED, size=size)
        return
    words = f"{chance['text']} ({chance['range_text']})" if chance["range_text"] else chance["text"]
    p.text(x, y, words, size=fitting(words, 158, size), bold=True)
    for k in range(DOTS):
        cx, r = x + 5 + 12.5 * k, 4.6
        p.dot(cx, y + 12, r, WHITE, MUTED)
        part = min(max(chance["dots"] - k, 0.0), 1.0)
        if part > 0.02:
            p.dot(cx, y + 12, r * part**0.5, INK)  # by area
    p.text(x, y + 31, chance["mark"]["text"], colour=MUTED, size=size - 1)


def _money(p: Picture, policy: Policy, x: float, y: float, size: float) -> None:
    own = policy["outcomes"]["money"]
    p.text(x, y, own["text"], size=size + 3, bold=True)
    p.text(x, y + 15, own["range_text"], colour=MUTED, size=size - 1)


def _wide(shown: Sequence[Policy], title: str) -> str:
    name, chance, strip, gap = 196.0, 150.0, 258.0, 22.0
    left = [0.0, name + gap, name + chance + 2 * gap, name + chance + strip + 3 * gap]
    left.append(left[3] + strip + gap)
    p = Picture(left[4] + 118, 0, title)
    heads = (
        (left[1], [_("Chance that it starts"), _("assumed")], INK),
        (left[2], [_("Deaths over the run"), _("in custody too")], ORANGE),
        (left[3], [_("Held without a judge's order"), _("people, on an average day")], BLUE),
        (left[4], [_("Money"), _("million US dollars")], INK),
    )
    for (x, (first, second), colour), room in zip(heads, (chance, strip, strip, 112.0), strict=True):
        p.text(x, 16, first, colour=colour, size=fitting(first, room + 14, 13), bold=True)
        p.text(x, 31, second, colour=MUTED, size=fitting(second, room + 14, 11.5))
    y = 42.0
    for policy in shown:
        p.line(0, y, p.width, y, GREY, 0.8)
        for k, line in enumerate(wrapped(str(policy["title"]), name, 13.5, True)[:3]):
            p.text(left[0], y + 24 + 17 * k, line, size=13.5, bold=True)
        _chance(p, policy, left[1], y + 24, 12)
        _strip(p, policy, "deaths", left[2], y + 24, strip, _most(shown, "deaths"), 12)
        _strip(p, policy, "held", left[3], y + 24, strip, _most(shown, "held"), 12)
        _money(p, policy, left[4], y + 24, 12)
        y += 61
    p.height = y + 2
    return p.svg()


def _narrow(shown: Sequence[Policy], title: str) -> str:
    width = 328.0
    p = Picture(width, 0, title)
    y = 2.0
    for policy in shown:
        p.line(0, y, width, y, INK, 1.2)
        y += 20
        for line in wrapped(str(policy["title"]), width, 15, True):
            p.text(0, y, line, size=15, bold=True)
            y += 18
        p.text(0, y + 4, _("Chance that it starts"), colour=INK, size=12.5, bold=True)
        y += 22
        _chance(p, policy, 2, y, 12.5)
        for name, words, colour in (
            ("deaths", _("Deaths over the run, in custody too"), ORANGE),
            ("held", _("Held without a judge's order, average day"), BLUE),
        ):
            y += 57 if name == "held" or policy["chance"] else 24
            p.text(0, y, words, colour=colour, size=12.5, bold=True)
            y += 20
            _strip(p, policy, name, 2, y, width - 10, _most(shown, name), 13)
        y += 54
        money = policy["outcomes"]["money"]
        p.text(0, y, _("Money: {n} million US dollars").format(n=money["text"]), size=12.5, bold=True)
        y += 20
    p.height = y
    return p.svg()
