"""Read scenarios and parameters, with the place by name or object."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tregua.assumptions import load_parameters as _parameters
from tregua.assumptions.assumed import Assumed
from tregua.assumptions.parameter import ParameterSet
from tregua.interface.keywords import public
from tregua.interface.resolve import PlaceRef, ScenarioRef, resolved
from tregua.scenarios import Scenario
from tregua.scenarios import diff as _diff
from tregua.scenarios.find_place import as_place

if TYPE_CHECKING:
    from tregua.assumptions.posterior import Joint


@public
def load_scenario(ref: str | Path, place: PlaceRef | None = None) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    ref
        A name such as ``haiti/offer-6000`` (or ``offer-6000``), ``baseline``, or the path of a file.
    place
        The place it is for, by name, folder or object; its own where it is left out.

    Raises
    ------
    InputError
        With every mistake found, in the file and in its bases.
    """
    return resolved(ref, place)[0][0]


@public
def load_parameters(
    place: PlaceRef | None = None,
    assume: Assumed | None = None,
    as_of: date | str | None = None,
    joint: Joint | None = None,
) -> ParameterSet:
    """Return every parameter: shared ones, and local ones as a place states them.

    Parameters
    ----------
    place
        By name, folder or object; its own priors replace the wide defaults. None for the defaults.
    assume
        The user's own priors: a YAML file, or a mapping from a name to a number or a prior.
    as_of
        A day: a prior of the place that rests on what was published later is set aside.
    joint
        A posterior, whose rows stand in place of the priors of what they name.

    Raises
    ------
    InputError
        With every unknown name and unsound prior.
    """
    day = as_of if isinstance(as_of, date) else None  # `public` has made a date of a text
    return _parameters(None if place is None else as_place(place), assume, day, joint)


@public
def diff(a: ScenarioRef, b: ScenarioRef, place: PlaceRef | None = None) -> list[str]:
    """Return what differs from one scenario to another, in sentences; an empty list where nothing does.

    Parameters
    ----------
    a, b
        By name, file or object.
    place
        Theirs, by name, folder or object; that of the first where it is left out.

    Raises
    ------
    InputError
        With every mistake found in either.
    """
    (first, second), _at = resolved([a, b], place)
    return _diff(first, second)
