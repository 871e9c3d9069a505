"""Numbers and dates as each language writes them.

A table of our own for four languages: Babel would add 33 MB to an installation. The tests hold it against
Babel's copy of the Unicode CLDR for the locales in `tregua.i18n.LOCALES`; Haitian Creole takes the numbers
of French in Haiti and has its own months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tregua.i18n import language

THIN = "\N{NARROW NO-BREAK SPACE}"


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
