"""Numbers, days, money and lists as they are written in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tregua.i18n import _
from tregua.i18n import numbers as dated
from tregua.i18n.numbers import marks


def day(when: Any) -> str:
    """Write a date as '1 June 2024'; a moment that is not resolved yet as it stands."""
    if not isinstance(when, date):
        return str(when)
    return dated.day(when)


def number(value: float) -> str:
    """Write a number to about three digits, its thousands parted."""
    if value == 0 or abs(value) >= 100:
        return marks(f"{value:,.0f}")
    if abs(value) >= 10 or float(value).is_integer():
        return marks(f"{value:,.1f}".removesuffix(".0"))
    return marks(f"{value:.2g}")


def percent(share: float) -> str:
    """Write a share as a percentage."""
    return _("{number} %").format(number=marks("100" if share >= 0.995 else f"{100 * share:.2g}"))


def usd(value: float) -> str:
    """Write an amount of US dollars."""
    if value >= 1e9:
        return _("{number} billion US dollars").format(number=marks(f"{value / 1e9:.3g}"))
    if value >= 1e6:
        return _("{number} million US dollars").format(number=marks(f"{value / 1e6:.3g}"))
    return _("{number} US dollars").format(number=marks(f"{value:,.0f}"))


def listing(words: Iterable[str]) -> str:
    """Join words as in 'a, b and c'."""
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return _("{firsts} and {last}").format(firsts=", ".join(words[:-1]), last=words[-1])


def capital(sentence: str) -> str:
    """Begin a sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]
