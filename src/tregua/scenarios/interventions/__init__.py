"""The kinds of intervention, one file each, and their registry.

Those of other packages are found by the entry point ``tregua.interventions``: the name is the kind, the value
a class derived from `Measure`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from tregua.i18n import _
from tregua.inputs.entry_points import plugged_in
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
KINDS = tuple(_CLASSES)  # Tregua's own
GROUP = "tregua.interventions"


@cache
def _of_packages() -> dict[str, type[Measure]]:
    return plugged_in(GROUP, _amiss, frozenset(KINDS))


def _amiss(kind: str, thing: Any) -> str:
    """Say what keeps an object from being a kind of intervention; an empty text where nothing does."""
    if not isinstance(thing, type) or not issubclass(thing, Measure):
        return _("no class derived from tregua.scenarios.interventions.Measure")
    if thing.model_fields["kind"].default != kind:
        return _("its field 'kind' must be Literal['{kind}'] = '{kind}'").format(kind=kind)
    if thing.act is Measure.act or thing.clause is Measure.clause:
        return _("it needs clause() and act(month)")
    thing.model_json_schema(by_alias=True)
    return ""


def kinds() -> tuple[str, ...]:
    """Return the kinds of intervention, those of installed packages last."""
    return (*KINDS, *_of_packages())


def classes() -> dict[str, str]:
    """Return the names of the classes by kind."""
    return {**_CLASSES, **{kind: each.__name__ for kind, each in _of_packages().items()}}


@lru_cache(maxsize=256)
def measure(kind: str) -> type[Measure]:
    """Return the class of a kind."""
    if kind not in _CLASSES:
        return _of_packages()[kind]
    return getattr(import_module(f"tregua.scenarios.interventions.{kind}"), _CLASSES[kind])


__all__ = ["KINDS", "Coverage", "Intervention", "Measure", "Programme", "Setting", "kinds", "measure"]
