"""Read one table: find its importer, settle what is open, and turn its rows into figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.inputs.cell_values import fold
from tregua.inputs.table_reader import Sheet, read_sheets
from tregua.places.importers import importers, recognise
from tregua.places.importers.columns import sort_columns
from tregua.places.importers.convert import Converted, convert
from tregua.places.importers.head import Head, read_head
from tregua.places.importers.recipe import (
    AmbiguousTableError,
    ImportOptions,
    Recipe,
    UnknownTableError,
    read_recipe,
    write_recipe,
)
from tregua.places.importers.survey import GENERIC, Survey, look, settle_decimal, settle_order, text_of
from tregua.places.importers.tidy_rows import read_tidy
from tregua.places.importers.words import counted, is_whole
from tregua.places.infer_series_kind import slug

SHOWN = 12  # countries or words listed in a question


def read_one(path: Path, options: ImportOptions, name: str = "") -> tuple[str, Recipe, Converted]:
    """Read one table.

    Returns
    -------
    tuple
        Title of the importer, the recipe with nothing open, and the figures.

    Raises
    ------
    InputError
        With every mistake; `AmbiguousTableError` where the user must choose, `UnknownTableError` with a
        mapping file.
    """
    sheets = read_sheets(path, name, options.encoding)
    notes: list[str] = []
    if options.map is not None:
        title, recipe, head = _by_map(sheets, options)
    else:
        title, recipe, head = _found(sheets, notes)
    notes[:0] = head.sheet.read_as
    survey = look(head, recipe, None)
    recipe = _settled(head, recipe, survey, options, notes)
    read = read_tidy if recipe.shape == "tidy" else convert
    found = read(head, recipe, survey, options)
    return title, recipe, replace(found, notes=[*notes, *found.notes])


def _by_map(sheets: list[Sheet], options: ImportOptions) -> tuple[str, Recipe, Head]:
    assert options.map is not None
    recipe = read_recipe(options.map)
    wanted = [sheet for sheet in sheets if sheet.name == recipe.sheet] if recipe.sheet else sheets[:1]
    head = read_head(wanted[0], recipe.header) if wanted else None
    if head is None:
        names = ", ".join(sheet.name for sheet in sheets) or _("one")
        expected = _("one of {options}").format(options=names)
        raise InputError(Problem(str(options.map), None, "sheet", recipe.sheet, expected))
    known = importers().get(recipe.importer)
    return (known.TITLE if known else _("a table read by a mapping file")), recipe, head


def _found(sheets: list[Sheet], notes: list[str]) -> tuple[str, Recipe, Head]:
    first, candidates = None, []
    for sheet in sheets:
        head = read_head(sheet)
        if head is None:
            continue
        first = first or head
        title, recipe = recognise(head)
        if recipe is not None:
            candidates.append((recipe.importer in GENERIC, len(candidates), title, recipe, head))
    if not candidates:
        if first is None:
            name = sheets[0].file if sheets else ""
            raise InputError(Problem(name, None, "", _("only empty cells"), _("a header and rows")))
        raise _unknown(first)
    _generic, _order, title, recipe, head = min(candidates, key=lambda c: c[:2])
    others = [sheet.name for sheet in sheets if sheet.name != head.sheet.name]
    if others:
        notes.append(_("sheets that are not read: {names}").format(names=", ".join(others[:SHOWN])))
    return title, recipe, head


def _unknown(head: Head, recipe: Recipe | None = None, found: str = "", expected: str = "") -> InputError:
    """Make the error of a table that is not understood, with a mapping file as far as it can be filled."""
    if recipe is None:
        columns = sort_columns(head)
        values = dict(columns.values)
        if not values:
            value = columns.roles.get("value", "")
            values = {value: "?"} if value else {name: "?" for name in columns.numbers[:20]}
        roles = {role: column for role, column in columns.roles.items() if role not in ("value", "series")}
        if not any(role in roles for role in ("date", "start", "year", "month")):
            roles["date"] = "?"
        recipe = Recipe(
            sheet=head.sheet.name, header=head.line, columns=roles,
            values={column: series or "?" for column, series in values.items()},
            counts="" if values else "?", shape="rows" if values else "events",
        )  # fmt: skip
        found = shorten(", ".join(c for c in head.columns if c), 160)
        expected = _("columns that say when, where and how many, such as: series, place, start, end, value")
    hint = _(
        "fill in the mapping file and pass it with --map, or say what is counted with --counts homicides"
    )
    problem = Problem(head.sheet.file, head.line, head.sheet.name, found, expected, hint)
    return UnknownTableError(problem, write_recipe(recipe, head.columns, whole=True))


def _settled(head: Head, recipe: Recipe, survey: Survey, options: ImportOptions, notes: list[str]) -> Recipe:
    """Return a recipe in which nothing is open."""
    recipe = _words(head, recipe, survey, options, notes)
    recipe = _country(head, recipe, survey, options)
    if recipe.importer in GENERIC and recipe.shape != "tidy":
        recipe = _dimensions(head, recipe, survey, notes)
    change = {
        "day_first": settle_order(head, recipe, survey, options),
        "decimal": settle_decimal(head, recipe, survey, options, notes),
    }
    if options.missing:
        change["missing"] = options.missing
    return recipe.model_copy(update=change)


def _words(head: Head, recipe: Recipe, survey: Survey, options: ImportOptions, notes: list[str]) -> Recipe:
    """Settle what is counted: by the words of a column, the names of columns, the title, or the user."""
    if recipe.shape == "tidy":
        return recipe
    said = (counted(options.counts) or slug(options.counts)) if options.counts else ""
    category = survey.index.get("category")
    words, columns = dict(recipe.words), dict(recipe.columns)
    open_values = [name for name, series in recipe.values.items() if series == "?"]
    if said and len(open_values) == 1:
        recipe = recipe.model_copy(update={"values": {**recipe.values, open_values[0]: said}})
        open_values = []
    if open_values:
        found = ", ".join(open_values)
        raise _unknown(head, recipe, found, _("a word that says what is counted: killed, or injured?"))
    if category is not None and recipe.importer in GENERIC and not words:
        seen = survey.words.get(category) or Counter()
        found = {word: counted(word) for word in seen if word and not is_whole(word)}
        if any(series and series != "?" for series in found.values()) and not said:
            unclear = [word for word, series in found.items() if series == "?"]
            if unclear:
                asked = recipe.model_copy(update={"words": {w: s or "" for w, s in found.items()}})
                raise _unknown(
                    head, asked, unclear[0], _("a word that says what is counted: killed, or injured?")
                )
            words = {word: series or "" for word, series in found.items()}
            for series in sorted({s for s in words.values() if s}):
                same = [word for word, each in words.items() if each == series]
                notes.append(_("{series}: {words}").format(series=series, words=" + ".join(same[:SHOWN])))
        else:
            columns.pop("category")
            survey.words.setdefault(category, seen)
            survey.index.pop("category")
    counts = said or recipe.counts
    figure = "figure" in recipe.values.values() or not recipe.values or recipe.shape == "wide"
    if figure and "category" not in columns and counts in ("", "?"):
        asked = recipe.model_copy(update={"counts": "?"})
        expected = _("a word that says what is counted, in the table, its title or its name")
        raise _unknown(head, asked, _("no word for what is counted"), expected)
    if figure and "category" not in columns and not said:
        notes.append(
            _("taken to count {series}, by the title or the name of the table").format(series=counts)
        )
    counts = "" if counts == "?" else counts
    return recipe.model_copy(update={"words": words, "columns": columns, "counts": counts})


def _country(head: Head, recipe: Recipe, survey: Survey, options: ImportOptions) -> Recipe:
    """Settle which country is used where a table speaks of several."""
    at = survey.index.get("country")
    if at is None:
        return recipe
    seen = survey.words.get(at)
    names = [word for word in seen or () if word and not is_whole(word)]
    asked = options.country or recipe.only_country
    codes = survey.words.get(survey.index["code"]) if "code" in survey.index else None
    if asked:
        known = {fold(word): word for word in [*names, *(codes or ())]}
        chosen = known.get(fold(asked))
        if chosen is None and seen is not None:
            problem = Problem(
                head.sheet.file, None, head.columns[at], asked,
                _("a country of the table: {names}").format(names=", ".join(sorted(names)[:SHOWN])),
            )  # fmt: skip
            raise InputError(problem)
        return recipe.model_copy(update={"only_country": _name_of(head, survey, chosen or asked)})
    if len(names) == 1 and seen is not None:
        return recipe.model_copy(update={"only_country": names[0]})
    if not names and seen is not None:
        return recipe
    found = _("{n} countries: {names}").format(n=len(names), names=", ".join(sorted(names)[:SHOWN]))
    problem = Problem(
        head.sheet.file, None, head.columns[at], shorten(found, 200), _("one country"),
        _("--country NAME, or the key only_country in a mapping file"),
    )  # fmt: skip
    raise AmbiguousTableError(problem, "country", {name: name for name in sorted(names)[:40]})


def _name_of(head: Head, survey: Survey, asked: str) -> str:
    """Return a country's name where its code was given."""
    code, at = survey.index.get("code"), survey.index["country"]
    if code is not None and fold(asked) not in {fold(w) for w in survey.words.get(at) or ()}:
        for _line, cells in head.sample:
            if code < len(cells) and fold(text_of(cells[code])) == fold(asked):
                return text_of(cells[at])
    return asked


def _dimensions(head: Head, recipe: Recipe, survey: Survey, notes: list[str]) -> Recipe:
    """Keep only the totals of columns such as sex or age, where totals and parts stand together."""
    keep = dict(recipe.keep)
    for i, seen in survey.words.items():
        if seen is None or (i in survey.index.values() and i != survey.index.get("commune")):
            continue
        if i == survey.index.get("place") or head.columns[i] in keep:
            continue
        whole = [word for word in seen if is_whole(word)]
        if whole and any(word and not is_whole(word) for word in seen):
            keep[head.columns[i]] = tuple(whole)
            words = _("{column}: only rows of {words}, which add up the others")
            notes.append(words.format(column=head.columns[i], words=", ".join(whole)))
    return recipe.model_copy(update={"keep": keep})
