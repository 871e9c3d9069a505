"""Measurements that could be made next: what each observes, how well, and what it costs.

The list is data: a row a measurement in ``value_of_information_measurements.yaml``. No row may need a list of
persons; the schema refuses one that does. What a measurement would be worth is computed elsewhere.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.inputs.fields import Free, Model, Name, Number, Title, Url
from tregua.inputs.yaml_reader import load_yaml, mistake, validate
from tregua.validation.claims.register import mistakes_in
from tregua.validation.claims.schema import AnyEstimand

FILE = Path(__file__).with_suffix(".yaml")
OURS = "ours"
MOST_MEASUREMENTS = 200


class Price(Model):
    """What a measurement costs, in USD, and who says so: a source that was read, or "ours"."""

    usd: Annotated[Number, Field(gt=0)]
    low: Annotated[Number, Field(gt=0)]
    high: Annotated[Number, Field(gt=0)]
    source: Annotated[Free, Field(min_length=1)]
    url: Url = ""
    how: Annotated[Free, Field(min_length=1)] = Field(description="how the price follows from the source")

    @model_validator(mode="after")
    def _in_order(self) -> Price:
        if not self.low <= self.usd <= self.high:
            raise mistake(_("low, usd and high in this order"), at=("usd",))
        if self.source != OURS and not self.url:
            raise mistake(_("the address of the source, or the source 'ours'"), at=("source",))
        return self


class Error(Model):
    """How a measurement departs from the truth: by the size of a sample, or on the log or natural scale."""

    kind: Literal["binomial", "lognormal", "normal"]
    size: Annotated[int, Field(strict=True, ge=1)] | None = Field(default=None, description="of the sample")
    sd: Annotated[Number, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Error:
        if (self.kind == "binomial") != (self.size is not None) or (self.kind == "binomial") == (
            self.sd is not None
        ):
            raise mistake(_("a size where the error is binomial, an sd where it is not"))
        return self


class Measurement(Model):
    """One measurement."""

    title: Title
    places: Annotated[tuple[Name, ...], Field(min_length=1)]
    who: Annotated[Free, Field(min_length=1)] = Field(description="who could make it")
    needs_list_of_persons: bool
    observes: AnyEstimand = Field(
        description="what it observes, as the estimand of a claim; the place is asked"
    )
    error: Error
    price: Price
    note: Free = ""

    @field_validator("needs_list_of_persons")
    @classmethod
    def _no_list(cls, needs: bool) -> bool:
        if needs:
            raise mistake(_("false: nothing that needs a list of persons is proposed"))
        return needs

    @model_validator(mode="after")
    def _anywhere(self) -> Measurement:
        if self.observes.at is not None:
            raise mistake(_("no place: a measurement is of the place that is asked"), at=("observes", "at"))
        return self


Measurements = Annotated[dict[Name, Measurement], Field(max_length=MOST_MEASUREMENTS)]


def read_measurements(path: Path | None = None) -> dict[str, Measurement]:
    """Read the measurements by name.

    Parameters
    ----------
    path
        A file of the same form; that of the package if not given.

    Raises
    ------
    InputError
        With every mistake, each with its line.
    """
    return dict(_read(FILE if path is None else path))


@cache
def _read(path: Path) -> dict[str, Measurement]:
    node = load_yaml(path, name=path.name)
    found = validate(Measurements, node)
    if isinstance(found, list):
        raise InputError(found)
    problems: list[Problem] = []
    for name, each in found.items():
        problems += mistakes_in(
            each.observes, lambda at, *said, name=name: node.problem((name, "observes", *at), *said)
        )
    if problems:
        raise InputError(problems)
    return found
