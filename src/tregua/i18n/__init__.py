"""Translations: one gettext catalogue for the report, the web pages and the command line.

The language is that of `speaking` where it is used, and otherwise that of the environment variable
``TREGUA_LANG`` (``en``, ``es``, ``fr`` or ``ht``). What has no translation is shown in English. A text is
translated when it is shown and never when a module is imported, so that one process can answer in all four.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from itertools import pairwise
from pathlib import Path
from typing import ParamSpec, TypeVar

LANGUAGES = ("en", "es", "fr", "ht")
SOURCE = "en"  # that of the code and of the files that ship with Tregua, and so of every saved result
DOMAIN = "tregua"
# Numbers and dates as Chromium and Firefox print them; Haitian Creole is not among the languages they know.
LOCALES = {"en": "en-GB", "es": "es-SV", "fr": "fr-FR", "ht": "fr-HT"}
# What each language calls itself: a switch is read by people who know no other.
NAMES = {"en": "English", "es": "Español", "fr": "Français", "ht": "Kreyòl ayisyen"}

# Translations that no native speaker has reviewed; docs/glossary.md has the terms to begin with.
DRAFTS = ("es", "fr", "ht")

_asked: ContextVar[str | None] = ContextVar("tregua_language", default=None)
P = ParamSpec("P")
R = TypeVar("R")


@lru_cache(maxsize=32)
def understood(asked: str) -> str | None:
    """Return the language meant by a word such as ``fr``, ``fr-HT`` or ``fr_FR.UTF-8``; None if none is."""
    word = asked.strip().lower().replace("-", "_").split("_")[0].split(".")[0]
    return word if word in LANGUAGES else None


def accepted(header: str) -> str:
    """Return the language that a browser would rather have, by its ``Accept-Language``; else English."""
    best, most = "en", 0.0
    for part in header[:1000].split(","):
        word, _semicolon, quality = part.partition(";")
        lang = understood(word)
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
        except ValueError:
            continue
        if lang is not None and most < weight <= 1:
            best, most = lang, weight
    return best


def asked_for(words: Sequence[str]) -> str | None:
    """Return the language that the words of a command line ask for with ``--lang``."""
    for word, following in pairwise([*words, ""]):
        if word == "--":
            return None
        if word == "--lang" or word.startswith("--lang="):
            return understood(following if word == "--lang" else word.partition("=")[2])
    return None


def language() -> str:
    """Return the language in use: that of `speaking`, else of ``TREGUA_LANG``, else English."""
    return _asked.get() or understood(os.environ.get("TREGUA_LANG", "")) or "en"


@contextmanager
def speaking(lang: str) -> Iterator[str]:
    """Speak a language within a block, whatever the environment says; each thread and task has its own.

    A thread started inside the block does not know of it: hand it `in_language` of what it shall do.

    Raises
    ------
    ValueError
        If it is none of `LANGUAGES`.
    """
    chosen = understood(lang)
    if chosen is None:
        raise ValueError(f"{lang!r}: expected one of {', '.join(LANGUAGES)}")
    token = _asked.set(chosen)
    try:
        yield chosen
    finally:
        _asked.reset(token)


def in_language(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that speaks, in whatever thread it is called, the language in use now."""
    lang = language()

    @wraps(function)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        with speaking(lang):
            return function(*args, **kwargs)

    return spoken


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(lang: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, Path(__file__).parent, languages=[lang], fallback=True)


def gettext_(message: str) -> str:
    """Translate a message."""
    # The empty message is gettext's key for the catalogue's own header, never a text to show.
    return _catalogue(language()).gettext(message) if message else message


def ngettext(one: str, many: str, n: int) -> str:
    """Translate a message that depends on a number."""
    return _catalogue(language()).ngettext(one, many, n)


def translated(text: str) -> str:
    """Return a text that was read from a file in the language in use, as far as it is known in it.

    A text that its file gives in several languages is taken from there, any other from the catalogue, which
    holds the texts that ship with Tregua; what is in neither is shown as it was written.
    """
    by_language = getattr(text, "by_language", None) or {}
    lang = language()
    if lang in by_language:
        return by_language[lang]
    return gettext_(text + "")  # a plain one: a text from a file prints itself by this very function


def N_(text: str) -> str:
    """Mark a message that is kept in English, and is translated where it is shown."""
    return text


_ = gettext_


def draft_notice() -> str:
    """Say that a translation is a draft; nothing in English."""
    if language() not in DRAFTS:
        return ""
    return _(
        "Draft translation: no native speaker has reviewed it yet. Where in doubt, the English text holds."
    )


__all__ = [
    "DRAFTS",
    "LANGUAGES",
    "LOCALES",
    "NAMES",
    "N_",
    "SOURCE",
    "_",
    "accepted",
    "asked_for",
    "draft_notice",
    "in_language",
    "language",
    "ngettext",
    "speaking",
    "translated",
    "understood",
]
