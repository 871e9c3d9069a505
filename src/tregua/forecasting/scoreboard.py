"""The scoreboard: every registered outlook, what came, and the skill against every baseline.

A quarter is scored when its count was published on the same base. One that later counts have passed by, or
that is a year over, is withheld and stays unscored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tregua.errors import InputError
from tregua.forecasting import scoring
from tregua.forecasting.count_history import Days, History
from tregua.forecasting.outlook import main_history
from tregua.forecasting.registration import Registration, Target, read_registration, read_samples

if TYPE_CHECKING:
    from tregua.places import Place

Status = Literal["scored", "open", "withheld", "no record"]
PATIENCE = timedelta(days=365)  # after a quarter's end, beyond which its count is taken to be withheld
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """Represent one registered quarter, and what came of it.

    Attributes
    ----------
    registration, target
        Which one.
    status
        "scored"; "open" until its count is due; "withheld" where none was published; "no record" where the
        place is not at hand, or no longer counts on that base.
    observed
        People counted, or None.
    quantiles
        5, 50 and 95 per cent of the forecast.
    crps, wis
        Of log(1 + count), or None.
    inside
        Whether the intervals of 50, 80 and 90 per cent hold the count, by level.
    skill
        1 - CRPS / that of the baseline, by name; None for one that was left out.
    """

    registration: Registration
    target: Target
    status: Status
    observed: float | None
    quantiles: tuple[float, float, float]
    crps: float | None
    wis: float | None
    inside: dict[str, bool] | None
    skill: dict[str, float | None]

    def record(self) -> dict[str, Any]:
        """Return the line for machines."""
        r, t = self.registration, self.target
        low, middle, high = self.quantiles
        return {
            "place": r.place,
            "as_of": r.as_of.isoformat(),
            "registered": r.registered.isoformat(),
            "model": r.model,
            "series": r.series,
            "base": r.base,
            "start": t.start.isoformat(),
            "end": t.end.isoformat(),
            "kind": t.kind,
            "status": self.status,
            "q05": low,
            "q50": middle,
            "q95": high,
            "observed": self.observed,
            "crps": self.crps,
            "wis": self.wis,
            "inside": self.inside,
            "skill": self.skill,
            "digest": r.digests.all,
        }


def registered(folder: Path) -> list[Path]:
    """Return the registered outlooks of a folder, by place and day."""
    return sorted(folder.glob("*/*.json"))


def published_count(history: History, quarter: Days) -> float | None:
    """Return the count of a quarter where windows of the record tile it, or None."""
    inside = [
        (a, b, float(count))
        for (a, b), count in zip(history.windows, history.counts, strict=True)
        if quarter[0] <= a and b <= quarter[1]
    ]
    days = sum((b - a).days + 1 for a, b, _count in inside)
    return sum(count for _a, _b, count in inside) if days == (quarter[1] - quarter[0]).days + 1 else None


def lines(files: Sequence[Path], place_of: Callable[[str], Place | None], today: date) -> list[Line]:
    """Score every quarter of registered outlooks.

    Parameters
    ----------
    files
        DATE.json of each.
    place_of
        Returns the place of a name with its newest record, or None.
    today
        Only what had been published by this day counts.

    Raises
    ------
    InputError
        If a registered file was changed.
    """
    records: dict[str, tuple[Place, History] | None] = {}
    out = []
    for file in files:
        made = read_registration(file)
        if made.place not in records:
            place = place_of(made.place)
            records[made.place] = None if place is None else (place, _history(place, today))
        draws = read_samples(file.with_suffix(".csv"))
        out += [_line(made, t, draws, k, records[made.place], today) for k, t in enumerate(made.targets)]
    return out


def _history(place: Place, today: date) -> History:
    """Return what is counted by now; nothing where nothing was published."""
    try:
        return main_history(place, today)
    except InputError:
        return History((), np.zeros(0))


def _line(
    made: Registration,
    target: Target,
    draws: np.ndarray,
    k: int,
    record: tuple[Place, History] | None,
    today: date,
) -> Line:
    low, middle, high = (float(v) for v in np.quantile(draws[k], (0.05, 0.5, 0.95)))
    head = (low, middle, high)
    status: Status = "no record"
    if record is not None:
        place, history = record
        if _counts_on(place, made):
            came = published_count(history, (target.start, target.end))
            if came is not None:
                return _scored(made, target, draws[k], k, came, head)
            passed = any(end > target.end for _start, end in history.windows)
            status = "withheld" if passed or today > target.end + PATIENCE else "open"
    return Line(made, target, status, None, head, None, None, None, {})


def _counts_on(place: Place, made: Registration) -> bool:
    series = place.series.get(made.series)
    return series is not None and series.base == made.base and place.main_series == made.series


def _scored(
    made: Registration,
    target: Target,
    draws: np.ndarray,
    k: int,
    came: float,
    head: tuple[float, float, float],
) -> Line:
    own, seen = draws[None], [came]
    crps = float(scoring.crps(own, seen)[0])
    skill: dict[str, float | None] = dict.fromkeys(made.left_out)
    for name, rows in made.baselines.items():
        theirs = float(scoring.crps(np.array(rows[k], float)[None], seen)[0])
        skill[name] = 1.0 - crps / theirs if theirs > 0 else None
    inside = {f"{100 * level:g}": bool(scoring.covered(own, seen, level)[0]) for level in scoring.LEVELS}
    return Line(made, target, "scored", came, head, crps, float(scoring.wis(own, seen)[0]), inside, skill)


def misses_first(found: Sequence[Line]) -> list[Line]:
    """Return lines with counts outside the 90 per cent interval first, then the scored, then the rest."""
    return sorted(
        found,
        key=lambda x: (
            0 if x.inside and not x.inside["90"] else 1 if x.status == "scored" else 2,
            x.registration.place, x.registration.as_of, x.target.start,
        ),
    )  # fmt: skip
