"""Commands that forecast from a date in the past and score it: one hindcast, and the watch over quarters."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from tregua.cli.options import Json, about
from tregua.cli.terminal import FITS, note, progress, say, show_json, show_table, starting
from tregua.i18n import _
from tregua.i18n.numbers import marks
from tregua.vocabulary.readings import STRUCTURES, Structure

FIRST_WATCHED = date(2023, 1, 1)
Name = Annotated[str | None, about(_("A place by name, or a folder of the same form."))]
Folder = Annotated[Path | None, about(_("A place's folder."), "--place")]
Effort = Annotated[float, about(_("Length of the sampling, 1 for that of a posterior that ships."))]
Picture = Annotated[Path | None, about(_("File for the picture, SVG."))]
Structures = Annotated[
    tuple[Structure, ...], about(_("Structures to fit; all of them if none is named."), "--structure")
]
Keep = Annotated[
    Path | None,
    about(_("Folder in which fits are kept, so that none is made twice; the user's cache if left out.")),
]


def hindcast(
    place: Name = None,
    *,
    folder: Folder = None,
    as_of: Annotated[date, about(_("Fit to what had been published by this date (YYYY-MM-DD)."))],
    until: Annotated[date, about(_("Forecast up to this date."))],
    shared: Annotated[
        Literal["widened", "only", "priors"],
        about(
            _(
                "What is held of shared behaviour before the fit: El Salvador's posterior widened by half, "
                "that posterior as it stands, or the priors."
            )
        ),
    ] = "widened",
    structure: Structures = (),
    effort: Effort = 0.25,
    keep: Keep = None,
    out: Picture = None,
    json: Json = False,
) -> None:
    """Fit as of a date, forecast what came after it, and score that against honest baselines.

    Every counting base is scored apart, in two ways that are never averaged: with the state's actions
    forecast too ("politics"), and with them supplied as they came to be. A fit that does not converge
    fails. Needs the extra learn.
    """
    from tregua.forecasting.hindcast import hindcast as make
    from tregua.inference.fit_cache import keeping

    at = _place(place, folder)
    _needs()
    label = _("fitting {place} as of {day}").format(place=at.title, day=as_of)
    with progress(label, starting(_("looking for modes"), FITS)) as bar:
        made = make(
            at, as_of, until, shared=shared, structures=structure or STRUCTURES, effort=effort,
            folder=keep or keeping(), told=bar,
        )  # fmt: skip
    if out is not None:
        from tregua.validation.forecast_figures import hindcast_picture

        _write(out, hindcast_picture(made.record()))
    if json:
        show_json(made.record())
        return
    say(_("{place}, as of {day}, until {end}").format(place=at.title, day=as_of, end=until))
    say(_("shared parameters: {what}").format(what=made.shared))
    record = made.record(details=False)
    for kind, title in _kinds().items():
        _scores(title, record[kind])
    say(_("The main count is {name}.").format(name=made.primary))
    if not len(made.series[made.primary].windows):
        say(
            _("Nothing of the main count was published for the time from {day} to {end}: no score.").format(
                day=as_of, end=until
            )
        )
    lagged = sum(not r.published_known for r in at.evidence)
    if lagged:
        say(
            _(
                "{n} of {m} figures have no day of publication: the lag declared for their series stands in."
            ).format(n=lagged, m=len(at.evidence))
        )
    for name, s in made.series.items():
        for which, why in s.left_out.items():
            say(_("  {name}: {which} left out: {why}").format(name=name, which=which, why=why))


def watch(
    place: Name = None,
    *,
    folder: Folder = None,
    first: Annotated[date, about(_("First quarter at whose start a forecast is made."))] = FIRST_WATCHED,
    last: Annotated[
        date | None, about(_("Last one; the quarter after the newest evidence if left out."))
    ] = None,
    structure: Structures = (),
    effort: Effort = 0.25,
    keep: Keep = None,
    out: Picture = None,
    json: Json = False,
) -> None:
    """Show how the outlook moved: for each quarter the forecast made as of then, and what came.

    A row of evidence moves the forecasts that could have known it, and the scores of all that it is the
    answer to; what it does not touch is not made again. Needs the extra learn.
    """
    from tregua.forecasting.rolling_origins import quarters, rolling
    from tregua.inference.fit_cache import keeping

    at = _place(place, folder)
    _needs()
    end = last or newest(at)
    label = _("watching {place}").format(place=at.title)
    with progress(label, _("one fit a quarter; those made before are taken up")) as bar:
        made = rolling(
            at, quarters(first, end), structures=structure or STRUCTURES, effort=effort,
            folder=keep or keeping(), told=bar,
        )  # fmt: skip
    record = made.record()
    if out is not None:
        from tregua.validation.forecast_figures import watch_picture

        _write(out, watch_picture(record, at))
    if json:
        show_json(record)
        return
    columns = [_("as of"), _("quarter"), _("forecast"), _("nine in ten"), _("came"), _("persistence")]
    rows = (
        (
            o["as_of"] if n == 0 else "",
            q["start"],
            marks(f"{q['politics']['50']:,.0f}"),
            marks(f"{q['politics']['5']:,.0f}–{q['politics']['95']:,.0f}"),
            "" if q["observed"] is None else marks(f"{q['observed']:,.0f}"),
            "" if q["persistence"] is None else marks(f"{q['persistence']['50']:,.0f}"),
        )
        for o in record["origins"]
        for n, q in enumerate(o["quarters"])
    )
    show_table(
        _("People killed by quarter, {name}").format(name=made.primary), columns, rows, right=(2, 3, 4, 5)
    )
    for kind, title in _kinds().items():
        _scores(title, record[kind])


def newest(place: Any) -> date:
    """Return the first day of the quarter in which, or after which, the newest main count was published."""
    from tregua.forecasting.rolling_origins import next_quarter

    known = [r.published for r in place.evidence if r.series == place.main_series]
    return next_quarter(max(known, default=date.today()) - timedelta(days=1))


def _kinds() -> dict[str, str]:
    return {
        "series": _("Scores, the state's actions forecast too; misses first"),
        "supplied": _("Scores, the state's actions supplied; misses first"),
    }


def _scores(title: str, series: dict[str, Any]) -> None:
    from tregua.forecasting.hindcast import JUDGED_BY

    columns = [
        _("series/base"), "n", "CRPS", "WIS", "50 / 80 / 90 %", *JUDGED_BY,
        _("no dynamics"), _("against persistence"),
    ]  # fmt: skip
    scored = {k: v for k, v in series.items() if v["n"]}
    ordered = sorted(scored.items(), key=lambda kv: kv[1]["skill"]["persistence"] or 0.0)
    rows = [
        (
            name,
            str(s["n"]),
            marks(f"{s['crps']:.3f}"),
            marks(f"{s['wis']:.3f}"),
            " / ".join(f"{100 * s['coverage'][level]:.0f}" for level in ("50", "80", "90")),
            *(_crps(s["baseline_crps"][b]) for b in JUDGED_BY),
            _crps(s["beside"].get("no_dynamics", {}).get("crps")),
            _verdict(s["compared"]["persistence"]),
        )
        for name, s in ordered
    ]
    show_table(title, columns, rows, right=tuple(range(1, 6 + len(JUDGED_BY))))


def _crps(x: float | None) -> str:
    return "" if x is None else marks(f"{x:.3f}")


def _verdict(text: str | None) -> str:
    said = {
        "better": _("better"),
        "worse": _("worse"),
        "no difference shown": _("no difference shown"),
        "too few": _("too few to say"),
    }
    return said.get(text or "", "")


def _place(name: str | None, folder: Path | None) -> Any:
    from tregua.errors import InputError, Problem
    from tregua.places.table_only_place import bring

    if (name is None) == (folder is None):
        found = _("no place") if name is None else _("two places")
        raise InputError(
            Problem(_("command line"), None, "PLACE", found, _("the name of a place, or --place DIR"))
        )
    place, remark = bring(str(name if folder is None else folder))
    if remark:
        note(remark)
    return place


def _needs() -> None:
    from tregua.cli.calibrate import _needs_sampler

    _needs_sampler()


def _write(file: Path, text: str) -> None:
    from tregua.results.atomic_write import write_text

    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, text)
    print(file, file=sys.stderr)
