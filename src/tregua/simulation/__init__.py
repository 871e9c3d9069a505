"""Run it, fast: ensembles of whole-country runs, the same bytes for any number of workers."""

import tregua.code_fingerprint  # noqa: F401 - taken before any file of this room is loaded
from tregua.simulation.ensemble import run_ensemble
from tregua.simulation.setup import Options, Setup, prepare
from tregua.simulation.simulation import Simulation

__all__ = ["Options", "Setup", "Simulation", "prepare", "run_ensemble"]
