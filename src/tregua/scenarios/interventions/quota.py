"""Arrests asked for by the day: where they fall, what is done with those held, and when members run out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.controls import Month
from tregua.scenarios.fields import DatedPerDay, Label, PerDay, Share
from tregua.scenarios.interventions.base import Measure, SharedBy, form, growth

_ByTerritory = Annotated[dict[Label, PerDay], Field(min_length=1, max_length=1000)]
Quota = Annotated[
    Annotated[DatedPerDay, Tag("total")] | Annotated[_ByTerritory, Tag("mapping")],
    Discriminator(lambda value: "mapping" if form(value) == "mapping" else "total"),
]


class Arrests(Measure):
    """Arrests asked for by the day, beyond ordinary policing.

    Attributes
    ----------
    arrests_per_day
        Arrests asked for: a total, a total by dated steps, or a number by territory or region.
    shared_by
        How a total is shared over the territories: by exposed ``population``, by ``gangs``, ``equal``, or
        weights.
    """

    _control: ClassVar[str] = "sweep_quota"

    arrests_per_day: Quota = Field(default=0.0, description="arrests asked for a day")  # type: ignore[assignment]
    shared_by: SharedBy = Field(default="population", description="how the arrests are shared")

    @property
    def asks(self) -> bool:
        """Whether any arrests are asked for."""
        asked = self.arrests_per_day
        if isinstance(asked, dict):
            return any(asked.values())
        return any(step.value for step in asked) if isinstance(asked, tuple) else asked > 0

    def asked(self) -> str:
        """Return the words for the arrests asked for."""
        asked = self.arrests_per_day
        total = float(sum(asked.values())) if isinstance(asked, dict) else asked
        return growth(total, _("arrests a day"))

    def where(self) -> str:
        """Return the words for where the arrests fall."""
        if isinstance(self.arrests_per_day, dict):
            return _("in {n} territories").format(n=len(self.arrests_per_day))
        return super().where()

    def act(self, month: Month) -> None:
        """Write the arrests asked for by territory."""
        share = month.share(self.starts, self.ends)
        controls, conditional = month.controls, self.conditional
        if isinstance(self.arrests_per_day, dict):
            for name, quota in self.arrests_per_day.items():
                spread = month.ground.shares("population", [name])
                controls.add(self._control, quota * share * spread, conditional=conditional)
        elif self.asks:
            spread = month.ground.shares(self.shared_by, self.territories)
            amount = self.mean(month, self.arrests_per_day)
            controls.add(self._control, amount * spread, conditional=conditional)


class MassArrest(Arrests):
    """Arrests by quota, with the law that holds for them and what is done with those arrested.

    Attributes
    ----------
    due_process_suspended
        How far: 0 not at all, 1 altogether.
    contact_refused
        How far family and lawyer are refused to the arrested, 0 to 1; as far as due process is suspended
        when left out.
    when_scarce
        What is done where members run out: ``continue``, ``shrink`` with the members reported, or ``stop``.
    when_full
        What is done where prisons are full: ``release`` people, ``refuse`` to take more in, or ``crowd``.
    """

    retired: ClassVar[Mapping[str, str]] = {
        "regime": N_(
            "no effect follows from a label: write arrests_per_day, due_process_suspended, when_full, and "
            "forces as domestic_forces; a declaration alone is a state_of_exception without arrests"
        )
    }

    due_process_suspended: Share = Field(default=0.0, description="how far due process is suspended")
    contact_refused: Share | None = Field(default=None, description="how far family and lawyer are refused")
    when_scarce: Literal["continue", "shrink", "stop"] = Field(
        default="continue", description="what is done where members run out"
    )
    when_full: Literal["release", "refuse", "crowd"] = Field(
        default="release", description="what is done where prisons are full"
    )

    @property
    def refused(self) -> float:
        """Share to which family and lawyer are refused."""
        return self.due_process_suspended if self.contact_refused is None else self.contact_refused

    def rules(self) -> str:
        """Return the words for the law that holds, and for what is done when members or places run out."""
        said = [self._law(), self._contact()]
        if self.asks:
            said.append(self._scarce())
        if self.asks or self.when_full != "release":
            said.append(self._full())
        return "; ".join(words for words in said if words)

    def act(self, month: Month) -> None:
        """Write arrests, law, contact, and the rules for when members or places run out."""
        super().act(month)
        share = month.share(self.starts, self.ends)
        if not share:
            return
        controls, conditional = month.controls, self.conditional
        controls.raise_to(
            "due_process_suspended", self.due_process_suspended * share, conditional=conditional
        )
        controls.raise_to("contact_refused", self.refused * share, conditional=conditional)
        # a rule is whole on each day on which it holds
        if self.when_scarce != "continue":
            rule = "quota_shrinks" if self.when_scarce == "shrink" else "quota_stops"
            controls.raise_to(rule, 1.0, conditional=conditional)
        if self.when_full != "release":
            rule = "full_refuse" if self.when_full == "refuse" else "full_crowd"
            controls.raise_to(rule, 1.0, conditional=conditional)

    def _law(self) -> str:
        if self.due_process_suspended == 1:
            return _("due process is suspended")
        if self.due_process_suspended == 0:
            return _("due process holds")
        return _("due process is suspended in part ({share})").format(
            share=phrases.percent(self.due_process_suspended)
        )

    def _contact(self) -> str:
        if self.refused == 1:
            return _("the arrested see neither family nor lawyer")
        if self.refused > 0:
            return _("family and lawyer are refused in part ({share})").format(
                share=phrases.percent(self.refused)
            )
        return _("the arrested see family and lawyer") if self.due_process_suspended else ""

    def _scarce(self) -> str:
        return {
            "continue": _("where members run out, as many are arrested all the same"),
            "shrink": _("where members run out, fewer are arrested"),
            "stop": _("where members run out, the arrests stop"),
        }[self.when_scarce]

    def _full(self) -> str:
        return {
            "release": _("where prisons are full, people are let go"),
            "refuse": _("where prisons are full, nobody more is taken in"),
            "crowd": _("where prisons are full, more are taken in all the same"),
        }[self.when_full]
