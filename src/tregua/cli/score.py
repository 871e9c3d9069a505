"""The command that scores registered outlooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from tregua.cli.options import Json, about
from tregua.cli.register import OUTLOOKS, Today, kinds
from tregua.cli.terminal import note, say, show_json, show_table
from tregua.i18n import _
from tregua.i18n.numbers import marks

if TYPE_CHECKING:
    from tregua.forecasting.scoreboard import Line
    from tregua.places import Place


def score(
    *places: Annotated[
        str, about(_("Places by name or folder whose records are used; their names if left out."))
    ],
    outlooks: Annotated[Path, about(_("Folder of the registered outlooks."))] = OUTLOOKS,
    hub: Annotated[
        Path | None, about(_("Also write all of them as a hub of the hubverse into this folder."))
    ] = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """Score every registered outlook whose count has come, misses first, against every baseline.

    A count that was never published stays "unscored: withheld". A registered file that was changed ends the
    command with status 2.
    """
    from tregua.forecasting.scoreboard import lines, misses_first, registered

    _folder(outlooks)
    files = registered(outlooks)
    found = misses_first(lines(files, _finder(places), today or date.today()))
    written = _hub(files, hub)
    if json:
        show_json({"outlooks": [line.record() for line in found], "hub": [str(f) for f in written]})
        return
    if not files:
        say(_("No outlook is registered in {folder}.").format(folder=outlooks))
        return
    scored = [line for line in found if line.status == "scored"]
    if not scored:
        say(_("Nothing is counted yet of what is registered: no score."))
    _table(found)
    real = [line for line in scored if line.target.kind != "hindcast"]
    past = [line for line in scored if line.target.kind == "hindcast"]
    if real:
        said = _("{inside} of {n} counts lie inside the interval of nine in ten.")
        say(said.format(inside=_inside(real), n=len(real)))
    if past:
        said = _("Hindcasts, registered when their quarter was over: {inside} of {n} lie inside.")
        say(said.format(inside=_inside(past), n=len(past)))
    for file in written:
        say(str(file))


def _hub(files: list[Path], folder: Path | None) -> list[Path]:
    from tregua.forecasting.hub_export import write_hub

    return write_hub(files, folder) if folder is not None and files else []


def _folder(outlooks: Path) -> None:
    """Refuse a folder that was named and is not there; the default may not be there yet."""
    from tregua.errors import InputError, Problem

    if outlooks != OUTLOOKS and not outlooks.is_dir():
        expected = _("the folder that tregua register --out was given")
        raise InputError(
            Problem(
                _("command line"), None, "--outlooks", _("no folder {path}").format(path=outlooks), expected
            )
        )


def _finder(places: tuple[str, ...]):
    """Return what finds a place of a name: among those given, or those that ship."""
    from tregua.places import list_places, load_place
    from tregua.places.table_only_place import bring

    given: dict[str, Place] = {}
    for each in places:
        at, remark = bring(each)
        given[at.name] = at
        if remark:
            note(remark)

    def find(name: str) -> Place | None:
        return given.get(name) or (load_place(name) if name in list_places() else None)

    return find


def _table(found: list[Line]) -> None:
    from tregua.forecasting.baselines import NAMES

    names = [name for name in NAMES if any(name in line.skill for line in found)]
    columns = [
        _("place"), _("as of"), _("quarter"), _("kind"), _("forecast"), _("nine in ten"), _("came"), "CRPS",
        *(_("skill, {baseline}").format(baseline=name) for name in names), _("what is said"),
    ]  # fmt: skip
    rows = (
        (
            line.registration.title,
            line.registration.as_of,
            line.target.start,
            kinds()[line.target.kind],
            _count(line.quantiles[1]),
            f"{_count(line.quantiles[0])}–{_count(line.quantiles[2])}",
            "" if line.observed is None else _count(line.observed),
            "" if line.crps is None else marks(f"{line.crps:.3f}"),
            *(_skill(line.skill.get(name)) for name in names),
            _said(line),
        )
        for line in found
    )
    show_table(_("Registered outlooks, misses first"), columns, rows, right=range(4, 8 + len(names)))


def _inside(found: list[Line]) -> int:
    return sum(bool(line.inside and line.inside["90"]) for line in found)


def _said(line: Line) -> str:
    if line.status == "scored":
        return _("inside") if line.inside and line.inside["90"] else _("MISSED")
    return {
        "open": _("not counted yet"),
        "withheld": _("unscored: withheld"),
        "no record": _("unscored: no record of that base at hand"),
    }[line.status]


def _skill(value: float | None) -> str:
    return "" if value is None else marks(f"{value:+.2f}")


def _count(value: float) -> str:
    return marks(f"{value:,.0f}")
