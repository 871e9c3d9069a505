"""Commands that tell how far to trust Tregua: published results, and estimates by other methods."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from tregua.cli.options import Json, PlaceRef, about, at_least, flag
from tregua.cli.terminal import note, say, show_json, show_table
from tregua.i18n import _, translated
from tregua.i18n.numbers import marks

FAILED = 1


def validate(
    *,
    only: Annotated[list[str] | None, about(_("A number such as A1; may be given more than once."))] = None,
    strict: Annotated[bool, flag(_("End with status 1 if anything misses."))] = False,
    json: Json = False,
) -> int:
    """Compare with results that others published; misses come first.

    Each line gives what was published, what Tregua gives, and whether they agree within a tolerance that was
    fixed beforehand. All of them take a few minutes. Needs the extra learn.
    """
    from tregua.validation.registry import check

    lines = check(only, lambda name, title: note(f"{name}: {translated(title)}"))
    if json:
        show_json({"results": [line.record() for line in lines]})
    else:
        columns = [
            _("no."),
            _("what"),
            _("published"),
            _("ours"),
            _("deviation"),
            _("tolerance"),
            _("verdict"),
        ]
        cells = (
            (
                line.id,
                line.what,
                _number(line.published),
                _number(line.ours)
                + ("" if line.low is None else f" ({_number(line.low)}–{_number(line.high)})"),
                _number(line.deviation, sign=True),
                line.tolerance,
                _("agrees") if line.ok else _("MISSES"),
            )
            for line in lines
        )
        show_table(_("Published results"), columns, cells, right=(2, 3, 4))
        for text in dict.fromkeys(f"{line.id}: {line.note}" for line in lines if line.note):
            say(text)
        missed = sum(not line.ok for line in lines)
        say(
            _("{n} of {all} agree, {missed} miss").format(
                n=len(lines) - missed, all=len(lines), missed=missed
            )
        )
    return FAILED if strict and not all(line.ok for line in lines) else 0


def cases(
    *folders: Annotated[Path, about(_("Folders of treated cases; those that ship when left out."))],
    members: Annotated[int, at_least(1, _("Runs of each case."))] = 96,
    seed: Annotated[int, at_least(0, _("Seed of the random numbers."))] = 1,
    priors: Annotated[bool, flag(_("Draw from the priors, even where a posterior was learnt."))] = False,
    json: Json = False,
) -> None:
    """Forecast treated cases of other places, and count how often what came lies inside the 80 % band.

    A case is the folder of a place with a file case.yaml: what was done, the series, the time before and the
    times after. No code is needed. Shared parameters come from El Salvador's posterior, widened; local ones
    are the case's own. Cases that El Salvador's own record holds are counted apart.
    """
    from tregua.inference.transferred_priors import main_fit, parameters_for
    from tregua.validation.natural_experiment import list_cases, load_case
    from tregua.validation.natural_experiment_forecasts import compare, predict_with, told_with, verdicts

    found = [load_case(str(each)) for each in folders or list_cases()]
    joint = None if priors else main_fit()
    given = None if joint is None else (lambda case: parameters_for(case.place, joint))
    lines = compare(found, predict_with(members, seed, given))
    if json:
        said = verdicts(lines, joint)
        show_json(
            {
                "verdict": said[0],
                "outside_the_fit": said[-1] if joint is not None else said[0],
                "parameters": "priors" if joint is None else told_with(joint),
                "cases": [x.record() for x in lines],
            }
        )
        return
    columns = [_("case"), _("months"), _("observed"), _("se"), _("forecast"), _("80 % band"), _("verdict")]
    cells = (
        (
            line.title,
            line.observed.months,
            _number(line.observed.log_ratio, sign=True),
            _number(line.observed.sd),
            _number(line.middle, sign=True),
            f"{_number(line.low, sign=True)} {_number(line.high, sign=True)}",
            _("inside") if line.inside else _("OUTSIDE"),
        )
        for line in lines
    )
    show_table(
        _("Log-ratio of killing or kidnapping, after against before"), columns, cells, right=(1, 2, 3, 4)
    )
    for sentence in verdicts(lines, joint):
        say(sentence)
    say(_("Parameters: {told}.").format(told=told_with(joint)))


def counterfactual(
    place: PlaceRef,
    *,
    out: Annotated[Path | None, about(_("File for the picture, SVG."))] = None,
    json: Json = False,
) -> None:
    """Tell what El Salvador would have been without the state of exception, and what had fallen before it.

    A synthetic control from homicide rates of other countries, with its donors, weights and placebos, beside
    the model's own estimate where a posterior offers one. Needs the extra learn.
    """
    from tregua.errors import InputError, Problem
    from tregua.places import load_place
    from tregua.results.atomic_write import write_text
    from tregua.validation.counterfactual import everything, model_estimate, picture
    from tregua.validation.registry import needs
    from tregua.validation.synthetic_control import estimate, fall_before, own_trend, panel

    needs()
    at = load_place(place)
    if at.name != "el_salvador":
        expected = _("el_salvador: the only place whose donors and years are chosen")
        raise InputError(Problem(_("command line"), None, "PLACE", place, expected))
    model = model_estimate(at)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_text(out, picture(estimate("changes"), model))
    if json:
        show_json(everything(at))
        return
    pool = panel()
    say(_("Donors: {names}").format(names=", ".join(pool.countries)))
    for country, why in pool.left_out.items():
        say(_("  left out: {country}, {why}").format(country=country, why=_why(why)))
    for country, years in pool.filled.items():
        say(_("  filled: {country}, {years}").format(country=country, years=", ".join(map(str, years))))
    titles = {
        "changes": _("Synthetic control, fitted to yearly changes, anchored at 2021"),
        "levels": _("Synthetic control, fitted to levels with their means taken out"),
    }
    for method in ("changes", "levels"):
        found = estimate(method)
        _years(titles[method], found.narrow, found.wide)
        weights = ", ".join(f"{country} {weight:.2f}" for country, weight in found.weights.items())
        say(
            _("  weights: {weights}; fit before: {fit:.2f} log points").format(weights=weights, fit=found.fit)
        )
        say(
            _(
                "  placebos: {p:.2f} of {n} countries, its own included, have a gap as large for their fit"
            ).format(p=found.p_value, n=len(pool.countries) + 1)
        )
        left = ", ".join(f"{country} {value:,.0f}" for country, value in found.leave_one_out.items())
        say(_("  2023 with a donor left out: {left}").format(left=left))
    if model is None:
        say(_("The model: no estimate of its own; it needs a posterior as of 1 March 2022."))
    else:
        _years(_("The model, fitted as of 1 March 2022"), model["narrow"], model["wide"])
        broken = model_estimate(at, "broken")
        if broken is not None:
            _years(_("The same, the pact broken on 26 March 2022"), broken["narrow"], broken["wide"])
        old = ", ".join(f"{year.year}: {year.middle:,.0f}" for year in model["narrow, rule of 2021"])
        say(_("Narrow base had the counting rule of 2021 stayed: {years}").format(years=old))
    trend = ", ".join(f"{year.year}: {year.middle:,.0f}" for year in own_trend())
    say(
        _("Had the country's own fall of 2015-21 gone on (a bound, no estimate): {trend}").format(trend=trend)
    )
    columns = [
        _("base"),
        _("fall from 2015 to"),
        _("before, of people killed"),
        _("before, on the log scale"),
    ]
    rows = ((f.base, f.until, f"{f.absolute:.0%}", f"{f.logs:.0%}") for f in fall_before())
    show_table(_("Share of the fall that came before March 2022"), columns, rows, right=(1, 2, 3))
    say(
        _("* The donors' record ends in 2023; later years carry it on. The emergency began on 27 March 2022.")
    )


def _years(title: str, narrow: Any, wide: Any) -> None:
    columns = [_("year"), _("without, narrow base"), _("counted"), _("without, wide base"), _("counted")]
    rows = (
        (
            a.year if a.donors_seen else f"{a.year} *",
            marks(f"{a.middle:,.0f} ({a.low:,.0f}–{a.high:,.0f})"),
            _count(a.observed),
            marks(f"{b.middle:,.0f} ({b.low:,.0f}–{b.high:,.0f})"),
            _count(b.observed),
        )
        for a, b in zip(narrow, wide, strict=True)
    )
    show_table(title, columns, rows, right=(1, 2, 3, 4))


def _why(text: str) -> str:
    """Say in the language in use why a country is no donor; what is kept says it in English."""
    if text.startswith(start := "no rate in "):
        return _("no rate in {years}").format(years=text.removeprefix(start))
    return translated(text)


def _count(value: float | None) -> str:
    return "" if value is None else marks(f"{value:,.0f}")


def _number(value: Any, sign: bool = False) -> str:
    """Print a number so that it can be compared with a published one."""
    if value is None:
        return ""
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 10 else 4
    return marks(f"{value:{'+' if sign else ''},.{digits}f}")
