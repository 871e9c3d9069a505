"""The report: one HTML file, with everything in it, that opens from disk without a network."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.report.page import context

if TYPE_CHECKING:
    import xarray as xr

TEMPLATES = Path(__file__).parent / "templates"


def render(
    ds: xr.Dataset,
    *,
    sentences: Mapping[str, Sequence[str]] | None = None,
    preconditions: Mapping[str, Sequence[Any]] | None = None,
    parameters: Iterable[Any] | None = None,
    place: Any = None,
    baseline: str | None = None,
) -> str:
    """Return the report as text; see `write`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from tregua.i18n import _, language

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # every name and note in a report is somebody's text, never markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, language=language())
    given = context(ds, sentences, preconditions, parameters, place, baseline)
    return environment.get_template("report.html.j2").render(given)


def write(
    ds: xr.Dataset,
    path: str | Path,
    *,
    sentences: Mapping[str, Sequence[str]] | None = None,
    preconditions: Mapping[str, Sequence[Any]] | None = None,
    parameters: Iterable[Any] | None = None,
    place: Any = None,
    baseline: str | None = None,
) -> Path:
    """Write the report of a result.

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
        For printed titles, and for the map.
    baseline : str, optional
        The policy that others are compared with; the first if not given.

    """
    page = render(
        ds,
        sentences=sentences,
        preconditions=preconditions,
        parameters=parameters,
        place=place,
        baseline=baseline,
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
