"""Commands for people who describe a place of their own."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from tregua.commands.options import Json, about
from tregua.commands.terminal import complain, say, show_json
from tregua.i18n import _, ngettext


def new(
    folder: Path,
    /,
    *,
    evidence: Annotated[Path | None, about(_("CSV file of evidence to start from."))] = None,
    json: Json = False,
) -> None:
    """Write a commented place that runs at once.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty; its name becomes the place's.
    """
    from tregua.places import new_place

    new_place(folder, evidence)
    if json:
        show_json({"place": str(folder)})
    else:
        say(_("wrote {folder}").format(folder=folder))
        say(_("next: tregua place check {folder}").format(folder=folder))


def check(folder: Path, /, *, json: Json = False) -> int:
    """List all that is wrong or doubtful in a place, at once.

    The exit status is 2 if anything is wrong; doubts alone leave it at 0.

    Parameters
    ----------
    folder
        The place's folder.
    """
    from tregua.places import check_place

    problems = check_place(folder)
    wrong = [p for p in problems if p.severity == "error"]
    doubtful = [p for p in problems if p.severity == "doubt"]
    if json:
        show_json([asdict(p) for p in problems])
        return 2 if wrong else 0
    for problem in doubtful:
        say(str(problem))
        say()
    if doubtful:
        say(ngettext("{n} doubt", "{n} doubts", len(doubtful)).format(n=len(doubtful)))
    if wrong:
        from tregua.errors import InputError

        complain(str(InputError(wrong)))
        return 2
    say(_("{folder}: nothing wrong").format(folder=folder))
    return 0
