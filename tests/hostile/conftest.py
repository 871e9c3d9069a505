"""A sound result, study and place, from which the hostile ones are made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tregua.assumptions.posterior import AT, ROWS_KEY, rows_digest
from tregua.places import load_place
from tregua.places.place_template import new_place
from tregua.results.npz import save
from tregua.scenarios import baseline
from tregua.studies import run_study
from tregua.studies.open_study import load
from tregua.vocabulary.readings import STRUCTURES

ROWS_OF_ONE = 4  # rows of a structure
STATE = {
    "members": 500.0, "killing_per_member": 0.1, "background_rate": 3.0, "clash_rate": 0.01, "growth": 0.02,
    "kidnapping_per_member": 0.05, "capacity": 0.0, "belief": 0.05, "belief_start": 0.05, "held_share": 0.4,
    "deterrence": 0.0,
}  # fmt: skip


def posterior_arrays() -> dict[str, np.ndarray]:
    """Return a small posterior whose rows are all alike and all believable."""
    structure = np.repeat(STRUCTURES, ROWS_OF_ONE)
    rows, state = len(structure), [STATE[name] for name in AT]
    return {
        "names": np.array(["natural_exit", "growth"]),
        "values": np.tile(np.array([0.08, 0.05], np.float32), (rows, 1)),
        "structure": structure,
        "weights": np.full((rows, 2), 1 / ROWS_OF_ONE, np.float32),
        "days": np.array([738000, 738500]),
        "at": np.tile(np.array(state, np.float32), (2, rows, 1)),
    }


def add_posterior(folder: Path, name: str) -> None:
    """Write a posterior into the folder of a place."""
    arrays = posterior_arrays()
    file = folder / "posteriors" / "2020-01-01" / f"{name}.npz"
    file.parent.mkdir(parents=True)
    np.savez_compressed(file, **arrays)
    about = f"place: {name}\nas_of: '2020-01-01'\n{ROWS_KEY}: {rows_digest(arrays)}\n"
    file.with_suffix(".yaml").write_text(about)


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sound(tmp_path_factory.mktemp("sound"))


def make_sound(folder: Path) -> Path:
    """Write a sound place, study, result, and place with a posterior of its own."""
    new_place(folder / "smallland")
    place = load_place(folder / "smallland")
    run_study([baseline(place)], place, folder / "study", members=6, dt="week", priors=True)
    save(load(folder / "study"), folder / "result.npz")
    new_place(folder / "learnt")
    add_posterior(folder / "learnt", load_place(folder / "learnt").name)
    return folder


@pytest.fixture
def yard(tmp_path: Path) -> Path:
    """A folder with a victim in it: what stands there must be the same afterwards."""
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim" / "deaths").mkdir()
    (tmp_path / "victim" / "deaths" / "own.txt").write_text("precious")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "precious.txt").write_text("precious")
    return tmp_path


def victims(yard: Path) -> dict[str, str]:
    """Return all that a hostile artefact could want to change, with what is in it."""
    files = [*(yard / "victim").rglob("*"), yard / "precious.txt", yard / "secret.txt"]
    return {str(p.relative_to(yard)): p.read_text() if p.is_file() else "" for p in files}


def run_all(calls: dict[str, list[str]], folder: Path, spare_mb: int) -> dict[str, dict]:
    """Run commands in one process, each of which may allocate so much beyond what is there."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(folder)}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "driver.py"), str(spare_mb)],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        timeout=900,
        cwd=folder,
        env=env,
    )
    found = {}
    for line in done.stdout.splitlines():
        if line.startswith('{"call"'):
            entry = json.loads(line)
            found[entry["call"]] = entry
    missing = [name for name in calls if name not in found]
    assert not missing, (missing[0], done.stderr[-2000:])
    return found
