"""One `Simulation` sets up, starts, settles and runs the model: who else touches its loop is listed here."""

from __future__ import annotations

import ast
from pathlib import Path

import tregua

SOURCES = Path(tregua.__file__).parent
LOOP = {"advance", "advance_expected", "initial_state", "run_block", "settle"}
# Outside `tregua.simulation`, and why.
OTHERS = {
    "benchmarking/full.py": "times the compiled month itself",
    "inference/trajectory_kernel.py": "compiles the loop into the densities of a fit",
    "validation/minimal_engine.py": "runs published models that have no place and no first day",
}


def touched(source: str) -> set[str]:
    """Return what a file imports of the loop."""
    return {
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tregua.simulation.")
        for alias in node.names
    } & LOOP


def test_nobody_else_drives_the_loop() -> None:
    found = {
        path.relative_to(SOURCES).as_posix()
        for path in sorted(SOURCES.rglob("*.py"))
        if path.relative_to(SOURCES).parts[0] != "simulation" and touched(path.read_text(encoding="utf-8"))
    }
    assert found == set(OTHERS)


def test_one_who_does_is_found() -> None:
    assert touched("def f():\n    from tregua.simulation.batch_run import chunks, run_block\n") == {
        "run_block"
    }
    assert touched("from tregua.simulation.simulation import Simulation\n") == set()
