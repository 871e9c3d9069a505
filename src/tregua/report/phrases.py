"""The report's sentences: question and answer first, each figure with unit, period, place and range."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.posterior_summary import begun
from tregua.i18n import _, translated
from tregua.i18n import numbers as dated
from tregua.report import result_view
from tregua.report.numbers import chance, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from tregua.report.summary import Row


def month(day: date) -> str:
    """Print a month: ``April 2024``."""
    return dated.month(day)


def period(ds: xr.Dataset) -> str:
    """Print the period of the run: ``April 2024 to March 2029``."""
    first, last = result_view.dates(ds)
    return _("{first} to {last}").format(first=month(first), last=month(last))


def day(text: Any) -> str:
    """Print a date given as text or date; what is no date is printed as it is."""
    try:
        when = text if isinstance(text, date) else date.fromisoformat(str(text))
    except ValueError:
        return str(text)
    return dated.day(when)


def step(name: Any) -> Any:
    """Name the length of the model's step."""
    return {"half-day": _("half-day"), "day": _("day"), "week": _("week")}.get(str(name), name)


def branch(name: str) -> str:
    """Say which of its courses a conditional policy takes."""
    return {"operates": _("if it operates"), "collapses": _("if it collapses half way")}.get(name, name)


def name(row: Row) -> str:
    """Name a policy with its branch."""
    if row.branch:
        return f"{row.title}, {branch(row.branch)}"
    return row.title


def reading_title(key: str) -> str:
    """Name a reading where it stands alone."""
    return {"official": _("Official reading"), "ngo": _("NGO reading")}.get(key, key)


def reading(key: str) -> str:
    """Name a reading of who is arrested."""
    return {"official": _("official"), "ngo": _("NGO")}.get(key, key)


def structure(key: str) -> str:
    """Say what an account of a crackdown supposes."""
    return {
        "replacement": _("members taken are replaced"),
        "suppression": _("what is suppressed stays suppressed"),
        "resurfacing": _("members hide and come back"),
        "incapacitation": _("nobody is deterred, only removed"),
    }.get(key, key)


def author(key: str) -> str:
    """Name the author of a death."""
    return {
        "gang": _("gangs"),
        "state": _("the state and its mission"),
        "self-defence": _("self-defence groups"),
        "custody": _("custody"),
        "other": _("others"),
    }.get(key, key)


def odds(given: result_view.Odds | None) -> str:
    """Print the odds that a policy ever starts."""
    if given is None or given.starts is None:
        return _("not given")
    if given.between is None:
        return chance(given.starts)
    low, high = (chance(x) for x in given.between)
    return _("{odds} ({low} to {high})").format(odds=chance(given.starts), low=low, high=high)


def odds_sentence(given: result_view.Odds | None) -> str:
    """Say the odds in a sentence that calls them what they are."""
    text = _("Odds that it ever starts: {odds} (an assumption)").format(odds=odds(given))
    if given is not None and given.half_by:
        text += _("; if so, half the time by {date}").format(date=day(given.half_by))
    if given is not None and given.lasts_if_started is not None:
        text += _("; once started, it lasts to its end with odds of {odds}").format(
            odds=chance(given.lasts_if_started)
        )
    return text + "."


def basis(ds: xr.Dataset) -> str:
    """Say in a few words what the parameters are."""
    if result_view.calibrated(ds):
        return _("fitted to evidence published by {date}").format(date=day(result_view.fitted_as_of(ds)))
    return _("priors, uncalibrated")


def plainly(ds: xr.Dataset) -> str:
    """Say in one sentence, before any figure, what the figures are."""
    if result_view.calibrated(ds):
        return _(
            "The parameters were fitted to what had been published by {date}. The figures are still a "
            "model's: read the ranges, not the middle."
        ).format(date=day(result_view.fitted_as_of(ds)))
    return _(
        "The parameters are priors, uncalibrated: nothing here has been fitted to this place. Read the "
        "order and the ranges, not the middle. This is no forecast, and no lives saved can be claimed from "
        "it."
    )


def learnt_from(ds: xr.Dataset) -> str:
    """Say which posterior the draws come from, and how a run that begins before its day begins."""
    return (
        learnt_by(result_view.posterior_of(ds), result_view.fitted_as_of(ds))
        if result_view.calibrated(ds)
        else ""
    )


def learnt_by(mark: Mapping[str, Any], as_of: str) -> str:
    """Say the same of what a posterior tells of itself (`tregua.assumptions.posterior.Joint.mark`)."""
    text = _("Parameters were fitted to the evidence published by {date}.").format(date=day(as_of))
    beginning = begun(mark)
    start, known = str(mark.get("start") or ""), str(mark.get("known_from") or "")
    if beginning == "before":
        text += " " + _(
            "The run begins on {start}, before the first day of which the fit keeps the state, {known}: it "
            "begins with the state of that day."
        ).format(start=day(start), known=day(known))
    elif beginning == "within":
        text += " " + _(
            "The run begins on {start} with the state that the fit found for that day. From there it goes "
            "its own way: it does not follow what was counted between then and {date}."
        ).format(start=day(start), date=day(as_of))
    elif beginning == "after":
        text += " " + _(
            "The run begins on {start} with the state of {date}, the last that the fit knows."
        ).format(start=day(start), date=day(as_of))
    return text


def trust(ds: xr.Dataset) -> list[str]:
    """Say how far to trust the figures."""
    draws = ds.sizes["draw"]
    if result_view.calibrated(ds):
        first = (
            learnt_from(ds)
            + " "
            + _("The figures compare policies inside a model; no lives saved can be claimed from them.")
        )
    else:
        first = _(
            "The parameters are priors: read from studies or assumed, and not calibrated to this place. The "
            "figures compare policies inside a model; they are no forecast, and no lives saved can be "
            "claimed from them."
        )
    return [
        first,
        _(
            "Each figure is the middle of {draws} model runs, or of those of its reading; the range beside "
            "it holds eight runs in ten. The truth can lie outside it."
        ).format(draws=draws)
        if draws > 1
        else _("This is a single run of the model: it has no range, and the truth can lie far from it."),
        _(
            "Who gets arrested is read in two ways, one from official figures and one from those of "
            "non-governmental organisations (NGOs). They are shown apart, and are never averaged. Where more "
            "arrests are asked for than there are members to find, most of those arrested are uninvolved in "
            "either reading, and the two come close."
        ),
        _("A difference is the middle of the differences run by run: middles do not subtract."),
        *_one_reading(ds),
        *_besides(ds),
        *_set_aside(ds),
        *monte_carlo(ds),
        *tested_on_record(ds),
        *arrests_without_holding(ds),
        *larger_dose(ds),
        *carried_over(ds),
    ]


def monte_carlo(ds: xr.Dataset) -> list[str]:
    """Say how far other random numbers would move the means: the largest of all policies."""
    from tregua.assumptions.sampling import monte_carlo_error

    strata = np.array([f"{s} {r}" for s, r in zip(ds["structure"].values, ds["reading"].values, strict=True)])
    deaths = ds["deaths"].astype("float64").sum([d for d in ds["deaths"].dims if d not in ("policy", "draw")])
    each = deaths.transpose("draw", "policy").values
    errors = monte_carlo_error(each, strata)
    if not np.isfinite(errors).all():
        return []
    text = _(
        "Monte Carlo error: with other random numbers the mean of a policy's deaths would lie about {n} away "
        "(a standard error, the largest of all policies)."
    ).format(n=number(float(errors.max())))
    if each.shape[1] > 1:
        apart = monte_carlo_error(each[:, 1:] - each[:, :1], strata)
        text += " " + _("Means of differences from the first policy would lie about {n} away.").format(
            n=number(float(apart.max()))
        )
    return [text]


def _scenarios(ds: xr.Dataset) -> list[list[dict]]:
    """Return the interventions of each scenario of a result, as its manifest has them."""
    from tregua.report.result_place import manifest_of

    found = manifest_of(ds).get("scenarios") or ()
    return [list((scenario.get("interventions") or {}).values()) for scenario in found]


def _sweeps(interventions: list[dict]) -> bool:
    """Return whether a scenario asks for arrests by quota."""
    return any(
        each.get("kind") in ("state_of_exception", "sweeps") and each.get("arrests_per_day")
        for each in interventions
    )


def arrests_without_holding(ds: xr.Dataset) -> list[str]:
    """Say how arrests without holding fared on their only case, where a policy has them."""
    from tregua.validation.mano_dura import sentence

    some = [all_ for all_ in _scenarios(ds) if _sweeps(all_)]
    bare = [all_ for all_ in some if not any(each.get("kind") == "prison_building" for each in all_)]
    return [sentence()] if bare else []


def larger_dose(ds: xr.Dataset) -> list[str]:
    """Say that the dose of the offer of Haiti is larger than any that was tested."""
    whole = [
        all_
        for all_ in _scenarios(ds)
        if _sweeps(all_) and any(each.get("kind") == "mission" for each in all_)
    ]
    if str(ds.attrs.get("place") or "") != "haiti" or not whole:
        return []
    return [_("The dose of Haiti's offer is larger than any that was tested.")]


def _fitted_here(ds: xr.Dataset) -> tuple[str, str] | None:
    """Return place and digest of the posterior that a result was drawn from; None from priors."""
    mark = json.loads(ds.attrs.get("posterior") or "null")
    return (str(mark.get("place", "")), str(mark.get("digest", ""))) if mark else None


def dagger(ds: xr.Dataset, key: str) -> str:
    """Return the mark behind the title of a figure on whose record the fit fails; empty for any other."""
    from tregua.validation.fit_mark import FAILED, figure_mark

    fitted = _fitted_here(ds)
    return " †" if fitted and figure_mark(fitted[0], key, fitted[1]).status == FAILED else ""


def tested_on_record(ds: xr.Dataset) -> list[str]:
    """Say on which records of the place the fit holds, on which it fails, and what was never tested."""
    from tregua.validation.fit_mark import FAILED, HELD, fit_mark
    from tregua.vocabulary.records import OUTCOMES

    fitted = _fitted_here(ds)
    if fitted is None:
        return []
    by_status: dict[str, list[str]] = {}
    for outcome in OUTCOMES:
        by_status.setdefault(fit_mark(fitted[0], outcome, fitted[1]).status, []).append(outcome_name(outcome))
    if not by_status.get(FAILED) and not by_status.get(HELD):
        return [_("No figure here was tested against the record with the posterior in use.")]
    text = _(
        "Held against the record of the place, the fit fails on: {failed} (marked †). It holds on: {held}. "
        "No other figure was tested. `tregua check-fit` has the details."
    )
    none = _("none")
    return [
        text.format(
            failed=", ".join(by_status.get(FAILED, [])) or none,
            held=", ".join(by_status.get(HELD, [])) or none,
        )
    ]


def outcome_name(outcome: str) -> str:
    """Name an outcome that has a record: see `tregua.vocabulary.records`."""
    return {
        "killed": _("people killed"),
        "deaths": _("deaths, custody included"),
        "custody_deaths": _("deaths in custody"),
        "displaced": _("displaced people"),
        "kidnapped": _("people kidnapped"),
        "members": _("gang members at large"),
        "control": _("share of people under gangs"),
        "held": _("people in prison"),
        "arrested": _("people arrested"),
    }[outcome]


def carried_over(ds: xr.Dataset) -> list[str]:
    """Say how the model fared on treated cases, where shared behaviour was learnt in another place."""
    from tregua.decisions.caveats import tested
    from tregua.inference import LEARNT_IN

    return [] if str(ds.attrs.get("place") or "") == LEARNT_IN else [tested().sentence()]


def _one_reading(ds: xr.Dataset) -> list[str]:
    """Say where an assumption of the user's has put one value in the place of the two readings'."""
    known = json.loads(ds.attrs.get("parameters") or "[]")
    if not any(p.get("name") == "targeting_odds" and p.get("set_by") == "user" for p in known):
        return []
    return [
        _(
            "In this run the user's own assumption of who gets arrested holds in both readings: they no "
            "longer stand for what officials and NGOs say."
        )
    ]


def _besides(ds: xr.Dataset) -> list[str]:
    """Say how many are held past review for offences that are not the gangs', from policy to policy."""
    if "arbitrary_other_days" not in ds:
        return []
    days = ds["arbitrary_other_days"].astype("float64").sum("time").median("draw").values
    span = int((ds["time"].values[-1] - ds["time"].values[0]) / np.timedelta64(1, "D")) + 31
    low, high = (number(x / span) for x in (days.min(), days.max()))
    if days.max() < span:
        return []
    told = (
        _("some {n} people").format(n=low)
        if low == high
        else _("some {low} to {high} people, by policy,").format(low=low, high=high)
    )
    return [
        _(
            "Not counted here: {people} who are held past lawful review for other offences on an average "
            "day, in the middle of the model's runs."
        ).format(people=told)
    ]


def _set_aside(ds: xr.Dataset) -> list[str]:
    """Name the assumptions of the place that rest on later knowledge than the run may use."""
    known = json.loads(ds.attrs.get("parameters") or "[]")
    names = [translated(str(p["meaning"])) for p in known if p.get("set_by") == "set aside"]
    if not names:
        return []
    return [
        _("Set aside, as published later than {date}: the place's figure for {names}.").format(
            date=day(ds.attrs.get("as_of", "")), names="; ".join(names)
        )
    ]
