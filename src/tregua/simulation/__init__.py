"""Run it, fast: ensembles of whole-country runs, the same bytes for any number of workers."""

from tregua.results.dataset import digest
from tregua.results.npz import load, save
from tregua.simulation.ensemble import Options, run

__all__ = ["Options", "digest", "load", "run", "save"]
