"""The picture of a discovery: where goals are met, the box in it, and what the box was chosen from."""

from __future__ import annotations

import numpy as np

from tregua.decisions.discovery.discovery import Discovery, Found
from tregua.decisions.labels import capital
from tregua.i18n import _, translated
from tregua.i18n.numbers import percent
from tregua.pictures.svg import Picture, short, ticks, wide_of
from tregua.vocabulary.palette import BLUE, GREY, INK, MUTED, ORANGE

LEFT, TOP, SIDE, GAP = 70.0, 70.0, 340.0, 90.0


def picture(d: Discovery) -> str:
    """Draw the futures over the two conditions that matter most, with the first box, and its path."""
    title = _("{policy}: futures that meet the goals, and the first box").format(
        policy=translated(d.policy.title)
    )
    p = Picture(LEFT + 2 * SIDE + GAP + 30, 0, title)
    shown, _boxes, _y = _shown(d)
    top = TOP + p.headed(LEFT, title, capital("; ".join(shown)))
    p.height = top + SIDE + 80
    across, up = _axes(d)
    _points(p, d, across, up, top)
    _path(p, d, top)
    return p.svg()


def _shown(d: Discovery) -> tuple[list[str], list[Found], np.ndarray]:
    """Return which goals are drawn, their boxes, and which futures meet them: the first with a box."""
    if not d.boxes:
        for goal in d.goals:
            if d.alone.get(goal.text):
                return [goal.sentence()], d.alone[goal.text], d.met[goal.text]
    return [goal.sentence() for goal in d.goals], d.boxes, d.y


def _axes(d: Discovery) -> tuple[str, str]:
    numbers = [name for name, v in d.x.items() if v.dtype.kind == "f"]
    boxes = _shown(d)[1]
    back = boxes[0].returns if boxes else dict.fromkeys(numbers, 0.0)
    limits = list(boxes[0].box.limits) if boxes else []
    order = sorted(numbers, key=lambda name: (name not in limits, -back[name]))
    return order[0], order[1]


def _points(p: Picture, d: Discovery, across: str, up: str, top: float) -> None:
    titles = {u.name: u.title for u in d.beliefs.uncertain}
    _goals, boxes, y_met = _shown(d)
    spread = {name: float(d.x[name].max() / max(d.x[name].min(), 1e-12)) for name in (across, up)}
    logs = {name: spread[name] > 30 and d.x[name].min() > 0 for name in (across, up)}

    def scaled(name: str, values: np.ndarray | float) -> np.ndarray:
        return np.log10(values) if logs[name] else np.asarray(values)

    lows = {name: float(scaled(name, d.x[name].min())) for name in (across, up)}
    highs = {name: float(scaled(name, d.x[name].max())) for name in (across, up)}

    def at(name: str, value: float) -> float:
        low, high = lows[name], highs[name]
        share = (float(scaled(name, value)) - low) / max(high - low, 1e-12)
        return LEFT + share * SIDE if name == across else top + SIDE - share * SIDE

    p.rect(LEFT, top, SIDE, SIDE, fill="none", edge=GREY)
    for name in (across, up):
        for tick in ticks(lows[name], highs[name], 6):
            value = 10**tick if logs[name] else tick
            if name == across:
                p.text(at(name, value), top + SIDE + 16, short(value), "middle", MUTED)
            else:
                p.text(LEFT - 6, at(name, value) + 4, short(value), "end", MUTED)
    p.text(LEFT + SIDE / 2, top + SIDE + 36, titles[across], "middle")
    p.text(LEFT, top - 8, titles[up])
    for met in (False, True):
        for n in np.flatnonzero(y_met == met):
            x, y = at(across, float(d.x[across][n])), at(up, float(d.x[up][n]))
            if met:
                p.dot(x, y, 2.6, BLUE)
            else:
                p.dot(x, y, 1.8, "none", GREY)
    if boxes:
        limits = boxes[0].box.limits
        edges = {}
        for name in (across, up):
            low, high = limits.get(name, (-np.inf, np.inf))
            edges[name] = (
                at(name, max(low, float(d.x[name].min()))),
                at(name, min(high, float(d.x[name].max()))),
            )
        (left, right), (bottom, upper) = edges[across], edges[up]
        p.rect(left, upper, right - left, bottom - upper, fill="none", edge=ORANGE)
    y = top + SIDE + 62
    x = LEFT
    for kind, words in (("met", _("goals met")), ("not", _("not met")), ("box", _("first box"))):
        if kind == "box":
            p.rect(x, y - 10, 12, 12, fill="none", edge=ORANGE)
        else:
            met = kind == "met"
            p.dot(x + 6, y - 4, 2.6 if met else 1.8, BLUE if met else "none", "none" if met else GREY)
        p.text(x + 16, y, words, colour=MUTED)
        x += 16 + wide_of(words) + 14


def _path(p: Picture, d: Discovery, top: float) -> None:
    left = LEFT + SIDE + GAP
    p.rect(left, top, SIDE, SIDE, fill="none", edge=GREY)
    p.text(left, top - 8, _("density: share of the box that meets the goals"))
    p.text(left + SIDE / 2, top + SIDE + 36, _("coverage: share of what meets them in the box"), "middle")
    for k in range(6):
        p.text(left + SIDE * k / 5, top + SIDE + 16, percent(k / 5), "middle", MUTED)
        p.text(left - 6, top + SIDE - SIDE * k / 5 + 4, percent(k / 5), "end", MUTED)
    points = [(left + b.coverage * SIDE, top + SIDE - b.density * SIDE) for b in d.path]
    if points:
        p.path(points, GREY)
    for x, y in points:
        p.dot(x, y, 2, INK)
    for number, found in enumerate(_shown(d)[1], 1):
        x, y = left + found.box.coverage * SIDE, top + SIDE - found.box.density * SIDE
        p.dot(x, y, 6, "none", ORANGE)
        p.text(x - 9, y - 8, _("box {k}").format(k=number), "end", ORANGE)
        held = found.held_out
        x, y = left + held.coverage * SIDE, top + SIDE - held.density * SIDE
        p.line(x, top + SIDE - found.held_out_density[0] * SIDE, x,
               top + SIDE - found.held_out_density[1] * SIDE, BLUE, 1.5)  # fmt: skip
        p.dot(x, y, 4, BLUE)
    y = top + SIDE + 62
    p.dot(left + 6, y - 4, 4, BLUE)
    p.text(left + 14, y, _("sought on one half, counted on the other, 95 %"), colour=MUTED)
