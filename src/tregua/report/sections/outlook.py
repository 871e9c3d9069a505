"""The outlook as a page of the report: from the day of the run's knowledge, by quarter, misses first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.i18n import _
from tregua.report import phrases

if TYPE_CHECKING:
    from tregua.forecasting.outlook_summary import Summary
    from tregua.report.sections.section import Source

OUTLOOKS = Path("outlooks")


def section(source: Source) -> dict[str, Any]:
    """Return the page of a result's place, from the newest day of knowledge of its scenarios."""
    from datetime import date

    from tregua.forecasting.mechanism_ratio import weighed
    from tregua.forecasting.outlook_summary import summary

    day = source.options.get("as_of") or date.fromisoformat(str(source.ds.attrs["as_of"]))
    # no clock: the same result has the same page
    return page(summary(source.place, day, day, OUTLOOKS, weighed(source.place, day)))


def page(s: Summary) -> dict[str, Any]:
    """Return the page of an outlook: its sentences and tables; each number says what it is."""
    from tregua.forecasting import outlook_summary as said
    from tregua.forecasting.outcome_tests import marks

    missed = [
        _("MISSED: {start} to {end}, {n} were counted").format(
            start=phrases.day(m.target.start), end=phrases.day(m.target.end), n=said.number(m.observed or 0.0)
        )
        for m in said.registered_misses(s.scoreboard)
    ]
    lead = [w for w in (said.warning(s),) if w]
    lead.append(
        _("{n} registered quarters of earlier outlooks, {m} of them missed.").format(
            n=len(s.scoreboard), m=len(missed)
        )
    )
    lead += [*missed, *said.stands(s), *said.politics(s)]
    words = marks()
    rows = []
    for o in s.outcomes:
        for (a, b), row in zip(s.outlook.quarters, o.by_quarter(), strict=True):
            low, middle, high = np.quantile(row, (0.05, 0.5, 0.95))
            cell = {
                "text": said.number(middle),
                "range": f"{said.number(low)}–{said.number(high)}",
                "what": said.name_of(o.name),
                "unit": _("people"),
            }
            span = f"{phrases.day(a)} – {phrases.day(b)}"
            rows.append([said.name_of(o.name), span, cell, words[s.tested[o.name].mark]])
    table = {
        "title": _("Twelve months by quarter"),
        "note": _("The range holds nine of ten draws."),
        "head": [_("outcome"), _("quarter"), _("forecast"), _("test")],
        "rows": rows,
    }
    dates = [f"{phrases.day(w.day) if w.day else _('no day known')}: {w.text}" for w in s.watch]
    return {
        "id": "outlook",
        "title": _("The outlook from {day}").format(day=phrases.day(s.outlook.as_of)),
        "lead": lead,
        "tables": [table],
        "pictures": [],
        "foot": [*said.marks_said(s), *said.missed(s), *said.what_would_change(s), *dates],
    }
