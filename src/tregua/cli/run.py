"""Commands that run the model: one scenario, several side by side, and the report of a saved result."""

from __future__ import annotations

import os
import re
import shlex
import sys
from errno import EACCES
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from tregua.cli.decision_options import Ask
from tregua.cli.options import (
    Cluster,
    Full,
    Json,
    Out,
    PlaceOption,
    PlaceRef,
    RunOptions,
    Unchecked,
    about,
    flag,
)
from tregua.cli.resolve_place import find_place, load_any
from tregua.cli.terminal import progress, say, show, show_json, starting, width
from tregua.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xarray import Dataset

    from tregua.places import Place
    from tregua.scenarios import Scenario

Study = Annotated[
    Path | None,
    about(_("Write the result as it comes into this folder, where `tregua resume` can continue it.")),
]
With = Annotated[
    list[str] | None,
    about(
        _(
            "Pages to stand in the report too: outlook, why, transfer, tradeoffs, discover, sensitivity, "
            "with commas between. All but the outlook run hundreds or thousands of futures."
        ),
        "--with",
    ),
]
SHORT = 12  # digits of the digest in a file's name


def run(
    scenario: str,
    *,
    place: PlaceOption = None,
    options: RunOptions = RunOptions(),  # noqa: B008 - frozen
    out: Out = Path("out"),
    study: Study = None,
    cluster: Cluster = None,
    full: Full = False,
    json: Json = False,
) -> None:
    """Run one scenario, save the result and write its report.

    Parameters
    ----------
    scenario
        A scenario by name, such as haiti/offer-6000, or a YAML file.
    """
    from tregua.interface.resolve import load_all

    at = find_place(scenario, place)
    (chosen,) = load_all([scenario], at, options.assume)
    _run([chosen], at, options, out, stem=chosen.name, json=json, full=full, study=study, cluster=cluster)


def compare(
    place: PlaceRef,
    *scenarios: Annotated[str, about(_("Scenarios by name or YAML file, the baseline first."))],
    every: Annotated[bool, flag(_("Every scenario of the place that starts with it."), "--all")] = False,
    from_: Annotated[
        Literal["today"] | None,
        about(_("With `today`: the policies that start at the newest evidence."), "--from"),
    ] = None,
    options: RunOptions = RunOptions(),  # noqa: B008 - frozen
    out: Out = Path("out"),
    study: Study = None,
    cluster: Cluster = None,
    with_: With = None,
    ask: Ask = None,
    full: Full = False,
    json: Json = False,
) -> None:
    """Compare scenarios side by side: violence, rights, support and money.

    Without scenarios, those that the place names. All share their random numbers, so that two differ only by
    what was changed.
    """
    from tregua.errors import InputError, Problem
    from tregua.interface.resolve import load_all
    from tregua.report.sections.registry import checked
    from tregua.scenarios import scenarios_of

    pages = checked(with_ or ())
    at = load_any(place)
    chosen = scenarios or (_from_today(at) if from_ else at.scenarios) or ("baseline",)
    if from_ and (scenarios or every):
        raise InputError(
            Problem(
                _("command line"), None, "--from", _("other scenarios too"), _("--from today by itself")
            )
        )  # fmt: skip
    if every:
        files = (".yaml", ".yml")
        first = [ref if "/" in ref or ref.endswith(files) else f"{at.name}/{ref}" for ref in chosen]
        chosen = tuple(dict.fromkeys([*first, *scenarios_of(at, from_today=False)]))
    _run(
        load_all(chosen, at, options.assume),
        at,
        options,
        out,
        stem=f"compare-{at.name}",
        json=json,
        full=full,
        study=study,
        cluster=cluster,
        pages=pages,
        ask=ask,
    )


def _from_today(at: Place) -> tuple[str, ...]:
    """Return the scenarios that start at the newest evidence."""
    from tregua.errors import InputError, Problem

    if not at.from_today:
        raise InputError(
            Problem(
                str(at.folder / "place.yaml"), None, "from_today", _("no scenarios from today"),
                _("names of scenarios that start at the newest evidence"),
            )
        )  # fmt: skip
    return at.from_today


def report(
    result: Path,
    *,
    out: Annotated[Path | None, about(_("Folder for the report, in place of the result's own."))] = None,
    pictures: Annotated[
        Path | None, about(_("Write each picture into this folder too, for papers; needs matplotlib."))
    ] = None,
    format: Annotated[Literal["svg", "png", "pdf"], about(_("Form of those pictures."))] = "svg",
    brief: Annotated[
        bool, flag(_("Write the answer as a brief of two pages too, to print or send."))
    ] = False,
    png: Annotated[
        bool, flag(_("Write the picture of the answer too, for slides and messages; needs matplotlib."))
    ] = False,
    with_: With = None,
    ask: Ask = None,
    unchecked: Unchecked = False,
    full: Full = False,
    json: Json = False,
) -> None:
    """Write the report of a saved result.

    Parameters
    ----------
    result
        A result that run or compare has saved: the file, or the folder of a study.
    """
    from tregua.report import headline_json, headline_table, save_pictures, write
    from tregua.report.answer_page import answer_of
    from tregua.report.brief import write_brief
    from tregua.report.page import source_line
    from tregua.report.plot.answer import write_png
    from tregua.report.sections.registry import checked
    from tregua.report.terminal_answer import answer_lines
    from tregua.results.result_schema import reading
    from tregua.studies import without_failed
    from tregua.studies.open_study import load

    pages = checked(with_ or ())
    extra: dict[str, Path] = {}
    own = result if result.is_dir() else result.parent
    page = (out or own) / ("report.html" if result.is_dir() else f"{result.stem}.html")
    with reading(str(result)):
        dataset = without_failed(load(result, unchecked))
        drawn = [] if pictures is None else save_pictures(dataset, pictures, format=format)
        write(dataset, page, pages=pages, question=ask)
        answer = answer_of(dataset)
        stem = str(page.with_suffix(""))
        if brief:
            extra["brief"] = write_brief(dataset, f"{stem}-brief.html")
        if png:
            extra["png"] = write_png(answer, source_line(dataset), f"{stem}-answer.png")
        headline = headline_json(dataset) if json else headline_table(dataset, width())
    if json:
        shown = {"pictures": [str(path) for path in drawn]} if pictures is not None else {}
        made = {name: str(path) for name, path in extra.items()}
        show_json({"report": str(page), **shown, **made, "answer": answer, "headline": headline})
    else:
        with reading(str(result)):
            if full:
                show(headline)
            else:
                for line in answer_lines(dataset, width()):
                    say(line)
        say(_("report: {path}").format(path=page))
        if brief:
            say(_("brief: {path}").format(path=extra["brief"]))
        for path in [*drawn, *(extra[name] for name in ("png",) if name in extra)]:
            say(_("picture: {path}").format(path=path))


def _run(
    scenarios: list[Scenario],
    place: Place,
    options: RunOptions,
    out: Path,
    *,
    stem: str,
    json: bool,
    full: bool = False,
    study: Path | None = None,
    cluster: str | None = None,
    pages: Sequence[str] = (),
    ask: Path | None = None,
) -> None:
    from tregua.results.dataset import digest
    from tregua.results.npz import save
    from tregua.studies import run as simulate
    from tregua.studies import run_study

    command = shlex.join(["tregua", *sys.argv[1:]]).encode("utf-8", "replace").decode("utf-8")
    how = {
        "members": options.members,
        "seed": options.seed,
        "workers": options.workers,
        "dt": options.dt,
        "mean_field": options.mean_field,
        "as_of": options.as_of,
        "assume": options.assume,
        "executor": cluster,
        "priors": options.priors,
    }
    if study is None:
        _ready(out)
    with progress(_("running"), starting()) as told:
        if study is not None:
            result = run_study(scenarios, place, study, progress=told, command=command, **how)
        else:
            result = simulate(scenarios, place, progress=told, **how)
    if study is not None:
        show_study(result, study, json=json, pages=pages, ask=ask, full=full)
        return
    result.attrs["command"] = command
    mark = digest(result)
    file = out / f"{_plain(stem)}-{mark.removeprefix('sha256:')[:SHORT]}.npz"
    save(result, file)
    show_result(result, file, file.with_suffix(".html"), json=json, pages=pages, ask=ask, full=full)


def show_study(
    result: Dataset,
    folder: Path,
    *,
    json: bool,
    pages: Sequence[str] = (),
    ask: Path | None = None,
    full: bool = False,
) -> None:
    """Write the report of a study that is complete into its folder, and say what came out."""
    show_result(result, folder, folder / "report.html", json=json, pages=pages, ask=ask, full=full)


def show_result(
    result: Dataset,
    file: Path,
    page: Path,
    *,
    json: bool,
    pages: Sequence[str] = (),
    ask: Path | None = None,
    full: bool = False,
) -> None:
    """Write the report of a result on disk, and say what came out."""
    from tregua.report import headline_json, headline_table, write
    from tregua.report.answer_page import answer_of
    from tregua.report.phrases import carried_over
    from tregua.report.terminal_answer import answer_lines
    from tregua.studies import without_failed

    mark, failed = result.attrs["digest"], int(result.attrs.get("failed", 0))
    told = without_failed(result)
    write(told, page, pages=pages, question=ask)
    if json:
        beside = {
            "posterior": drawn_from(told),
            "digest": mark,
            "result": str(file),
            "report": str(page),
            "failed": failed,
        }
        show_json({**beside, "answer": answer_of(told), "headline": headline_json(told)})
        return
    first_lines(told)
    if full:
        say(_("drawn from: {what}").format(what=drawn_from(told)))
        show(headline_table(told, width()))
        for sentence in carried_over(told):
            say(sentence)
    else:
        for line in answer_lines(told, width()):
            say(line)
    if failed:
        text = _("failed: {n} of {m} members, left out above; {path} has each with its parameters and error")
        say(text.format(n=failed, m=result.sizes["draw"], path=file / "failures.json"))
    say(f"digest: {mark}")
    say(_("result: {path}").format(path=file))
    say(_("report: {path}").format(path=page))


def first_lines(result: Dataset) -> None:
    """Say up to when the record reaches, and what of place and assumptions is outside the evidence."""
    from tregua.places.record_reach import record_reach
    from tregua.report.out_of_evidence_flags import assumed_stamps
    from tregua.report.result_place import place_of

    place = place_of(result)
    if place is not None:
        say(record_reach(place))
    for text in assumed_stamps(result, place):
        say(_("Outside the evidence: {text}").format(text=text))


def drawn_from(result: Dataset) -> str:
    """Say whether parameters were drawn from a posterior, and whose, or from the priors."""
    import json as reader

    from tregua.assumptions.posterior_summary import whence

    return whence(
        reader.loads(result.attrs.get("posterior") or "null"), result.attrs.get("place_title") or ""
    )


def _ready(out: Path) -> None:
    """Make the folder for what will be written: before the work, not after it."""
    from tregua.errors import InputError, Problem

    try:
        out.mkdir(parents=True, exist_ok=True)
        if not os.access(out, os.W_OK | os.X_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
    except OSError as error:
        expected = _("a folder that can be made and written")
        raise InputError(
            Problem(_("command line"), None, "out", f"{out}: {error.strerror}", expected)
        ) from error


def _plain(text: str) -> str:
    """Turn a scenario's name into a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
