"""Transfer of effect: treated cases outside every fit, forecast by the model and held against what came.

Shared parameters come from the main fit, El Salvador's, widened as for any other place; local ones are the
case's own priors. Without a posterior the priors stand for all, and that is said. The line "tested on k
cases, m inside the 80 % band" belongs wherever a number stands that was carried from one place to another.
Cases that the fitted record holds are counted, but apart: they do not lie outside the fit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.validation.natural_experiment import RATE_UNIT, Case, Observed

if TYPE_CHECKING:
    from tregua.assumptions.parameter import ParameterSet
    from tregua.assumptions.posterior import Joint

BAND = 0.8
KEPT = Path(__file__).with_name("tested.json")  # what `tregua cases --json` last printed
# forecast of a case: samples of the log-ratio, (draw,), by months
Predict = Callable[[Case], Mapping[int, np.ndarray]]
UNODC_CAUSES = (  # homicide by the international definition; clashes with the state are left out
    "gang_on_gang",
    "gang_on_civilian",
    "gang_on_agent",
    "self_defence_on_suspect",
    "self_defence_on_bystander",
    "background",
)


@dataclass(frozen=True)
class Line:
    """One horizon of one case: observed, forecast, and whether the one lies in the other's band."""

    case: str
    title: str
    observed: Observed
    low: float
    middle: float
    high: float
    fitted_in: str = ""

    @property
    def inside(self) -> bool:
        """Whether what was observed lies inside the central 80 %."""
        return self.low <= self.observed.log_ratio <= self.high

    @property
    def right_sign(self) -> bool:
        """Whether the middle of the forecast has the sign that was observed."""
        return np.sign(self.middle) == np.sign(self.observed.log_ratio)

    def record(self) -> dict[str, Any]:
        """Return the line for machines."""
        return {
            "case": self.case,
            "fitted_in": self.fitted_in,
            "months": self.observed.months,
            "observed": self.observed.log_ratio,
            "sd": self.observed.sd,
            "low": self.low,
            "median": self.middle,
            "high": self.high,
            "inside": bool(self.inside),
            "right_sign": bool(self.right_sign),
        }


def compare(cases: Sequence[Case], predict: Predict, seed: int = 1) -> list[Line]:
    """Hold forecasts against what was observed.

    Parameters
    ----------
    cases
        Treated cases.
    predict
        Gives samples of the log-ratio by months; counting noise is added here.
    seed
        Of that noise.
    """
    lines = []
    for number, case in enumerate(cases):
        samples = predict(case)
        for seen in case.observed:
            rng = np.random.default_rng([seed, number, seen.months])
            drawn = np.asarray(samples[seen.months], float)
            drawn = drawn + seen.sd * rng.standard_normal(drawn.shape)
            low, middle, high = np.quantile(drawn, [(1 - BAND) / 2, 0.5, (1 + BAND) / 2])
            numbers = (float(low), float(middle), float(high))
            lines.append(Line(case.name, case.file.title, seen, *numbers, case.file.fitted_in))
    return lines


def verdict(lines: Sequence[Line]) -> str:
    """Return the sentence that belongs beside every number carried from place to place.

    A case counts as inside where all of its horizons are.
    """
    cases = list(dict.fromkeys(line.case for line in lines))
    hits = sum(all(line.inside for line in lines if line.case == name) for name in cases)
    return _("tested on {k} cases, {m} inside the 80 % band ({h} of {n} horizons; sign right in {s})").format(
        k=len(cases),
        m=hits,
        h=sum(line.inside for line in lines),
        n=len(lines),
        s=sum(line.right_sign for line in lines),
    )


def verdicts(lines: Sequence[Line], joint: Joint | None) -> list[str]:
    """Return the sentence on all cases, and the one on those outside the record of a posterior."""
    out = [verdict(lines)]
    outside = [line for line in lines if joint is None or line.fitted_in != joint.place]
    if joint is not None and outside and len(outside) < len(lines):
        out.append(_("outside the record of the fit: {verdict}").format(verdict=verdict(outside)))
    return out


@cache
def kept() -> dict[str, Any]:
    """Return the last output of `tregua cases` on the cases that ship, with its day and version."""
    return json.loads(KEPT.read_text(encoding="utf-8"))


def told_with(joint: Joint | None) -> str:
    """Say which parameters cases were forecast with."""
    if joint is None:
        return _("the priors of each case: nothing is fitted")
    text = _(
        "shared ones from the posterior of {place} as of {day}, widened by half; local ones and replacement "
        "from the priors of each case"
    )
    return text.format(place=joint.place, day=joint.as_of)


def predict_with(
    members: int = 96, seed: int = 1, parameters: Callable[[Case], ParameterSet | None] | None = None
) -> Predict:
    """Return a forecast by the package's own engine.

    Parameters
    ----------
    members
        Runs of each case.
    seed
        Of the runs.
    parameters
        Gives the parameters of a case, such as shared ones from a posterior; None for the place's own priors.
    """

    def predict(case: Case) -> Mapping[int, np.ndarray]:
        import tregua

        scenario = tregua.load_scenario(case.file.treated, case.place)
        given = parameters(case) if parameters else None
        result = tregua.run([scenario], case.place, members=members, seed=seed, dt="week", parameters=given)
        return {months: ratio(result, case, window) for months, window in case.file.after.items()}

    return predict


def ratio(result: Any, case: Case, window: tuple[date, date], policy: int = 0) -> np.ndarray:
    """Return the log-ratio of a time against the time before, in each run, (draw,)."""
    outcome = outcomes(result, case)[policy]
    before = a_day(outcome, result, case.file.before)
    after = a_day(outcome, result, window)
    # a run in which nobody is killed counts as half a death
    least = 0.5 / max((window[1] - window[0]).days, 1)
    return np.log(np.maximum(after, least) / np.maximum(before, least))


def outcomes(result: Any, case: Case) -> np.ndarray:
    """Return what the series of a case counts, by month, (policy, draw, time)."""
    series = case.place.series[case.file.series]
    if series.measures == "kidnappings":
        values = result["kidnappings"]
        over = [d for d in values.dims if d not in ("policy", "draw", "time")]
        return values.sum(over).values.astype(float)
    if series.measures != "deaths" and series.unit != RATE_UNIT:
        expected = _("a series of deaths or kidnappings, or a homicide rate")
        raise InputError(Problem(str(case.place.folder), None, "series", str(series.measures), expected))
    causes = list(getattr(series, "causes", None) or UNODC_CAUSES)
    values = result["deaths"].sel(cause=causes)
    over = [d for d in values.dims if d not in ("policy", "draw", "time")]
    return values.sum(over).values.astype(float)


def a_day(outcome: np.ndarray, result: Any, window: tuple[date, date]) -> np.ndarray:
    """Return the mean a day over a time, months weighted by the days that fall in it; (draw,)."""
    starts = result["time"].values.astype("datetime64[D]").astype(object)
    ends = [*starts[1:], _next(starts[-1])]
    first, last = window[0], window[1] + timedelta(days=1)
    total, length = np.zeros(outcome.shape[0]), 0
    for n, (a, b) in enumerate(zip(starts, ends, strict=True)):
        inside = (min(b, last) - max(a, first)).days
        if inside > 0:
            total += outcome[:, n] * inside / (b - a).days
            length += inside
    return total / max(length, 1)


def _next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
