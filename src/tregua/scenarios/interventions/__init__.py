"""The kinds of intervention, one file each, and their registry.

Those of other packages are found by the entry point ``tregua.interventions``: the name is the kind, the value
a class derived from `Measure`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.inputs.entry_points import plugged_in
from tregua.scenarios.interventions.base import Coverage as Coverage
from tregua.scenarios.interventions.base import Intervention as Intervention
from tregua.scenarios.interventions.base import Measure as Measure
from tregua.scenarios.interventions.base import Programme as Programme
from tregua.scenarios.interventions.base import Setting as Setting

if TYPE_CHECKING:  # a kind is imported on first use; type checkers and editors read its class here
    from tregua.scenarios.interventions.announcement import Announcement as Announcement
    from tregua.scenarios.interventions.arms_control import ArmsControl as ArmsControl
    from tregua.scenarios.interventions.child_protection import ChildProtection as ChildProtection
    from tregua.scenarios.interventions.coalition import Coalition as Coalition
    from tregua.scenarios.interventions.detention_abroad import DetentionAbroad as DetentionAbroad
    from tregua.scenarios.interventions.domestic_forces import DomesticForces as DomesticForces
    from tregua.scenarios.interventions.focused_deterrence import FocusedDeterrence as FocusedDeterrence
    from tregua.scenarios.interventions.funding import Funding as Funding
    from tregua.scenarios.interventions.judicial_review import JudicialReview as JudicialReview
    from tregua.scenarios.interventions.lethal_operations import LethalOperations as LethalOperations
    from tregua.scenarios.interventions.lift import Lift as Lift
    from tregua.scenarios.interventions.mass_hearings import MassHearings as MassHearings
    from tregua.scenarios.interventions.mission import Mission as Mission
    from tregua.scenarios.interventions.pact import Pact as Pact
    from tregua.scenarios.interventions.police_reform import PoliceReform as PoliceReform
    from tregua.scenarios.interventions.prevention import Prevention as Prevention
    from tregua.scenarios.interventions.prison_building import PrisonBuilding as PrisonBuilding
    from tregua.scenarios.interventions.reinsertion import Reinsertion as Reinsertion
    from tregua.scenarios.interventions.release import Release as Release
    from tregua.scenarios.interventions.sanctions import Sanctions as Sanctions
    from tregua.scenarios.interventions.state_of_exception import StateOfException as StateOfException
    from tregua.scenarios.interventions.sweeps import Sweeps as Sweeps
    from tregua.scenarios.interventions.targeted_arrests import TargetedArrests as TargetedArrests

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
    """Return what keeps an object from being a kind of intervention; an empty text where nothing does."""
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
