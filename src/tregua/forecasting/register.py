"""Registration: an outlook written once, before the count is known, and never rewritten."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tregua._version import __version__
from tregua.errors import InputError, Problem
from tregua.forecasting.outlook import Outlook, outlook_code_hash, outlook_forecast
from tregua.forecasting.registration import (
    HUB_COLUMNS,
    QUANTILE_LEVELS,
    VIEWS_COLUMNS,
    VIEWS_COUNTRIES,
    Digests,
    Registration,
    Target,
    TargetKind,
    month_id,
    sha256,
)
from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.forecasting.mechanism_ratio import Mechanism
    from tregua.places import Place

UNIT = "people killed"


def kind_of(quarter: tuple[date, date], as_of: date, today: date) -> TargetKind:
    """Return whether a quarter is ahead, has begun, or is over: a hindcast, whatever was known.

    A forecast dated before the day it is registered is one too, unless the quarter is still ahead.
    """
    start, end = quarter
    if end < today:
        return "hindcast"
    return "ahead" if start > max(as_of, today) else "begun"


def digests(outlook: Outlook) -> Digests:
    """Compute the digests of inputs, code and draws; no clock enters them."""
    inputs = sha256(
        json.dumps(
            [
                outlook.place,
                outlook.place_hash,
                outlook.as_of.isoformat(),
                outlook.series,
                outlook.base,
                outlook.mechanism,
            ]
        ).encode()
    )
    code = outlook_code_hash()
    draws = sha256(np.ascontiguousarray(outlook.draws, "<i8").tobytes())
    return Digests(inputs=inputs, code=code, draws=draws, all=sha256(f"{inputs} {code} {draws}".encode()))


def hub_rows(
    registration: Registration, draws: np.ndarray, decimals: int = 2
) -> Iterator[tuple[str | int | float, ...]]:
    """Return the rows of a hub's model output: quantiles and samples of each quarter.

    Parameters
    ----------
    registration
        Whose targets these are.
    draws
        (quarter, draw)
    decimals
        Of quantiles.
    """
    for target, row in zip(registration.targets, draws, strict=True):
        task = (
            registration.as_of.isoformat(), registration.target, target.horizon, registration.location,
            target.end.isoformat(),
        )  # fmt: skip
        for level, value in zip(QUANTILE_LEVELS, np.quantile(row, QUANTILE_LEVELS), strict=True):
            yield (*task, "quantile", level, round(float(value), decimals))
        for n, value in enumerate(row):
            yield (*task, "sample", n + 1, int(value))


def views_rows(outlook: Outlook) -> Iterator[tuple[int, ...]]:
    """Return samples by month as VIEWS has them; nothing for a country without a number there."""
    country = VIEWS_COUNTRIES.get(outlook.iso3 or "")
    if country is None:
        return
    for (start, _end), row in zip(outlook.months, outlook.draws, strict=True):
        for n, value in enumerate(row):
            yield (month_id(start), country, n, int(value))


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV, lines ended by a line feed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def contents(outlook: Outlook, today: date) -> tuple[Registration, dict[str, bytes]]:
    """Return what is registered of an outlook, and the bytes of its files by name."""
    day = outlook.as_of.isoformat()
    counted = outlook.counted.reshape(-1, 3).sum(axis=1)
    targets = tuple(
        Target(
            start=a, end=b, horizon=k, kind=kind_of((a, b), outlook.as_of, today), counted=float(counted[k])
        )
        for k, (a, b) in enumerate(outlook.quarters)
    )
    made = Registration(
        version=__version__,
        place=outlook.place,
        title=outlook.title,
        iso3=outlook.iso3,
        as_of=outlook.as_of,
        registered=today,
        model=outlook.model,
        mechanism=outlook.mechanism,
        open=outlook.open,
        prior=outlook.prior,
        series=outlook.series,
        base=outlook.base,
        unit=UNIT,
        record_until=outlook.record_until,
        history=len(outlook.history.windows),
        draws=outlook.draws.shape[1],
        targets=targets,
        baselines={
            name: tuple(tuple(int(v) for v in row) for row in outlook.by_quarter(name))
            for name in outlook.baselines
        },
        left_out=dict(outlook.left_out),
        digests=digests(outlook),
        files={},
    )
    files = {f"{day}.csv": csv_text(HUB_COLUMNS, hub_rows(made, outlook.by_quarter())).encode()}
    months = list(views_rows(outlook))
    if months:
        files[f"{day}.views.csv"] = csv_text(VIEWS_COLUMNS, months).encode()
    made = made.model_copy(update={"files": {name: sha256(content) for name, content in files.items()}})
    files[f"{day}.json"] = (_json(made) + "\n").encode()
    return made, files


def _json(made: Registration) -> str:
    """Return the file's text, a line for each key and each row of draws."""
    record = made.model_dump(mode="json")
    baselines = record.pop("baselines")
    text = json.dumps(record, ensure_ascii=False, indent=1)
    rows = ",\n".join(
        f"  {json.dumps(name)}: [\n" + ",\n".join(f"   {json.dumps(row)}" for row in each) + "\n  ]"
        for name, each in baselines.items()
    )
    return text[:-2] + ',\n "baselines": {\n' + rows + "\n }\n}"


def register(
    place: Place,
    as_of: date,
    folder: Path,
    today: date,
    mechanism_of: Callable[[Place, date], Mechanism | None] | None = None,
) -> tuple[Registration, list[Path]]:
    """Write the outlook of a place once, as FOLDER/PLACE/DATE.*, and return what was written.

    Parameters
    ----------
    place, as_of
        Whose outlook, and from which day.
    folder
        Of all outlooks.
    today
        The day of registration.
    mechanism_of
        Returns the mechanism of a place as known on a day; without it the level alone is registered.

    Raises
    ------
    InputError
        If any file of that place and day exists, or the day lies ahead; nothing is then written.
    """
    home = folder / place.name
    day = as_of.isoformat()
    existing = sorted(home.glob(f"{day}.*"))
    problems = [
        Problem(
            str(file), None, "", _("a registered outlook"), _("no file of that day yet"),
            _("what is registered is never rewritten; register another day"),
        )
        for file in existing
    ]  # fmt: skip
    if as_of > today:
        expected = _("a day up to today, {today}").format(today=today)
        problems.append(Problem(_("command line"), None, "--as-of", day, expected))
    if problems:
        raise InputError(problems)
    mechanism = None if mechanism_of is None else mechanism_of(place, as_of)
    made, files = contents(outlook_forecast(place, as_of, mechanism=mechanism), today)
    home.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files.items():
        with (home / name).open("xb") as file:
            file.write(content)
        written.append(home / name)
    return made, written
