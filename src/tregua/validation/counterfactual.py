"""El Salvador without the state of exception: the model's estimate and a synthetic control, one picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.validation.model_counterfactual import without_state_of_exception
from tregua.validation.synthetic_control import (
    OFFICIAL,
    WIDE,
    Estimate,
    Year,
    estimate,
    fall_before,
    own_trend,
    panel,
    record,
)
from tregua.vocabulary.palette import MODEL, RIVAL

if TYPE_CHECKING:
    from tregua.places import Place

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 520, 440, 56, 44, 72
FOOT, LINE, LETTERS = 440, 15, 172  # lines below the panels: where, how far apart, how long
FIRST, LAST = 2015, 2025
LEAST, MOST = 20.0, 12000.0
KEY, KEYS = 72, 316  # where the keys of colours stand: below the lines, before 2021
YEARLY = {2015: 6656, 2016: 5280, 2017: 3962, 2018: 3346, 2019: 2398, 2020: 1341} | OFFICIAL  # people killed


def model_estimate(place: Place, reading: str = "politics") -> Mapping[str, Sequence[Year]] | None:
    """Return the model's own estimate by base, or None where no posterior as of March 2022 is at hand."""
    return without_state_of_exception(place, reading)


def _bases(model: Mapping[str, Sequence[Year]]) -> dict[str, list[dict[str, Any]]]:
    return {base: [vars(year) for year in years] for base, years in model.items()}


def everything(place: Place) -> dict[str, Any]:
    """Return both methods, the bound and the shares of the fall, for machines."""
    model, broken = model_estimate(place), model_estimate(place, "broken")
    return {
        "place": place.name,
        "donors": {
            "pool": list(panel().countries),
            "left_out": dict(panel().left_out),
            "filled": {country: list(years) for country, years in panel().filled.items()},
        },
        "synthetic_control": [record(estimate("changes")), record(estimate("levels"))],
        "model": None if model is None else _bases(model),
        "model_pact_broken": None if broken is None else _bases(broken),
        "own_trend": [{"year": y.year, "median": y.middle} for y in own_trend()],
        "fall_before_march_2022": [vars(fall) for fall in fall_before()],
    }


def picture(synthetic: Estimate, model: Mapping[str, Sequence[Year]] | None) -> str:
    """Draw what was counted and what would have been, a panel for each base, on a log scale, as SVG."""
    foot = [line for text in _foot(synthetic) for line in wrap(text, LETTERS)]
    tall = FOOT + LINE * len(foot) + 8
    title = _("People killed a year, El Salvador, with and without the state of exception")
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {tall}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12">',
        f"<title>{escape(_('El Salvador with and without the state of exception'))}</title>",
        f'<rect width="{2 * WIDTH}" height="{tall}" fill="white"/>',
        f'<text x="{LEFT}" y="20" font-size="14">{escape(title)}</text>',
    ]
    panels = (
        ("narrow", _("Narrow base: the police count, by the rule in force"), YEARLY),
        ("wide", _("Wide base: with clashes and graves"), _wide()),
    )
    for k, (base, title, counted) in enumerate(panels):
        out.append(f'<g transform="translate({k * WIDTH} 0)">')
        out.append(f'<text x="{LEFT}" y="42">{escape(title)}</text>')
        for value in (30, 100, 300, 1000, 3000, 10000):
            y = _y(value)
            out.append(f'<line x1="{LEFT}" x2="{WIDTH - 16}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
            out.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,}</text>')
        for year in range(FIRST, LAST + 1, 2):
            out.append(f'<text x="{_x(year):.1f}" y="{HEIGHT - 20}" text-anchor="middle">{year}</text>')
        start = float(counted[max(y for y in counted if y < 2022)])
        out += _band(getattr(synthetic, base), start, RIVAL, _("synthetic control"), 0)
        if model is not None:
            out += _band(model[base], start, MODEL, _("the model"), 1)
        out += _counted(counted)
        out.append(_key("black", _("counted"), 2))
        out.append("</g>")
    for n, line in enumerate(foot):
        out.append(f'<text x="{LEFT}" y="{FOOT + LINE * n}" font-size="11">{escape(line)}</text>')
    return "\n".join([*out, "</svg>", ""])


def _foot(synthetic: Estimate) -> list[str]:
    """Say of whom the synthetic control is made, who else was looked at, and who was not."""
    pool = panel()
    told = ", ".join(f"{country} {weight:.0%}" for country, weight in synthetic.weights.items())
    zero = ", ".join(c for c in pool.countries if c not in synthetic.weights)
    return [
        _("Synthetic control: {weights}. Donors without weight: {names}.").format(weights=told, names=zero),
        _("No donors: {names} (small, or years missing).").format(names=", ".join(pool.left_out)),
        _("From 2024 donors are carried on as they were. The model is fitted as of 1 March 2022."),
    ]


def _wide() -> dict[int, int]:
    """Return the counts of the wide base; the official count held clashes until the middle of 2019."""
    return {year: n for year, n in YEARLY.items() if year <= 2018} | WIDE


def _band(years: Sequence[Year], start: float, colour: str, name: str, row: int) -> list[str]:
    begin = (2021, start)
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


def _counted(counts: Mapping[int, int]) -> list[str]:
    """Draw what was counted; where years were not, dots between."""
    out, years = [], sorted(counts)
    for a, b in pairwise(years):
        dash = "" if b == a + 1 else ' stroke-dasharray="2 5"'
        ends = f'x1="{_x(a):.1f}" y1="{_y(counts[a]):.1f}" x2="{_x(b):.1f}" y2="{_y(counts[b]):.1f}"'
        out.append(f'<line {ends} stroke="black" stroke-width="2"{dash}/>')
    out += [f'<circle cx="{_x(y):.1f}" cy="{_y(counts[y]):.1f}" r="3"/>' for y in years]
    return out


def _key(colour: str, text: str, row: int) -> str:
    y = KEYS + 18 * row
    mark = f'<rect x="{KEY}" y="{y - 6}" width="18" height="3" fill="{colour}"/>'
    return f'{mark}<text x="{KEY + 24}" y="{y}">{escape(text)}</text>'


def _x(year: float) -> float:
    return LEFT + 20 + (WIDTH - LEFT - 60) * (year - FIRST) / (LAST - FIRST)


def _y(value: float) -> float:
    share = math.log(min(max(value, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
