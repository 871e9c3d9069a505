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

from tregua.errors import InputError, Problem, RunError
from tregua.i18n import _
from tregua.inputs.text_reader import plain_name
from tregua.places.evidence import COLUMNS, Row
from tregua.places.import_table import Adopted, adopt
from tregua.places.infer_series_kind import Guess, guess, slug
from tregua.places.load import DEFAULT_YEARS, load_place
from tregua.places.plausibility import MADE_UP
from tregua.places.series import DEATHS_DISPERSION
from tregua.vocabulary.time import DAYS_A_YEAR

TEMPLATE = Path(__file__).parent / "template"
TERRITORIES = {"first": "First territory", "second": "Second territory", "third": "Third territory"}
SHARES = (0.5, 0.3, 0.2)  # of the people, by territory
BACKGROUND = 0.2  # of killing, taken not to be the gangs' where nobody says
PEOPLE, MEMBERS, POLICE, SOLDIERS, PLACES, HELD = 2_000_000, 5_000, 6_000, 500, 8_000, 10_000
_DATE = date(2023, 7, 1)
GUESSED = "    # guessed: check"
_PERIOD = re.compile(
    r"(?:^|_)(?:a_|per_|by_)?(?:daily|day|weekly|week|monthly|month|quarterly|quarter|yearly|annual|year|total)s?(?=_|$)"
)


def new_place(folder: str | Path, evidence: str | Path | Sequence[Path] | None = None) -> None:
    """Write a commented place that runs at once: one region, three territories, two gangs.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty; its name becomes the place's.
    evidence
        CSV file in the columns of evidence.csv, or several. Its series, its latest figures and the names
        of its territories go into the place; what each series counts is guessed, and marked for you to check.

    Raises
    ------
    InputError
        If the folder is not empty or cannot be written, or with every mistake in the evidence. Nothing is
        written then.
    """
    folder = Path(folder)
    _refuse_if_taken(folder)
    tables = Path(evidence) if isinstance(evidence, str) else evidence
    files = _files(folder, None if tables is None else adopt(tables, len(TERRITORIES)))
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


def _files(folder: Path, adopted: Adopted | None) -> dict[str, str]:
    """Return the text of each file of the new place."""
    own = folder.resolve().name
    name = slug(own) if plain_name(own) else ""
    name = name if name and name != "all" else "my_place"
    values = _values(name, adopted)
    files = {
        path.relative_to(TEMPLATE).as_posix(): _fill(path.read_text(encoding="utf-8"), values)
        for path in sorted(TEMPLATE.rglob("*"))
        if path.is_file() and path.suffix in (".yaml", ".csv", ".md")
    }
    if adopted is not None:
        files["evidence.csv"] = _csv(COLUMNS, [_cells(row) for row in adopted.rows])
        if adopted.left_out:
            left = [[*(cells[column] for column in COLUMNS), reason] for cells, reason in adopted.left_out]
            files["left_out.csv"] = _csv((*COLUMNS, "reason"), left)
    return files


def _fill(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"@([A-Z0-9_]+)@", lambda found: values[found[1]], text)


def _values(name: str, adopted: Adopted | None) -> dict[str, str]:
    title = (adopted.title if adopted else "") or name.replace("_", " ").capitalize()
    rows = adopted.rows if adopted else ()
    # Neither what is announced for later nor a date known to the year only moves the start of runs.
    exact = [row for row in rows if len(row.published_as_written) > 4 and row.published >= row.end]
    as_of = max((row.published for row in exact or rows), default=date(2024, 3, 10))
    start = (as_of.replace(day=1) + timedelta(days=32)).replace(day=1)
    parts = dict(adopted.subplaces) if adopted else {}
    for own, words in TERRITORIES.items():
        if len(parts) < len(TERRITORIES):
            parts[own if own not in parts else f"{own}_territory"] = words
    names = list(parts)
    whole = _sound(adopted, "population", 1_000, 9e8)
    people = whole.value if whole else PEOPLE
    members = _sound(adopted, "members", 1, people / 10)
    notes = ""
    if adopted:
        left = len(adopted.left_out)
        notes = f"\nThe evidence came from a table: {len(adopted.rows)} of its rows are in `evidence.csv`"
        notes += f", {left} in `left_out.csv`, each with the reason" if left else ""
        notes += ".\nWhat each series counts was guessed from its name and unit: check `series.yaml`.\n"
    return {
        "NAME": name,
        "TITLE": _quoted(title),
        "HEADING": " ".join(title.split()),
        "SENTENCE": _quoted(f"{title}: replace this with one sentence."),
        "MAIN": adopted.main if adopted else "homicides",
        "START": str(start),
        "END": str(start.replace(year=start.year + DEFAULT_YEARS)),
        "AS_OF": str(as_of),
        "LATER": str((start + timedelta(days=95)).replace(day=1)),
        "LONG_AGO": str(start.replace(year=start.year - 5)),
        "MADE_UP": _quoted(MADE_UP),
        "NOTES": notes,
        "SERIES": _series(adopted).rstrip(),
        "TERRITORIES": _territories(parts, adopted),
        "T1": names[0],
        "T2": names[1],
        "T3": names[2],
        "MEMBERS_1": _figure(members, MEMBERS, 0.6),
        "MEMBERS_2": _figure(members, MEMBERS, 0.4),
        "POLICE": _figure(_sound(adopted, "police", 0, people / 5), POLICE),
        "SOLDIERS": _figure(_sound(adopted, "soldiers", 0, people / 5), SOLDIERS),
        "PLACES": _figure(_sound(adopted, "prison_places", 0, people / 5), PLACES),
        "HELD": _figure(_sound(adopted, "prison_held", 0, people / 5), HELD),
        "KILLING": _killing(adopted, people, members.value if members else MEMBERS),
    }


def _killing(adopted: Adopted | None, people: float, members: float) -> str:
    """Write priors under which a first run begins at the pace of the newest counts; "" without counts."""
    if adopted is None or adopted.series[adopted.main][1].measures != "deaths":
        return ""
    rows = [r for r in adopted.rows if r.series == adopted.main and r.place == "all" and r.days > 1]
    end = max((r.end for r in rows), default=date.min)
    last = [r for r in rows if (end - r.start).days < 366]
    days, killed = sum(r.days for r in last), sum(r.value for r in last)
    if not 0 < days <= 366 or not 0 < killed < people / 50:
        return ""
    year = killed / days * DAYS_A_YEAR
    share = f"{BACKGROUND:.0%} of {year:,.0f} killed a year is taken not to be the gangs'"
    said = max(r.published for r in last)
    rest = f"source: {_quoted(f'worked out: {share}: check')}, published: {said}, grade: D"
    found = {
        "killing_per_member": ((1 - BACKGROUND) * year / members, 0.7),
        "background_rate": (BACKGROUND * year / people * 1e5, 0.5),
    }
    return "\n".join(
        f"{name}: {{prior: {{lognormal: [{median:.3g}, {spread}]}}, {rest}}}"
        for name, (median, spread) in found.items()
    )


def _territories(parts: Mapping[str, str], adopted: Adopted | None) -> str:
    """Write three territories in a row, each the neighbour of the next."""
    names, text = list(parts), ""
    whole = _sound(adopted, "population", 1_000, 9e8)
    for i, (name, title) in enumerate(parts.items()):
        own = _sound(adopted, "population", 1_000, 9e8, name)
        people = _figure(own, PEOPLE) if own else _figure(whole, PEOPLE, SHARES[i])
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
        fields = (
            f"title: {_quoted(title)}",
            "region: whole",
            f"population: {people}",
            f"centroid: [{0.1 * i:.1f}, 0.0]",
            f"neighbours: [{neighbours}]",
            f"control: {{value: {(0.4, 0.3, 0.1)[i]}, date: {_DATE}, source: {_quoted(MADE_UP)}, grade: D}}",
            "violence: 1.0",
            f"police: {SHARES[i]}",
        )
        text += f"{name}:\n"
        for field, note in zip(fields, notes, strict=False):
            text += f"  {field}{f'    # {note}' if note else ''}\n"
    return text


def _sound(
    adopted: Adopted | None, measures: str, least: float, most: float, place: str = "all"
) -> Row | None:
    """Return the newest row of a measure if its size makes sense (it may be counted in thousands)."""
    row = adopted.newest(measures, place) if adopted else None
    return row if row is not None and least <= row.value <= most else None


def _figure(row: Row | None, otherwise: float, share: float = 1.0) -> str:
    """Write a figure from the evidence, or a made-up one."""
    if row is None:
        return f"{{value: {otherwise * share:.0f}, date: {_DATE}, source: {_quoted(MADE_UP)}, grade: D}}"
    source = row.source or "evidence.csv"
    note = f", note: {_quoted(f'{share:.0%} of the whole: check')}" if share != 1 else ""
    published = f", published: {row.published}" if row.published_known else ""
    return (
        f"{{value: {row.value * share:.0f}, date: {row.end}{published}, source: {_quoted(source)}, "
        f"grade: {'C' if share == 1 else 'D'}{note}}}"
    )


def _series(adopted: Adopted | None) -> str:
    if adopted is None:
        return _entry("homicides", "Homicides", "police", "people", guess("homicides", "people", True), "")
    return "\n".join(
        _entry(name, name.replace("_", " ").capitalize(), _base(name, found, adopted), unit, found, GUESSED)
        for name, (unit, found) in adopted.series.items()
    )


def _base(name: str, found: Guess, adopted: Adopted) -> str:
    """Return a counting base: counts of killing under other names may be of another definition.

    Names that differ in their period only, as homicides and homicides_monthly, share one.
    """
    stem, main = (_PERIOD.sub("", n).strip("_") or n for n in (name, adopted.main))
    return "as_published" if stem == main or not found.homicides else stem


def _entry(name: str, title: str, base: str, unit: str, found: Guess, mark: str) -> str:
    text = f"{name}:\n  title: {_quoted(title)}\n  base: {base}\n"
    text += f"  kind: {found.kind}{mark}\n  measures: {found.measures}{mark}\n"
    if found.causes:
        text += f"  causes: [{', '.join(found.causes)}]{mark}\n"
    text += f"  unit: {_quoted(unit)}\n  region: all\n"
    noise = "negative_binomial" if found.kind == "flow" else "lognormal"
    dispersion = DEATHS_DISPERSION if found.measures == "deaths" else 0.1
    return (
        text + f"  observation: {{noise: {noise}, dispersion: {dispersion}, fraction: 1.0, lag_days: 45}}\n"
    )


def _cells(row: Row) -> list[str]:
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
