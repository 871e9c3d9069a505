"""Events of a table as the record of a place: history, missions, soldiers, prison places, arrests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.inputs.cell_values import fold
from tregua.places.evidence import Row
from tregua.places.history import KINDS, Event
from tregua.places.importers.policy_events import PolicyEvent
from tregua.places.importers.recipe import AmbiguousTableError, ImportOptions, SeriesInfo, write_value
from tregua.places.infer_series_kind import Guess

AS_READ = "as-read"
SWEEPS = "arrests_in_sweeps"
DAY = timedelta(days=1)
FOLLOWED_DAYS = 366  # as in inference.forcing: a later count of arrests does not follow a declaration
HALF_YEAR = 183
SAME_DAYS = 7  # between an operation and the day from which its arrests are counted
BURST_DAYS = 31  # arrests of a shorter event give no pace that goes on
SHOWN = 30
PACT = {"mean": -0.5, "sd": 0.4}  # as the prior of pact_effect
BREAKDOWN = {"mean": 0.4, "sd": 0.4}  # as the prior of breakdown_effect
_SORT = re.compile(
    r"\b(parish|department|province|region|district|state of|departamento( de)?|provincia( de)?|"
    r"departement( de| du)?|commune( de)?|parroquia( de)?|depatman)\b"
)
_CERTAIN = ("high", "medium", "A", "B", "C", "")
_SWEEPS = SeriesInfo(
    title="Arrests in sweeps since they began", base="worked_out", kind="cumulative", measures="detentions",
    use="context", notes="Worked out of the rows of arrests and of events: it sets the pace of sweeps, and "
                         "is not a count of its own.",
)  # fmt: skip


@dataclass
class PolicyRecord:
    """What events of tables become.

    Attributes
    ----------
    history
        Entries of history.yaml, the earliest first.
    missions, soldiers, places
        Dated figures of state.yaml: foreign personnel, soldiers at home, prison places.
    rows, series, info
        Rows that are worked out, and the series that they belong to.
    lines
        A line for each event: what it was read as.
    notes
        Remarks for the user.
    """

    history: list[dict[str, Any]] = field(default_factory=list)
    missions: list[dict[str, Any]] = field(default_factory=list)
    soldiers: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    series: dict[str, tuple[str, Guess]] = field(default_factory=dict)
    info: dict[str, SeriesInfo] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def settle_events(
    events: Sequence[PolicyEvent],
    options: ImportOptions,
    where: Callable[[str], str | None],
    titles: Mapping[str, str],
    rows: Sequence[Row],
    series: Mapping[str, tuple[str, Guess]],
) -> PolicyRecord:
    """Turn events into the record of a place.

    Parameters
    ----------
    events
        Events of all tables.
    options
        What the user says: `events` and `suspends` settle what the rows leave open.
    where
        Function that returns the territory, or ``all``, of a place as written; None where it is none.
    titles
        Titles of the territories, by name.
    rows, series
        Figures of the tables.

    Raises
    ------
    InputError
        Where rows do not say what was done and nobody said it, with every such row.
    """
    found = PolicyRecord()
    if options.events and fold(options.events) != AS_READ:
        for entry in read_history(Path(options.events)):
            _keep(found, entry.model_dump(mode="json", exclude_none=True, exclude_defaults=True))
            if entry.kind == "mission_strength":
                found.missions.append(_strength(entry.soldiers or 0, entry.police or 0, entry))
        made = list(found.history)
    elif events:
        ordered = sorted(events, key=lambda e: (e.date, e.line))
        _ask(ordered, options)
        made = _Writer(found, options, where, titles, rows, series).write(ordered)
    else:
        made = []
    _missions(found, rows, series)
    _sweeps(found, made, rows, series)
    _say(found)
    return found


def read_history(path: Path) -> list[Event]:
    """Read a list of events in the form of history.yaml.

    Raises
    ------
    InputError
        With every mistake in it.
    """
    from tregua.inputs.yaml_reader import load_yaml, validate

    node = load_yaml(path)
    if not isinstance(node.value, list):
        raise InputError(node.problem((), node.value, _("a list")))
    good: list[Event] = []
    problems: list[Problem] = []
    for i in range(len(node.value)):
        result = validate(Event, node, (i,))
        if isinstance(result, list):
            problems += result
        else:
            good.append(result)
    if problems:
        raise InputError(problems)
    return good


def _ask(events: Sequence[PolicyEvent], options: ImportOptions) -> None:
    """Raise a question where rows leave open what was done."""
    if fold(options.events) == AS_READ:
        return
    asked = [e for e in events if e.date not in options.known_days]
    kinds = [e for e in asked if "kind" in e.unsaid]
    shares = [e for e in asked if "suspends" in e.unsaid and options.suspends is None]
    if not kinds and not shares:
        return
    problems = []
    for e in kinds:
        expected = _("what it was, in a column `kind` or in its note: {kinds}")
        hint = _(
            "--events as-read takes it for something without effect; --events FILE reads a list of events"
        )
        names = "declaration, renewal, operation, deployment, mission, prison, pact, law, other"
        text = shorten(e.text, 80) or _("nothing")
        problems.append(Problem(e.file, e.line, "note", text, expected.format(kinds=names), hint))
    for e in shares:
        expected = _("what share of due process the emergency suspends, 0 to 1, in a column `suspends`")
        hint = _("--suspends 0.5 for all such rows; --events as-read takes it that they suspend nothing")
        problems.append(Problem(e.file, e.line, "note", shorten(e.text, 80), expected, hint))
    if kinds:
        choices = {AS_READ: _("take what is not said as something without effect, and emergencies to suspend "
                              "nothing")}  # fmt: skip
        raise OpenEventsError(problems, "events", choices, draft(events))
    choices = {"0": _("nothing"), "0.5": _("half"), "1": _("due process is suspended")}
    raise OpenEventsError(problems, "suspends", choices, draft(events))


class OpenEventsError(AmbiguousTableError):
    """Events that do not say what was done; `draft` is a list of them to fill in."""

    def __init__(
        self, problems: Iterable[Problem], option: str, choices: Mapping[str, str], draft: str
    ) -> None:
        super().__init__(problems, option, choices)
        self.draft = draft


def draft(events: Sequence[PolicyEvent]) -> str:
    """Write events as a list to fill in, with a question mark where something is open."""
    lines = [
        "# Events of a table, in the form of history.yaml. Replace each \"?\" and pass the file back:",
        "# tregua import TABLE --events THIS_FILE",
        f"# kind: one of {', '.join(kind for kind in KINDS if not kind.startswith('regime'))}",
        "# suspends: share of due process that a declaration suspends, 0 to 1",
    ]  # fmt: skip
    for e in events:
        entry = _plain(e)
        entry["kind"] = {"deployment": "other", "prison": "other", "end": "other"}.get(e.kind, e.kind) or "?"
        if entry["kind"] in ("renewal", "mission_strength", "mandate", "spree"):
            entry["kind"] = "other"
        if entry["kind"] == "declaration":
            entry |= {"law": entry["title"], "territories": ["all"]}
            entry["suspends"] = "?" if "suspends" in e.unsaid else e.suspends
        if entry["kind"] == "operation":
            entry["means"] = e.means or "raid"
            entry |= {k: round(v) for k, v in e.figures.items() if k in ("arrests", "killed")}
        lines.append(f"- {write_value(entry)}")
    return "\n".join(lines) + "\n"


def _plain(e: PolicyEvent) -> dict[str, Any]:
    entry: dict[str, Any] = {"date": e.date}
    if e.published is not None:
        entry["published"] = e.published
    entry["kind"] = e.kind
    entry["title"] = " ".join(e.text.split())[:300] or _("event")
    if e.until is not None:
        entry["until"] = e.until
    entry |= {key: text for key, text in (("source", e.source), ("url", e.url), ("grade", e.grade)) if text}
    return entry


def _keep(found: PolicyRecord, entry: dict[str, Any]) -> None:
    found.history.append(entry)
    found.history.sort(key=lambda each: str(each["date"]))


def _strength(troops: float, police: float, e: PolicyEvent | Event) -> dict[str, Any]:
    figure: dict[str, Any] = {"troops": round(troops), "police": round(police), "date": e.date}
    if e.published is not None:
        figure["published"] = e.published
    return figure | ({"source": str(e.source)} if e.source else {}) | ({"grade": e.grade} if e.grade else {})


class _Writer:
    """Events in the order of their days, each with what came before it."""

    def __init__(
        self,
        found: PolicyRecord,
        options: ImportOptions,
        where: Callable[[str], str | None],
        titles: Mapping[str, str],
        rows: Sequence[Row],
        series: Mapping[str, tuple[str, Guess]],
    ) -> None:
        self.found, self.options, self.where, self.titles = found, options, where, titles
        self.given = {g.measures for _u, g in series.values()}
        self.counted_from = [
            r.start for r in rows
            if series.get(r.series, ("", Guess("other", "")))[1].measures == "detentions" and r.start < r.end
        ]  # fmt: skip
        self.place_rows = [
            r for r in rows if series.get(r.series, ("", Guess("", "")))[1].measures == "prison_places"
        ]
        self.declared: list[dict[str, Any]] = []
        self.made: list[dict[str, Any]] = []
        self.unused: list[str] = []

    def write(self, events: Sequence[PolicyEvent]) -> list[dict[str, Any]]:
        for e in events:
            if e.date in self.options.known_days:
                continue
            territories = self.territories(e)
            if territories is None:
                text = _("{day}: left out, of a place that is none of the territories: {place}")
                self.found.notes.append(text.format(day=e.date, place=e.place))
                continue
            entry, used = self.entry(e, territories)
            unused = {k: v for k, v in e.figures.items() if k not in used}
            self.found.lines.append(_line(entry, e))
            self.made.append(entry)
            for name, value in unused.items():
                self.unused.append(f"{e.date} {name} {value:,.10g}")
            _keep(self.found, {k: v for k, v in entry.items() if not k.startswith("_")})
        for entry in self.found.history:  # ends that came later
            for each in self.made:
                if each["date"] == entry["date"] and each["title"] == entry["title"] and "until" in each:
                    entry["until"] = each["until"]
        if self.unused:
            text = _("figures of events that nothing uses: {list}")
            shown = "; ".join(self.unused[:SHOWN])
            self.found.notes.append(text.format(list=shown))
        return self.made

    def territories(self, e: PolicyEvent) -> list[str] | None:
        """Return where an event holds; None where its place is no territory."""
        if e.territories:
            named = [self.where(name) for name in e.territories]
            good = [name for name in named if name]
            return good or None
        at = self.where(e.place)
        if at is None:
            return None
        if at != "all":
            return [at]
        plain = f" {re.sub(r'[^a-z0-9]+', ' ', fold(e.text))} "
        bare = {n: _SORT.sub("", re.sub(r"[^a-z0-9]+", " ", fold(t))).strip() for n, t in self.titles.items()}
        inside = [n for n, title in bare.items() if len(title) > 3 and f" {title} " in plain]
        return inside or ["all"]

    def entry(self, e: PolicyEvent, territories: list[str]) -> tuple[dict[str, Any], set[str]]:
        """Return the entry of an event, and the figures that it uses."""
        entry, count = _plain(e), {k: round(v) for k, v in e.figures.items()}
        kind = e.kind or "other"
        entry["kind"] = kind if kind in KINDS else "other"
        used: set[str] = set()
        if kind == "declaration":
            used = self.declare(e, entry, territories)
        elif kind == "renewal":
            self.renew(e, entry, territories)
        elif kind == "end":
            self.end(e, territories)
            entry.pop("until", None)
        elif kind in ("pact", "breakdown"):
            entry["effect"] = PACT if kind == "pact" else BREAKDOWN
            entry["note"] = "size: the prior of the model's own parameter, learnt elsewhere"
        elif kind in ("mission", "mission_strength", "mandate", "mission_end"):
            entry["kind"] = "mission" if kind in ("mission_strength", "mandate") else kind
            troops, police = count.get("soldiers", 0), count.get("police", 0)
            if "mission_strength" in self.given:
                used = set()
            elif troops or police or (kind == "mission_end" and self.found.missions):
                self.found.missions.append(_strength(troops, police, e))
                used = {"soldiers", "police"}
        elif kind == "operation":
            counted = any(abs((day - e.date).days) <= SAME_DAYS for day in self.counted_from)
            entry["means"] = "sweep" if counted and e.means in ("", "raid") else e.means or "raid"
            used = {"arrests", "killed", "soldiers", "police"}
            entry |= {k: v for k, v in count.items() if k in used}
            entry["territories"] = territories
        elif kind == "deployment":
            used = self.deploy(e)
        elif kind == "prison":
            used = self.build(e)
        elif kind == "prison_break":
            used = {"escaped"}
            entry |= {k: v for k, v in count.items() if k in used}
        elif kind == "spree":
            entry["kind"] = "spree" if "killed" in count else "other"
            used = {"killed"} if "killed" in count else set()
            entry |= {"deaths": count["killed"]} if used else {}
        if "arrests" in count:
            entry["_arrests"] = count["arrests"]
            used = used | ({"arrests"} if entry["kind"] in ("declaration", "operation") else set())
        return entry, used

    def declare(self, e: PolicyEvent, entry: dict[str, Any], territories: list[str]) -> set[str]:
        share = e.suspends
        if share is None and e.emergency and not e.prisons_only:
            share = self.options.suspends
        entry["law"] = e.law or entry["title"]
        if share:
            entry["suspends"] = share
        if e.prisons_only:
            entry["prisons_only"] = True
        entry["territories"] = territories
        self.declared.append(entry)
        return self.deploy(e) if "soldiers" in e.figures else set()

    def renew(self, e: PolicyEvent, entry: dict[str, Any], territories: list[str]) -> None:
        before = [d for d in self.declared if d["date"] <= e.date]
        same = [d for d in before if set(d["territories"]) & set(territories)]
        if not before:
            entry["kind"] = "other"
            text = _("{day}: a renewal of no declaration in the table; it has no effect")
            self.found.notes.append(text.format(day=e.date))
            return
        entry["renews"] = (same or before)[-1]["date"]

    def end(self, e: PolicyEvent, territories: list[str]) -> None:
        for d in self.declared:
            open_ = "until" not in d or d["until"] >= e.date
            everywhere = "all" in territories or set(d["territories"]) & set(territories)
            if open_ and everywhere and d["date"] < e.date:
                d["until"] = e.date - DAY

    def deploy(self, e: PolicyEvent) -> set[str]:
        """Add soldiers at home from the day on, and their leaving after the last."""
        if "soldiers" not in e.figures or "soldiers" in self.given:
            return set()
        found = self.found.soldiers
        if not found:
            found.append({"value": 0, "date": e.date - DAY, "source": "made up: replace", "grade": "D"})
        level = found[-1]["value"]
        memory = {k: v for k, v in _plain(e).items() if k in ("published", "source", "url", "grade")}
        if found[-1]["date"] < e.date - DAY:
            found.append({"value": level, "date": e.date - DAY, **memory})
        found.append({"value": round(e.figures["soldiers"]), "date": e.date, **memory})
        if e.until is not None and e.until > e.date:
            found.append({"value": round(e.figures["soldiers"]), "date": e.until, **memory})
            found.append({"value": level, "date": e.until + DAY, **memory})
        return {"soldiers"}

    def build(self, e: PolicyEvent) -> set[str]:
        """Add the places of a new prison to those that stood before."""
        before = [r for r in self.place_rows if r.place == "all" and r.end <= e.date]
        later = any(r.end > e.date for r in self.place_rows)
        if "places" not in e.figures or not before or later:
            return set()  # a later count of places holds them already
        known = (
            self.found.places[-1]["value"] if self.found.places else max(before, key=lambda r: r.end).value
        )
        memory = {k: v for k, v in _plain(e).items() if k in ("published", "source", "url", "grade")}
        self.found.places += [
            {"value": round(known), "date": e.date - DAY, **memory},
            {"value": round(known + e.figures["places"]), "date": e.date, **memory},
        ]
        return {"places"}


def _line(entry: Mapping[str, Any], e: PolicyEvent) -> str:
    said = [f"{k} {entry[k]}" for k in ("suspends", "means", "arrests", "killed", "renews") if k in entry]
    if entry["kind"] == "declaration":
        said += [_("suspends nothing")] if "suspends" not in entry else []
        said += [_("in prisons only")] if entry.get("prisons_only") else []
        said += [_("in {places}").format(places=", ".join(entry["territories"]))]
    kind = entry["kind"] if e.kind in ("", entry["kind"]) else f"{e.kind} ({entry['kind']})"
    days = f"{e.date}" if e.until is None else f"{e.date} - {e.until}"
    return f"{days}: {', '.join([kind, *said])}: {shorten(e.text, 70)}"


def _say(found: PolicyRecord) -> None:
    """Say first how many events there are, of which kinds, and which declarations have no last day."""
    counts: dict[str, int] = {}
    for entry in found.history:
        counts[entry["kind"]] = counts.get(entry["kind"], 0) + 1
    if not counts:
        return
    listed = ", ".join(f"{kind} {n}" for kind, n in counts.items())
    found.notes.insert(0, _("events go into history.yaml: {kinds}").format(kinds=listed))
    open_ = [str(e["date"]) for e in found.history if e["kind"] == "declaration" and "until" not in e]
    renewed = {str(e["renews"]) for e in found.history if e["kind"] == "renewal" and "until" in e}
    open_ = [day for day in open_ if day not in renewed]
    if open_:
        text = _("declarations without a last day, which are taken to hold on: {days}")
        found.notes.append(text.format(days=", ".join(open_[:SHOWN])))


def _sweeps(
    found: PolicyRecord,
    made: Sequence[Mapping[str, Any]],
    rows: Sequence[Row],
    series: Mapping[str, tuple[str, Guess]],
) -> None:
    """Work out the arrests in sweeps, where rows or events state them, and say where they drive nothing."""
    turns = sorted(
        _day(e["date"]) for e in made
        if (e["kind"] == "declaration" and not e.get("prisons_only"))
        or (e["kind"] == "operation" and e.get("means") == "sweep")
    )  # fmt: skip
    arrests = [r for r in rows if r.place == "all" and series[r.series][1].measures == "detentions"]
    certain = [r for r in arrests if r.confidence in _CERTAIN]
    totals = [r for r in certain if series[r.series][1].kind == "cumulative"]
    flows = [r for r in certain if series[r.series][1].kind == "flow"]
    unsure = len(arrests) - len(certain)
    if unsure:
        text = _("arrests of low confidence set no pace of sweeps: {n} rows")
        found.notes.append(text.format(n=unsure))
    if totals:
        path = _chained(totals)
    elif flows and turns and min(r.start for r in flows) >= turns[0] - timedelta(days=BURST_DAYS):
        path = _summed(flows)
    elif flows and turns:
        text = _(
            "arrests are counted before the first declaration too: they set no pace of sweeps; give those of "
            "sweeps as a series detentions_cumulative, from the day on which they began"
        )
        found.notes.append(text)
        path = []
    else:
        path = _of_events(found, made, rows)
    new = [r for r in path if all((r.end, r.value) != (t.end, t.value) for t in totals)]
    if new:
        found.rows = [replace(r, series=SWEEPS) for r in new]
        found.series[SWEEPS] = ("people", Guess("detentions", "cumulative"))
        found.info[SWEEPS] = _SWEEPS
    points = sorted({r.end for r in [*totals, *path]})
    if not points:
        return
    if not turns:
        text = _("arrests that no declaration or sweep goes before are taken for ordinary policing: {n} rows")
        found.notes.append(text.format(n=len(totals) or len(path)))
        return
    if any(day <= points[0] <= day + timedelta(days=FOLLOWED_DAYS) for day in turns):
        return
    first = min([*totals, *path], key=lambda r: r.end)
    if first.start < first.end and any(
        day <= first.start <= day + timedelta(days=FOLLOWED_DAYS) for day in turns
    ):
        zero = replace(first, series=SWEEPS, end=first.start, value=0.0, low=None, high=None,
                       note="worked out: the count begins on this day")  # fmt: skip
        found.rows.append(zero)
        found.series[SWEEPS] = ("people", Guess("detentions", "cumulative"))
        found.info[SWEEPS] = _SWEEPS
        return
    text = _("arrests are counted from {day} on, more than a year after any declaration: they set no pace")
    found.notes.append(text.format(day=points[0]))


def _missions(found: PolicyRecord, rows: Sequence[Row], series: Mapping[str, tuple[str, Guess]]) -> None:
    """Take the strength of a foreign mission from series that say whether they count troops or police."""
    own = [r for r in rows if r.place == "all" and series[r.series][1].measures == "mission_strength"]
    if not own:
        return
    sides: dict[str, dict[date, Row]] = {"troops": {}, "police": {}}
    both: list[Row] = []
    for row in own:
        words = fold(f"{row.series} {row.unit}").replace("_", " ")
        troops = re.search(r"troop|soldier|soldado|militar|soldat|solda", words)
        police = re.search(r"polic|polis", words)
        if bool(troops) == bool(police):
            both.append(row)
        else:
            sides["troops" if troops else "police"][row.end] = row
    newest: dict[str, Row | None] = {"troops": None, "police": None}
    for day in sorted({day for side in sides.values() for day in side}):
        for name, side in sides.items():
            newest[name] = side.get(day, newest[name])
        row = next(side[day] for side in sides.values() if day in side)
        figure: dict[str, Any] = {name: round(r.value) if (r := newest[name]) else 0 for name in sides}
        figure["date"] = day
        if row.published_known:
            figure["published"] = row.published
        found.missions.append(figure | ({"source": row.source} if row.source else {}) | {"grade": "C"})
    if both:
        text = _("{series}: not used, as it does not say how many are troops and how many police; give "
                 "mission_troops and mission_police")  # fmt: skip
        found.notes.append(text.format(series=both[0].series))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _chained(rows: Sequence[Row]) -> list[Row]:
    """Add totals that each begin where the last one ended; those that run side by side stay as they are."""
    found: list[Row] = []
    for row in sorted(rows, key=lambda r: (r.end, r.start)):
        before = found[-1] if found else None
        if before is not None and before.end <= row.start < row.end:
            note = f"worked out: {before.value:,.10g} to {before.end} and {row.value:,.10g} since"
            row = replace(row, start=before.start, value=before.value + row.value, low=None, high=None,
                          note=note)  # fmt: skip
        found.append(row)
    return found


def _summed(rows: Sequence[Row]) -> list[Row]:
    """Add up counts of arrests by period."""
    found: list[Row] = []
    name = max({r.series for r in rows}, key=lambda n: sum(r.series == n for r in rows))
    total, first = 0.0, min(r.start for r in rows if r.series == name)
    for row in sorted((r for r in rows if r.series == name), key=lambda r: r.end):
        total += row.value
        note = f"worked out: arrests of {name} added up since {first}"
        found.append(replace(row, start=first, value=total, low=None, high=None, note=note))
    return found


def _of_events(found: PolicyRecord, made: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> list[Row]:
    """Add up the arrests that events state, where an event lasts long enough to show a pace."""
    path: list[Row] = []
    total, first, short = 0.0, None, []
    last = max((r.end for r in rows), default=date.min)
    for e in made:
        arrests = e.get("_arrests")
        if not arrests:
            continue
        day, until = _day(e["date"]), _day(e.get("until") or e["date"])
        if (until - day).days < BURST_DAYS:
            short.append(str(day))
            continue
        first = first or day
        total += arrests
        published = _day(e["published"]) if "published" in e else until
        path.append(
            Row(SWEEPS, "all", first, until, total, None, None, "people", str(e.get("source", "")), "",
                max(published, until), "", "medium", f"worked out: arrests of events since {first}", False,
                True, str(max(published, until)))
        )  # fmt: skip
    if short:
        text = _("arrests of events that last no month are in the history and set no pace of sweeps: {days}")
        found.notes.append(text.format(days=", ".join(short[:SHOWN])))
    if path and last > path[-1].end + timedelta(days=HALF_YEAR):
        end = path[-1].end + timedelta(days=HALF_YEAR)
        flat = replace(path[-1], end=end, published=end, published_as_written=str(end),
                       note="worked out: no later arrests among the events of the table")  # fmt: skip
        path.append(flat)
    return path
