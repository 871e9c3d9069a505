"""The command that tells what drives the outcomes of a policy, and what knowing would be worth."""

from __future__ import annotations

import json as form
from typing import TYPE_CHECKING, Annotated

from tregua.cli.decision_options import Ask, Believe, Folder, Goals, compact, say_all, written
from tregua.cli.options import Json, PlaceRef, about, at_least, flag
from tregua.cli.terminal import progress, show_json, show_table, starting
from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.decisions.sensitivity_analysis.sensitivity import Swing


def sensitivity(
    place: PlaceRef,
    scenario: Annotated[
        str | None, about(_("The policy; else that of --ask, else the place's first conditional one."))
    ] = None,
    *,
    outcome: Annotated[
        list[str] | None,
        about(_("An outcome, such as deaths or arbitrary_years; may be given more than once.")),
    ] = None,
    goal: Goals = None,
    ask: Ask = None,
    value: Annotated[
        str, about(_("What a decision is made for: 'goals', or an outcome such as deaths."))
    ] = "goals",
    rows: Annotated[
        int, at_least(2, _("Rows of the design, a power of two; some 36 runs a row and policy."))
    ] = 512,
    no_knowing: Annotated[bool, flag(_("Leave out the value of knowing, which runs every policy."))] = False,
    believe: Believe = Believe(),  # noqa: B008 - frozen
    out: Folder = None,
    json: Json = False,
) -> None:
    """Tell what drives the outcomes of a policy, and what it would be worth to know.

    Sobol indices with intervals, a tornado of low and high values, and the expected value of perfect partial
    information for a stated goal. Where no outcome of rights is asked for, two are added. Needs the extra
    decide.
    """
    from tregua.decisions.labels import held
    from tregua.decisions.sensitivity_analysis.sensitivity import sensitivity as find
    from tregua.pictures.tornado import picture

    with progress(_("running"), starting()) as told:
        found = find(
            place,
            scenario,
            outcomes=outcome or (),
            goals=goal or (),
            question=ask,
            value=value,
            rows=rows,
            knowing=not no_knowing,
            progress=told,
            **vars(believe),
        )
    record = found.record()
    files = {}
    if out:
        files["sensitivity.svg"] = picture(found)
        files["sensitivity.json"] = form.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n"
    if json:
        paths = written(out, files, quiet=True) if out else []
        show_json(record | {"files": paths})
        return
    words = found.titles()
    for d in found.drivers:
        i = d.indices
        order = sorted(range(len(i.names)), key=lambda k: -i.total[k])
        swings: dict[str, list[Swing]] = {}
        for each in d.swings:
            swings.setdefault(each.name, []).append(each)
        rows_ = []
        for k in order:
            own = sorted(swings.get(i.names[k], []), key=lambda s: s.reading, reverse=True)
            rows_.append(
                (
                    words[i.names[k]],
                    f"{i.first[k]:.2f} ({i.first_low[k]:.2f} – {i.first_high[k]:.2f})",
                    f"{i.total[k]:.2f} ({i.total_low[k]:.2f} – {i.total_high[k]:.2f})",
                    "\n".join(_at(s.reading, s.at_low, s.low) for s in own),
                    "\n".join(_at(s.reading, s.at_high, s.high) for s in own),
                )
            )
        scale = _("on the log scale") if d.logs else _("as it is")
        spans = d.by_reading or {"": (d.median, d.low, d.high)}
        told = "; ".join(
            f"{held(word)}{': ' if word else ''}{compact(m)} ({compact(low)} – {compact(high)})"
            for word, (m, low, high) in spans.items()
        )
        title = _("{outcome}, {unit}: {told}; variance {scale}").format(
            outcome=d.title, unit=d.unit, told=told, scale=scale
        )
        columns = [_("input"), _("alone"), _("with all it acts with"), _("median where low"), _("where high")]
        show_table(title, columns, rows_, right=(1, 2, 3, 4))
    say_all(found.sentences())
    if out:
        written(out, files)


def _at(reading: str, where: str, value: float) -> str:
    from tregua.decisions.labels import held

    return f"{held(reading)}{', ' if reading else ''}{held(where)}: {compact(value)}"
