"""How figures are printed: digits by Monte Carlo error, thousands marked, the range in brackets."""

from __future__ import annotations

import math

from tregua.i18n import _
from tregua.i18n.numbers import MINUS as MINUS
from tregua.i18n.numbers import MISSING as MISSING
from tregua.i18n.numbers import NBSP, number, percent
from tregua.i18n.numbers import plain as plain
from tregua.i18n.numbers import three_digits as three_digits
from tregua.results.estimates import Estimate, rounded, step_of
from tregua.vocabulary.time import DAYS_A_YEAR


def exact(x: float) -> str:
    """Write a value that reads back as itself."""
    return repr(int(x)) if x == int(x) else repr(x)


def chance(x: float) -> str:
    """Print odds: ``12 %``; small ones are not rounded to never, nor large ones to always."""
    if 0 < x < 0.005:
        return _("under {share}").format(share=percent(0.01))
    if 0.995 <= x < 1:
        return _("over {share}").format(share=percent(0.99))
    return percent(x)


def _scaled(x: float, unit: str) -> float:
    return x / 1e6 if unit == "USD" else x


def _thousands(x: float, *, signed: bool = False) -> str:
    return number(x / 1e3, signed=signed) + ("k" if x else "")


def told(value: Estimate, unit: str) -> tuple[float, float, float]:
    """Return low, median and high, rounded to what their draws can tell.

    Where the Monte Carlo error is known: two significant digits, three where it earns them, fewer where it
    is larger. Shares are printed as whole per cents.
    """
    if unit == "share" or not math.isfinite(value.error):
        return value.low, value.median, value.high
    return (
        rounded(value.low, step_of(value.low)),
        rounded(value.median, value.step),
        rounded(value.high, step_of(value.high)),
    )


def parts(
    value: Estimate | None,
    unit: str = "people",
    *,
    signed: bool = False,
    dash: str = "–",
    shorten: bool = False,
) -> tuple[str, str]:
    """Print a figure and, apart, its range; the range is empty where there is none to show."""
    if value is None:
        return MISSING, ""
    three = told(value, unit)
    if unit == "days" and value.median >= 730:
        # nobody reads seven thousand days
        low, middle, high = (number(x / DAYS_A_YEAR) for x in three)
        return _("{n} years").format(n=middle), (f"{low}{dash}{high}" if value.ranged else "")
    if unit == "days":
        low, middle, high = (number(x) for x in three)
        return _("{n} days").format(n=middle), (f"{low}{dash}{high}" if value.ranged else "")
    if unit == "share" and signed:
        low, middle, high = (number(100 * x, signed=True) for x in three)
        middle, high = f"{middle}{NBSP}%", f"{high}{NBSP}%"
    elif unit == "share":
        low, middle, high = (percent(x) for x in three)
        low = low if low == high else low.removesuffix(f"{NBSP}%")
    else:
        scaled = [_scaled(x, unit) for x in three]
        show = _thousands if shorten and max(map(abs, scaled)) >= 99_950 else number
        low, middle, high = (show(x, signed=signed) for x in scaled)
    if not value.ranged or low == middle == high:
        return middle, ""
    # A dash between signed numbers reads as one more minus.
    between = _(" to ") if signed else dash
    return middle, f"{low}{between}{high}"


def figure(
    value: Estimate | None,
    unit: str = "people",
    *,
    signed: bool = False,
    dash: str = "–",
    shorten: bool = False,
) -> str:
    """Print a figure with its range: ``1,230 (900–1,800)``, ``41 % (30–52 %)``; dollars in millions.

    With `shorten`, figures that reach a hundred thousand are printed in thousands: ``337k (203k–507k)``.
    """
    middle, span = parts(value, unit, signed=signed, dash=dash, shorten=shorten)
    return f"{middle} ({span})" if span else middle
