"""What is assumed: the parameters of the model, their priors, and who says so."""

from tregua.assumptions.parameter import Parameter, ParameterSet, load_parameters
from tregua.assumptions.sampling import Draws, draw
from tregua.vocabulary.readings import READINGS, STRUCTURES

__all__ = ["READINGS", "STRUCTURES", "Draws", "Parameter", "ParameterSet", "draw", "load_parameters"]
