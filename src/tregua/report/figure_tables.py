"""The numbers of a picture as a table: what a reader without scripts sees, and what anybody can copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tregua.i18n import _
from tregua.report import numbers, phrases
from tregua.report.numbers import three_digits

Picture = Mapping[str, Any]


def _triple(low: Any, mid: Any, high: Any) -> str:
    if mid is None:
        return numbers.MISSING
    text = numbers.number(mid)
    if low is None or high is None or low == high:
        return text
    return _("{mid} ({low} to {high})").format(
        mid=text, low=numbers.number(three_digits(low)), high=numbers.number(three_digits(high))
    )


def table_of(
    picture: Picture, policies: Sequence[Mapping[str, Any]], dates: Sequence[str]
) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a picture's table: the numbers it draws, in words.

    Of a fan every third month stands in the table, of a map the first and the last; the page's data has all.
    """
    titles = {p["id"]: f"{p['short']} {p['title']}" for p in policies}

    def named(policy: Any) -> str:
        return titles.get(policy, str(policy or ""))

    kind = picture["kind"]
    if kind == "fan":
        at = sorted({*range(2, len(dates), 3), len(dates) - 1})
        several = [
            (f"{named(p['policy'])}" + (f", {s['label']}" if s.get("label") else ""), s["quantiles"])
            for p in picture["panels"]
            for s in p.get("series", [p])
        ]
        head = [_("Month"), *(name for name, _q in several)]
        return head, [
            [
                phrases.month(date.fromisoformat(dates[t])),
                *(_triple(q[0][t], q[2][t], q[4][t]) for _n, q in several),
            ]
            for t in at
        ]
    if kind == "tradeoff":
        head = [_("Policy"), _("Reading")]
        head += [f"{picture[k]['label']}, {picture[k]['unit']}" for k in ("x", "y", "size")]
        return head, [
            [named(p["policy"]), p["panel"], *(_triple(*p[k]) for k in ("x", "y", "size"))]
            for p in picture["points"]
        ]
    if kind == "map":
        head = [_("Region")]
        base = picture["policy"]
        for layer in picture["layers"]:
            head += [
                f"{layer['label']}, {phrases.month(date.fromisoformat(picture['dates'][t]))}" for t in (0, -1)
            ]
        rows = []
        for j, territory in enumerate(picture["territories"]):
            cells = [territory["name"]]
            for layer in picture["layers"]:
                for t in (0, -1):
                    value = layer["policies"][base][t][j]
                    cells.append(
                        numbers.percent(value) if layer["scale"] == "share" else numbers.number(value)
                    )
            rows.append(cells)
        return head, rows
    if kind == "stack":
        head = [_("Policy"), *(p["label"] for p in picture["parts"]), _("range of all deaths")]
        return head, [
            [
                named(r["policy"]),
                *(numbers.number(v) for v in r["values"]),
                _("{low} to {high}").format(low=numbers.number(r["low"]), high=numbers.number(r["high"])),
            ]
            for r in picture["rows"]
        ]
    head = [_("Of"), _("Group"), picture["unit"]]
    return head, [
        [r["label"], str(r["group"] or ""), _triple(r["low"], r["mid"], r["high"])] for r in picture["rows"]
    ]
