"""Doubts: what can be read and run, and yet should be looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from tregua.errors import Problem, did_you_mean
from tregua.i18n import _, ngettext
from tregua.inputs.yaml_reader import PathTo
from tregua.places.evidence import Row
from tregua.places.made_up import MADE_UP, figures_inside
from tregua.places.place import RunDates
from tregua.places.read_files import DATA_FILES, EVIDENCE, Parts, stray_files
from tregua.places.series import unit_kind
from tregua.places.sourced_value import Figure, qualifies
from tregua.places.state import dated_lists

LONG_GAP_DAYS = 3 * 365
ROUNDING = 1.005  # by which parts may add up to more than their whole


def doubt(parts: Parts, run: RunDates | None) -> None:
    """Note what is doubtful in a place.

    Parameters
    ----------
    parts
        The place as read.
    run
        Default dates of its scenarios, if they could be told.
    """
    for file, path, figure in _figures(parts):
        _figure(parts, file, path, figure)
    for name, territory in parts.territories.items():
        if territory.control is not None and territory.control.date is None:
            path = (name, "control")
            parts.tell("territories.yaml", path, _("no date"), _("the date of this share"), "", "doubt")
    _made_up(parts)
    if run is not None:
        _known_at_start(parts, run)
    _lethality(parts)
    _old_regimes(parts)
    _register(parts)
    _rows(parts)
    for path in stray_files(parts.folder):
        expected = _("files that belong to a place")
        hint = did_you_mean(path.name, DATA_FILES) or _("it is not read")
        parts.problems.append(Problem(parts.file(path.name), None, "", path.name, expected, hint, "doubt"))


def _figures(parts: Parts) -> Iterator[tuple[str, PathTo, Figure]]:
    for name, territory in parts.territories.items():
        yield from (("territories.yaml", path, f) for path, f in figures_inside(territory, (name,)))
    for name, gang in parts.gangs.items():
        yield from (("gangs.yaml", path, f) for path, f in figures_inside(gang, ("gangs", name)))
    if parts.state is not None:
        yield from (("state.yaml", path, f) for path, f in figures_inside(parts.state, ()))


def _figure(parts: Parts, file: str, path: PathTo, figure: Figure) -> None:
    if not figure.source:
        parts.tell(file, path, f"{figure.value:g}", _("a source"), _("who says so, and where"), "doubt")
    if figure.published and figure.date and figure.published < figure.date:
        found = _("published on {day}").format(day=figure.published)
        expected = _("publication on or after the date described ({day})").format(day=figure.date)
        parts.tell(file, (*path, "published"), found, expected, "", "doubt")


def _made_up(parts: Parts) -> None:
    """Tell of figures that `tregua place new` wrote to keep the place running, once for each file."""
    found: dict[str, list[PathTo]] = defaultdict(list)
    for file, path, figure in _figures(parts):
        if figure.source.startswith(MADE_UP):
            found[file].append(path)
    for file, paths in found.items():
        text = ngettext("{n} figure that is made up", "{n} figures that are made up", len(paths))
        parts.tell(
            file, paths[0], text.format(n=len(paths)), _("figures from a source"),
            _("the file says of each: {words}").format(words=MADE_UP), "doubt",
        )  # fmt: skip


def _known_at_start(parts: Parts, run: RunDates) -> None:
    lists: list[tuple[str, PathTo, tuple[Figure, ...]]] = [
        ("territories.yaml", (name, "population"), t.population) for name, t in parts.territories.items()
    ]
    lists += [("gangs.yaml", ("gangs", name, "members"), g.members) for name, g in parts.gangs.items()]
    if parts.state is not None:
        lists += [("state.yaml", path, figures) for path, figures in dated_lists(parts.state).items()]
    for file, path, figures in lists:
        if not qualifies(figures, run.start, run.as_of):
            found = _("no figure for {start} that was published by {as_of}").format(
                start=run.start, as_of=run.as_of
            )
            expected = _("one at least")
            parts.tell(file, path, found, expected, _("the earliest is used instead"), "doubt")


def _lethality(parts: Parts) -> None:
    """Violence is relative: weighted by members it should have a mean of 1, or killing shifts as a whole."""
    weight: dict[str, float] = defaultdict(float)
    for gang in parts.gangs.values():
        for name, share in gang.presence.items():
            weight[name] += share * gang.members[-1].value
    known = {name: w for name, w in weight.items() if name in parts.territories}
    total = sum(known.values())
    if total > 0:
        mean = sum(w * parts.territories[name].violence for name, w in known.items()) / total
        if not 0.8 <= mean <= 1.25:
            found = _("violence with a mean of {mean:.2f} over members").format(mean=mean)
            parts.tell("territories.yaml", (), found, _("a mean of about 1"), "", "doubt")


def _register(parts: Parts) -> None:
    file, used = "series.yaml", {row.series for row in parts.rows}
    for name, series in parts.series.items():
        if name not in used:
            parts.tell(file, (name,), _("no row of evidence"), _("rows in evidence.csv"), "", "doubt")
        if series.measures == "deaths" and not series.causes:
            hint = _("without them it cannot be compared with the model's deaths")
            parts.tell(file, (name,), _("no causes"), _("the causes of death that it counts"), hint, "doubt")
    main = parts.series.get(parts.place.main_series) if parts.place else None
    if main is not None and (main.measures != "deaths" or main.kind != "flow"):
        found = f"{main.measures}, {main.kind}"
        parts.tell(
            "place.yaml", ("main_series",), found, _("a series that counts deaths, as a flow"), "", "doubt"
        )


def _rows(parts: Parts) -> None:
    by_series: dict[str, list[Row]] = defaultdict(list)
    for row in parts.rows:
        by_series[row.series].append(row)
    for name, rows in by_series.items():
        unknown = [row for row in rows if not row.published_known]
        _some(
            parts, name, unknown, _("first publication unknown"), _("the date of first publication"),
            _("the end of the period and the lag of the series are used"),
        )  # fmt: skip
        _some(
            parts, name, [row for row in rows if not row.source], _("no source"), _("the original publisher")
        )
        early = [row for row in rows if row.published_known and row.published < row.end]
        _some(
            parts, name, early, _("published before the period ends"),
            _("publication on or after its last day"),
            _("is it a projection, or a shorter period?"),
        )  # fmt: skip
        if parts.place is not None and name == parts.place.main_series:
            weak = [row for row in rows if row.confidence in ("low", "D")]
            _some(parts, name, weak, _("low confidence in the main series"), _("high or medium confidence"))
        cut = [row for row in rows if unit_kind(row.unit) == "count" and row.value != int(row.value)]
        _some(
            parts, name, cut, _("a count with a fraction"), _("whole numbers"),
            _("is it a mark between thousands? Write 4603, not 4.603"),
        )  # fmt: skip
        _periods(parts, name, rows)
    _arrests(parts, by_series)


def _arrests(parts: Parts, by_series: Mapping[str, list[Row]]) -> None:
    """Note arrests that are counted where the history knows of no declaration."""
    if any(event.kind in ("declaration", "regime") for event in parts.history.values()):
        return
    for name, series in parts.series.items():
        if series.measures == "detentions" and series.kind == "cumulative" and name in by_series:
            _some(
                parts, name, by_series[name], _("arrests counted, and no declaration in history.yaml"),
                _("an event of kind 'declaration' with its date, law and territories"),
                _("without it, fits take these arrests for ordinary policing"),
            )  # fmt: skip


def _old_regimes(parts: Parts) -> None:
    """Note entries of kind regime, which are read as declarations."""
    for i in (i for i, event in parts.history.items() if event.kind == "regime"):
        parts.tell(
            "history.yaml", (i, "kind"), "regime", _("kind: declaration, with law and territories"),
            _("read as a declaration; its level has no effect. Enter arrests and force as what was done"),
            "doubt",
        )  # fmt: skip


def _periods(parts: Parts, name: str, rows: list[Row]) -> None:
    series = parts.series.get(name)
    if series is None or series.kind not in ("flow", "cumulative"):
        return
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_place[row.place].append(row)
    for each in by_place.values():
        if series.kind == "flow":
            each.sort(key=lambda row: (row.start, row.end))
            main = parts.place is not None and name == parts.place.main_series
            late = [b for a, b in pairwise(each) if main and (b.start - a.end).days > LONG_GAP_DAYS]
            _some(
                parts, name, late, _("a period that begins years after the one before"), _("no such gap"),
                _("is the year right?"),
            )  # fmt: skip
            overlapping, reach = [], None
            for row in each:
                if reach is not None and row.start <= reach:
                    overlapping.append(row)
                reach = row.end if reach is None else max(reach, row.end)
            _some(
                parts, name, overlapping, _("a period that overlaps another"),
                _("periods that do not overlap, so that nothing is counted twice"),
            )  # fmt: skip
        else:
            each.sort(key=lambda row: (row.end, row.value))
            falling = [b for a, b in pairwise(each) if a.start == b.start and b.value < a.value]
            _some(parts, name, falling, _("a cumulative count that falls"), _("a count that only grows"))


def parts_above_whole(parts: Parts) -> list[Problem]:
    """Return a problem for each series of which parts are above their whole."""
    territories, regions = parts.names("territories.yaml") or [], parts.regions() or []
    by_period: dict[tuple[Any, ...], dict[str, Row]] = defaultdict(dict)
    for row in parts.rows:
        series = parts.series.get(row.series)
        if series is not None and series.kind in ("flow", "stock"):
            by_period[row.series, row.start, row.end][row.place] = row
    found: dict[str, Problem] = {}
    for (name, start, end), rows in by_period.items():
        whole = rows.get("all")
        if whole is None or name in found:
            continue
        most = (whole.high or whole.value) * ROUNDING + 0.5
        for level in (territories, regions):
            own = [rows[place] for place in level if place in rows]
            total = sum(row.value for row in own)
            if total > most:
                text = _("parts that add up to {n:,.10g} ({start} - {end})")
                text = text.format(n=total, start=start, end=end)
                expected = _("at most their whole, {n:,.10g}").format(n=whole.value)
                found[name] = Problem(parts.file(EVIDENCE), own[0].line, name, text, expected)
                break
    return list(found.values())


def _some(parts: Parts, name: str, rows: Iterable[Row], found: str, expected: str, hint: str = "") -> None:
    """Note one doubt for all rows of a series that share it."""
    rows = sorted(rows, key=lambda row: row.line)
    if not rows:
        return
    if len(rows) > 1:
        more = ngettext("and {n} more row", "and {n} more rows", len(rows) - 1).format(n=len(rows) - 1)
        found = f"{found} ({rows[0].start} - {rows[0].end}, {more})"
    else:
        found = f"{found} ({rows[0].start} - {rows[0].end})"
    parts.problems.append(Problem(parts.file(EVIDENCE), rows[0].line, name, found, expected, hint, "doubt"))
