"""Arrested children handed to child protection."""

from __future__ import annotations

from typing import ClassVar, Literal

from tregua.i18n import _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Coverage


class ChildProtection(Coverage):
    """Children under arrest who are handed to child protection instead of a prison."""

    kind: Literal["child_protection"] = "child_protection"
    _control: ClassVar[str] = "child_handover"

    def clause(self) -> str:
        """Say how many are reached."""
        return _(
            "{share} of the children arrested are handed to child protection instead of prison{cost}"
        ).format(share=phrases.percent(self.coverage), cost=self.cost())
