"""What would have to be true, as a page of the report."""

from __future__ import annotations

from typing import Any

from tregua.assumptions.sampling import READINGS
from tregua.decisions.asking import beliefs_of
from tregua.decisions.discovery import BESIDE, Discovery, Found, discover
from tregua.decisions.discovery_picture import picture
from tregua.decisions.threshold import Map, force_of, threshold_map
from tregua.decisions.threshold import picture as draw_map
from tregua.i18n import _, translated
from tregua.report import words
from tregua.report.numbers import percent
from tregua.report.traded import cells, heads, made
from tregua.report.weighed import Section, Source


def section(source: Source) -> Section:
    """Run the futures of the result's first conditional policy, and return the page."""
    policy = asked_policy(source)
    found = discover(source.place, policy, base=source.base, question=source.question, **source.options)
    beliefs = beliefs_of(found.asked, draws=24, **source.options)
    return told(found, threshold_map(beliefs), force_of(beliefs, found.policy))


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
    boxes += [(goal, each) for goal, of in found.alone.items() for each in of]
    sentences = found.sentences()
    pictures = [picture(found)]
    if swept is not None:
        marks = {} if force is None else {translated(found.policy.title): force}
        pictures.append(draw_map(swept, marks))
        sentences = [*sentences[:-3], *swept.sentences(), *sentences[-3:]]
    return {
        "id": "discover",
        "title": _("What would have to be true"),
        "lead": [s.strip() for s in sentences[:-2]],
        "tables": [_checks(found, boxes), *[_beside(found, name, each) for name, each in boxes[:2]]]
        if boxes
        else [],
        "pictures": pictures,
        "foot": sentences[-2:],
        "made": made(found.beliefs, len(found.y)),
    }


def _checks(found: Discovery, boxes: list[tuple[str, Found]]) -> dict[str, Any]:
    rows = []
    for name, each in boxes:

        def share(value: float, what: str, name: str = name) -> dict[str, Any]:
            return {"text": percent(value), "what": f"{name}: {what}", "unit": _("share"),
                    "scenario": found.policy.name}  # fmt: skip

        low, high = each.held_out_density
        held = share(each.held_out.density, _("density where it was not sought"))
        held["range"] = f"{percent(low)}–{percent(high)}"
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
            n=len(found.y), share=percent(found.base_rate["all"])
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
            rows.append([f"{where}; {words.reading(reading)}", *own])
    return {
        "title": _("{box}: what else holds inside and outside it").format(box=name),
        "note": _("Middle of the futures, and what holds nine in ten; rights beside security."),
        "head": [_("Where, and reading"), *heads(BESIDE)],
        "rows": rows,
    }
