"""The end of other interventions."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from tregua.i18n import N_, _
from tregua.inputs.yaml_reader import mistake
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import Label
from tregua.scenarios.interventions.base import Measure, ReliesOn, form, titles

Ended = Annotated[
    Annotated[Literal["all"], Tag("word")]
    | Annotated[tuple[Label, ...], Field(min_length=1, max_length=500), Tag("list")],
    Discriminator(lambda value: "list" if form(value) == "list" else "word"),
]


class Lift(Measure):
    """Interventions of the scenario, ended on a day.

    Attributes
    ----------
    lifts
        Labels of the interventions that end, or ``all`` that began before.
    """

    kind: Literal["lift"] = "lift"
    title: ClassVar[str] = N_("lifting")
    relies_on: ClassVar[ReliesOn] = {"sweep_quota": ("capacity_time", "return_time")}
    lifts: Ended = Field(description="labels of the interventions that end, or all")

    @model_validator(mode="after")
    def _has_no_end(self) -> Self:
        if self.until is not None:
            raise mistake(_("no key 'until': what is lifted ends for good"), at=("until",))
        if self.conditional:
            raise mistake(
                _("no key 'conditional': an end does not depend on the mission"), at=("conditional",)
            )
        return self

    def sentence(self) -> str:
        """Say what ends, and when."""
        when = phrases.day(self.from_) if self.from_ is not None else _("the first day")
        if self.lifts == "all":
            return _("On {day}, everything under way ends.").format(day=when)
        return _("On {day}, this ends: {what}.").format(day=when, what=titles(self.lifts, self._setting))

    def act(self, month: Month) -> None:
        """Write nothing: what is lifted has its end from the scenario."""
