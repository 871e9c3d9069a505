"""An Atom feed of a place's outlooks (RFC 4287): the newest on top, then those that were registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from tregua.forecasting.outlook_summary import number
from tregua.forecasting.registration import sha256
from tregua.i18n import _, translated

if TYPE_CHECKING:
    from tregua.forecasting.outlook_summary import Summary
    from tregua.forecasting.scoreboard import Line

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 60


def feed(s: Summary) -> bytes:
    """Return the feed of a place: an entry for the outlook, and one for each registered quarter."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    place = s.outlook.place
    _text(root, "id", f"urn:tregua:outlooks:{place}")
    _text(root, "title", _("Outlooks for {place}").format(place=translated(s.outlook.title)))
    _text(root, "updated", _moment(max([s.outlook.as_of, *_days(s.scoreboard)])))
    author = ElementTree.SubElement(root, f"{{{ATOM}}}author")
    _text(author, "name", "Tregua")
    quarters = s.outlook.by_quarter()
    said = [_line(a, b, row) for (a, b), row in zip(s.outlook.quarters, quarters, strict=True)]
    mark = sha256(s.outlook.draws.astype("<i8").tobytes())[:16]
    _entry(
        root, f"urn:tregua:outlook:{place}:{s.outlook.as_of}:{mark}",
        _("{place}: outlook from {day}").format(place=translated(s.outlook.title), day=s.outlook.as_of),
        s.outlook.as_of, "\n".join(said),
    )  # fmt: skip
    for line in s.scoreboard[:MOST_ENTRIES]:
        r, t = line.registration, line.target
        _entry(
            root, f"urn:tregua:registered:{r.place}:{r.as_of}:{t.start}:{line.status}:{r.digests.all[:16]}",
            _title(line), r.as_of, _scored(line),
        )  # fmt: skip
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _days(found: Sequence[Line]) -> list[date]:
    return [line.registration.as_of for line in found]


def _line(start: date, end: date, row: object) -> str:
    import numpy as np

    low, middle, high = np.quantile(np.asarray(row), (0.05, 0.5, 0.95))
    return _("Killed from {start} to {end}: {m} in the middle, {a} to {b} in nine of ten cases.").format(
        start=start, end=end, m=number(middle), a=number(low), b=number(high)
    )


def _title(line: Line) -> str:
    missed = bool(line.inside and not line.inside["90"])
    text = _("MISSED: {place}, quarter from {start}") if missed else _("{place}, quarter from {start}")
    return text.format(place=translated(line.registration.title), start=line.target.start)


def _scored(line: Line) -> str:
    low, middle, high = line.quantiles
    said = _("Registered on {day}: {m} in the middle, {a} to {b} in nine of ten cases.").format(
        day=line.registration.registered, m=number(middle), a=number(low), b=number(high)
    )
    if line.observed is None:
        return (
            said
            + " "
            + (_("No count was published: unscored.") if line.status == "withheld" else _("Not counted yet."))
        )
    return said + " " + _("{n} were counted.").format(n=number(line.observed))


def _entry(root: ElementTree.Element, name: str, title: str, day: date, content: str) -> None:
    entry = ElementTree.SubElement(root, f"{{{ATOM}}}entry")
    _text(entry, "id", name)
    _text(entry, "title", title)
    _text(entry, "updated", _moment(day))
    _text(entry, "content", content).set("type", "text")


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _text(parent: ElementTree.Element, tag: str, content: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{tag}")
    child.text = content
    return child
