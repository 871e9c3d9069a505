"""Draw pictures and write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError, Problem, RunError, did_you_mean
from tregua.i18n import _

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from tregua.report.page import Gathered

FORMATS = ("svg", "png", "pdf")


def need_matplotlib() -> None:
    """Make sure of matplotlib, or say how to get it."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise RunError(
            _("Pictures on paper need matplotlib: pip install 'tregua[plot]'. The report itself does not.")
        ) from error


def draw(ds: xr.Dataset, name: str, *, place: Any = None, baseline: str | None = None) -> Figure:
    """Draw one picture of a result.

    Parameters
    ----------
    ds : xarray.Dataset
        A result of the engine.
    name : str
        The picture's id: ``deaths``, ``held``, ``tradeoff``, ``ranges``, ``authors``, ``map``,
        ``structures``, ``readings``, ``turning``, or ``evidence-`` and a series.
    place : Place, optional
        For titles, the map and the evidence; if not given, the one that the result was run in.
    baseline : str, optional
        The policy that others are compared with; the first if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        If the result has no such picture.
    RunError
        If matplotlib is not installed.
    """
    need_matplotlib()
    from tregua.report.page import gather

    with _own_looks():
        return _draw(gather(ds, place=place, baseline=baseline), name)


@contextmanager
def _own_looks() -> Iterator[None]:
    """Draw with matplotlib's own defaults, whatever the user has set: equal results have equal pictures."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.hashsalt": "tregua", "svg.fonttype": "none", "pdf.fonttype": 42})
        yield


def _draw(found: Gathered, name: str) -> Figure:
    from tregua.report.plot.frame import finish
    from tregua.report.plot.kinds import KINDS

    known = {p["id"]: p for p in found.pictures}
    if name not in known:
        expected = _("one of {names}").format(names=", ".join(known))
        raise InputError(
            [Problem(_("(pictures)"), None, "picture", name, expected, did_you_mean(name, known))]
        )
    picture = known[name]
    figure = KINDS[picture["kind"]](picture, found)
    finish(figure, picture, found)
    return figure


def save_pictures(
    ds: xr.Dataset,
    folder: str | Path,
    *,
    format: str = "svg",
    names: Iterable[str] | None = None,
    place: Any = None,
    baseline: str | None = None,
) -> list[Path]:
    """Write pictures of a result into a folder, a file each. The same result gives the same bytes.

    Parameters
    ----------
    ds : xarray.Dataset
        A result of the engine.
    folder : path-like
        Where to write; made if it is not there.
    format : str
        ``svg``, ``png`` (200 dots an inch) or ``pdf``.
    names : iterable of str, optional
        Which pictures; all that the result has, if not given.
    place, baseline
        As for `draw`.

    Returns
    -------
    list of Path
        The files, in the order of the report.

    Raises
    ------
    InputError
        For a format or picture that does not exist.
    RunError
        If matplotlib is not installed.
    """
    if format not in FORMATS:
        raise InputError(
            [
                Problem(
                    _("(pictures)"), None, "format", format, ", ".join(FORMATS), did_you_mean(format, FORMATS)
                )
            ]
        )
    need_matplotlib()
    from tregua.report.page import gather
    from tregua.results.atomic_write import written_whole

    found = gather(ds, place=place, baseline=baseline)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # Neither the day nor chance goes into a file: equal results have equal pictures.
    metadata: Mapping[str, Any] = {
        "svg": {"Date": None, "Creator": "Tregua"},
        "png": {"Software": "Tregua"},
        "pdf": {"CreationDate": None, "Creator": "Tregua", "Producer": None},
    }[format]
    out = []
    for name in names if names is not None else [p["id"] for p in found.pictures]:
        path = folder / f"{re.sub(r'[^a-z0-9_-]+', '-', name.lower())}.{format}"
        with _own_looks(), written_whole(path) as file:
            _draw(found, name).savefig(file, format=format, dpi=200, metadata=metadata)
        out.append(path)
    return out
