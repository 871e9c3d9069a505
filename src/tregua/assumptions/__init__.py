"""What is assumed: the parameters of the model, their priors, and who says so.

Names are looked up when they are first used, so that reading a place costs no arrays.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import tregua.code_fingerprint  # noqa: F401 - taken before any file of this room is loaded

if TYPE_CHECKING:
    from tregua.assumptions.parameter import Parameter as Parameter
    from tregua.assumptions.parameter import ParameterSet as ParameterSet
    from tregua.assumptions.parameter import load_parameters as load_parameters
    from tregua.assumptions.sampling import Draws as Draws
    from tregua.assumptions.sampling import draw as draw
    from tregua.vocabulary.readings import READINGS as READINGS
    from tregua.vocabulary.readings import STRUCTURES as STRUCTURES

_HOME = {
    "READINGS": "tregua.vocabulary.readings",
    "STRUCTURES": "tregua.vocabulary.readings",
    "Draws": "tregua.assumptions.sampling",
    "Parameter": "tregua.assumptions.parameter",
    "ParameterSet": "tregua.assumptions.parameter",
    "draw": "tregua.assumptions.sampling",
    "load_parameters": "tregua.assumptions.parameter",
}

__all__ = ["READINGS", "STRUCTURES", "Draws", "Parameter", "ParameterSet", "draw", "load_parameters"]


def __getattr__(name: str) -> Any:
    """Import a public name from its home on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'tregua.assumptions' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
