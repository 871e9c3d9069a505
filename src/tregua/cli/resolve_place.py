"""Which place a scenario is for, when the command line does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tregua.places import Place


def find_place(scenario: str, place: str | None) -> Place:
    """Load the place asked for, or the one that a scenario names, itself or through its base.

    Parameters
    ----------
    scenario
        A scenario by name or YAML file.
    place
        The place asked for, by name or folder.
    """
    from tregua.scenarios.find_place import place_of

    return load_any(place or place_of(scenario))


def load_any(place: str) -> Place:
    """Load a place by name, by folder, or from a table; what is made up then is said on standard error."""
    from tregua.cli.terminal import note
    from tregua.places.table_only_place import bring

    found, remark = bring(place, stay=True)
    if remark:
        note(remark)
    return found
