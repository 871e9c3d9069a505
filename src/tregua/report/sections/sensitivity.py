"""What drives the outcomes, as a page of the report."""

from __future__ import annotations

from typing import Any

from tregua.decisions.goals import quantities
from tregua.decisions.labels import capital, held
from tregua.decisions.sensitivity_analysis.sensitivity import Driver, Sensitivity, sensitivity
from tregua.i18n import _
from tregua.i18n.numbers import decimals
from tregua.pictures.tornado import named, picture
from tregua.report.numbers import number
from tregua.report.phrases import reading_title
from tregua.report.sections.discovery import asked_policy
from tregua.report.sections.section import Section, Source, command
from tregua.report.sections.tradeoffs import figure, made

ROWS = 256  # of the design: a report is quicker than the command, and its intervals are wider


def section(source: Source) -> Section:
    """Run the design for the result's first conditional policy, and return the page."""
    policy = asked_policy(source)
    found = sensitivity(
        source.place,
        policy,
        base=source.base,
        question=source.question,
        rows=ROWS,
        **source.options,
    )
    return told(found) | {"command": command("sensitivity", source, [policy], "--rows", str(ROWS))}


def told(found: Sensitivity) -> Section:
    """Return the page of what drives outcomes."""
    sentences = [capital(s.strip()) for s in found.sentences()]
    tables = [each for d in found.drivers for each in (_indices(found, d), _swings(found, d))]
    if found.knowledge is not None:
        tables.append(_knowing(found))
    return {
        "id": "sensitivity",
        "title": _("What drives it, and what knowing would be worth"),
        "lead": sentences[:-2],
        "tables": tables,
        "pictures": [picture(found)],
        "foot": sentences[-2:],
        "made": made(found.beliefs, found.runs),
        "runs": str(found.runs),
    }


def _indices(found: Sensitivity, d: Driver) -> dict[str, Any]:
    words, i = found.titles(), d.indices
    rows = []
    for k in sorted(range(len(i.names)), key=lambda k: -i.total[k]):
        row: list[Any] = [capital(words[i.names[k]])]
        for kind, value, low, high in (
            (_("alone"), i.first[k], i.first_low[k], i.first_high[k]),
            (_("with all it acts with"), i.total[k], i.total_low[k], i.total_high[k]),
        ):
            row.append(
                {
                    "text": decimals(value),
                    "range": f"{decimals(low)}{_(' to ')}{decimals(high)}",
                    "what": _("share of variance of {outcome} that goes with {input}, {kind}").format(
                        outcome=d.title, input=words[i.names[k]], kind=kind
                    ),
                    "unit": _("share"),
                    "scenario": found.policy.name,
                }
            )
        rows.append(row)
    scale = _("of its logarithm") if d.logs else _("as it is")
    return {
        "title": capital(d.title),
        "note": _("Sobol indices with 90 % intervals; variance {scale}.").format(scale=scale),
        "head": [_("Input"), _("Alone"), _("With all it acts with")],
        "rows": rows,
    }


def _swings(found: Sensitivity, d: Driver) -> dict[str, Any]:
    """Return the tornado in figures."""
    words = found.titles()
    rows = []
    for reading, _median, swings in d.apart():
        for s in swings:
            name = capital(words[s.name]) + (f"; {reading_title(reading)}" if reading else "")
            row: list[Any] = [name]
            for where, value in ((held(s.at_low), s.low), (held(s.at_high), s.high)):
                span = {"median": value, "low": value, "high": value}
                cell = figure(
                    span, f"{named(d, reading)}; {words[s.name]}: {where}", d.unit, found.policy.name
                )
                row += [where, cell | {"range": ""}]
            rows.append(row)
    return {
        "title": _("{outcome}, where an input is low and where it is high").format(outcome=capital(d.title)),
        "note": _(
            "Medians over the futures in the lowest and in the highest fifth of an input, the widest first."
        ),
        "head": [_("Input"), _("Low"), _("Median there"), _("High"), _("Median there")],
        "rows": rows,
    }


def _knowing(found: Sensitivity) -> dict[str, Any]:
    words, known = found.titles(), found.knowledge
    assert known is not None
    size, unit = (100.0, _("points")) if found.goal == "goals" else (1.0, quantities()[found.goal].unit)
    form = decimals if found.goal == "goals" else number
    rows = []
    for w in known.worths:
        rows.append(
            [
                capital(words[w.name]),
                {
                    "text": form(size * w.value),
                    "range": f"{form(size * w.low)}–{form(size * w.high)}",
                    "what": _("worth of knowing {what}").format(what=words[w.name]),
                    "unit": unit,
                    "scenario": known.best,
                },
                {
                    "text": form(size * w.noise),
                    "what": _("worth found for {what} where it is shuffled and tells nothing").format(
                        what=words[w.name]
                    ),
                    "unit": unit,
                    "scenario": known.best,
                },
                _("yes") if w.told else _("no"),
            ]
        )
    return {
        "title": _("What knowing would be worth"),
        "note": _("Knowing everything: {n} {unit}. Best on average: {best}.").format(
            n=form(size * known.perfect), unit=unit, best=known.title
        ),
        "head": [_("Quantity"), _("Worth of knowing it"), _("Noise"), _("Above noise")],
        "rows": rows,
    }
