"""Numbers and periods as people write them; what can be read in two ways is said to be so, never guessed."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from tregua.inputs.fields import FIRST_DAY, LAST_DAY

LARGEST = 1e13
_MISSING = frozenset(
    "na n/a n/d nd n.d. n.d s/d sd s.d. s.d - -- --- – — .. ... … nan null none #n/a n.a. n.a n/r no_data nc"
    " n.c. sin_datos sin_dato sin_informacion no_disponible non_disponible donnees_manquantes pa_disponib"
    " pa_gen_done no_aplica no_data_available missing <na>".split()
)

MONTHS: dict[str, int] = {}
_NAMES = (
    "january enero janvier janvye jan ene janv gen",
    "february febrero fevrier fevriye feb fev febr fevr",
    "march marzo mars mas mar",
    "april abril avril avril apr abr avr",
    "may mayo mai me",
    "june junio juin jen jun",
    "july julio juillet jiye jul juil",
    "august agosto aout out aug ago",
    "september septiembre setiembre septembre septanm sep sept set",
    "october octubre octobre oktob oct okt",
    "november noviembre novembre novanm nov",
    "december diciembre decembre desanm dec dic des",
)
for _number, _words in enumerate(_NAMES, 1):
    for _word in _words.split():
        MONTHS[_word] = _number
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "primer primero first premier premye i",
            "segundo second deuxieme dezyem ii",
            "tercer tercero third troisieme twazyem iii",
            "cuarto fourth quatrieme katriyem iv",
        ),
        1,
    )
    for word in words.split()
}


def fold(text: str) -> str:
    """Return a text in small letters, without accents, with single spaces."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace("\u2019", "'").split())


@lru_cache(maxsize=65_536)
def is_missing(text: str) -> bool:
    """Return whether a cell says that there is no figure, as n/d and NA do."""
    return not text.strip() or fold(text).replace(" ", "_") in _MISSING


# Numbers

NumberForm = Literal[
    "plain", "point", "comma", "point?", "comma?", "point,", "comma.", "points", "commas", ""
]
_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u202f\u2009'’](?=\d{3}(?:\D|$))")
_FORMS: tuple[tuple[re.Pattern[str], NumberForm], ...] = (
    (re.compile(r"\d+"), "plain"),
    (re.compile(r"[1-9]\d{0,2}\.\d{3}"), "point?"),  # 1.400: thousands or three decimals
    (re.compile(r"[1-9]\d{0,2},\d{3}"), "comma?"),
    (re.compile(r"\d{1,3}(\.\d{3}){2,}"), "points"),  # 1.234.567: thousands
    (re.compile(r"\d{1,3}(,\d{3}){2,}"), "commas"),
    (re.compile(r"\d{1,3}(\.\d{3})+,\d+"), "point,"),  # 1.234,5
    (re.compile(r"\d{1,3}(,\d{3})+\.\d+"), "comma."),
    (re.compile(r"\d*\.\d+(e[+-]?\d+)?|\d+\.|\d+e[+-]?\d+"), "point"),
    (re.compile(r"\d*,\d+"), "comma"),
)
# The mark that each form shows to be the decimal one; "?" where it does not show.
_SHOWS: dict[str, str] = {
    "point": ".",
    "comma": ",",
    "points": ",",
    "commas": ".",
    "point,": ",",
    "comma.": ".",
}


def _bare(text: str) -> str:
    bare = _SPACES.sub("", text.strip().replace("\u2212", "-"))
    return bare.removesuffix("*").strip()


@lru_cache(maxsize=65_536)
def number_form(text: str) -> NumberForm:
    """Return how a number is written; "point?" and "comma?" can be read in two ways, "" is none."""
    bare = _bare(text).casefold().removesuffix("%").strip().lstrip("+-")
    if len(bare) > 40:
        return ""
    return next((form for pattern, form in _FORMS if pattern.fullmatch(bare)), "")


def shown_decimal(form: NumberForm) -> str:
    """Return the decimal mark that a form shows: "." or ",", or "" where it shows none."""
    return _SHOWS.get(form, "")


@lru_cache(maxsize=65_536)
def parse_number(text: str, decimal: str = ".") -> float | None:
    """Return a number as written with a decimal mark, or None."""
    if not number_form(text):
        return None
    bare = _bare(text).casefold().removesuffix("%").strip()
    thousands = "," if decimal == "." else "."
    if thousands in bare:
        whole = bare.partition(decimal)[0]
        if not re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(\{thousands}\d{{3}})+", whole):
            return None
        bare = bare.replace(thousands, "")
    try:
        number = float(bare.replace(decimal, "."))
    except ValueError:
        return None
    return number if abs(number) <= LARGEST else None


# Periods

Grain = Literal["day", "month", "quarter", "half", "year", "months"]


@dataclass(frozen=True)
class Period:
    """A period with the unit of time that it was written in."""

    start: date
    end: date
    grain: Grain
    serial: bool = False  # written as a spreadsheet's number of days


_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_TWO = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[t ,]+\d{1,2}:\d{2}.*)?")
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{4}) ?m(\d{1,2})")
_MONTH_LAST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_YEAR = re.compile(r"(?:ano |annee |year |ane )?((?:19|20|21)\d{2})(?:\.0+)?(?: ?\(?[pr*]\)?)?")
_PART = re.compile(
    r"(?:(\d{4})[ -]?)?(?:([1-4])(?:er|ro|do|to|st|nd|rd|th|e|eme|o|°|º)? ?)?(q|t|s|h|trim(?:estre)?|"
    r"quarter|sem(?:estre)?|half|trimes|semes)"
    r"[ -]?([1-4])?(?:[ /-]*(?:de |of |du |del )?(\d{4}))?"
)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|o|°|"
    r"º)?[ /.-]*(?:de )?)?([a-z]{2,10})\.?(?:[ ,/.-]+(\d{1,2})(?=[ ,/.-]+\d{4}))?[ ,/.-]*"
    r"(?:de |del |of )?(\d{4}|'?\d{2})"
)
_NAMED_LAST = re.compile(r"(\d{4})[ /.-]*([a-z]{3,10})\.?")
_RANGE = re.compile(r"([a-z]{3,10})\.? ?(?:-|–|a|to|au|à|al) ?([a-z]{3,10})\.?[ ,/-]*(?:de |of |du )?(\d{4})")


def order_shown(text: str) -> Literal["day", "month", "either", "same", ""]:
    """Return what comes first in a date such as 31/12/2024: day, month, either, or the same number twice."""
    found = _TWO.fullmatch(fold(text))
    if not found:
        return ""
    first, second = int(found[1]), int(found[2])
    if first == second and 1 <= first <= 12:
        return "same"
    if first > 12 >= second >= 1:
        return "day"
    if second > 12 >= first >= 1:
        return "month"
    return "either" if 1 <= first <= 12 and 1 <= second <= 12 else ""


def parse_period(cell: object, day_first: bool = True) -> Period | None:
    """Return the period that a cell names in any of four languages, or None."""
    if isinstance(cell, datetime | date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return _made(day, day, "day")
    if isinstance(cell, int | float):
        cell = f"{cell:g}" if float(cell).is_integer() and abs(cell) < 1e6 else str(cell)
    return _parse(str(cell), day_first)


@lru_cache(maxsize=65_536)
def _parse(written: str, day_first: bool) -> Period | None:
    text = fold(written)
    if not text or len(text) > 60:
        return None
    try:
        return _numeric(text, day_first) or _worded(text)
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None


def _numeric(text: str, day_first: bool) -> Period | None:
    if found := _YEAR.fullmatch(text):
        return months(int(found[1]), 1, 12, "year")
    if found := _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return _made(day, day, "day")
    if found := _TWO.fullmatch(text):
        a, b, year = int(found[1]), int(found[2]), _year(found[3])
        day = date(year, b, a) if day_first else date(year, a, b)
        return _made(day, day, "day")
    if found := _MONTH.fullmatch(text):
        month = int(found[2] or found[4])
        return months(int(found[1] or found[3]), month, month, "month")
    if found := _MONTH_LAST.fullmatch(text):
        return months(int(found[2]), int(found[1]), int(found[1]), "month")
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and 20_000 <= float(text) <= 80_000:
        day = date(1899, 12, 30) + timedelta(days=int(float(text)))
        return Period(day, day, "day", serial=True)
    return None


def _worded(text: str) -> Period | None:
    for word, number in _ORDINALS.items():
        if text.startswith(f"{word} ") and re.match(rf"{word} (trim|sem|quarter|half)", text):
            text = f"{number} {text[len(word) + 1 :]}"
    if (found := _PART.fullmatch(text)) and (found[1] or found[5]) and (found[2] or found[4]):
        year, number = int(found[1] or found[5]), int(found[2] or found[4])
        if found[3] == "h" or found[3].startswith(("s", "half")):
            return months(year, 6 * number - 5, 6 * number, "half") if number <= 2 else None
        return months(year, 3 * number - 2, 3 * number, "quarter")
    if found := _RANGE.fullmatch(text):
        first, last = MONTHS.get(found[1]), MONTHS.get(found[2])
        if first and last and first < last:
            return months(int(found[3]), first, last, "months")
    if (found := _NAMED.fullmatch(text)) and (month := MONTHS.get(found[2])):
        year = _year(found[4].lstrip("'"))
        if numbered := found[1] or found[3]:
            day = date(year, month, int(numbered))
            return _made(day, day, "day")
        return months(year, month, month, "month")
    if (found := _NAMED_LAST.fullmatch(text)) and (month := MONTHS.get(found[2])):
        return months(int(found[1]), month, month, "month")
    return None


def months(year: int, first: int, last: int, grain: Grain) -> Period | None:
    """Return the period from the first day of a month to the last day of another."""
    return _made(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), grain)


def parse_month(cell: object) -> int | None:
    """Return the month that a cell names, by number or by word in any of four languages; else None."""
    if isinstance(cell, int | float):
        return int(cell) if float(cell).is_integer() and 1 <= cell <= 12 else None
    text = fold(str(cell)).strip(".")
    text = re.sub(r"^\d{1,2}[ .)_-]+(?=[a-z])", "", text)  # 01-Enero
    if re.fullmatch(r"\d{1,2}(\.0)?", text):
        number = int(float(text))
        return number if 1 <= number <= 12 else None
    return MONTHS.get(text)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _made(start: date, end: date, grain: Grain) -> Period | None:
    return Period(start, end, grain) if FIRST_DAY <= start <= end <= LAST_DAY else None
