"""Commands on results that are kept: list them, continue one, make one again, hand it to other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from tregua.cli.options import Cluster, Full, Json, Out, Unchecked, about, at_least
from tregua.cli.terminal import note, progress, say, show_json, show_table
from tregua.i18n import _, ngettext

DIFFERS = 1
Workers = Annotated[
    int | None, at_least(1, _("Threads, or processes with --cluster; no result depends on them."))
]


def runs(folder: Path = Path(), *, json: Json = False) -> None:
    """List studies, with how far each is.

    Parameters
    ----------
    folder
        Where to look, and in folders below.
    """
    from tregua.errors import InputError, Problem
    from tregua.studies import runs as listed

    if not folder.is_dir():
        raise InputError(
            Problem(str(folder), None, "", _("no such folder"), _("a folder with studies in it"))
        )
    found = listed(folder)
    if json:
        show_json([entry.plain() for entry in found])
        return
    if not found:
        say(_("no studies in {folder}").format(folder=folder))
        return
    said = {
        "complete": _("complete"),
        "running": _("running"),
        "interrupted": _("interrupted"),
        "failed": _("failed"),
        "unreadable": _("unreadable"),
    }
    show_table(
        "",
        (_("study"), _("status"), _("chunks"), _("members"), _("failed"), _("scenarios"), _("begun")),
        (
            (
                e.folder,
                said[e.status],
                f"{e.finished}/{e.chunks}",
                e.members,
                e.failed,
                ", ".join(e.scenarios),
                e.created,
            )
            for e in found
        ),
        right=(2, 3, 4),
    )


def resume(
    folder: Path,
    *,
    workers: Workers = None,
    cluster: Cluster = None,
    full: Full = False,
    json: Json = False,
) -> None:
    """Continue a study that was interrupted: it ends with the bytes of one that never was.

    Parameters
    ----------
    folder
        The study, as run or compare wrote it with --study.
    """
    from tregua.cli.run import show_study
    from tregua.studies import resume as continued

    with progress(_("running"), _("looking at what is there")) as told:
        result = continued(folder, progress=told, workers=workers, executor=cluster)
    show_study(result, folder, json=json, full=full)


EARLIER_MODEL = "0.1."  # versions whose model was corrected in 0.2: no scenario gives the same numbers again


def rerun(
    manifest: Path,
    *,
    study: Annotated[Path | None, about(_("Keep what is made again in this folder."))] = None,
    workers: Workers = None,
    cluster: Cluster = None,
    json: Json = False,
) -> int:
    """Make a result again from its manifest and compare the bytes. Status 0 if they are equal, 1 if not.

    Parameters
    ----------
    manifest
        The manifest.json of a study, its folder, or a saved result.
    """
    from tempfile import TemporaryDirectory

    from tregua._version import __version__
    from tregua.errors import InputError, Problem
    from tregua.executors.environment_fingerprint import identity
    from tregua.results.dataset import DEFINED, DEFINITION, FIRST_DEFINITION, digest
    from tregua.studies import read_manifest, request, run_study
    from tregua.studies.manifest import summary

    found = read_manifest(manifest)
    if not found.get("digest"):
        there = _("a study that is not complete")
        raise InputError(Problem(str(manifest), None, "digest", there, _("a digest"), _("tregua resume")))
    for sentence in summary(found):  # said before anything is written or run
        note(sentence)
    if str(found["version"]).startswith(EARLIER_MODEL):
        there = _("a result of version {version}").format(version=found["version"])
        hint = _(
            "the model changed: install tregua {version} to make it again, or run its scenario anew"
        ).format(version=found["version"])
        expected = _("one of the model in force, of version 0.2 or later")
        raise InputError(Problem(str(manifest), None, "version", there, expected, hint))
    with (
        request(found, str(manifest)) as asked,
        TemporaryDirectory(prefix="tregua-") as folder,
        progress(_("running"), _("starting (the first run on a machine compiles the model)")) as told,
    ):
        result = run_study(
            asked.scenarios,
            asked.place,
            study or Path(folder) / "study",
            progress=told,
            command=found.get("command", ""),
            workers=workers,
            executor=cluster,
            **asked.options,
        )
        definition = str(found.get(DEFINED, FIRST_DEFINITION))
        own = result.attrs["digest"]
        mark = own if definition == DEFINITION else digest(result, definition=definition)
        result.close()
    same = mark == found["digest"]
    if json:
        versions = {"version": __version__, "recorded_version": found["version"]}
        marks = {"digest": mark, "recorded": found["digest"], DEFINED: definition}
        show_json({"same": same, **marks, **versions})
    else:
        say(f"digest: {mark}")
        if definition != DEFINITION:
            text = _("by the definition {old} of the digest, as recorded; by the present one: {digest}")
            say(text.format(old=definition, digest=own))
        if same:
            say(_("the same bytes"))
        else:
            say(_("other bytes: recorded is {digest}").format(digest=found["digest"]))
            if found["version"] == __version__ and found["code"] != identity():
                say(
                    _(
                        "made with other code, another Python, NumPy or Numba, or on a processor that "
                        "rounds otherwise"
                    )
                )
            if found["version"] != __version__:
                text = _("made with version {old}; this is {new}, and the change log says what moved")
                say(text.format(old=found["version"], new=__version__))
    return 0 if same else DIFFERS


def export(
    result: Path,
    *,
    format: Annotated[Literal["csv", "parquet", "netcdf"], about(_("What to write."), "--format")] = "csv",
    out: Out = Path("out"),
    unchecked: Unchecked = False,
    json: Json = False,
) -> None:
    """Write a result as long tables for R, Stata or Excel, with units and sources beside them.

    Parameters
    ----------
    result
        A saved result: the file, or the folder of a study.
    """
    from tregua.results.export import export as written
    from tregua.results.export import formulas
    from tregua.results.integrity import warning
    from tregua.results.result_schema import reading
    from tregua.studies.open_study import load

    with reading(str(result)):
        found = load(result, unchecked)
        files = written(found, out, format)
        changed = formulas(found)
    if doubt := warning(found):
        note(doubt)
    if changed and format == "csv":
        note(
            ngettext(
                "{n} text begins like a formula: an apostrophe keeps spreadsheets from computing it",
                "{n} texts begin like formulas: an apostrophe keeps spreadsheets from computing them",
                changed,
            ).format(n=changed)
        )
    if json:
        show_json({"files": [str(path) for path in files]})
        return
    for path in files:
        say(str(path))
