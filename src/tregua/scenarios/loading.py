"""Scenario files: found by name or path, laid over their bases, checked, with every mistake told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from tregua.errors import InputError, Problem, did_you_mean, one_of, shorten
from tregua.i18n import _
from tregua.scenarios import timing
from tregua.scenarios.fields import Day, Label, Line, Prose
from tregua.scenarios.ground import Ground, ground_of
from tregua.scenarios.interventions import KINDS, measure
from tregua.scenarios.interventions.base import Measure
from tregua.scenarios.merging import Sheet, lay_over, sheet
from tregua.scenarios.preconditions import Precondition
from tregua.scenarios.scenario import Scenario, baseline, folder
from tregua.yamlmarks import Node, read_yaml, validate

if TYPE_CHECKING:
    from tregua.places import Place

LONGEST_YEARS = 30
DEEPEST = 20  # files in a chain of bases
MOST_INTERVENTIONS = 200
_REF = re.compile(r"([a-z0-9_]{1,60})/([a-z0-9][a-z0-9-]{0,59})\Z")
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


class _Source(NamedTuple):
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
    if str(ref) in ("baseline", f"{place.name}/baseline") and not _in_library(
        f"{place.name}/baseline", place
    ):
        return baseline(place)
    source = _find(str(ref), place)
    if isinstance(source, Problem):
        raise InputError(source)
    whole, problems = _read_chain(source, place)
    if whole is None:
        raise InputError(problems)
    scenario, more = _build(whole, source, place)
    if scenario is None or problems or more:
        raise InputError(list(dict.fromkeys(problems + more)))
    return scenario


# -- finding files -----------------------------------------------------------------------------------------


def _in_library(ref: str, place: Place) -> _Source | None:
    match = _REF.match(ref)
    if match is None:
        return None
    roots = [(folder(), folder() / match[1])]
    if match[1] == place.name and getattr(place, "folder", None) is not None:
        roots.append((Path(place.folder), Path(place.folder) / "scenarios"))
    for root, home in roots:
        path = home / f"{match[2]}.yaml"
        if path.is_file():
            return _Source(path, f"{ref}.yaml", root)
    return None


def _known_names(place: Place) -> list[str]:
    own = Path(place.folder) / "scenarios" if getattr(place, "folder", None) is not None else None
    extra = [f"{place.name}/{file.stem}" for file in sorted(own.glob("*.yaml"))] if own else []
    return list(dict.fromkeys([*list_scenarios(place.name), *extra, f"{place.name}/baseline"]))


def _find(ref: str, place: Place) -> _Source | Problem:
    """Find what the user named: a scenario by name, or a file by path."""
    for name in (ref, f"{place.name}/{ref}"):
        found = _in_library(name, place)
        if found:
            return found
    path = Path(ref)
    if path.suffix in (".yaml", ".yml") or "\0" in ref:
        return _Source(path, ref, path.parent)
    if path.is_file():
        return Problem(shorten(ref), None, "", shorten(path.name), _("a file whose name ends in .yaml"))
    names = _known_names(place)
    return Problem(
        shorten(ref), None, "", _("no scenario of that name"), one_of(names, 20), did_you_mean(ref, names)
    )


def _find_base(base: str, child: Sheet, source: _Source, place: Place) -> _Source | Problem:
    """Find a base: a scenario by name, or a file in the folder of the file that the user named."""
    found = _in_library(base, place)
    if found:
        return found
    path = source.path.parent / base
    if path.suffix not in (".yaml", ".yml"):
        names = _known_names(place)
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
    name = base if source.path.parent == source.root else str(path.relative_to(source.root))
    return _Source(path, name, source.root)


# -- reading a chain of bases ------------------------------------------------------------------------------


def _read_chain(source: _Source, place: Place) -> tuple[Sheet | None, list[Problem]]:
    """Read a file and its bases, and lay them over each other, the file itself on top."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    seen: list[tuple[Path, str]] = []
    step: _Source | None = source
    while step is not None:
        own, found = _read(step)
        problems += found
        if own is None:
            # Of a base that cannot be read nothing can be said of what is laid over it.
            return None, problems
        sheets.append(own)
        seen.append((step.path.resolve(), step.name))
        base = own.value.get("base")
        step = None
        if isinstance(base, str) and base:
            following = _find_base(base, own, _Source(*_last(seen, source)), place)
            if isinstance(following, Problem):
                return None, [*problems, following]
            names = {path: name for path, name in seen}
            if following.path.resolve() in names or len(seen) >= DEEPEST:
                ring = " -> ".join([*(name for _path, name in seen), following.name])
                expected = _("a chain of bases that ends, of at most {n} files").format(n=DEEPEST)
                return None, [*problems, own.problem(("base",), ring, expected)]
            step = following
    whole = sheets[-1]
    for above in reversed(sheets[:-1]):
        whole, found = lay_over(whole, above)
        problems += found
    return whole, problems


def _last(seen: list[tuple[Path, str]], source: _Source) -> tuple[Path, str, Path]:
    path, name = seen[-1]
    inside_library = path.is_relative_to(folder().resolve())
    return path, name, folder().resolve() if inside_library else source.root.resolve()


def _read(source: _Source) -> tuple[Sheet | None, list[Problem]]:
    node, problems = read_yaml(source.path, source.root, source.name)
    if node is None:
        return None, problems
    if not isinstance(node.value, dict):
        return None, [*problems, node.problem((), node.value, _("a mapping (key: value)"))]
    checked = validate(ScenarioFile, node)
    if isinstance(checked, list):
        problems += [_hinted(problem) for problem in checked]
    usable = {
        key: value
        for key, value in node.value.items()
        if not (
            key in ("interventions", "preconditions") and value is not None and not isinstance(value, dict)
        )
    }
    return sheet(Node(usable, node.file, node.lines, node.broken)), problems


def _hinted(problem: Problem) -> Problem:
    """Point to the assumptions file where a scenario tries to set what is assumed."""
    key = problem.found.split("'")[1] if problem.found.count("'") >= 2 else ""
    if not key or not (key in _ASSUMED or key in _parameter_names()):
        return problem
    hint = _(
        "a scenario holds policies only: put values of parameters in a file of their own, --assume FILE.yaml"
    )
    return Problem(
        problem.file, problem.line, problem.where, problem.found, problem.expected, hint, problem.severity
    )


def _parameter_names() -> set[str]:
    from tregua.assumptions import load_parameters

    return {parameter.name for parameter in load_parameters()}


# -- checking the whole ------------------------------------------------------------------------------------


def _build(whole: Sheet, source: _Source, place: Place) -> tuple[Scenario | None, list[Problem]]:
    problems = _check_place(whole, place)
    times, found = _times(whole, place)
    problems += found
    preconditions, found = _preconditions(whole)
    problems += found
    interventions, found = _interventions(whole)
    problems += found
    if times is None or (problems and not interventions):
        return None, problems
    start, end, as_of = times
    ground = ground_of(place, start, as_of)
    problems += _check_territories(whole, interventions, ground)
    _resolved, troubles = timing.resolve(interventions, start, end)
    missing = set(whole.value["interventions"]) - set(interventions)
    for trouble in troubles:
        if not any(name in trouble.found for name in missing):
            path = ("interventions", trouble.label, *trouble.path)
            problems.append(whole.problem(path, trouble.found, trouble.expected, trouble.hint))
    if not whole.value["preconditions"]:
        for label, each in interventions.items():
            if each.conditional:
                problems.append(
                    whole.problem(
                        ("interventions", label, "conditional"), "true", _("'preconditions' in the scenario"),
                        _("say what it depends on, or leave 'conditional' out"),
                    )
                )  # fmt: skip
    if problems:
        return None, problems
    value = whole.value
    name = value.get("name") or re.sub(r"[^a-z0-9-]+", "-", source.path.stem.lower()).strip("-") or "scenario"
    return Scenario(
        f"{place.name}/{name}", value["title"], value["sentence"], place.name, start, end, as_of, ground,
        interventions, tuple(preconditions), value.get("base"), value.get("notes") or "",
    ), []  # fmt: skip


def _check_place(whole: Sheet, place: Place) -> list[Problem]:
    named = whole.value.get("place")
    if named in (None, place.name) or not isinstance(named, str):
        return []
    return [
        whole.problem(
            ("place",), named, place.name, _("a scenario runs in the place it was written for (--place)")
        )
    ]


def _day(whole: Sheet, key: str, default: date) -> date | None:
    value = whole.value.get(key)
    if value is None:
        return default
    checked = validate(Day, Node({key: value}, whole.file), (key,))
    return checked if isinstance(checked, date) else None


def _times(whole: Sheet, place: Place) -> tuple[tuple[date, date, date] | None, list[Problem]]:
    """Return start, end and as-of; a date that cannot be read was told when its file was."""
    start, end, as_of = (_day(whole, key, getattr(place.run, key)) for key in ("start", "end", "as_of"))
    problems = []
    for key, value in (("start", start), ("end", end)):
        if value is not None and value.day != 1:
            problems.append(
                whole.problem(
                    (key,), value, _("the first day of a month"),
                    _("write {day}; interventions may start on any day").format(day=value.replace(day=1)),
                )
            )  # fmt: skip
    if start is not None and end is not None:
        if end <= start:
            key = "end" if whole.value.get("end") is not None else "start"
            problems.append(
                whole.problem(
                    (key,), f"{start} to {end}", _("an end after the start, {day}").format(day=start)
                )
            )
        elif (end.year - start.year) * 12 + end.month - start.month > 12 * LONGEST_YEARS:
            problems.append(
                whole.problem(("end",), end, _("at most {n} years from start to end").format(n=LONGEST_YEARS))
            )
    if start is None or end is None or as_of is None or problems:
        return None, problems
    return (start, end, as_of), problems


def _preconditions(whole: Sheet) -> tuple[list[Precondition], list[Problem]]:
    kept: list[Precondition] = []
    problems: list[Problem] = []
    for kind, spec in whole.value["preconditions"].items():
        if not isinstance(spec, dict):
            continue
        at = ("preconditions", kind)
        kinds = Precondition.model_fields["kind"].annotation.__args__  # type: ignore[union-attr]
        if kind not in kinds:
            problems.append(whole.problem(at, kind, one_of(kinds), did_you_mean(kind, kinds)))
            continue
        if spec.get("kind", kind) != kind:
            problems.append(whole.problem((*at, "kind"), spec["kind"], kind))
            continue
        whole.value["preconditions"][kind] = {**spec, "kind": kind}
        checked = validate(Precondition, whole, at)
        if isinstance(checked, list):
            problems += [_hinted(problem) for problem in checked]
        else:
            kept.append(checked)
    return kept, problems


def _interventions(whole: Sheet) -> tuple[dict[str, Measure], list[Problem]]:
    kept: dict[str, Measure] = {}
    problems: list[Problem] = []
    for label, spec in whole.value["interventions"].items():
        if not isinstance(spec, dict):
            continue  # told when the file was read
        at = ("interventions", label)
        kind = spec.get("kind")
        if kind not in KINDS:
            if kind is None:
                others = [each for each in whole.value["interventions"] if each != label]
                hint = did_you_mean(label, others)
                problems.append(whole.problem(at, _("no key 'kind'"), one_of(KINDS, 30), hint))
            else:
                path = (*at, "kind")
                problems.append(whole.problem(path, kind, one_of(KINDS, 30), did_you_mean(kind, KINDS)))
            continue
        checked = validate(measure(kind), whole, at)
        if isinstance(checked, list):
            problems += [_hinted(problem) for problem in checked]
        else:
            kept[label] = checked
    return kept, problems


def _check_territories(whole: Sheet, interventions: Mapping[str, Measure], ground: Ground) -> list[Problem]:
    """Check every territory and region that an intervention names."""
    known = list(dict.fromkeys([*ground.region, *ground.ids]))
    problems = []
    for label, each in interventions.items():
        for path, name in each.places_named():
            if name not in known:
                problems.append(
                    whole.problem(
                        ("interventions", label, *path), name,
                        _("a territory or region of the place: {names}").format(names=one_of(known)),
                        did_you_mean(name, known),
                    )
                )  # fmt: skip
    return problems
