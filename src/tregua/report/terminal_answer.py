"""The answer in the terminal: the finding, a line for each policy, whether it carries over."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tregua.decisions.answer.figures import amount
from tregua.i18n import _, draft_notice, ngettext
from tregua.report.answer_page import answer_of
from tregua.results.estimates import rounded, step_of
from tregua.results.integrity import warning

if TYPE_CHECKING:
    import xarray as xr

WIDEST, NARROWEST = 100, 40
TABLE_FROM = 76  # columns from which a policy has one line; below, a line for each figure
SIGNS = {"held": "+", "failed": "x", "never tested": "?", "assumed": "~"}
THOUSANDS = 10_000.0


def span(low: float, high: float) -> str:
    """Return a range in few columns: ``(12-34k)``, ``(160-1,700)``."""
    by, mark = (1e3, "k") if high >= THOUSANDS else (1.0, "")

    def one(value: float) -> str:
        step = max(step_of(value), 1.0)
        near = rounded(value, step)
        return amount(near / by, step_of(near / by) if mark else step)

    return f"({one(low)}-{one(high)}{mark})"


def marked(outcome: Mapping[str, Any]) -> str:
    """Return the signs of an outcome's level and effect."""
    effect = outcome["effect"]
    return SIGNS[outcome["level"]["status"]] + ("" if effect is None else f"/{SIGNS[effect['status']]}")


def shortened(titles: Sequence[str], room: int) -> list[str]:
    """Shorten titles to some columns by whole words; those that would read the same stay whole."""
    short = [
        title if len(title) <= room else textwrap.shorten(title, room, placeholder="…") for title in titles
    ]
    clean = [each.replace(",…", "…") for each in short]
    return [
        own if clean.count(own) == 1 and own != "…" else title
        for own, title in zip(clean, titles, strict=True)
    ]


def _cells(policy: Mapping[str, Any]) -> list[str]:
    chance = policy["chance"]
    cells = ["-" if chance is None else f"{chance['text']} {SIGNS['assumed']}"]
    for name in ("deaths", "held", "money"):
        own = policy["outcomes"][name]
        ranged = f" {span(own['low'], own['high'])}" if name != "money" and own["range_text"] else ""
        cells.append(f"{own['text']}{ranged} {marked(own)}")
    return cells


def _table(shown: Sequence[Mapping[str, Any]], width: int) -> list[str]:
    heads = ["", _("chance"), _("deaths"), _("held, a day"), _("USD m")]
    rows = [_cells(policy) for policy in shown]
    widths = [max(len(row[k]) for row in (heads[1:], *rows)) for k in range(4)]
    room = width - sum(w + 2 for w in widths)
    titles = shortened([str(policy["title"]) for policy in shown], room)
    out = [" " * room + "".join(f"  {head:>{w}}" for head, w in zip(heads[1:], widths, strict=True))]
    for title, cells in zip(titles, rows, strict=True):
        first, *rest = textwrap.wrap(title, room) or [""]
        out.append(
            f"{first:<{room}}" + "".join(f"  {cell:>{w}}" for cell, w in zip(cells, widths, strict=True))
        )
        out += [f"  {line}" for line in rest]
    return [line.rstrip() for line in out]


def _records(shown: Sequence[Mapping[str, Any]], width: int) -> list[str]:
    heads = [_("chance"), _("deaths"), _("held, a day"), _("USD m")]
    out = []
    for policy in shown:
        out += textwrap.wrap(str(policy["title"]), width)
        out += [f"  {head}: {cell}" for head, cell in zip(heads, _cells(policy), strict=True)]
    return out


def lines_of(answer: Mapping[str, Any], width: int) -> list[str]:
    """Return the answer as lines of at most so many columns; no figure is broken.

    Parameters
    ----------
    answer
        The record of the answer page: see `tregua.decisions.answer`.
    width
        Columns, from 40 to 100.
    """
    width = max(NARROWEST, min(width, WIDEST))
    shown = [policy for policy in answer["policies"] if policy["shown"]]
    out = textwrap.wrap(answer["finding"]["text"], width)
    out += textwrap.wrap(answer["note"], width) if answer["note"] else []
    out.append("")
    out += _table(shown, width) if width >= TABLE_FROM else _records(shown, width)
    legend = answer["legend"]
    words = ", ".join(f"{SIGNS[key]} {text}" for key, text in legend.items())
    error = max((p["outcomes"]["deaths"]["error"] or 0.0) for p in shown)
    told = [
        _("Level/effect: {marks}.").format(marks=words),
        _("{n} draws a policy, {basis}; ranges hold eight in ten.").format(
            n=answer["draws"], basis=answer["basis"]
        ),
    ]
    if error:
        told.append(
            _("Chance alone moves deaths by some {n}.").format(n=amount(error, max(step_of(error), 1.0)))
        )
    more = len(answer["policies"]) - len(shown)
    if more:
        told.append(ngettext("{n} policy more: --full.", "{n} policies more: --full.", more).format(n=more))
    out += textwrap.wrap(" ".join(told), width)
    if answer["carry_over"] is not None:
        out += ["", *textwrap.wrap(answer["carry_over"]["text"], width)]
    return out


def answer_lines(ds: xr.Dataset, width: int, place: Any = None) -> list[str]:
    """Return the answer of a result as lines, with what its integrity and its language make necessary."""
    doubts = [text for text in (warning(ds), draft_notice()) if text]
    first = [line for text in doubts for line in textwrap.wrap(text, max(NARROWEST, min(width, WIDEST)))]
    return [*first, *lines_of(answer_of(ds, place), width)]
