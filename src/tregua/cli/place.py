"""Commands for people who describe a place of their own."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from tregua.cli.import_ import TableOptions, read_asking, table_options, write_place
from tregua.cli.options import Json, about
from tregua.cli.terminal import complain, say, show_json
from tregua.i18n import _, ngettext

if TYPE_CHECKING:
    from tregua.errors import Problem


def new(
    folder: Path,
    /,
    *,
    evidence: Annotated[Path | None, about(_("Table of evidence to start from, of any known form."))] = None,
    options: TableOptions = TableOptions(),  # noqa: B008 - frozen
    json: Json = False,
) -> None:
    """Write a commented place that runs at once.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty; its name becomes the place's.
    """
    from tregua.places import new_place

    if evidence is not None:
        from tregua.places.import_summary import as_json, summary

        imported = read_asking(evidence, table_options(options, evidence), json=json)
        if not json:
            for line in summary(imported):
                say(line)
            say()
        written = write_place(folder, imported, json)
        if json:
            show_json({"place": str(folder), "written": written, "imported": as_json(imported)})
    else:
        new_place(folder)
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
    from tregua.places import check_place, load_place
    from tregua.places.record_reach import record_reach

    problems = check_place(folder)
    if not any(p.severity == "error" for p in problems):
        problems += _beyond(folder)
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
    say(record_reach(load_place(folder)))
    say(_("{folder}: nothing wrong").format(folder=folder))
    return 0


def _beyond(folder: Path) -> list[Problem]:
    """Return what is wrong in the parameters and the scenarios of a place that is otherwise sound."""
    from tregua.assumptions import load_parameters
    from tregua.errors import InputError
    from tregua.places import load_place
    from tregua.scenarios import load_scenario, scenarios_of

    place = load_place(folder)
    problems: list[Problem] = []
    loading = [partial(load_parameters, place)]
    loading += [partial(load_scenario, ref, place) for ref in scenarios_of(place)]
    for load in loading:
        try:
            load()
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    return problems
