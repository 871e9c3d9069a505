"""The command that shows a place's outlook from today."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from tregua.cli.options import Json, PlaceRef, about, flag
from tregua.cli.outlook_mechanism import mechanism_of
from tregua.cli.register import OUTLOOKS, Today, kinds
from tregua.cli.terminal import note, say, show_json, show_table
from tregua.i18n import _, translated
from tregua.i18n.numbers import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tregua.forecasting.outlook_summary import Summary
    from tregua.forecasting.scoreboard import Line
    from tregua.places import Place

LevelOnly = Annotated[
    bool,
    flag(_("Forecast with the level alone: no posterior is read and nothing is fitted.")),
]
Keep = Annotated[
    Path | None,
    about(_("Folder in which fits and the last outlook are kept; the user's cache if left out.")),
]


def outlook(
    place: PlaceRef,
    *,
    as_of: Annotated[
        date | None, about(_("Forecast from what had been published by this date; today if left out."))
    ] = None,
    today: Today = None,
    outlooks: Annotated[Path, about(_("Folder of the registered outlooks."))] = OUTLOOKS,
    feed: Annotated[
        Path | None, about(_("Also write an Atom feed of the place's outlooks to this file."))
    ] = None,
    level_only: LevelOnly = False,
    keep: Keep = None,
    json: Json = False,
) -> None:
    """Show the outlook of a place: the scoreboard of earlier ones, where things stand, and twelve months.

    Killed (by author where recorded), kidnapped, displaced and held, by month and quarter, each with whether
    it was tested and held. A posterior's draws are weighed by what was published since; where too few of them
    weigh in, the place is fitted at a quarter of the effort, which needs the extra learn. An outlook differs
    from the last one by rows and parameters, which are named.
    """
    from tregua.forecasting.outlook_feed import feed as atom
    from tregua.forecasting.outlook_memory import memory_folder, moved, recall, remember
    from tregua.forecasting.outlook_summary import summary, warning
    from tregua.places import list_places
    from tregua.places.table_only_place import bring
    from tregua.results.atomic_write import write_file

    at, remark = bring(place)
    if remark:
        note(remark)
    now = today or date.today()
    day = as_of or now
    refuse_ahead(day, now)
    known = None if level_only else mechanism_of(at, day, keep)
    found = summary(at, day, now, outlooks, known)
    folder = keep or memory_folder()
    where = "" if place in list_places() else str(Path(place).resolve())
    before = recall(folder, at, where)
    remember(folder, found, where)
    if feed is not None:
        write_file(feed, atom(found))
    if json:
        if warning(found):
            note(warning(found))
        show_json(found.record())
        return
    _show(found, moved(before, found) if before is not None else [])
    _list(_("Published claims that the record can test now"), [] if level_only else claims_due(at))
    if feed is not None:
        say(_("feed: {path}").format(path=feed))


def claims_due(place: Place) -> list[str]:
    """Test the published claims that waited for evidence and that the record of a place can answer now.

    A claim that is there is run with what happened, in expectation; none is run where none waits.
    """
    from tregua.validation.claims import compare, due

    entries = due(place)
    lines = compare(entries, mean_field=True) if entries else []
    return [f"{translated(line.entry.claim.title)}: {translated(line.verdict)}" for line in lines]


def refuse_ahead(day: date, today: date) -> None:
    """Refuse a day that lies ahead, before anything is computed."""
    from tregua.errors import InputError, Problem

    if day > today:
        expected = _("a day up to today, {today}").format(today=today)
        raise InputError(Problem(_("command line"), None, "--as-of", str(day), expected))


def _show(s: Summary, moves: Sequence[str]) -> None:
    from tregua.forecasting import outlook_summary as told
    from tregua.forecasting.outcome_tests import marks as mark_words

    if told.warning(s):
        say(told.warning(s))
    _scoreboard(s)
    _list(_("Where things stand"), told.stands(s))
    words = mark_words()
    rows = [
        (
            told.name_of(o.name), a, b,
            *(_count(v) for v in _three(row)),
            _kind(s, n, o.kind), words[s.tested[o.name].mark],
        )
        for o in s.outcomes
        for n, ((a, b), row) in enumerate(zip(s.outlook.quarters, o.by_quarter(), strict=True))
    ]  # fmt: skip
    columns = [_("outcome"), _("from"), _("to"), _("forecast"), _("low"), _("high"), _("kind"), _("test")]
    show_table(_("By quarter, nine in ten between low and high"), columns, rows, right=(3, 4, 5))
    rows = [
        (told.name_of(o.name), f"{a:%Y-%m}", *(_count(v) for v in _three(row)), words[s.tested[o.name].mark])
        for o in s.outcomes
        for (a, _b), row in zip(s.outlook.months, o.draws, strict=True)
    ]
    columns = [_("outcome"), _("month"), _("forecast"), _("low"), _("high"), _("test")]
    show_table(_("By month, nine in ten between low and high"), columns, rows, right=(2, 3, 4))
    say(
        _("Displaced and held are figures at the end of a month or quarter, where the record counts them so.")
    )
    _list(_("What was tested"), told.marks_said(s))
    _list(_("Politics"), told.politics(s))
    _list(_("What would change it"), told.what_would_change(s))
    _list(_("Dates to watch"), [f"{w.day or _('no day known')}: {w.text}" for w in s.watch])
    _list(_("How the outlook moved"), moves)


def _scoreboard(s: Summary) -> None:
    """Print what came of earlier outlooks: every miss of the registered ones, then of the tests."""
    from tregua.forecasting import outlook_summary as told

    say(_("Earlier outlooks"))
    scored = [line for line in s.scoreboard if line.status == "scored"]
    if not s.scoreboard:
        say("  " + _("None is registered here for this place."))
    elif not scored:
        say("  " + _("{n} quarters are registered; none is counted yet.").format(n=len(s.scoreboard)))
    else:
        inside = sum(bool(line.inside and line.inside["90"]) for line in scored)
        said = _("{inside} of {n} registered quarters lie inside the interval of nine in ten.")
        say("  " + said.format(inside=inside, n=len(scored)))
    for line in told.registered_misses(s.scoreboard):
        say("  " + _missed(line))
    misses = told.missed(s)
    if misses:
        say("  " + _("Misses of the tests on the record, which are hindcasts and were never registered:"))
    for text in misses:
        say(f"    {text}")


def _missed(line: Line) -> str:
    low, _middle, high = line.quantiles
    return _("MISSED ({kind}): {start} to {end}, registered {day}: {low} to {high}, came {came}").format(
        kind=kinds()[line.target.kind], start=line.target.start, end=line.target.end,
        day=line.registration.registered, low=_count(low), high=_count(high),
        came=_count(line.observed or 0.0),
    )  # fmt: skip


def _kind(s: Summary, quarter: int, kind: str) -> str:
    start, end = s.outlook.quarters[quarter]
    if kind == "stock":
        return _("at its end")
    if end < s.today:
        return kinds()["hindcast"]
    return kinds()["ahead"] if start > s.today else kinds()["begun"]


def _three(row: object) -> tuple[float, float, float]:
    import numpy as np

    low, middle, high = np.quantile(np.asarray(row), (0.05, 0.5, 0.95))
    return float(middle), float(low), float(high)


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        say(title)
    for line in lines:
        say(f"  {line}")


def _count(value: float) -> str:
    return marks(f"{value:,.0f}")
