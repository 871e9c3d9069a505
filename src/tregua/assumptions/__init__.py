"""What is assumed: the parameters of the model, their priors, and who says so.

Names are looked up when they are first used, so that reading a place costs no arrays.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tregua.assumptions.parameter import Parameter as Parameter
    from tregua.assumptions.parameter import ParameterSet as ParameterSet
    from tregua.assumptions.parameter import load_parameters as load_parameters
    from tregua.assumptions.sampling import READINGS as READINGS
    from tregua.assumptions.sampling import STRUCTURES as STRUCTURES
    from tregua.assumptions.sampling import Draws as Draws
    from tregua.assumptions.sampling import draw as draw

_HOME = {
    "READINGS": "sampling",
    "STRUCTURES": "sampling",
    "Draws": "sampling",
    "Parameter": "parameter",
    "ParameterSet": "parameter",
    "draw": "sampling",
    "load_parameters": "parameter",
}

__all__ = ["READINGS", "STRUCTURES", "Draws", "Parameter", "ParameterSet", "draw", "load_parameters"]


def __getattr__(name: str) -> Any:
    """Import a public name from its home on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'tregua.assumptions' has no attribute {name!r}")
    return getattr(import_module(f"tregua.assumptions.{_HOME[name]}"), name)
