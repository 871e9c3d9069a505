"""What of a policy and of its preconditions can be moved: the plain numbers of its interventions.

A handle says what a number is, in which unit, and over which range a slider is of use. The range is for the
hand only: what a number may be at all is told by the scenario file's own schema.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tregua.i18n import _, translated
from tregua.scenarios.fields import Step
from tregua.scenarios.interventions.base import Measure
from tregua.scenarios.preconditions import title
from tregua.web.language import told

if TYPE_CHECKING:
    from tregua.scenarios import Scenario

MOST = {  # where the number is zero, or so small that three times it says little
    "people": 5000.0, "people/day": 200.0, "cases/day": 100.0, "places": 20_000.0, "days": 720.0,
    "operations/month": 60.0, "people/operation": 20.0, "USD": 1e9, "USD/day": 1e6, "USD/year": 50e6,
    "USD/person/year": 200_000.0, "USD/place/year": 20_000.0, "1/year": 2.0,
}  # fmt: skip
TIMES = "times the plan"  # unit of a number that stands for dated steps


@dataclass(frozen=True)
class Handle:
    """One number that can be moved."""

    id: str
    intervention: str
    kind: str
    group: str
    label: str
    unit: str
    value: float
    min: float
    max: float
    step: float
    scale: str
    source: str
    url: str
    grade: str
    note: str
    known: str | None

    def told(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def ids(scenario: Scenario) -> list[str]:
    """List the ids of a scenario's handles, without what is said of them."""
    return [
        f"{label}.{name}"
        for label, each in scenario.interventions.items()
        if isinstance(each, Measure)
        for name in type(each).model_fields
        if movable(each, name) is not None
    ]


def handles(scenario: Scenario) -> list[Handle]:
    """List the numbers of a scenario's interventions, in the order in which they are written."""
    out = []
    for label, each in scenario.interventions.items():
        if not isinstance(each, Measure):
            continue
        for name in type(each).model_fields:
            found, number = movable(each, name), each.number(name)
            if found is None or number is None:
                continue
            value, unit = found
            low, high, step = span(value, unit, whole=number.whole)
            out.append(
                Handle(
                    id=f"{label}.{name}",
                    intervention=label,
                    kind=each.kind,
                    group=str(getattr(each, "name", None) or translated(each.title)),
                    label=translated(number.label),
                    unit=unit,
                    value=value,
                    min=low,
                    max=high,
                    step=step,
                    scale="linear",
                    source=told(each.source),
                    url=each.url or "",
                    grade=each.grade or "",
                    note=each.note or "",
                    known=each.known.isoformat() if each.known else None,
                )
            )
    return out


def movable(each: Measure, name: str) -> tuple[float, str] | None:
    """Return an intervention's number and its unit, or None where it has none of that name.

    Steps in time move together: the number is then how many times the plan is done.
    """
    number = each.number(name)
    if number is None:
        return None
    if name == "share" and getattr(each, "held_days", None) is not None:
        return None  # all come out after so many days
    value = getattr(each, name)
    if isinstance(value, tuple) and value and isinstance(value[0], Step):
        return 1.0, TIMES
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value), number.unit


def span(value: float, unit: str, whole: bool = False) -> tuple[float, float, float]:
    """Return least, most and step of a slider."""
    if unit == "share":
        return 0.0, 1.0, 0.01
    if unit == TIMES:
        return 0.0, 3.0, 0.05
    most = nice(max(3 * value, MOST.get(unit, 1.0) if value < MOST.get(unit, 1.0) / 20 else 0.0))
    if whole:
        return (1.0 if value >= 1 else 0.0), most, round(max(most / 200, 1.0))
    step = nice(most / 200, below=True)
    # a hazard of nothing is left out of a file, not written: see `tregua.scenarios.fields.PerYear`
    return (step if unit == "1/year" else 0.0), most, step


def nice(x: float, below: bool = False) -> float:
    """Round up (or down) to 1, 2 or 5 times a power of ten."""
    if x <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(x))
    steps = (1.0, 2.0, 5.0, 10.0)
    if below:
        return max(s for s in steps if s * power <= x * (1 + 1e-9)) * power
    return min(s for s in steps if s * power >= x * (1 - 1e-9)) * power


def conditions(scenario: Scenario, was: Scenario | None = None) -> list[dict[str, Any]]:
    """List a scenario's preconditions with what can be moved of each; `was` tells which have changed."""
    before = {each.kind: each for each in was.preconditions} if was is not None else {}
    fields = (
        ("odds", _("odds that it ever comes"), "share", 0.0, 1.0, 0.01),
        ("arrival_per_year", _("rate at which it comes, if it comes"), "1/year", 0.1, 12.0, 0.1),
        ("loss_per_year", _("hazard of its being withdrawn"), "1/year", 0.0, 2.0, 0.01),
        ("renewal_odds", _("odds of each renewal"), "share", 0.0, 1.0, 0.01),
    )
    out = []
    for each in scenario.preconditions:
        own = each.model_dump(mode="json")
        shown = [
            {
                "id": key,
                "label": label,
                "unit": unit,
                "min": low,
                "max": high,
                "step": step,
                "value": own[key],
            }
            for key, label, unit, low, high, step in fields
            if own[key] is not None and (key != "renewal_odds" or own["renewal_months"] is not None)
        ]
        out.append(
            {
                **{key: own[key] for key in (
                    "kind", "odds", "date", "arrival_per_year", "loss_per_year", "renewal_months",
                    "renewal_odds",
                )},
                **{key: told(own[key]) for key in ("given_by", "source", "note")},
                **{key: own[key] or "" for key in ("url", "grade")},
                "title": title(each.kind),
                "sentence": each.sentence(),
                "fields": shown,
                "dates": {"min": _earliest(scenario).isoformat(), "max": scenario.end.isoformat()},
                "changed": each.kind in before and before[each.kind] != each,
            }
        )  # fmt: skip
    return out


def _earliest(scenario: Scenario) -> date:
    given = [each.date for each in scenario.preconditions if each.date is not None]
    return min([scenario.as_of, scenario.start, *given])
