"""A study on disk: begun, continued and ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua._version import __version__
from tregua.errors import InputError, Problem, RunError
from tregua.executors.environment_fingerprint import identity, refuse_changed_code
from tregua.i18n import _
from tregua.results.atomic_write import refuse_links
from tregua.simulation import thread_pool
from tregua.simulation.batch_run import Chunk, block_of, chunks
from tregua.simulation.chunk_run import Done, Starts, done, is_record_of, run_piece
from tregua.simulation.setup import Options, Setup, prepare
from tregua.studies import finalize
from tregua.studies.arrays import Arrays
from tregua.studies.layout import ARRAYS, FINISHED, LOCK, MANIFEST, PART, read_json, sweep, write_json
from tregua.studies.lock import Held, is_ours, locked
from tregua.studies.manifest import read_manifest, recipe, request

if TYPE_CHECKING:
    import xarray as xr

    from tregua.assumptions.parameter import ParameterSet
    from tregua.executors import Workforce
    from tregua.places import Place
    from tregua.scenarios import Scenario

Progress = Callable[[int, int], None]


def run_study(
    scenarios: Sequence[Scenario],
    place: Place,
    folder: str | Path,
    *,
    progress: Progress | None = None,
    parameters: ParameterSet | None = None,
    command: str = "",
    executor: Workforce | None = None,
    **options: object,
) -> xr.Dataset:
    """Run scenarios as `tregua.run` does, and write the result as it comes.

    Memory does not grow with the members. A folder that holds an unfinished part of the same study is
    continued.

    Parameters
    ----------
    scenarios, place, progress, parameters, **options
        As for `tregua.run`.
    folder
        A new or empty folder, or one with the same study in it.
    command
        The command that asked for it.
    executor
        Who runs it, in place of threads of this process: see `tregua.run`. Only this process writes into the
        folder.

    Returns
    -------
    xarray.Dataset
        As from `tregua.run`, read from disk when it is used.

    Raises
    ------
    InputError
        If the folder holds something else, or for what `tregua.run` refuses.
    RunError
        If the study cannot go on; what is finished stays, and `resume` continues.
    """
    setup = prepare(scenarios, place, Options(**options), parameters)  # type: ignore[arg-type]
    wanted = recipe(setup, given=parameters is not None)
    return _go(Path(folder), setup, wanted, progress, command, executor)


def resume(
    folder: str | Path,
    *,
    progress: Progress | None = None,
    workers: int | None = None,
    executor: Workforce | None = None,
) -> xr.Dataset:
    """Continue a study that was interrupted, from its own manifest.

    Parameters
    ----------
    folder
        Its folder.
    progress, workers, executor
        As for `run_study`.

    Raises
    ------
    InputError
        If there is no study, or what it rests on has changed.
    RunError
        If it cannot go on.
    """
    folder = Path(folder)
    if folder.name == MANIFEST:
        folder = folder.parent
    found = read_manifest(folder)
    if not folder.is_dir():
        there, hint = _("no folder of a study"), _("tregua rerun makes it anew")
        raise InputError(Problem(str(folder), None, "", there, _("the folder of a study"), hint))
    _same_code(folder, found)
    with request(found, str(folder)) as asked:
        options = Options(**asked.options, workers=workers)
        setup = prepare(asked.scenarios, asked.place, options)
        wanted = {key: found[key] for key in recipe(setup)}
        return _go(folder, setup, wanted, progress, found["command"], executor)


def _same_code(folder: Path, found: dict[str, Any]) -> None:
    now = {"version": __version__, "code": identity()}
    expected = _(
        "the same version and code of Tregua, Python, NumPy and Numba, and a processor that rounds alike"
    )
    problems = [
        Problem(str(folder), None, key, value, f"{found[key]}: {expected}", _("tregua rerun makes it anew"))
        for key, value in now.items()
        if found[key] != value
    ]
    if problems:
        raise InputError(problems)


def _record(folder: Path, chunk: Chunk) -> Path:
    """Return the file that says that a chunk is finished."""
    return folder / FINISHED / f"{chunk.policy:04d}-{chunk.rows.start:06d}.json"


def _go(
    folder: Path,
    setup: Setup,
    wanted: dict[str, Any],
    progress: Progress | None,
    command: str,
    executor: Workforce | None,
) -> xr.Dataset:
    from tregua.studies.open_study import open_study

    refuse_changed_code()  # what would the manifest name?
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _nothing_else(folder)
        refuse_links(folder)
        with locked(folder) as held:
            sweep(folder)
            manifest = _begin(folder, setup, wanted, command)
            if manifest["status"] == "complete":
                try:
                    return open_study(folder)
                except InputError:
                    manifest["status"] = "running"  # damaged since: what is wrong is made again
                    write_json(folder / MANIFEST, manifest)
            try:
                written = _fill(folder, setup, manifest, held, progress, executor)
                held.check()
                finalize.finish(folder, setup, manifest, written)
            except OSError:
                held.check()  # a folder that is gone is the better news
                raise
            return open_study(folder, verify=False)


def _nothing_else(folder: Path) -> None:
    own = {LOCK} if is_ours(folder) else set()  # of a run that has not written its manifest yet
    others = [p.name for p in folder.iterdir() if not p.name.endswith(PART) and p.name not in own]
    # half a manifest is mended where chunks lie beside it; without them it is a file of somebody's own
    study = MANIFEST in others and (FINISHED in others or read_json(folder / MANIFEST) is not None)
    if others and not study:
        raise InputError(
            Problem(
                str(folder),
                None,
                "",
                _("a folder with other things in it: {names}").format(names=", ".join(sorted(others)[:3])),
                _("a new folder, an empty one, or that of the same study"),
            )
        )


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say what became of the study when the disk or the folder fails."""
    try:
        yield
    except OSError as error:
        whole = len(list((folder / FINISHED).glob("[0-9]*.json"))) if folder.is_dir() else 0
        raise RunError(
            _(
                "{folder}: {error}. {n} chunks are finished and stay. When the cause is mended: "
                "tregua resume {folder}"
            ).format(folder=folder, error=error.strerror or error, n=whole)
        ) from error


def _begin(folder: Path, setup: Setup, wanted: dict[str, Any], command: str) -> dict[str, Any]:
    found = read_json(folder / MANIFEST)
    block = block_of(setup.options.members)
    number = len(chunks(len(setup.lines), setup.options.members, block))
    if found is not None:
        wanted = {**wanted, "block": block, "chunks": number}
        others = [key for key in wanted if found.get(key) != wanted[key]]
        if others:
            raise InputError(
                Problem(
                    str(folder),
                    None,
                    "",
                    _("another study, with other {keys}").format(keys=", ".join(others)),
                    _("a new folder, an empty one, or that of the same study"),
                    _("tregua runs {folder} tells what is there").format(folder=folder),
                )
            )
    else:
        found = {
            **wanted,
            "command": command,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "status": "running",
            "policies": [line.label for line in setup.lines],
            "block": block,
            "chunks": number,
        }
        write_json(folder / MANIFEST, found)
    (folder / FINISHED).mkdir(exist_ok=True)
    return found


def _fill(
    folder: Path,
    setup: Setup,
    manifest: dict[str, Any],
    held: Held,
    progress: Progress | None,
    executor: Workforce | None,
) -> Arrays:
    """Run every chunk that is not finished, or not as its record says."""
    members, block = setup.options.members, manifest["block"]
    arrays = Arrays(folder / ARRAYS, setup, block)
    every = chunks(len(setup.lines), members, block)
    todo = [chunk for chunk in every if not _whole(folder, arrays, chunk)]
    at = len(every) - len(todo)

    def keep(piece: Done) -> None:
        if len(todo) == len(every) and piece.hopeless and at == 0:
            raise RunError(_("every member fails: {message}").format(message=piece.failures[0]["message"]))
        held.check()
        arrays.put(piece.chunk.policy, piece.chunk.rows, piece.encoded)
        held.check()
        write_json(_record(folder, piece.chunk), piece.record)

    if progress:
        progress(at, len(every))
    if not todo:
        return arrays
    wide = min(block, members)
    if executor is None:
        finished = _here(setup, todo, wide, held, keep)
    else:
        finished = _elsewhere(setup, todo, wide, executor, keep)
    with closing(finished):
        for _each in finished:
            at += 1
            if progress:
                progress(at, len(every))
    return arrays


def _here(
    setup: Setup, todo: list[Chunk], block: int, held: Held, keep: Callable[[Done], None]
) -> Generator[None]:
    """Run chunks on threads of this process."""
    uses = Counter(chunk.rows.start for chunk in todo)
    starts = Starts(setup, uses)

    def work(chunk: Chunk) -> None:
        held.check()
        start = starts.take(chunk.rows)
        got, failures = run_piece(setup, start, chunk.policy, chunk.rows)
        keep(done(chunk, start, got, failures, block))
        starts.give_back(chunk.rows)

    yield work(todo[0])  # compiles, once
    with closing(thread_pool.each_done(work, todo[1:], setup.options.workers)) as rest:
        yield from rest


def _elsewhere(
    setup: Setup, todo: list[Chunk], block: int, executor: Workforce, keep: Callable[[Done], None]
) -> Generator[None]:
    """Let others run chunks; what comes back is written here."""
    from tregua.executors import spread

    with closing(spread(setup, todo, block, executor)) as pieces:
        for piece in pieces:
            yield keep(piece)


def _whole(folder: Path, arrays: Arrays, chunk: Chunk) -> bool:
    """Tell whether a chunk is finished, and on disk as it was when it was."""
    record = read_json(_record(folder, chunk))
    if is_record_of(record, chunk) and record["values"] == arrays.read_hash(chunk.policy, chunk.rows):
        return True
    _record(folder, chunk).unlink(missing_ok=True)
    return False
