"""The outlook of a place as a page of its own, as JSON and as a feed; without scripts."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.i18n import _, translated
from tregua.report.sections import outlook as section

if TYPE_CHECKING:
    from tregua.forecasting.outlook_summary import Summary
    from tregua.places import Place

OUTLOOKS = Path("outlooks")


def summary_of(place: Place) -> Summary:
    """Return the outlook of a place from today; the level alone where the mechanism needs a fit first."""
    from tregua.forecasting.mechanism_ratio import weighed
    from tregua.forecasting.outlook_summary import summary

    today = date.today()
    return summary(place, today, today, OUTLOOKS, weighed(place, today))


def link(names: Iterable[tuple[str, str]]) -> str:
    """Return the line of links to the outlooks of places, as HTML: name and title of each."""
    found = ", ".join(
        f'<a href="outlook/{html.escape(name)}">{html.escape(title)}</a>' for name, title in names
    )
    return f"<p>{html.escape(_('Outlook from today'))}: {found}</p>"


def page(s: Summary, lang: str) -> bytes:
    """Return the page as HTML."""
    made = section.page(s)
    name = html.escape(s.outlook.place)
    parts = [
        "<!doctype html>",
        f'<html lang="{html.escape(lang)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(translated(s.outlook.title))}: {html.escape(made['title'])}</title>",
        f'<link rel="alternate" type="application/atom+xml" href="{name}/feed">',
        "</head><body><main>",
        f"<h1>{html.escape(translated(s.outlook.title))}: {html.escape(made['title'])}</h1>",
        f'<p><a href="../">{html.escape(_("Back to the answer"))}</a> · '
        f'<a href="{name}/feed">Atom</a> · <a href="../api/outlook/{name}">JSON</a></p>',
        *(_paragraph(text) for text in made["lead"]),
        *(_table(table) for table in made["tables"]),
        *(_paragraph(text) for text in made["foot"]),
        "</main></body></html>",
    ]
    return "\n".join(parts).encode("utf-8")


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _table(table: dict[str, Any]) -> str:
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in table["head"])
    body = "\n".join(f"<tr>{_row(row)}</tr>" for row in table["rows"])
    caption = f"<caption>{html.escape(table['title'])}. {html.escape(table['note'])}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(row: Sequence[Any]) -> str:
    cells = [f"{c['text']} ({c['range']})" if isinstance(c, dict) else str(c) for c in row]
    first = f'<th scope="row">{html.escape(cells[0])}</th>'
    return first + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells[1:])
