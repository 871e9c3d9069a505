"""Equal inputs give equal outputs: in another process, with another number of workers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.decisions.test_shapley import MORTAL, toy
from tregua import run
from tregua.decisions import discover, ledger, sensitivity, tradeoffs, transfer
from tregua.places import load_place
from tregua.scenarios import load_scenario

NAMES = ("transfer", "ledger", "discover", "sensitivity", "tradeoffs")
GOAL = ["deaths_custody <= 40"]


def answers(here: str, there: str, workers: int) -> dict[str, str]:
    """Return what each function answers, as JSON."""
    place = load_place(here)
    lines = [load_scenario(name, place) for name in ("baseline", "crackdown")]
    few = {"seed": 5, "workers": workers}
    found = {
        "transfer": transfer(here, there, members=6, **few),
        "ledger": ledger(run(lines, place, members=6, **few)),
        "discover": discover(here, "crackdown", goals=GOAL, futures=90, **few),
        "sensitivity": sensitivity(here, "crackdown", goals=GOAL, outcomes=["deaths"], rows=4, **few),
        "tradeoffs": tradeoffs(here, ["crackdown"], goals=GOAL, futures=24, **few),
    }
    return {name: json.dumps(each.record(), default=str) for name, each in found.items()}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    pytest.importorskip("scipy")
    base = tmp_path_factory.mktemp("workers")
    places = [str(toy(base / "here")), str(toy(base / "there", MORTAL))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tregua.decisions.sensitivity_analysis.sensitivity.POOL", 24)
        two = answers(*places, workers=2)
    code = (
        "import json, sys; import tregua.decisions.sensitivity_analysis.sensitivity as analysis;"
        "analysis.POOL = 24;"
        "from tests.decisions.test_workers import answers;"
        "print(json.dumps(answers(*sys.argv[1:3], workers=1)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, *places],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=300,
    )
    return two, json.loads(told.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", NAMES)
def test_another_process_with_one_worker_gives_the_same_bytes_as_two(both, name) -> None:
    two, one = both
    assert len(two[name]) > 500
    assert one[name] == two[name]
