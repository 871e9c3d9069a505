"""Groups of factors: what makes one place differ from another, cut into parts that nothing shares.

Every parameter, every control of a scenario and every figure of a place's first day has one owner. A place in
which some groups are another place's is then well defined: "Haiti with El Salvador's force" takes from El
Salvador what the group `force` owns, and nothing else. This table is the whole definition; `tregua transfer
--table` prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tregua.i18n import N_, _

SIZE = "size"  # people and length of the run: counts are proportional to it, so that it needs no run
DETAIL = "detail"  # what the full run adds to the quick reckoning of the factors


@dataclass(frozen=True)
class Factor:
    """A group of factors.

    Attributes
    ----------
    key
        By which it is called in tables and JSON.
    title
        In words, such as "state access and force".
    parameters, controls, figures
        Names of the parameters, of the controls of scenarios, and of the figures of the first day that it
        owns.
    """

    key: str
    title: str
    parameters: tuple[str, ...]
    controls: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


# What is counted for a whole place: taken over per inhabitant. All else is a rate, a share or a ratio.
PER_HEAD_PARAMETERS = ("ordinary_arrests", "judgement_rate", "spree_size")
PER_HEAD_CONTROLS = (
    "places_home",
    "places_abroad",
    "build_per_day",
    "review_cases",
    "hearing_cases",
    "funding_per_day",
    "programme_per_day",
)
SPREAD_CONTROLS = (  # counted by territory; the other territorial controls are shares
    "police",
    "soldiers",
    "mission_troops",
    "mission_police",
    "contractors",
    "sweep_quota",
    "operations",
)
# Figures of the first day, as the model has them: what stands behind each name is in `hybrid`.
FIGURES: Mapping[str, str] = {
    "officers": N_("police per inhabitant, by zone"),
    "soldiers": N_("soldiers per inhabitant"),
    "regime": N_("emergency regime in force on the first day"),
    "mission": N_("foreign force there on the first day, per inhabitant"),
    "firepower": N_("force that a member outweighs, by zone"),
    "members": N_("gang members at large per inhabitant, by zone"),
    "minors": N_("share of members under 18, by zone"),
    "split": N_("gangs: how many, each one's share of the members by zone, and firepower against each other"),
    "rivalry": N_("who is at war with whom, by month"),
    "places": N_("prison places per inhabitant"),
    "held": N_("people held per inhabitant, and the share of them held in gang cases"),
    "held_minors": N_("share of minors among the held"),
    "pretrial": N_("share of the held who wait for judgement"),
    "violence": N_("killing per member between zones"),
    "events": N_("dated events so recent that the figures do not hold them yet"),
    "displaced": N_("people displaced on the first day, per inhabitant"),
    "chance": N_("the shocks of history of each draw"),
    "armed": N_("armed neighbours per inhabitant, by zone"),
    "prices": N_("prices of prisons and police"),
    "politics": N_(
        "whether the package hangs on preconditions, when it may start, and whether money limits it"
    ),
}


def factors() -> tuple[Factor, ...]:
    """Return the ten groups of factors, in the order in which they are told."""
    return (
        Factor(
            "force",
            _("state access and force"),
            (
                "ordinary_arrests", "arrest_capacity", "clash_rate", "soldier_effect",
                "mission_troop_effect", "mission_police_effect", "contractor_effect", "regime_force",
                "threat_on_recruitment", "threat_on_killing", "threat_on_background", "threat_build",
                "threat_fade", "unmet_killing", "clash_bystanders", "clash_agents", "dose_effect",
            ),
            (
                "police", "soldiers", "mission_troops", "mission_police", "contractors", "sweep_quota",
                "operations", "operation_deaths", "operation_bystanders", "regime",
            ),
            ("officers", "soldiers", "regime", "mission"),
        ),
        Factor(
            "firepower",
            _("gang firepower"),
            ("control_error", "arms_effect", "arms_time"),
            ("arms_control",),
            ("firepower",),
        ),
        Factor(
            "density",
            _("gang density"),
            (
                "growth", "cap_share", "hidden_share", "associates_per_member", "minors_share",
                "minor_recruitment_ratio", "replacement_share", "replacement_delay", "natural_exit",
                "neighbour_contact", "associate_pull", "associate_time", "memory_on_recruitment",
                "memory_time", "hide_rate", "return_time", "hiding_activity", "hiding_arrest",
                "prevention_effect", "reinsertion_effect", "sanction_effect",
            ),
            ("prevention", "reinsertion", "finance_sanctions"),
            ("members", "minors"),
        ),
        Factor("gangs", _("number and unity of gangs"), ("rival_share",), (), ("split", "rivalry")),
        Factor(
            "prisons",
            _("prison places and mortality"),
            (
                "custody_mortality", "crowding_mortality", "escape_rate", "break_rate", "return_share",
                "prison_recruitment",
            ),
            ("places_home", "places_abroad", "build_per_day"),
            ("places", "held", "held_minors"),
        ),
        Factor(
            "judges",
            _("judicial capacity"),
            (
                "review_limit_days", "review_rate", "judgement_rate", "sentence_years", "free_uninvolved",
                "free_associate", "free_member", "suspension_on_review", "care_time",
            ),
            (
                "due_process_suspended", "review_cases", "hearing_cases", "hearing_error", "child_handover",
                "release_rate",
            ),
            ("pretrial",),
        ),
        Factor(
            "targeting",
            _("targeting odds"),
            (
                "targeting_odds", "associate_odds", "targeting_cut", "ordinary_targeting", "tips_effect",
                "reform_effect", "exposed_share", "exposed_minors",
            ),
            ("police_reform",),
        ),
        Factor(
            "restraint",
            _("pacts, restraint and the level of killing"),
            (
                "killing_per_member", "background_rate", "spree_rate", "spree_size", "level_drift",
                "shock_rate", "shock_size", "background_drift", "pact_effect", "pact_break",
                "breakdown_effect", "retaliation", "kidnapping_per_member", "extortion_usd_per_person",
                "displacement_rate", "return_home_time", "disappearance_share", "deterrence_effect",
            ),
            ("pact", "pact_break_rate", "deterrence", "announced"),
            ("violence", "events", "displaced", "chance"),
        ),
        Factor(
            "support",
            _("support and legitimacy"),
            (
                "host_support", "contributor_support", "council_support", "support_time", "support_safety",
                "support_wrong", "support_bystanders", "support_losses", "support_on_recruitment",
                "selfdefence_growth", "selfdefence_pulse_rate", "selfdefence_tiring", "selfdefence_killing",
                "selfdefence_error", "selfdefence_preying",
            ),
            (),
            ("armed",),
        ),
        Factor(
            "money",
            _("money and preconditions"),
            (),
            ("funding_per_day", "unit_cost_per_day", "programme_per_day"),
            ("prices", "politics"),
        ),
    )  # fmt: skip


def title(key: str) -> str:
    """Return a factor's title, those of size and detail included."""
    if key == SIZE:
        return _("people, and length of the run")
    if key == DETAIL:
        return _("chance and detail: the full run against the quick reckoning")
    return {each.key: each.title for each in factors()}[key]


def owners() -> dict[str, dict[str, str]]:
    """Return the group that owns each name, by kind: "parameters", "controls" and "figures"."""
    table: dict[str, dict[str, str]] = {"parameters": {}, "controls": {}, "figures": {}}
    for each in factors():
        for kind, owned in table.items():
            for name in getattr(each, kind):
                if name in owned:
                    raise ValueError(f"{name} has two owners: {owned[name]} and {each.key}")
                owned[name] = each.key
    return table
