"""The day in words: every mechanism in the order of events, with its equation, unit and source."""

from __future__ import annotations


def explain() -> str:
    """Return the mechanisms of a day, in order, as text."""
    return ""
