"""What `tregua why --json` prints, and what the explorer shows of it: the contract, as schemas."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tregua.web.schemas.common import Form, Named, Number, WorkedOut


class PartTold(Form):
    """What one part of a scenario adds to an effect: mean over draws, and the range of nine draws in ten."""

    part: str
    mean: float
    low: float
    high: float


class MechanismTold(Form):
    """What an effect loses when a mechanism is switched off."""

    mechanism: str
    mean: float
    low: float
    high: float


class EffectTold(Form):
    """The effect on one outcome; its parts add up to ``total``."""

    outcome: str
    parts: list[PartTold]
    total: float
    low: float
    high: float
    baseline: float
    unit: str
    reading: Literal["official", "ngo"] | None = Field(
        default=None, description="where the outcome depends on who is arrested"
    )
    errors: dict[str, Number] = Field(description="Monte Carlo errors: of the total, and of each part")
    mechanisms: list[MechanismTold]
    mechanism_errors: dict[str, Number]
    by_structure: dict[str, dict[str, float]] = Field(description="means of the total and of each part")
    by_reading: dict[str, dict[str, float]]


class WhyTold(Form):
    """Why the model says so."""

    place: str
    scenario: str
    baseline: str
    outcome: str = Field(description="the first outcome asked for; its parts and total stand beside it")
    parts: list[PartTold]
    total: float
    outcomes: list[EffectTold]
    options: dict[str, Any]
    posterior: dict[str, str | None] | None = Field(description="mark of the posterior; null for the priors")
    sentences: list[str]
    files: list[str]


class Reasons(WorkedOut):
    """Why the model says so, as the explorer shows it."""

    kind: Literal["why"]
    place: Named
    scenario: str
