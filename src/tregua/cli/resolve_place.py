"""Which place a scenario is for, when the command line does not say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.places import Place

_LIBRARY = re.compile(r"([a-z0-9_]+)/[a-z0-9][a-z0-9-]*\Z")
_SUFFIXES = (".yaml", ".yml")
_DEEPEST = 20  # files in a chain of bases


def find_place(scenario: str, place: str | None) -> Place:
    """Load the place asked for, or the one that a scenario names, itself or through its base.

    Parameters
    ----------
    scenario
        A scenario by name or YAML file.
    place
        The place asked for, by name or folder.
    """
    return load_any(place or place_of(scenario))


def load_any(place: str) -> Place:
    """Load a place by name, by folder, or from a table; what is made up then is said on standard error."""
    from tregua.cli.terminal import note
    from tregua.places.table_only_place import bring

    found, remark = bring(place, stay=True)
    if remark:
        note(remark)
    return found


def place_of(scenario: str) -> str:
    """Return the name of the place that a scenario is for."""
    from tregua.errors import InputError, Problem, shorten
    from tregua.places import list_places

    # Only the name of a place that ships with the package is taken from a file: a file opens no folder.
    known = list_places()
    match = _LIBRARY.match(scenario)
    if match is None and not scenario.endswith(_SUFFIXES):
        expected = _("a scenario by name, such as haiti/offer-6000, or a file whose name ends in .yaml")
        raise InputError(Problem(shorten(scenario), None, "", _("no scenario of that name"), expected))
    named = match[1] if match else _named_in(Path(scenario))
    if named in known:
        return named
    raise InputError(
        Problem(
            scenario,
            None,
            "place",
            _("no place named") if named is None else named,
            _("a scenario of a place that ships with Tregua: {places}").format(places=", ".join(known)),
            _("name the place: --place NAME, or --place DIR for one of your own"),
        )
    )


def _named_in(path: Path) -> str | None:
    """Read a scenario file, and its bases beside it, until one names the place."""
    from tregua.inputs.yaml_reader import load_yaml

    root = path.parent
    for _step in range(_DEEPEST):
        content = load_yaml(path, root).value
        if not isinstance(content, dict):
            return None  # loading the scenario will tell what is wrong
        base = str(content.get("base") or "")
        if isinstance(content.get("place"), str):
            return content["place"]
        if match := _LIBRARY.match(base):
            return match[1]
        if not base.endswith(_SUFFIXES):
            return None
        path = path.parent / base
    return None
