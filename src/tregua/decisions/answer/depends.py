"""What an answer depends on most: the sentence written from measured indices, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tregua.decisions.labels import inputs
from tregua.decisions.sensitivity_analysis.stored import largest, stored
from tregua.decisions.uncertainties import deep_uncertainties
from tregua.i18n import _, translated
from tregua.i18n.numbers import count, percent

OUTCOME = "deaths_ratio"  # deaths, against the baseline's
NAMED, SHOWN = 3, 8
GROUP = "group "  # several parameters together


def _title(name: str) -> str | None:
    """Return an input in words, or None where it has no name of its own."""
    from tregua.assumptions.parameter import definitions

    known = inputs() | {each.name: each.title for each in deep_uncertainties()}
    known["first_day"] = _("the first day: members at large, ground held, recent events")
    if name in known:
        return known[name]
    return translated(definitions()[name].meaning) if name in definitions() else None


def depends(place: str, titles: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the inputs with the largest share of variance in the effect on deaths, and a sentence.

    None where the indices that ship speak of another place or of no policy shown.
    """
    record = stored()
    if record["place"] != place or record["policy"] not in titles or OUTCOME not in record["outcomes"]:
        return None
    shares = [(s, t) for s in largest(OUTCOME) if not s.name.startswith(GROUP) and (t := _title(s.name))]
    first = "; ".join(
        _("{input} ({share})").format(input=title, share=percent(share.total))
        for share, title in shares[:NAMED]
    )
    text = _(
        "How far “{policy}” moves deaths depends most on: {inputs}. In brackets: the share of the variance "
        "that each has a part in, measured over {n} model runs; shares overlap."
    ).format(policy=titles[record["policy"]], inputs=first, n=count(record["futures"]))
    replaced = next((s for s, _t in shares if s.name == "replacement"), None)
    if replaced is not None:
        text += " " + _("Whether a recruit replaces a member who is arrested has {share}.").format(
            share=percent(replaced.total)
        )
    return {
        "text": text,
        "inputs": [
            {"name": s.name, "title": t, "total": s.total, "low": s.low, "high": s.high}
            for s, t in shares[:SHOWN]
        ],
    }
