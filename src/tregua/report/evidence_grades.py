"""How far the evidence carries each policy: the grades of what the policy relies on, weakest first.

A policy is as well founded as the weakest assumption that its effect rests on. Which assumptions those are
stands in the class of each kind of intervention, and is checked against the equations of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tregua.report.result_place import manifest_of
from tregua.scenarios.interventions import kinds, measure

if TYPE_CHECKING:
    import xarray as xr

    from tregua.report.assumptions_text import Assumption

ALWAYS = ("replacement_share",)


def relies_on(scenario_kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the parameters that decide the effect of some kinds of intervention, and those of every policy.

    Nothing where no kind relies on any; kinds that nobody knows are left out.
    """
    known = kinds()
    claims = [measure(kind).relies_on for kind in scenario_kinds if kind in known]
    own = [name for claim in claims for names in claim.values() for name in names]
    return tuple(dict.fromkeys((*own, *ALWAYS))) if own else ()


def turning() -> frozenset[str]:
    """Return every parameter that some kind of intervention relies on."""
    return frozenset(relies_on(kinds()))


@dataclass(frozen=True)
class Carried:
    """Hold the assumptions that a scenario relies on, the weakest grade and how many of them have it."""

    weakest: str
    leaning: tuple[Assumption, ...]

    @property
    def worst(self) -> int:
        """How many have the weakest grade."""
        return sum(a.grade == self.weakest for a in self.leaning)


def carried(ds: xr.Dataset, assumptions: Sequence[Assumption]) -> dict[str, Carried]:
    """Return for each scenario what its effect relies on; nothing of scenarios that add nothing."""
    known = {a.name: a for a in assumptions}
    out = {}
    for scenario in manifest_of(ds).get("scenarios") or ():
        kinds = [str(each.get("kind", "")) for each in (scenario.get("interventions") or {}).values()]
        leaning = tuple(known[name] for name in relies_on(kinds) if name in known)
        if leaning:
            out[str(scenario["name"])] = Carried(max(a.grade or "D" for a in leaning), leaning)
    return out
