"""The published form of the answer page: what `tregua.decisions.answer.answer` returns."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["held", "failed", "never tested", "assumed"]
Ruled = Literal["baseline", "fewer", "more", "none", "cannot tell"]


class Form(BaseModel):
    """A part of the answer; what is not named here is a mistake."""

    model_config = ConfigDict(extra="forbid")


class MarkForm(Form):
    """A mark: whether a figure was tested, in words, and on what record."""

    status: Status
    text: str
    detail: str
    grey: bool


class Figure(Form):
    """A figure: numbers for machines, and the same as it is printed."""

    median: float
    low: float
    high: float
    draws: int
    error: float | None
    text: str
    range_text: str
    error_text: str


class ByReading(Figure):
    """A figure under one reading of who is arrested."""

    reading: Literal["official", "ngo"]
    title: str


class OutcomeForm(Figure):
    """An outcome of a policy with its two marks; `readings` only where the two part."""

    title: str
    unit: str
    level: MarkForm
    effect: MarkForm | None
    readings: list[ByReading]


class Custody(Figure):
    """Deaths in custody of a policy."""

    title: str
    unit: str
    level: MarkForm


class Chance(Form):
    """The assumed chance that a policy starts; `dots` of ten."""

    starts: float
    low: float
    high: float
    text: str
    range_text: str
    dots: float
    mark: MarkForm


class Difference(Form):
    """Deaths of a policy minus those of the baseline, draw by draw."""

    median: float
    low: float
    high: float
    text: str


class ByStructure(Form):
    """Headline figures under one causal account."""

    structure: str
    title: str
    draws: int
    deaths: Figure
    held: Figure


class Outcomes(Form):
    """The outcomes of a policy."""

    deaths: OutcomeForm
    held: OutcomeForm
    money: OutcomeForm


class PolicyForm(Form):
    """One policy; a conditional one as it is if it operates."""

    policy: str
    scenario: str
    branch: str
    title: str
    about: str
    baseline: bool
    shown: bool
    chance: Chance | None
    outcomes: Outcomes
    custody: Custody
    direction: Ruled
    reasons: list[str]
    fewer_share: float | None
    difference: Difference | None
    structures: list[ByStructure]


class Finding(Form):
    """The title of the page, and the rule that made it."""

    text: str
    subject: str
    direction: Literal["alone", "fewer", "more", "none", "cannot tell"]
    reasons: list[str]
    start: str
    about: str


class Fact(Form):
    """A fact for each 100,000 people, here and where the model learnt."""

    name: str
    here: float
    there: float
    ratio: float


class CarryOver(Form):
    """Whether the answer carries over."""

    text: str
    facts: list[Fact]


class Share(Form):
    """Total Sobol index of an input, with its interval."""

    name: str
    title: str
    total: float
    low: float
    high: float


class Depends(Form):
    """What the answer depends on most, measured."""

    text: str
    inputs: list[Share]


class AnswerPage(Form):
    """The answer page."""

    schema_: Literal[1] = Field(alias="schema")
    kind: Literal["exact", "quick"]
    place: str
    place_title: str
    from_: str = Field(alias="from")
    until: str
    period: str
    draws: int
    range: tuple[float, float]
    basis: str
    finding: Finding
    note: str
    carry_over: CarryOver | None
    caveats: list[str]
    legend: dict[Status, str]
    policies: list[PolicyForm]
    depends: Depends | None
