"""The two readings of contested sources, which are never averaged, and the four causal structures."""

from typing import Literal, get_args

from tregua.vocabulary import N_

READING_TITLES = {"official": N_("official"), "ngo": N_("ngo")}
READINGS = tuple(READING_TITLES)

# Settings of each are in assumptions/structures.yaml.
Structure = Literal["replacement", "suppression", "resurfacing", "incapacitation"]
STRUCTURES: tuple[Structure, ...] = get_args(Structure)

# Forms of the response to risk: in proportion where the exponent is 1, with a threshold where it is drawn.
RESPONSE_TITLES = {"proportional": N_("in proportion to risk"), "threshold": N_("with a threshold of risk")}
RESPONSES = tuple(RESPONSE_TITLES)
