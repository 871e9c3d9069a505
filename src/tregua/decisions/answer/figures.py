"""Figures of the answer page as text: rounded to what the draws can tell, never cut."""

from __future__ import annotations

import math
from typing import Any

from tregua.i18n import _
from tregua.i18n.numbers import MINUS, marks, percent
from tregua.results.estimates import Estimate, rounded, step_of

MILLION = 1e6


def amount(value: float, step: float) -> str:
    """Return a number rounded to a step: ``22,000``, ``0.35``."""
    near = rounded(value, step)
    places = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    text = f"{abs(near):,.{places}f}"
    if places:
        text = text.rstrip("0").rstrip(".")
    return (MINUS if near < 0 else "") + marks(text)


def _unit(name: str) -> float:
    return MILLION if name == "money" else 1.0


def printed(name: str, found: Estimate) -> dict[str, str]:
    """Return median, range and Monte Carlo error of a figure as text; money in millions."""
    by = _unit(name)
    error = found.error / by
    middle, low, high = found.median / by, found.low / by, found.high / by
    # people are whole; a small sum of money need not be
    least = 1.0 if name != "money" else 0.0
    step = max(step_of(middle, error), least)
    texts = [amount(x, max(step_of(x, error if x == middle else math.nan), least)) for x in (low, high)]
    return {
        "text": amount(middle, step),
        "range_text": _("{low} to {high}").format(low=texts[0], high=texts[1]) if found.ranged else "",
        "error_text": ""
        if not math.isfinite(error) or error == 0
        else _("± {n} by chance alone").format(n=amount(error, max(step_of(error), least) or 1.0)),
    }


def told(name: str, found: Estimate) -> dict[str, Any]:
    """Return a figure for machines and for readers."""
    return {
        "median": found.median,
        "low": found.low,
        "high": found.high,
        "draws": found.draws,
        "error": None if math.isnan(found.error) else found.error,
    } | printed(name, found)


def change(found: Estimate) -> str:
    """Return a difference in deaths in words: ``4,500 fewer (from 9,100 fewer to 810 fewer)``."""

    def one(value: float, step: float) -> str:
        size = amount(abs(value), step)
        return _("{n} fewer").format(n=size) if value < 0 else _("{n} more").format(n=size)

    step = max(found.step, 1.0)
    middle = one(found.median, step) if rounded(found.median, step) else _("no difference")
    if not found.ranged or found.low == found.high:
        return middle
    low, high = (one(x, max(step_of(x), 1.0)) for x in (found.low, found.high))
    return _("{middle} (from {low} to {high})").format(middle=middle, low=low, high=high)


def chance(value: float) -> str:
    """Return odds as text: ``3 %``; a small chance is not rounded to none."""
    if 0 < value < 0.005:
        return _("under {share}").format(share=percent(0.01))
    return percent(value)


def fraction(value: float) -> str:
    """Return a share as a number of draws in a hundred: ``84 in 100``."""
    return _("{n} in 100").format(n=round(100 * value))
