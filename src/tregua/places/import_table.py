"""Tables of any source, sorted into the series and territories of a place; every figure is accounted for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.inputs.cell_values import fold
from tregua.inputs.csv_reader import Record
from tregua.inputs.fields import LAST_DAY
from tregua.places.evidence import COLUMNS, Evidence, Row
from tregua.places.importers.convert import STOCKS, Account, Converted, fill_zeroes
from tregua.places.importers.countries import COUNTRIES
from tregua.places.importers.read import read_one
from tregua.places.importers.recipe import AmbiguousTableError, ImportOptions, Recipe, SeriesInfo
from tregua.places.importers.words import is_whole
from tregua.places.infer_series_kind import Guess, base_of, guess, is_floor, slug
from tregua.places.parse_rows import CONFIDENCE, read_row
from tregua.places.policy_record import PolicyRecord, settle_events
from tregua.places.series import Series, unit_kind
from tregua.places.settle import NOWHERE, Settled, counts_from_rates, settle

MOST_TERRITORIES = 24  # parts of a country that a new place begins with
_WORDS = {"caveat", "event", "note"}
_NOT_A_TERRITORY = re.compile(
    r"prison|penitentiary|jail|depart?ments|mainly|six other|transport|area\b", re.I
)


@dataclass(frozen=True)
class Source:
    """One table that was read.

    Attributes
    ----------
    file, title
        The file, and the source whose form it has.
    recipe
        How it was read.
    account
        Figures found, used and left out.
    dropped
        Columns that may identify people, which nothing was stored of.
    """

    file: str
    title: str
    recipe: Recipe
    account: Account
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class ImportedEvidence:
    """Tables of evidence as a place takes them.

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
    info
        What is known of the series of a known source.
    sources
        The tables, how each was read and what was counted in it.
    notes
        Remarks for the user, the weightiest first.
    policy
        What the rows that say what was done become.
    """

    title: str
    subplaces: dict[str, str]
    series: dict[str, tuple[str, Guess]]
    rows: tuple[Row, ...]
    left_out: tuple[tuple[dict[str, str], str], ...]
    main: str
    info: dict[str, SeriesInfo] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    policy: PolicyRecord = field(default_factory=PolicyRecord)

    @property
    def evidence(self) -> Evidence:
        """Rows as those of a place, with a register that says what each series counts."""
        register = {}
        for name, (unit, guess_) in self.series.items():
            known = self.info.get(name)
            register[name] = Series.model_validate(
                {
                    "title": (known.title if known else "") or name.replace("_", " ").capitalize(),
                    "base": known.base if known else "as_published", "kind": guess_.kind,
                    "measures": guess_.measures, "causes": guess_.causes, "unit": unit,
                }
            )  # fmt: skip
        return Evidence(self.rows, register)

    def __str__(self) -> str:
        from tregua.places.import_summary import summary

        return "\n".join(summary(self))

    def __repr__(self) -> str:
        return f"<ImportedEvidence: {len(self.rows)} rows of {', '.join(self.series) or 'nothing'}>"

    def newest(self, measures: str, place: str = "all") -> Row | None:
        """Return the newest row of a measure, or of the series of that name; None if there is none."""
        return max(self.all(measures, place), key=lambda row: (row.end, row.published), default=None)

    def all(self, measures: str, place: str = "all") -> list[Row]:
        """Return the rows of a measure, or of the series of that name, in the order of their days."""
        rows = [
            row
            for row in self.rows
            if row.place == place
            and measures in (self.series[row.series][1].measures, row.series)
            and unit_kind(row.unit) == "count"
            and row.value
        ]
        return sorted(rows, key=lambda row: (row.end, row.published))


def read_evidence(
    file: str | Path | Sequence[str | Path],
    *,
    map: str | Path | None = None,
    country: str = "",
    counts: str = "",
    decimal: str = "",
    dayfirst: bool | None = None,
    missing: str = "",
    whole: str = "",
    encoding: str = "",
    events: str | Path = "",
    suspends: float | None = None,
) -> ImportedEvidence:
    """Read tables of any form that an importer knows.

    Parameters
    ----------
    file
        CSV, TSV or XLSX, packed by gzip or not; or several files.
    map
        Mapping file that says how to read it.
    country
        The country used, where a table speaks of several.
    counts
        What is counted, where no word of a table says it, such as "homicides".
    decimal, dayfirst
        What marks decimals, "." or ","; whether 03/04 is the third of April.
    missing
        What a part without a row for a period means: "unknown" or "zero".
    whole
        The place that is the whole, where a name may be a country's or a part's; "none" where all are parts.
    encoding
        Encoding of a text file, where it is not found by looking.
    events
        What events are that do not say it: a file with a list in the form of history.yaml, or "as-read".
    suspends
        Share of due process suspended by emergencies whose rows do not say it.

    Returns
    -------
    ImportedEvidence
        Rows, series and an account of what was left out; ``print`` shows it, ``.evidence`` is as in a place.

    Raises
    ------
    InputError
        With every mistake; where something can be read in several ways, with the option that settles it.
    """
    files = [file] if isinstance(file, str | Path) else list(file)
    options = ImportOptions(
        map=Path(map) if map is not None else None, country=country, counts=counts, decimal=decimal,
        day_first=dayfirst, missing=missing, whole=whole, encoding=encoding, events=str(events),
        suspends=suspends,
    )  # fmt: skip
    return import_tables([Path(each) for each in files], MOST_TERRITORIES, options)


def import_tables(
    paths: Path | Sequence[Path], territories: int = MOST_TERRITORIES, options: ImportOptions | None = None
) -> ImportedEvidence:
    """Read tables and sort their figures.

    Parameters
    ----------
    paths
        A table of any form that an importer knows, or several of them.
    territories
        How many territories may take the name of a part of the country.
    options
        What the user says of the tables.

    Raises
    ------
    InputError
        With every mistake in the tables.
    """
    files = [paths] if isinstance(paths, Path) else list(paths)
    options, problems, read = options or ImportOptions(), [], []
    for path in files:
        try:
            title, recipe, found = read_one(path, options)
            read.append((str(path), title, recipe, found))
        except InputError as error:
            if len(files) == 1 or type(error) is not InputError:
                raise  # a question to the user, or a mapping file to fill in
            problems += error.problems
    left_out: list[tuple[dict[str, str], str]] = []
    rows: list[tuple[Record, Row]] = []
    info: dict[str, SeriesInfo] = {}
    for name, _title, recipe, found in read:
        own, wrong = _rows(name, recipe, found, left_out)
        rows, problems = rows + own, problems + wrong
        info.update(recipe.series)
    name = str(files[0])
    if not rows and not problems:
        problems.append(Problem(name, None, "", _("no row with a figure"), _("at least one")))
    if problems:
        raise InputError(problems)
    return _sorted(name, rows, left_out, territories, info, read, options)


def _rows(
    name: str, recipe: Recipe, found: Converted, left_out: list[tuple[dict[str, str], str]]
) -> tuple[list[tuple[Record, Row]], list[Problem]]:
    """Return the figures of one table as rows; their publication by the lag of the series if unknown."""
    rows: list[tuple[Record, Row]] = []
    problems: list[Problem] = []
    left_out += found.left_rows
    summed = {} if recipe.shape == "tidy" else found.account.left_out
    for reason, (number, total, line) in summed.items():
        cells = dict.fromkeys(COLUMNS, "")
        cells.update(value=f"{total:.12g}", note=_("{n} figures, the first on line {line}").format(
            n=int(number), line=int(line)))  # fmt: skip
        left_out.append((cells, reason))
    records = found.records if recipe.shape == "tidy" else fill_zeroes(found, recipe)
    for record in records:
        cells = record.cells
        if not cells["place"]:
            cells = {**cells, "place": NOWHERE}
        row, wrong = read_row(Record(record.line, cells), name, {})
        problems += wrong
        if row is None:
            continue
        own = recipe.series.get(row.series)
        if own is not None and not row.published_known:
            row = replace(row, published=min(row.end + timedelta(days=own.lag_days), LAST_DAY))
        rows.append((Record(record.line, cells), row))
    return rows, problems


def _sorted(
    name: str,
    rows: list[tuple[Record, Row]],
    left_out: list[tuple[dict[str, str], str]],
    territories: int,
    info: dict[str, SeriesInfo],
    read: list[tuple[str, str, Recipe, Converted]],
    options: ImportOptions,
) -> ImportedEvidence:
    """Separate the country from its parts, series by base, wholes from parts, and periods that overlap."""
    notes = [note for *_rest, found in read for note in found.notes]
    named = next((found.country for *_rest, found in read if found.country), "")
    country, sure = _country(name, [row for _r, row in rows], named, options.whole)
    plain = all(recipe.shape != "tidy" for _n, _t, recipe, _f in read)
    subplaces = _subplaces([row for _r, row in rows], country, territories, plain or not sure)
    placed: list[tuple[Record, Row, str]] = []
    elsewhere: Counter[str] = Counter()
    for record, row in rows:
        where, about = _where(row.place, country, subplaces)
        if where is None:
            left_out.append((record.cells, _("a place that is none of the territories")))
            elsewhere[row.place] += 1
        else:
            placed.append((record, replace(row, place=where, floor=row.floor or is_floor(row.unit)), about))
    if not placed:
        raise InputError(Problem(name, None, "place", _("no row for the whole place"), _("at least one")))
    if elsewhere:
        text = _("{n} rows of other places are left out: {names}")
        shown = ", ".join(place for place, _n in elsewhere.most_common(8))
        notes.append(text.format(n=sum(elsewhere.values()), names=shown))
    kept, series = _series(placed, left_out, info)
    worked_out = counts_from_rates(kept, "homicide_rate", "population")
    if worked_out and not any(g.measures == "deaths" for _u, g in series.values()):
        kept += worked_out
        series["homicides"] = ("people", guess("homicides", "people", True))
        notes.append(_("homicides are worked out of the rate and of the people in the table"))
    elif "homicide_rate" in series and not worked_out:
        notes.append(_("homicide_rate is a rate: it becomes a count only where the table gives people too"))
    kinds = {own: g.kind for own, (_u, g) in series.items()}
    zeroes = frozenset(s for *_rest, found in read for s in found.zeroes)
    settled = settle(kept, kinds, name, frozenset(s for s in zeroes if s in STOCKS), plain or not sure)
    if settled.problems:
        raise InputError(settled.problems)
    left_out += [(_cells(row), reason) for row, reason in settled.left_out]
    main = _main(settled.rows, series)
    events = [event for *_rest, found in read for event in found.events]
    policy = settle_events(
        events, options, lambda place: _where(place, country, subplaces)[0], subplaces, settled.rows, series
    )
    settled.rows += policy.rows
    series |= policy.series
    info = {**info, **policy.info}
    # What decides the answer stands first.
    notes = [*_first_notes(series, main, settled), *policy.notes, *settled.notes, *notes]
    sources = tuple(Source(n, title, recipe, f.account, f.dropped) for n, title, recipe, f in read)
    rows_in_order = tuple(sorted(settled.rows, key=lambda r: (list(series).index(r.series),)))
    return ImportedEvidence(
        country, subplaces, series, rows_in_order, tuple(left_out), main,
        {own: info[own] for own in series if own in info}, sources, tuple(dict.fromkeys(notes)),
        policy,
    )  # fmt: skip


def _first_notes(series: dict[str, tuple[str, Guess]], main: str, settled: Settled) -> list[str]:
    """Say first whether any series counts deaths, and which are not understood."""
    notes = []
    if series[main][1].measures != "deaths":
        text = _("no series counts deaths: the level of killing is made up; series: {names}")
        notes.append(text.format(names=", ".join(series)))
    elif not any(row.series == main and row.place == "all" for row in settled.rows):
        text = _("{series} has no row for the whole place: the level of killing is made up")
        notes.append(text.format(series=main))
    known = {"population", "homicide_rate"}
    unknown = [name for name, (_u, g) in series.items() if g.measures == "other" and name not in known]
    if unknown:
        text = _("not known what these count, kept as context: {names}")
        notes.append(text.format(names=", ".join(unknown[:20])))
    return notes


def _cells(row: Row) -> dict[str, str]:
    cells = dict.fromkeys(COLUMNS, "")
    cells.update(
        series=row.series, place=row.place, start=str(row.start), end=str(row.end), value=f"{row.value:.12g}",
        unit=row.unit, source=row.source, url=row.url, published=row.published_as_written,
        confidence=row.confidence, note=row.note,
    )  # fmt: skip
    return cells


def _country(file: str, rows: Sequence[Row], named: str, asked: str) -> tuple[str, bool]:
    """Return the name that stands for the whole, and whether anything shows that it does; empty if none does.

    The whole shows itself: by a colon ("Jamaica: Hanover"), a note ("Haiti (national)"), as a country, or
    by adding up all others. The most frequent name alone is no sign: it may be a part.
    """
    if named:
        return named, True
    if asked and fold(asked) != "none":
        return asked, True
    places = Counter(row.place for row in rows if row.place != NOWHERE)
    national = any(is_whole(place) for place in places)
    signs: Counter[str] = Counter()
    for place, n in places.items():
        note = re.search(r"\((.*)\)\s*$", place)
        if ":" in place or (note and is_whole(note[1])):
            signs[_plain(place)] += n
    if not national and not signs and not asked:
        signs.update(_adds_up(rows))
        for place, n in places.items() if not signs else ():
            others = max((m for other, m in places.items() if other != place), default=0)
            if fold(place) not in COUNTRIES:
                continue
            if n >= 2 * others:
                signs[place] += n
            elif _may_be_whole(place, rows):
                raise _whole_or_part(file, place)
    if signs:
        return signs.most_common(1)[0][0], True
    plain = {_plain(place) for place in places if not is_whole(place)}
    return (next(iter(plain)), True) if len(plain) == 1 and not national else ("", national)


def _may_be_whole(place: str, rows: Sequence[Row]) -> bool:
    """Return whether the figures of a place are nowhere below the sum of the others."""
    by_key: dict[Any, dict[str, float]] = defaultdict(dict)
    for row in rows:
        by_key[row.series, row.start, row.end][row.place] = row.value
    shared = [group for group in by_key.values() if place in group and len(group) > 1]
    return all(2 * group[place] >= sum(group.values()) for group in shared)


def _whole_or_part(file: str, place: str) -> AmbiguousTableError:
    found = _("{place}: the name of a country, and perhaps of one of its parts").format(place=place)
    expected = _("a row for the whole (all, total, national), or a word on what {place} is")
    hint = _("--whole {place} if it is the whole, --whole none if it is a part")
    problem = Problem(file, None, "place", found, expected.format(place=place), hint.format(place=place))
    return AmbiguousTableError(problem, "whole", {place: _("the whole"), "none": _("a part like the others")})


def _adds_up(rows: Sequence[Row]) -> set[str]:
    """Return the places whose figures are the sum of all others wherever three or more report."""
    by_key: dict[Any, dict[str, float]] = defaultdict(dict)
    for row in rows:
        by_key[row.series, row.start, row.end][row.place] = row.value
    wide = [group for group in by_key.values() if len(group) >= 3 and any(group.values())]
    if not wide:
        return set()
    found = set.intersection(
        *({p for p, v in g.items() if abs(2 * v - sum(g.values())) <= 1e-6 * max(v, 1)} for g in wide)
    )
    return found if len(found) == 1 else set()


def _plain(place: str) -> str:
    return re.sub(r"\(.*\)", "", place.split(":")[0]).strip() or place


def _subplaces(rows: list[Row], country: str, most: int, plain: bool) -> dict[str, str]:
    """Return the parts of the country for which there are most rows, those of deaths or people first.

    Parameters
    ----------
    plain
        Whether every name that is not the whole is a part; else only those for which deaths or people are
        given.
    """
    counts: Counter[str] = Counter()
    for row in rows:
        title = _part(row.place, country)
        weighty = bool(re.search(r"homicid|murder|kill|death|fatal|population|muert", row.series, re.I))
        if title and (weighty or plain):
            counts[title] += 1
    enough = max(counts.values(), default=0) / 2
    named: dict[str, str] = {}
    for title, n in counts.most_common():
        name = slug(title)
        if len(named) >= 3 and not plain and n < enough:
            continue
        if name and name not in named and name not in ("all", "whole") and len(named) < most:
            named[name] = title.title() if title.isupper() and len(title) > 3 else title
    return named


def _part(place: str, country: str) -> str:
    """Return the part of the country that a place names; empty if it names none."""
    title = place.split(":", 1)[1].strip() if place.startswith(f"{country}:") else place
    if place == NOWHERE or fold(_plain(title)) == fold(country) or is_whole(title):
        return ""
    if _NOT_A_TERRITORY.search(title):
        return ""
    return "" if "(" in title or ", " in title or " and " in title else title


def _where(place: str, country: str, subplaces: dict[str, str]) -> tuple[str | None, str]:
    """Return the place's new name, and what part of its series it speaks of if not of the whole."""
    if is_whole(place) or fold(place) == fold(country):
        return "all", ""
    if place == NOWHERE:
        return NOWHERE, ""
    title = place.split(":", 1)[1].strip() if place.startswith(f"{country}:") else place
    for name, known in subplaces.items():
        if fold(known) == fold(title):
            return name, ""
    note = re.search(r"\((.*)\)\s*$", place)
    if fold(_plain(place)) == fold(country) and note and ":" not in place:
        return "all", "" if is_whole(note[1]) else slug(note[1])
    return None, ""


def _series(
    placed: list[tuple[Record, Row, str]],
    left_out: list[tuple[dict[str, str], str]],
    info: dict[str, SeriesInfo],
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
            series[own] = (unit, _guess(name, unit, any(row.days > 1 for row in rows), info.get(own)))
            kept += [replace(row, series=own) for row in rows]
    return kept, series


def _guess(name: str, unit: str, periods: bool, known: SeriesInfo | None) -> Guess:
    if known is None:
        return guess(name, unit, periods)
    counted = known.measures == "deaths" and known.kind == "flow"
    return Guess(known.measures, known.kind, known.causes, homicides=counted and known.use == "fit")


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


def _main(rows: Iterable[Row], series: dict[str, tuple[str, Guess]]) -> str:
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
