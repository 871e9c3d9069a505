"""What each scenario does, told again in the language of the reader: a saved result has it in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tregua.errors import InputError
from tregua.i18n import SOURCE, language
from tregua.report.result_place import manifest_of

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place
    from tregua.scenarios import Scenario


def scenarios(ds: xr.Dataset, place: Place | None) -> dict[str, Scenario]:
    """Make the scenarios of a result again, by name; none in English, which the result has already.

    Left out is what cannot be made, and what would not be the same: an intervention of the user's own in
    Python, a place that is not at hand, a scenario of another version. Of these the English is shown.
    """
    from pydantic import ValidationError

    from tregua.studies.manifest import scenario_of

    if language() == SOURCE or place is None:
        return {}
    found = {}
    for each in manifest_of(ds).get("scenarios") or ():
        try:
            one = scenario_of(each, place)
            if one.hash == each["hash"]:
                found[str(each["name"])] = one
        except (InputError, ValidationError, KeyError, TypeError, ValueError):
            continue
    return found


def told(ds: xr.Dataset, place: Place | None) -> tuple[dict[str, list[str]], dict[str, list[Any]]]:
    """Return the sentences of each scenario, and those of its preconditions, in the language in use."""
    known = scenarios(ds, place)
    return (
        {name: one.sentences() for name, one in known.items()},
        {
            name: [each.sentence() for each in one.preconditions]
            for name, one in known.items()
            if one.conditional
        },
    )
