"""The command that tells under which conditions a policy does what is asked of it."""

from __future__ import annotations

import json as form
from typing import Annotated, Any

from tregua.cli.decision_options import Ask, Believe, Folder, Goals, ranged, say_all, written
from tregua.cli.options import Json, PlaceRef, about, at_least, flag
from tregua.cli.terminal import progress, say, show_json, show_table, starting
from tregua.i18n import _, translated


def discover(
    place: PlaceRef,
    scenario: Annotated[
        str | None, about(_("The policy; else that of --ask, else the place's first conditional one."))
    ] = None,
    *,
    goal: Goals = None,
    ask: Ask = None,
    futures: Annotated[int, at_least(6, _("How many futures are looked at."))] = 1200,
    density: Annotated[
        float | None, about(_("Share of futures in a box that are to meet the goals; 0.8 if unsaid."))
    ] = None,
    no_map: Annotated[
        bool, flag(_("Leave out the map of thresholds: force against firepower, up and down."))
    ] = False,
    believe: Believe = Believe(),  # noqa: B008 - frozen
    out: Folder = None,
    json: Json = False,
) -> None:
    """Find the conditions under which a policy meets goals: what would have to be true.

    Futures are drawn over what is believed and over deep uncertainties: force deployed, consent lasting,
    money arriving, firepower, replacement, targeting, deaths in custody. Each box of conditions is told with
    its base rate, coverage, density, and checks that it is not luck. Rights stand beside security inside and
    outside it. Also the map of thresholds and hysteresis, force against firepower.
    """
    from tregua.decisions.discovery.discovery import discover as find
    from tregua.decisions.discovery.tipping_points import DRAWS, force_of, threshold_map
    from tregua.decisions.request import beliefs_of
    from tregua.errors import InputError, Problem
    from tregua.pictures.discovery import picture
    from tregua.pictures.tipping_points import picture as draw_map

    if density is not None and not 0 < density <= 1:
        expected = _("a share above 0 and up to 1")
        raise InputError(Problem(_("command line"), None, "--density", str(density), expected))
    with progress(_("running futures"), starting()) as told:
        found = find(
            place,
            scenario,
            goals=goal or (),
            question=ask,
            futures=futures,
            density=density,
            progress=told,
            **vars(believe),
        )
    record: dict[str, Any] = found.record()
    files = {"discover.svg": picture(found)} if out else {}
    swept = None
    if not no_map:
        # of the first draws of what is believed, which are the same in a smaller ensemble
        beliefs = beliefs_of(found.asked, draws=DRAWS, **vars(believe))
        swept = threshold_map(beliefs, workers=believe.workers)
        record["threshold_map"] = swept.record() | {"sentences": swept.sentences()}
        if out:
            marks = {translated(found.policy.title): force_of(beliefs, found.policy)}
            files["threshold.svg"] = draw_map(swept, marks)
    if out:
        files["discover.json"] = form.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n"
    if json:
        paths = written(out, files, quiet=True) if out else []
        show_json(record | {"files": paths})
        return
    say_all(found.sentences())
    _beside(found)
    if swept is not None:
        say_all(swept.sentences())
    if out:
        written(out, files)


def _beside(found: Any) -> None:
    from tregua.decisions.goals import quantities
    from tregua.decisions.labels import reading as in_words

    boxes = found.boxes or [b for each in found.alone.values() for b in each]
    if not boxes:
        return
    known = quantities()
    columns = [
        _("beside it, median and 90 %"),
        _("reading"),
        _("unit"),
        _("inside the first box"),
        _("outside"),
    ]
    rows = []
    for name, inside in boxes[0].inside.items():
        outside, each = boxes[0].outside[name], known[name]
        if each.by_reading:
            for n, reading in enumerate(("official", "ngo")):
                label = each.title if n == 0 else ""
                told = (ranged(inside[reading]), ranged(outside[reading]))
                rows.append((label, in_words(reading), each.unit, *told))
        else:
            rows.append((each.title, "", each.unit, ranged(inside), ranged(outside)))
    show_table("", columns, rows, right=(3, 4))
    say(_("What hangs on who is arrested is told by reading, and never averaged."))
