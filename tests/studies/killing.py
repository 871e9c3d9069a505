"""Kill a study again and again at random moments, and see that it ends with the bytes of one left in peace.

    python tests/studies/killing.py PLACE FOLDER KILLS [SEED] [processes|local]

Each run is a process of its own, killed with SIGKILL at a moment between its start and a little after its
usual end, or early, or soon after a chunk is finished, so that a fast machine and a slow one meet every
kind of moment. The study is short, so that most of its time goes into writing. With worker processes, or
those of dask, starting takes most of the time: there a kill comes a little after some chunk or other is
finished, and the workers must end too. After each kill the folder must either be refused by `tregua.load`
or hold the whole result. Prints what happened as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import date
from pathlib import Path

import xarray  # noqa: F401 - once, before the first fork
import zarr  # noqa: F401

from tregua import digest, load, run
from tregua.errors import InputError
from tregua.places import load_place
from tregua.scenarios import from_parts

MEMBERS, HOW = 40, {"dt": "week", "seed": 3}
CHUNKS = 6  # two scenarios, blocks of 16, 16 and 8 members


def scenarios(place):
    start = place.run.start
    ends = date(start.year, start.month + 3, 1) if start.month < 10 else date(start.year + 1, 1, 1)
    return [
        from_parts(place, name=name, title=name, sentence="Nothing is added.", end=ends)
        for name in ("one", "other")
    ]


def child(work) -> int:
    """Fork; the child does the work and ends with 0, or 9 after an error that is told."""
    pid = os.fork()
    if pid:
        return pid
    status = 9
    try:
        work()
        status = 0
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stderr.flush()
        os._exit(status)


def _runs(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def how_far(at: Path) -> str:
    if not (at / "manifest.json").exists():
        return "before the manifest"
    if '"complete"' in (at / "manifest.json").read_text():
        return "complete"
    finished = len(list((at / "finished").glob("[0-9]*.json")))
    return "labels" if (at / "result.zarr" / "policy").exists() else f"{finished} chunks"


def below(pid: int) -> set[int]:
    """Return the processes that a process started, and those that they did."""
    import psutil

    try:
        return {each.pid for each in psutil.Process(pid).children(recursive=True)}
    except psutil.NoSuchProcess:
        return set()


def orphans(pids: set[int]) -> set[int]:
    """Return which of them still live after a while."""
    import psutil

    def lives(pid: int) -> bool:
        try:
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    until = time.monotonic() + 60
    while (left := {pid for pid in pids if lives(pid)}) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def main(place_folder: str, folder: str, kills: int, seed: int = 1, executor: str | None = None) -> dict:
    place = load_place(place_folder)
    # compiles before the first fork; zarr's own thread must only ever start in a child
    expected = digest(run(scenarios(place), place, members=MEMBERS, **HOW))
    chance = random.Random(seed)

    def study(at: Path):
        from tregua.studies import resume, run_study

        def work() -> None:
            # the children of this one are not to import this file
            vars(sys.modules["__main__"]).pop("__file__", None)
            who = {"workers": 2, "executor": executor}
            if (at / "manifest.json").exists():
                result = resume(at, **who)
            else:
                result = run_study(scenarios(place), place, at, members=MEMBERS, **who, **HOW)
            assert result.attrs["digest"] == expected, "other bytes"

        return work

    def read(at: Path):
        def work() -> None:
            try:
                found = load(at)
            except InputError:
                return
            assert digest(found) == expected, "half a result was read as whole"

        return work

    def wait(pid: int, at: Path, usual: float) -> set[int]:
        """Wait for a moment to kill; return whom the process has started."""
        finished, how = at / "finished", chance.randrange(3)
        had = len(list(finished.glob("[0-9]*.json"))) if finished.exists() else 0
        if executor is None and how == 0:  # at any moment
            time.sleep(chance.uniform(0, 1.1 * usual))
            return set()
        if executor is None:  # before the first chunk, or soon after some chunk or other
            enough, until = (
                (0, 0.0) if how == 1 else (chance.randint(1, CHUNKS), time.monotonic() + 3 * usual)
            )
            while (
                _runs(pid) and time.monotonic() < until and len(list(finished.glob("[0-9]*.json"))) < enough
            ):
                time.sleep(0.0005)
            time.sleep(chance.uniform(0, 0.2 * usual if how == 1 else 0.003))
            return set()
        pause = chance.uniform(0, 0.3)
        enough = chance.randint(had, max(had, CHUNKS - 1))
        until = time.monotonic() + 3 * usual + 60
        while (not below(pid) or len(list(finished.glob("[0-9]*.json"))) < enough) and _runs(pid):
            assert time.monotonic() < until, "no progress"
            time.sleep(0.01)
        time.sleep(pause)
        return below(pid)

    started = time.monotonic()
    assert ended(child(study(Path(folder) / "peace"))) == 0
    usual = time.monotonic() - started
    told = {
        "kills": 0,
        "studies": 0,
        "runs": 0,
        "workers_seen": 0,
        "seconds_each": round(usual, 2),
        "moments": {},
    }
    while told["kills"] < kills:
        at = Path(folder) / f"study-{told['studies']}"
        done, most = False, told["kills"] + chance.randint(4, 12)  # then it is left in peace
        while not done:
            pid = child(study(at))
            told["runs"] += 1
            started_by = set()
            if told["kills"] < min(kills, most):
                started_by = wait(pid, at, usual)
                os.kill(pid, signal.SIGKILL)
            status = ended(pid)
            told["workers_seen"] = max(told["workers_seen"], len(started_by))
            assert not orphans(started_by), "workers outlived the one that started them"
            assert status in (0, -signal.SIGKILL), status
            told["kills"] += status != 0
            if status:
                moment = how_far(at)
                told["moments"][moment] = told["moments"].get(moment, 0) + 1
            assert ended(child(read(at))) == 0
            done = status == 0
        told["studies"] += 1
    told["minutes"] = round((time.monotonic() - started) / 60, 2)
    return told


if __name__ == "__main__":
    given = sys.argv[4:]
    told = main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int((given or ["1"])[0]), *given[1:2])
    print(json.dumps(told))
