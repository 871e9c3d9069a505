"""Trade-offs as a page of the report."""

from __future__ import annotations

from typing import Any

from tregua.decisions.caveats import caveats
from tregua.decisions.futures import Beliefs
from tregua.decisions.goals import quantities
from tregua.decisions.labels import capital
from tregua.decisions.request import drawn_from
from tregua.decisions.trade_offs.tradeoffs import Basis, Line, Tradeoffs, basis_title, tradeoffs
from tregua.i18n import _, translated
from tregua.i18n.numbers import count, percents, rough
from tregua.pictures.tradeoffs import picture
from tregua.report import phrases
from tregua.report.numbers import number, percent, plain
from tregua.report.sections.section import Section, Source, command
from tregua.vocabulary.readings import READINGS


def section(source: Source) -> Section:
    """Run the futures and return the page."""
    found = tradeoffs(
        source.place, source.policies, base=source.base, question=source.question, **source.options
    )
    names = [each for each in source.policies if each != source.base]
    return told(found) | {"command": command("tradeoffs", source, names)}


def told(found: Tradeoffs) -> Section:
    """Return the page of trade-offs that were found."""
    tables: list[dict[str, Any]] = []
    for basis in found.bases:
        tables += [_outcomes(found, basis), _standing(found, basis)]
    tables.append(_regret(found, found.bases[0]))
    lead = [
        _(
            "Policies on every count, in {n} futures drawn over what is believed and over force, consent, "
            "money, firepower, replacement, targeting and deaths in custody. Nothing is weighed against "
            "anything else."
        ).format(n=count(len(found.futures))),
        _("Goals: {goals}.").format(goals="; ".join(g.sentence() for g in found.asked.goals)),
    ]
    if not found.asked.own_goals:
        lead.append(_("These goals are examples; “tregua tradeoffs --ask FILE” takes your own."))
    return {
        "id": "tradeoffs",
        "title": _("Which policy: at equal cost, at equal dose, and what one would regret"),
        "lead": lead,
        "tables": tables,
        "pictures": [picture(found, basis) for basis in found.bases],
        "foot": caveats(),
        "made": made(found.beliefs, len(found.futures)),
        "runs": str(len(found.futures)),
    }


def made(beliefs: Beliefs, futures: int) -> str:
    """Say how the numbers of a page were made, for they are not those of the result's own runs."""
    options = beliefs.setup.options
    return _("{what}; {n} futures, in expectation, by weeks; seed {seed}").format(
        what=drawn_from(beliefs), n=count(futures), seed=options.seed
    )


def figure(span: dict[str, float] | None, what: str, unit: str, scenario: str) -> Any:
    """Return a cell with a middle and its range, which says itself what it is."""
    if span is None:
        return "–"
    size = 1e-6 if unit == "USD" else 1.0
    three = [size * span[k] for k in ("median", "low", "high")]
    if unit == _("share"):
        told, ends = percent(three[0], fine=True), percents(three[1], three[2], fine=True)
    else:
        form = plain if unit == _("ratio") else number
        told, ends = form(three[0]), f"{form(three[1])}–{form(three[2])}"
    unit = _("million USD") if unit == "USD" else unit
    what = _("{what}; in expectation, over futures").format(what=what)
    return {"text": told, "range": ends, "what": what, "unit": unit, "scenario": scenario}


def cells(
    table: dict[str, Any], names: tuple[str, ...], scenario: str, where: str, reading: str
) -> list[Any]:
    """Return a row's figures; what hangs on a reading is that of one reading."""
    known = quantities()
    out = []
    for name in names:
        each = known[name]
        span = table[name][reading] if each.by_reading else table[name]
        which = f"; {phrases.reading_title(reading)}" if each.by_reading else ""
        out.append(figure(span, f"{each.title}; {where}{which}", each.unit, scenario))
    return out


def heads(names: tuple[str, ...]) -> list[str]:
    """Return the heads of columns, with units."""
    known = quantities()
    return [
        capital(f"{known[n].title}, {_('million USD') if known[n].unit == 'USD' else known[n].unit}")
        for n in names
    ]


def _row_title(line: Line, reading: str) -> str:
    factor = ""
    if line.match is not None and abs(line.match.factor - 1) > 0.005:
        factor = _(", {f} times what is proposed").format(f=rough(line.match.factor))
    return f"{translated(line.title)}{factor}; {phrases.reading(reading)}"


def _outcomes(found: Tradeoffs, basis: Basis) -> dict[str, Any]:
    names = ("deaths", "civilians", "deaths_state", "deaths_custody", "wrongful_years", "arbitrary_years",
             "displaced_end", "support_host", "cost")  # fmt: skip
    where = basis_title(found, basis)
    rows = []
    for line in basis.lines:
        table = found.table(line)
        for reading in READINGS:
            rows.append([_row_title(line, reading), *cells(table, names, line.name, where, reading)])
    note = _("Middle of the futures, and what holds nine in ten.")
    if basis.left_out:
        titles = {x.name: translated(x.title) for x in found.bases[0].lines}
        gone = "; ".join(_("{a}, which {why}").format(a=titles[n], why=w) for n, w in basis.left_out.items())
        note += " " + _("Left out: {names}.").format(names=gone)
    return {"title": where, "note": note, "head": [_("Policy and reading"), *heads(names)], "rows": rows}


def _standing(found: Tradeoffs, basis: Basis) -> dict[str, Any]:
    titles = {x.name: translated(x.title) for x in basis.lines}
    fronts = {r: found.front(basis, r) for r in READINGS}
    met = {r: found.satisficing(basis, r) for r in READINGS}
    rows = []
    for line in basis.lines:
        for reading in READINGS:
            mine, share = fronts[reading][line.name], met[reading][line.name]
            beaten = ", ".join(titles[n] for n in mine["dominated_by"])
            where = f"{basis_title(found, basis)}; {phrases.reading_title(reading)}"

            def share_of(
                value: float, what: str, where: str = where, name: str = line.name
            ) -> dict[str, Any]:
                return {"text": percent(value, fine=True), "what": f"{what}; {where}",
                        "unit": _("share of futures"), "scenario": name}  # fmt: skip

            rows.append(
                [
                    _row_title(line, reading),
                    _("by none") if mine["undominated"] else beaten,
                    share_of(mine["undominated_in"], _("beaten by none on every count")),
                    share_of(share["all"], _("all goals met")),
                    *(share_of(share[g.text], g.sentence()) for g in found.asked.goals),
                ]
            )
    head = [
        _("Policy and reading"),
        _("Beaten on every count, by medians"),
        _("Beaten by none, share of futures"),
        _("All goals met"),
        *(capital(g.sentence()) for g in found.asked.goals),
    ]
    title = _("{basis}: who is beaten, and who meets the goals").format(basis=basis_title(found, basis))
    note = _("Counts: {names}. Two policies within 2 % are alike.").format(
        names="; ".join(quantities()[c].title for c in found.criteria)
    )
    return {"title": title, "note": note, "head": head, "rows": rows}


def _regret(found: Tradeoffs, basis: Basis) -> dict[str, Any]:
    known = quantities()
    rows = []
    every = {r: found.regrets(basis, r) for r in READINGS}
    for line in basis.lines:
        for reading in READINGS:
            row: list[Any] = [_row_title(line, reading)]
            for c in found.criteria:
                span = every[reading][c]["policies"][line.name]
                what = _("regret: short of the best in the same future; {what}").format(what=known[c].title)
                own = {"median": span["median"], "low": span["median"], "high": span["p90"]}
                row.append(figure(own, f"{what}; {phrases.reading_title(reading)}", known[c].unit, line.name))
            rows.append(row)
    return {
        "title": _("Regret, as proposed"),
        "note": _(
            "By how much a policy falls short of the best policy in the same future, on each count alone: "
            "middle, and nine futures in ten at most."
        ),
        "head": [_("Policy and reading"), *heads(found.criteria)],
        "rows": rows,
    }
