"""One function a kind of picture: fans, trade-off, map, stacked bars, ranges."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.i18n import _
from tregua.report import numbers, phrases
from tregua.report.plot.frame import (
    SMALL,
    TEXT,
    WIDTH,
    bare,
    filled,
    names,
    new,
    short,
    text,
    thousands,
    wrapped,
)
from tregua.vocabulary.palette import BLUE, INK, MUTED, PAPER, PURPLE, RULE, SHADES, TONES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tregua.report.page import Gathered

Picture = Mapping[str, Any]


def _days(found: Gathered) -> list[date]:
    return [date.fromisoformat(d) for d in found.dates]


def fan(picture: Picture, found: Gathered) -> Figure:
    """Draw a panel for each policy: middle run, half of the runs, nine in ten; and what was observed."""
    from matplotlib.dates import DateFormatter, YearLocator

    panels = picture["panels"]
    across = min(3, len(panels))
    down = math.ceil(len(panels) / across)
    figure = new(1.45 * down + 0.25)
    axes = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
    figure.subplots_adjust(left=0.085, right=0.98, top=0.93, bottom=0.22 / figure.get_figheight(),
                           hspace=0.5, wspace=0.1)  # fmt: skip
    days, titles = _days(found), names(found)
    own = TONES[picture.get("tone", "plain")]
    series = {p["policy"]: p.get("series") or [{"id": "", "label": "", **p}] for p in panels}
    base = series.get(picture["baseline"], [])
    for k, panel in enumerate(panels):
        ax = axes[k // across, k % across]
        bare(ax)
        for i, one in enumerate(series[panel["policy"]]):
            colour = (BLUE, PURPLE)[i % 2] if one["label"] else own
            q = [filled(band) for band in one["quantiles"]]
            ax.fill_between(days, q[0], q[4], color=colour, alpha=0.16, linewidth=0)
            ax.fill_between(days, q[1], q[3], color=colour, alpha=0.3, linewidth=0)
            ax.plot(days, q[2], color=colour, linewidth=1.2, linestyle="--" if i else "-", label=one["label"])
        if picture["baseline"] and panel["policy"] != picture["baseline"]:
            for one in base:
                ax.plot(days, filled(one["quantiles"][2]), color=INK, linewidth=0.7, linestyle=":")
        for seen in panel.get("observed") or picture["observed"]:
            start, end = (date.fromisoformat(seen[w]) for w in ("from", "to"))
            middle = start + (end - start) / 2
            ax.plot([start, end], [seen["value"]] * 2, color=INK, linewidth=1)
            if seen["low"] is not None and seen["high"] is not None:
                ax.plot([middle] * 2, [seen["low"], seen["high"]], color=INK, linewidth=0.8)
            ax.plot([middle], [seen["value"]], "o", ms=3.2, mfc=PAPER, mec=INK, mew=0.9)
        title = wrapped(str(titles.get(panel["policy"], panel["policy"])), 38 if across > 1 else 110)[:2]
        ax.set_title(text("\n".join(title)), fontsize=TEXT, loc="left", color=INK, pad=4)
        ax.xaxis.set_major_locator(YearLocator())
        ax.xaxis.set_major_formatter(DateFormatter("%Y"))
        thousands(ax.yaxis)
        if k == 0 and len(series[panel["policy"]]) > 1:
            ax.legend(fontsize=SMALL, frameon=False, loc="upper left")
    axes[0, 0].set_ylim(bottom=0)
    for k in range(len(panels), down * across):
        axes[k // across, k % across].set_visible(False)
    return figure


def tradeoff(picture: Picture, found: Gathered) -> Figure:
    """Draw deaths against arbitrary detention, a panel for each reading, with cost as size."""
    letters = {p["id"]: p["short"] for p in found.policies}
    panels = list(dict.fromkeys(p["panel"] for p in picture["points"]))
    figure = new(3.6 + 0.14 * math.ceil(len(found.policies) / 2))
    height = figure.get_figheight()
    low = (0.62 + 0.14 * math.ceil(len(found.policies) / 2)) / height
    most = max((p["size"][1] or 0) for p in picture["points"]) or 1
    shared = None
    for k, name in enumerate(panels):
        wide = 0.89 / len(panels)
        ax = figure.add_axes((0.09 + k * wide, low, wide - 0.04, 0.93 - low), sharex=shared, sharey=shared)
        shared = shared or ax
        bare(ax)
        ax.grid(axis="x", color=RULE, linewidth=0.6)
        ax.set_yscale(picture["y"]["scale"])
        colour = (BLUE, PURPLE)[k % 2]
        written: list[tuple[float, float]] = []
        for point in (p for p in picture["points"] if p["panel"] == name):
            x, y = filled(point["x"]), filled(point["y"])
            ax.plot([x[0], x[2]], [y[1]] * 2, color=colour, alpha=0.35, linewidth=1)
            ax.plot([x[1]] * 2, [max(y[0], 1e-3), y[2]], color=colour, alpha=0.35, linewidth=1)
            size = 16 + 240 * (point["size"][1] or 0) / most
            ax.scatter([x[1]], [y[1]], s=size, color=colour, alpha=0.45, edgecolors=colour, linewidths=0.9)
            # where two policies all but coincide, the second letter stands on the other side
            crowd = any(abs(a - x[1]) < 0.04 * x[1] and abs(b - y[1]) < 0.15 * y[1] for a, b in written)
            written.append((x[1], y[1]))
            ax.annotate(letters[point["policy"]], (x[1], y[1]), xytext=(-5 if crowd else 5, 4),
                        ha="right" if crowd else "left", textcoords="offset points",
                        fontsize=TEXT, fontweight="bold", color=INK)  # fmt: skip
        middles = [p["x"][1] for p in picture["points"] if p["x"][1] is not None]
        ax.set_xlim(0, 1.9 * max(middles, default=1.0))
        ax.set_title(text(name), fontsize=TEXT + 0.6, fontweight="bold", loc="left", color=colour)
        ax.set_xlabel(text(f"{picture['x']['label']}, {picture['x']['unit']}"), fontsize=SMALL, color=MUTED)
        if k == 0:
            ax.set_ylabel(
                text(f"{picture['y']['label']}, {picture['y']['unit']}"), fontsize=SMALL, color=MUTED
            )
        thousands(ax.xaxis)
        thousands(ax.yaxis)
    listed = [f"{p['short']}  {short(p['title'], 74)}" for p in found.policies]
    half = math.ceil(len(listed) / 2)
    for k, entry in enumerate(listed):
        at = ((0.14 * (half - 1 - k % half)) + 0.08) / height
        figure.text(0.02 + 0.5 * (k // half), at, text(entry), fontsize=SMALL, color=INK)
    return figure


def cartogram(picture: Picture, found: Gathered) -> Figure:
    """Draw the start, and the end under each policy: circles at the true centroids, sized by people.

    Control stands above, deaths a month below; both with the month that is shown.
    """
    at, titles = placed(picture["territories"]), names(found)
    months = [phrases.month(date.fromisoformat(picture["dates"][k])) for k in (0, -1)]
    across, base = 4, picture["policy"]
    down = math.ceil((1 + len(picture["layers"][0]["policies"])) / across)
    part = 1.75 * down + 0.5  # inches, of one layer
    figure = new(part * len(picture["layers"]) + 0.1)
    height = figure.get_figheight()
    for n, layer in enumerate(picture["layers"]):
        top = height - n * part
        steps = _steps(layer)
        shown = [(months[0], layer["policies"][base][0])]
        shown += [(f"{titles.get(p, p)}, {months[1]}", values[-1]) for p, values in layer["policies"].items()]
        for k, (title, values) in enumerate(shown):
            low = top - 0.32 - 1.75 * (k // across + 1) + 0.05
            ax = figure.add_axes(
                ((k % across) / across + 0.012, low / height, 0.226, 1.3 / height), anchor="S"
            )
            _circles(ax, at, [sum((v or 0) >= s for s in steps) for v in values])
            told = "\n".join(wrapped(str(title), 34))
            ax.set_title(text(told), fontsize=SMALL - 0.8, loc="left", color=INK, pad=2)
        _key(figure, layer, steps, (top - 0.2) / height)
    return figure


def _circles(ax: Axes, at: list[tuple[float, float, float]], shades: list[int]) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Circle

    circles = [Circle((x, y), r) for x, y, r in at]
    fills = [SHADES[k] for k in shades]
    ax.add_collection(PatchCollection(circles, facecolors=fills, edgecolors=INK, linewidths=0.5))
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.02, 1.02)
    ax.set_aspect("equal")
    ax.axis("off")


def _steps(layer: Mapping[str, Any]) -> list[float]:
    """Return where one shade ends and the next begins: sixths of a whole, or halvings of the largest."""
    if layer["scale"] == "share":
        return [k / len(SHADES) for k in range(1, len(SHADES))]
    most = max((v or 0 for years in layer["policies"].values() for one in years for v in one), default=0)
    top = max(numbers.three_digits(most / 2), 1.0)
    return [round(top / 2**k, 1) for k in reversed(range(len(SHADES) - 1))]


def _key(figure: Figure, layer: Mapping[str, Any], steps: list[float], at: float) -> None:
    """Say above the circles what their shades mean."""
    ax = figure.add_axes((0.02, at, 0.96, 0.2 / figure.get_figheight()))
    ax.set_xlim(0, 10)
    ax.set_ylim(0, 1)
    ax.axis("off")
    ax.text(0, 0.5, text(layer["label"]), fontsize=TEXT, fontweight="bold", color=INK, va="center")
    show = numbers.percent if layer["scale"] == "share" else numbers.number
    for k, (shade, low) in enumerate(zip(SHADES, [0.0, *steps], strict=True)):
        ax.barh([0.5], [0.25], left=3.4 + 1.1 * k, height=0.6, color=shade, edgecolor=MUTED, linewidth=0.5)
        told = _("under {n}").format(n=show(steps[0])) if k == 0 else _("{n} or more").format(n=show(low))
        ax.text(3.7 + 1.1 * k, 0.5, told, fontsize=SMALL - 0.8, color=MUTED, va="center")


def placed(territories: list[Mapping[str, Any]]) -> list[tuple[float, float, float]]:
    """Place circles at centroids, then apart until none hides another (after Dorling, 1996, CATMOG 59).

    Returns
    -------
    list of (x, y, radius)
        In a square of side 1, north up.
    """
    where = np.array([(t["lat"], t["lon"]) for t in territories], float)
    # One degree of longitude is shorter away from the equator.
    flat = np.stack([where[:, 1] * np.cos(np.radians(where[:, 0].mean())), where[:, 0]], 1)
    radius = np.sqrt(np.array([max(t["people"] or 0, 1.0) for t in territories], float))
    span = max(float(np.ptp(flat, axis=0).max()), 1e-6)
    at = (flat - flat.mean(0)) / span
    # Together the circles would fill half of the picture, if none lay far out.
    radius *= np.sqrt(0.5 / (np.pi * (radius**2).sum()))
    home = at.copy()
    for turn in range(900):
        # Towards home at first, then apart only, so that the last word is that none overlaps.
        at += (home - at) * (0.01 if turn < 600 else 0.0)
        for i in range(len(at)):
            for j in range(i):
                gap = at[i] - at[j]
                far, need = float(np.hypot(*gap)), float(radius[i] + radius[j]) * 1.04
                if far < need:
                    way = gap / far if far > 1e-9 else np.array([np.cos(2.4 * i), np.sin(2.4 * i)])
                    # The smaller circle gives way to the larger.
                    share = radius[j] ** 2 / (radius[i] ** 2 + radius[j] ** 2)
                    at[i] += way * (need - far) * share
                    at[j] -= way * (need - far) * (1 - share)
    low, high = (at - radius[:, None]).min(0), (at + radius[:, None]).max(0)
    zoom = 1.0 / float((high - low).max())
    shift = (1.0 - (low + high) * zoom) / 2
    return [
        (float(x * zoom + shift[0]), float(y * zoom + shift[1]), float(r * zoom))
        for (x, y), r in zip(at, radius, strict=True)
    ]


def stack(picture: Picture, found: Gathered) -> Figure:
    """Draw bars of parts that add up, with the range of the whole."""
    titles = names(found)
    rows = picture["rows"]
    figure = new(0.33 * len(rows) + 0.75)
    height = figure.get_figheight()
    ax = figure.add_axes((0.36, 0.28 / height, 0.61, 1 - 0.62 / height))
    bare(ax, across=True)
    hatches = ("", "////", "....", "", "")
    left = np.zeros(len(rows))
    at = np.arange(len(rows))[::-1]
    for k, part in enumerate(picture["parts"]):
        values = np.nan_to_num(filled([r["values"][k] for r in rows]))
        ax.barh(at, values, left=left, height=0.5, color=part["colour"], hatch=hatches[k % 5],
                edgecolor=PAPER, linewidth=0.5, label=part["label"])  # fmt: skip
        left += values
    for y, r in zip(at, rows, strict=True):
        ax.plot([r["low"], r["high"]], [y - 0.36] * 2, color=INK, linewidth=0.8)
    ax.set_yticks(at, [text(short(titles.get(r["policy"], ""), 58)) for r in rows])
    ax.tick_params(axis="y", length=0, labelcolor=INK)
    thousands(ax.xaxis)
    ax.legend(fontsize=SMALL, frameon=False, ncols=len(picture["parts"]), loc="lower left",
              bbox_to_anchor=(-0.57, 1.0), columnspacing=1.2, handlelength=1.2)  # fmt: skip
    return figure


def intervals(picture: Picture, found: Gathered) -> Figure:
    """Draw ranges with their middles, in groups."""
    letters = {p["id"]: p["short"] for p in found.policies}
    lines: list[tuple[str, Mapping[str, Any] | None]] = []
    group = None
    for row in picture["rows"]:
        if row["group"] != group and row["group"]:
            lines.append((str(row["group"]), None))
        group = row["group"]
        mark = letters.get(row["policy"] or "")
        lines.append((f"{mark}  {row['label']}" if mark else row["label"], row))
    figure = new(0.19 * len(lines) + 0.5)
    height = figure.get_figheight()
    ax = figure.add_axes((0.37, 0.3 / height, 0.4, 1 - 0.4 / height))
    bare(ax, across=True)
    middles = [abs(r["mid"]) for _l, r in lines if r and r["mid"] is not None]
    ends = [abs(v) for _l, r in lines if r for v in (r["low"], r["high"]) if v is not None]
    for k, (label, row) in enumerate(lines):
        y = len(lines) - 1 - k
        ax.annotate(text(short(label, 60)), (0, y), xycoords=("axes fraction", "data"),
                    xytext=(-WIDTH * 0.37 * 66, 0), textcoords="offset points", fontsize=SMALL,
                    va="center", color=INK, fontweight="bold" if row is None else "normal")  # fmt: skip
        if row is None or row["mid"] is None:
            continue
        colour = TONES[row.get("tone", "plain")]
        ax.plot(
            [row["low"], row["high"]], [y, y], color=colour, alpha=0.45, linewidth=2.4, solid_capstyle="butt"
        )
        ax.plot([row["mid"]], [y], "o", ms=4, mfc=PAPER if row.get("hollow") else colour, mec=colour, mew=1)
        low, high = (numbers.number(numbers.three_digits(row[w])) for w in ("low", "high"))
        dash = "–" if row["low"] >= 0 else " to "
        ax.annotate(text(f"{numbers.number(row['mid'])} ({low}{dash}{high})"), (1, y),
                    xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
                    fontsize=SMALL, va="center", color=INK)  # fmt: skip
    ax.set_ylim(-0.7, len(lines) - 0.4)
    ax.set_yticks([])
    if picture["log"]:
        ax.set_xscale("log")
    elif picture.get("zero"):
        ax.axvline(0, color=INK, linewidth=0.8)
    else:
        # a range that dwarfs the middles is cut at the side; its number says how far it goes
        ax.set_xlim(0, min(1.04 * max(ends, default=1.0), 3 * max(middles, default=1.0)) or 1.0)
    thousands(ax.xaxis)
    return figure


KINDS: dict[str, Callable[[Picture, Any], Any]] = {
    "fan": fan,
    "tradeoff": tradeoff,
    "map": cartogram,
    "stack": stack,
    "intervals": intervals,
}
