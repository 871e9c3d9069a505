"""Places and scenarios by name, file or object, with all that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from tregua.assumptions.assumed import Assumed
from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.interface.keywords import as_list, wrong
from tregua.places import Place, list_places
from tregua.scenarios import Scenario, scenarios_of
from tregua.scenarios.find_place import as_place, place_of

PlaceRef: TypeAlias = str | Path | Place
ScenarioRef: TypeAlias = str | Path | Scenario


def with_all(chosen: Sequence[ScenarioRef], place: Place) -> list[ScenarioRef]:
    """Return scenarios with every other one of their place after them, each once."""
    files = (".yaml", ".yml")
    first = [
        ref if not isinstance(ref, str) or "/" in ref or ref.endswith(files) else f"{place.name}/{ref}"
        for ref in chosen
    ]
    have = {ref.name if isinstance(ref, Scenario) else ref for ref in first}
    return [*first, *(name for name in scenarios_of(place) if name not in have)]


def resolved(
    scenarios: ScenarioRef | Sequence[ScenarioRef],
    place: PlaceRef | None = None,
    assume: Assumed | None = None,
) -> tuple[list[Scenario], Place]:
    """Return scenarios and their place as objects.

    Raises
    ------
    InputError
        With the mistakes of all scenarios, and of the assumptions, at once.
    """
    given = as_list(scenarios, (str, Path, Scenario))
    strange = [each for each in given if not isinstance(each, str | Path | Scenario)]
    if strange:
        expected = _("a scenario by name, such as haiti/offer-6000, or a file whose name ends in .yaml")
        raise InputError([wrong("scenarios", each, expected) for each in strange])
    if place is None:
        place = _place_of(given)
    at = as_place(place)
    return load_all(given, at, assume), at


def _place_of(given: Sequence[ScenarioRef]) -> str:
    """Return the name of the place that the first scenario is for."""
    if not given:
        raise InputError(wrong("scenarios", _("none"), _("at least one scenario")))
    first = given[0]
    if not isinstance(first, Scenario):
        return place_of(str(first))
    if first.place in list_places():
        return first.place
    known = ", ".join(list_places())
    expected = _("a scenario of a place that ships with Tregua: {places}").format(places=known)
    hint = _("give the place too: place=...")
    raise InputError(Problem(first.name, None, "place", first.place, expected, hint))


def load_all(
    references: Sequence[ScenarioRef], place: Place, assume: Assumed | None = None
) -> list[Scenario]:
    """Load scenarios; report the mistakes of all of them, and of the assumptions, at once."""
    from tregua.assumptions import load_parameters
    from tregua.scenarios import load_scenario

    loaded, problems = [], []
    for reference in references:
        try:
            loaded.append(reference if isinstance(reference, Scenario) else load_scenario(reference, place))
        except InputError as error:
            # two scenarios may share a base, and its mistakes
            problems += [p for p in error.problems if p not in problems]
    if problems:
        try:
            load_parameters(place, assume)
        except InputError as error:
            problems += error.problems
        raise InputError(problems)
    return loaded
