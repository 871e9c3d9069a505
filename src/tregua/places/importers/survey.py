"""A first pass over a table: how its numbers and dates are written, and which words stand in its columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.inputs.cell_values import (
    fold,
    is_missing,
    number_form,
    order_shown,
    parse_number,
    shown_decimal,
)
from tregua.inputs.table_reader import Cell, Progress
from tregua.places.importers.columns import personal
from tregua.places.importers.head import Head
from tregua.places.importers.recipe import AmbiguousTableError, ImportOptions, Recipe
from tregua.places.importers.words import SUBTOTAL, is_whole

MOST_WORDS = 2_000  # words of a column that are remembered
MOST_DIMENSION = 60  # words of a column that may be a dimension, such as sex
GENERIC = ("tidy", "police", "wide", "table")
DATES = ("start", "end", "date", "year", "month")


@dataclass
class Survey:
    """What was seen in a table.

    Attributes
    ----------
    index
        Position of each column that the recipe names, by role.
    values
        Position of each column of figures.
    orders
        How many dates show the day first, the month first, or neither, with the line of the first.
    forms
        How many numbers are written in each form, with line and column of the first.
    words
        Words of a column and how often each stands there; None where there are too many.
    """

    index: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    orders: dict[str, list[Any]] = field(default_factory=dict)
    forms: dict[str, list[Any]] = field(default_factory=dict)
    words: dict[int, Counter[str] | None] = field(default_factory=dict)


def text_of(cell: Cell) -> str:
    """Return a cell as text, whole numbers without a fraction."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def find_columns(head: Head, recipe: Recipe) -> Survey:
    """Find the columns that a recipe names.

    Raises
    ------
    InputError
        With every column that is not there.
    """
    found, problems = Survey(), []
    at = {fold(name): i for i, name in reversed(list(enumerate(head.columns)))}
    for role, name in [*recipe.columns.items(), *((None, name) for name in recipe.values)]:
        i = at.get(fold(name))
        if i is None:
            expected = one_of([name for name in head.columns if name], 20)
            hint = did_you_mean(name, head.columns)
            problems.append(Problem(head.sheet.file, head.line, head.sheet.name, name, expected, hint))
        elif role is None:
            found.values[name] = i
        else:
            found.index[role] = i
    for name in recipe.keep:
        i = at.get(fold(name))
        if i is None:
            expected = one_of([name for name in head.columns if name], 20)
            problems.append(Problem(head.sheet.file, head.line, head.sheet.name, name, expected))
        else:
            found.words[i] = Counter()
    if problems:
        raise InputError(problems)
    if recipe.shape == "wide" and not recipe.places_as_columns:
        found.values.update({head.columns[i]: i for i in head.periods if i not in found.index.values()})
    return found


def body(head: Head, progress: Progress | None = None) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Read the rows below the names of the columns, without a row of HXL tags."""
    for line, cells in head.sheet.rows(progress):
        if line > head.line:
            if head.tags and tuple(text_of(c) for c in cells) == head.tags:
                continue
            yield line, cells


def look(head: Head, recipe: Recipe, progress: Progress | None = None) -> Survey:
    """Read a table once and note what its numbers, dates and words look like."""
    found = find_columns(head, recipe)
    dates = [i for role, i in found.index.items() if role in DATES]
    numbers = [*found.values.values(), *(found.index[r] for r in ("low", "high") if r in found.index)]
    for role in ("country", "code", "category", "series"):
        if role in found.index:
            found.words[found.index[role]] = Counter()
    dimensions: list[int] = []
    if recipe.importer in GENERIC and recipe.shape != "tidy":
        used = {*found.index.values(), *found.values.values(), *found.words}
        if found.index.get("commune") not in (None, found.index.get("place")):
            used.discard(found.index["commune"])
        private = set(personal(head.columns))
        dimensions = [
            i for i, name in enumerate(head.columns) if i not in used and name and name not in private
        ]
        found.words.update({i: Counter() for i in dimensions})
    orders: dict[str, list[Any]] = {}
    forms: dict[str, list[Any]] = {}
    words, limit = list(found.words.items()), set(dimensions)
    for line, cells in body(head, progress):
        width = len(cells)
        for i in dates:
            if i < width and isinstance(cell := cells[i], str) and (order := order_shown(cell)):
                orders.setdefault(order, [0, line, i, cell])[0] += 1
        for i in numbers:
            if i < width and isinstance(cell := cells[i], str) and cell:
                forms.setdefault(number_form(cell), [0, line, i, cell])[0] += 1
        for i, seen in words:
            if seen is not None and i < width:
                seen[text_of(cells[i])] += 1
                if len(seen) > (MOST_DIMENSION if i in limit else MOST_WORDS):
                    found.words[i] = None
                    words = [(j, s) for j, s in words if j != i]
    found.orders, found.forms = orders, forms
    return found


def settle_order(head: Head, recipe: Recipe, survey: Survey, options: ImportOptions) -> bool:
    """Return whether dates such as 03/04/2024 begin with the day.

    Raises
    ------
    InputError
        Where dates contradict each other, or nothing shows it and nobody said it.
    """
    given = options.day_first if options.day_first is not None else recipe.day_first
    day, month = survey.orders.get("day"), survey.orders.get("month")
    if day and month:
        problems = []
        for _n, line, i, cell in (day, month):
            where = head.sheet.where(i, head.columns[i])
            expected = _("dates written in one order, the day first or the month first")
            problems.append(Problem(head.sheet.file, line, where, cell, expected))
        raise InputError(problems)
    if given is not None:
        shown = day if given is False else month
        if shown:
            _n, line, i, cell = shown
            where = head.sheet.where(i, head.columns[i])
            expected = _("a date in the order that --dayfirst or the mapping file says")
            raise InputError(Problem(head.sheet.file, line, where, cell, expected))
        return given
    if day or month:
        return bool(day)
    if "either" not in survey.orders:
        return True
    count, line, i, cell = survey.orders["either"]
    where = head.sheet.where(i, head.columns[i])
    expected = _("dates that show whether the day or the month comes first ({n} can be read both ways)")
    hint = _("--dayfirst or --no-dayfirst, or the key day_first in a mapping file")
    problem = Problem(head.sheet.file, line, where, cell, expected.format(n=count), hint)
    raise AmbiguousTableError(
        problem, "day_first", {"true": _("the day comes first"), "false": _("the month comes first")}
    )


def settle_decimal(
    head: Head, recipe: Recipe, survey: Survey, options: ImportOptions, notes: list[str]
) -> str:
    """Return the decimal mark of a table's numbers.

    Raises
    ------
    InputError
        Where numbers contradict each other, or nothing shows the mark and nobody said it.
    """
    shown = {mark: form for form in survey.forms if (mark := shown_decimal(form))}  # type: ignore[arg-type]
    given = options.decimal or recipe.decimal
    unclear = [survey.forms[form] for form in ("point?", "comma?") if form in survey.forms]
    if given:
        return given
    if len(shown) > 1:
        problems = []
        for form in shown.values():
            _n, line, i, cell = survey.forms[form]
            where = head.sheet.where(i, head.columns[i])
            expected = _("numbers written in one way, with a point or with a comma for decimals")
            hint = _("--decimal . or --decimal , or the key decimal in a mapping file")
            problems.append(Problem(head.sheet.file, line, where, cell, expected, hint))
        raise InputError(problems)
    if shown:
        return next(iter(shown))
    if not unclear:
        return "."
    settled = _by_totals(head, recipe, survey)
    _count, line, i, cell = unclear[0]
    if settled:
        words = _("{cell} is read as {value:.12g}: the total rows add up only so")
        notes.append(words.format(cell=cell, value=parse_number(cell, settled)))
        return settled
    where = head.sheet.where(i, head.columns[i])
    marks = {mark: parse_number(cell, mark) for mark in ".,"}
    expected = _(
        "a number that can be read in one way: {a:.12g} or {b:.12g} ({n} such numbers, no total row)"
    )
    problem = Problem(
        head.sheet.file, line, where, cell,
        expected.format(a=marks["."], b=marks[","], n=sum(u[0] for u in unclear)),
        _("--decimal . or --decimal , or the key decimal in a mapping file"),
    )  # fmt: skip
    raise AmbiguousTableError(
        problem, "decimal", {mark: f"{cell} = {number:.12g}" for mark, number in marks.items()}
    )


def _across(texts: list[str], survey: Survey, totals: list[int], sums: dict[str, Any]) -> None:
    """Add a row of a wide table to the sums that are compared with its own column of totals."""
    parts = [i for i in survey.values.values() if i not in totals]
    if len(totals) != 1 or is_missing(texts[totals[0]]) or any(is_missing(texts[i]) for i in parts):
        return
    for mark in ".,":
        numbers = [parse_number(texts[i], mark) for i in parts]
        total = parse_number(texts[totals[0]], mark)
        if total is not None and all(n is not None for n in numbers):
            sums[mark]["row", *texts] = [sum(n for n in numbers if n), total, len(numbers), 1]


_COLUMN = "\0column"


def _by_totals(head: Head, recipe: Recipe, survey: Survey) -> str:
    """Return the one decimal mark under which the parts add up to their totals; "" where both or none do."""
    keys = [survey.index[r] for r in ("series", "category", *DATES) if r in survey.index]
    days = [survey.index[r] for r in DATES if r in survey.index]
    place = survey.index.get("place", survey.index.get("country"))
    sums: dict[str, dict[Any, list[float]]] = {mark: defaultdict(lambda: [0.0, 0.0, 0, 0]) for mark in ".,"}
    possible = {".", ","}
    across = [i for i, name in enumerate(head.columns) if is_whole(name)] if recipe.shape == "wide" else []
    for _line, cells in body(head):
        texts = [text_of(c) for c in cells]
        texts += [""] * (len(head.columns) - len(texts))
        label = texts[place] if place is not None else next((t for t in texts if t), "")
        footer = bool(days) and not any(texts[i] for i in days)
        first = next((t for t in texts if t), "")
        total = is_whole(label) or bool(SUBTOTAL.search(fold(first))) or (footer and is_whole(first))
        _across(texts, survey, across, sums)
        for name, i in survey.values.items():
            if is_missing(texts[i]):
                continue
            for mark in ".,":
                number = parse_number(texts[i], mark)
                if number is None:
                    possible.discard(mark)
                    continue
                # A footer adds up the whole column; a total row its own period.
                if footer:
                    groups = [(_COLUMN, name, False), (_COLUMN, name, True)]
                else:
                    groups = [(name, *(texts[k] for k in keys))]
                for group in groups:
                    entry = sums[mark][group]
                    entry[1 if total else 0] += number
                    entry[3 if total else 2] += 1
                if not footer:
                    entry = sums[mark][_COLUMN, name, total]
                    entry[0] += number
                    entry[2] += 1
    good = []
    for mark in possible:
        tests = {k: e for k, e in sums[mark].items() if e[2] >= 2 and e[3] == 1}
        right = {k: abs(e[0] - e[1]) <= 1e-6 * max(abs(e[1]), 1) for k, e in tests.items()}
        # A footer adds up either the parts or the rows for the whole.
        columns = {k[1] for k in tests if k[0] == _COLUMN}
        footers = [any(right.get((_COLUMN, name, w), False) for w in (False, True)) for name in columns]
        others = [ok for k, ok in right.items() if k[0] != _COLUMN]
        if tests and all(footers) and all(others):
            good.append(mark)
    return good[0] if len(good) == 1 else ""
