"""From a name or a folder to a place, or to everything that is wrong with it."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from pathlib import Path

from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.inputs.fields import LAST_DAY
from tregua.places.consistency import crosscheck
from tregua.places.evidence import Evidence
from tregua.places.place import Place, RunDates
from tregua.places.read_files import DEFAULT_REGION, Parts, hash_files, read_parts
from tregua.places.state import State

LIBRARY = Path(__file__).parent / "library"
DEFAULT_YEARS = 5


def list_places() -> list[str]:
    """Return the names of the places that come with the package."""
    return sorted(path.parent.name for path in LIBRARY.glob("*/place.yaml"))


def find_folder(name_or_path: str | Path) -> tuple[Path, str]:
    """Return the folder of a place and what to call it in messages.

    Raises
    ------
    InputError
        If there is no such place.
    """
    label = str(name_or_path)
    folder = Path(name_or_path)
    shipped = re.fullmatch("[a-z0-9_]+", label) is not None and label in list_places()
    if shipped and isinstance(name_or_path, str):
        return LIBRARY / label, label
    try:
        if folder.is_dir():
            return folder, label.rstrip("/\\") or label
        if shipped:
            return LIBRARY / label, label
        is_file = folder.is_file()
    except (OSError, ValueError):
        is_file = False
    known = list_places()
    expected = _("a folder, or {places}").format(places=one_of(known))
    if is_file:
        hint = _("name the folder that the file is in") if folder.name == "place.yaml" else ""
        raise InputError(Problem(label, None, "", _("a file"), expected, hint))
    raise InputError(Problem(label, None, "", _("no such place"), expected, did_you_mean(label, known)))


def load_place(name_or_path: str | Path) -> Place:
    """Load a place.

    Parameters
    ----------
    name_or_path
        The name of a place that comes with the package, or a folder.

    Raises
    ------
    InputError
        With every mistake in every file of the place.
    """
    folder, label = find_folder(name_or_path)
    parts = read_parts(folder, label)
    crosscheck(parts)
    place = None if parts.wrong else build(parts)
    if place is None:
        raise InputError(tidy(p for p in parts.problems if p.severity == "error"))
    return place


def tidy(problems: object) -> tuple[Problem, ...]:
    """Return each problem once, file by file, in the order of lines."""
    unique: dict[Problem, None] = dict.fromkeys(problems)  # type: ignore[call-overload]
    files = list(dict.fromkeys(problem.file for problem in unique))
    return tuple(sorted(unique, key=lambda p: (files.index(p.file), p.line or 0)))


def run_dates(parts: Parts) -> RunDates:
    """Return the default dates: those of place.yaml, else five years from what was last published."""
    if parts.place is not None and parts.place.run is not None:
        return parts.place.run
    as_of = max((row.published for row in parts.rows), default=date(2024, 1, 1))
    as_of = min(as_of, LAST_DAY.replace(year=LAST_DAY.year - DEFAULT_YEARS - 1))
    start = (as_of.replace(day=1) + timedelta(days=32)).replace(day=1)
    return RunDates(start=start, end=start.replace(year=start.year + DEFAULT_YEARS), as_of=as_of)


def build(parts: Parts) -> Place:
    """Make a place of parts in which nothing is wrong."""
    head = parts.place
    if head is None:
        raise ValueError("a place without place.yaml")
    run = run_dates(parts)
    regions = dict(head.regions) or {DEFAULT_REGION: head.title}
    people = sum(t.population[-1].value for t in parts.territories.values())
    given = math.fsum(t.police or 0.0 for t in parts.territories.values())
    territories = {}
    for name, each in parts.territories.items():
        # Where the stationing of police is not told, they are taken to be spread as people are.
        police = each.police / given if each.police is not None and given else None
        if police is None:
            police = each.population[-1].value / people if people else 1 / len(parts.territories)
        region = each.region or next(iter(regions))
        territories[name] = each.model_copy(update={"region": region, "police": police})
    gangs = {}
    for name, gang in parts.gangs.items():
        presence = gang.presence or {next(iter(territories)): 1.0}
        total = math.fsum(presence.values())
        gangs[name] = gang.model_copy(update={"presence": {t: s / total for t, s in presence.items()}})
    return Place(
        name=head.name,
        title=head.title,
        iso3=head.iso3,
        sentence=head.sentence,
        main_series=head.main_series,
        learn_from=head.learn_from,
        from_today=head.from_today,
        reporting=head.reporting,
        regions=regions,
        territories=territories,
        gangs=gangs,
        relations=tuple(sorted(parts.relations.values(), key=lambda relation: relation.from_)),
        state=parts.state or State(),
        history=tuple(sorted(parts.history.values(), key=lambda event: event.date)),
        parameters=dict(parts.parameters),
        series=dict(parts.series),
        evidence=Evidence(tuple(parts.rows), dict(parts.series)),
        run=run,
        scenarios=head.scenarios or ("baseline",),
        currency=head.currency,
        folder=parts.folder.absolute(),
        hash=hash_files(parts.folder),
    )
