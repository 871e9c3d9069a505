"""What the forms of all answers have in common."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Number = float | None
Band = list[Number]
ByMonth = list[list[Number]]
Side = Literal["violence", "rights", "aftermath", "money", "consent"]


class Form(BaseModel):
    """What all answers have in common: no key that is not told here."""

    model_config = ConfigDict(extra="forbid")


class Named(Form):
    """Something with a title."""

    id: str
    title: str


class Other(Form):
    """Another figure of the same thing."""

    value: str
    source: str
    url: str


class SourceTold(Form):
    """Where a figure comes from."""

    title: str
    value: str
    unit: str
    period: str
    source: str
    url: str
    published: str
    grade: str
    disagrees: list[Other]
    note: str


class Cell(Form):
    """A cell of a table: words, or a figure that says what it is."""

    text: str
    range: str | None = None
    what: str | None = None
    unit: str | None = None
    scenario: str | None = None


class TableTold(Form):
    """A table."""

    title: str
    note: str
    head: list[str]
    rows: list[list[Cell]]


class PictureTold(Form):
    """A picture, as SVG."""

    title: str
    svg: str


class WorkedOut(Form):
    """What a job computed as sentences, tables and pictures, and how to compute it again."""

    members: int
    draws: int
    seed: int
    command: str
    sentences: list[str]
    tables: list[TableTold]
    pictures: list[PictureTold]
    foot: list[str]
    basis: list[str]
    version: str
    took_ms: float
