"""Commands that show what is known, what is assumed and what could be done; nothing runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from tregua.cli.options import AsOf, Json, PlaceOption, PlaceRef, about, flag
from tregua.cli.resolve_place import find_place
from tregua.cli.terminal import note, say, show_entries, show_json, show_table
from tregua.i18n import _, translated
from tregua.i18n.numbers import marks
from tregua.vocabulary.quantiles import INTERVAL

EVIDENCE = ("series", "place", "start", "end", "value", "low", "high", "unit", "floor", "source", "url")
PUBLISHED = ("published", "published_known", "confidence", "note")
PARAMETER = ("name", "symbol", "meaning", "unit", "scope", "prior", "grade", "travels", "source", "url")
OPINION = ("disagree", "note", "set_by")


def places(*, json: Json = False) -> None:
    """List the places that ship with Tregua, and how far the record of each reaches."""
    from tregua.places import list_places, load_place
    from tregua.places.record_reach import record_reach, record_until

    found = [load_place(name) for name in list_places()]
    if json:
        show_json([{**_titled(x), "record_until": record_until(x), "record": record_reach(x)} for x in found])
    else:
        show_entries((x.name, f"{record_reach(x)}. {translated(x.sentence)}") for x in found)


def scenarios(place: PlaceRef | None = None, *, json: Json = False) -> None:
    """List the scenarios, of all places or of one."""
    from tregua.places import list_places, load_place
    from tregua.scenarios import load_scenario, scenarios_of

    found = []
    for at in [load_place(name) for name in ([place] if place else list_places())]:
        found += [load_scenario(name, at) for name in scenarios_of(at)]
    _show_titled(found, json)


def _show_titled(things: Iterable[Any], json: bool) -> None:
    if json:
        show_json([_titled(x) for x in things])
    else:
        show_entries((x.name, translated(x.sentence)) for x in things)


def _titled(thing: Any) -> dict[str, Any]:
    return {"name": thing.name, "title": translated(thing.title), "sentence": translated(thing.sentence)}


def diff(a: str, b: str, *, place: PlaceOption = None, json: Json = False) -> None:
    """Say in words what differs between two scenarios.

    Parameters
    ----------
    a
        A scenario by name, such as haiti/offer-6000, or a YAML file.
    b
        The scenario to compare it with.
    """
    from tregua.errors import InputError
    from tregua.scenarios import diff as differences
    from tregua.scenarios import load_scenario

    loaded, problems = [], []
    for ref in (a, b):
        try:
            loaded.append(load_scenario(ref, find_place(ref, place)))
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems:
        raise InputError(problems)
    first, second = loaded
    lines = differences(first, second)
    if json:
        show_json({"a": a, "b": b, "differences": lines})
    else:
        for line in lines or [_("no difference")]:
            say(line)


def evidence(
    place: PlaceRef,
    *,
    as_of: AsOf = None,
    series: Annotated[str | None, about(_("Only this series."))] = None,
    shape: Annotated[
        str | None,
        about(
            _(
                "Write it as a table in the shape of a source: tidy, acled, acled-monthly, ged, hapi, dtm, "
                "unodc, worldbank, owid or police."
            ),
            "--as",
        ),
    ] = None,
    to: Annotated[Path | None, about(_("File for that table, CSV."))] = None,
    json: Json = False,
) -> None:
    """Show what has been published about a place, with sources.

    Each row describes a period and has the date on which it was first published. With --as-of, only what had
    been published by that date is shown.
    """
    from tregua.cli.resolve_place import load_any
    from tregua.places.record_reach import record_reach

    at = load_any(place)
    if not json:
        note(record_reach(at))
    if series is not None:
        _known("series", series, at.series)
    if shape is not None:
        _write_shape(
            at if as_of is None else replace(at, evidence=at.evidence.as_of(as_of)), shape, series, to
        )
        return
    known = at.evidence if as_of is None else at.evidence.as_of(as_of)
    rows = [row for row in known.select() if series in (None, row.series)]
    if json:
        show_json([{field: getattr(row, field) for field in EVIDENCE + PUBLISHED} for row in rows])
        return
    for name in dict.fromkeys(row.series for row in rows):
        _show_series(at.series[name], name, [row for row in rows if row.series == name])
    if any(not row.published_known for row in rows):
        note(_("* first publication unknown: the end of the period and the delay declared for the series"))
    if not rows:
        note(_("nothing had been published by then"))


def _write_shape(place: Any, shape: str, series: str | None, to: Path | None) -> None:
    """Write the evidence of a place in the shape of a source, to a file or to standard output."""
    import csv
    import io

    from tregua.places.export_evidence import export_evidence
    from tregua.results.atomic_write import write_text

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(export_evidence(place, shape, series or ""))
    if to is None:
        say(out.getvalue().rstrip("\n"))
    else:
        write_text(to, out.getvalue())
        note(_("wrote {folder}").format(folder=to))


def _show_series(series: Any, name: str, rows: Iterable[Any]) -> None:
    """Print one series as a table; counts on different bases never share one."""
    title = f"{name}: {series.title} ({translated(series.unit)})"
    columns = [_("where"), _("from"), _("to"), _("value"), _("range"), _("published"), _("source")]
    cells = (
        (
            row.place,
            row.start,
            row.end,
            (">" if row.floor else "") + _number(row.value),
            _range(row.low, row.high),
            f"{row.published}{'' if row.published_known else '*'}",
            row.source,
        )
        for row in rows
    )
    show_table(title, columns, cells, right=(3, 4))


def parameters(
    place: PlaceRef | None = None,
    name: Annotated[str | None, about(_("One parameter, in full."))] = None,
    *,
    fixed: Annotated[bool, flag(_("Show the constants that have one value in every draw."))] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show each parameter: what it is, its unit, who says so, how sure, and whether it travels.

    With a place, its own priors are added to the shared ones, and what was learnt of it stands beside them:
    the middle and the range of nine draws in ten. --name alone shows a shared parameter. --fixed shows the
    constants that could be argued with; an assumption file changes them as it does parameters.
    """
    from tregua.assumptions import load_parameters
    from tregua.assumptions.parameter import constants
    from tregua.assumptions.posterior import find
    from tregua.assumptions.posterior_summary import learnt
    from tregua.decisions.factors import title
    from tregua.decisions.labels import capital
    from tregua.places import load_place

    at = load_place(place) if place else None
    day = as_of or (at.run.as_of if at else None)
    joint = find(at, day, at.run.start) if at and day else None
    found = constants() if fixed else {p.name: p for p in load_parameters(at, None, as_of, joint)}
    beside = {n: told for n, p in found.items() if (told := learnt(p, joint)) is not None}
    source = (
        _("the posterior of {place} as of {day}").format(place=at.title, day=joint.as_of)
        if at and joint
        else ""
    )
    if name is not None:
        every = {**found, **constants()}
        _known("name", name, every)
        found = {name: every[name]}
    if json:
        show_json([{**_fields(p), "learnt": _learnt(beside.get(p.name), source)} for p in found.values()])
    elif name is not None:
        for field, value in _fields(found[name]).items():
            say(f"{field + ':':<10} {'' if value is None else translated(str(value))}")
        if name in beside:
            say(f"{_('learnt') + ':':<10} {beside[name].sentence()} ({source})")
    else:
        columns = [_("parameter"), _("meaning"), _("unit"), _("prior"), _("grade"), _("travels"), _("source")]
        rows = {
            p.name: [
                p.name,
                translated(p.meaning),
                translated(p.unit),
                p.prior,
                p.grade,
                translated(p.travels),
                translated(p.source),
            ]
            for p in found.values()
        }
        if joint is not None:
            columns.insert(4, _("learnt: middle (nine in ten)"))
            for n, row in rows.items():
                row.insert(4, beside[n].sentence() if n in beside else _("nothing"))
        if fixed:
            show_table(_("Fixed constants: one value in every draw"), columns, rows.values())
        else:
            say(_("Parameters: assumptions, not policies"))
            for key in dict.fromkeys(p.factor for p in found.values()):
                own = [rows[n] for n, p in found.items() if p.factor == key]
                say()
                show_table(capital(title(key)), columns, own)
        if source:
            note(_("learnt from {source}").format(source=source))
        note(_("grades: A official or census, B careful study, C single report or derived, D assumption"))


def model(
    *,
    explain: Annotated[bool, flag(_("Add each step with its equations, units and sources."))] = False,
    json: Json = False,
) -> None:
    """Print the order of a day in the model."""
    from tregua.model.explain import described, steps
    from tregua.model.explain import explain as everything

    if json:
        show_json([{"step": s.title, "functions": dict(map(described, s.functions))} for s in steps()])
    elif explain:
        from tregua.assumptions import load_parameters
        from tregua.assumptions.parameter import constants

        say(everything({**{p.name: p for p in load_parameters()}, **constants()}))
    else:
        for number, step in enumerate(steps(), 1):
            say(f"{number:>2}. {step.title}")


def schema(kind: str, /) -> None:
    """Print the JSON Schema of a kind of file, for editors.

    Parameters
    ----------
    kind
        The kind of file: scenario, place, territories, gangs, state, history, parameters or series; or
        outlook, what `tregua outlook --json` prints.
    """
    from tregua import places, scenarios
    from tregua.places.schema import KINDS

    _known("kind", kind, ["scenario", "outlook", *KINDS])
    if kind == "outlook":
        from tregua.forecasting.outlook_schema import outlook_schema

        show_json(outlook_schema())
        return
    show_json(scenarios.json_schema() if kind == "scenario" else places.json_schema(kind))


def _known(option: str, word: str, options: Iterable[str]) -> None:
    """Refuse a word that is not among the options."""
    from tregua.errors import InputError, Problem, did_you_mean, one_of

    options = list(options)
    if word not in options:
        problem = Problem(_("command line"), None, option, word, one_of(options), did_you_mean(word, options))
        raise InputError(problem)


def _learnt(found: Any, source: str) -> dict[str, Any] | None:
    return None if found is None else {**found.record(), "shares": list(INTERVAL), "source": source}


def _fields(parameter: Any) -> dict[str, Any]:
    return {field: getattr(parameter, field) for field in PARAMETER + OPINION}


def _number(value: float | None) -> str:
    return "" if value is None else marks(f"{value:,.10g}")


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None and high is None else f"{_number(low)}–{_number(high)}"
