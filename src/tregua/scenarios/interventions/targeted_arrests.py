"""Arrests made on a case, against members who are known."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tregua.i18n import N_, _
from tregua.scenarios.interventions.base import ReliesOn, SharedBy
from tregua.scenarios.interventions.quota import Arrests


class TargetedArrests(Arrests):
    """Arrests by police who follow cases: as sharp as ordinary policing, and due process holds."""

    kind: Literal["targeted_arrests"] = "targeted_arrests"
    title: ClassVar[str] = N_("targeted arrests")
    relies_on: ClassVar[ReliesOn] = {"targeted_arrests": ("ordinary_targeting", "deterrence_on_killing")}
    _control: ClassVar[str] = "targeted_arrests"
    shared_by: SharedBy = Field(default="gangs", description="how the arrests are shared")

    def clause(self) -> str:
        """Say how many arrests are made on cases, and where."""
        return _("police {where} follow cases and ask for {arrests}; due process holds").format(
            where=self.where(), arrests=self.asked()
        )
