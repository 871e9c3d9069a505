"""Studies: runs that are written as they go, continued after anything, and made again from their manifest."""

from tregua.engine.studies.listing import Entry, runs
from tregua.engine.studies.manifest import read_manifest, recipe, request
from tregua.engine.studies.reading import open_study, without_failed
from tregua.engine.studies.study import resume, run_study

__all__ = [
    "Entry",
    "open_study",
    "read_manifest",
    "recipe",
    "request",
    "resume",
    "run_study",
    "runs",
    "without_failed",
]
