"""Arrested children handed to child protection."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import N_, _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage, ReliesOn


class ChildProtection(Coverage):
    """Children under arrest who are handed to child protection instead of a prison."""

    kind: Literal["child_protection"] = "child_protection"
    title: ClassVar[str] = N_("protection of children")
    relies_on: ClassVar[ReliesOn] = {"child_handover": ("care_time",)}
    _control: ClassVar[str] = "child_handover"

    def clause(self) -> str:
        """Say how many are reached."""
        return _(
            "{share} of the children arrested are handed to child protection instead of prison{cost}"
        ).format(share=phrases.percent(self.coverage), cost=self.cost())
