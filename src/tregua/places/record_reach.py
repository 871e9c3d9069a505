"""Up to when the record of a place reaches, and how old that is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tregua.i18n import _, ngettext, translated

if TYPE_CHECKING:
    from tregua.places.place import Place


def record_until(place: Place) -> date | None:
    """Return the last day that the main count of deaths describes; None where nothing is counted."""
    own = [row for row in place.evidence.rows if row.series == place.main_series]
    whole = [row.end for row in own if row.place == "all"]
    return max(whole or [row.end for row in own], default=None)


def record_reach(place: Place, today: date | None = None) -> str:
    """Return a sentence that says up to when the record of a place reaches, and how old that is today."""
    until = record_until(place)
    if until is None:
        return _("{place}: no count of deaths").format(place=translated(place.title))
    days = ((today or date.today()) - until).days
    text = ngettext(
        "{place}: the record of deaths ({series}) reaches {day}, {n} day before today",
        "{place}: the record of deaths ({series}) reaches {day}, {n} days before today",
        days,
    )
    return text.format(place=translated(place.title), series=place.main_series, day=until, n=days)
