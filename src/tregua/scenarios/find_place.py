"""Which place a scenario is for, when nobody says."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path

from tregua.errors import InputError, Problem, closest, did_you_mean, shorten
from tregua.i18n import _
from tregua.inputs.yaml_reader import read_yaml
from tregua.places import Place, list_places, load_place
from tregua.places.table_only_place import bring
from tregua.scenarios.load import problems_without_place

_LIBRARY = re.compile(r"([a-z0-9_]+)/[a-z0-9][a-z0-9-]*\Z")
_SUFFIXES = (".yaml", ".yml")
_DEEPEST = 20  # files in a chain of bases


class MadeUpWarning(UserWarning):
    """A place was made of tables alone: what they do not say is made up."""


def as_place(place: str | Path | Place) -> Place:
    """Return a place that was given as an object, by name, by folder, or as a table of evidence.

    Raises
    ------
    InputError
        If there is none, or with every mistake in its files.
    """
    if isinstance(place, Place):
        return place
    if not isinstance(place, str | Path):
        expected = _("a place by name, or a folder of the same form.").rstrip(".")
        raise InputError(Problem(_("(options)"), None, "place", shorten(place), expected))
    found, remark = bring(place, stay=True)
    if remark:
        warnings.warn(remark, MadeUpWarning, stacklevel=4)
    return found


def place_of(scenario: str) -> str:
    """Return the name of the place that a scenario is for."""
    # Only the name of a place that ships with the package is taken from a file: a file opens no folder.
    known = list_places()
    match = _LIBRARY.match(scenario)
    if match is None and not scenario.endswith(_SUFFIXES):
        expected = _("a scenario by name, such as haiti/offer-6000, or a file whose name ends in .yaml")
        raise InputError(Problem(shorten(scenario), None, "", _("no scenario of that name"), expected))
    named = match[1] if match else _named_in(Path(scenario))
    if named in known:
        return named
    missing = Problem(
        scenario,
        None,
        "place",
        _("no place named") if named is None else shorten(named),
        _("a scenario of a place that ships with Tregua: {places}").format(places=", ".join(known)),
        did_you_mean(named, known) or _("name the place: --place NAME, or --place DIR for one of your own"),
    )
    raise InputError([missing, *([] if match else _others(scenario, named, known))])


def _others(scenario: str, named: str | None, known: Sequence[str]) -> list[Problem]:
    """Return the other mistakes of a scenario file without a place: one mistake must not hide the rest."""
    path = Path(scenario)
    node, _problems = read_yaml(path, path.parent, scenario)
    content = node.value if node is not None and isinstance(node.value, dict) else {}
    words = [named, *(value for value in content.values() if isinstance(value, str))]
    meant = next((near for word in words if word and (near := closest(word, known))), None)
    return problems_without_place(scenario, load_place(meant or known[0]), meant is not None)


def _named_in(path: Path) -> str | None:
    """Read a scenario file, and the bases in its folder, until one names the place."""
    root = path.parent
    for _step in range(_DEEPEST):
        node, _problems = read_yaml(path, root)
        content = None if node is None else node.value
        if not isinstance(content, dict):
            return None  # what is wrong is said with the missing place
        base = str(content.get("base") or "")
        if isinstance(content.get("place"), str):
            return content["place"]
        if match := _LIBRARY.match(base):
            return match[1]
        if not base.endswith(_SUFFIXES):
            return None
        path = path.parent / base
    return None
