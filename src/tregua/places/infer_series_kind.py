"""What the name and the unit of a series suggest that it counts. A guess, for the user to check."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tregua.places.series import unit_kind

GANG = ("gang_on_gang", "gang_on_civilian", "gang_on_agent")
STATE = ("state_on_gang", "state_on_bystander")
SELF_DEFENCE = ("self_defence_on_suspect", "self_defence_on_bystander")
OPERATION = ("operation_on_gang", "operation_on_bystander")
CIVILIAN = (
    "gang_on_civilian", "state_on_bystander", "operation_on_bystander", "self_defence_on_bystander",
    "background",
)  # fmt: skip
SUSPECT = ("gang_on_gang", "state_on_gang", "self_defence_on_suspect")
HOMICIDE = (*GANG, *SELF_DEFENCE, "background")
ORGANISED = (*GANG, *STATE, *OPERATION, *SELF_DEFENCE)  # armed actors, without ordinary homicide


@dataclass(frozen=True)
class Guess:
    """What a series seems to count."""

    measures: str
    kind: str
    causes: tuple[str, ...] = ()
    homicides: bool = False  # whether it may be the main count


CUMULATIVE = re.compile("cumulat|cumulad|cumule|since_start")

# The first pattern found in the name decides, so the special cases stand before the general.
_BY_NAME: tuple[tuple[str, Guess], ...] = (
    (r"wrongful|days_without", Guess("other", "stock")),
    (r"(drone|air_?strike).*(kill|death)", Guess("deaths", "flow", OPERATION)),
    (r"(vigilante|lynch|mob)", Guess("deaths", "flow", SELF_DEFENCE)),
    (r"(custody|prison)_?.*death|death.*(custody|prison)", Guess("custody_deaths", "flow")),
    (r"(police|personnel|soldiers?|officers?)_killed", Guess("deaths", "flow", ("gang_on_agent",))),
    (r"(police|state|security)_?(forces)?_?kill|clash|operation.*(death|kill)|(death|kill).*operation",
     Guess("deaths", "flow", STATE)),
    (r"civilian.*(kill|death)|(kill|death).*civilian", Guess("deaths", "flow", CIVILIAN)),
    (r"gang.*(kill|death)", Guess("deaths", "flow", SUSPECT)),
    (r"(homicide|murder|killed|killings|deaths)", Guess("deaths", "flow", HOMICIDE, homicides=True)),
    (r"injur|wounded", Guess("injured", "flow")),
    (r"kidnap|abduct", Guess("kidnappings", "flow")),
    (r"displace", Guess("displaced", "stock")),
    (r"gang_?members|members_(estimate|of)|^members$", Guess("members", "stock")),
    (r"(prison|jail).*(capacity|places)", Guess("prison_places", "stock")),
    (r"(prison|jail).*(population|held|inmates)|inmates|prisoners", Guess("prison_held", "stock")),
    (r"release", Guess("releases", "flow")),
    (r"escape", Guess("escapes", "flow")),
    (r"detention|detained|arrest|detenci|captura|interpell", Guess("detentions", "flow")),
    (r"(territory|control).*share|share.*(territory|control)", Guess("control_share", "level")),
    (r"police_officers|police_strength|^police$", Guess("police", "stock")),
    (r"^population$", Guess("other", "stock")),
    (r"soldiers|army|troops_home", Guess("soldiers", "stock")),
    (r"mission.*(personnel|troops|strength|police)", Guess("mission_strength", "stock")),
    (r"fund|budget|money", Guess("money_received", "flow")),
    (r"approval|opinion", Guess("approval", "level")),
    (r"extortion.*(complaint|report)", Guess("extortion_complaints", "flow")),
)  # fmt: skip

_UNIT_KINDS = {
    "control_share": {"percent", "share"},
    "approval": {"percent", "share"},
    "money_received": {"money"},
}


def guess(name: str, unit: str, periods: bool) -> Guess:
    """Guess what a series counts.

    Parameters
    ----------
    name, unit
        As written in the evidence.
    periods
        Whether its rows describe periods rather than days.
    """
    text, kind = name.casefold(), unit_kind(unit)
    if re.match(r"\W*(days|operations|drone operations|gangs)\b", unit.casefold()):
        return Guess("other", "flow" if periods else "stock")
    for pattern, found in _BY_NAME:
        if re.search(pattern, text):
            if kind not in _UNIT_KINDS.get(found.measures, {"count"}):
                break
            if CUMULATIVE.search(text) and found.kind == "flow":
                return Guess(found.measures, "cumulative", found.causes)
            return found
    if kind != "count" or text == "homicide_rate":
        return Guess("other", "level")
    return Guess("other", "cumulative" if CUMULATIVE.search(text) else "flow" if periods else "stock")


# What a unit says besides the unit: how exact the figure is, or whose count it is.
_INEXACT = re.compile(
    r"\b(a little |just )?(more than|over|at least|about|approx\.?|approximately|nearly|around|some|up to|"
    r"upwards of|derived|estimated|estimate|projected|claimed|or fewer|verified|alleged|upper)\b",
    re.IGNORECASE,
)
_FLOOR = re.compile(r"\b(more than|over|at least|upwards of)\b", re.IGNORECASE)


def is_floor(unit: str) -> bool:
    """Tell whether a unit such as 'people killed (more than)' says that the figure is a lower bound."""
    return bool(_FLOOR.search(unit))


def base_of(unit: str) -> str:
    """Return whose count a unit names between brackets, as in 'people killed (CARDH)'; else nothing."""
    found = re.search(r"\(([^()]*)\)", unit)
    return slug(_INEXACT.sub(" ", found[1])) if found else ""


def slug(text: str, most: int = 40) -> str:
    """Make a name of small letters, digits and _ of any text; empty if nothing remains."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_")[:most].strip("_")
    return name if not name or name[0].isalpha() else f"n{name}"
