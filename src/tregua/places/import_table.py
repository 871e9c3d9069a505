"""Someone else's table of evidence, sorted into the series and territories of a new place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.inputs.csv_reader import Record, read_table
from tregua.places.evidence import COLUMNS, Row
from tregua.places.infer_series_kind import Guess, base_of, guess, is_floor, slug
from tregua.places.parse_rows import CONFIDENCE, read_row
from tregua.places.series import unit_kind

NEEDED = ("series", "place", "start", "end", "value")
_WORDS = {"caveat", "event", "note"}
_NATIONAL = {"all", "national", "nationwide", "country", "total"}
_NOT_A_TERRITORY = re.compile(
    r"prison|penitentiary|jail|depart?ments|mainly|six other|transport|area\b", re.I
)


@dataclass(frozen=True)
class Adopted:
    """The evidence as a new place takes it.

    Attributes
    ----------
    title
        The country, as the table calls it; empty where it says no more than "all".
    subplaces
        Titles of the territories that the table names most, by their new name.
    series
        Unit and guess of each series, by its new name.
    rows
        One row for each series, place and period.
    left_out
        Rows as written that were not taken, each with the reason.
    main
        The series taken as the main count.
    """

    title: str
    subplaces: dict[str, str]
    series: dict[str, tuple[str, Guess]]
    rows: tuple[Row, ...]
    left_out: tuple[tuple[dict[str, str], str], ...]
    main: str

    def newest(self, measures: str, place: str = "all") -> Row | None:
        """Return the newest row of a measure, or of the series of that name; None if there is none."""
        rows = [
            row
            for row in self.rows
            if row.place == place
            and measures in (self.series[row.series][1].measures, row.series)
            and row.value
        ]
        return max(rows, key=lambda row: (row.end, row.published), default=None)


def adopt(paths: Path | Sequence[Path], territories: int) -> Adopted:
    """Sort a table of evidence.

    Parameters
    ----------
    paths
        CSV file with the columns of evidence.csv, or several of them.
    territories
        How many territories may take the name of a part of the country.

    Raises
    ------
    InputError
        With every mistake in the table.
    """
    optional = [c for c in COLUMNS if c not in NEEDED]
    files = [paths] if isinstance(paths, Path) else list(paths)
    tables = [(str(path), read_table(path, str(path), None, NEEDED, optional)) for path in files]
    problems = [p for _name, table in tables for p in table.problems]
    left_out: list[tuple[dict[str, str], str]] = []
    rows: list[tuple[Record, Row]] = []
    for name, record in [(name, record) for name, table in tables for record in table.records]:
        cells = {column: record.cells.get(column, "") for column in COLUMNS}
        if not cells["value"] or {cells["unit"], slug(cells["series"])} & _WORDS:
            left_out.append((cells, _("an event or a note, not a figure")))
            continue
        row, wrong = read_row(Record(record.line, cells), name, {})
        problems += wrong
        if row is not None:
            rows.append((Record(record.line, cells), row))
    name = str(files[0])
    if not rows and not problems:
        problems.append(Problem(name, None, "", _("no row with a figure"), _("at least one")))
    if problems:
        raise InputError(problems)

    country = _country([row.place for _r, row in rows])
    subplaces = _subplaces([row for _r, row in rows], country, territories)
    placed: list[tuple[Record, Row, str]] = []
    for record, row in rows:
        where, about = _where(row.place, country, subplaces)
        if where is None:
            left_out.append((record.cells, _("a place that is none of the territories")))
        else:
            placed.append((record, replace(row, place=where, floor=row.floor or is_floor(row.unit)), about))
    if not placed:
        raise InputError(Problem(name, None, "place", _("no row for the whole place"), _("at least one")))
    kept, series = _series(placed, left_out)
    return Adopted(country, subplaces, series, tuple(kept), tuple(left_out), _main(kept, series))


def _country(places: list[str]) -> str:
    """Return the place named most often once notes between brackets and after colons are dropped.

    Where some rows say "all", a plain name is that of a part; a country says so by a note or a colon.
    """
    if any(place.casefold() in _NATIONAL for place in places):
        places = [place for place in places if _plain(place) != place]
    plain = Counter(_plain(place) for place in places)
    named = Counter({place: n for place, n in plain.items() if place.casefold() not in _NATIONAL})
    return named.most_common(1)[0][0] if named else ""


def _plain(place: str) -> str:
    return re.sub(r"\(.*\)", "", place.split(":")[0]).strip() or place


def _subplaces(rows: list[Row], country: str, most: int) -> dict[str, str]:
    """Return the parts of the country for which there are most rows of deaths or people."""
    counts: Counter[str] = Counter()
    for row in rows:
        title = _part(row.place, country)
        if title and re.search(r"homicide|murder|killed|population", row.series, re.I):
            counts[title] += 1
    named: dict[str, str] = {}
    for title, _n in counts.most_common():
        name = slug(title)
        if name and name not in named and name not in ("all", "whole") and len(named) < most:
            named[name] = title
    return named


def _part(place: str, country: str) -> str:
    """Return the part of the country that a place names; empty if it names none."""
    title = place.split(":", 1)[1].strip() if place.startswith(f"{country}:") else place
    if _plain(title) == country or title.casefold() in _NATIONAL or _NOT_A_TERRITORY.search(title):
        return ""
    return "" if "(" in title or ", " in title or " and " in title else title


def _where(place: str, country: str, subplaces: dict[str, str]) -> tuple[str | None, str]:
    """Return the place's new name, and what part of its series it speaks of if not of the whole."""
    if place.casefold() in _NATIONAL or place == country:
        return "all", ""
    title = place.split(":", 1)[1].strip() if place.startswith(f"{country}:") else place
    for name, known in subplaces.items():
        if known == title:
            return name, ""
    note = re.search(r"\((.*)\)\s*$", place)
    if _plain(place) == country and note and ":" not in place:
        return "all", "" if note[1].casefold() in _NATIONAL else slug(note[1])
    return None, ""


def _series(
    placed: list[tuple[Record, Row, str]], left_out: list[tuple[dict[str, str], str]]
) -> tuple[list[Row], dict[str, tuple[str, Guess]]]:
    """Keep counts of different bases apart, and one row for each period."""
    groups: dict[str, dict[tuple[str, str, str], list[tuple[Record, Row]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for record, row, about in placed:
        groups[slug(row.series) or "series"][(unit_kind(row.unit), base_of(row.unit), about)].append(
            (record, row)
        )
    kept: list[Row] = []
    series: dict[str, tuple[str, Guess]] = {}
    for name, bases in groups.items():
        # The best covered base keeps the plain name.
        ordered = sorted(bases.items(), key=lambda item: (-len(item[1]), item[0]))
        for i, ((kind, base, about), members) in enumerate(ordered):
            parts = [part for part in (base, about, "" if kind == "count" else slug(kind)) if part]
            own = name if i == 0 else "_".join([name, *parts]) if parts else f"{name}_other"
            while own in series:
                own = f"{own[:50]}_other" if not own.endswith("_other") else f"{own[:50]}x_other"
            rows = _one_each(members, left_out)
            unit = Counter(row.unit for row in rows).most_common(1)[0][0] or "people"
            series[own] = (unit, guess(name, unit, any(row.days > 1 for row in rows)))
            kept += [replace(row, series=own) for row in rows]
    return kept, series


def _one_each(members: list[tuple[Record, Row]], left_out: list[tuple[dict[str, str], str]]) -> list[Row]:
    best: dict[tuple[object, ...], tuple[Record, Row]] = {}
    for record, row in members:
        key = (row.place, row.start, row.end)
        if key in best and _rank(best[key][1]) <= _rank(row):
            left_out.append(
                (record.cells, _("another row of the same series, place and period is preferred"))
            )
            continue
        if key in best:
            reason = _("another row of the same series, place and period is preferred")
            left_out.append((best[key][0].cells, reason))
        best[key] = (record, row)
    return [row for _r, row in best.values()]


def _rank(row: Row) -> tuple[int, bool, bool]:
    return CONFIDENCE.index(row.confidence), not row.published_known, not row.source


def _main(rows: list[Row], series: dict[str, tuple[str, Guess]]) -> str:
    """Return the first series of homicides that covers all, else the first of deaths, else the first."""
    whole = Counter(row.series for row in rows if row.place == "all")
    homicides = [name for name, (_u, g) in series.items() if g.homicides and g.kind == "flow"]
    for names in (
        [name for name in homicides if whole[name] and name.startswith(("homicide", "murder"))],
        [name for name in homicides if whole[name]],
        homicides,
        [name for name, (_u, g) in series.items() if g.measures == "deaths"],
    ):
        if names:
            return names[0]
    return next(iter(series))
