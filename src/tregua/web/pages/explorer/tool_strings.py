"""Words of the explorer's tools: policies side by side, questions, accounts, thresholds, files, undo."""

from __future__ import annotations

from tregua.i18n import _


def tool_words() -> dict[str, str]:
    """Return the strings of the tools by key, in the language in use."""
    return {**_questions(), **_policies(), **_accounts(), **_thresholds(), **_frame()}


def _questions() -> dict[str, str]:
    return {
        "q_dies": _("Who dies?"),
        "q_held": _("Who is held?"),
        "q_money": _("What does it cost, and who pays?"),
        "q_start": _("Can it start?"),
        "q_accounts": _("Is it the same under each account?"),
        "q_turns": _("What would change the answer?"),
        "q_where": _("Where?"),
        "open_all": _("Open all"),
        "stamps_title": _("Outside the evidence"),
        "lacking_text": _(
            "The model says nothing about these. What is counted of them stands in the evidence."
        ),
        "carry_more_link": _("Compare the two places, and see what makes the difference"),
        "draws": _("draws"),
    }


def _policies() -> dict[str, str]:
    return {
        "policies_title": _("The policies side by side"),
        "policies_working": _("The policies are compared: each is run with the same draws."),
        "all_policies": _("All policies"),
        "four_policies": _("Four policies"),
        "chance_it_starts": _("Chance that it starts, assumed"),
        "needs_nobody": _("needs nobody's consent"),
        "by_chance": _("By chance alone"),
        "mark_level": _("Level: was it tested?"),
        "mark_effect": _("Effect: was it tested?"),
        "tested_on": _("Tested on"),
    }


def _accounts() -> dict[str, str]:
    return {
        "account": _("Account of what a crackdown does"),
        "all_accounts": _("all four accounts, with equal weight"),
        "all_accounts_text": _("A quarter of the draws follows each account."),
        "accounts_text": _(
            "The difference under each account alone, and under all four. Where nobody is deterred, killing "
            "falls only by the members who are held or dead."
        ),
        "by_effect": _("Assumptions by their measured effect"),
        "by_effect_text": _(
            "The largest first, as measured for “{policy}” with version {version}. Untouched, each takes all "
            "of its range."
        ),
        "effect_of": _("{share} of the variance of {outcome} ({range})"),
        "find_belief": _("Find an assumption"),
        "found_n": _("{n} of {of}"),
        "fixed_at": _("fixed at {value}"),
        "begin_with": _("Begin with"),
        "from_offer": _("Policies from {day}"),
        "from_today": _("Policies from today"),
    }


def _thresholds() -> dict[str, str]:
    return {
        "threshold_text": _(
            "What would have to be true for the difference to vanish? One number is moved over its range, "
            "all else as it stands."
        ),
        "threshold_of": _("Number moved"),
        "threshold_outcome": _("Difference in"),
        "threshold_find": _("Find where it turns"),
        "threshold_working": _("{done} of {of} values done"),
        "threshold_failed": _("One of the values has no answer: the model cannot go there."),
        "threshold_never_fewer": _(
            "{outcome}: lower than without the policy at every value from {low} to {high} of “{name}”."
        ),
        "threshold_never_more": _(
            "{outcome}: higher than without the policy at every value from {low} to {high} of “{name}”."
        ),
        "threshold_above": _(
            "{outcome}: lower than without the policy up to about {value} of “{name}”, higher above it."
        ),
        "threshold_below": _(
            "{outcome}: lower than without the policy from about {value} of “{name}” on, higher below it."
        ),
        "threshold_sure_below": _("Nine draws in ten agree that it is lower up to about {value}."),
        "threshold_sure_above": _("Nine draws in ten agree that it is lower from about {value} on."),
        "threshold_all_sure": _("Nine draws in ten agree on that at every value."),
        "threshold_none_sure": _("At no value do nine draws in ten agree that it is lower."),
        "threshold_note": _("Quick answers at {n} values, with straight lines between them."),
    }


def _frame() -> dict[str, str]:
    return {
        "shipped_on": _(
            "Computed on {day} with {n} runs of both places, and shipped. The button computes it anew."
        ),
        "shipped_before": _(
            "Computed on {day} with {n} runs of both places, and shipped. The record of a place has changed "
            "since: the button computes it anew."
        ),
        "again_work": _("Compute it anew"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "glossary": _("Glossary"),
        "theme_dark": _("Dark"),
        "theme_light": _("Light"),
    }
