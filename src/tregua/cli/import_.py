"""Command that reads a table of any source into the record of a place."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter, validators

from tregua.cli.options import Json, about, flag
from tregua.cli.terminal import complain, note, say, show_json
from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.places import Place
    from tregua.places.import_table import ImportedEvidence
    from tregua.places.importers.recipe import AmbiguousTableError, ImportOptions
    from tregua.places.update_place import Update

SHOWN = 20  # revisions printed
LEAST_DAYS = 3 * 365  # of a record on which a hindcast of a year is worth its time
LARGE = 20_000_000  # bytes from which progress is shown


@Parameter(name="*")
@dataclass(frozen=True)
class TableOptions:
    """What the table itself does not say."""

    map: Annotated[Path | None, about(_("Mapping file that says how to read the table."))] = None
    country: Annotated[str | None, about(_("The country used, where the table speaks of several."))] = None
    counts: Annotated[str | None, about(_("What is counted, where no word of the table says it."))] = None
    decimal: Annotated[Literal[".", ","] | None, about(_("What marks decimals: a point or a comma."))] = None
    dayfirst: Annotated[
        bool | None,
        Parameter(help=_("Whether 03/04 is the third of April."), negative="--no-dayfirst"),
    ] = None
    missing: Annotated[
        Literal["unknown", "zero"] | None,
        about(_("What a part without a row for a period means: nothing known, or none counted.")),
    ] = None
    whole: Annotated[
        str | None,
        about(_("The place that is the whole, where its name may be a part's; none where all are parts.")),
    ] = None
    encoding: Annotated[
        str | None, about(_("Encoding of a text file, where it is not found by looking."))
    ] = None
    events: Annotated[
        str | None,
        about(_("What events are that do not say it: a file with a list of events, or as-read.")),
    ] = None
    suspends: Annotated[
        float | None,
        Parameter(
            help=_("Share of due process suspended by emergencies whose rows do not say it, 0 to 1."),
            validator=validators.Number(gte=0, lte=1),
        ),
    ] = None


def import_(
    file: Path,
    /,
    *,
    into: Annotated[
        Path | None, about(_("Folder of a place: a new one, or one that takes new rows."))
    ] = None,
    options: TableOptions = TableOptions(),
    update: Annotated[
        bool, flag(_("The table has grown: read it as before, by the mapping file that the place keeps."))
    ] = False,
    replace: Annotated[bool, flag(_("Overwrite rows that the table revises."))] = False,
    json: Json = False,
) -> int | None:
    """Read a table of any known form: say what it counts, and write it into a place.

    Without --into it only says what it would do. Known are ACLED, UCDP, HDX HAPI, IOM DTM, UNODC, the World
    Bank, Our World in Data, and tables of police and ministries in four languages, as CSV, TSV or XLSX.

    Parameters
    ----------
    file
        The table.
    """
    from tregua.errors import InputError, Problem
    from tregua.places.import_summary import as_json, summary
    from tregua.places.update_place import kept_map

    there = into is not None and (into / "place.yaml").is_file()
    if (update or replace) and not there:
        found = _("no place there") if into is not None else _("no folder")
        expected = _("a folder with a place, by --into")
        raise InputError(Problem(str(into or _("command line")), None, "--into", found, expected))
    asked = table_options(options, file)
    if update and asked.map is None and into is not None:
        asked = _with(asked, map=kept_map(into, file))
    if there and into is not None:
        from tregua.places import load_place

        asked = _with(asked, known_days=frozenset(event.date for event in load_place(into).history))
    imported = read_asking(file, asked, json=json)
    answer: dict[str, Any] = as_json(imported)
    if not json:
        for line in summary(imported):
            say(line)
        say()
    if into is None:
        if not json:
            text = _("nothing is written; to write a place: tregua import {file} --into FOLDER")
            say(text.format(file=file))
    elif there:
        answer["update"] = _update(into, imported, replace, update, json)
    else:
        answer["place"] = write_place(into, imported, json)
    if json:
        show_json(answer)
    return None


def table_options(options: TableOptions, file: Path) -> ImportOptions:
    """Return the options of the library from those of the command line."""
    from tregua.places.importers.recipe import ImportOptions

    progress = None
    try:
        if file.stat().st_size > LARGE:
            progress = _Progress()
    except OSError:
        pass  # said when it is read
    return ImportOptions(
        map=options.map,
        country=options.country or "",
        counts=options.counts or "",
        decimal=options.decimal or "",
        day_first=options.dayfirst,
        missing=options.missing or "",
        whole=options.whole or "",
        encoding=options.encoding or "",
        events=options.events or "",
        suspends=options.suspends,
        progress=progress,
    )


class _Progress:
    """A line on standard error for each tenth of a large table."""

    def __init__(self) -> None:
        self.shown = 0

    def __call__(self, share: float) -> None:
        if (tenth := int(10 * share)) > self.shown:
            self.shown = tenth
            note(_("reading: {percent} %").format(percent=10 * tenth))


def _with(options: ImportOptions, **change: Any) -> ImportOptions:
    return replace(options, **change)


def read_asking(file: Path, options: ImportOptions, *, json: bool = False) -> ImportedEvidence:
    """Read a table; ask on a terminal where it is ambiguous, and write a mapping file where it is unknown."""
    from tregua.places.import_table import MOST_TERRITORIES, import_tables
    from tregua.places.importers.recipe import AmbiguousTableError, UnknownTableError
    from tregua.places.policy_record import OpenEventsError

    while True:
        try:
            return import_tables(file, MOST_TERRITORIES, options)
        except AmbiguousTableError as error:
            choice = None if json else _ask(error)
            if choice is None:
                if isinstance(error, OpenEventsError):
                    _offer(file, "events.yaml", error.draft, _("a list of the events to fill in: {path}"))
                raise
            value: Any = {"true": True, "false": False}.get(choice, choice)
            value = float(choice) if error.option == "suspends" else value
            options = replace(options, **{error.option: value})
        except UnknownTableError as error:
            _offer(file, "map.yaml", error.mapping, _("a mapping file to fill in: {path}"))
            raise


def _offer(file: Path, ending: str, content: str, text: str) -> None:
    """Write a file to fill in under a name that no file has; print it where it cannot be written."""
    from tregua.results.atomic_write import write_text

    n, path = 1, Path(f"{file.name}.{ending}")
    while path.exists():
        n += 1
        path = Path(f"{file.name}-{n}.{ending}")
    try:
        write_text(path, content)
        note(text.format(path=path))
    except OSError:
        note(content)


def _ask(error: AmbiguousTableError) -> str | None:
    """Return the user's choice; None where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    complain(str(error))
    keys = list(error.choices)
    for number, key in enumerate(keys, 1):
        note(f"{number:>3}  {error.choices[key]}")
    sys.stderr.write(_("which one (its number, or nothing to stop)? "))
    sys.stderr.flush()
    answer = sys.stdin.readline().strip()
    return keys[int(answer) - 1] if answer.isdigit() and 1 <= int(answer) <= len(keys) else None


def write_place(folder: Path, imported: ImportedEvidence, json: bool) -> dict[str, Any]:
    """Write a new place of what was read, and say what in it is made up."""
    from tregua.places import load_place, new_place
    from tregua.places.made_up import list_made_up
    from tregua.places.place_template import not_used

    new_place(folder, imported)
    place = load_place(folder)
    made, unused = list_made_up(place), not_used(imported)
    if not json:
        for text in unused:
            say(text)
        if made:
            say(_("made up until you replace it, and where it is usually found:"))
        for what, where in made:
            say(f"  {what}: {where}")
        say(_("wrote {folder}").format(folder=folder))
        say(_next(folder, place))
    return {"folder": str(folder), "made_up": [{"what": w, "where": s} for w, s in made], "not_used": unused}


def _next(folder: Path, place: Place) -> str:
    """Return the command that tries the model on the last year of the record, or checks a short one."""
    from datetime import date

    from tregua.places.record_reach import record_until

    until = record_until(place)
    rows = [r for r in place.evidence.rows if r.series == place.main_series and r.place == "all"]
    if until is None or not rows or (until - min(r.start for r in rows)).days < LEAST_DAYS:
        return _("next: tregua place check {folder}").format(folder=folder)
    as_of = date(until.year - 1, until.month, 1)
    text = _("next: tregua hindcast --place {folder} --as-of {as_of} --until {until}")
    return text.format(folder=folder, as_of=as_of, until=until)


def _update(
    folder: Path, imported: ImportedEvidence, overwrite: bool, grown: bool, json: bool
) -> dict[str, Any]:
    from tregua.places.update_place import update_place

    found = update_place(folder, imported, overwrite=overwrite, grown=grown)
    if not json:
        _say_update(folder, found, overwrite, grown)
    pairs = {
        "revised": [_pair(old, new) for old, new in found.revised],
        "continued": [_pair(old, new) for old, new in found.continued],
    }
    return {
        "folder": str(folder), "compared": len(found.same) + len(found.revised), "same": len(found.same),
        "added": len(found.added), "overlapping": len(found.overlapping), "elsewhere": len(found.elsewhere),
        "new_series": found.new_series, "events": found.events,
        "overwritten": overwrite and bool(found.revised), **pairs,
    }  # fmt: skip


def _pair(old: Any, new: Any) -> dict[str, Any]:
    return {
        "series": new.series, "place": new.place, "start": new.start, "end": new.end, "before": old.value,
        "published_before": old.published, "now": new.value, "published_now": new.published,
    }  # fmt: skip


def _say_update(folder: Path, found: Update, overwrite: bool, grown: bool) -> None:
    text = _("{folder}: {n} rows compared, {same} the same, {revised} revised, {added} new")
    compared = len(found.same) + len(found.revised)
    say(
        text.format(
            folder=folder,
            n=compared,
            same=len(found.same),
            revised=len(found.revised),
            added=len(found.added),
        )
    )
    line = _(
        "  {series}, {place}, {start} to {end}: {a:,.10g} (published {d}) is now {b:,.10g} (published {e})"
    )
    for title, pairs in (
        (_("overwritten:") if overwrite else _("revised, not overwritten without --replace:"), found.revised),
        (_("continued to a later day:"), found.continued),
    ):
        if pairs:
            say(title)
        for old, new in pairs[:SHOWN]:
            say(
                line.format(series=new.series, place=new.place, start=new.start, end=new.end, a=old.value,
                            d=old.published, b=new.value, e=new.published)
            )  # fmt: skip
        if len(pairs) > SHOWN:
            say(_("  and {n} more").format(n=len(pairs) - SHOWN))
    if found.overlapping:
        text = _("{n} rows overlap periods of the record and are left out, the first {start} to {end}")
        first = found.overlapping[0]
        say(text.format(n=len(found.overlapping), start=first.start, end=first.end))
        if not grown:
            say(_("  --update if the table has grown and its last period now reaches further"))
    if found.elsewhere:
        names = ", ".join(dict.fromkeys(row.place for row in found.elsewhere))
        text = _("{n} rows of places that are no territory or region there are left out: {names}")
        say(text.format(n=len(found.elsewhere), names=names[:200]))
    if found.new_series:
        say(_("new in series.yaml: {names}; check what they count").format(names=", ".join(found.new_series)))
    if found.events:
        say(_("{n} events are new in history.yaml").format(n=len(found.events)))
    if found.not_merged:
        text = _("figures of events that are not written into state.yaml; add them by hand: {figures}")
        listed = "; ".join(", ".join(f"{k} {v}" for k, v in each.items()) for each in found.not_merged)
        say(text.format(figures=listed))
    if found.written:
        say(_("wrote {folder}").format(folder=folder))
        say(_("runs use what had been published by as_of in place.yaml: change it to use newer rows"))
    else:
        say(_("nothing is written"))
