"""How a table is read: its shape, what columns hold, what words count. A mapping file is one of these."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from tregua.errors import InputError, Problem, did_you_mean
from tregua.i18n import _
from tregua.inputs.fields import Day, Free, Model, Name
from tregua.inputs.yaml_reader import load_yaml, mistake, validate
from tregua.places.series import Cause, Kind, Measure

Shape = Literal["tidy", "rows", "wide", "events"]
SHAPES: tuple[Shape, ...] = ("tidy", "rows", "wide", "events")
ROLES = (
    "series", "category", "country", "code", "place", "commune", "start", "end", "date", "year", "month",
    "round", "low", "high", "unit", "source", "url", "published", "confidence", "note", "read", "floor",
)  # fmt: skip


class SeriesInfo(Model):
    """What a series counts, by whose definition, and when it is published."""

    title: Free = ""
    base: Name = "as_published"
    kind: Kind = "flow"
    measures: Measure = "other"
    causes: tuple[Cause, ...] = ()
    unit: Free = "people"
    lag_days: Annotated[int, Field(strict=True, ge=0, le=3660)] = 45
    yearly_release: Annotated[str, Field(pattern=r"^(\d\d-\d\d)?$")] = Field(
        default="", description="MM-DD of the next year on which the counts of a year appear"
    )
    notes: Free = ""
    use: Literal["fit", "context"] = "fit"


class Recipe(Model):
    """How one table becomes rows of evidence.

    Attributes
    ----------
    importer
        The source whose shape the table has; ``table`` for any other.
    sheet, header
        Sheet of a workbook, and the line on which the names of the columns stand.
    shape
        ``tidy`` (a figure a row, with its series), ``rows`` (a figure a row, added up by place and
        period), ``wide``
        (periods, or places, as columns) or ``events`` (an event or a victim a row, added up by month).
    columns
        Header of the column that has each role (see `ROLES`).
    values
        Header of each column of figures, and the series that it becomes; none where each row counts one.
    words
        What each word of the column ``category`` counts: a series, or "" for what is left out.
    counts
        The series where no column and no word says what is counted.
    keep
        Rows that are used, by the cells of a column.
    series
        What is known of each series.
    only_country
        The country used, where the table speaks of several.
    places_as_columns
        Whether the columns of figures of a wide table are places.
    decimal, day_first
        What marks decimals, and whether 03/04 is the third of April, where the table does not show it.
    missing
        What it means that a place has no row for a period: nothing known, or none counted.
    source, url, released
        The publisher, its address and the day of this edition.
    """

    importer: Free = "table"
    sheet: Free = ""
    header: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1
    shape: Shape = "rows"
    columns: dict[str, Free] = Field(default_factory=dict)
    values: dict[str, Name | Literal["?"]] = Field(default_factory=dict)
    words: dict[str, Name | Literal["", "?"]] = Field(default_factory=dict)
    counts: Name | Literal["", "?"] = ""
    keep: dict[str, tuple[Free, ...]] = Field(default_factory=dict)
    series: dict[Name, SeriesInfo] = Field(default_factory=dict)
    only_country: Free = ""
    places_as_columns: bool = False
    decimal: Literal["", ".", ","] = ""
    day_first: bool | None = None
    missing: Literal["unknown", "zero"] = "unknown"
    source: Free = ""
    url: Free = ""
    released: Day | None = None
    covers_until: Day | None = Field(default=None, description="last day that the table covers")

    @model_validator(mode="before")
    @classmethod
    def _known_roles(cls, given: Any) -> Any:
        columns = given.get("columns") if isinstance(given, dict) else None
        for role in columns if isinstance(columns, dict) else ():
            if role not in ROLES:
                raise mistake(
                    _("one of {options}").format(options=", ".join(ROLES)), did_you_mean(role, ROLES),
                    at=("columns",), found=str(role),
                )  # fmt: skip
        return given

    def open_questions(self) -> list[str]:
        """Return the keys whose value is still a question mark."""
        found = [f"values.{column}" for column, series in self.values.items() if series == "?"]
        found += [f"words.{word}" for word, series in self.words.items() if series == "?"]
        return found + (["counts"] if self.counts == "?" else [])


@dataclass(frozen=True)
class ImportOptions:
    """What the user says of a table that the table itself does not.

    Attributes
    ----------
    map
        Mapping file to read the table by.
    country
        The country used, where the table speaks of several.
    counts
        What is counted, where no word of the table says it.
    decimal, day_first
        What marks decimals, and whether 03/04 is the third of April.
    missing
        What a place without a row for a period means: "unknown" or "zero".
    whole
        The place that is the whole, where a name may be a country's or a part's; "none" where all are parts.
    encoding
        Encoding of a text file.
    events
        What events are that do not say it: a file with a list in the form of history.yaml, or "as-read".
    suspends
        Share of due process suspended by emergencies whose rows do not say it.
    known_days
        Days of events that the place has already.
    progress
        Function that takes the share read so far.
    """

    map: Path | None = None
    country: str = ""
    counts: str = ""
    decimal: str = ""
    day_first: bool | None = None
    missing: str = ""
    whole: str = ""
    encoding: str = ""
    events: str = ""
    suspends: float | None = None
    known_days: frozenset[date] = frozenset()
    progress: Any = field(default=None, compare=False)


class AmbiguousTableError(InputError):
    """A table that can be read in several ways; `option` settles it by one of `choices`."""

    def __init__(
        self, problems: Problem | Iterable[Problem], option: str, choices: Mapping[str, str]
    ) -> None:
        super().__init__(problems)
        self.option, self.choices = option, dict(choices)


class UnknownTableError(InputError):
    """A table that is not understood; `mapping` is a mapping file to fill in."""

    def __init__(self, problems: Problem | Iterable[Problem], mapping: str) -> None:
        super().__init__(problems)
        self.mapping = mapping


def read_recipe(path: Path) -> Recipe:
    """Read a mapping file.

    Raises
    ------
    InputError
        With every mistake in it, and every question mark that was left.
    """
    node = load_yaml(path)
    found = validate(Recipe, node)
    if isinstance(found, list):
        raise InputError(found)
    left = found.open_questions()
    if left:
        raise InputError(
            [
                node.problem(tuple(key.split(".", 1)), "?", _("the name of a series, such as homicides"))
                for key in left
            ]
        )
    return found


_ABOUT = {
    "importer": "the source whose form this is, or table for any other",
    "sheet": "sheet of a workbook",
    "header": "line on which the names of the columns stand",
    "shape": "tidy (a figure a row, with its series), rows (a figure a row), wide (periods or places as "
    "columns), "
    "events (an event or a victim a row)",
    "columns": f"header of the column with each role; roles: {', '.join(ROLES)}",
    "values": "header of each column of figures: the series that it becomes; none where each row counts one",
    "words": 'what each word of the column `category` counts: a series, or "" to leave it out',
    "counts": "the series where no column and no word says what is counted",
    "keep": "rows used, by the cells of a column, as in {Sex: [Total]}",
    "series": "what each series counts; see docs/reference/place-files.md for kind, measures and causes",
    "only_country": "the country used, where the table speaks of several",
    "places_as_columns": "whether the columns of figures of a wide table are places",
    "decimal": 'what marks decimals, "." or ","; "" where the table shows it',
    "day_first": "true where 03/04 is the third of April, false where it is the fourth of March",
    "missing": "a place without a row for a period: unknown, or zero",
    "source": "the publisher",
    "url": "address of the table",
    "released": "day on which this edition was published, YYYY-MM-DD",
    "covers_until": "last day that the table covers, YYYY-MM-DD",
}
_LONG = {"series", "words", "values", "columns"}


def write_recipe(recipe: Recipe, columns: Iterable[str] = (), whole: bool = False) -> str:
    """Write a mapping file with a comment a key.

    Parameters
    ----------
    recipe
        What is known so far; what is not is a question mark.
    columns
        Headers of the table, to choose from.
    whole
        Whether keys that are not needed are written too, for the user to fill in.
    """
    lines = [
        "# How Tregua reads a table. Replace each ? and pass the file back: tregua import TABLE --map "
        "THIS_FILE",
        '# Names of series are small letters, digits and _. Known: homicides, killed, injured,',
        "# kidnappings, displaced, population, members, prison_held, prison_places, police, soldiers,",
        "# detentions, releases. Others are your own.",
    ]  # fmt: skip
    if columns := [column for column in columns if column]:
        lines.append(f"# Columns of the table: {', '.join(_quoted(column) for column in columns[:60])}")
    blank, given = Recipe().model_dump(), recipe.model_dump(mode="json")
    for key, about in _ABOUT.items():
        value = given[key]
        if not whole and value == blank.get(key) and key not in ("importer", "shape", "header"):
            continue
        lines += ["", f"# {about}"]
        if isinstance(value, dict) and key in _LONG and value:
            lines.append(f"{key}:")
            lines += [f"  {_quoted(name)}: {write_value(each)}" for name, each in value.items()]
        else:
            lines.append(f"{key}: {write_value(value)}")
    return "\n".join(lines) + "\n"


def write_value(value: Any) -> str:
    """Write a value in one line of YAML."""
    if isinstance(value, dict):
        shown = {k: v for k, v in value.items() if v not in ("", None, [])}
        return "{" + ", ".join(f"{_quoted(k)}: {write_value(v)}" for k, v in shown.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(write_value(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return str(value)
    return _quoted(str(value)) if not _is_day(str(value)) else str(value)


def _is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
