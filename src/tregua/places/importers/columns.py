"""What the columns of an unknown table hold, found by their names and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tregua.inputs.cell_values import number_form, parse_month, parse_period
from tregua.inputs.table_reader import Cell
from tregua.places.importers.head import Head
from tregua.places.importers.words import (
    NARRATIVE,
    PERSONAL,
    POINTS,
    ROLE_OF,
    counted,
    header_words,
    is_whole,
)

MOST_OF = 0.8  # share of the cells of a sample that decides what a column holds
NAMED = 0.4  # the same where the column's name says it too


@dataclass
class Columns:
    """Columns of a table by what they hold; each by its name as written.

    Attributes
    ----------
    roles
        Column of each role.
    values
        Columns of figures, and the series that each names ("" where it names none).
    totals
        Columns that add others up.
    other
        Columns of words without a role.
    numbers
        Columns of numbers without a role.
    """

    roles: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    totals: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def personal(names: Iterable[str]) -> list[str]:
    """Return the columns that may identify people, or state a point finer than a commune."""
    found = []
    for name in names:
        words = header_words(name)
        if words in ROLE_OF and ROLE_OF[words] not in ("note",):
            continue
        if counted(name) is None and any(p.search(words) for p in (PERSONAL, POINTS, NARRATIVE)):
            found.append(name)
    return found


_HARMLESS = re.compile(
    r"\b(edad|age|laj|ans|id|ids|codigo|code|cod|kod|num|numero|no|nro|hora|hour|heure|le|dia|day|jour|jou|semana|"
    r"week|semaine|semenn|trimestre|quarter|ano|anio|year|mes|month|lat|lon|latitud|longitud|latitude|longitude|x|y|"
    r"folio|consecutivo|item|orden|fid|objectid|gid|pk|ref|expediente|dui|cedula|telefono|zip|postal)\b"
)


def harmless(name: str) -> bool:
    """Return whether a column of numbers is no count: an age, an hour, a code, a point."""
    return bool(_HARMLESS.search(header_words(name)))


def numeric(cells: list[Cell], share: float = MOST_OF) -> bool:
    """Return whether most cells of a sample are numbers."""
    good = sum(not isinstance(c, str) or bool(number_form(c)) for c in cells if not hasattr(c, "year"))
    return bool(cells) and good >= share * len(cells)


def dated(cells: list[Cell]) -> bool:
    """Return whether most cells of a sample are dates or periods, and not mere numbers."""
    good = 0
    for cell in cells:
        period = parse_period(cell) if not isinstance(cell, int | float) else None
        good += period is not None and not period.serial
    return bool(cells) and good >= MOST_OF * len(cells)


def sort_columns(head: Head) -> Columns:
    """Sort the columns of a table by what they hold."""
    found = Columns()
    private = set(personal(head.columns))
    for i, name in enumerate(head.columns):
        if not name or i in head.periods:
            continue
        words, cells = header_words(name), head.cells(i)
        role, series = ROLE_OF.get(words, ""), counted(name)
        # A column that says that it counts something counts it, mistakes in its cells or not.
        numbers = numeric(cells, NAMED if series is not None or role == "value" else MOST_OF)
        if words in ("nombre", "numero", "no") and numbers:  # number in French, name in Spanish
            role = "value"
        elif name in private:
            continue
        if role == "month" and not all(parse_month(c) for c in cells):
            role = "date" if dated(cells) else ""
        if role == "year" and not any(parse_period(c) for c in cells):
            role = ""
        if series is not None and numbers and role in ("", "value", "place", "country"):
            found.values[name] = series
        elif role == "value" and words == "total":
            found.totals.append(name)
        elif role == "value" and numbers and "value" not in found.roles:
            found.roles["value"] = name
        elif role == "category" and numbers:
            found.numbers.append(name)
        elif role and role != "value" and role not in found.roles:
            found.roles[role] = name
        elif numbers:
            (found.totals if is_whole(name) else found.numbers).append(name)
        elif dated(cells) and "date" not in found.roles and "start" not in found.roles:
            found.roles["date"] = name
        else:
            found.other.append(name)
    if found.totals and not found.values and "value" not in found.roles and not head.periods:
        if not (found.numbers and "date" in found.roles | {"date": ""} and len(found.numbers) > 1):
            found.roles["value"] = found.totals.pop(0)
    if "category" not in found.roles and "series" not in found.roles:
        for name in found.other:
            cells = head.cells(head.columns.index(name))
            if cells and sum(counted(str(c)) is not None for c in cells) >= 0.5 * len(cells):
                found.roles["category"] = name
                break
    found.other = [name for name in found.other if name not in found.roles.values()]
    return found


def time_roles(columns: Columns) -> bool:
    """Return whether a table says when: a date, a period, or a year."""
    return any(role in columns.roles for role in ("date", "start", "end", "year"))
