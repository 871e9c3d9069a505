"""No search runs over lethal operations, suspended process, or where raids fall."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tregua.decisions
from tregua.assumptions import load_parameters
from tregua.decisions.futures import FORCES
from tregua.decisions.uncertainties import deep_uncertainties
from tregua.vocabulary.controls import CONTROLS, TERRITORIAL_CONTROLS

ROOM = Path(tregua.decisions.__file__).parent
# what no search, threshold or ranking may vary: who is killed, whose law is suspended, who is swept
NEVER = ("operations", "due_process_suspended", "contact_refused", "sweep_quota", "shared_by", "territories")
ACTS = {"force", "consent", "funding", "firepower", "parameter"}


def names_in(path: Path) -> set[str]:
    """Return every name, attribute and plain text of a file but for its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            found.add(node.value)
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


def test_the_controls_that_no_search_may_vary_exist():
    assert {"operations", "due_process_suspended", "contact_refused", "sweep_quota"} <= set(CONTROLS)


@pytest.mark.parametrize("folder", ["discovery", "trade_offs", "sensitivity_analysis"], ids=lambda name: name)
def test_no_search_names_what_it_may_not_vary(folder):
    files = sorted((ROOM / folder).glob("*.py"))
    assert files
    for path in [*files, ROOM / "goals.py", ROOM / "uncertainties.py"]:
        assert not {"operations", "due_process_suspended", "contact_refused", "sweep_quota", "shared_by"} & (
            names_in(path)
        ), path


def test_futures_vary_how_a_plan_meets_the_world_and_never_what_it_does_to_people():
    every = deep_uncertainties(load_parameters())
    assert {each.acts for each in every} <= ACTS
    assert not {each.name for each in every} & set(NEVER)
    force = next(each for each in every if each.acts == "force")
    assert "police, soldiers and mission personnel" in force.meaning
    scaled = {TERRITORIAL_CONTROLS[number] for number in FORCES}
    assert scaled == {"police", "soldiers", "mission_troops", "mission_police", "contractors"}
