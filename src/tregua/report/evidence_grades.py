"""How far the evidence carries each policy: the grades of what the policy leans on, weakest first.

A policy is as well founded as the weakest assumption that its effect rests on. Which assumptions a kind of
intervention leans on is listed here, from the equations of the model (docs, submodels).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tregua.report.result_place import manifest_of

if TYPE_CHECKING:
    import xarray as xr

    from tregua.report.assumptions_text import Assumption

ALWAYS = ("replacement_share",)
LEANS_ON: Mapping[str, tuple[str, ...]] = {
    "announcement": ("retaliation",),
    "arms_control": ("arms_effect", "arms_time"),
    "child_protection": ("minors_share", "care_time"),
    "detention_abroad": ("custody_mortality", "crowding_mortality"),
    "domestic_forces": ("soldier_effect",),
    "focused_deterrence": ("deterrence_effect",),
    "judicial_review": ("free_uninvolved", "review_rate"),
    "lethal_operations": ("clash_bystanders", "retaliation"),
    "lift": ("threat_fade", "return_time"),
    "mass_hearings": ("free_uninvolved", "free_member"),
    "mission": ("mission_troop_effect", "mission_police_effect"),
    "pact": ("pact_effect", "pact_break", "breakdown_effect"),
    "police_reform": ("reform_effect",),
    "prevention": ("prevention_effect",),
    "prison_building": ("custody_mortality", "crowding_mortality"),
    "reinsertion": ("reinsertion_effect",),
    "release": ("return_share",),
    "sanctions": ("sanction_effect",),
    "state_of_exception": ("targeting_odds", "threat_on_killing", "regime_force", "suspension_on_review"),
}


@dataclass(frozen=True)
class Carried:
    """The assumptions that a scenario leans on, the weakest grade and how many of them have it."""

    weakest: str
    leaning: tuple[Assumption, ...]

    @property
    def worst(self) -> int:
        """How many have the weakest grade."""
        return sum(a.grade == self.weakest for a in self.leaning)


def carried(ds: xr.Dataset, assumptions: Sequence[Assumption]) -> dict[str, Carried]:
    """Say for each scenario what its effect leans on; nothing of scenarios that add nothing."""
    known = {a.name: a for a in assumptions}
    out = {}
    for scenario in manifest_of(ds).get("scenarios") or ():
        kinds = [str(each.get("kind", "")) for each in (scenario.get("interventions") or {}).values()]
        names = dict.fromkeys(name for kind in kinds for name in LEANS_ON.get(kind, ()))
        if not names:
            continue
        leaning = tuple(known[name] for name in (*names, *ALWAYS) if name in known)
        if leaning:
            out[str(scenario["name"])] = Carried(max(a.grade or "D" for a in leaning), leaning)
    return out
