"""What an intervention says it relies on is held against the mechanisms that read its controls."""

from __future__ import annotations

import pytest

from tregua.assumptions import load_parameters
from tregua.model.reads import reads
from tregua.scenarios.interventions import KINDS, measure
from tregua.vocabulary.controls import CONTROLS


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_intervention_relies_on_is_read_by_what_reads_its_controls(kind: str) -> None:
    for control, names in measure(kind).relies_on.items():
        assert control in CONTROLS
        assert set(names) <= reads(control), f"{kind}: {control}: {set(names) - reads(control)}"


def test_a_false_claim_is_found() -> None:
    # operations kill bystanders by a figure of the scenario; only clashes read the parameter
    assert "clash_bystanders" not in reads("operations") | reads("operation_bystanders")
    assert "clash_bystanders" in reads("soldiers")
    assert "minors_share" not in reads("child_handover")


def test_controls_are_followed_as_far_as_the_model_does() -> None:
    assert reads("prevention", hops=0) >= {"prevention_effect"}
    assert reads("declaration", hops=0) >= {"announced_risk", "announcement_sign", "announcement_time"}
    assert "deterrence_on_killing" not in reads("declaration", hops=1)
    assert "deterrence_on_killing" in reads("declaration")
    assert reads("arms_control", hops=1) & set(load_parameters().names) == {
        "arms_effect",
        "arms_time",
        "sanction_on_arms",
    }


def test_every_control_but_money_is_read_with_some_parameter() -> None:
    silent = {name for name in CONTROLS if not reads(name) & set(load_parameters().names)}
    assert silent <= {"build_per_day", "funding_per_day", "programme_per_day", "unit_cost_per_day"}
