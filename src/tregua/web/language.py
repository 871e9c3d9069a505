"""Which language an answer is in: asked for in the address, else by the browser, else English."""

from __future__ import annotations

from tregua.i18n import LOCALES, accepted, speaking, translated, understood

__all__ = ["LOCALES", "chosen", "speaking", "told"]


def chosen(asked: str | None, header: str | None) -> str:
    """Choose a language of ours.

    Parameters
    ----------
    asked
        What the address asks for, if anything.
    header
        The request's ``Accept-Language`` (RFC 9110, 12.5.4).
    """
    return understood(asked or "") or accepted(header or "")


def told(text: object) -> str:
    """Say a text of a place's or scenario's files in the language in use, where it has been translated."""
    return translated(text) if isinstance(text, str) and text else str(text or "")
