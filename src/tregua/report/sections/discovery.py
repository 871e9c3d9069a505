"""What would have to be true, as a page of the report."""

from __future__ import annotations

from math import inf, isfinite
from typing import Any

from tregua.decisions.discovery.discovery import BESIDE, Discovery, Found, condition_words, discover
from tregua.decisions.discovery.tipping_points import (
    DRAWS,
    HOLD_YEARS,
    Map,
    force_of,
    threshold_map,
)
from tregua.decisions.labels import capital, inputs, quoted
from tregua.decisions.request import beliefs_of
from tregua.i18n import _, translated
from tregua.i18n.numbers import count, percents, rough
from tregua.pictures.discovery import picture
from tregua.pictures.tipping_points import picture as draw_map
from tregua.report import phrases
from tregua.report.numbers import MISSING, percent, plain
from tregua.report.sections.section import Section, Source, command
from tregua.report.sections.tradeoffs import cells, heads, made
from tregua.vocabulary.readings import READINGS


def section(source: Source) -> Section:
    """Run the futures of the result's first conditional policy, and return the page."""
    policy = asked_policy(source)
    found = discover(source.place, policy, base=source.base, question=source.question, **source.options)
    beliefs = beliefs_of(found.asked, draws=DRAWS, **source.options)
    page = told(found, threshold_map(beliefs), force_of(beliefs, found.policy))
    return page | {"command": command("discover", source, [policy])}


def asked_policy(source: Source) -> Any:
    """Return the first policy of a result that hangs on others, else the last."""
    from tregua.scenarios import load_scenario

    for each in source.policies:
        one = load_scenario(each, source.place) if isinstance(each, str) else each
        if one.conditional:
            return each
    return source.policies[-1]


def told(found: Discovery, swept: Map | None = None, force: float | None = None) -> Section:
    """Return the page of what was discovered."""
    boxes = [(_("Box {k}").format(k=n), each) for n, each in enumerate(found.boxes, 1)]
    goals = {goal.text: quoted(capital(goal.sentence())) for goal in found.goals}
    boxes += [(goals[goal], each) for goal, of in found.alone.items() for each in of]
    sentences = found.sentences()
    pictures = [picture(found)]
    tables = []
    if boxes:
        few = [_beside(found, name, each) for name, each in boxes[:2]]
        tables = [_limits(found, boxes), _checks(found, boxes), *few]
    if swept is not None:
        marks = {} if force is None else {translated(found.policy.title): force}
        pictures.append(draw_map(swept, marks))
        tables.append(_mapped(found, swept))
        sentences = [*sentences[:-3], *swept.sentences(), *sentences[-3:]]
    return {
        "id": "discover",
        "title": _("What would have to be true"),
        "lead": [capital(s.strip()) for s in sentences[:-2]],
        "tables": tables,
        "pictures": pictures,
        "foot": sentences[-2:],
        "made": made(found.beliefs, len(found.y)),
        "runs": str(len(found.y)),
    }


def _limits(found: Discovery, boxes: list[tuple[str, Found]]) -> dict[str, Any]:
    """Return the conditions of every box, and how often each returns in resamples."""
    units = {u.name: u.unit for u in found.beliefs.uncertain}
    titles = {**inputs(), **{u.name: u.title for u in found.beliefs.uncertain}}
    rows = []
    for name, each in boxes:
        said = condition_words(each.box, titles)
        for words_, key in zip(said, [*each.box.limits, *each.box.kept], strict=True):
            low, high = each.box.limits.get(key, (-inf, inf))
            row: list[Any] = [f"{name}; {words_}"]
            for value, what in ((low, _("at least")), (high, _("at most"))):
                told = {"text": plain(value), "what": f"{name}: {titles.get(key, key)}, {what}",
                        "unit": units.get(key, ""), "scenario": found.policy.name}  # fmt: skip
                row.append(told if isfinite(value) else MISSING)
            back = _("share of resamples of the futures in which the condition is found again")
            row.append({"text": percent(each.returns[key]), "what": f"{name}: {titles.get(key, key)}; {back}",
                        "unit": _("share"), "scenario": found.policy.name})  # fmt: skip
            rows.append(row)
    return {
        "title": _("The conditions of each box"),
        "note": _("A future lies in a box where it meets every condition of it."),
        "head": [_("Box and condition"), _("At least"), _("At most"), _("Returns in resamples")],
        "rows": rows,
    }


def _mapped(found: Discovery, swept: Map) -> dict[str, Any]:
    """Return the map of thresholds in figures."""
    ways = {"up": _("as force rises"), "down": _("as force falls again")}
    rows = []
    for way, words_ in ways.items():
        shares = swept.broken(way)
        for k, power in enumerate(swept.firepowers):
            row: list[Any] = [capital(_("firepower x{x}, {way}").format(x=rough(power, 3), way=words_))]
            for j, force in enumerate(swept.forces):
                what = _("share of draws whose gangs have lost nine in ten members; force x{force}; {where}")
                told = {"text": percent(shares[k, j]),
                        "what": what.format(force=rough(force, 3), where=row[0]),
                        "unit": _("share"), "scenario": found.asked.base.name,
                        "more": {"members": str(swept.up.shape[2]), "digest": ""}}  # fmt: skip
                row.append(told if shares[k, j] == shares[k, j] else MISSING)
            rows.append(row)
    return {
        "title": _("Force against firepower, in figures"),
        "note": _(
            "Share of {n} draws whose gangs have lost nine in ten members, each force held {y} years."
        ).format(n=swept.up.shape[2], y=HOLD_YEARS),
        "head": [_("Firepower, and way"), *(f"x{rough(force, 3)}" for force in swept.forces)],
        "rows": rows,
    }


def _checks(found: Discovery, boxes: list[tuple[str, Found]]) -> dict[str, Any]:
    rows = []
    for name, each in boxes:

        def share(value: float, what: str, name: str = name) -> dict[str, Any]:
            return {"text": percent(value, fine=True), "what": f"{name}: {what}", "unit": _("share"),
                    "scenario": found.policy.name}  # fmt: skip

        low, high = each.held_out_density
        held = share(each.held_out.density, _("density where it was not sought"))
        held["range"] = percents(low, high, fine=True)
        rows.append(
            [
                name,
                share(each.box.density, _("share of futures in it that meet the goals")),
                share(each.box.coverage, _("share of the futures that meet the goals in it")),
                share(each.box.mass, _("share of all futures in it")),
                held,
                share(each.luck, _("chance that shuffled goals give a box as good")),
            ]
        )
    return {
        "title": _("The boxes, and whether they are luck"),
        "note": _("Of all {n} futures, {share} meet every goal.").format(
            n=count(len(found.y)), share=percent(found.base_rate["all"], fine=True)
        ),
        "head": [
            _("Box"),
            _("Density"),
            _("Coverage"),
            _("Of all futures"),
            _("Density on the half where it was not sought"),
            _("Chance of as good a box by luck"),
        ],
        "rows": rows,
    }


def _beside(found: Discovery, name: str, each: Found) -> dict[str, Any]:
    rows = []
    for where, table in ((_("inside"), each.inside), (_("outside"), each.outside)):
        for reading in READINGS:
            own = cells(table, BESIDE, found.policy.name, f"{name}, {where}", reading)
            rows.append([capital(f"{where}; {phrases.reading(reading)}"), *own])
    return {
        "title": _("{box}: what else holds inside and outside it").format(box=name),
        "note": _("Middle of the futures, and what holds nine in ten; rights beside security."),
        "head": [_("Where, and reading"), *heads(BESIDE)],
        "rows": rows,
    }
