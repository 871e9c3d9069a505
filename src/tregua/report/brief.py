"""The brief: the answer page and what it rests on, two pages of A4 in one small file without a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.report.answer_page import answer_of, answer_parts
from tregua.report.html import TEMPLATES, security_policy, template_environment
from tregua.report.out_of_evidence_flags import assumed_stamps
from tregua.report.result_place import place_of
from tregua.results.atomic_write import write_text

if TYPE_CHECKING:
    import xarray as xr


def render(ds: xr.Dataset, place: Any = None) -> str:
    """Return the brief of a result as text: HTML that prints on two pages of A4."""
    from markupsafe import Markup

    from tregua.i18n import _, draft_notice
    from tregua.report import phrases, provenance, result_view
    from tregua.report.page import source_line
    from tregua.results.integrity import warning

    place = place if place is not None else place_of(ds)
    record = answer_of(ds, place)
    style = (TEMPLATES / "brief.css").read_text(encoding="utf-8")
    command = provenance.command_of(ds)
    return (
        template_environment()
        .get_template("brief.html.j2")
        .render(
            page_one=record,
            **answer_parts(record),
            answer_why="",
            outside=assumed_stamps(ds, place),
            calibrated=result_view.calibrated(ds),
            plainly=phrases.plainly(ds),
            doubt=warning(ds),
            draft=draft_notice(),
            mark_lines=list(mark_lines(record)),
            line=source_line(ds),
            command=_("Made by: {command}").format(command=command) if command else "",
            style=Markup(style),
            csp=Markup(security_policy([style], [])),
        )
    )


def mark_lines(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield what each mark rests on: the level of each outcome once, the effect of each policy on deaths."""
    from tregua.i18n import _

    shown = [policy for policy in record["policies"] if policy["shown"]]
    for outcome in (*shown[0]["outcomes"].values(), shown[0]["custody"]):
        level = outcome["level"]
        yield _("{name}, level: {mark}. {detail}").format(
            name=outcome["title"], mark=level["text"], detail=level["detail"]
        )
    for policy in shown:
        effect = policy["outcomes"]["deaths"]["effect"]
        if effect is not None:
            yield _("{name}, effect on deaths: {mark}. {detail}").format(
                name=policy["title"], mark=effect["text"], detail=effect["detail"]
            )


def write_brief(ds: xr.Dataset, path: str | Path, place: Any = None) -> Path:
    """Write the brief of a result; the same result gives the same bytes.

    Parameters
    ----------
    ds
        A result of the engine.
    path
        The file to write.
    place
        Its place; if not given, the one that the result was run in, where its files are still the same.
    """
    target = Path(path)
    write_text(target, render(ds, place))
    return target
