"""What the outlook of a place was when it was last made, and why it moved: which row, which parameter."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.forecasting.level import forecast_level
from tregua.forecasting.level_prior import learnt_prior
from tregua.forecasting.outcomes import DAY
from tregua.forecasting.outlook import Outlook, main_history
from tregua.forecasting.outlook_summary import number
from tregua.i18n import _
from tregua.i18n.numbers import marks
from tregua.numba_cache import candidates
from tregua.results.atomic_write import write_text

if TYPE_CHECKING:
    from tregua.forecasting.outlook_summary import Summary
    from tregua.places import Place
    from tregua.places.evidence import Row

FOLDER = "outlooks"
FORMAT = "tregua-outlook-memory-1"
DRAWS = 400
MOST_ROWS = 12  # whose effect is computed one by one
LEAST_SHIFT = 0.1  # posterior sds by which a parameter must move to be named


@dataclass(frozen=True)
class Memory:
    """Represent an outlook that was made before.

    Attributes
    ----------
    as_of
        Its day.
    model
        What it was made with.
    rows
        Keys of the evidence known.
    quarters
        First day and median of each quarter.
    """

    as_of: date
    model: str
    rows: frozenset[str]
    quarters: dict[str, float]


def memory_folder() -> Path | None:
    """Return the folder in which outlooks are remembered, or None where nothing can be written."""
    for base in candidates():
        try:
            (base / FOLDER).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        return base / FOLDER
    return None


def _file(folder: Path, place: Place, where: str) -> Path:
    mark = hashlib.sha256(where.encode()).hexdigest()[:12]
    return folder / f"{place.name}-{mark}.json"


def key(row: Row) -> str:
    """Return the key of a row of evidence: what it says, of when, and since when."""
    return f"{row.series} {row.place} {row.start} {row.end} {row.value:g} {row.published}"


def recall(folder: Path | None, place: Place, where: str = "") -> Memory | None:
    """Return the outlook that was made before, or None; a file of another form counts for none.

    Parameters
    ----------
    where
        Path of the place's files, so that places of one name stay apart; empty for one that ships.
    """
    if folder is None:
        return None
    try:
        found: Any = json.loads(_file(folder, place, where).read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            return None
        return Memory(
            date.fromisoformat(found["as_of"]), str(found["model"]), frozenset(map(str, found["rows"])),
            {str(k): float(v) for k, v in found["quarters"].items()},
        )  # fmt: skip
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def remember(folder: Path | None, s: Summary, where: str = "") -> None:
    """Write the outlook down, for the next one to be compared with."""
    if folder is None:
        return
    medians = np.median(s.outlook.by_quarter(), axis=1)
    record = {
        "format": FORMAT,
        "as_of": s.outlook.as_of.isoformat(),
        "model": s.outlook.model,
        "rows": sorted(key(r) for r in s.place.evidence.as_of(s.outlook.as_of)),
        "quarters": {a.isoformat(): float(m) for (a, _b), m in zip(s.outlook.quarters, medians, strict=True)},
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_text(_file(folder, s.place, where), json.dumps(record, indent=1) + "\n")


def moved(before: Memory, s: Summary) -> list[str]:
    """Return how the outlook moved since an earlier one, and why."""
    said = []
    medians = np.median(s.outlook.by_quarter(), axis=1)
    for (start, end), now in zip(s.outlook.quarters, medians, strict=True):
        then = before.quarters.get(start.isoformat())
        if then is not None and round(then) != round(float(now)):
            said.append(
                _("killed from {start} to {end}: {then} in the middle on {day}, {now} now").format(
                    start=start, end=end, then=number(then), day=before.as_of, now=number(float(now))
                )
            )
    rows = list(s.place.evidence.as_of(s.outlook.as_of))
    new = [r for r in rows if key(r) not in before.rows]
    gone = before.rows - {key(r) for r in rows}
    if not said:
        said.append(_("the outlook has not moved since {day}").format(day=before.as_of))
    if before.model != s.outlook.model:
        said.append(
            _("it was made with {then} then and with {now} now").format(
                then=before.model, now=s.outlook.model
            )
        )
    if not new and not gone:
        if before.as_of != s.outlook.as_of:
            said.append(_("no row was added: what moved it is the day"))
        return said
    said += [_because(r, s) for r in new[:MOST_ROWS]]
    if len(new) > MOST_ROWS:
        said.append(_("and {n} more new rows").format(n=len(new) - MOST_ROWS))
    if gone:
        said.append(_("rows taken away or changed: {n}").format(n=len(gone)))
    return said + _parameters(before, s)


def _because(row: Row, s: Summary) -> str:
    what = _("new row: {series}, {start} to {end}, {value}").format(
        series=row.series, start=row.start, end=row.end, value=number(row.value)
    )
    seen = {name for b in (s.mechanism.found.branches if s.mechanism else ()) for name in _series(b)}
    outcomes = {o.series for o in s.outcomes}
    if row.series == s.outlook.series and row.place == "all":
        without = _level_median(_without(s.place, row), s.outlook)
        whole = _level_median(s.place, s.outlook)
        if without is None or whole is None:
            return what + _("; without it nothing was known")
        return what + _("; it moves the level's months ahead by {x} %").format(
            x=marks(f"{100.0 * (whole / max(without, 1.0) - 1.0):+.0f}")
        )
    if row.series in outcomes:
        return what + _("; it moves the outcome that it counts")
    if row.series in seen:
        return what + _("; it weighs the mechanism's draws")
    return what + _("; no forecast uses it")


def _series(branch: Any) -> set[str]:
    return {w.series for w in branch.post.windows}


def _without(place: Place, row: Row) -> Place:
    rows = tuple(r for r in place.evidence.rows if r is not row)
    return replace(place, evidence=replace(place.evidence, rows=rows))


def _level_median(place: Place, outlook: Outlook) -> float | None:
    """Return the median of the months after the newest record, all together, by the level alone."""
    from tregua.errors import InputError

    try:
        history = main_history(place, outlook.as_of)
    except InputError:
        return None
    months = [m for m in outlook.months if m[0] > max(outlook.record_until, history.windows[-1][1])]
    if not months:
        return None
    ahead = [(max(a, history.windows[-1][1] + DAY), b) for a, b in months]
    draws = forecast_level(history, ahead, learnt_prior(place.iso3), DRAWS, 1).expected
    return float(np.median(draws.sum(axis=0)))


def _parameters(before: Memory, s: Summary) -> list[str]:
    """Return which parameter moved most: of the mechanism, and the level's own last state."""
    if s.mechanism is None:
        return []
    if s.mechanism.found.refitted:
        return [_("the mechanism was fitted again: {reason}").format(reason=s.mechanism.reason)]
    shifts = s.mechanism.found.shifts()
    name = max(shifts, key=lambda n: abs(shifts[n]), default="")
    if not name or abs(shifts[name]) < LEAST_SHIFT:
        return [
            _("no parameter of the mechanism moved by a tenth of its spread since {day}").format(
                day=s.mechanism.found.fitted_on
            )
        ]
    return [
        _("the parameter of the mechanism that moved most since {day}: {name}, by {x} of its spread").format(
            day=s.mechanism.found.fitted_on, name=name, x=marks(f"{shifts[name]:+.1f}")
        )
    ]
