"""Commands that tell how far to trust Tregua: published results, and estimates by other methods."""

from __future__ import annotations

from typing import Annotated, Any

from tregua.commands.options import Json, about, flag
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


def _number(value: Any, sign: bool = False) -> str:
    """Print a number so that it can be compared with a published one."""
    if value is None:
        return ""
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 10 else 4
    return f"{value:{'+' if sign else ''},.{digits}f}"
