"""Numbers and dates as each language writes them.

A table of our own for four languages: Babel would add 33 MB to an installation. The tests hold it against
Babel's copy of the Unicode CLDR for the locales in `tregua.i18n.LOCALES`; Haitian Creole takes the numbers
of French in Haiti and has its own months.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

from tregua.i18n import language

THIN = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"
MISSING = "\N{EM DASH}"


@dataclass(frozen=True)
class Form:
    """How a language writes numbers and dates."""

    thousands: str
    decimal: str
    month: str
    day: str
    first: str  # the first day of a month


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ht": "janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm",
}
FORMS = {
    "en": Form(",", ".", "{month} {year}", "{day} {month} {year}", "1"),
    "es": Form(",", ".", "{month} de {year}", "{day} de {month} de {year}", "1"),
    "fr": Form(THIN, ",", "{month} {year}", "{day} {month} {year}", "1er"),
    "ht": Form(THIN, ",", "{month} {year}", "{day} {month} {year}", "premye"),
}


def marks(number: str) -> str:
    """Put the marks of the language in use into a number printed the English way, such as ``12,300.5``."""
    form = FORMS[language()]
    return number.translate({ord(","): form.thousands, ord("."): form.decimal})


def _named(when: date) -> str:
    return MONTHS[language()].split()[when.month - 1]


def month(day: date) -> str:
    """Print a month: ``April 2024``, ``abril de 2024``."""
    return FORMS[language()].month.format(month=_named(day), year=day.year)


def day(when: date) -> str:
    """Print a day: ``1 June 2024``, ``1er juin 2024``."""
    form = FORMS[language()]
    return form.day.format(day=form.first if when.day == 1 else when.day, month=_named(when), year=when.year)


def worded(text: str) -> str:
    """Print the ISO dates in a text as days: ``as of 10 March 2024``."""
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: day(date.fromisoformat(found[0])), text)


def three_digits(x: float) -> float:
    """Round to three significant digits: more would claim a precision that no draw has."""
    if x == 0 or not math.isfinite(x):
        return x
    return round(x, 2 - math.floor(math.log10(abs(x))))


def number(x: float, *, signed: bool = False) -> str:
    """Print a count: ``12,300``, ``0.4``; with `signed`, ``+120`` or ``−3,400``."""
    if math.isnan(x):
        return MISSING
    rounded = three_digits(x)
    size = abs(rounded)
    # Below ten a count of people is whole, a number of person-years or of millions need not be.
    text = f"{size:,.0f}" if size >= 10 or size == round(size) else f"{size:,.1f}"
    if float(text.replace(",", "")) == 0:
        return "0"
    mark = MINUS if rounded < 0 else ("+" if signed else "")
    return mark + marks(text)


def plain(x: float) -> str:
    """Print a value of any size without powers of ten: ``1,000,000``, ``2.06``, ``0.00004``."""
    rounded = three_digits(x)
    if not math.isfinite(rounded) or rounded == 0:
        return marks(f"{rounded:g}")
    places = max(0, 2 - math.floor(math.log10(abs(rounded))))
    text = f"{rounded:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return marks(text).replace("-", MINUS)


def percent(x: float, *, fine: bool = False) -> str:
    """Print a share: ``41 %``; `fine` ones below ten keep a digit, so that one in a thousand is not none."""
    if math.isnan(x):
        return MISSING
    places = 1 if fine and 0 < abs(x) < 0.095 else 0
    text = f"{x * 100:,.{places}f}"
    return marks(text if float(text.replace(",", "")) else "0").replace("-", MINUS) + f"{NBSP}%"


def percents(low: float, high: float, *, fine: bool = False) -> str:
    """Print a range of shares, the sign once: ``30–52 %``."""
    least, most = percent(low, fine=fine), percent(high, fine=fine)
    return f"{least.removesuffix(f'{NBSP}%')}–{most}"


def count(n: int) -> str:
    """Print a number of runs or futures to its last digit: ``1,200``."""
    return marks(f"{n:,}")


def rough(x: float, digits: int = 2) -> str:
    """Print a factor or a condition with two significant digits, or as asked: ``0.46``, ``1,200``."""
    return marks(f"{x:,.0f}" if abs(x) >= 100 else f"{x:.{digits}g}").replace("-", MINUS)


def decimals(x: float, places: int = 2) -> str:
    """Print a number with so many decimals, without a sign before nothing: ``0.44``, ``−0.02``."""
    text = f"{x:,.{places}f}"
    return marks(text if float(text.replace(",", "")) else text.lstrip("-")).replace("-", MINUS)
