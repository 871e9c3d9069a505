"""The kinds of value that stand in the files of a place: names, texts, days, numbers."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from tregua.i18n import LANGUAGES, _, translated
from tregua.inputs.yaml_reader import mistake

MOST_PEOPLE = 1e9
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?\Z")
_LONGEST = 4000


class Model(BaseModel):
    """What all parts of a place have in common: frozen, and no key that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def parse_day(text: str, end: bool = False) -> date | None:
    """Read YYYY-MM-DD and, where the end of a period is meant, YYYY-MM and YYYY; else None."""
    found = _DAY.match(text.strip())
    if not found or (not end and found[3] is None):
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        day = date(year, month, int(found[3] or calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def day_hint(text: str) -> str:
    """Guess what went wrong with a date."""
    numbers = re.split(r"[-/. ]", text.strip())
    if len(numbers) == 3 and len(numbers[2]) == 4 and all(number.isdigit() for number in numbers):
        return _("write the year first: {year}-MM-DD").format(year=numbers[2])
    if len(numbers) < 3 and len(numbers[0]) == 4 and numbers[0].isdigit():
        return _("write the day in full")
    return ""


def _day(value: Any) -> Any:
    day = value if type(value) is date else parse_day(value) if isinstance(value, str) else None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise mistake(
            _("a date between {first} and {last}, as YYYY-MM-DD").format(
                first=FIRST_DAY.year, last=LAST_DAY.year
            ),
            day_hint(str(value)) if isinstance(value, str | int) else "",
        )
    return day


def _published(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:04d}"
    day = value if type(value) is date else parse_day(value, end=True) if isinstance(value, str) else None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise mistake(_("the date of first publication, as YYYY-MM-DD, YYYY-MM or YYYY"))
    return day


def _name(value: Any) -> Any:
    if not isinstance(value, str) or not _NAME.match(value):
        hint = ""
        if isinstance(value, str):
            plain = re.sub(r"[^a-z0-9]+", "_", value.lower()).strip("_")
            hint = _("perhaps {name}; titles may be written freely").format(name=plain) if plain else ""
        raise mistake(_("a name of small letters a-z, digits and _, starting with a letter"), hint)
    return value


class Text(str):
    """A text from a file, which is printed in the language in use.

    As a value it is the English one, or the first given: what is written, hashed or compared does not depend
    on who reads it. ``str(text)``, ``f"{text}"`` and a template print it in the language in use at the time.
    """

    by_language: dict[str, str]

    def __new__(cls, by_language: dict[str, str]) -> Text:
        """Take the English text as the value, or the first given."""
        first = next(iter(by_language.values()))
        text = super().__new__(cls, by_language.get("en", first))
        text.by_language = by_language
        return text

    def __str__(self) -> str:
        return translated(self)

    def __format__(self, spec: str) -> str:
        return format(translated(self), spec)

    def __getnewargs__(self) -> tuple[dict[str, str]]:
        return (self.by_language,)


def _text(value: Any) -> Any:
    if isinstance(value, Text):
        return value
    given = {"en": value} if isinstance(value, str) else value
    if (
        not isinstance(given, dict)
        or not given
        or not all(isinstance(text, str) and text.strip() for text in given.values())
        or any(key not in LANGUAGES for key in given)
    ):
        options = ", ".join(LANGUAGES)
        hint = _("put a number or a date that is a text between quotes") if isinstance(value, int) else ""
        raise mistake(
            _("a text, or a mapping from languages ({options}) to texts").format(options=options), hint
        )
    if any(len(text) > _LONGEST for text in given.values()):
        raise mistake(_("a text of at most {n} characters").format(n=_LONGEST))
    return Text({key: " ".join(text.split()) for key, text in given.items()})


def _free(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST:
        raise mistake(_("a text of at most {n} characters").format(n=_LONGEST))
    return value


def _url(value: Any) -> Any:
    if isinstance(value, str) and not is_web_address(value):
        raise mistake(_("a web address beginning with http:// or https://"))
    return value


def is_web_address(text: str) -> bool:
    """Tell whether a text may be shown as a link; an empty one may."""
    return not text or (text.lower().startswith(("http://", "https://")) and len(text) <= _LONGEST)


_DAY_SCHEMA = {"type": "string", "format": "date"}
_TEXT_SCHEMA = {
    "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}],
}

Day = Annotated[date, BeforeValidator(_day), WithJsonSchema(_DAY_SCHEMA)]
Published = Annotated[
    date,
    BeforeValidator(_published),
    WithJsonSchema({"anyOf": [_DAY_SCHEMA, {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2})?$"},
                              {"type": "integer", "minimum": FIRST_DAY.year, "maximum": LAST_DAY.year}]}),
]  # fmt: skip
Name = Annotated[
    str, BeforeValidator(_name), WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9_]*$"})
]
Title = Annotated[str, PlainValidator(_text), WithJsonSchema(_TEXT_SCHEMA)]
Free = Annotated[str, BeforeValidator(_free)]
Url = Annotated[str, BeforeValidator(_url)]
Grade = Literal["A", "B", "C", "D"]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
Count = Annotated[int, Field(strict=True, ge=0, le=int(MOST_PEOPLE))]
