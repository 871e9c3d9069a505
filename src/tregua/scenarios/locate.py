"""Where a scenario's file is: by name in the library or in the place's own folder, or by path."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tregua.errors import Problem, did_you_mean, one_of, shorten
from tregua.i18n import _
from tregua.scenarios.overrides import Sheet

if TYPE_CHECKING:
    from tregua.places import Place

_REF = re.compile(r"([a-z0-9_]{1,60})/([a-z0-9][a-z0-9-]{0,59})\Z")


def folder() -> Path:
    """Return the folder of the scenarios that ship with the package."""
    return Path(__file__).parent / "library"


class Source(NamedTuple):
    """A file: where it is, what to call it, and the folder that it and its bases must lie in."""

    path: Path
    name: str
    root: Path


def list_scenarios(place_name: str | None = None) -> list[str]:
    """Return the names of the scenarios that ship with the package, of one place or of all."""
    names = [
        f"{file.parent.name}/{file.stem}"
        for file in sorted(folder().glob("*/*.yaml"))
        if place_name is None or file.parent.name == place_name
    ]
    return names


def in_library(ref: str, place: Place) -> Source | None:
    """Find a scenario by name: among those shipped, or in the folder ``scenarios`` of the place."""
    match = _REF.match(ref)
    if match is None:
        return None
    roots = [(folder(), folder() / match[1])]
    if match[1] == place.name and getattr(place, "folder", None) is not None:
        roots.append((Path(place.folder), Path(place.folder) / "scenarios"))
    for root, home in roots:
        path = home / f"{match[2]}.yaml"
        if path.is_file():
            return Source(path, f"{ref}.yaml", root)
    return None


def scenarios_of(place: Place, from_today: bool = True) -> list[str]:
    """Return a place's scenarios by name: those that it lists, those shipped, those in its folder.

    Parameters
    ----------
    from_today
        Whether those that start at the newest evidence, and so at another day, are among them.
    """
    named = [ref if "/" in ref else f"{place.name}/{ref}" for ref in getattr(place, "scenarios", ())]
    own = Path(place.folder) / "scenarios" if getattr(place, "folder", None) is not None else None
    extra = [f"{place.name}/{file.stem}" for file in sorted(own.glob("*.yaml"))] if own else []
    found = list(dict.fromkeys([*named, *list_scenarios(place.name), *extra]))
    late = set() if from_today else set(getattr(place, "from_today", ()))
    return [name for name in found if name not in late]


def known_names(place: Place) -> list[str]:
    """Return the names by which scenarios of a place can be called."""
    return list(dict.fromkeys([*list_scenarios(place.name), *scenarios_of(place), f"{place.name}/baseline"]))


def find(ref: str, place: Place) -> Source | Problem:
    """Find what the user named: a scenario by name, or a file by path."""
    for name in (ref, f"{place.name}/{ref}"):
        found = in_library(name, place)
        if found:
            return found
    path = Path(ref)
    if path.suffix in (".yaml", ".yml") or "\0" in ref:
        return Source(path, ref, path.parent)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # a name too long, for one
        is_file = False
    if is_file:
        return Problem(shorten(ref), None, "", shorten(path.name), _("a file whose name ends in .yaml"))
    names = known_names(place)
    return Problem(
        shorten(ref), None, "", _("no scenario of that name"), one_of(names, 20), did_you_mean(ref, names)
    )


def find_base(base: str, child: Sheet, source: Source, place: Place) -> Source | Problem:
    """Find a base: a scenario by name, or a file in the folder of the file that the user named."""
    found = in_library(base, place)
    if found:
        return found
    path = source.path.parent / base
    if path.suffix not in (".yaml", ".yml"):
        names = known_names(place)
        return child.problem(
            ("base",), base, _("the name of a scenario ({names}), or a .yaml file beside this one").format(
                names=one_of(names)
            ), did_you_mean(base, names),
        )  # fmt: skip
    try:
        inside = not Path(base).is_absolute() and path.resolve().is_relative_to(source.root.resolve())
        there = inside and path.is_file()
    except (OSError, ValueError, RuntimeError):
        inside, there = False, False
    if not inside:
        return child.problem(
            ("base",), base, _("a file in the same folder, or in one inside it"), _("copy the file there")
        )
    if not there:
        near = [file.name for file in sorted(source.path.parent.glob("*.y*ml"))[:200]]
        return child.problem(("base",), base, _("a file that exists"), did_you_mean(base, near))
    name = (
        base if source.path.parent == source.root else os.path.relpath(path.resolve(), source.root.resolve())
    )
    return Source(path, name, source.root)
