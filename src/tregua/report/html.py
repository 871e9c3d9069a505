"""The report: one HTML file, with everything in it, that opens from disk without a network."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.report.page import gather
from tregua.report.result_place import place_of
from tregua.report.sections.registry import sections

if TYPE_CHECKING:
    import xarray as xr
    from jinja2 import Environment

HERE = Path(__file__).parent
TEMPLATES, VIEWER = HERE / "templates", HERE / "viewer"


def _source(text: str) -> str:
    """Name a script or a style by its hash, for the content security policy."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _file(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _foot(text: str) -> str:
    """Write the foot of each printed page; every sign but plain letters and digits is escaped for CSS."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in " .,:") else f"\\{ord(c):06x} " for c in text)
    font = "font: 6.6pt sans-serif; color: #55606c"
    return (
        f'@media print {{ @page {{ @bottom-left {{ content: "{safe}"; {font}; width: 80% }} '
        f'@bottom-right {{ content: counter(page) " / " counter(pages); {font} }} }} }}'
    )


def security_policy(styles: Sequence[str], scripts: Sequence[str]) -> str:
    """Write the content security policy: what is in the file runs, and nothing else; nothing is fetched."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src " + " ".join(map(_source, styles)),
            "script-src " + (" ".join(map(_source, scripts)) or "'none'"),
            "img-src data: blob:",  # a picture on its way to a file
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def template_environment() -> Environment:
    """Return the environment in which templates are read, in the language in use."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from tregua.i18n import _, language, translated

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # every name and note in a report is somebody's text, never markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, language=language(), translated=translated)
    return environment


def render(
    ds: xr.Dataset,
    *,
    sentences: Mapping[str, Sequence[str]] | None = None,
    preconditions: Mapping[str, Sequence[Any]] | None = None,
    parameters: Iterable[Any] | None = None,
    place: Any = None,
    baseline: str | None = None,
    pages: Sequence[str] = (),
    question: str | Path | None = None,
) -> str:
    """Return the report as text; see `write`."""
    from markupsafe import Markup

    from tregua.i18n import language
    from tregua.report.figure_data import escaped

    environment = template_environment()
    place = place if place is not None else place_of(ds)
    given = gather(ds, sentences, preconditions, parameters, place, baseline).context
    made = sections(ds, place, pages, question)
    # pictures of these pages are the package's own markup, with every word in them escaped
    drawn = [{**page, "pictures": [Markup(svg) for svg in page["pictures"]]} for page in made]
    given["pages"] = drawn
    given["answer_why"] = next((p["pictures"][0] for p in drawn if p["id"] == "why" and p["pictures"]), "")
    body = environment.get_template("body.html.j2").render(given)
    styles = [s for s in (_file(TEMPLATES / "style.css"), _file(VIEWER / "viewer.css")) if s]
    styles.append(_foot(given["foot"]))
    scripts = [s for s in (_file(VIEWER / "viewer.js"),) if s]
    return environment.get_template("report.html.j2").render(
        title=given["page_one"]["finding"]["text"],
        body=Markup(body),
        styles=[Markup(s) for s in styles],
        scripts=[Markup(s) for s in scripts],
        csp=Markup(security_policy(styles, scripts)),
        # last, since the figures are numbered as they are printed
        data=Markup(escaped(given["payload"](language()))),
    )


def write(
    ds: xr.Dataset,
    path: str | Path,
    *,
    sentences: Mapping[str, Sequence[str]] | None = None,
    preconditions: Mapping[str, Sequence[Any]] | None = None,
    parameters: Iterable[Any] | None = None,
    place: Any = None,
    baseline: str | None = None,
    pages: Sequence[str] = (),
    question: str | Path | None = None,
) -> Path:
    """Write the report of a result. The same result gives the same bytes.

    Parameters
    ----------
    ds : xarray.Dataset
        A result of the engine.
    path : path-like
        The file to write. It appears whole or not at all.
    sentences : mapping of str to list of str, optional
        What each policy does, by its label or its scenario's name.
    preconditions : mapping of str to list, optional
        What others must decide first, by scenario.
    parameters : iterable, optional
        The assumptions, as `tregua.assumptions.load_parameters` gives them.
    place : Place, optional
        For printed titles, the map and the evidence; if not given, the one that the result was run in, where
        its files are still the same.
    baseline : str, optional
        The policy that others are compared with; the first if not given.
    pages : sequence of str, optional
        Pages that weigh, besides the ledger: see `tregua.report.sections.registry`. They run thousands of
        futures.
    question : path-like, optional
        The user's own goals and weights for these pages.

    """
    page = render(
        ds,
        sentences=sentences,
        preconditions=preconditions,
        parameters=parameters,
        place=place,
        baseline=baseline,
        pages=pages,
        question=question,
    )
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written beside the target and moved over it: a reader never finds half a report.
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=target.parent, prefix=f".{target.name}.", suffix=".part", delete=False
    ) as part:
        try:
            part.write(page)
            part.close()
            mask = os.umask(0)
            os.umask(mask)
            Path(part.name).chmod(0o666 & ~mask)
            Path(part.name).replace(target)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return target
