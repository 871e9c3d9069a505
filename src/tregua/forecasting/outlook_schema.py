"""The form of ``tregua outlook --json``: keys are never taken away, and what is printed has exactly these."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Number = float


class Form(BaseModel):
    """Represent a part of the record, without keys that are not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Month(Form):
    """Represent one outcome in one month."""

    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="year and month")
    outcome: str = Field(
        description="killed, killed_by_AUTHOR, kidnapped, displaced or held; the last two are figures at the "
        "end of the month where the record counts a stock"
    )
    q05: Number = Field(ge=0, description="people; 5 per cent of the draws lie below")
    q25: Number = Field(ge=0)
    q50: Number = Field(ge=0)
    q75: Number = Field(ge=0)
    q95: Number = Field(ge=0)
    mark: Literal["tested and held", "tested and failed", "never tested"] = Field(
        description="whether this way of forecasting the outcome was tested on the place's record, and held"
    )


class Scored(Form):
    """Represent one registered quarter of the place, and what came of it."""

    place: str
    as_of: date
    registered: date
    model: str
    series: str
    base: str
    start: date
    end: date
    kind: Literal["ahead", "begun", "hindcast"]
    status: Literal["scored", "open", "withheld", "no record"]
    q05: Number
    q50: Number
    q95: Number
    observed: Number | None
    crps: Number | None
    wis: Number | None
    inside: dict[str, bool] | None = Field(description="by level of the interval, per cent")
    skill: dict[str, Number | None] = Field(description="1 - CRPS / that of a baseline, by name")
    digest: str


class OutlookRecord(Form):
    """Represent what ``tregua outlook PLACE --json`` prints."""

    place: str
    as_of: date = Field(description="only what had been published by this day was used")
    record_until: date = Field(description="last day that the record of the main count describes")
    months: tuple[Month, ...] = Field(description="twelve of each outcome, from the quarter of the day")
    scoreboard: tuple[Scored, ...] = Field(description="earlier outlooks that were registered, misses first")


def outlook_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``tregua outlook --json``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **OutlookRecord.model_json_schema(),
        "title": "Tregua outlook",
    }
