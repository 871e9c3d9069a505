"""The pictures of a result: each has violence and rights in it, and says what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tregua.i18n import _
from tregua.report import breakdown, frame, numbers, words
from tregua.report.pictures import authors, cartogram, circles, fan, ranges, tradeoff
from tregua.report.pictures.authors import Bar
from tregua.report.pictures.cartogram import SHADES
from tregua.report.pictures.fans import Fan, Panel
from tregua.report.pictures.ranges import Line, Mark
from tregua.report.pictures.svg import AUTHOR, READING, VIOLENCE, letters, room
from tregua.report.pictures.tradeoff import Cross, by_tens
from tregua.report.summary import Row, readings_of

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Titled:
    """One of several small pictures: what it shows, the picture, and what belongs under it."""

    title: str
    picture: Markup
    caption: str = ""


def stamp(ds: xr.Dataset) -> str:
    """Say under each picture what it rests on."""
    basis = _("fitted parameters") if frame.calibrated(ds) else _("priors, uncalibrated")
    return _("{basis}; {draws} runs a policy; seed {seed}").format(
        basis=basis, draws=ds.sizes["draw"], seed=ds.attrs.get("seed", "?")
    )


def _both(row: Row, key: str = "arbitrary_years") -> str:
    """Give a rights figure under each reading, in a few words."""
    return ", ".join(
        f"{words.reading(r)} {numbers.number(value.median)}"
        for r in frame.READINGS
        if (value := row.reading(key, r)) is not None
    )


def _ranges(ds: xr.Dataset, rows: Sequence[Row]) -> list[Markup]:
    base = next(r for r in rows if r.baseline)
    readings = readings_of(ds)
    deaths = [Line(words.short_name(r, 52), [Mark(r["deaths"], VIOLENCE)]) for r in rows]
    held = [
        Line(
            words.short_name(r, 52),
            [Mark(r.reading("arbitrary_years", k), READING.get(k, VIOLENCE), k == "ngo") for k in readings],
        )
        for r in rows
    ]
    each = max(1, len(readings))
    return [
        ranges(
            _("Deaths, all authors, custody included"),
            deaths,
            _("Deaths of each policy, with the range of nine runs in ten"),
            base.deaths.median,
            each,
        ),
        ranges(
            _("Person-years held arbitrarily"),
            held,
            _(
                "Person-years held arbitrarily under each policy, by each reading, with the range of nine "
                "runs in ten"
            ),
            None,
            each,
        ),
    ]


def _fans(ds: xr.Dataset, rows: Sequence[Row]) -> list[Titled]:
    months = frame.months(ds)
    deaths, held = breakdown.deaths_by_month(ds), breakdown.held_by_month(ds)
    start = next(i for i, r in enumerate(rows) if r.baseline)
    most = room([float(deaths[:, 3].max())], [float(deaths.max())], 1.1)
    most_held = room(
        [float(h[:, 3].max()) for h in held.values()], [float(h.max()) for h in held.values()], 1.1
    )
    out = []
    for i, row in enumerate(rows):
        own = [
            Fan(h[i], READING.get(key, VIOLENCE), words.reading(key), key == "ngo") for key, h in held.items()
        ]
        panels = [
            Panel(
                _("Deaths a month"),
                [Fan(deaths[i], VIOLENCE)],
                most,
                None if row.baseline else deaths[start][2],
            ),
            Panel(_("People held arbitrarily"), own, most_held),
        ]
        label = _("{policy}: deaths a month, and people held arbitrarily on an average day, by month").format(
            policy=words.name(row)
        )
        out.append(Titled(words.name(row), fan(panels, months, label)))
    return out


def _crosses(ds: xr.Dataset, rows: Sequence[Row]) -> dict[str, list[Cross]]:
    # A collapse is no choice that anyone weighs; its figures stand in the tables.
    shown = [r for r in rows if r.branch != "collapses"]
    keys = letters(len(shown))
    return {
        k: [
            Cross(letter, row.deaths, held, row.baseline)
            for letter, row in zip(keys, shown, strict=True)
            if (held := row.reading("arbitrary_years", k)) is not None
        ]
        for k in readings_of(ds)
    }


def _tradeoff(ds: xr.Dataset, rows: Sequence[Row]) -> list[Markup]:
    crosses = _crosses(ds, rows)
    every = [c for some in crosses.values() for c in some]
    return [
        tradeoff(
            words.reading_title(k),
            some,
            (_("deaths, all authors"), _("person-years held arbitrarily")),
            READING.get(k, VIOLENCE),
            every,
            _("Deaths against person-years held arbitrarily, {reading} reading").format(
                reading=words.reading(k)
            ),
        )
        for k, some in crosses.items()
    ]


def _authors(ds: xr.Dataset, rows: Sequence[Row]) -> Markup:
    mean = breakdown.mean_deaths(ds)
    bars = [
        Bar(
            words.short_name(row, 62),
            {author: float(values[i]) for author, values in mean.items()},
            _("held arbitrarily: {figures}").format(figures=_both(row)),
        )
        for i, row in enumerate(rows)
    ]
    return authors(bars, _("Mean deaths of each policy by author"))


def _maps(ds: xr.Dataset, rows: Sequence[Row], place: Any) -> list[Titled]:
    people = frame.people_of(ds) or frame.people_of(ds, place)
    placed = circles(breakdown.centroids(ds, place), people)
    if not placed:
        return []
    numbered = {str(i): k + 1 for k, i in enumerate(ds["territory"].values)}
    sign = _("MODEL ONLY")
    base = next(r for r in rows if r.baseline)
    first = breakdown.control_medians(ds, base.policy, 0)
    out = [
        Titled(
            _("At the start"),
            cartogram(placed, first, numbered, sign, _("Gang control by territory at the start")),
            words.month(frame.dates(ds)[0]),
        )
    ]
    for row in rows:
        share = breakdown.control_medians(ds, row.policy, -1)
        label = _("Gang control by territory at the end: {policy}").format(policy=words.name(row))
        caption = _("{deaths} deaths; person-years held arbitrarily: {held}").format(
            deaths=numbers.number(row.deaths.median), held=_both(row)
        )
        out.append(Titled(words.name(row), cartogram(placed, share, numbered, sign, label), caption))
    return out


def pictures(ds: xr.Dataset, rows: Sequence[Row], place: Any = None) -> dict[str, Any]:
    """Draw every picture of the report."""
    shown = [r for r in rows if r.branch != "collapses"]
    keys = letters(len(shown))
    return {
        "ranges": _ranges(ds, rows),
        "fans": _fans(ds, rows),
        "tradeoff": _tradeoff(ds, rows),
        "tens": by_tens([c for some in _crosses(ds, rows).values() for c in some]),
        "letters": [(k, words.name(r)) for k, r in zip(keys, shown, strict=True)],
        "authors": _authors(ds, rows),
        "author_key": [(colour, words.author(a)) for a, colour in AUTHOR.items()],
        "reading_key": [
            (READING.get(r, VIOLENCE), words.reading_title(r), r == "ngo") for r in readings_of(ds)
        ],
        "maps": _maps(ds, rows, place),
        "map_key": [
            (colour, f"{k / len(SHADES):.0%}".replace("%", "\N{NO-BREAK SPACE}%"))
            for k, colour in enumerate(SHADES)
        ],
    }
