"""Studies: runs that are written as they go, continued after anything, and made again from their manifest."""

from tregua.studies.in_memory import run
from tregua.studies.manifest import read_manifest, recipe, request
from tregua.studies.open_study import load, open_study, without_failed
from tregua.studies.study import resume, run_study
from tregua.studies.study_list import Entry, runs

__all__ = [
    "Entry",
    "load",
    "open_study",
    "read_manifest",
    "recipe",
    "request",
    "resume",
    "run",
    "run_study",
    "runs",
    "without_failed",
]
