"""Which language an answer is in: asked for in the address, else by the browser, else English."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from tregua import i18n
from tregua.i18n import LANGUAGES

# Browsers know no Haitian Creole: numbers and dates take the French forms of Haiti.
LOCALES = {"en": "en-GB", "es": "es-419", "fr": "fr-FR", "ht": "fr-HT"}
MOST = 40  # languages read of one header
_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?\Z"
)


def speaking(lang: str) -> AbstractContextManager[Any]:
    """Speak a language within a block, where the translations can."""
    own = getattr(i18n, "speaking", None)
    return own(lang) if own is not None else nullcontext()


def chosen(asked: str | None, header: str | None) -> str:
    """Choose a language of ours.

    Parameters
    ----------
    asked
        What the address asks for, if anything.
    header
        The request's ``Accept-Language`` (RFC 9110, 12.5.4).
    """
    plain = (asked or "").strip().lower().replace("_", "-").split("-")[0]
    if plain in LANGUAGES:
        return plain
    wanted: list[tuple[float, int, str]] = []
    for number, part in enumerate((header or "")[:1000].split(",")[:MOST]):
        found = _RANGE.match(part)
        if found:
            wanted.append((-float(found[2] if found[2] is not None else 1), number, found[1].lower()))
    for weight, _number, tag in sorted(wanted):
        if weight < 0 and tag.split("-")[0] in LANGUAGES:
            return tag.split("-")[0]
    return "en"


def told(text: object) -> str:
    """Say a text of a place's or scenario's files in the language in use, where it has been translated."""
    own = getattr(i18n, "translated", None)
    return str(own(str(text)) if own is not None and text else text)
