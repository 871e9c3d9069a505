"""The register of series: what each counts, by whose definition, and how it is observed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from tregua.i18n import _
from tregua.inputs.fields import Day, Free, Model, Name, Number, Published, Title
from tregua.inputs.yaml_reader import mistake
from tregua.vocabulary.causes import CAUSES

Measure = Literal[
    "deaths", "injured", "kidnappings", "displaced", "members", "prison_held", "prison_places", "detentions",
    "releases", "custody_deaths", "control_share", "police", "soldiers", "mission_strength", "approval",
    "extortion_complaints", "escapes", "money_received", "other",
]  # fmt: skip
Kind = Literal["flow", "stock", "cumulative", "level"]
if TYPE_CHECKING:
    Cause = str  # a type checker cannot know a list that is made when the program runs
else:
    Cause = Literal[*CAUSES]
MEASURES: tuple[str, ...] = get_args(Measure)

# Counting words that may stand for people; a row's unit must agree in kind with that of its series.
_KINDS = (
    ("rate", ("per 1", "per_1", "/100")),
    ("share", ("share", "fraction", "proportion")),
    ("percent", ("percent", "per cent", "%", "pct")),
    ("money", ("usd", "dollar", "eur", "cad", "htg", "gourde")),
    ("per day", ("per day", "per month", "per year")),
)


def unit_kind(unit: str) -> str:
    """Say what kind of quantity a unit is: a rate, a share, a percentage, money, a pace, or a count."""
    text = unit.casefold()
    for kind, signs in _KINDS:
        if any(sign in text for sign in signs):
            return kind
    return "count"


COUNTED, DEATHS_DISPERSION = "negative_binomial", 0.01


class Observation(Model):
    """How a series sees the truth: its noise, the share it counts, and the lag until it is published."""

    noise: Literal["negative_binomial", "lognormal", "normal"] = "negative_binomial"
    dispersion: Annotated[Number, Field(gt=0, le=100)] = 0.1
    fraction: Annotated[Number, Field(gt=0, le=10)] = 1.0
    lag_days: Annotated[int, Field(strict=True, ge=0, le=3660)] = 45


class Break(Model):
    """A change in what a series counts, from a day on."""

    date: Day
    causes: tuple[Cause, ...] = Field(min_length=1, description="causes of death that it counts from then on")
    published: Published | None = Field(default=None, description="when the change became known")
    note: Free = ""


class Series(Model):
    """One series. Series of different bases are never joined."""

    title: Title
    base: Name = Field(description="counting base: whose definition and whose count")
    kind: Kind
    measures: Measure
    causes: tuple[Cause, ...] = Field(default=(), description="causes of death that it counts")
    unit: Free = "people"
    region: Name = Field(default="all", description="region it covers, or all")
    observation: Observation = Observation()
    breaks: tuple[Break, ...] = Field(default=(), description="changes in what is counted")
    use: Literal["fit", "early", "context"] = Field(
        default="fit",
        description="fit: learnt from; early: only until a settled count covers the days; context: not",
    )
    beside: bool = Field(
        default=False, description="a second view of what the main series counts, through a ratio of its own"
    )
    notes: Free = ""

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, given: Any) -> Any:
        # Levels and stocks are not counts of events: their usual noise is on the log scale.
        if not isinstance(given, dict):
            return given
        seen = given.get("observation", {})
        if "observation" not in given and given.get("kind") in ("stock", "level"):
            return {**given, "observation": {"noise": "lognormal"}}
        # of a count of deaths a fit learns what noise there is beside; declared is the least
        counted = given.get("measures") == "deaths" and isinstance(seen, dict)
        if counted and "dispersion" not in seen and seen.get("noise", COUNTED) == COUNTED:
            return {**given, "observation": {**seen, "dispersion": DEATHS_DISPERSION}}
        return given

    @model_validator(mode="after")
    def _causes_of_deaths(self) -> Series:
        for key in ("causes", "breaks"):
            if getattr(self, key) and self.measures != "deaths":
                raise mistake(_("causes only where the series measures deaths"), at=(key,))
        if len(set(self.causes)) < len(self.causes):
            raise mistake(_("each cause once"), at=("causes",))
        return self


Register = dict[Name, Series]
