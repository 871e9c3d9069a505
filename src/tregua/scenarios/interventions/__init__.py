"""The kinds of intervention, one file each, and their registry."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from tregua.scenarios.interventions.base import Coverage, Intervention, Measure, Programme, Setting

# Kind, as a scenario file writes it, and the class in the module of that name.
_CLASSES = {
    "state_of_exception": "StateOfException",
    "sweeps": "Sweeps",
    "targeted_arrests": "TargetedArrests",
    "mission": "Mission",
    "lethal_operations": "LethalOperations",
    "prison_building": "PrisonBuilding",
    "detention_abroad": "DetentionAbroad",
    "judicial_review": "JudicialReview",
    "mass_hearings": "MassHearings",
    "child_protection": "ChildProtection",
    "pact": "Pact",
    "coalition": "Coalition",
    "prevention": "Prevention",
    "reinsertion": "Reinsertion",
    "focused_deterrence": "FocusedDeterrence",
    "sanctions": "Sanctions",
    "arms_control": "ArmsControl",
    "police_reform": "PoliceReform",
    "domestic_forces": "DomesticForces",
    "funding": "Funding",
    "release": "Release",
    "lift": "Lift",
    "announcement": "Announcement",
}
KINDS = tuple(_CLASSES)


@lru_cache(maxsize=len(_CLASSES))
def measure(kind: str) -> type[Measure]:
    """Return the class of a kind."""
    return getattr(import_module(f"tregua.scenarios.interventions.{kind}"), _CLASSES[kind])


__all__ = ["KINDS", "Coverage", "Intervention", "Measure", "Programme", "Setting", "measure"]
