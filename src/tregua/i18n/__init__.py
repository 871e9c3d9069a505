"""Translations: one gettext catalogue for the report, the web pages and the command line.

The language comes from the environment variable ``TREGUA_LANG`` (``en``, ``es``, ``fr`` or ``ht``). What has
no translation is shown in English.
"""

from __future__ import annotations

import gettext
import os
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "es", "fr", "ht")
DOMAIN = "tregua"


def language() -> str:
    """Return the language in use: that of ``TREGUA_LANG`` where we speak it, English otherwise."""
    asked = os.environ.get("TREGUA_LANG", "").strip().lower().replace("-", "_").split("_")[0].split(".")[0]
    return asked if asked in LANGUAGES else "en"


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


_ = gettext_

__all__ = ["LANGUAGES", "_", "language", "ngettext"]
