"""Kill a study again and again at random moments, and see that it ends with the bytes of one left in peace.

    python tests/engine/studies/killing.py PLACE FOLDER KILLS [SEED]

Each run is a process of its own, killed with SIGKILL. After each kill the folder must either be refused by
`tregua.load` or hold the whole result. Prints what happened as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from tregua.engine import digest, load, run
from tregua.errors import InputError
from tregua.places import load_place
from tregua.scenarios import baseline, from_parts

MEMBERS, HOW = 96, {"dt": "week", "seed": 3}


def scenarios(place):
    return [baseline(place), from_parts(place, name="other", title="Other", sentence="The same again.")]


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


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(place_folder: str, folder: str, kills: int, seed: int = 1) -> dict:
    place = load_place(place_folder)
    # Compiles before the first fork; zarr's own thread must only ever start in a child.
    expected = digest(run(scenarios(place), place, members=MEMBERS, **HOW))
    chance = random.Random(seed)

    def study(at: Path):
        from tregua.engine.studies import resume, run_study

        def work() -> None:
            if (at / "manifest.json").exists():
                result = resume(at, workers=2)
            else:
                result = run_study(scenarios(place), place, at, members=MEMBERS, workers=2, **HOW)
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

    started = time.monotonic()
    assert ended(child(study(Path(folder) / "peace"))) == 0
    usual = time.monotonic() - started
    told = {"kills": 0, "studies": 0, "runs": 0, "seconds_each": round(usual, 2), "finished_at_kill": []}
    while told["kills"] < kills:
        at = Path(folder) / f"study-{told['studies']}"
        done = False
        while not done:
            pid = child(study(at))
            told["runs"] += 1
            if told["kills"] < kills:
                time.sleep(chance.uniform(0, usual))
                os.kill(pid, signal.SIGKILL)
            status = ended(pid)
            assert status in (0, -signal.SIGKILL), status
            told["kills"] += status != 0
            if status:
                told["finished_at_kill"].append(len(list((at / "finished").glob("[0-9]*.json"))))
            assert ended(child(read(at))) == 0
            done = status == 0
        told["studies"] += 1
    told["minutes"] = round((time.monotonic() - started) / 60, 2)
    return told


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int((sys.argv[4:] or ["1"])[0]))))
