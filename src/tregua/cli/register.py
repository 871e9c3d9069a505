"""The command that registers an outlook before the count is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from tregua.cli.options import Json, PlaceRef, about, flag
from tregua.cli.terminal import note, say, show_json, show_table
from tregua.i18n import _
from tregua.i18n.numbers import marks

if TYPE_CHECKING:
    from tregua.forecasting.mechanism_ratio import Mechanism
    from tregua.places import Place

OUTLOOKS = Path("outlooks")
Today = Annotated[
    date | None,
    about(_("The day taken as today (YYYY-MM-DD); the clock's if left out. It enters no digest.")),
]


def register(
    place: PlaceRef,
    *,
    as_of: Annotated[
        date | None, about(_("Forecast from what had been published by this date; today if left out."))
    ] = None,
    out: Annotated[Path, about(_("Folder of the registered outlooks."))] = OUTLOOKS,
    today: Today = None,
    level_only: Annotated[
        bool, flag(_("Register the level alone: no posterior is read and nothing is fitted."))
    ] = False,
    json: Json = False,
) -> None:
    """Write the outlook of a place once, before the count is known: its quarters, draws and digests.

    The files are DIR/PLACE/DATE.csv (a model output of the hubverse), DATE.views.csv (samples by month, as
    VIEWS has them) and DATE.json. A day that is registered already is refused with status 2, and nothing is
    ever rewritten. Needs the extra learn.
    """
    from tregua.cli.calibrate import _needs_sampler
    from tregua.forecasting.register import register as write
    from tregua.forecasting.registration import read_samples
    from tregua.places.table_only_place import bring

    _needs_sampler()
    at, remark = bring(place)
    if remark:
        note(remark)
    day = today or date.today()
    made, files = write(at, as_of or day, out, day, None if level_only else _mechanism)
    draws = read_samples(files[0])
    import numpy as np

    quantiles = np.quantile(draws, (0.05, 0.5, 0.95), axis=1).T
    if json:
        show_json(
            {
                **made.model_dump(mode="json", exclude={"baselines"}),
                "written": [str(file) for file in files],
                "quarters": [
                    {"start": t.start, "end": t.end, "kind": t.kind, "q05": q[0], "q50": q[1], "q95": q[2]}
                    for t, q in zip(made.targets, quantiles.tolist(), strict=True)
                ],
            }
        )
        return
    say(
        _("{place}: {series} on the base {base}, as of {day}; the record ends on {end}").format(
            place=made.title, series=made.series, base=made.base, day=made.as_of, end=made.record_until
        )
    )
    if made.model == "level":
        say(_("Made with the level alone: what is known of policy does not enter."))
    else:
        say(_("Made with the level, times the mechanism's ratio while what is known to change is in force."))
    rows = (
        (t.start, t.end, kinds()[t.kind], _count(q[1]), f"{_count(q[0])}–{_count(q[2])}")
        for t, q in zip(made.targets, quantiles, strict=True)
    )
    show_table(
        _("People killed by quarter"),
        [_("from"), _("to"), _("kind"), _("forecast"), _("nine in ten")],
        rows,
        right=(3, 4),
    )
    for file in files:
        say(str(file))
    say(f"digest: sha256:{made.digests.all}")


def _mechanism(place: Place, day: date) -> Mechanism | None:
    from tregua.cli.outlook_mechanism import mechanism_of

    return mechanism_of(place, day)


def kinds() -> dict[str, str]:
    """Return the kinds of quarter in words."""
    return {"ahead": _("ahead"), "begun": _("begun"), "hindcast": _("hindcast")}


def _count(value: float) -> str:
    return marks(f"{value:,.0f}")
