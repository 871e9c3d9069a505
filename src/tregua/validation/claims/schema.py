"""The content of claims.yaml: what was published, by whom, and the estimand in terms that code computes.

An estimand is one of a small closed set of kinds. Each names a place or a treated case, a scenario, a
variable of the result and a window of time; `tregua.validation.claims.estimands` has the function of each.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from tregua.i18n import _
from tregua.inputs.fields import Day, Free, Grade, Model, Name, Number, Published, Title, Url
from tregua.inputs.yaml_reader import mistake
from tregua.vocabulary.readings import READINGS

FILE = "claims.yaml"
MOST_CLAIMS = 500
Ref = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_/-]{0,120}$")]
Window = tuple[Day, Day]
Per = Literal["window", "day", "month", "year"]


class Outcome(Model):
    """A variable of a result, or a part of it."""

    of: Name = Field(description="a variable of a result, as `tregua` lists them")
    where: dict[Name, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(
        default_factory=dict, description="labels to count, by dimension; author for the author of a death"
    )
    counted_by: Name | None = Field(
        default=None, description="series of the place whose causes, share and noise apply"
    )


class Estimand(Model):
    """What every kind of estimand names."""

    at: Ref | None = Field(
        default=None, description="a place or a treated case; the folder's own place if none"
    )
    scenario: Ref
    outcome: Outcome
    window: Window
    as_of: Day | None = Field(
        default=None, description="use what was published by this day; by the scenario's own day if none"
    )
    per_people: Annotated[float, Field(gt=0)] | None = Field(
        default=None, description="for each so many inhabitants"
    )

    @field_validator("window", "before", check_fields=False)
    @classmethod
    def _in_order(cls, days: tuple[date, date]) -> tuple[date, date]:
        if days[1] < days[0]:
            raise mistake(_("the first day, then the last"))
        return days

    @property
    def neutral(self) -> float | None:
        """The value that stands for no effect; None where the estimand is no effect."""
        return None

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios that it needs, the baseline first."""
        return (self.scenario,)

    @property
    def windows(self) -> tuple[tuple[date, date], ...]:
        """Times that it needs."""
        return (self.window,)


class Count(Estimand):
    """A flow in a window, in all or for each day, month or year."""

    kind: Literal["count"]
    per: Per = "window"


class Level(Estimand):
    """The mean of a stock, level or share over a window."""

    kind: Literal["level"]


class Share(Estimand):
    """One outcome as a share of another that holds it."""

    kind: Literal["share"]
    among: Outcome


class Hazard(Estimand):
    """A flow for each person-year of a stock."""

    kind: Literal["hazard"]
    among: Outcome


class RatioOfWindows(Estimand):
    """The mean of a window over the mean of the time before, in one scenario."""

    kind: Literal["ratio_of_windows"]
    before: Window

    @property
    def neutral(self) -> float:
        """No change is a ratio of one."""
        return 1.0

    @property
    def windows(self) -> tuple[tuple[date, date], ...]:
        """Both times."""
        return self.before, self.window


class ChangeOfWindows(Estimand):
    """The mean of a window less the mean of the time before, in one scenario."""

    kind: Literal["change_of_windows"]
    before: Window
    per: Literal["day", "month", "year"] = "day"

    @property
    def neutral(self) -> float:
        """No change is zero."""
        return 0.0

    @property
    def windows(self) -> tuple[tuple[date, date], ...]:
        """Both times."""
        return self.before, self.window


class RatioOfPolicies(Estimand):
    """The mean of a window under a scenario over that under a baseline, on the same random numbers."""

    kind: Literal["ratio_of_policies"]
    baseline: Ref

    @property
    def neutral(self) -> float:
        """No effect is a ratio of one."""
        return 1.0

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The baseline and the scenario."""
        return self.baseline, self.scenario


class ChangeOfPolicies(Estimand):
    """The figure of a window under a scenario less that under a baseline, on the same random numbers."""

    kind: Literal["change_of_policies"]
    baseline: Ref
    per: Per = "window"

    @property
    def neutral(self) -> float:
        """No effect is zero."""
        return 0.0

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The baseline and the scenario."""
        return self.baseline, self.scenario


AnyEstimand = Annotated[
    Count | Level | Share | Hazard | RatioOfWindows | ChangeOfWindows | RatioOfPolicies | ChangeOfPolicies,
    Field(discriminator="kind"),
]


class Awaited(Model):
    """The evidence that a claim waits for."""

    series: Name = Field(description="series of the place whose rows are awaited")
    date: Day = Field(description="the row must reach this day")
    what: Free = ""


class Claim(Model):
    """One published estimate."""

    title: Title
    source: Annotated[Free, Field(min_length=1)]
    url: Url = ""
    published: Published
    population: Annotated[Free, Field(min_length=1)]
    place: Name = Field(description="the country or place that the claim is about")
    period: Window
    unit: Annotated[Free, Field(min_length=1)]
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    level: Annotated[float, Field(gt=0, lt=1)] | None = Field(
        default=None, description="share that low to high is meant to hold; none where nobody says"
    )
    bound: Literal["least", "most"] | None = Field(default=None, description="the value is a bound")
    sign: Literal["fall", "rise"] | None = Field(default=None, description="where only a sign was published")
    grade: Grade
    seen: Annotated[Free, Field(min_length=1)] = Field(description="where the figure was read, and in what")
    reading: Literal["official", "ngo"] | None = Field(
        default=None, description="the reading of who is arrested to which it belongs; both where none"
    )
    used: Free = Field(default="", description="how the model already rests on this figure")
    estimand: AnyEstimand | None = None
    mechanism: Literal["none", "no run"] | None = Field(
        default=None, description="none: the model lacks it; no run: no place or time of ours covers it"
    )
    why: Title | None = Field(default=None, description="why the model has no figure")
    testable_when: Awaited | None = None
    note: Free = ""

    @field_validator("period")
    @classmethod
    def _in_order(cls, days: tuple[date, date]) -> tuple[date, date]:
        if days[1] < days[0]:
            raise mistake(_("the first day, then the last"))
        return days

    @model_validator(mode="after")
    def _whole(self) -> Claim:
        if (self.estimand is None) == (self.mechanism is None):
            raise mistake(_("an estimand, or a mechanism 'none' or 'no run' with the sentence why"))
        if self.mechanism is not None and self.why is None:
            raise mistake(_("why: a sentence that says why the model has no figure"), at=("mechanism",))
        if self.why is not None and self.mechanism is None:
            raise mistake(_("why only where the model has no figure"), at=("why",))
        if self.value is not None and self.sign is not None:
            raise mistake(_("a value or a sign, not both"), at=("sign",))
        if self.value is None and self.sign is None and self.testable_when is None:
            raise mistake(_("a value, or a sign, or the evidence in which the value is awaited"))
        for key in ("low", "high", "bound", "level"):
            if getattr(self, key) is not None and self.value is None:
                raise mistake(_("{key} only with a value").format(key=key), at=(key,))
        if self.bound is not None and (self.low is not None or self.high is not None):
            raise mistake(_("a bound, or low and high, not both"), at=("bound",))
        if self.value is not None and not self.interval[0] <= self.value <= self.interval[1]:
            raise mistake(_("low, value and high in this order"), at=("value",))
        if self.testable_when is not None and self.estimand is None:
            raise mistake(_("testable_when only with an estimand"), at=("testable_when",))
        if self.value is None and self.sign is None and getattr(self.estimand, "kind", "") != "count":
            raise mistake(_("a value or a sign: only a count is read from the evidence"))
        if self.sign is not None and self.estimand is not None and self.estimand.neutral is None:
            raise mistake(_("a sign only with a change or a ratio"), at=("sign",))
        return self

    @property
    def interval(self) -> tuple[float, float]:
        """The values that the claim allows, as low and high; infinite where it says nothing."""
        if self.sign is not None and self.estimand is not None:
            at = self.estimand.neutral or 0.0
            return (-math.inf, at) if self.sign == "fall" else (at, math.inf)
        if self.value is None:
            return -math.inf, math.inf
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return (
            -math.inf if self.bound == "most" else low,
            math.inf if self.bound == "least" else high,
        )

    @property
    def readings(self) -> tuple[str, ...]:
        """Readings under which it is computed: none ("") where it does not depend on who is arrested."""
        if self.reading is not None:
            return (self.reading,)
        return READINGS if self.estimand is not None and by_reading(self.estimand) else ("",)


Claims = Annotated[dict[Name, Claim], Field(max_length=MOST_CLAIMS)]


def by_reading(estimand: Any) -> bool:
    """Return whether an estimand depends on who is arrested, so that the two readings are never pooled."""
    parts = [estimand.outcome, getattr(estimand, "among", None)]
    return any(part is not None and "class" in part.where for part in parts)
