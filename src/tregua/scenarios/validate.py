"""A scenario's content, once laid over its bases: every mistake in it, or the scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tregua.errors import Problem, did_you_mean, one_of
from tregua.i18n import _, translated
from tregua.inputs.yaml_reader import Node, validate
from tregua.scenarios import date_resolution
from tregua.scenarios.fields import Day
from tregua.scenarios.geography import ground_of
from tregua.scenarios.inheritance import hinted
from tregua.scenarios.interventions import kinds, measure
from tregua.scenarios.interventions.base import Measure
from tregua.scenarios.locate import Source
from tregua.scenarios.overrides import Sheet
from tregua.scenarios.preconditions import Precondition
from tregua.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from tregua.places import Place

LONGEST_YEARS = 30


def build(whole: Sheet, source: Source, place: Place) -> tuple[Scenario | None, list[Problem]]:
    """Check all parts of a scenario against each other and against its place, and make it if all is well."""
    problems = _check_place(whole, place)
    times, found = _times(whole, place)
    problems += found
    preconditions, found = _preconditions(whole)
    problems += found
    interventions, found = _interventions(whole)
    problems += found
    problems += _check_territories(whole, place)
    start, end, as_of = times or (place.run.start, date.max, place.run.as_of)
    _resolved, troubles = date_resolution.resolve(interventions, start, end)
    # Events that name an entry with mistakes of its own, or one that a missing base may hold, are not judged.
    missing = set(whole.value["interventions"]) - set(interventions)
    for trouble in troubles:
        if not whole.partial and not any(name in trouble.found for name in missing):
            path = ("interventions", trouble.label, *trouble.path)
            problems.append(whole.problem(path, trouble.found, trouble.expected, trouble.hint))
    if not whole.value["preconditions"] and not whole.partial:
        for label, each in interventions.items():
            if each.conditional:
                problems.append(
                    whole.problem(
                        ("interventions", label, "conditional"), "true", _("'preconditions' in the scenario"),
                        _("say what it depends on, or leave 'conditional' out"),
                    )
                )  # fmt: skip
    # A title or sentence that is not there was told when the file was read.
    if problems or not {"title", "sentence"} <= whole.value.keys():
        return None, problems
    value = whole.value
    ground = ground_of(place, start, as_of)
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
        at = ("preconditions", kind)
        if spec is None and not whole.partial:
            problems.append(whole.problem(at, _("null"), _("a precondition, or one of the base to remove")))
        if not isinstance(spec, dict):
            continue
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
            problems += [hinted(problem) for problem in checked]
        else:
            kept.append(checked)
    return kept, problems


def _interventions(whole: Sheet) -> tuple[dict[str, Measure], list[Problem]]:
    kept: dict[str, Measure] = {}
    problems: list[Problem] = []
    for label, spec in whole.value["interventions"].items():
        at = ("interventions", label)
        if spec is None and not whole.partial:
            problems.append(
                whole.problem(at, _("null"), _("an intervention, or a label of the base to remove"))
            )
        if not isinstance(spec, dict):
            continue  # told when the file was read
        kind = spec.get("kind")
        if kind is None and whole.partial:
            continue
        if kind not in kinds():
            if kind is None:
                others = [each for each in whole.value["interventions"] if each != label]
                hint = did_you_mean(label, others)
                problems.append(whole.problem(at, _("no key 'kind'"), one_of(kinds(), 30), hint))
            else:
                path = (*at, "kind")
                problems.append(whole.problem(path, kind, one_of(kinds(), 30), did_you_mean(kind, kinds())))
            continue
        checked = validate(measure(kind), whole, at)
        if isinstance(checked, list):
            retired = measure(kind).retired
            problems += [_instead(problem, retired) or hinted(problem) for problem in checked]
        else:
            kept[label] = checked
    return kept, problems


def _instead(problem: Problem, retired: Mapping[str, str]) -> Problem | None:
    """Return the problem of a key that an earlier version had, with what to write instead."""
    key = problem.where.split(".")[2] if problem.where.count(".") >= 2 else ""
    if key not in retired:
        return None
    expected = _("no key '{key}'").format(key=key)
    return replace(problem, expected=expected, hint=translated(retired[key]))


def _check_territories(whole: Sheet, place: Place) -> list[Problem]:
    """Check every territory and region named, in entries with other mistakes too."""
    known = list(dict.fromkeys([*place.regions, *place.territories]))
    expected = _("a territory or region of the place: {names}").format(names=one_of(known))
    problems = []
    for label, spec in whole.value["interventions"].items():
        if not isinstance(spec, dict):
            continue
        named: list[tuple[tuple[str | int, ...], object]] = []
        if isinstance(spec.get("territories"), list):
            named += [(("territories", index), name) for index, name in enumerate(spec["territories"])]
        for key in ("shared_by", "arrests_per_day"):
            if isinstance(spec.get(key), dict):
                named += [((key, name), name) for name in spec[key]]
        for path, name in named:
            if isinstance(name, str) and name not in known:
                hint = did_you_mean(name, known)
                problems.append(whole.problem(("interventions", label, *path), name, expected, hint))
    return problems
