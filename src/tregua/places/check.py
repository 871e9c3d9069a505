"""All that is wrong or doubtful in a place, at once."""

from __future__ import annotations

from pathlib import Path

from tregua.errors import Problem
from tregua.places.consistency import crosscheck
from tregua.places.load import find_folder, run_dates, tidy
from tregua.places.plausibility import doubt, parts_above_whole
from tregua.places.read_files import read_parts


def check_place(name_or_path: str | Path) -> list[Problem]:
    """Return all mistakes and doubts in a place, file by file.

    Parameters
    ----------
    name_or_path
        The name of a place that comes with the package, or a folder.

    Raises
    ------
    InputError
        If there is no such place at all.
    """
    folder, label = find_folder(name_or_path)
    parts = read_parts(folder, label)
    crosscheck(parts)
    parts.problems += parts_above_whole(parts)
    doubt(parts, None if parts.place is None else run_dates(parts))
    return list(tidy(parts.problems))
