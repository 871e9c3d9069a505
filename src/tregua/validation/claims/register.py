"""Where claims are read from: the file that ships with Tregua, and claims.yaml in the folder of a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.inputs.yaml_reader import Node, load_yaml, validate
from tregua.results.variables import VARIABLES
from tregua.validation.claims.schema import FILE, Claim, Claims, Estimand, Outcome
from tregua.vocabulary.causes import AUTHORS, CAUSES
from tregua.vocabulary.people import AGES, CLASSES, PUBLICS, STAGES

if TYPE_CHECKING:
    from tregua.places import Place

HERE = Path(__file__).with_name(FILE)
AUTHOR = "author"  # a coordinate of the causes of death, by which they may be chosen
FLOWS_ONLY = ("count", "hazard")
Report = Callable[[tuple[str | int, ...], Any, str, str], Problem]


@dataclass(frozen=True)
class Entry:
    """A claim under its name, and the file that it stands in.

    Attributes
    ----------
    name
        Its key in the file.
    claim
        Its content.
    node
        The file's content, for the lines of messages.
    home
        The folder of the place that the file belongs to; None for the file that ships.
    """

    name: str
    claim: Claim
    node: Node
    home: Place | None = None

    def problem(self, path: tuple[str | int, ...], found: Any, expected: str, hint: str = "") -> Problem:
        """Return a problem of this claim, with its line."""
        return self.node.problem((self.name, *path), found, expected, hint)

    def in_estimand(self, path: tuple[str | int, ...], found: Any, expected: str, hint: str = "") -> Problem:
        """Return a problem of its estimand, with its line."""
        return self.problem(("estimand", *path), found, expected, hint)


def labels_of(dimension: str) -> tuple[str, ...] | None:
    """Return the labels of a dimension that are the same in every place, or None where they are its own."""
    return {
        "cause": CAUSES,
        AUTHOR: AUTHORS,
        "class": CLASSES,
        "age": AGES,
        "stage": STAGES,
        "public": PUBLICS,
    }.get(dimension)


def read_file(path: Path, name: str | None = None, home: Place | None = None) -> list[Entry]:
    """Read a file of claims.

    Parameters
    ----------
    path
        The file.
    name
        What to call it in messages; its path if not given.
    home
        The place whose folder it lies in.

    Raises
    ------
    InputError
        With every mistake, each with its line.
    """
    node = load_yaml(path, name=name)
    claims = validate(Claims, node)
    if isinstance(claims, list):
        raise InputError(claims)
    entries = [Entry(key, claim, node, home) for key, claim in claims.items()]
    problems: list[Problem] = []
    for entry in entries:
        if entry.claim.estimand is not None:
            problems += mistakes_in(entry.claim.estimand, entry.in_estimand)
    if problems:
        raise InputError(problems)
    return entries


@cache
def _shipped() -> tuple[Entry, ...]:
    return tuple(read_file(HERE, FILE))


def read_claims(place: str | Path | None = None) -> list[Entry]:
    """Read the claims about a place, or all that ship with Tregua.

    Parameters
    ----------
    place
        The name of a place that claims are about, or a folder of a place with a file claims.yaml.

    Raises
    ------
    InputError
        For a name that no claim is about, a folder without claims, or with every mistake of the file.
    """
    if place is None:
        return list(_shipped())
    about = list(dict.fromkeys(entry.claim.place for entry in _shipped()))
    if str(place) in about:
        return [entry for entry in _shipped() if entry.claim.place == str(place)]
    folder = Path(place)
    if not folder.is_dir():
        expected = _("a folder, or {places}").format(places=one_of(about))
        where = _("command line")
        raise InputError(Problem(where, None, "PLACE", str(place), expected, did_you_mean(place, about)))
    if not (folder / FILE).is_file():
        found = _("no file {file}").format(file=FILE)
        raise InputError(Problem(str(folder), None, "", found, _("a place with a file of claims")))
    from tregua.places import load_place

    return read_file(folder / FILE, home=load_place(folder))


def mistakes_in(estimand: Estimand, problem: Report) -> list[Problem]:
    """Return what the form of an estimand cannot show: unknown variables, dimensions and labels.

    Parameters
    ----------
    estimand
        The estimand.
    problem
        Makes a problem from a path inside the estimand, what was found, what was expected, and a hint.
    """
    among = getattr(estimand, "among", None)
    parts: list[tuple[str, Outcome]] = [("outcome", estimand.outcome)]
    if among is not None:
        parts.append(("among", among))
    problems: list[Problem] = []
    for key, part in parts:
        problems += _mistakes_of_outcome(problem, (key,), part)
    flows = [v.name for v in VARIABLES if v.kind == "flow"]
    if getattr(estimand, "kind", "") in FLOWS_ONLY and not problems and estimand.outcome.of not in flows:
        expected = _("a flow: {names}").format(names=one_of(sorted(flows)))
        problems.append(problem(("outcome", "of"), estimand.outcome.of, expected, ""))
    return problems


def _mistakes_of_outcome(problem: Report, path: tuple[str, ...], part: Outcome) -> list[Problem]:
    known = {v.name: v for v in VARIABLES}
    variable = known.get(part.of)
    if variable is None:
        names = sorted(known)
        return [problem((*path, "of"), part.of, one_of(names), did_you_mean(part.of, names))]
    problems = []
    allowed = [*variable.dims, *([AUTHOR] if "cause" in variable.dims else [])]
    for dimension, asked in part.where.items():
        at = (*path, "where", dimension)
        if dimension not in allowed:
            problems.append(problem(at, dimension, one_of(allowed), did_you_mean(dimension, allowed)))
            continue
        labels = labels_of(dimension)
        for n, label in enumerate(asked):
            if labels is not None and label not in labels:
                hint = did_you_mean(label, labels)
                problems.append(problem((*at, n), label, one_of(labels), hint))
    return problems
