"""Scenario files: found by name or path, laid over their bases, checked, with every mistake told at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tregua.errors import InputError, Problem
from tregua.scenarios.inheritance import read_chain
from tregua.scenarios.locate import find, in_library
from tregua.scenarios.scenario import Scenario, baseline
from tregua.scenarios.validate import build

if TYPE_CHECKING:
    from tregua.places import Place


PLACED = ("territories", "shared_by", "arrests_per_day")  # keys whose words are those of a place


def problems_without_place(ref: str, place: Place, sure: bool) -> list[Problem]:
    """Return what is wrong with a scenario file that names no place, or none that is known.

    Parameters
    ----------
    ref
        The file.
    place
        The place that was perhaps meant, or any.
    sure
        Whether it is the one that was perhaps meant: names of territories are judged only then.
    """
    source = find(ref, place)
    if isinstance(source, Problem):
        return [source]
    whole, problems = read_chain(source, place)
    if whole is not None:
        rest = replace(whole, value={key: v for key, v in whole.value.items() if key != "place"})
        problems = problems + build(rest, source, place)[1]
    if not sure:
        problems = [p for p in problems if not any(f".{key}" in p.where for key in PLACED)]
    return list(dict.fromkeys(problems))


def load_scenario(ref: str | Path, place: Place) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    ref
        A name such as ``haiti/offer-6000`` (or ``offer-6000``), ``baseline``, or the path of a file.
    place
        The place it is for.

    Raises
    ------
    InputError
        With every mistake found, in the file and in its bases.
    """
    if str(ref) in ("baseline", f"{place.name}/baseline") and not in_library(f"{place.name}/baseline", place):
        return baseline(place)
    source = find(str(ref), place)
    if isinstance(source, Problem):
        raise InputError(source)
    whole, problems = read_chain(source, place)
    if whole is None:
        raise InputError(problems)
    scenario, more = build(whole, source, place)
    if scenario is None or problems or more:
        raise InputError(list(dict.fromkeys(problems + more)))
    return scenario
