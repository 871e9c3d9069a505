"""Run it, fast: ensembles of whole-country runs, the same bytes for any number of workers."""

from tregua.engine.ensemble import Options, run
from tregua.engine.result import digest
from tregua.engine.store import load, save

__all__ = ["Options", "digest", "load", "run", "save"]
