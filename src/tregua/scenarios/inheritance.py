"""A scenario file and its bases, read and laid over each other."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from tregua.errors import Problem, closest
from tregua.i18n import _
from tregua.inputs.yaml_reader import Node, read_yaml, validate
from tregua.scenarios.fields import Day, Label, Line, Prose
from tregua.scenarios.locate import Source, find_base, folder
from tregua.scenarios.overrides import Sheet, lay_over, sheet

if TYPE_CHECKING:
    from tregua.places import Place

DEEPEST = 20  # files in a chain of bases
MOST_INTERVENTIONS = 200
_ASSUMED = {"parameters", "parameter", "assumptions", "assume", "priors", "prior", "posterior", "calibration"}


class ScenarioFile(BaseModel):
    """The keys of a scenario file; interventions and preconditions are checked once laid over the base."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Label | None = None
    title: Line
    sentence: Line
    place: Label | None = None
    base: Line | None = None
    start: Day | None = None
    end: Day | None = None
    as_of: Day | None = None
    preconditions: dict[Label, dict[str, Any] | None] | None = Field(None, max_length=20)
    interventions: dict[Label, dict[str, Any] | None] | None = Field(None, max_length=MOST_INTERVENTIONS)
    notes: Prose | None = None


def read_chain(source: Source, place: Place) -> tuple[Sheet | None, list[Problem]]:
    """Read a file and its bases, and lay them over each other, the file itself on top."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    seen: list[tuple[Path, str]] = []
    partial = False
    step: Source | None = source
    while step is not None:
        own, found = read_file(step)
        problems += found
        if own is None:
            partial = True
            break
        sheets.append(own)
        seen.append((step.path.resolve(), step.name))
        base = own.value.get("base")
        step = None
        if isinstance(base, str) and base:
            following = find_base(base, own, Source(*home_of(seen, source)), place)
            if isinstance(following, Problem):
                problems.append(following)
                partial = True
            elif following.path.resolve() in {path for path, _name in seen} or len(seen) >= DEEPEST:
                ring = _ring([*seen, (following.path.resolve(), following.name)])
                expected = _("a chain of bases that ends, of at most {n} files").format(n=DEEPEST)
                problems.append(own.problem(("base",), ring, expected))
                partial = True
            else:
                step = following
    if not sheets:
        return None, problems
    # What a missing base would have held is not asked for: the rest can still be checked.
    whole = replace(sheets[-1], partial=partial)
    for above in reversed(sheets[:-1]):
        whole, found = lay_over(whole, above)
        problems += found
    return whole, problems


def _ring(files: list[tuple[Path, str]]) -> str:
    """Return the files of a chain, told from the folder of the first, whatever the way to that folder."""
    home = files[0][0].parent
    told = [path.relative_to(home).as_posix() if path.is_relative_to(home) else name for path, name in files]
    return " -> ".join(told)


def home_of(seen: list[tuple[Path, str]], source: Source) -> tuple[Path, str, Path]:
    """Return the last file read, and the folder that its base must lie in."""
    path, name = seen[-1]
    inside_library = path.is_relative_to(folder().resolve())
    return path, name, folder().resolve() if inside_library else source.root.resolve()


def read_file(source: Source) -> tuple[Sheet | None, list[Problem]]:
    """Read one file and check its outermost keys."""
    node, problems = read_yaml(source.path, source.root, source.name)
    if node is None:
        return None, problems
    if not isinstance(node.value, dict):
        return None, [*problems, node.problem((), node.value, _("a mapping (key: value)"))]
    checked = validate(ScenarioFile, node)
    if isinstance(checked, list):
        problems += [hinted(problem) for problem in checked]
    usable = {
        key: value
        for key, value in node.value.items()
        if not (
            key in ("interventions", "preconditions") and value is not None and not isinstance(value, dict)
        )
    }
    return sheet(Node(usable, node.file, node.lines, node.broken)), problems


def hinted(problem: Problem) -> Problem:
    """Point to the assumptions file where a scenario tries to set what is assumed."""
    key = problem.found.split("'")[1] if problem.found.count("'") >= 2 else ""
    missing = problem.expected == _("the key '{key}'").format(key=key)
    if not key or missing:
        return problem
    meant = problem.hint.split("'")[1] if problem.hint.count("'") >= 2 else ""
    parameter = closest(key, _parameter_names())
    if key not in _ASSUMED and _likeness(key, parameter) <= max(_likeness(key, meant), 0.6):
        return problem
    hint = _(
        "a scenario holds policies only: put values of parameters in a file of their own, --assume FILE.yaml"
    )
    return Problem(
        problem.file, problem.line, problem.where, problem.found, problem.expected, hint, problem.severity
    )


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio() if other else 0.0


def _parameter_names() -> set[str]:
    from tregua.assumptions import load_parameters

    return {parameter.name for parameter in load_parameters()}
