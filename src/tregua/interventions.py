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

if TYPE_CHECKING:  # editors read the names of the classes where the kinds are listed
    from tregua.scenarios.interventions import *  # noqa: F403


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
