"""Why the model says so, in words, tables and pictures: parts of a scenario, mechanisms switched off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tregua.assumptions.posterior_summary import whence
from tregua.decisions.caveats import caveats
from tregua.decisions.labels import capital, quoted
from tregua.decisions.labels import reading as reading_name
from tregua.decisions.reasons.mechanisms import title as mechanism_title
from tregua.i18n import _, translated
from tregua.i18n.numbers import count, percent, worded
from tregua.pictures.waterfall import Bar, waterfall
from tregua.report.numbers import number
from tregua.report.sections.section import Section, Source, command
from tregua.scenarios.parts import title as part_title

if TYPE_CHECKING:
    from tregua.decisions.reasons.why import Effect, Step, Why

MAIN = ("deaths", "arbitrary_years", "deaths_custody", "cost")
NAMED = 4  # parts of an effect that a sentence names


def bare(x: float, unit: str, *, signed: bool = True) -> str:
    """Return a figure without its unit: millions of US dollars, points of a share, or a count."""
    scaled = x / 1e6 if unit == "USD" else 100 * x if unit == _("share") else x
    return number(scaled, signed=signed)


def unit_of(one: Effect) -> str:
    """Return the unit in which an outcome is printed."""
    unit = one.outcome.unit
    return _("million USD") if unit == "USD" else _("points") if unit == _("share") else unit


def name_of(one: Effect) -> str:
    """Return an outcome in words, with its reading."""
    if not one.reading:
        return one.outcome.title
    return _("{title}, {reading} reading").format(title=one.outcome.title, reading=reading_name(one.reading))


def ranged(step: Step, unit: str) -> str:
    """Return a mean with its range."""
    return _("{n} ({low} to {high})").format(
        n=bare(step.mean, unit), low=bare(step.low, unit), high=bare(step.high, unit)
    )


def sentences(found: Why) -> list[str]:
    """Return the answer in sentences: what is compared, each effect and its parts, how far to trust it."""
    said = [
        _("{policy} against {base}, {place}: means over {draws} draws, {how}, seed {seed}.").format(
            policy=quoted(translated(found.scenario.title)),
            base=quoted(translated(found.baseline.title)),
            place=found.place.title,
            draws=found.options["draws"],
            how=_how(found),
            seed=found.options["seed"],
        )
    ]
    if found.options["branch"]:
        course = (
            _("As it operates; the odds that it ever starts are no part of it.")
            if found.options["branch"] == "operates"
            else _("As it collapses half way; the odds that it ever starts are no part of it.")
        )
        said.append(course)
    if not found.parts:
        said.append(_("The scenario does nothing that its baseline does not do: there is nothing to share."))
    elif len(found.parts) == 1:
        said.append(
            _("It has one part alone, {part}: the whole effect belongs to it.").format(
                part=part_title(found.parts[0])
            )
        )
    said += [_shared(one) for one in found.effects]
    said.append(
        _(
            "Parts are Shapley values and add up to the effect: every order in which they could be added "
            "counts alike. A part needs the others: most arrests fail without force. In brackets the range "
            "of nine draws in ten; ± is one standard error by the number of draws."
        )
    )
    said.append(
        _(
            "Mechanisms are switched off one at a time, from the first day on, in both scenarios; they act "
            "together, so that they do not add up. Members taken away by arrest and ground taken by force "
            "are no parameters: they are what is left when all mechanisms are off."
        )
    )
    return [*said, *trust(found)]


def trust(found: Why) -> list[str]:
    """Return what the figures are drawn from, and how far to trust them."""
    learnt = (
        _("the priors: nothing of it is fitted")
        if found.learnt is None
        else worded(whence(found.learnt, str(found.place.title)))
    )
    return [_("Parameters come from {what}.").format(what=learnt), *caveats()]


def _how(found: Why) -> str:
    if found.options["exact"]:
        return _("by the day, with chance")
    return _("by the week, in expectation")


def _shared(one: Effect) -> str:
    unit = one.outcome.unit
    whole = _("{what} ({unit}): {n} ± {error}").format(
        what=capital(name_of(one)),
        unit=unit_of(one),
        n=ranged(one.total, unit),
        error=bare(one.total.error, unit, signed=False),
    )
    ranks = sorted((step for step in one.parts if step.mean), key=lambda step: -abs(step.mean))
    if len(one.parts) < 2 or not ranks:
        return whole + "."
    size = one.total.mean
    parts = [
        _("{part} {n}").format(part=part_title(step.name), n=bare(step.mean, unit))
        + (f" ({percent(step.mean / size)})" if all(s.mean / size >= 0 for s in ranks) else "")
        for step in ranks[:NAMED]
    ]
    return whole + ": " + "; ".join(parts) + "."


def tables(found: Why) -> list[dict[str, Any]]:
    """Return the tables: outcomes by part, by mechanism, and the main ones by structure and reading."""
    out = [_parts(found)] if found.parts else []
    out.append(_mechanisms(found))
    return out + [_apart(one, found) for one in main(found)]


def main(found: Why) -> list[Effect]:
    """Return the effects that are shown apart: deaths, deaths in custody, arbitrary detention, cost."""
    return [one for one in found.effects if one.outcome.key in MAIN] or list(found.effects)


def _cell(step: Step, one: Effect, found: Why, what: str) -> dict[str, Any]:
    unit = one.outcome.unit
    return {
        "text": bare(step.mean, unit),
        "range": f"{bare(step.low, unit)}{_(' to ')}{bare(step.high, unit)}",
        "what": f"{name_of(one)}; {what}",
        "unit": unit_of(one),
        "scenario": found.scenario.name,
    }


def _head(one: Effect) -> str:
    return capital(f"{name_of(one)} ({unit_of(one)})")


def _parts(found: Why) -> dict[str, Any]:
    whole, error = _("the whole effect"), _("Monte Carlo error")
    names = [whole, *(part_title(part) for part in found.parts)]
    rows: list[list[Any]] = []
    for one in found.effects:
        cells = [_cell(s, one, found, n) for s, n in zip((one.total, *one.parts), names, strict=True)]
        told = {
            "text": bare(one.total.error, one.outcome.unit, signed=False),
            "what": f"{name_of(one)}; {error}",
            "unit": unit_of(one),
            "scenario": found.scenario.name,
        }
        rows.append([_head(one), cells[0], told, *cells[1:]])
    return {
        "title": _("The effect, by the parts of the scenario"),
        "note": _("Means over draws, with the range of nine draws in ten; parts add up to the whole effect."),
        "head": [_("Outcome"), capital(whole), error, *(capital(name) for name in names[1:])],
        "rows": rows,
    }


def _mechanisms(found: Why) -> dict[str, Any]:
    shown = main(found)
    rows: list[list[Any]] = []
    for k, step in enumerate(shown[0].mechanisms if shown else ()):
        if any(one.mechanisms[k].mean for one in shown):
            title = mechanism_title(step.name)
            rows.append([capital(title), *(_cell(one.mechanisms[k], one, found, title) for one in shown)])
    return {
        "title": _("What the effect loses when a mechanism is switched off"),
        "note": _("A mechanism that moves nothing is left out. They do not add up."),
        "head": [_("Mechanism"), *(_head(one) for one in shown)],
        "rows": rows,
    }


def _apart(one: Effect, found: Why) -> dict[str, Any]:
    """Return one outcome by causal structure and by reading."""
    from tregua.report.phrases import structure

    names = [_("the whole effect"), *(part_title(part) for part in found.parts)]
    rows: list[list[Any]] = []
    groups = [(structure(name), steps) for name, steps in one.by_structure.items()]
    groups += [
        (_("{reading} reading").format(reading=reading_name(name)), steps)
        for name, steps in one.by_reading.items()
    ]
    for kind, steps in groups:
        rows.append(
            [
                capital(kind),
                *(_cell(s, one, found, f"{kind}; {n}") for s, n in zip(steps, names, strict=True)),
            ]
        )
    return {
        "title": _("{outcome}, by causal structure and by reading").format(outcome=capital(name_of(one))),
        "note": _("Means over the draws of each, with their range."),
        "head": [_("Account"), *(capital(name) for name in names)],
        "rows": rows,
    }


def pictures(found: Why) -> list[str]:
    """Draw the waterfall of the main outcomes, SVG: the baseline, each part, the scenario."""
    return [picture(one, found) for one in main(found) if one.parts]


def picture(one: Effect, found: Why) -> str:
    """Draw one outcome from its mean in the baseline to its mean in the scenario, part by part; SVG."""
    unit = one.outcome.unit
    scale = 1e-6 if unit == "USD" else 100.0 if unit == _("share") else 1.0
    bars = [
        Bar(capital(part_title(step.name)), scale * step.mean, scale * step.low, scale * step.high)
        for step in sorted(one.parts, key=lambda step: -abs(step.mean))
    ]
    foot = [
        _(
            "Blue adds, orange takes away. Thin lines: the range of each step over nine draws in ten. "
            "{draws} draws, {n} combinations of parts, seed {seed}."
        ).format(
            draws=found.options["draws"],
            n=count(found.options["combinations"]),
            seed=found.options["seed"],
        ),
        *trust(found),
    ]
    return waterfall(
        _("{what}: from “{base}” to “{policy}”").format(
            what=capital(name_of(one)),
            base=translated(found.baseline.title),
            policy=translated(found.scenario.title),
        ),
        _("{unit}; means over draws").format(unit=unit_of(one)),
        (translated(found.baseline.title), scale * one.start),
        bars,
        translated(found.scenario.title),
        foot,
    )


def section(found: Why, made_by: str = "") -> Section:
    """Return why as a page of the report: sentences, tables, waterfalls."""
    own = trust(found)
    return {
        "id": "why",
        "title": _("Why the model says so"),
        "lead": sentences(found)[: -len(own)],
        "tables": tables(found),
        "pictures": pictures(found),
        "foot": own,
        **({"command": made_by} if made_by else {}),
    }


def of(source: Source) -> Section | None:
    """Return why as a page of the report of a result, for its first policy that declares or else its second.

    It is run again in expectation and by the week: under a minute of one processor.

    Parameters
    ----------
    source
        The result, its place and how it was made.
    """
    from tregua.decisions.reasons.why import why
    from tregua.report.sections.discovery import asked_policy
    from tregua.scenarios import load_scenario

    if len(source.policies) < 2:
        return None
    policy = asked_policy(source)
    base = source.base
    options = {
        key: source.options[key] for key in ("seed", "as_of", "assume", "priors") if key in source.options
    }
    found = why(
        load_scenario(policy, source.place) if isinstance(policy, str) else policy,
        load_scenario(base, source.place) if isinstance(base, str) else base,
        place=source.place,
        **options,
    )
    return section(found, _command(source, policy, base))


def _command(source: Source, policy: Any, base: Any) -> str:
    def name(each: Any) -> str:
        return each if isinstance(each, str) else str(each.name)

    words = command("why", source, [policy], "--baseline", name(base))
    # the place is named by an option there
    head = f"tregua why {source.place.name} "
    return words.replace(head, "tregua why ", 1) + f" --place {source.place.name}"


def means_of(table: dict[str, Any]) -> Sequence[Sequence[str]]:
    """Return the cells of a table as words, without their ranges: a terminal is narrow."""
    return [[str(cell["text"] if isinstance(cell, dict) else cell) for cell in row] for row in table["rows"]]
