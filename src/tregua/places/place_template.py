"""A new place: a commented folder of files that runs at once, from nothing or from a table of evidence."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tregua.errors import InputError, Problem, RunError
from tregua.i18n import _
from tregua.inputs.text_reader import plain_name
from tregua.places.evidence import COLUMNS, Row
from tregua.places.infer_series_kind import Guess, guess, slug
from tregua.places.load import DEFAULT_YEARS, load_place
from tregua.places.made_up import MADE_UP
from tregua.places.series import DEATHS_DISPERSION
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.places.import_table import ImportedEvidence
    from tregua.places.importers.recipe import ImportOptions, SeriesInfo

TEMPLATE = Path(__file__).parent / "template"
TERRITORIES = {"first": "First territory", "second": "Second territory", "third": "Third territory"}
SHARES = (0.5, 0.3, 0.2)  # of the people, by territory
MAPS, MAP_ENDING = "imports", ".map.yaml"  # how each table was read, for `tregua import --update`
BACKGROUND = 0.2  # of killing, taken not to be the gangs' where nobody says
PEOPLE, MEMBERS, POLICE, SOLDIERS, PLACES, HELD = 2_000_000, 5_000, 6_000, 500, 8_000, 10_000
_DATE = date(2023, 7, 1)
PLAUSIBLE = (1_000, 9e8)  # people of a place
MOST_FIGURES = 40  # dated figures of one kind written into a file
GUESSED = "    # guessed: check"
_TAKING_PART = re.compile(r"\b(in|during) (one|an|the) operation|en (un|el) operativo|dans (une|l')operation")
_PERIOD = re.compile(
    r"(?:^|_)(?:a_|per_|by_)?(?:daily|day|weekly|week|monthly|month|quarterly|quarter|yearly|annual|year|total)s?(?=_|$)"
)


def new_place(
    folder: str | Path,
    evidence: str | Path | Sequence[Path] | ImportedEvidence | None = None,
    options: ImportOptions | None = None,
) -> ImportedEvidence | None:
    """Write a commented place that runs at once: one region, its territories, two gangs.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty; its name becomes the place's.
    evidence
        A table of any form that an importer knows, or several, or what was read of them. Its series, its
        figures
        and the names of its territories go into the place; what each series counts is guessed, and marked.
    options
        What the user says of the table.

    Returns
    -------
    ImportedEvidence or None
        What was read of the tables.

    Raises
    ------
    InputError
        If the folder is not empty or cannot be written, or with every mistake in the evidence. Nothing is
        written then.
    """
    folder = Path(folder)
    _refuse_if_taken(folder)
    tables = Path(evidence) if isinstance(evidence, str) else evidence
    if tables is None or hasattr(tables, "subplaces"):
        imported = cast("ImportedEvidence | None", tables)
    else:
        from tregua.places.import_table import MOST_TERRITORIES, import_tables  # heavy, and only for tables

        imported = import_tables(cast("Path | Sequence[Path]", tables), MOST_TERRITORIES, options)
    files = _files(folder, imported)
    try:
        target = folder.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".tregua-new-", dir=target.parent))
    except OSError as error:
        raise InputError(_unwritable(folder, error)) from None
    try:
        for name, text in files.items():
            path = draft / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        try:
            load_place(draft)
        except InputError as error:
            raise RunError(_("the new place would not load:\n{problems}").format(problems=error)) from None
        draft.chmod(0o777 & ~_umask())
        if target.exists():
            target.rmdir()  # refuses if something has been put there meanwhile
        draft.rename(target)
    except OSError as error:
        raise InputError(_unwritable(folder, error)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return imported


def _refuse_if_taken(folder: Path) -> None:
    name = str(folder)
    try:
        if folder.is_symlink() and not folder.exists():
            raise InputError(Problem(name, None, "", _("a link that leads nowhere"), _("a new folder")))
        if folder.exists() and not folder.is_dir():
            raise InputError(Problem(name, None, "", _("a file"), _("a new folder")))
        if folder.is_dir() and any(folder.iterdir()):
            hint = _("nothing is overwritten; choose another folder")
            raise InputError(
                Problem(name, None, "", _("a folder that is not empty"), _("a new folder"), hint)
            )
    except (OSError, ValueError) as error:
        raise InputError(_unwritable(folder, error)) from None


def _unwritable(folder: Path, error: Exception) -> Problem:
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(str(folder), None, "", reason, _("a folder that can be written"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _files(folder: Path, imported: ImportedEvidence | None) -> dict[str, str]:
    """Return the text of each file of the new place."""
    own = folder.resolve().name
    name = slug(own) if plain_name(own) else ""
    name = name if name and name != "all" else "my_place"
    values = _values(name, imported)
    files = {
        path.relative_to(TEMPLATE).as_posix(): _fill(path.read_text(encoding="utf-8"), values)
        for path in sorted(TEMPLATE.rglob("*"))
        if path.is_file() and path.suffix in (".yaml", ".csv", ".md")
    }
    if imported is not None:
        files["evidence.csv"] = _csv(COLUMNS, [row_cells(row) for row in imported.rows])
        if imported.left_out:
            left = [[*(cells[column] for column in COLUMNS), reason] for cells, reason in imported.left_out]
            files["left_out.csv"] = _csv((*COLUMNS, "reason"), left)
        from tregua.places.importers.recipe import write_recipe

        for source in imported.sources:
            files[f"{MAPS}/{Path(source.file).name}{MAP_ENDING}"] = write_recipe(source.recipe)
    return files


def _fill(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"@([A-Z0-9_]+)@", lambda found: values[found[1]], text)


def _values(name: str, imported: ImportedEvidence | None) -> dict[str, str]:
    title = (imported.title if imported else "") or name.replace("_", " ").capitalize()
    rows = imported.rows if imported else ()
    # Neither what is announced for later nor a date known to the year only moves the start of runs.
    exact = [row for row in rows if len(row.published_as_written) > 4 and row.published >= row.end]
    as_of = max((row.published for row in exact or rows), default=date(2024, 3, 10))
    start = (as_of.replace(day=1) + timedelta(days=32)).replace(day=1)
    parts = dict(imported.subplaces) if imported else {}
    for own, words in TERRITORIES.items():
        if len(imported.subplaces if imported else ()) < 2 and len(parts) < len(TERRITORIES):
            parts[own if own not in parts else f"{own}_territory"] = words
    whole = _sound(imported, "population", *PLAUSIBLE)
    people = whole[-1].value if whole else PEOPLE
    members = _sound(imported, "members", 1, people / 10)
    presence = _presence(list(parts), imported)
    notes = ""
    if imported:
        left = len(imported.left_out)
        notes = f"\nThe evidence came from a table: {len(imported.rows)} of its rows are in `evidence.csv`"
        notes += f", {left} in `left_out.csv`, each with the reason" if left else ""
        notes += ".\nWhat each series counts was guessed from its name and unit: check `series.yaml`.\n"
    return {
        "NAME": name,
        "TITLE": _quoted(title),
        "HEADING": " ".join(title.split()),
        "SENTENCE": _quoted(f"{title}: replace this with one sentence."),
        "MAIN": imported.main if imported else "homicides",
        "START": str(start),
        "END": str(start.replace(year=start.year + DEFAULT_YEARS)),
        "AS_OF": str(as_of),
        "LATER": str((start + timedelta(days=95)).replace(day=1)),
        "LONG_AGO": str(start.replace(year=start.year - 5)),
        "MADE_UP": _quoted(MADE_UP),
        "NOTES": notes,
        "SERIES": _series(imported).rstrip(),
        "TERRITORIES": _territories(parts, imported),
        "PRESENCE_1": presence[0],
        "PRESENCE_2": presence[1],
        "MEMBERS_1": _figure(members, MEMBERS, 0.6),
        "MEMBERS_2": _figure(members, MEMBERS, 0.4),
        "POLICE": _figure(_sound(imported, "police", 0, people / 5), POLICE),
        "SOLDIERS": _from_events(imported, "soldiers")
        or _figure(_sound(imported, "soldiers", 0, people / 5), SOLDIERS),
        "PLACES": _from_events(imported, "places", _sound(imported, "prison_places", 0, people / 5))
        or _figure(_sound(imported, "prison_places", 0, people / 5), PLACES),
        "MISSION": _missions(imported),
        "EVENTS": _events(imported, start.replace(year=start.year - 5)),
        "HELD": _figure(_sound(imported, "prison_held", 0, people / 5), HELD),
        "KILLING": _killing(imported, people, members[-1].value if members else MEMBERS),
    }


def _events(imported: ImportedEvidence | None, long_ago: date) -> str:
    """Write the events of tables, or one that asks to be replaced."""
    entries: list[dict[str, Any]] = imported.policy.history if imported else []
    made_up = {"date": long_ago, "kind": "other", "title": "Replace this with what happened",
               "source": MADE_UP, "grade": "D"}  # fmt: skip
    return history_lines(entries or [made_up]).rstrip()


def history_lines(entries: Sequence[Mapping[str, Any]]) -> str:
    """Write events as lines of history.yaml."""
    from tregua.places.importers.recipe import write_value

    return "".join(f"- {write_value(dict(entry))}\n" for entry in entries)


def _missions(imported: ImportedEvidence | None) -> str:
    """Write the strength of foreign missions that tables give, or a comment that shows how."""
    from tregua.places.importers.recipe import write_value

    if imported is None or not imported.policy.missions:
        return (
            "# mission:       # a foreign force that is already there\n"
            "#   - {troops: 1000, police: 200, date: 2024-06-25, source: who says so}"
        )
    lines = [f"  - {write_value(figure)}" for figure in imported.policy.missions]
    return "\n".join(["mission:", *lines])


def _from_events(imported: ImportedEvidence | None, what: str, counted: Sequence[Row] = ()) -> str:
    """Write figures that events give, after those that were counted before; "" where they give none."""
    from tregua.places.importers.recipe import write_value

    given = getattr(imported.policy, what) if imported is not None else []
    if not given:
        return ""
    before = _figure(list(counted), 0).strip("[]") if counted else ""
    return f"[{', '.join([*([before] if before else []), *map(write_value, given)])}]"


def _killing(imported: ImportedEvidence | None, people: float, members: float) -> str:
    """Write priors under which a first run begins at the pace of the newest counts; "" without counts."""
    if imported is None or imported.series[imported.main][1].measures != "deaths":
        return ""
    found = _pace(imported)
    if found is None:
        return ""
    days, killed, said = found
    if not 0 < killed < people / 50:
        return ""
    year = killed / days * DAYS_A_YEAR
    share = f"{BACKGROUND:.0%} of {year:,.0f} killed a year is taken not to be the gangs'"
    rest = f"source: {_quoted(f'worked out: {share}: check')}, published: {said}, grade: D"
    found = {
        "killing_per_member": ((1 - BACKGROUND) * year / members, 0.7),
        "background_rate": (BACKGROUND * year / people * 1e5, 0.5),
    }
    return "\n".join(
        f"{name}: {{prior: {{lognormal: [{median:.3g}, {spread}]}}, {rest}}}"
        for name, (median, spread) in found.items()
    )


def _pace(imported: ImportedEvidence) -> tuple[int, float, date] | None:
    """Return days, deaths and publication of the newest year that is counted, or of the newest count."""
    rows = [r for r in imported.rows if r.series == imported.main and r.place == "all" and r.days > 1]
    if not rows:
        return None
    newest = max(rows, key=lambda row: row.end)
    last = [r for r in rows if (newest.end - r.start).days < 366] or [newest]
    return sum(r.days for r in last), sum(r.value for r in last), max(r.published for r in last)


def not_used(imported: ImportedEvidence) -> list[str]:
    """Return what the tables give and a new place does not use, each with the reason."""
    told = []
    whole = _sound(imported, "population", *PLAUSIBLE)
    people = whole[-1].value if whole else PEOPLE
    limits = {"population": PLAUSIBLE, "members": (1, people / 10)}
    limits |= dict.fromkeys(("police", "soldiers", "prison_places", "prison_held"), (0, people / 5))
    for measure, (least, most) in limits.items():
        given = imported.all(measure)
        if measure in ("police", "soldiers") and (few := [r for r in given if _takes_part(r)]):
            text = _("{series} of {value:,.10g} is not used as a strength: those took part for some days")
            told.append(text.format(series=few[-1].series, value=few[-1].value))
            given = [r for r in given if not _takes_part(r)]
        if given and not _sound(imported, measure, least, most):
            text = _(
                "{series} of {value:,.10g} is not used: expected {a:,.0f} to {b:,.0f}; in thousands, perhaps?"
            )
            text = text.format(series=given[-1].series, value=given[-1].value, a=least, b=most)
            told.append(text)
    if imported.series[imported.main][1].measures == "deaths" and (found := _pace(imported)):
        days, killed, _said = found
        if not 0 < killed < people / 50:
            text = _(
                "{n:,.0f} deaths in {days} days among {people:,.0f} people set no level of killing: it "
                "is made up"
            )
            told.append(text.format(n=killed, days=days, people=people))
    return told


def _presence(names: list[str], imported: ImportedEvidence | None) -> tuple[str, str]:
    """Write the share of members of two gangs in each territory, by the deaths counted there if any are."""
    if imported is not None and len(imported.subplaces) > 1:
        deaths = {
            n: [r.value for r in imported.rows if r.series == imported.main and r.place == n] for n in names
        }
        weights = [sum(values) / len(values) if values else 0.0 for values in deaths.values()]
        total = sum(weights)
        shares = [w / total for w in weights] if total else [1 / len(names)] * len(names)
        found = (shares, shares)
    else:
        found = ([0.6, 0.3, 0.1], [0.2, 0.4, 0.4])
    texts = []
    for shares in found:
        digits = [round(share, 4) for share in shares]
        digits[digits.index(max(digits))] += round(1 - sum(digits), 4)
        texts.append(", ".join(f"{n}: {d:.4g}" for n, d in zip(names, digits, strict=True)))
    return texts[0], texts[1]


def _territories(parts: Mapping[str, str], imported: ImportedEvidence | None) -> str:
    """Write the territories in a row, each the neighbour of the next."""
    names, text = list(parts), ""
    whole = _sound(imported, "population", *PLAUSIBLE)
    shares = SHARES if len(names) == len(SHARES) else (1 / len(names),) * len(names)
    own = {name: _sound(imported, "population", *PLAUSIBLE, name) for name in names}
    counted = sum(rows[-1].value for rows in own.values() if rows)
    rest = sum(share for name, share in zip(names, shares, strict=True) if not own[name])
    if whole and counted:
        # The other territories share what is left of the whole.
        left = max(1 - counted / whole[-1].value, 0.01)
        shares = tuple(share / rest * left if rest else share for share in shares)
    police = _even(len(names))
    for i, (name, title) in enumerate(parts.items()):
        people = _figure(own[name], PEOPLE) if own[name] else _figure(whole, PEOPLE, shares[i])
        neighbours = ", ".join(names[j] for j in (i - 1, i + 1) if 0 <= j < len(names))
        notes = ("" for _field in range(9))
        if i == 0:
            notes = (
                "as printed", "one of the regions in place.yaml", "inhabitants",
                "latitude and longitude of its middle", "territories that border it; each names the other",
                "share of it under gangs on that date, 0 to 1",
                "killing per member, relative; about 1 on average",
                "share of the police stationed here; adds up to 1", "",
            )  # fmt: skip
        control = (0.4, 0.3, 0.1)[i] if len(names) == len(SHARES) else 0.3
        fields = (
            f"title: {_quoted(title)}",
            "region: whole",
            f"population: {people}",
            f"centroid: [{0.1 * i:.1f}, 0.0]",
            f"neighbours: [{neighbours}]",
            f"control: {{value: {control}, date: {_DATE}, source: {_quoted(MADE_UP)}, grade: D}}",
            "violence: 1.0",
            f"police: {police[i]}",
        )
        text += f"{name}:\n"
        for field, note in zip(fields, notes, strict=False):
            text += f"  {field}{f'    # {note}' if note else ''}\n"
    return text


def _even(number: int) -> tuple[float, ...]:
    if number == len(SHARES):
        return SHARES
    each = round(1 / number, 4)
    return (*[each] * (number - 1), round(1 - each * (number - 1), 4))


def _sound(
    imported: ImportedEvidence | None, measures: str, least: float, most: float, place: str = "all"
) -> list[Row]:
    """Return the rows of a measure whose size makes sense, the newest last."""
    rows = imported.all(measures, place) if imported else []
    rows = [row for row in rows if row.series == rows[-1].series]
    if measures in ("police", "soldiers"):  # those who take part for a few days are no strength
        rows = [row for row in rows if not _takes_part(row)]
    good = [row for row in rows if least <= row.value <= most]
    by_day = {row.end: row for row in good}
    return list(by_day.values())[-MOST_FIGURES:] if rows and rows[-1] in good else []


def _takes_part(row: Row) -> bool:
    """Return whether a count of forces is of those who took part in one operation."""
    return bool(_TAKING_PART.search(f"{row.unit} {row.note}".casefold()))


def _figure(rows: list[Row], otherwise: float, share: float = 1.0) -> str:
    """Write figures from the evidence, or a made-up one."""
    if not rows:
        return f"{{value: {otherwise * share:.0f}, date: {_DATE}, source: {_quoted(MADE_UP)}, grade: D}}"
    written = []
    for row in rows:
        source = row.source or "evidence.csv"
        note = f", note: {_quoted(f'{share:.0%} of the whole: check')}" if share != 1 else ""
        published = f", published: {row.published}" if row.published_known else ""
        ends = [("low", row.low), ("high", row.high)]
        ranged = "".join(f", {key}: {end * share:.0f}" for key, end in ends if end is not None)
        written.append(
            f"{{value: {row.value * share:.0f}{ranged}, date: {row.end}{published}, "
            f"source: {_quoted(source)}, "
            f"grade: {'C' if share == 1 else 'D'}{note}}}"
        )
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def _series(imported: ImportedEvidence | None) -> str:
    if imported is None:
        return _entry("homicides", "Homicides", "police", "people", guess("homicides", "people", True), "")
    return "\n".join(
        series_entry(name, unit, found, imported.info.get(name), _base(name, found, imported))
        for name, (unit, found) in imported.series.items()
    )


def series_entry(name: str, unit: str, found: Guess, known: SeriesInfo | None, base: str) -> str:
    """Write the entry of a series in series.yaml: what is known of its source, or what was guessed."""
    if known is None:
        return _entry(name, name.replace("_", " ").capitalize(), base, unit, found, GUESSED)
    guess_ = Guess(known.measures, known.kind, known.causes)
    text = _entry(name, known.title, known.base, unit, guess_, "", known.lag_days)
    text += "  use: context\n" if known.use == "context" else ""
    return text + (f"  notes: {json.dumps(known.notes, ensure_ascii=False)}\n" if known.notes else "")


def _base(name: str, found: Guess, imported: ImportedEvidence) -> str:
    """Return a counting base: counts of killing under other names may be of another definition.

    Names that differ in their period only, as homicides and homicides_monthly, share one.
    """
    stem, main = (_PERIOD.sub("", n).strip("_") or n for n in (name, imported.main))
    return "as_published" if stem == main or not found.homicides else stem


def _entry(name: str, title: str, base: str, unit: str, found: Guess, mark: str, lag_days: int = 45) -> str:
    text = f"{name}:\n  title: {_quoted(title)}\n  base: {base}\n"
    text += f"  kind: {found.kind}{mark}\n  measures: {found.measures}{mark}\n"
    if found.causes:
        text += f"  causes: [{', '.join(found.causes)}]{mark}\n"
    text += f"  unit: {_quoted(unit)}\n  region: all\n"
    noise = "negative_binomial" if found.kind == "flow" else "lognormal"
    dispersion = DEATHS_DISPERSION if found.measures == "deaths" else 0.1
    return (
        text + f"  observation: {{noise: {noise}, dispersion: {dispersion}, "
        f"fraction: 1.0, lag_days: {lag_days}}}\n"
    )


def row_cells(row: Row) -> list[str]:
    """Return the cells of a row in the columns of evidence.csv."""
    numbers = ["" if number is None else f"{number:.12g}" for number in (row.value, row.low, row.high)]
    return [
        row.series, row.place, str(row.start), str(row.end), *numbers, row.unit, row.source, row.url,
        row.published_as_written, row.confidence, row.note, row.read, "true" if row.floor else "",
    ]  # fmt: skip


def _csv(columns: tuple[str, ...], rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def _quoted(text: str) -> str:
    """Write a text as YAML reads it back, whatever it contains (JSON's quoting is part of YAML)."""
    return json.dumps(" ".join(text.split())[:300], ensure_ascii=False)
