"""The command that says which records the fit of a place holds against, and which it fails."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from tregua.cli.options import AsOf, Json, about, at_least
from tregua.cli.terminal import note, say, show_json, show_table
from tregua.i18n import _
from tregua.i18n.numbers import marks


def check_fit(
    *places: Annotated[str, about(_("Places by name, or folders of the same form."))],
    place: Annotated[Path | None, about(_("A place's folder, as one more place."), "--place")] = None,
    as_of: AsOf = None,
    members: Annotated[int, at_least(8, _("Runs of what happened."))] = 192,
    json: Json = False,
) -> None:
    """Hold a place's fit against every series that has evidence, fitted or not; misses come first.

    For each series: share of figures inside the bands of 50, 80 and 90 % of replicates, the longest run
    outside that of 80 %, level and trend apart, and the width of the band over that of the level without
    dynamics. A wide band is no fit. The posterior is the newest that rests on no later knowledge than the
    date. Takes minutes; needs the extra learn.
    """
    from tregua.errors import InputError, Problem
    from tregua.places import load_place
    from tregua.validation.fit_record import newest, record_of

    names = [*places, *([str(place)] if place else [])]
    problems = []
    if not names:
        expected = _("the name of a place, or --place DIR")
        problems.append(Problem(_("command line"), None, "PLACE", _("no place"), expected))
    found = []
    for name in names:
        at = load_place(name)
        file = newest(at, as_of)
        if file is None:
            said = _("no posterior") if as_of is None else _("no posterior as of {day}").format(day=as_of)
            hint = _("tregua calibrate {name} makes one").format(name=name)
            problems.append(Problem(name, None, "", said, _("a place that was fitted"), hint))
        else:
            found.append((at, file))
    if problems:
        raise InputError(problems)
    records = {}
    for at, file in found:
        note(_("checking the fit of {place} as of {day}").format(place=at.title, day=file.parent.name))
        records[at.name] = record_of(at, file, members)
        if not json:
            _show(at, records[at.name])
    if json:
        show_json({"places": records})


def _show(place: Any, record: dict[str, Any]) -> None:
    from tregua.validation.fit_check import LEAST_INSIDE, MOST_WIDTH

    title = _("{place} as of {day}: what happened, run again").format(place=place.title, day=record["as_of"])
    columns = [
        _("series"),
        _("figures"),
        _("inside 80 %"),
        _("required"),
        _("in the fit"),
        _("width"),
        _("verdict"),
    ]
    rows = [
        (
            line["series"],
            str(line["run"]["windows"]) if line["run"] else "0",
            _share(line["run"] and line["run"]["inside"]["80"]),
            _share(line["required_inside_80"]),
            _share(line["fit"] and line["fit"]["inside"]["80"]),
            _figure(line["run"] and line["run"]["width"]),
            _verdict(line["verdict"]),
        )
        for line in record["special"]
    ]
    if rows:
        show_table(title, columns, rows, right=(1, 2, 3, 4, 5))
    title = _("{place} as of {day}: replicates of every series; misses first").format(
        place=place.title, day=record["as_of"]
    )
    columns = [
        _("series/base"), _("fitted"), _("figures"), "50 / 80 / 90 %", _("run outside"), _("level off"),
        _("trend off, a year"), _("width"), _("verdict"),
    ]  # fmt: skip
    cells = (
        (
            f"{each['series']}/{each['base']}",
            _("yes") if each["fitted"] else _("no"),
            str(each["windows"]),
            " / ".join(f"{100 * each['inside'][b]:.0f}" for b in ("50", "80", "90")),
            str(each["longest_run_outside"]),
            _figure(each["level_gap"], sign=True) + ("!" if "level" in each["fails_in"] else ""),
            _figure(each["trend_gap"], sign=True) + ("!" if "trend" in each["fails_in"] else ""),
            _figure(each["width"]),
            _verdict(each["verdict"]),
        )
        for each in record["series"]
    )
    show_table(title, columns, cells, right=(2, 4, 5, 6, 7))
    say(
        _(
            "A series fails where less than {share} of its figures lie inside the 80 % band, where its level "
            "or its trend (log points; marked !) lies outside 95 % of replicates, or where the log width of "
            "the 90 % band is more than {width} times that of the level without dynamics. Fewer than three "
            "figures are too few. A series that was fitted has been seen by the fit: that it holds is little."
        ).format(share=_share(LEAST_INSIDE), width=marks(f"{MOST_WIDTH:g}"))
    )
    for each in record["never_tested"]:
        say(
            _("  never tested: {name} ({n} figures): {why}").format(
                name=each["series"], n=each["figures"], why=each["why"]
            )
        )


def _share(x: Any) -> str:
    return "" if x is None else f"{100 * x:.0f} %"


def _figure(x: Any, sign: bool = False) -> str:
    return "" if x is None else marks(f"{x:{'+' if sign else ''}.2f}")


def _verdict(text: str) -> str:
    return {"held": _("held"), "failed": _("FAILED"), "too few": _("too few")}[text]
