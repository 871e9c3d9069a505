"""Groups of factors in which one place differs from another; each control, parameter and figure has one.

Controls name theirs in `controls`, parameters in their YAML rows under ``factor``, figures of the first day
here.
"""

from typing import NamedTuple

from tregua.vocabulary import N_

FACTOR_TITLES = {
    "force": N_("state access and force"),
    "firepower": N_("gang firepower"),
    "density": N_("gang density"),
    "gangs": N_("number and unity of gangs"),
    "prisons": N_("prison places and mortality"),
    "judges": N_("judicial capacity"),
    "targeting": N_("targeting odds"),
    "restraint": N_("pacts, restraint and the level of killing"),
    "support": N_("support and legitimacy"),
    "money": N_("money and preconditions"),
}
FACTORS = tuple(FACTOR_TITLES)


class Figure(NamedTuple):
    """A figure of the first day: the factor that owns it, and what it is."""

    factor: str
    title: str


FIGURES = {
    "officers": Figure("force", N_("police per inhabitant, by zone")),
    "soldiers": Figure("force", N_("soldiers per inhabitant")),
    "declared": Figure("force", N_("declarations in force on the first day, and what they suspend")),
    "coalition": Figure("gangs", N_("coalition of gangs on the first day")),
    "mission": Figure("force", N_("foreign force there on the first day, per inhabitant")),
    "firepower": Figure("firepower", N_("force that a member outweighs, by zone")),
    "members": Figure("density", N_("gang members at large per inhabitant, by zone")),
    "minors": Figure("density", N_("share of members under 18, by zone")),
    "split": Figure(
        "gangs",
        N_("gangs: how many, each one's share of the members by zone, and firepower against each other"),
    ),
    "rivalry": Figure("gangs", N_("who is at war with whom, by month")),
    "places": Figure("prisons", N_("prison places per inhabitant")),
    "held": Figure("prisons", N_("people held per inhabitant, and the share of them held in gang cases")),
    "held_minors": Figure("prisons", N_("share of minors among the held")),
    "pretrial": Figure("judges", N_("share of the held who wait for judgement")),
    "violence": Figure("restraint", N_("killing per member between zones")),
    "events": Figure("restraint", N_("dated events so recent that the figures do not hold them yet")),
    "displaced": Figure("restraint", N_("people displaced on the first day, per inhabitant")),
    "chance": Figure("restraint", N_("the shocks of history of each draw")),
    "armed": Figure("support", N_("armed neighbours per inhabitant, by zone")),
    "prices": Figure("money", N_("prices of prisons and police")),
    "politics": Figure(
        "money",
        N_("whether the package hangs on preconditions, when it may start, and whether money limits it"),
    ),
}
