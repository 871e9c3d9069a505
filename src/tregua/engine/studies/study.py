"""A study on disk: begun, continued and ended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.engine.ensemble import Options, Setup, prepare
from tregua.engine.studies import ending
from tregua.engine.studies.arrays import Arrays
from tregua.engine.studies.files import ARRAYS, FINISHED, LOCK, MANIFEST, PART, read_json, sweep, write_json
from tregua.engine.studies.lock import Held, locked
from tregua.engine.studies.manifest import read_manifest, recipe, request
from tregua.engine.studies.piece import Starts, run_piece
from tregua.errors import InputError, Problem, RunError
from tregua.i18n import _

if TYPE_CHECKING:
    import xarray as xr

    from tregua.assumptions.parameter import ParameterSet
    from tregua.places import Place
    from tregua.scenarios import Scenario

Progress = Callable[[int, int], None]
LEAST, MOST, BLOCKS = 16, 64, 16


def block_of(members: int) -> int:
    """Return how many members share a chunk: 16 to 64, so that memory stays flat."""
    return min(MOST, max(LEAST, LEAST * round(members / BLOCKS / LEAST)))


def run_study(
    scenarios: Sequence[Scenario],
    place: Place,
    folder: str | Path,
    *,
    progress: Progress | None = None,
    parameters: ParameterSet | None = None,
    command: str = "",
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
    return _go(Path(folder), setup, wanted, progress, command)


def resume(folder: str | Path, *, progress: Progress | None = None, workers: int | None = None) -> xr.Dataset:
    """Continue a study that was interrupted, from its own manifest.

    Raises
    ------
    InputError
        If there is no study, or what it rests on has changed.
    RunError
        If it cannot go on.
    """
    folder = Path(folder)
    found = read_manifest(folder)
    _same_code(folder, found)
    with request(found, str(folder)) as asked:
        options = Options(**asked.options, workers=workers)
        setup = prepare(asked.scenarios, asked.place, options)
        return _go(folder, setup, {key: found[key] for key in recipe(setup)}, progress, found["command"])


def _same_code(folder: Path, found: dict[str, Any]) -> None:
    from tregua._version import __version__
    from tregua.engine.cachefolder import fingerprint
    from tregua.i18n import language

    now = {"version": __version__, "code": fingerprint(), "language": language()}
    expected = _("the same version of Tregua, Python, NumPy and Numba, and the same language (TREGUA_LANG)")
    problems = [
        Problem(str(folder), None, key, value, f"{found[key]}: {expected}", _("tregua rerun makes it anew"))
        for key, value in now.items()
        if found[key] != value
    ]
    if problems:
        raise InputError(problems)


@dataclass(frozen=True)
class Chunk:
    """A policy and a block of members."""

    policy: int
    rows: slice

    def record(self, folder: Path) -> Path:
        """Return the file that says that it is finished."""
        return folder / FINISHED / f"{self.policy:04d}-{self.rows.start:06d}.json"


def chunks(policies: int, members: int, block: int) -> list[Chunk]:
    """Return the chunks of a study, block by block."""
    return [
        Chunk(number, slice(row, min(row + block, members)))
        for row in range(0, members, block)
        for number in range(policies)
    ]


def _go(
    folder: Path, setup: Setup, wanted: dict[str, Any], progress: Progress | None, command: str
) -> xr.Dataset:
    from tregua.engine.studies.reading import open_study

    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / LOCK).exists():
            _nothing_else(folder)
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
                _fill(folder, setup, manifest, held, progress)
                held.check()
                ending.finish(folder, setup, manifest)
            except OSError:
                held.check()  # a folder that is gone is the better news
                raise
            return open_study(folder, verify=False)


def _nothing_else(folder: Path) -> None:
    others = [path.name for path in folder.iterdir() if not path.name.endswith(PART)]
    if others and MANIFEST not in others:
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
    if found is not None:
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
        block = block_of(setup.options.members)
        found = {
            **wanted,
            "command": command,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "status": "running",
            "policies": [line.label for line in setup.lines],
            "block": block,
            "chunks": len(chunks(len(setup.lines), setup.options.members, block)),
        }
        write_json(folder / MANIFEST, found)
    (folder / FINISHED).mkdir(exist_ok=True)
    return found


def _fill(
    folder: Path, setup: Setup, manifest: dict[str, Any], held: Held, progress: Progress | None
) -> None:
    """Run every chunk that is not finished, or not as its record says."""
    arrays = Arrays(folder / ARRAYS, setup, manifest["block"])
    every = chunks(len(setup.lines), setup.options.members, manifest["block"])
    todo = [chunk for chunk in every if not _whole(folder, arrays, chunk)]
    uses: dict[int, int] = {}
    for chunk in todo:
        uses[chunk.rows.start] = uses.get(chunk.rows.start, 0) + 1
    starts = Starts(setup, uses)

    def work(chunk: Chunk, fresh: bool = False) -> None:
        held.check()
        start = starts.take(chunk.rows)
        got, failures = run_piece(setup, start, chunk.policy, chunk.rows)
        if fresh and len(failures) == chunk.rows.stop - chunk.rows.start:
            raise RunError(_("every member fails: {message}").format(message=failures[0]["message"]))
        mark = arrays.write(chunk.policy, chunk.rows, got)
        held.check()
        draws = start.draws
        write_json(
            chunk.record(folder),
            {
                "policy": chunk.policy,
                "draws": [chunk.rows.start, chunk.rows.stop],
                "values": mark,
                "number": draws.index.tolist(),
                "structure": draws.structure.tolist(),
                "reading": draws.reading.tolist(),
                "rejected": start.rejected,
                "failures": failures,
            },
        )
        starts.give_back(chunk.rows)

    done = len(every) - len(todo)

    def tell() -> None:
        if progress:
            progress(done, len(every))

    tell()
    if not todo:
        return
    work(todo[0], fresh=len(todo) == len(every))  # compiles, once
    done += 1
    tell()
    with ThreadPoolExecutor(max_workers=setup.options.workers or os.cpu_count() or 1) as pool:
        waiting = [pool.submit(work, chunk) for chunk in todo[1:]]
        try:
            for future in as_completed(waiting):
                future.result()
                done += 1
                tell()
        except BaseException:
            for future in waiting:
                future.cancel()
            raise


def _whole(folder: Path, arrays: Arrays, chunk: Chunk) -> bool:
    """Tell whether a chunk is finished, and on disk as it was when it was."""
    record = read_json(chunk.record(folder))
    if not isinstance(record, dict):
        return False
    if record["values"] == arrays.read_hash(chunk.policy, chunk.rows):
        return True
    chunk.record(folder).unlink()
    return False
