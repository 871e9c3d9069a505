"""From what was written to dates: events such as 'after mission ends', lifts, and what was known when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tregua.errors import did_you_mean, one_of
from tregua.i18n import _
from tregua.scenarios.fields import reference
from tregua.scenarios.interventions.base import Measure
from tregua.scenarios.interventions.lift import Lift


@dataclass(frozen=True)
class Trouble:
    """Something wrong about an intervention: its label, the path inside it, and what to say of it."""

    label: str
    path: tuple[str | int, ...]
    found: str
    expected: str
    hint: str = ""


def known_by(written: Mapping[str, Any], as_of: date) -> tuple[dict[str, Any], list[str]]:
    """Return what was known of each intervention by a day, and the labels of which nothing was.

    What hangs on something unknown, by an event, is unknown too.
    """
    kept: dict[str, Any] = {}
    for label, intervention in written.items():
        then = intervention.as_of(as_of) if isinstance(intervention, Measure) else intervention
        if then is not None:
            kept[label] = then
    while orphans := [
        label for label, each in kept.items() if any(on in written and on not in kept for on in _events(each))
    ]:
        for label in orphans:
            del kept[label]
    for label, each in kept.items():
        if isinstance(each, Lift) and each.lifts != "all":
            left = tuple(name for name in each.lifts if name in kept or name not in written)
            kept[label] = each.model_copy(update={"lifts": left}) if left != each.lifts else each
    empty = [label for label, each in kept.items() if isinstance(each, Lift) and not each.lifts]
    kept = {label: each for label, each in kept.items() if label not in empty}
    return kept, [label for label in written if label not in kept]


def _events(intervention: Any) -> list[str]:
    moments = (getattr(intervention, "from_", None), getattr(intervention, "until", None))
    return [reference(moment)[1] for moment in moments if isinstance(moment, str)]


def resolve(written: Mapping[str, Any], start: date, end: date) -> tuple[dict[str, Any], list[Trouble]]:
    """Give every built-in intervention its dates.

    Parameters
    ----------
    written
        Interventions by label, as written.
    start, end
        The scenario's.
    """
    dates = _Dates(written, start, end)
    resolved: dict[str, Any] = {}
    for label, each in written.items():
        if not isinstance(each, Measure):
            resolved[label] = each
            continue
        first, last = dates.start(label), dates.end(label)
        if first is None:
            continue
        own = dates.moment(label, "until") if each.until is not None else None
        if own is not None and own <= first:
            dates.tell(label, ("until",), f"{own}", _("a day after {day}, its start").format(day=first))
        elif first >= end:
            dates.tell(
                label, ("from",), f"{first}", _("a day before {day}, the end of the scenario").format(day=end)
            )
        if last is not None and last <= first:
            last = first + timedelta(days=1)
        resolved[label] = each.model_copy(update={"from_": first, "until": last})
    return resolved, dates.troubles


class _Dates:
    """Looks dates up, following events from one intervention to another."""

    def __init__(self, written: Mapping[str, Any], start: date, end: date) -> None:
        self.written, self.scenario_start, self.scenario_end = written, start, end
        self.troubles: list[Trouble] = []
        self._told: set[tuple[str, tuple[str | int, ...]]] = set()
        self._under_way: list[tuple[str, str]] = []
        self._found: dict[tuple[str, str], date | None] = {}
        self._lifts = {label: each for label, each in written.items() if isinstance(each, Lift)}
        for label, lift in self._lifts.items():
            for index, name in enumerate(lift.lifts if lift.lifts != "all" else ()):
                others = [other for other in written if other != label]
                if name not in others:
                    self.tell(
                        label, ("lifts", index), name, _("the label of another intervention"),
                        _other_labels(name, others),
                    )  # fmt: skip

    def tell(
        self, label: str, path: tuple[str | int, ...], found: str, expected: str, hint: str = ""
    ) -> None:
        if (label, path) not in self._told:
            self._told.add((label, path))
            self.troubles.append(Trouble(label, path, found, expected, hint))

    def start(self, label: str) -> date | None:
        each = self.written[label]
        if getattr(each, "from_", None) is None:
            return self.scenario_start
        return self.moment(label, "from_")

    def end(self, label: str) -> date | None:
        """Return the day on which it ends, by its own word or by a lift; None where it has no end."""
        each = self.written[label]
        ends = [self.moment(label, "until")] if getattr(each, "until", None) is not None else []
        for name, lift in self._lifts.items():
            if name == label:
                continue
            if lift.lifts == "all":
                # A lift of all ends what began before it; what waits for it to start comes after it.
                if name in _events(each) or (self._busy(name) and isinstance(each, Lift)):
                    continue
                lifted, began = self.start(name), self.start(label)
                if lifted is not None and began is not None and began < lifted:
                    ends.append(lifted)
            elif label in lift.lifts:
                lifted, began = self.start(name), self.start(label)
                if lifted is not None and began is not None and lifted <= began:
                    self.tell(
                        name, ("from",), f"{lifted}",
                        _("a day after {day}, on which '{label}' starts").format(day=began, label=label),
                    )  # fmt: skip
                ends.append(lifted)
        days = [day for day in ends if day is not None]
        return min(days) if days else None

    def _has_end(self, label: str) -> bool:
        lifted = any(label in lift.lifts for lift in self._lifts.values() if lift.lifts != "all")
        return lifted or getattr(self.written[label], "until", None) is not None

    def _busy(self, label: str) -> bool:
        return any(name == label for name, _key in self._under_way)

    def moment(self, label: str, key: str) -> date | None:
        value = getattr(self.written[label], key)
        if isinstance(value, date):
            return value
        if (label, key) in self._found:
            return self._found[label, key]
        yaml_key = "from" if key == "from_" else key
        if (label, key) in self._under_way:
            ring = [name for name, _key in self._under_way[self._under_way.index((label, key)) :]]
            self.tell(
                label, (yaml_key,), " -> ".join([*ring, label]), _("events that do not wait for each other")
            )
            return None
        self._under_way.append((label, key))
        day = self._event(label, yaml_key, value)
        self._under_way.pop()
        self._found[label, key] = day
        return day

    def _event(self, label: str, key: str, value: str) -> date | None:
        days, other, at_end = reference(value)
        others = [name for name in self.written if name != label]
        if other not in others:
            self.tell(
                label, (key,), value, _("the label of another intervention"),
                _other_labels(other, others),
            )  # fmt: skip
            return None
        day = self.end(other) if at_end else self.start(other)
        if day is None and at_end and not self._has_end(other):
            self.tell(
                label, (key,), value, _("the end of an intervention that ends"),
                _("'{label}' has no end: give it 'until', or write 'after {label} starts'").format(
                    label=other
                ),
            )  # fmt: skip
        return None if day is None else day + timedelta(days=days)


def _other_labels(word: str, others: list[str]) -> str:
    """Return a hint: the label perhaps meant, or those that there are."""
    return did_you_mean(word, others) or (one_of(others) if others else _("there is no other"))
