"""The command that holds policies against each other, with no weighting hidden."""

from __future__ import annotations

import json as form
from typing import TYPE_CHECKING, Annotated, Literal

from tregua.cli.decision_options import Ask, Believe, Folder, Goals, compact, ranged, say_all, written
from tregua.cli.options import Json, PlaceRef, about, at_least
from tregua.cli.terminal import progress, say, show_json, show_table, starting
from tregua.decisions.labels import reading as in_words
from tregua.i18n import _, translated
from tregua.i18n.numbers import percent

if TYPE_CHECKING:
    from tregua.decisions.trade_offs.tradeoffs import Basis, Tradeoffs


def tradeoffs(
    place: PlaceRef,
    *scenarios: Annotated[str, about(_("Policies by name or YAML file; those the place names if left out."))],
    goal: Goals = None,
    ask: Ask = None,
    reference: Annotated[
        str | None, about(_("The policy whose cost and dose the others are brought to."))
    ] = None,
    basis: Annotated[
        list[Literal["proposed", "cost", "dose"]] | None,
        about(_("A basis of comparison; all three if left out. May be given more than once.")),
    ] = None,
    futures: Annotated[int, at_least(6, _("How many futures are looked at."))] = 600,
    believe: Believe = Believe(),  # noqa: B008 - frozen
    out: Folder = None,
    json: Json = False,
) -> None:
    """Hold policies against each other: as proposed, at equal cost, at equal dose.

    Lives, rights, displacement, support and money stay apart: which policies nothing beats on every count,
    what one would regret on each, and how often goals are met, under each reading of who is arrested. A
    single score only by weights of your own, which must weigh rights where they weigh lives.
    """
    from tregua.decisions.trade_offs.tradeoffs import BASES
    from tregua.decisions.trade_offs.tradeoffs import tradeoffs as weigh
    from tregua.pictures.tradeoffs import picture

    with progress(_("running futures"), starting()) as told:
        found = weigh(
            place,
            scenarios,
            goals=goal or (),
            question=ask,
            reference=reference,
            bases=basis or BASES,
            futures=futures,
            progress=told,
            **vars(believe),
        )
    record = found.record()
    files = {}
    if out:
        files = {f"tradeoffs-{b.name}.svg": picture(found, b) for b in found.bases}
        files["tradeoffs.json"] = form.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n"
    if json:
        paths = written(out, files, quiet=True) if out else []
        show_json(record | {"files": paths})
        return
    for each in found.bases:
        _table(found, each)
        _weighted(found, each)
    say_all(found.sentences())
    if out:
        written(out, files)


def _table(found: Tradeoffs, basis: Basis) -> None:
    from tregua.decisions.goals import quantities
    from tregua.decisions.trade_offs.tradeoffs import basis_title

    known = quantities()
    columns = [_("policy"), _("x"), *(known[c].title for c in found.criteria), _("beaten by none")]
    rows = []
    fronts = {r: found.front(basis, r) for r in ("official", "ngo")}
    for line in basis.lines:
        table = found.table(line)
        cells = [
            "\n".join(f"{in_words(r)}: {ranged(table[c][r])}" for r in ("official", "ngo"))
            if known[c].by_reading
            else ranged(table[c])
            for c in found.criteria
        ]
        free = ", ".join(in_words(r) for r in fronts if fronts[r][line.name]["undominated"])
        factor = f"{line.match.factor:.2f}" if line.match else "1"
        rows.append((translated(line.title), factor, *cells, free))
    show_table(basis_title(found, basis), columns, rows)


def _weighted(found: Tradeoffs, basis: Basis) -> None:
    for reading in ("official", "ngo"):
        scored = found.weighted(basis, reading)
        if scored is None:
            return
        say(_("By your weights, {reading} reading (less is better):").format(reading=in_words(reading)))
        line = _("    {name}: {mean}; regret {regret}, nine times in ten at most {p90}; best in {share}")
        for name, each in sorted(scored.items(), key=lambda item: item[1]["mean"]):
            say(
                line.format(
                    name=name,
                    mean=compact(each["mean"]),
                    regret=compact(each["regret_mean"]),
                    p90=compact(each["regret_p90"]),
                    share=percent(each["best_in"], fine=True),
                )
            )
