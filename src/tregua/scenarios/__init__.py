"""What if: interventions, the scenarios made of them, and what they depend on."""

from tregua.scenarios.controls import CONTROLS, Controls, Month
from tregua.scenarios.diff import diff
from tregua.scenarios.geography import Ground, ground_of
from tregua.scenarios.interventions import KINDS, Intervention, Measure, kinds, measure
from tregua.scenarios.load import load_scenario
from tregua.scenarios.locate import list_scenarios, scenarios_of
from tregua.scenarios.preconditions import Odds, Precondition, odds
from tregua.scenarios.scenario import Scenario, baseline, from_parts
from tregua.scenarios.schedule import PlannedCost, plan, planned_cost
from tregua.scenarios.schema import json_schema

__all__ = [
    "CONTROLS",
    "KINDS",
    "Controls",
    "Ground",
    "Intervention",
    "Measure",
    "Month",
    "Odds",
    "PlannedCost",
    "Precondition",
    "Scenario",
    "baseline",
    "diff",
    "from_parts",
    "ground_of",
    "json_schema",
    "kinds",
    "list_scenarios",
    "load_scenario",
    "measure",
    "odds",
    "plan",
    "planned_cost",
    "scenarios_of",
]
