"""A small made-up place, compiled once a session, and the parts of a run laid bare."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tregua.assumptions import draw, load_parameters
from tregua.assumptions.parameter import ParameterSet
from tregua.assumptions.prior import Prior
from tregua.places import load_place
from tregua.places.place_template import new_place
from tregua.simulation.initial_state import rivalry_matrix, snapshot
from tregua.simulation.policy_arrays import arrange
from tregua.simulation.simulation import Simulation
from tregua.simulation.spin_up import calm, idle


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("places") / "smallland"
    new_place(folder)
    return load_place(folder)


def fixed(parameters: ParameterSet, **values: float) -> ParameterSet:
    """Return parameters with some of them fixed."""
    from dataclasses import replace

    known = {p.name: p for p in parameters}
    for name, value in values.items():
        known[name] = replace(known[name], priors={"": Prior(fixed=value)})
    return ParameterSet(known)


def prepare(place, scenario, members=4, seed=1, branch="", still=False, parameters=None, scale=None):
    """Return the parts of a run: policy, state and parameters on the first day."""
    snap = snapshot(place, scenario.start, scenario.as_of)
    if scale:
        snap = scale(snap)
    rivalry = rivalry_matrix(place, scenario.start, scenario.as_of)
    draws = draw(parameters or load_parameters(place), seed, np.arange(members))
    simulation = Simulation(snap, rivalry, idle(place, scenario, snap, scenario.as_of), seed)
    state, values = simulation.spin_up(draws, len(scenario.preconditions))
    if still:
        values = calm(values)
    policy = arrange(scenario, branch, place, snap, scenario.as_of)
    return SimpleNamespace(policy=policy, state=state, values=values, draws=draws, snap=snap)
