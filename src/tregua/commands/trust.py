"""Commands that tell how far to trust Tregua: published results, and estimates by other methods."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from tregua.commands.options import Json, about, at_least, flag
from tregua.commands.terminal import note, say, show_json, show_table
from tregua.i18n import _

FAILED = 1


def validate(
    *,
    only: Annotated[list[str] | None, about(_("A number such as A1; may be given more than once."))] = None,
    strict: Annotated[bool, flag(_("End with status 1 if anything misses."))] = False,
    json: Json = False,
) -> int:
    """Compare with results that others published; misses come first.

    Each line gives what was published, what Tregua gives, and whether they agree within a tolerance that was
    fixed beforehand. All of them take a few minutes. Needs the extra learn.
    """
    from tregua.validation.register import APART, check

    lines = check(only, lambda name, title: note(f"{name}: {_(title)}"))
    if json:
        show_json({"results": [line.record() for line in lines]})
    else:
        columns = [
            _("no."),
            _("what"),
            _("published"),
            _("ours"),
            _("deviation"),
            _("tolerance"),
            _("verdict"),
        ]
        cells = (
            (
                line.id,
                line.what,
                _number(line.published),
                _number(line.ours)
                + ("" if line.low is None else f" ({_number(line.low)}–{_number(line.high)})"),
                _number(line.deviation, sign=True),
                line.tolerance,
                _("agrees") if line.ok else _("MISSES"),
            )
            for line in lines
        )
        show_table(_("Published results"), columns, cells, right=(2, 3, 4))
        for text in dict.fromkeys(f"{line.id}: {line.note}" for line in lines if line.note):
            say(text)
        missed = sum(not line.ok for line in lines)
        say(
            _("{n} of {all} agree, {missed} miss").format(
                n=len(lines) - missed, all=len(lines), missed=missed
            )
        )
        if not only:
            say(
                _("{name}: simulation-based calibration runs apart, see the documentation").format(name=APART)
            )
    return FAILED if strict and not all(line.ok for line in lines) else 0


def cases(
    *folders: Annotated[Path, about(_("Folders of treated cases; those that ship when left out."))],
    members: Annotated[int, at_least(1, _("Runs of each case."))] = 96,
    seed: Annotated[int, at_least(0, _("Seed of the random numbers."))] = 1,
    json: Json = False,
) -> None:
    """Forecast treated cases outside every fit, and count how often what came lies inside the 80 % band.

    A case is the folder of a place with a file case.yaml: what was done, the series, the time before and the
    times after. No code is needed.
    """
    from tregua.validation.case import list_cases, load_case
    from tregua.validation.treated import compare, predict_with, verdict

    found = [load_case(str(each)) for each in folders or list_cases()]
    lines = compare(found, predict_with(members, seed))
    if json:
        show_json({"verdict": verdict(lines), "parameters": "priors", "cases": [x.record() for x in lines]})
        return
    columns = [_("case"), _("months"), _("observed"), _("se"), _("forecast"), _("80 % band"), _("verdict")]
    cells = (
        (
            line.title,
            line.observed.months,
            _number(line.observed.log_ratio, sign=True),
            _number(line.observed.sd),
            _number(line.middle, sign=True),
            f"{_number(line.low, sign=True)} {_number(line.high, sign=True)}",
            _("inside") if line.inside else _("OUTSIDE"),
        )
        for line in lines
    )
    show_table(
        _("Log-ratio of killing or kidnapping, after against before"), columns, cells, right=(1, 2, 3, 4)
    )
    say(verdict(lines))
    say(_("The parameters are the priors of each case: nothing is fitted."))


def _number(value: Any, sign: bool = False) -> str:
    """Print a number so that it can be compared with a published one."""
    if value is None:
        return ""
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 10 else 4
    return f"{value:{'+' if sign else ''},.{digits}f}"
