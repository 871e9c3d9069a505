"""Pictures of forecasts made from dates in the past, beside what came: as SVG, in one style."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.vocabulary.palette import BASELINE, GRID, MODEL, RIVAL

if TYPE_CHECKING:
    from tregua.places import Place

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 860, 70, 20, 58, 40
PANEL = 300
NEAR = 14  # between two lines, below which their numbers would lie over each other
QUARTER = 91.3  # days; counts of windows of any length are drawn as so many a quarter
BEFORE = 4 * 365  # days of history shown
NEWS = ("offer", "coalition", "mission", "pact", "breakdown", "declaration", "regime", "regime_end")
DRONES = (
    "drone"  # a word by which operations without access are known among events without a kind of their own
)


def _named(place: str) -> str:
    return place.replace("_", " ").title()


class _Axes:
    """Where a day and a count lie in a panel; counts on a log scale."""

    def __init__(self, top: float, days: tuple[date, date], counts: Sequence[float]) -> None:
        self.top = top
        self.first, self.last = (d.toordinal() for d in days)
        low = max(min(counts, default=1.0), 0.8)
        high = max(max(counts, default=10.0), 2 * low)
        self.low, self.high = math.log(low / 1.3), math.log(high * 1.3)

    def x(self, day: date | float) -> float:
        at = day.toordinal() if isinstance(day, date) else day
        return LEFT + (WIDTH - LEFT - RIGHT) * (at - self.first) / max(self.last - self.first, 1)

    def y(self, count: float) -> float:
        share = (math.log(max(count, math.exp(self.low))) - self.low) / (self.high - self.low)
        return self.top + (PANEL - BOTTOM) * (1.0 - min(max(share, 0.0), 1.0))

    def frame(self, title: str) -> list[str]:
        out = [f'<text x="{LEFT}" y="{self.top - 10:.0f}" font-size="13">{escape(title)}</text>']
        for value in _ticks(math.exp(self.low), math.exp(self.high)):
            y = self.y(value)
            out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>')
            out.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,.0f}</text>')
        for year in range(date.fromordinal(int(self.first)).year, date.fromordinal(int(self.last)).year + 2):
            at = date(year, 1, 1).toordinal()
            if self.first <= at <= self.last:
                x, foot = self.x(at), self.top + PANEL - BOTTOM
                out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{foot}" y2="{foot + 5}" stroke="#555"/>')
                out.append(f'<text x="{x:.1f}" y="{foot + 18}" text-anchor="middle">{year}</text>')
        return out


def _ticks(low: float, high: float) -> list[float]:
    out = [m * 10.0**k for k in range(-1, 7) for m in (1, 2, 5) if low <= m * 10.0**k <= high]
    return out if len(out) <= 7 else [v for v in out if not str(v).lstrip("0.").startswith("2")]


def _svg(height: float, title: str, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        'font-family="system-ui, sans-serif" font-size="11">'
    )
    ground = f'<rect width="{WIDTH}" height="{height:.0f}" fill="white"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", ground, *body, "</svg>", ""])


def _key(x: float, y: float, entries: Sequence[tuple[str, str]]) -> list[str]:
    out = []
    for colour, text in entries:
        out.append(f'<rect x="{x:.0f}" y="{y - 8:.0f}" width="12" height="9" fill="{colour}"/>')
        out.append(f'<text x="{x + 16:.0f}" y="{y:.0f}">{escape(text)}</text>')
        x += 30 + 6.2 * len(text)
    return out


def hindcast_picture(record: Mapping[str, Any]) -> str:
    """Draw a hindcast: each base in its own panel, what was known, what was forecast, and what came.

    Parameters
    ----------
    record
        As `tregua.forecasting.hindcast.Hindcast.record` gives it.
    """
    killed = [n for n in record["windows"] if record["series"][n].get("measures", "deaths") == "deaths"]
    shown = [n for n in killed if len(record["windows"][n]) > 2 or n == record["primary"]]
    shown = [n for n in shown if record["windows"][n]][:3]
    title = _("{place} as of {day}: people killed, a quarter").format(
        place=_named(record["place"]), day=record["as_of"]
    )
    out = [f'<text x="{LEFT}" y="20" font-size="15">{escape(title)}</text>']
    keys = [
        ("black", _("counted")),
        (MODEL, _("forecast, 50 and 90 %")),
        (RIVAL, _("state's actions supplied, median")),
        (BASELINE, _("persistence, 90 %")),
    ]
    out += _key(LEFT, 38, keys)
    as_of = date.fromisoformat(record["as_of"])
    for k, name in enumerate(shown):
        out += _panel(
            TOP + 20 + k * (PANEL + 20), name, record["windows"][name], record["history"][name], as_of
        )
    return _svg(TOP + 20 + len(shown) * (PANEL + 20), title, out)


def _panel(top: float, name: str, lines: Sequence[Any], history: Sequence[Any], as_of: date) -> list[str]:
    begin = as_of.toordinal() - BEFORE
    past = [h for h in history if date.fromisoformat(h["end"]).toordinal() >= begin]
    spans = [date.fromisoformat(x["start"]) for x in [*past, *lines]]
    ends = [date.fromisoformat(x["end"]) for x in [*past, *lines]]
    bands = [line["politics"]["mixed"] for line in lines]
    rates = [QUARTER / line["days"] for line in lines]
    counts = [b[q] * r for b, r in zip(bands, rates, strict=True) for q in ("5", "95")]
    counts += [
        line["observed"] * r for line, r in zip(lines, rates, strict=True) if line["observed"] is not None
    ]
    counts += [h["count"] * QUARTER / _days(h) for h in past]
    axes = _Axes(top, (max(min(spans), date.fromordinal(begin)), max(ends)), counts)
    out = axes.frame(name)
    for line, band, rate in zip(lines, bands, rates, strict=True):
        a, b = axes.x(date.fromisoformat(line["start"])), axes.x(date.fromisoformat(line["end"]))
        for low, high, light in (("5", "95", 0.18), ("25", "75", 0.32)):
            y, foot = axes.y(band[high] * rate), axes.y(band[low] * rate)
            out.append(
                f'<rect x="{a:.1f}" y="{y:.1f}" width="{max(b - a, 1):.1f}" height="{max(foot - y, 1):.1f}" '
                f'fill="{MODEL}" fill-opacity="{light}"/>'
            )
        out.append(_bar(a, b, axes.y(band["50"] * rate), MODEL))
        out.append(_bar(a, b, axes.y(line["supplied"]["mixed"]["50"] * rate), RIVAL, "4 3"))
        rival = line["baselines"].get("persistence")
        if rival is not None:
            out += [_bar(a, b, axes.y(rival[q] * rate), BASELINE, "2 3") for q in ("5", "95")]
        if line["observed"] is not None:
            out.append(_bar(a, b, axes.y(line["observed"] * rate), "black", width=2.4))
    for h in past:
        a, b = axes.x(date.fromisoformat(h["start"])), axes.x(date.fromisoformat(h["end"]))
        out.append(_bar(max(a, LEFT), b, axes.y(h["count"] * QUARTER / _days(h)), "black", width=2.4))
    x = axes.x(as_of)
    out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + PANEL - BOTTOM}" stroke="#555"/>')
    return out


def _days(h: Mapping[str, Any]) -> int:
    return (date.fromisoformat(h["end"]) - date.fromisoformat(h["start"])).days + 1


def _bar(a: float, b: float, y: float, colour: str, dash: str = "", width: float = 1.6) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    where = f'x1="{a:.1f}" x2="{b:.1f}" y1="{y:.1f}" y2="{y:.1f}"'
    return f'<line {where} stroke="{colour}" stroke-width="{width}"{dashed}/>'


def watch_picture(record: Mapping[str, Any], place: Place) -> str:
    """Draw how the outlook moved: for each quarter's forecast the year ahead, what came, and the news.

    Parameters
    ----------
    record
        As `tregua.forecasting.rolling_origins.Rolling.record` gives it.
    place
        For its history: offers, coalitions, missions, drones.
    """
    title = _("{place}: people killed in the year ahead, as forecast each quarter ({series})").format(
        place=_named(record["place"]), series=record["primary"]
    )
    out = [f'<text x="{LEFT}" y="20" font-size="15">{escape(title)}</text>']
    keys = [
        ("black", _("what came")),
        (MODEL, _("forecast, 50 and 90 %")),
        (BASELINE, _("persistence, 90 %")),
    ]
    out += _key(LEFT, 38, keys)
    days = [date.fromisoformat(o["as_of"]) for o in record["origins"]]
    edges = (days[0] - timedelta(days=45), days[-1] + timedelta(days=45))
    years = [o["year"] for o in record["origins"]]
    counts = [y["politics"][q] for y in years for q in ("5", "95")]
    counts += [y["observed"] for y in years if y["observed"] is not None]
    top = TOP + 20
    axes = _Axes(top, edges, counts)
    out += axes.frame("")
    for day, y in zip(days, years, strict=True):
        x = axes.x(day)
        rival = y["persistence"]
        if rival is not None:
            out.append(_stick(x + 9, axes.y(rival["5"]), axes.y(rival["95"]), BASELINE, 1.5))
            out.append(_bar(x + 6, x + 12, axes.y(rival["50"]), BASELINE))
        out.append(_stick(x, axes.y(y["politics"]["5"]), axes.y(y["politics"]["95"]), MODEL, 3, 0.45))
        out.append(_stick(x, axes.y(y["politics"]["25"]), axes.y(y["politics"]["75"]), MODEL, 8, 0.55))
        out.append(_bar(x - 6, x + 6, axes.y(y["politics"]["50"]), MODEL, width=2.5))
        if y["observed"] is not None:
            out.append(f'<circle cx="{x:.1f}" cy="{axes.y(y["observed"]):.1f}" r="4.5" fill="black"/>')
    foot = top + PANEL - BOTTOM
    events = news(place, *edges)
    for n, (day, _text) in enumerate(events):
        x = axes.x(day)
        out.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{foot}" stroke="#b00" stroke-dasharray="3 3"/>'
        )
        # a number stands to the left of its line where the next line is near
        near = n + 1 < len(events) and axes.x(events[n + 1][0]) - x < NEAR
        out.append(f'<text x="{x - 10 if near else x + 3:.1f}" y="{foot - 6:.0f}" fill="#b00">{n + 1}</text>')
    for n, (day, text) in enumerate(events):
        out.append(f'<text x="{LEFT}" y="{top + PANEL + 16 * n:.0f}">{n + 1}  {day}  {escape(text)}</text>')
    return _svg(top + PANEL + 16 * len(events) + 8, title, out)


def _stick(x: float, high: float, low: float, colour: str, width: float, light: float = 1.0) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" stroke="{colour}" '
        f'stroke-width="{width}" stroke-opacity="{light}"/>'
    )


def news(place: Place, first: date, last: date) -> list[tuple[date, str]]:
    """Return what happened that could move an outlook: offers, coalitions, missions, drones."""
    out: dict[str, tuple[date, str]] = {}
    for e in sorted(place.history, key=lambda e: e.date):
        text = str(e.title)
        kind = DRONES if DRONES in e.title.lower() else e.kind  # whatever the language
        if (
            first <= e.date <= last
            and (kind in NEWS or kind == DRONES)
            and (kind != "mission" or kind not in out)
        ):
            key = kind if kind in (DRONES, "mission") else f"{kind} {e.date}"
            out.setdefault(key, (e.date, text if len(text) < 110 else text[:107] + "…"))
    return list(out.values())
