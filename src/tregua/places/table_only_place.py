"""A folder of tables and nothing else, taken as a place: what the tables do not say is made up."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tregua.i18n import _
from tregua.places.importers.recipe import ImportOptions
from tregua.places.infer_series_kind import slug
from tregua.places.load import list_places, load_place
from tregua.places.place import Place
from tregua.places.place_template import new_place, not_used

if TYPE_CHECKING:
    from tregua.places.import_table import ImportedEvidence

HEAD = 4096  # bytes in which the header of a table must lie
NEEDED = ("series", "place", "start", "end", "value")
reading: ContextVar[ImportOptions | None] = ContextVar("reading", default=None)  # of the command line
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".gz")


def bring(
    name_or_path: str | Path, *, stay: bool = False, options: ImportOptions | None = None
) -> tuple[Place, str]:
    """Load a place, also from a table of evidence, or a folder that holds only such tables.

    Parameters
    ----------
    name_or_path
        Name or folder of a place, a table of any form that an importer knows, or a folder of tables.
    stay
        Whether the files of a place made of tables stay until the process ends, for what reads them.
    options
        What the user says of the tables; the options of the command line if left out.

    Returns
    -------
    tuple
        The place, and a remark on what was made up; empty for a place with files of its own.

    Raises
    ------
    InputError
        With every mistake in the tables, or in the files of the place.
    """
    path = Path(name_or_path)
    tables = [] if str(name_or_path) in list_places() else _tables(path)
    if not tables:
        return load_place(name_or_path), ""
    shed = tempfile.mkdtemp(prefix="tregua-")
    atexit.register(shutil.rmtree, shed, ignore_errors=True)
    folder = Path(shed) / (slug(_stem(path)) or "my_place")
    imported = new_place(folder, tables, options or reading.get())
    made = load_place(folder)
    remark = _(
        "{path} holds tables only: what each series counts was guessed, and gangs, territories and the state "
        "are made up, as by: tregua place new FOLDER --evidence TABLE"
    ).format(path=name_or_path)
    if imported is not None:
        remark = "\n".join([*not_used(imported), *imported.notes, *_left_out(imported), remark])
    if stay:
        return made, remark
    own = path if path.is_dir() else path.parent
    return replace(made, folder=own.absolute()), remark


def _left_out(imported: ImportedEvidence) -> list[str]:
    """Return a line for each table that says how many of its figures were not used, and why."""
    lines = []
    for source in imported.sources:
        found, left = source.account.found[0], source.account.left_out
        if left:
            text = _("{file}: {n} of {m} figures are not used: {reasons}")
            reasons = "; ".join(f"{reason} ({int(entry[0])})" for reason, entry in left.items())
            n = int(sum(entry[0] for entry in left.values()))
            lines.append(text.format(file=source.file, n=n, m=int(found), reasons=reasons))
        if source.dropped:
            text = _("  nothing is stored of columns that may identify people or points: {names}")
            lines.append(text.format(names=", ".join(source.dropped[:20])).strip())
    return lines


def _stem(path: Path) -> str:
    name = path.name
    for ending in (".gz", *TABLES):
        name = name.removesuffix(ending)
    return name


def _tables(path: Path) -> list[Path]:
    """Return the tables of evidence that a path is, or that a folder without place.yaml holds."""
    try:
        if path.is_file():
            return [path] if path.suffix.casefold() in TABLES else []
        if not path.is_dir() or (path / "place.yaml").exists():
            return []
        tables = (p for p in path.iterdir() if p.is_file() and p.suffix.casefold() in TABLES)
        found = sorted(p for p in tables if p.suffix.casefold() != ".txt")  # a text may be a note
        return [p for p in found if _is_evidence(p)] or found
    except (OSError, ValueError):
        return []


def _is_evidence(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.read(HEAD).decode("utf-8-sig", "replace").partition("\n")[0]
    columns = {cell.strip().strip('"').casefold() for cell in first.replace(";", ",").split(",")}
    return set(NEEDED) <= columns
