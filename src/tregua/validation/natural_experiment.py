"""Treated cases: what was done in other places, and what killing did after it.

A case is the folder of a place with one file more, ``case.yaml``, which says what to compare: the series, the
time before, and the times after. It needs no code: whoever has such a case gives the folder. The observed
log-ratio is read from the evidence, so that nothing is typed twice.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.inputs.yaml_reader import load_yaml, validate

if TYPE_CHECKING:
    from tregua.places import Place

FOLDER = Path(__file__).parent / "cases"
FILE = "case.yaml"
MOST_HORIZONS = 12
RATE_UNIT = "per 100000"


class CaseFile(BaseModel):
    """The content of case.yaml.

    Attributes
    ----------
    title
        In words.
    began
        Day of the treatment.
    treated
        Name of the scenario in which it is given.
    series
        Series of the evidence that is compared.
    before
        First and last day of the time before.
    after
        First and last day of each time after, by the months for which it stands.
    fitted_in
        Name of the place whose fitted record holds this case too, so that it does not lie outside the fit;
        empty where none does.
    notes
        What a reader must know.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    began: date
    treated: str = "treated"
    series: str
    before: tuple[date, date]
    after: Annotated[dict[int, tuple[date, date]], Field(min_length=1, max_length=MOST_HORIZONS)]
    fitted_in: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Observed:
    """A log-ratio as it was observed.

    Attributes
    ----------
    months
        Months after the treatment began, for which the time after stands.
    log_ratio
        Log of the rate after over the rate before.
    sd
        Standard error from counting and reporting noise; what else changed is not in it.
    before, after
        Counts, or rates where the series is one.
    """

    months: int
    log_ratio: float
    sd: float
    before: float
    after: float

    @property
    def sign(self) -> int:
        """-1 for a fall, 1 for a rise, 0 where two standard errors span zero."""
        return 0 if abs(self.log_ratio) <= 2.0 * self.sd else (1 if self.log_ratio > 0 else -1)


@dataclass(frozen=True)
class Case:
    """A treated case: its place, what to compare, and what was observed."""

    place: Place
    file: CaseFile
    observed: tuple[Observed, ...]

    @property
    def name(self) -> str:
        """Name of its place."""
        return self.place.name


def list_cases() -> list[str]:
    """Return the names of the cases that ship with Tregua."""
    return sorted(path.parent.name for path in FOLDER.glob(f"*/{FILE}"))


@cache
def load_case(ref: str | Path) -> Case:
    """Read a case.

    Parameters
    ----------
    ref
        The name of one that ships with Tregua, or a folder.

    Raises
    ------
    InputError
        With every mistake in ``case.yaml``, or if the evidence does not cover what it asks for.
    """
    from tregua.places import load_place

    folder = FOLDER / str(ref) if (FOLDER / str(ref) / FILE).is_file() else Path(ref)
    path = folder / FILE
    if not path.is_file():
        hint = _("cases that ship: {names}").format(names=", ".join(list_cases()))
        found = _("no file {file}").format(file=FILE)
        raise InputError(Problem(str(folder), None, "", found, _("a folder of a treated case"), hint))
    file = validate(CaseFile, load_yaml(path))
    if isinstance(file, list):
        raise InputError(file)
    place = load_place(folder)
    problems = []
    if file.series not in place.series:
        expected = _("a series of series.yaml")
        raise InputError(Problem(str(path), None, "series", file.series, expected))
    observed = []
    for months, window in sorted(file.after.items()):
        seen = [rate(place, file.series, w) for w in (file.before, window)]
        for w, one in zip((file.before, window), seen, strict=True):
            if one is None or one[0] <= 0:
                found = _("no count from {a} to {b}").format(a=w[0], b=w[1])
                expected = _("rows of {series} that, added or subtracted, cover it").format(
                    series=file.series
                )
                problems.append(Problem(str(path), None, f"after.{months}", found, expected))
        if seen[0] and seen[1] and min(seen[0][0], seen[1][0]) > 0:
            observed.append(_ratio(place, file, months, window, seen[0][0], seen[1][0]))
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return Case(place, file, tuple(observed))


def _ratio(
    place: Place, file: CaseFile, months: int, window: tuple[date, date], before: float, after: float
) -> Observed:
    series = place.series[file.series]
    dispersion = series.observation.dispersion if series.observation else 0.0
    if series.unit == RATE_UNIT:
        ratio, variance = math.log(after / before), 2.0 * dispersion**2
    else:
        a_day = (before / days(file.before), after / days(window))
        ratio = math.log(a_day[1] / a_day[0])
        # negative binomial: the variance of a log count is 1/n + dispersion
        variance = 1.0 / before + 1.0 / after + 2.0 * dispersion
    return Observed(months, ratio, math.sqrt(variance), before, after)


def days(window: tuple[date, date]) -> int:
    """Return the days of a time, both ends counted."""
    return (window[1] - window[0]).days + 1


def rate(place: Place, series: str, window: tuple[date, date]) -> tuple[float, int] | None:
    """Return the count of a time and how many rows went into it, or None where it is not covered.

    Rows are steps from their first day to the day after their last, taken forwards or, with the sign changed,
    backwards: two counts of a year to date give what lies between them. The way of fewest rows is taken. A
    rate is the mean over rows that lie one behind the other, weighted by days.
    """
    rows = [r for r in place.evidence.select() if r.series == series]
    a_rate = place.series[series].unit == RATE_UNIT
    first, last = window[0], window[1] + timedelta(days=1)
    steps: dict[date, list[tuple[date, float]]] = {}
    for r in rows:
        a, b = r.start, r.end + timedelta(days=1)
        amount = float(r.value) * ((b - a).days if a_rate else 1.0)
        steps.setdefault(a, []).append((b, amount))
        if not a_rate:
            steps.setdefault(b, []).append((a, -amount))
    seen = {first: (0.0, 0)}
    queue = deque([first])
    while queue:
        here = queue.popleft()
        total, used = seen[here]
        if here == last:
            return (total / days(window) if a_rate else total), used
        for there, amount in steps.get(here, ()):
            if there not in seen:
                seen[there] = (total + amount, used + 1)
                queue.append(there)
    return None
