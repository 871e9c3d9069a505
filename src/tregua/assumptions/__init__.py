"""What is assumed: the parameters of the model, their priors, and who says so."""

import tregua.code_fingerprint  # noqa: F401 - taken before any file of this room is loaded
from tregua.assumptions.parameter import Parameter, ParameterSet, load_parameters
from tregua.assumptions.sampling import READINGS, STRUCTURES, Draws, draw

__all__ = ["READINGS", "STRUCTURES", "Draws", "Parameter", "ParameterSet", "draw", "load_parameters"]
