"""New rows for a place that is there: compared with its record, added, and listed where they revise it."""

from __future__ import annotations

import csv
import io
import math
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.inputs.cell_values import fold
from tregua.places.evidence import COLUMNS, Row
from tregua.places.import_table import ImportedEvidence
from tregua.places.importers.recipe import write_recipe
from tregua.places.load import load_place
from tregua.places.place import Place
from tregua.places.place_template import MAP_ENDING, MAPS, history_lines, row_cells, series_entry
from tregua.places.read_files import EVIDENCE

REGISTER, HISTORY = "series.yaml", "history.yaml"


@dataclass
class Update:
    """How rows of a table compare with the record of a place.

    Attributes
    ----------
    added, same
        Rows that are new, and rows that say what the record says.
    revised
        Pairs of a row of the record and of the row that says otherwise.
    continued
        Pairs of a row of the record and of one that begins on the same day and reaches further.
    overlapping
        New rows that overlap periods of the record, and rows of places that the place does not know.
    new_series
        Series that the register of the place did not hold.
    events
        Events that the history of the place did not hold.
    not_merged
        Figures of state.yaml that events give, which are left to the user.
    written
        Whether anything was written.
    """

    added: list[Row] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    revised: list[tuple[Row, Row]] = field(default_factory=list)
    continued: list[tuple[Row, Row]] = field(default_factory=list)
    overlapping: list[Row] = field(default_factory=list)
    elsewhere: list[Row] = field(default_factory=list)
    new_series: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    not_merged: list[dict[str, Any]] = field(default_factory=list)
    written: bool = False


def kept_map(folder: Path, table: Path) -> Path:
    """Return the mapping file that a place keeps of a table.

    Raises
    ------
    InputError
        If there is none.
    """
    path = folder / MAPS / f"{table.name}{MAP_ENDING}"
    if path.is_file():
        return path
    known = sorted(p.name.removesuffix(MAP_ENDING) for p in (folder / MAPS).glob(f"*{MAP_ENDING}"))
    expected = _("a table that was imported before: {names}").format(names=", ".join(known) or _("none"))
    hint = _("leave out --update the first time, or pass --map")
    raise InputError(Problem(str(folder / MAPS), None, "--update", table.name, expected, hint))


def update_place(
    folder: Path, imported: ImportedEvidence, *, overwrite: bool = False, grown: bool = False
) -> Update:
    """Bring rows of tables into the record of a place.

    Parameters
    ----------
    folder
        The place.
    imported
        What was read of the tables.
    overwrite
        Whether rows of the record that are revised are overwritten.
    grown
        Whether the table has grown: its last period may reach further than before.

    Raises
    ------
    InputError
        With every mistake; nothing is written then.
    """
    place = load_place(folder)
    names = _names(place)
    problems = [
        Problem(
            f"{folder}/{REGISTER}", None, name,
            _("a series that counts {a}, {b}").format(
                a=place.series[name].measures, b=place.series[name].kind
            ),
            _("one that counts {a}, {b}, as the table does").format(a=guess.measures, b=guess.kind),
            _("give the table's series another name in a mapping file"),
        )
        for name, (_unit, guess) in imported.series.items()
        if name in place.series
        and (place.series[name].measures, place.series[name].kind) != (guess.measures, guess.kind)
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    found = Update(new_series=[name for name in imported.series if name not in place.series])
    record: dict[tuple[str, str], list[Row]] = {}
    for row in place.evidence.rows:
        record.setdefault((row.series, row.place), []).append(row)
    for row in imported.rows:
        where = names.get(fold(row.place)) or names.get(fold(imported.subplaces.get(row.place, "")))
        if where is None:
            found.elsewhere.append(row)
            continue
        row = replace(row, place=where)
        flow = imported.series[row.series][1].kind == "flow"
        _compare(row, record.get((row.series, where), []), flow, grown, found)
    used = {row.series for row in [*found.added, *(new for _old, new in found.continued)]}
    found.new_series = [name for name in found.new_series if name in used]
    changes = [*found.continued, *(found.revised if overwrite else [])]
    known = {event.date for event in place.history}
    found.events = [each for each in imported.policy.history if each["date"] not in known]
    policy = imported.policy
    if found.events:
        found.not_merged = [*policy.missions, *policy.soldiers, *policy.places]
    if found.added or changes or found.events:
        _write(folder, place, imported, found, changes)
        found.written = True
    return found


def _names(place: Place) -> dict[str, str]:
    """Return the names of a place's territories and regions by what a table may call them."""
    names = {"all": "all"}
    for name, title in place.regions.items():
        names.update({fold(name): name, fold(str(title)): name})
    for name, territory in place.territories.items():
        names.update({fold(name): name, fold(str(territory.title)): name})
    return names


def _compare(row: Row, record: Sequence[Row], flow: bool, grown: bool, found: Update) -> None:
    for old in record:
        if (old.start, old.end) == (row.start, row.end):
            if math.isclose(old.value, row.value, rel_tol=1e-9, abs_tol=1e-9):
                found.same.append(row)
            else:
                found.revised.append((old, row))
            return
    touching = [old for old in record if flow and old.start <= row.end and row.start <= old.end]
    if not touching:
        found.added.append(row)
    elif grown and len(touching) == 1 and touching[0].start == row.start and touching[0].end < row.end:
        found.continued.append((touching[0], row))
    else:
        found.overlapping.append(row)


def _write(
    folder: Path, place: Place, imported: ImportedEvidence, found: Update, changes: list[tuple[Row, Row]]
) -> None:
    """Write a copy of the place, check it, and put its files in the place of the old ones."""
    if (folder / MAPS).is_symlink():
        there = _("a link, a folder, a device, or a file that has another name too")
        raise InputError(Problem(str(folder / MAPS), None, "", there, _("a folder")))
    names = [EVIDENCE, REGISTER]
    try:
        with tempfile.TemporaryDirectory(prefix=".tregua-import-", dir=folder.resolve().parent) as shed:
            draft = Path(shed) / "place"
            shutil.copytree(folder, draft, ignore=shutil.ignore_patterns("posteriors", "*.npz", "*.html"))
            _evidence(draft / EVIDENCE, found.added, changes)
            with (draft / REGISTER).open("a", encoding="utf-8", newline="") as file:
                for name in found.new_series:
                    unit, guess = imported.series[name]
                    known = imported.info.get(name)
                    base = known.base if known is not None else name
                    file.write("\n" + series_entry(name, unit, guess, known, base))
            (draft / MAPS).mkdir(exist_ok=True)
            for source in imported.sources:
                name = f"{MAPS}/{Path(source.file).name}{MAP_ENDING}"
                (draft / name).write_text(write_recipe(source.recipe), encoding="utf-8")
                names.append(name)
            if found.events:
                _history(draft, folder, names, found.events)
            load_place(draft)
            (folder / MAPS).mkdir(exist_ok=True)
            for name in names:
                (draft / name).replace(folder / name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(Problem(str(folder), None, "", reason, _("a folder that can be written"))) from None


def _history(draft: Path, folder: Path, names: list[str], events: list[dict[str, Any]]) -> None:
    """Add events at the end of history.yaml."""
    path = draft / HISTORY
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    if any(line and line[0] not in "-# \n" for line in text.splitlines()):
        there = _("a list that is not written an entry a line")
        hint = _("add the events by hand, or write each entry on lines that begin with -")
        raise InputError(Problem(str(folder / HISTORY), None, "", there, _("a list"), hint))
    text = text if not text or text.endswith("\n") else f"{text}\n"
    path.write_text(text + history_lines(events), encoding="utf-8", newline="")
    names.append(HISTORY)


def _evidence(path: Path, added: list[Row], changes: list[tuple[Row, Row]]) -> None:
    """Add rows at the end; lines that do not change stay as they were written."""
    text = path.read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    columns = [cell.strip() for cell in lines[0]]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if changes:
        by_key = {(old.series, old.place, str(old.start), str(old.end)): new for old, new in changes}
        at = [columns.index(name) for name in ("series", "place", "start", "end")]
        for cells in lines:
            key = tuple(cells[i].strip() for i in at) if len(cells) > max(at) else ()
            new = by_key.get(key)  # type: ignore[call-overload]
            writer.writerow(_in(columns, new) if new is not None else cells)
    else:
        out.write(text if text.endswith("\n") else f"{text}\n")
    for row in added:
        writer.writerow(_in(columns, row))
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


def _in(columns: list[str], row: Row) -> list[str]:
    cells = dict(zip(COLUMNS, row_cells(row), strict=True))
    return [cells.get(column, "") for column in columns]
