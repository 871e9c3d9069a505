"""The controls: every quantity that a policy sets and the model reads, one row each.

To add a control is to add a row. The model's arrays, the limits of shares, equal dose, the factors of
transferability and the reference in the documentation follow from it.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Control:
    """One quantity that policy sets.

    Attributes
    ----------
    name, unit, meaning
        What it is.
    scope
        "national": one number for the country; "territorial": one for each territory.
    owner
        Factor that owns it where places are compared, of `tregua.vocabulary.factors`.
    scale
        "amount" and "share" grow with the size of a policy, a share up to one; a "rule" does not.
    per_head
        Whether it is counted for a whole place, and so carried to another place per inhabitant.
    cap
        Largest value (None: no limit).
    rule
        How what several interventions write is joined: "add", up to the cap; "mean", weighted, for a figure
        per unit; "level", the largest, for a figure that neither adds up nor averages.
    """

    name: str
    unit: str
    scope: Literal["national", "territorial"]
    meaning: str
    owner: str
    scale: Literal["amount", "rule", "share"]
    per_head: bool = False
    cap: float | None = None
    rule: Literal["add", "mean", "level"] = "add"

    @property
    def territorial(self) -> bool:
        """Whether it has a value for each territory."""
        return self.scope == "territorial"

    @property
    def most(self) -> float | None:
        """The cap, by its name of version 0.1."""
        return self.cap


def _local(name: str, unit: str, meaning: str, owner: str) -> Control:
    """Return the row of an amount counted by territory."""
    return Control(name, unit, "territorial", meaning, owner, "amount", per_head=True)


def _amount(name: str, unit: str, meaning: str, owner: str, per_head: bool = True) -> Control:
    """Return the row of a national amount."""
    return Control(name, unit, "national", meaning, owner, "amount", per_head=per_head)


def _share(
    name: str,
    meaning: str,
    owner: str,
    scope: Literal["national", "territorial"] = "national",
    scale: Literal["rule", "share"] = "share",
) -> Control:
    """Return the row of a share, which stops at one."""
    return Control(name, "share", scope, meaning, owner, scale, cap=1.0)


def _rule(
    name: str,
    unit: str,
    meaning: str,
    owner: str,
    rule: Literal["add", "mean", "level"] = "mean",
    cap: float | None = None,
) -> Control:
    """Return the row of a figure that has no size."""
    return Control(name, unit, "national", meaning, owner, "rule", cap=cap, rule=rule)


def _level(name: str, meaning: str, owner: str) -> Control:
    """Return the row of a share of which the largest counts."""
    return _rule(name, "share", meaning, owner, "level", 1.0)


ROWS = (
    _local("police", "officers", "police officers added", "force"),
    _local("soldiers", "soldiers", "soldiers added to those deployed at home", "force"),
    _local("mission_troops", "troops", "troops of the mission, planned strength", "force"),
    _local("mission_police", "officers", "police of the mission, planned strength", "force"),
    _local("contractors", "personnel", "private contractors", "force"),
    _local("sweep_quota", "arrests/day", "arrests asked for beyond ordinary policing", "force"),
    _local("targeted_arrests", "arrests/day", "arrests made on a case, beyond ordinary policing", "force"),
    _local("operations", "operations/month", "lethal operations without access to the ground", "force"),
    _share("prevention", "coverage of prevention programmes", "density", "territorial"),
    _share("deterrence", "coverage of focused deterrence", "restraint", "territorial"),
    _rule("declaration", "count", "declarations of an emergency that stand", "force", "add"),
    _share("due_process_suspended", "how far due process is suspended", "judges", scale="rule"),
    _level("contact_refused", "how far family and lawyer are refused to the arrested", "judges"),
    _level("quota_shrinks", "arrests asked for shrink with the members reported", "force"),
    _level("quota_stops", "arrests asked for stop where members run out", "force"),
    _level("full_refuse", "nobody more is taken in where prisons are full", "prisons"),
    _level("full_crowd", "more people are taken in where prisons are full", "prisons"),
    _share("prison_care", "prisoners whose food and health are paid for", "prisons"),
    _level("coalition", "how far gangs act together against the state", "gangs"),
    _rule("operation_deaths", "people/operation", "members killed by an operation", "force"),
    _rule("operation_bystanders", "people/operation", "others killed by an operation", "force"),
    _amount("places_home", "places", "prison places added at home, target", "prisons"),
    _amount("places_abroad", "places", "prison places held abroad", "prisons"),
    _amount("build_per_day", "places/day", "prison places built a day", "prisons"),
    _amount("review_cases", "cases/day", "judicial reviews added", "judges"),
    _amount("hearing_cases", "cases/day", "judgements in mass hearings", "judges"),
    _rule("hearing_error", "share", "uninvolved people convicted in them", "judges", cap=1.0),
    _share("child_handover", "arrested children handed to child protection", "judges"),
    _share("pact", "restraint asked of the gangs by a pact", "restraint", scale="rule"),
    _rule("pact_break_rate", "1/year", "hazard of the pact breaking; 0: the model's own", "restraint",
          "level"),
    _share("reinsertion", "coverage of reinsertion programmes", "density"),
    _share("finance_sanctions", "gangs' income cut off by sanctions", "density"),
    _share("arms_control", "flow of arms stopped at the ports", "firepower"),
    _share("police_reform", "how far the police are reformed", "targeting"),
    _amount("release_rate", "1/year", "hazard of release for everyone detained in gang cases", "judges",
            per_head=False),
    _amount("funding_per_day", "USD/day", "money received", "money"),
    _rule("unit_cost_per_day", "USD/person/day", "cost of one of the mission's people", "money"),
    _amount("programme_per_day", "USD/day", "cost of programmes", "money"),
    _share("announced", "an intervention is announced and awaited", "restraint", scale="rule"),
)  # fmt: skip
CONTROLS = {control.name: control for control in ROWS}
TERRITORIAL_CONTROLS = tuple(control.name for control in ROWS if control.territorial)
NATIONAL_CONTROLS = tuple(control.name for control in ROWS if not control.territorial)


def flags(scope: str, test: str) -> tuple[bool, ...]:
    """Return for each control of a scope, in order, whether a test holds.

    Parameters
    ----------
    scope
        "national" or "territorial".
    test
        "share" (adds up to one at most), "mean" (never adds up), "rule" (has no size) or "per_head".
    """
    tests = {
        "share": lambda c: c.cap == 1.0 and c.rule == "add",
        "mean": lambda c: c.rule != "add",
        "rule": lambda c: c.scale == "rule",
        "per_head": lambda c: c.per_head,
    }
    return tuple(tests[test](control) for control in ROWS if control.scope == scope)
