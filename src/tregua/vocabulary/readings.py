"""The two readings of contested sources, which are never averaged, and the three causal structures."""

from tregua.vocabulary import N_

READING_TITLES = {"official": N_("official"), "ngo": N_("ngo")}
READINGS = tuple(READING_TITLES)

# Settings of each are in assumptions/structures.yaml.
STRUCTURES = ("replacement", "suppression", "resurfacing")
