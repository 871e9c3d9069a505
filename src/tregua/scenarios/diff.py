"""What differs between two scenarios, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tregua.i18n import _
from tregua.scenarios import phrases
from tregua.scenarios.interventions.base import Measure
from tregua.scenarios.preconditions import Precondition, title
from tregua.scenarios.scenario import Scenario

_SOURCES = {"note", "source", "url", "grade"}


def diff(a: Scenario, b: Scenario) -> list[str]:
    """Say what differs from one scenario to another; an empty list where nothing does."""
    said: list[str] = []
    for key, name in (("place", _("place")), ("start", _("start")), ("end", _("end")), ("as_of", _("as of"))):
        said += _changed(name, getattr(a, key), getattr(b, key))
    said += _interventions(a, b)
    said += _preconditions(a, b)
    return said


def _interventions(a: Scenario, b: Scenario) -> list[str]:
    said = []
    for label in _labels(a.interventions, b.interventions):
        before, after = a.interventions.get(label), b.interventions.get(label)
        if after is None and before is not None:
            said.append(_("Removed ({label}): {sentence}").format(label=label, sentence=before.sentence()))
        elif before is None and after is not None:
            said.append(_("Added ({label}): {sentence}").format(label=label, sentence=after.sentence()))
        elif type(before) is not type(after) or not isinstance(before, Measure):
            if before != after:
                said.append(
                    _("Replaced ({label}): {before} Now: {after}").format(
                        label=label,
                        before=before.sentence(),  # type: ignore[union-attr]
                        after=after.sentence(),  # type: ignore[union-attr]
                    )
                )
        else:
            said += _fields(label, before, after)  # type: ignore[arg-type]
    return said


def _preconditions(a: Scenario, b: Scenario) -> list[str]:
    first = {each.kind: each for each in a.preconditions} if a.conditional else {}
    second = {each.kind: each for each in b.preconditions} if b.conditional else {}
    said = []
    for kind in _labels(first, second):
        before, after = first.get(kind), second.get(kind)
        if before is None and after is not None:
            said.append(_("Now depends on: {sentence}").format(sentence=after.sentence()))
        elif after is None and before is not None:
            said.append(_("No longer depends on: {sentence}").format(sentence=before.sentence()))
        elif before is not None and after is not None:
            said += _fields(title(kind), before, after)
    return said


def _fields(label: str, before: Measure | Precondition, after: Measure | Precondition) -> list[str]:
    said = []
    names = {"from_": _("start"), "until": _("end"), "territories": _("where")}
    for key, info in type(before).model_fields.items():
        if key == "kind" or key in _SOURCES:
            continue
        name = names.get(key) or _(info.description or key.replace("_", " "))
        said += _changed(f"{label}, {name}", getattr(before, key), getattr(after, key))
    return said


def _changed(name: str, before: Any, after: Any) -> list[str]:
    if before == after:
        return []
    if before is None:
        return [_("{name}: {after} (before: not given).").format(name=name, after=_word(after))]
    if after is None:
        return [_("{name}: not given (before: {before}).").format(name=name, before=_word(before))]
    return [
        _("{name}: {before} becomes {after}.").format(name=name, before=_word(before), after=_word(after))
    ]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return phrases.day(value)
    if isinstance(value, int | float):
        return phrases.number(value)
    if isinstance(value, dict):
        return phrases.listing(f"{key} {_word(inner)}" for key, inner in value.items())
    if isinstance(value, tuple):
        return phrases.listing(
            _("{value} from {day}").format(value=phrases.number(item.value), day=phrases.day(item.date))
            if hasattr(item, "value")
            else str(item)
            for item in value
        )
    return str(value)


def _labels(first: Iterable[str], second: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))
