"""A place's own priors for the parameters of the model, as written in its files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tregua.i18n import _
from tregua.inputs.fields import Free, Grade, Model, Name, Number, Published, Url
from tregua.inputs.yaml_reader import mistake

Pair = tuple[Number, Number]
KINDS = ("fixed", "normal", "lognormal", "logitnormal", "uniform")  # the fields of a prior


class Prior(Model):
    """One distribution: exactly one of the keys is given."""

    fixed: Number | None = None
    normal: Pair | None = Field(default=None, description="[mean, sd]")
    lognormal: Pair | None = Field(default=None, description="[median, sigma of the log]")
    logitnormal: Pair | None = Field(default=None, description="[median, sigma of the logit]")
    uniform: Pair | None = Field(default=None, description="[low, high]")

    @model_validator(mode="after")
    def _one_and_sound(self) -> Prior:
        given = [name for name in KINDS if getattr(self, name) is not None]
        if len(given) != 1:
            raise mistake(_("exactly one of {names}").format(names=", ".join(KINDS)))
        kind = given[0]
        if kind == "fixed":
            return self
        a, b = getattr(self, kind)
        if kind == "uniform" and not a < b:
            raise mistake(_("[low, high] with low less than high"), at=(kind,))
        if kind != "uniform" and not b > 0:
            raise mistake(_("a spread greater than 0"), _("write fixed for no spread"), at=(kind, 1))
        if kind == "lognormal" and not a > 0:
            raise mistake(_("a median greater than 0"), at=(kind, 0))
        if kind == "logitnormal" and not 0 < a < 1:
            raise mistake(_("a median between 0 and 1"), at=(kind, 0))
        return self

    @property
    def kind(self) -> str:
        """Name of the distribution."""
        return next(name for name in KINDS if getattr(self, name) is not None)

    @property
    def numbers(self) -> tuple[float, ...]:
        """The distribution's own parameters."""
        given = getattr(self, self.kind)
        return (given,) if self.kind == "fixed" else given


class Reading(Model):
    """A prior with its provenance."""

    prior: Prior
    source: Free = ""
    url: Url = ""
    grade: Grade | None = None
    note: Free = ""
    disagree: Free = ""
    published: Published | None = None


class LocalPrior(Model):
    """A prior of a place, or the two readings of it that are kept apart."""

    prior: Prior | None = None
    readings: Annotated[dict[Literal["official", "ngo"], Reading] | None, Field(default=None)] = None
    source: Free = ""
    url: Url = ""
    grade: Grade | None = None
    note: Free = ""
    disagree: Free = ""
    published: Published | None = None

    @model_validator(mode="after")
    def _one(self) -> LocalPrior:
        if (self.prior is None) == (self.readings is None):
            raise mistake(_("either 'prior' or 'readings'"))
        if self.readings is not None and len(self.readings) < 2:
            raise mistake(_("both readings, official and ngo"), at=("readings",))
        return self


Parameters = dict[Name, LocalPrior]
