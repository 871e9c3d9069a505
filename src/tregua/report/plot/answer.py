"""The picture of the answer for slides and messages: PNG with its finding above and its source below."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.pictures.answer import DOTS, FAINT, fitting, marks_text
from tregua.report.plot.save import need_matplotlib
from tregua.results.atomic_write import write_file
from tregua.vocabulary.palette import BLUE, GREY, INK, MUTED, ORANGE, RULE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, HIGH, DPI = 12.8, 7.2, 125  # inches, and dots an inch: 1,600 by 900
# left edges and widths, in per cent of the picture
NAME, CHANCE, DEATHS, HELD, MONEY = (2.0, 17.0), (20.5, 13.0), (36.0, 22.5), (61.5, 22.5), (87.0, 11.0)


def write_png(record: Mapping[str, Any], line: str, path: str | Path) -> Path:
    """Write the picture of the answer as PNG, 1,600 by 900.

    Parameters
    ----------
    record
        The record of the answer page: see `tregua.decisions.answer`.
    line
        Where the figures come from; it stands at the foot.
    path
        The file to write.

    Raises
    ------
    RunError
        If matplotlib is not installed.
    """
    need_matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDE, HIGH), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_xlim(0, 100)
    ax.set_ylim(100, 0)
    ax.axis("off")
    _words(ax, record, line)
    shown = [policy for policy in record["policies"] if policy["shown"]]
    top, bottom = 33.0, 86.0
    each = (bottom - top) / len(shown)
    most = {
        name: max(max(p["outcomes"][name]["high"], p["outcomes"][name]["median"]) for p in shown) or 1.0
        for name in ("deaths", "held")
    }
    for k, policy in enumerate(shown):
        _row(ax, policy, top + k * each, each, most)
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    drawn = BytesIO()
    figure.savefig(drawn, format="png", metadata={"Software": None})
    write_file(target, drawn.getvalue())
    return target


def _text(ax: Axes, x: float, y: float, words: str, size: float = 11, **how: Any) -> None:
    ax.text(x, y, words, fontsize=size, va=how.pop("va", "baseline"), color=how.pop("colour", INK), **how)


def _words(ax: Axes, record: Mapping[str, Any], line: str) -> None:
    finding = textwrap.fill(record["finding"]["text"], 92)
    _text(ax, 2, 3, finding, 16, va="top", weight="bold", linespacing=1.2)
    if record["carry_over"]:
        _text(ax, 2, 16.5, textwrap.fill(record["carry_over"]["text"], 132), 11, va="top", colour=MUTED)
    for (x, wide), words, colour in (
        (CHANCE, _("Chance that it starts"), INK),
        (DEATHS, _("Deaths over the run"), ORANGE),
        (HELD, _("Held without a judge's order"), BLUE),
        (MONEY, _("Money"), INK),
    ):
        _text(ax, x, 27.5, words, fitting(words, wide * 7.4, 11), colour=colour, weight="bold")
    for (x, _wide), words in (
        (CHANCE, _("assumed")),
        (DEATHS, _("in custody too")),
        (HELD, _("people, on an average day")),
        (MONEY, _("million US dollars")),
    ):
        _text(ax, x, 30.3, words, 9.5, colour=MUTED)
    where = _("{place}, {period}: chance of starting, deaths, people held and money, by policy").format(
        place=record["place_title"], period=record["period"]
    )
    ranged = _("The range holds eight model runs in ten.")
    _text(ax, 2, 90, f"{where}. {ranged}", 9.5, colour=MUTED)
    _text(ax, 2, 93, textwrap.fill(line, 178), 8, va="top", colour=MUTED)


def _row(ax: Axes, policy: Mapping[str, Any], y: float, high: float, most: Mapping[str, float]) -> None:
    ax.plot([2, 98], [y, y], color=GREY, linewidth=0.8)
    _text(ax, NAME[0], y + 2, textwrap.fill(policy["title"], 21), 11.5, va="top", weight="bold")
    chance = policy["chance"]
    if chance is None:
        _text(ax, CHANCE[0], y + 4, _("no decision needed"), 10, colour=MUTED)
    else:
        words = f"{chance['text']} ({chance['range_text']})" if chance["range_text"] else chance["text"]
        _text(ax, CHANCE[0], y + 4, words, fitting(words, 165, 9.5), weight="bold")
        for k in range(DOTS):
            at = CHANCE[0] + 0.6 + 1.25 * k
            ax.plot(at, y + 7, "o", markersize=7.5, markerfacecolor="white", markeredgecolor=MUTED)
            part = min(max(chance["dots"] - k, 0.0), 1.0)
            if part > 0.02:
                ax.plot(at, y + 7, "o", markersize=7.5 * part**0.5, color=INK, markeredgewidth=0)
    for name, (x, wide), shape in (("deaths", DEATHS, "o"), ("held", HELD, "s")):
        own = policy["outcomes"][name]
        grey = own["level"]["grey"]
        colour = FAINT if grey else ORANGE if name == "deaths" else BLUE
        _text(ax, x, y + 4, own["text"], 13, weight="bold", colour=FAINT if grey else INK)
        _text(ax, x + 0.9 + 0.98 * len(own["text"]), y + 4, own["range_text"], 9.5, colour=MUTED)
        at = [x + wide * min(own[key] / most[name], 1.0) for key in ("low", "median", "high")]
        ax.plot([x, x + wide], [y + 7, y + 7], color=RULE, linewidth=1)
        ax.plot([at[0], at[2]], [y + 7, y + 7], color=colour, linewidth=3.5, solid_capstyle="butt")
        ax.plot(at[1], y + 7, shape, markersize=9, color=colour, markeredgecolor="white")
        _text(ax, x, y + min(10.6, high - 1), marks_text(own), 8, colour=MUTED)
    money = policy["outcomes"]["money"]
    _text(ax, MONEY[0], y + 4, money["text"], 13, weight="bold")
    _text(ax, MONEY[0], y + 7.2, money["range_text"], 9.5, colour=MUTED)
