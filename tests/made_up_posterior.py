"""A posterior for a made-up place: few rows, all believable, none of them near the middle of the priors."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tregua.assumptions.posterior import AT, FOLDER, ROWS_KEY, rows_digest
from tregua.vocabulary.readings import READINGS, STRUCTURES

ROWS = 4  # of each structure
DAY = "2020-01-01"
LEARNT = {"targeting_odds": 7.25, "natural_exit": 0.08}
STATE = {
    "members": 500.0,
    "killing_per_member": 0.1,
    "background_rate": 3.0,
    "clash_rate": 0.01,
    "growth": 0.02,
    "kidnapping_per_member": 0.05,
    "capacity": 0.0,
    "belief": 0.05,
    "belief_start": 0.05,
    "held_share": 0.4,
    "deterrence": 0.0,
}


def add(folder: Path, name: str) -> Path:
    """Write the posterior beside the files of a place, and return its file."""
    structure = np.repeat(STRUCTURES, ROWS)
    rows = len(structure)
    arrays = {
        "names": np.array(list(LEARNT)),
        "values": np.tile(np.array(list(LEARNT.values()), np.float32), (rows, 1)),
        "structure": structure,
        "weights": np.full((rows, len(READINGS)), 1 / ROWS, np.float32),
        "days": np.array([738000, 738500]),
        "at": np.tile(np.array([STATE[name] for name in AT], np.float32), (2, rows, 1)),
    }
    file = folder / FOLDER / DAY / f"{name}.npz"
    file.parent.mkdir(parents=True)
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    about = f"place: {name}\nas_of: '{DAY}'\n{ROWS_KEY}: {rows_digest(arrays)}\n"
    file.with_suffix(".yaml").write_text(about, encoding="utf-8")
    return file
