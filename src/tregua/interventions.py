"""The interventions that come with Tregua, as classes with plain fields.

For example::

    from tregua.interventions import JudicialReview

    review = JudicialReview(start="2024-09-01", cases_per_day=20)
    more = scenario.with_intervention("review", review)

The first day is ``start`` here and ``from`` in a file, where it may also be an event such as ``after mission
starts``. What is wrong is said in the words of a scenario file. The kinds of installed packages are here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tregua.errors import did_you_mean
from tregua.scenarios.interventions import classes, measure
from tregua.scenarios.interventions.base import Intervention as Intervention
from tregua.scenarios.interventions.base import Measure as Measure

if TYPE_CHECKING:
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


def __getattr__(name: str) -> type[Measure]:
    """Import a class on first use."""
    kinds = {called: kind for kind, called in classes().items()}
    if name in kinds:
        return measure(kinds[name])
    hint = "" if name.startswith("_") else did_you_mean(name, kinds)
    raise AttributeError(
        f"module 'tregua.interventions' has no attribute {name!r}{f': {hint}' if hint else ''}"
    )


def __dir__() -> list[str]:
    return sorted([*classes().values(), "Intervention", "Measure"])
