"""The forms of two pages: how right was it, and does it carry over."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from tregua.web.schemas.common import Band, ByMonth, Form, Named, Number, SourceTold, WorkedOut


class SeenTold(Form):
    """One observed figure beside the model's."""

    id: str
    period: str
    start: str
    end: str
    value: float
    month: Number
    model: Band
    inside: bool
    known: bool


class SeriesTold(Form):
    """One series beside the model."""

    id: str
    title: str
    flow: bool
    unit: str
    bands: ByMonth
    seen: list[SeenTold]


class AgainstTold(Form):
    """The model's run beside what was observed."""

    policy: str
    label: str
    inside: int
    of: int
    months: list[str]
    series: list[SeriesTold]


class Beside(Form):
    """How a forecast fared beside a simple one."""

    id: str
    title: str
    verdict: str


class Score(Form):
    """One count as it was forecast from a date in the past: how often it lay in the range, beside whom."""

    kind: Literal["politics", "supplied"]
    series: str
    title: str
    main: bool
    n: int
    coverage: dict[str, Number]
    worse: bool
    compared: list[Beside]


class WindowTold(Form):
    """One window of the main count: what came, and two forecasts that are never averaged."""

    id: str
    period: str
    start: str
    end: str
    value: Number
    remainder: bool
    model: Band
    supplied: Band
    inside: bool


class Forecast(Form):
    """A forecast from a date in the past, scored on what came."""

    id: str
    as_of: str
    until: str
    made: str
    version: str
    shared: str
    main: str
    unit: str
    sentences: list[str]
    scores: list[Score]
    windows: list[WindowTold]


class Tested(Form):
    """When and with what the treated cases were forecast."""

    made: str
    version: str
    parameters: str


class Case(Form):
    """A place where something was done: the change of killing that came, and that was forecast (logs)."""

    case: str
    months: int
    observed: Number
    low: Number
    median: Number
    high: Number
    inside: bool
    right_sign: bool
    outside_fit: bool
    title: str
    source: str
    url: str
    published: str
    grade: str
    note: str


class Trust(Form):
    """How right it was."""

    place: str
    scored: bool
    sentences: list[str]
    basis: str
    forecasts: list[Forecast]
    cases: list[Case]
    tested: Tested
    against: AgainstTold
    sources: dict[str, SourceTold]


class Believed(Form):
    """A parameter as one place has it."""

    prior: str
    interval: dict[str, Band]
    learnt: dict[str, list[Number]] | None
    set_by: str
    grade: str
    source: str
    url: str
    published: str
    disagree: str


class Carried(Form):
    """A parameter in two places."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: str
    meaning: str
    unit: str
    scope: str
    travels: str
    grade: str
    from_: Believed = Field(alias="from")
    to: Believed
    same: bool
    turning: bool


class CarriedPolicy(Form):
    """How well founded a policy is."""

    id: str
    title: str
    weakest: str
    worst: int
    leans_on: list[str]
    sentence: str


class ConditionSource(Form):
    """Where a condition comes from."""

    source: str
    url: str
    published: str
    grade: str
    disagree: str


class Condition(Form):
    """Something in which two places differ."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: str
    title: str
    unit: str
    from_: Number = Field(alias="from")
    to: Number
    ratio: Number
    sources: dict[Literal["from", "to"], ConditionSource]


class CarriedOver(WorkedOut):
    """The difference between the effect in two places, shared out between groups of factors."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kind: Literal["transfer"]
    from_: Named = Field(alias="from")
    to: Named


class Shipped(Form):
    """What was computed before of two places: on which day, and whether the places are as they were."""

    made: str
    current: bool
    result: CarriedOver


class Transfer(Form):
    """What carries over from one place to another."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: Named = Field(alias="from")
    to: Named
    sentences: list[str]
    command: str
    assumptions: list[Carried]
    policies: list[CarriedPolicy]
    conditions: list[Condition]
    shipped: Shipped | None
