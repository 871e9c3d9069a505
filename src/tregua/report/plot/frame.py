"""What every picture on paper shares: type, colours, and the foot that travels with it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.i18n.numbers import marks
from tregua.vocabulary.palette import ALARM, INK, MUTED, PAPER, RULE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tregua.report.page import Gathered

WIDTH = 7.6  # inches: a page of A4 between its margins
SMALL, TEXT, HEAD = 6.6, 7.6, 10.5
LINE = 0.128  # inches, of the small text


def text(value: str) -> str:
    """Keep matplotlib from reading a dollar sign as mathematics: names are somebody's text."""
    return str(value).replace("$", r"\$")


def wrapped(value: str, width: int) -> list[str]:
    """Break a text into lines."""
    return textwrap.wrap(str(value), width) or [""]


def short(value: str, most: int) -> str:
    """Cut a text that is too long for its place."""
    return value if len(value) <= most else value[: most - 1].rstrip(" ,;:") + "…"


def new(height: float) -> Figure:
    """Return an empty picture, without the machinery of windows."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def bare(axes: Axes, across: bool = False) -> None:
    """Take away what carries no number."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.tick_params(labelsize=SMALL, colors=MUTED, length=2.5, width=0.6)
    axes.grid(axis="x" if across else "y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)


def thousands(axis: Any) -> None:
    """Mark thousands on an axis."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda x, _p: marks(f"{x:,.10g}").replace("-", "\N{MINUS SIGN}")))


def foot(picture: Mapping[str, Any], found: Gathered) -> list[tuple[str, dict[str, Any]]]:
    """Return the lines below a picture, each with its look: caption, rights figures, stamps, source."""
    out: list[tuple[str, dict[str, Any]]] = []
    quiet = {"color": MUTED, "fontsize": SMALL}
    out += [(line, quiet) for line in wrapped(picture["caption"], 150)]
    if picture["rights"]:
        out.append((_("Rights, in the same runs:"), {"color": INK, "fontsize": SMALL, "fontweight": "bold"}))
        for one in picture["rights"]:
            out += [(line, {"color": INK, "fontsize": SMALL}) for line in wrapped(one, 150)]
    for one in picture["stamps"]:
        loud = {"color": ALARM, "fontsize": SMALL + 0.6, "fontweight": "bold"}
        out += [(line, loud) for line in wrapped(_("Outside the evidence: {text}").format(text=one), 125)]
    out += [(line, {**quiet, "fontsize": SMALL - 0.6}) for line in wrapped(found.provenance, 165)]
    return out


def finish(figure: Figure, picture: Mapping[str, Any], found: Gathered) -> None:
    """Put title and unit above a picture and the foot below it; the drawing keeps its size."""
    lines = foot(picture, found)
    titles = wrapped(picture["title"], 92)
    told = wrapped(". ".join(part for part in (found.where, picture.get("unit")) if part), 130)
    above = 0.2 + 0.19 * len(titles) + 0.16 * len(told)
    below = 0.16 + LINE * len(lines)
    old = figure.get_figheight()
    whole = old + above + below
    places = [(axes, axes.get_position().bounds) for axes in figure.axes]
    texts = [(t, t.get_position()) for t in figure.texts]
    figure.set_figheight(whole)
    for axes, (x, y, w, h) in places:
        axes.set_position((x, (below + y * old) / whole, w, h * old / whole))
    for one, (x, y) in texts:
        one.set_position((x, (below + y * old) / whole))
    y = whole - 0.2
    for title in titles:
        figure.text(0.02, y / whole, text(title), fontsize=HEAD, fontweight="bold", color=INK, va="center")
        y -= 0.19
    for line in told:
        figure.text(0.02, y / whole, text(line), fontsize=TEXT, color=MUTED, va="center")
        y -= 0.16
    if picture.get("mark"):
        figure.text(
            0.98, (whole - 0.2) / whole, text(picture["mark"]), fontsize=TEXT, fontweight="bold", color=PAPER,
            ha="right", va="center", bbox={"facecolor": INK, "edgecolor": "none", "pad": 2.5},
        )  # fmt: skip
    y = below - 0.1
    for line, look in lines:
        figure.text(0.02, y / whole, text(line), va="center", **look)
        y -= LINE


def names(found: Gathered) -> dict[str, str]:
    """Name each policy with its letter."""
    return {p["id"]: f"{p['short']}  {p['title']}" for p in found.policies}


def filled(values: Sequence[float | None]) -> list[float]:
    """Put NaN, which is not drawn, where there is no number."""
    return [float("nan") if v is None else float(v) for v in values]
