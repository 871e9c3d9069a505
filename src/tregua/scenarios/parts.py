"""The parts of a scenario: which fields of each intervention belong to which part, and what "not done" is.

The registry is `FIELDS`: the part of a kind as a whole, or its fields by part, each with the value that means
"not done". The field ``kind`` names the kind that is left where a part is not done: a state of
exception that nobody declares is sweeps. A kind without a row, such as one of an installed package, names its
part in the class attribute ``part``, else it belongs to "other" as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tregua.i18n import N_, _
from tregua.scenarios.interventions import measure
from tregua.scenarios.interventions.base import Measure
from tregua.scenarios.interventions.lift import Lift

if TYPE_CHECKING:
    from tregua.scenarios.scenario import Scenario

TITLES = {
    "announcement": N_("announcement"),
    "force": N_("force"),
    "arrests": N_("arrests"),
    "held_ordered": N_("holding by a judge's order"),
    "held_unordered": N_("holding without a judge's order"),
    "prisons": N_("prisons"),
    "review": N_("review"),
    "money": N_("money"),
    "release": N_("release"),
    "programmes": N_("prevention, reinsertion and reform"),
    "sanctions": N_("sanctions and control of arms"),
    "pact": N_("pact or coalition"),
    "other": N_("other measures"),
}
PARTS = tuple(TITLES)

_ARRESTS = {"arrests_per_day": 0.0, "when_scarce": "continue"}
_UNORDERED = {"due_process_suspended": 0.0, "contact_refused": 0.0, "when_full": "release"}

# By kind: the part to which all of it belongs, or its fields by part, each with what "not done" is.
FIELDS: Mapping[str, str | Mapping[str, Mapping[str, Any]]] = {
    "state_of_exception": {
        "announcement": {"kind": "sweeps"},
        "arrests": _ARRESTS,
        "held_unordered": _UNORDERED,
    },
    "sweeps": {"arrests": _ARRESTS, "held_unordered": _UNORDERED},
    "targeted_arrests": "arrests",
    "mission": "force",
    "domestic_forces": "force",
    "lethal_operations": "force",
    "prison_building": "prisons",
    "detention_abroad": "prisons",
    "judicial_review": "review",
    "child_protection": "review",
    "mass_hearings": "held_ordered",
    "release": "release",
    "funding": "money",
    "announcement": "announcement",
    "pact": "pact",
    "coalition": "pact",
    "prevention": "programmes",
    "reinsertion": "programmes",
    "focused_deterrence": "programmes",
    "police_reform": "programmes",
    "sanctions": "sanctions",
    "arms_control": "sanctions",
    "lift": {},  # the ends that it sets are those of what it lifts
}
PROVENANCE = ("note", "source", "url", "grade", "known", "law", "name", "what")


def title(part: str) -> str:
    """Return a part in words."""
    return _(TITLES[part])


def parts_of(intervention: Any) -> tuple[str, ...]:
    """Return the parts that an intervention has: those whose fields are not at "not done" already."""
    fields = _fields(intervention)
    if isinstance(fields, str):
        return (fields,)
    if "contact_refused" in type(intervention).model_fields:
        # left out, it follows the law
        intervention = intervention.model_copy(update={"contact_refused": intervention.refused})
    return tuple(part for part, values in fields.items() if _undone(intervention, values) != intervention)


def restricted(intervention: Any, parts: Set[str]) -> Any | None:
    """Return an intervention with only some of its parts done; None where none of them is."""
    fields = _fields(intervention)
    if isinstance(fields, str):
        return intervention if fields in parts else None
    own = parts_of(intervention)
    if not set(own) & parts:
        return None
    for part in own:
        if part not in parts:
            intervention = _undone(intervention, fields[part])
    return intervention


def differing(scenario: Scenario, baseline: Scenario) -> tuple[str, ...]:
    """Return the parts in which two scenarios differ, in a fixed order."""
    both = shared(scenario, baseline)
    have = {
        part
        for each in (scenario, baseline)
        for label, one in each.interventions.items()
        if (each.name, label) not in both
        for part in parts_of(one)
    }
    return tuple(part for part in PARTS if part in have)


def between(scenario: Scenario, baseline: Scenario, parts: Set[str]) -> Scenario:
    """Return a scenario that has some parts from one scenario and the others from a baseline.

    With all parts in which the two differ it does what the scenario does, with none what the baseline does.
    Every intervention has its dates already, so that nothing waits for what is left out.

    Parameters
    ----------
    scenario, baseline
        Of the same place and time.
    parts
        Those that are as in the scenario.
    """
    both = shared(scenario, baseline)
    others = set(PARTS) - set(parts)
    written: dict[str, Any] = {}
    for each, wanted in ((scenario, set(parts)), (baseline, others)):
        for label, one in each.interventions.items():
            if isinstance(one, Lift):
                continue
            common = (each.name, label) in both
            if common and each is baseline:
                continue
            done = one if common else restricted(one, wanted)
            if done is not None:
                written[label if each is scenario else f"baseline {label}"] = done
    return replace(scenario, written=written)


def shared(scenario: Scenario, baseline: Scenario) -> set[tuple[str, str]]:
    """Return the interventions that both have alike, as pairs of scenario and label."""
    own = {label: _content(one) for label, one in scenario.interventions.items()}
    found: set[tuple[str, str]] = set()
    for label, one in baseline.interventions.items():
        content = _content(one)
        match = next((name for name, other in own.items() if other == content), None)
        if match is not None:
            del own[match]
            found |= {(scenario.name, match), (baseline.name, label)}
    return found


def _fields(intervention: Any) -> str | Mapping[str, Mapping[str, Any]]:
    own = FIELDS.get(str(intervention.kind)) if isinstance(intervention, Measure) else None
    return str(getattr(intervention, "part", "other")) if own is None else own


def _undone(intervention: Measure, values: Mapping[str, Any]) -> Measure:
    """Return an intervention with fields at "not done"."""
    has = {name: value for name, value in values.items() if name in type(intervention).model_fields}
    kind = has.get("kind", intervention.kind)
    if kind == intervention.kind:
        return intervention.model_copy(update=has)
    other = measure(kind)
    kept = {name: getattr(intervention, name) for name in other.model_fields if name != "kind"}
    copy = other.model_construct(**kept, kind=kind)
    copy._setting = intervention._setting
    return copy


def _content(intervention: Any) -> Any:
    """Return what an intervention does and when, without where its figures come from."""
    if isinstance(intervention, Measure):
        return intervention.model_dump(exclude=set(PROVENANCE))
    return intervention
