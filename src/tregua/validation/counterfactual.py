"""El Salvador without the state of exception: the model's estimate and a synthetic control, one picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.learning.synthetic import OFFICIAL, WIDE, Estimate, Year, estimate, fall_before, own_trend, record

if TYPE_CHECKING:
    from tregua.places import Place

# the model's own estimate: a module with a function `without_state_of_exception(place)` that returns, for the
# bases "narrow" and "wide", a `tregua.learning.synthetic.Year` for each of 2022 to 2025
MODEL = "tregua.learning.counterfactual"
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 760, 420, 64, 44, 56
FIRST, LAST = 2015, 2025
LEAST, MOST = 50.0, 12000.0
YEARLY = {2015: 6656, 2016: 5280, 2017: 3962, 2018: 3346, 2019: 2398, 2020: 1341} | OFFICIAL  # people killed


def model_estimate(place: Place) -> Mapping[str, Sequence[Year]] | None:
    """Return the model's own estimate by base, or None where no posterior offers one yet."""
    if find_spec(MODEL) is None:
        return None
    from importlib import import_module

    return import_module(MODEL).without_state_of_exception(place)


def everything(place: Place) -> dict[str, Any]:
    """Return both methods, the bound and the shares of the fall, for machines."""
    model = model_estimate(place)
    return {
        "place": place.name,
        "synthetic_control": [record(estimate("changes")), record(estimate("levels"))],
        "model": None
        if model is None
        else {base: [vars(year) for year in years] for base, years in model.items()},
        "own_trend": [{"year": y.year, "median": y.middle} for y in own_trend()],
        "fall_before_march_2022": [vars(fall) for fall in fall_before()],
    }


def picture(synthetic: Estimate, model: Mapping[str, Sequence[Year]] | None) -> str:
    """Draw what was counted and what would have been, people killed a year on a log scale, as SVG."""
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12">',
        f"<title>{escape(_('El Salvador with and without the state of exception'))}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="20" font-size="14">{escape(_("People killed a year, El Salvador"))}</text>',
    ]
    for value in (100, 300, 1000, 3000, 10000):
        y = _y(value)
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - 16}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,}</text>')
    for year in range(FIRST, LAST + 1):
        out.append(f'<text x="{_x(year):.1f}" y="{HEIGHT - 20}" text-anchor="middle">{year}</text>')
    out += _band(synthetic.narrow, "#b45f06", _("synthetic control"), 0)
    if model is not None:
        out += _band(model["narrow"], "#1f5fa8", _("the model"), 1)
    path = " ".join(f"{_x(y):.1f},{_y(v):.1f}" for y, v in sorted(YEARLY.items()))
    out.append(f'<polyline points="{path}" fill="none" stroke="black" stroke-width="2"/>')
    out.append(_key("black", _("counted, narrow base"), 2))
    for year, value in WIDE.items():
        if year > FIRST:
            out.append(f'<circle cx="{_x(year):.1f}" cy="{_y(value):.1f}" r="4" fill="none" stroke="black"/>')
    out.append(_key("none", _("○ counted, with clashes and graves"), 3))
    return "\n".join([*out, "</svg>", ""])


def _band(years: Sequence[Year], colour: str, name: str, row: int) -> list[str]:
    begin = (2021, float(OFFICIAL[2021]))
    upper = [begin, *((y.year, y.high) for y in years)]
    lower = [begin, *((y.year, y.low) for y in years)]
    around = " ".join(f"{_x(y):.1f},{_y(v):.1f}" for y, v in [*upper, *reversed(lower)])
    middle = [begin, *((y.year, y.middle) for y in years)]
    line = " ".join(f"{_x(y):.1f},{_y(v):.1f}" for y, v in middle)
    return [
        f'<polygon points="{around}" fill="{colour}" fill-opacity="0.15"/>',
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="6 4"/>',
        _key(colour, _("without it: {name}, nine in ten").format(name=name), row),
    ]


def _key(colour: str, text: str, row: int) -> str:
    y = TOP + 14 + 18 * row
    mark = f'<rect x="420" y="{y - 6}" width="18" height="3" fill="{colour}"/>' if colour != "none" else ""
    return f'{mark}<text x="444" y="{y}">{escape(text)}</text>'


def _x(year: float) -> float:
    return LEFT + 20 + (WIDTH - LEFT - 60) * (year - FIRST) / (LAST - FIRST)


def _y(value: float) -> float:
    share = math.log(min(max(value, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
