"""Gangs and how they stand to each other."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from tregua.i18n import _
from tregua.inputs.fields import Day, Free, Grade, Model, Name, Number, Published, Share, Title, Url
from tregua.inputs.yaml_reader import mistake
from tregua.places.sourced_value import DatedPeople


class Gang(Model):
    """A gang, or a bloc of gangs that acts as one."""

    title: Title
    members: DatedPeople = Field(description="members at large, those in hiding included")
    presence: dict[Name, Share] = Field(
        default_factory=dict, description="share of its members by territory; sums to 1"
    )
    firepower: Annotated[Number, Field(gt=0, le=100)] = Field(default=1.0, description="relative, per member")


def _between(value: Any) -> Literal["all"] | tuple[str, ...]:
    if value == "all":
        return "all"
    if not isinstance(value, list | tuple) or len(value) < 2 or not all(isinstance(v, str) for v in value):
        raise mistake(_("'all', or a list of two or more gangs"))
    if len(set(value)) < len(value):
        raise mistake(_("each gang once"), found=", ".join(value))
    return tuple(value)


_BETWEEN_SCHEMA = {"anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}, "minItems": 2}]}


class Relation(Model):
    """Rivalry between gangs from a day on: 0 allied, 1 ordinary, 3 at war."""

    from_: Day = Field(alias="from")
    until: Day | None = None
    published: Published | None = None
    between: Annotated[
        Literal["all"] | tuple[str, ...], PlainValidator(_between), WithJsonSchema(_BETWEEN_SCHEMA)
    ]
    rivalry: Annotated[Number, Field(ge=0, le=10)]
    source: Free = ""
    url: Url = ""
    grade: Grade | None = None
    note: Free = ""

    @model_validator(mode="after")
    def _in_order(self) -> Relation:
        if self.until is not None and self.until < self.from_:
            raise mistake(_("until on or after from ({day})").format(day=self.from_), at=("until",))
        return self

    def known(self, as_of: date) -> bool:
        """Tell whether it had been published by a date; with no such date it counts from its own."""
        return (self.published or self.from_) <= as_of


class GangsFile(Model):
    """The content of gangs.yaml."""

    gangs: dict[Name, Gang] = Field(min_length=1)
    relations: tuple[Relation, ...] = ()
