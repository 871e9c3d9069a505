"""Every string that the explorer's page shows, from gettext: the page holds no words of its own.

The keys are those of ``frontend/explorer/words.json``; a test compares the two. The page draws pictures with
the report's viewer, so that it has the viewer's words too.
"""

from __future__ import annotations

from typing import Any

from tregua.i18n import DRAFTS, LANGUAGES, LOCALES, NAMES, _
from tregua.report.viewer_strings import viewer_words
from tregua.web.pages.explorer.tool_strings import tool_words


def page_title() -> str:
    """Return the title of the page before it knows its place."""
    return _("Tregua: what would it do to violence and to rights?")


def noscript() -> str:
    """Say what to do where a browser runs no script."""
    return _(
        "This page needs JavaScript. Without it, the same answers come from the command line: tregua compare"
    )


def bring_a_table() -> str:
    """Return the words of the link to the upload."""
    return _("Bring a table of your own")


def page_boot(lang: str, place: str, version: str) -> dict[str, Any]:
    """Return what is written into the page for its script: words, language, the place on which it opens.

    Parameters
    ----------
    lang
        The language in use, one of ``tregua.i18n.LANGUAGES``.
    place
        Id of the place on which the page opens.
    version
        Of Tregua, for the foot of the page.
    """
    return {
        "lang": lang,
        "locale": LOCALES.get(lang, lang),
        "languages": [{"id": one, "name": NAMES[one], "draft": one in DRAFTS} for one in LANGUAGES],
        "place": place,
        "title": page_title(),
        "version": version,
        "words": page_words(),
    }


def page_words() -> dict[str, str]:
    """Return the page's strings by key, in the language in use; ``{name}`` is filled in by the page."""
    return {
        **viewer_words(),
        **_frame(),
        **_answer(),
        **_columns(),
        **_pictures(),
        **_pages(),
        **tool_words(),
    }


def _frame() -> dict[str, str]:
    return {
        "skip": _("Skip to the answer"),
        "brand": _("explorer"),
        "pages": _("Pages"),
        "language": _("Language"),
        "place": _("Place"),
        "nav_answer": _("The answer"),
        "nav_carry": _("Does it carry over?"),
        "nav_trust": _("How right was it?"),
        "draft": _(
            "Draft translation: no native speaker has reviewed it yet. "
            "Where in doubt, the English text holds."
        ),
        "footer": _("Tregua models populations: never a person, never a target."),
        "asking": _("The answer is being worked out."),
        "again": _("Try again"),
        "from_start": _("Begin anew"),
        "no_server": _("The server does not answer."),
        "found": _("found: {found}"),
        "expected": _("expected: {expected}"),
    }


def _answer() -> dict[str, str]:
    return {
        "question": _("{policy}: what would it do to violence and to rights in {place}?"),
        "kicker": _("{place}, {period}. Seen from {day}."),
        "lead_fewer": _(
            "{policy}: {n} fewer deaths over {years} years ({range}) than with “{baseline}”, and fewer in "
            "{fewer} of {draws} draws."
        ),
        "lead_more": _(
            "{policy}: {n} more deaths over {years} years ({range}) than with “{baseline}”; fewer in "
            "{fewer} of {draws} draws."
        ),
        "n_fewer": _("{n} fewer"),
        "n_more": _("{n} more"),
        "lead_held": _(
            "People held arbitrarily on an average day: {official} by the official reading, {ngo} by the NGO "
            "reading."
        ),
        "lead_odds": _("It may never start. Assumed odds that it does: {odds}."),
        "lead_yours": _("These figures rest on your assumptions."),
        "mark_quick": _("Quick answer: expected values of {n} draws"),
        "mark_queued": _("Quick answer; the exact ensemble waits for its turn"),
        "mark_queued_at": _("Quick answer; the exact ensemble waits as number {n}"),
        "mark_running": _("Quick answer; exact ensemble: {done} of {of} done"),
        "mark_starting": _("Quick answer; the exact ensemble begins"),
        "mark_exact": _("Exact ensemble: {n} runs, chance included"),
        "mark_failed": _("No answer to this question"),
        "mark_busy": _("Quick answer; the server is too busy for the exact ensemble"),
        "quick_text": _("quick: expected values, steps of a week, chance within a run left out"),
        "exact_text": _("exact: days, chance included"),
        "progress": _("Progress of the exact ensemble"),
        "stop": _("Stop"),
        "exact_now": _("Run the exact ensemble"),
        "copy_link": _("Copy link"),
        "copied": _("Link copied"),
        "get_yaml": _("Download YAML"),
        "get_report": _("Download report"),
        "report_later": _("The report is there when the exact ensemble is done"),
        "run_it": _("With the files in one folder, these commands make the same numbers:"),
        "difference": _("Difference"),
        "difference_yours": _("Difference under your assumptions"),
        "yours": _("yours"),
        "changed": _("changed"),
        "without": _("without"),
        "with": _("with"),
        "points": _("{value} points"),
        "points_unit": _("percentage points"),
        "per_cent": _("per cent"),
        "under_yours": _("{name}, under your assumptions"),
        "bands_text": _("Line: the middle draw. Bands: half of the draws, and eight in ten."),
        "side_violence": _("Violence"),
        "side_rights": _("Rights"),
        "side_aftermath": _("What is left"),
        "side_consent": _("Support"),
        "side_money": _("Money"),
        "t_deaths": _("Deaths"),
        "t_deaths_gang": _("Killed by gangs"),
        "t_deaths_state": _("Killed by the state, its mission or its contractors"),
        "t_deaths_self_defence": _("Killed by self-defence groups"),
        "t_deaths_custody": _("Deaths in custody"),
        "t_deaths_other": _("Killed by others"),
        "t_civilians": _("Civilians killed, by anyone"),
        "t_kidnappings": _("Kidnappings"),
        "t_arbitrary_years": _("Held arbitrarily"),
        "t_arbitrary_years_children": _("Children held arbitrarily"),
        "t_wrongly_arrested": _("Uninvolved people arrested"),
        "t_wrongly_arrested_share": _("Uninvolved people, of all arrested"),
        "t_support_host": _("Support of the host public"),
        "t_support_contributor": _("Support of the contributor's public"),
        "t_support_council": _("Support in the Security Council"),
        "t_money_asked": _("Money asked"),
        "t_money_received": _("Money received"),
        "t_money_spent": _("Money spent"),
        "t_cost": _("Cost: mission and prisons"),
        "t_prison_cost": _("Cost of prisons"),
        "totals": _("All numbers"),
        "totals_text": _(
            "The middle of {n} draws, and in brackets where eight in ten lie. A difference is the policy "
            "less what it is compared with, draw by draw. Each number says where it comes from."
        ),
        "outcome": _("Outcome"),
        "kind": _("How it was worked out"),
        "basis": _("Parameters"),
        "rests_on": _("Rests on"),
        "weakest": _("weakest assumption: grade {grade}"),
        "source": _("Source"),
        "disagrees": _("Who disagrees"),
        "model_source": _("This model; no one has measured it"),
    }


def _columns() -> dict[str, str]:
    return {
        "done": _("What is done"),
        "done_text": _("Policies: what someone decides."),
        "held": _("What is assumed"),
        "held_text": _(
            "Assumptions: what nobody decides. Untouched, each takes all values of its range. What you move "
            "is fixed where you put it, and gives lines of your own, drawn with dashes."
        ),
        "policy": _("Policy"),
        "against": _("Compared with"),
        "shown_if": _("Shown"),
        "operates": _("if it operates"),
        "collapses": _("if it collapses half way"),
        "no_controls": _("Nothing in this policy can be moved."),
        "reset": _("Undo"),
        "reset_of": _("Undo: {name}"),
        "reset_controls": _("The policy as written"),
        "reset_beliefs": _("All assumptions as they were"),
        "ask_of": _("Where does this come from: {name}"),
        "politics": _("What others must grant"),
        "politics_text": _(
            "Odds and dates of politics are assumptions. They decide whether it starts, and when."
        ),
        "more_odds": _("Pace, loss, renewal"),
        "on_day": _("On a day, if one is assumed"),
        "not_set": _("not set"),
        "all_beliefs": _("All other assumptions ({n})"),
        "whole_range": _("all of {low} to {high}"),
        "learnt_range": _("as learnt: {low} to {high}"),
        "learnt": _("Learnt from the record"),
        "before": _("Held before"),
        "grade_of": _(
            "grade {grade} (A official or census, B careful study, C one report or derived, D assumption)"
        ),
        "u_people": _("people"),
        "u_people_day": _("people a day"),
        "u_days": _("days"),
        "u_places": _("places"),
        "u_times_the_plan": _("times the plan"),
        "u_cases_day": _("cases a day"),
        "u_people_operation": _("people an operation"),
        "u_operations_month": _("lethal operations a month"),
        "u_usd": _("US dollars"),
        "u_usd_year": _("US dollars a year"),
        "u_usd_person_year": _("US dollars a person and year"),
        "u_usd_place_year": _("US dollars a place and year"),
        "u_1_year": _("per year"),
        "unit_share": _("share"),
        "unit_ratio": _("ratio"),
        "as_written": _("As written"),
        "given_by": _("Given by"),
        "prior": _("Prior"),
        "travels": _("Does it travel?"),
        "nobody_yet": _("No disagreement is recorded."),
        "reading_official": _("official reading"),
        "reading_ngo": _("NGO reading"),
    }


def _pictures() -> dict[str, str]:
    return {
        "authors": _("Deaths by author"),
        "authors_text": _("Means of all draws: means add up, quantiles do not."),
        "map": _("Through time, on the map"),
        "map_text": _("Middle values by territory: the model's own workings, not a forecast of any place."),
        "layer_control": _("People under gang control"),
        "layer_deaths": _("Deaths in the month"),
        "model_only": _("MODEL ONLY"),
        "support": _("Support"),
        "support_text": _("Shares of those asked who would support it, as the model has it."),
        "money": _("Money"),
        "money_text": _(
            "What the plan asks over its whole time if nothing stops it; then US dollars a month."
        ),
        "plan_mission": _("Mission, as planned"),
        "plan_programmes": _("Programmes"),
        "plan_prisons_built": _("Prisons, to build"),
        "plan_prisons_run": _("Prisons, to run"),
        "plan_total": _("All that the plan asks"),
        "plan_text": _("Planned strengths times their costs, over the whole time, if nothing stops it."),
        "plan_source": _("Worked out from the sizes and unit costs of the policy, each with its own source"),
        "usd": _("{value} US dollars"),
        "clock": _("The clock of preconditions"),
        "clock_text": _(
            "Each condition given that those above it hold. All odds are assumptions, and no result is "
            "averaged over them."
        ),
        "no_clock": _("This policy waits for nobody's consent, vote or money."),
        "starts": _("It starts at all"),
        "starts_when": _("If it starts: about {mid}, eight in ten between {low} and {high}."),
        "lasts": _("It lasts to the end"),
        "odds_assumed": _("Worked out from the odds above, which are assumed."),
        "under": _("under {value}"),
        "trusting": _("How far to trust it"),
        "lacking": _("What cannot honestly be modelled"),
    }


def _pages() -> dict[str, str]:
    return {
        "carry_question": _("Would what was learnt in {from} carry over to {to}?"),
        "carry_from": _("Learnt in"),
        "conditions": _("How alike are the two?"),
        "conditions_text": _("What the two places are, side by side."),
        "condition": _("Condition"),
        "ratio": _("Ratio"),
        "times": _("× {n}"),
        "unknown": _("unknown"),
        "leaning": _("What the policies lean on"),
        "leaning_text": _("A policy is as well founded as the weakest assumption that its effect rests on."),
        "travel": _("What travels"),
        "travel_text": _(
            "Each assumption, how sure it is, whether it may be carried from one place to the other, and "
            "what each place takes it to be."
        ),
        "travel_same": _("The same in both places, and assumed to travel ({n})"),
        "assumption": _("Assumption"),
        "same": _("the same in both"),
        "until": _("Scored until"),
        "counts": _("What was counted"),
        "n_counts": _("Counts"),
        "in_half": _("In the range for half"),
        "in_eight": _("In the range for eight in ten"),
        "in_nine": _("In the range for nine in ten"),
        "beside": _("Beside simple forecasts"),
        "cases": _("Where something was done: did killing change as the model has it?"),
        "cases_text": _(
            "Killing after it, over killing before it: as it came, and as the model has it, with the range "
            "for eight in ten. Cases used in the fit are no test, and say so. What the model missed stands "
            "first."
        ),
        "case": _("Case"),
        "months": _("Months"),
        "came": _("As it came"),
        "wrong_way": _("the other way"),
        "fitted_to": _("used to fit the model: no test"),
        "carry_more": _("What would make the difference, worked out in full:"),
        "carry_work": _("Work out what makes the difference"),
        "carry_work_text": _(
            "A crackdown's effect where it was learnt and where it is proposed, and which part of the "
            "difference comes from what: about a minute of the server's time, with {n} runs of both places. "
            "The command takes more runs."
        ),
        "carry_found": _("What makes the difference"),
        "why_work": _("Work out why"),
        "why_work_text": _(
            "Why the model says so: the effect of this policy as it ships, by its own parts and by "
            "mechanisms switched off, in some seconds of the server's time, with {n} draws. What you changed "
            "in the columns is no part of it."
        ),
        "why_more": _("The same, and with more draws:"),
        "why_found": _("Why the model says so"),
        "done_of": _("{done} of {of} done"),
        "waits_at": _("It waits as number {n}"),
        "stopped": _("Stopped"),
        "too_busy": _("The server is too busy now. Try again later."),
        "forecast_of": _("Forecast as of {day}, scored until {until}"),
        "forecast_text": _(
            "Each count was forecast in two ways, which are never averaged: with the state's actions "
            "forecast too, and with them given as they came. What went wrong stands first."
        ),
        "forecast": _("Forecast"),
        "politics_forecast": _("State's actions forecast too"),
        "politics_given": _("State's actions given"),
        "main_count": _("The main count, window by window: {name}"),
        "remainder": _("What is left of a longer count, less its parts that are counted by themselves."),
        "score_source": _("Worked out on {day} with version {version}, from what had been published by then"),
        "shared": _("Shared behaviour"),
        "held_against": _("The model against what was seen"),
        "against_text": _(
            "This is no score: some of these figures were known when the model was set up, and they say so. "
            "What the model missed stands first."
        ),
        "period_totals": _("Totals of each period; the picture shows them by month."),
        "period": _("Period"),
        "seen": _("Seen"),
        "model_said": _("The model said"),
        "verdict": _("Verdict"),
        "was_inside": _("inside"),
        "was_missed": _("missed"),
        "was_known": _("known beforehand"),
    }
