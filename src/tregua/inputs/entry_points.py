"""What installed packages add to Tregua by entry points: found by name, and left out where it is broken."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import metadata
from typing import Any

from tregua.i18n import _

_PACKAGES: dict[tuple[str, str], str] = {}  # of what was found, by group and name


class PluginWarning(UserWarning):
    """Something of an installed package cannot be used, and was left out."""


def plugged_in(
    group: str, check: Callable[[str, Any], str], taken: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return what installed packages add to a group of entry points, by name.

    Parameters
    ----------
    group
        Such as ``tregua.interventions``.
    check
        Says what is wrong with an object of a name; an empty text where nothing is.
    taken
        Names that Tregua itself has, which no package replaces.

    Returns
    -------
    dict
        In the order of names. For each that cannot be used a `PluginWarning` names it, its package and why.
    """
    found: dict[str, Any] = {}
    for entry in sorted(metadata.entry_points(group=group), key=lambda each: (each.name, each.value)):
        why = ""
        if entry.name in taken or entry.name in found:
            why = _("the name is taken")
        else:
            try:
                thing = entry.load()
                why = check(entry.name, thing)
            except Exception as error:  # whatever a package of somebody else's does when it is imported
                why = f"{type(error).__name__}: {error}"
            else:
                if not why:
                    found[entry.name] = thing
        package = entry.dist.name if entry.dist is not None else ""
        if why:
            skipped(group, entry.name, why, package)
        else:
            _PACKAGES[group, entry.name] = package
    return found


def skipped(group: str, name: str, why: str, package: str = "") -> None:
    """Warn that something of an installed package is left out."""
    text = _("{group}: '{name}' of the package {package} is left out: {why}")
    package = package or _PACKAGES.get((group, name), "?")
    words = text.format(group=group, name=name, package=package, why=why)
    warnings.warn(words, PluginWarning, stacklevel=3)
