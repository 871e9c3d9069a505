"""What may be asked: a policy of a place against another, with changes, under beliefs.

The parts are those of the files: a prior is the prior of an assumptions file, a precondition has the fields
that it has in a scenario file. A question holds ids and numbers, never text that is shown or run.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Strict, Tag

from tregua.assumptions.prior import Prior
from tregua.scenarios.fields import LABEL, Day, Share
from tregua.vocabulary.readings import Structure

BIGGEST = 1e12
MOST_CHANGES = 200
Kind = Literal["resolution", "consent", "funding", "contributor_law", "legal_authority"]
Branch = Literal["operates", "collapses"]
Part = Literal["bands", "authors", "totals", "map", "clock", "answer"]
OutcomeId = Literal[
    "deaths", "killings", "kidnappings", "control", "members", "displaced", "arbitrary_official",
    "arbitrary_ngo", "custody", "held", "support_host", "support_contributor", "support_council",
    "money_spent", "money_received", "prison_cost", "mission_strength",
]  # fmt: skip
TotalId = Literal[
    "deaths", "deaths_gang", "deaths_state", "deaths_self_defence", "deaths_custody", "deaths_other",
    "civilians", "kidnappings", "arbitrary_years", "arbitrary_years_children", "wrongly_arrested",
    "places_short", "killings_last_year", "displaced_end", "members_end", "control_end", "money_asked",
    "money_received", "money_spent", "prison_cost", "cost", "support_host", "support_contributor",
    "support_council",
]  # fmt: skip

PlaceId = Annotated[str, Strict(), Field(pattern=r"^[a-z][a-z0-9_]{0,59}$", examples=["haiti"])]
PolicyId = Annotated[
    str, Strict(), Field(pattern=rf"^[a-z0-9_]{{1,60}}/{LABEL}$", examples=["haiti/offer-6000"])
]
ControlId = Annotated[
    str, Strict(), Field(pattern=rf"^{LABEL}\.[a-z_]{{1,60}}$", examples=["mission.troops"])
]
ParameterId = Annotated[
    str, Strict(), Field(pattern=r"^[a-z][a-z0-9_]{0,59}$", examples=["replacement_share"])
]
Amount = Annotated[float, Strict(), Field(ge=-BIGGEST, le=BIGGEST, allow_inf_nan=False)]


def _form(value: Any) -> str:
    return "prior" if isinstance(value, dict | Prior) else "number"


Belief = Annotated[
    Annotated[Amount, Tag("number")] | Annotated[Prior, Tag("prior")],
    Discriminator(_form),
]


class PreconditionChange(BaseModel):
    """Fields of a precondition, changed; null takes a date, a pace or a renewal away."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    odds: Share | None = Field(default=None, description="chance that it ever comes")
    date: Day | None = Field(default=None, description="day on which it is there")
    arrival_per_year: Annotated[float, Strict(), Field(gt=0, le=365, allow_inf_nan=False)] | None = Field(
        default=None, description="rate at which it comes, where it has no date"
    )
    loss_per_year: Annotated[float, Strict(), Field(ge=0, le=365, allow_inf_nan=False)] | None = Field(
        default=None, description="hazard of its being withdrawn, a year"
    )
    renewal_months: Annotated[int, Strict(), Field(ge=1, le=360)] | None = Field(
        default=None, description="how often it must be renewed"
    )
    renewal_odds: Share | None = Field(default=None, description="chance of each renewal")


class Question(BaseModel):
    """One question of the page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: PlaceId
    policy: PolicyId
    baseline: PolicyId | None = Field(
        default=None, description="policy compared with; the place's first by default"
    )
    branch: Branch = Field(default="operates", description="which way a conditional policy goes")
    structure: Structure | None = Field(
        default=None, description="one causal account alone; all of them, with equal weight, by default"
    )
    controls: dict[ControlId, Amount] = Field(
        default_factory=dict, max_length=MOST_CHANGES, description="changed numbers of the policy"
    )
    preconditions: dict[Kind, PreconditionChange] = Field(
        default_factory=dict, description="changed fields of its preconditions"
    )
    assumptions: dict[ParameterId, Belief] = Field(
        default_factory=dict,
        max_length=MOST_CHANGES,
        description="the user's own beliefs: a number, or a prior",
    )
    seed: Annotated[int, Strict(), Field(ge=0, lt=2**53)] = 1
    members: Annotated[int, Strict(), Field(ge=6, le=100_000)] = Field(
        default=48, description="members, if exact"
    )
    draws: Annotated[int, Strict(), Field(ge=12, le=100_000)] | None = Field(
        default=None, description="draws, if quick; by default as many as the time allows"
    )
    dragging: Annotated[bool, Strict()] = Field(
        default=False, description="the hand is on the slider: be quick, and leave out what does not move"
    )
    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=6)] | None = Field(
        default=None, description="parts of the answer wanted; all by default"
    )
    bands: Annotated[tuple[OutcomeId, ...], Field(max_length=30)] | None = Field(
        default=None, description="outcomes of which `bands` are wanted; all by default"
    )
    totals: Annotated[tuple[TotalId, ...], Field(max_length=30)] | None = Field(
        default=None, description="figures of `totals` that are wanted; all by default"
    )

    @property
    def changed(self) -> bool:
        """Whether the policy is another than the one named."""
        return bool(self.controls or any(c.model_fields_set for c in self.preconditions.values()))

    def priors(self) -> dict[str, Prior]:
        """Return the beliefs as priors."""
        return {
            name: belief if isinstance(belief, Prior) else Prior(fixed=belief)
            for name, belief in sorted(self.assumptions.items())
        }

    def told(self) -> dict[str, Any]:
        """Return the question as plain data that asks the same again."""
        plain = self.model_dump(
            mode="json", include={"place", "policy", "baseline", "branch", "seed", "members"}
        )
        if self.structure:
            plain["structure"] = self.structure
        return {
            **plain,
            "controls": dict(self.controls),
            "preconditions": {
                kind: change.model_dump(mode="json", exclude_unset=True)
                for kind, change in self.preconditions.items()
            },
            "assumptions": {
                name: belief.model_dump(mode="json", exclude_none=True)
                if isinstance(belief, Prior)
                else belief
                for name, belief in self.assumptions.items()
            },
        }


class AskPolicies(BaseModel):
    """The policies of a place side by side, under the same beliefs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: PlaceId
    baseline: PolicyId | None = Field(default=None, description="the place's own baseline if none")
    branch: Branch = "operates"
    structure: Structure | None = Field(default=None, description="one causal account alone")
    assumptions: dict[ParameterId, Belief] = Field(
        default_factory=dict, max_length=MOST_CHANGES, description="the user's own beliefs"
    )
    seed: Annotated[int, Strict(), Field(ge=0, lt=2**53)] = 1
    every: Annotated[bool, Strict()] = Field(
        default=False, description="all policies of the baseline's dates, not only those that are shown"
    )


class AskWhy(BaseModel):
    """Why a policy has its effect: its parts, and mechanisms switched off."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: PlaceId
    policy: PolicyId
    baseline: PolicyId | None = Field(default=None, description="the place's own baseline if none")
    branch: Branch = "operates"
    members: Annotated[int, Strict(), Field(ge=8, le=100_000)] = Field(default=16, description="draws")
    seed: Annotated[int, Strict(), Field(ge=0, lt=2**53)] = 1


class Carry(BaseModel):
    """Whether the effect of a crackdown would carry over from one place to another, and why not."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    from_: PlaceId = Field(alias="from", description="where the effect was learnt")
    to: PlaceId = Field(description="where the policy is proposed")
    members: Annotated[int, Strict(), Field(ge=6, le=100_000)] = Field(
        default=12, description="runs of both ends, and draws of the reckoning between them"
    )
    seed: Annotated[int, Strict(), Field(ge=0, lt=2**53)] = 1
