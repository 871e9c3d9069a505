"""Dates to watch: what a place's record says of days to come, and of days that passed without news."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from tregua.i18n import _, translated
from tregua.places.history import declarations

if TYPE_CHECKING:
    from tregua.forecasting.count_history import History
    from tregua.places import Place
    from tregua.places.history import Event

RECENT = timedelta(days=365)  # how long an end that passed without news is shown
FIRST_ELECTIONS = timedelta(days=730)  # before a day, from which an election without a date is still ahead
Kind = Literal["mandate", "election", "declaration", "event", "count"]


@dataclass(frozen=True)
class WatchDate:
    """Represent a date to watch.

    Attributes
    ----------
    day
        Of it; None where none is known.
    kind
        Of what.
    text
        What happens.
    passed
        Whether the day has gone by and the record says nothing of what followed.
    """

    day: date | None
    kind: Kind
    text: str
    passed: bool = False


def watch_dates(place: Place, as_of: date, main: History | None = None) -> list[WatchDate]:
    """Return the dates to watch of a place, as known on a day: those that passed without news first.

    Parameters
    ----------
    main
        The main count as known on the day, for when its next figure is due.
    """
    known = sorted((e for e in place.history if e.known(as_of)), key=lambda e: e.date)
    found = [*_mandates(known, as_of), *_declarations(place, as_of), *_elections(known, as_of)]
    found += [
        WatchDate(e.date, "event", e.title)
        for e in known
        if e.date > as_of and e.kind not in ("mandate", "election", "declaration", "renewal")
    ]
    if main is not None:
        found += _counts(place, as_of, main)
    return sorted(found, key=lambda w: (not w.passed, w.day or date.max, w.text))


def _mandates(known: Sequence[Event], as_of: date) -> Iterator[WatchDate]:
    newest = {e.mission: e for e in known if e.kind == "mandate"}
    closed = max((e.date for e in known if e.kind == "mission_end"), default=date.min)
    for e in newest.values():
        if e.until is None or e.until <= as_of - RECENT or e.date <= closed:
            continue
        if any(other.date > e.until for other in newest.values()):
            continue  # another mission took its place
        passed = e.until < as_of
        text = (
            _("the mandate ran out, and no renewal is in the record: {title}")
            if passed
            else _("the mandate ends: {title}")
        )
        yield WatchDate(e.until, "mandate", text.format(title=translated(e.title)), passed)


def _declarations(place: Place, as_of: date) -> Iterator[WatchDate]:
    titles = {e.date: e.title for e in place.history if e.kind in ("declaration", "regime")}
    seen = set()
    for d in declarations(place.history, as_of):
        if d.until is None or d.until <= as_of - RECENT or (d.date, d.until) in seen:
            continue
        seen.add((d.date, d.until))
        passed = d.until < as_of
        text = (
            _("the last renewal in the record ran out, and nothing is known of what followed: {title}")
            if passed
            else _("the declaration ends, or is renewed: {title}")
        )
        yield WatchDate(d.until, "declaration", text.format(title=translated(titles[d.date])), passed)


def _elections(known: Sequence[Event], as_of: date) -> Iterator[WatchDate]:
    elections = [e for e in known if e.kind == "election"]
    for e in elections[-1:]:
        if e.moved_to is not None and e.moved_to > as_of:
            text = _("election, put off to this day: {title}")
            yield WatchDate(e.moved_to, "election", text.format(title=translated(e.title)))
        elif e.date > as_of:
            yield WatchDate(e.date, "election", _("election: {title}").format(title=translated(e.title)))
        elif e.outcome == "scheduled" and e.date > as_of - FIRST_ELECTIONS:
            text = _("election, scheduled: {title}").format(title=translated(e.title))
            yield WatchDate(None, "election", text)
        elif e.moved_to is not None and e.moved_to > as_of - RECENT:
            text = _("an election was due, and the record does not say whether it was held: {title}")
            yield WatchDate(e.moved_to, "election", text.format(title=translated(e.title)), True)


def _counts(place: Place, as_of: date, main: History) -> Iterator[WatchDate]:
    """Return when the next figure of the main count is due, by the lag of those before it."""
    start, end = main.windows[-1]
    rows = [r for r in place.evidence if r.series == place.main_series and r.published <= as_of]
    if not rows:
        return
    lag = timedelta(days=statistics.median((r.published - r.end).days for r in rows))
    due = end + (end - start) + timedelta(days=1) + lag
    text = _("the count after {day} is due, by the lag of those before it").format(day=end)
    yield WatchDate(due, "count", text, due < as_of)
