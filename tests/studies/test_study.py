"""Studies: the bytes of a run in memory, after anything; or a clear word why not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from tregua import digest, load, run, save
from tregua.errors import InputError, RunError
from tregua.scenarios import baseline
from tregua.simulation import chunk_run, simulation
from tregua.studies import layout, open_study, resume, run_study, runs, study, without_failed
from tregua.studies.lock import locked, seize

HOW = {"members": 40, "dt": "week", "seed": 5}


@pytest.fixture(scope="module")
def expected(place):
    return run([baseline(place)], place, **HOW).attrs["digest"]


@pytest.fixture(scope="module")
def made(place, tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies") / "whole"
    run_study([baseline(place)], place, folder, command="tregua run x", **HOW)
    return folder


@pytest.fixture
def copy(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "copy"))


def unfinish(folder: Path, *chunks: int) -> None:
    """Make a study as it is when killed: without some chunks, and still called running."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["status"] = "running"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for row in chunks:
        (folder / "finished" / f"0000-{row:06d}.json").unlink()


def test_the_bytes_are_those_of_a_run_in_memory(made, expected) -> None:
    assert digest(load(made)) == load(made).attrs["digest"] == expected
    entry = runs(made.parent)[0]
    assert (entry.status, entry.finished, entry.chunks, entry.digest) == ("complete", 3, 3, expected)


def test_xarray_and_zarr_read_it_without_us(made, expected) -> None:
    import xarray as xr

    with xr.open_zarr(made / "result.zarr", consolidated=False, chunks=None, decode_timedelta=False) as ds:
        assert digest(ds) == ds.attrs["digest"] == expected
        assert ds["deaths"].attrs["units"] == "people"


def test_there_is_a_chunk_for_each_policy_and_block(made) -> None:
    assert sorted(p.name for p in (made / "result.zarr/deaths/c/0").iterdir()) == ["0", "1", "2"]
    assert len(json.loads((made / "manifest.json").read_text())["finished"]) == 3


def test_what_was_not_finished_is_not_read_and_is_resumed(copy, expected) -> None:
    unfinish(copy, 16)
    assert runs(copy)[0].status == "interrupted"
    with pytest.raises(InputError, match="2 of 3 chunks"):
        load(copy)
    assert digest(resume(copy)) == expected


@pytest.mark.parametrize("what", ["cut", "gone", "changed", "no array", "no labels", "group"])
def test_damage_is_seen_and_mended(copy, expected, what) -> None:
    chunk = copy / "result.zarr/deaths/c/0/1/0/0/0"
    if what == "cut":
        chunk.write_bytes(chunk.read_bytes()[:40])
    elif what == "gone":
        chunk.unlink()
    elif what == "changed":
        chunk.write_bytes((copy / "result.zarr/deaths/c/0/0/0/0/0").read_bytes())
    elif what == "no array":
        (copy / "result.zarr/deaths/zarr.json").write_text("{")
    elif what == "no labels":
        shutil.rmtree(copy / "result.zarr/policy")
    else:
        (copy / "result.zarr/zarr.json").write_text('{"zarr_')
    with pytest.raises(InputError):
        load(copy)
    assert digest(resume(copy)) == expected
    assert digest(load(copy)) == expected


def test_the_same_command_again_continues(copy, place, expected) -> None:
    unfinish(copy, 0, 16)
    assert digest(run_study([baseline(place)], place, copy, **HOW)) == expected


def test_another_study_is_not_written_over(copy, place) -> None:
    with pytest.raises(InputError, match="another study"):
        run_study([baseline(place)], place, copy, **{**HOW, "seed": 6})


def test_a_folder_with_other_things_is_left_alone(place, tmp_path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="thesis"):
        run_study([baseline(place)], place, tmp_path, **HOW)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("name", ["lock", "manifest"])
def test_a_file_of_ones_own_with_our_name_is_left_alone(place, tmp_path, name) -> None:
    mine = tmp_path / {"lock": "lock", "manifest": "manifest.json"}[name]
    mine.write_text("combination: 1-2-3")
    with pytest.raises(InputError):
        run_study([baseline(place)], place, tmp_path, **HOW)
    assert mine.read_text() == "combination: 1-2-3"


def test_a_look_at_a_study_is_no_run_in_it(copy, expected) -> None:
    unfinish(copy, 16)
    looking = (copy / "lock").open("r+b")  # what `tregua runs` does, for longer
    assert seize(looking.fileno())
    threading.Timer(0.2, looking.close).start()
    assert digest(resume(copy)) == expected


@pytest.mark.parametrize("cut", ["status", "place", "options", "scenarios"])
def test_a_manifest_without_a_part_is_told(copy, cut) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    del manifest[cut]
    (copy / "manifest.json").write_text(json.dumps(manifest))
    for use in (load, resume):
        with pytest.raises(InputError, match=f"the key '{cut}'"):
            use(copy)
    assert [entry.status for entry in runs(copy.parent)] == ["unreadable"]


def test_a_study_of_another_form_is_told(copy) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps({**manifest, "format": "tregua-study-9"}))
    with pytest.raises(InputError, match="tregua-study-9"):
        resume(copy)
    assert runs(copy)[0].status == "unreadable"


def test_resume_takes_the_manifest_and_no_saved_result(copy, place, tmp_path, expected) -> None:
    unfinish(copy, 16)
    assert digest(resume(copy / "manifest.json")) == expected
    file = save(load(copy), tmp_path / "r.npz")
    with pytest.raises(InputError, match="no folder of a study"):
        resume(file)


@pytest.mark.parametrize("key", ["version", "code"])
def test_other_code_does_not_continue_it(copy, key) -> None:
    unfinish(copy, 16)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest[key] = "other"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match=key):
        resume(copy)


@pytest.mark.parametrize("content", ["", "{", '{"format": "tregua-study-1"', "[]"])
def test_half_a_manifest_is_no_study(copy, content) -> None:
    (copy / "manifest.json").write_text(content)
    for use in (load, resume):
        with pytest.raises(InputError, match="manifest"):
            use(copy)


def test_two_runs_into_one_folder(copy) -> None:
    unfinish(copy, 16)
    code = (
        "import sys, time; from pathlib import Path; from tregua.studies.lock import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(copy)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "held\n"
        assert runs(copy)[0].status == "running"
        with pytest.raises(RunError, match=f"process {other.pid} on "):
            resume(copy)
    finally:
        other.kill()
        other.wait()
    assert json.loads((copy / "lock").read_text())["pid"] == other.pid  # stale, and not in the way
    assert runs(copy)[0].status == "interrupted"
    resume(copy)
    assert (copy / "lock").read_text() == ""


def test_a_lock_of_another_machine_is_respected(copy) -> None:
    unfinish(copy, 16)
    (copy / "lock").write_text(json.dumps({"pid": 1, "host": "elsewhere", "since": "yesterday"}))
    with pytest.raises(RunError, match="elsewhere"):
        resume(copy)
    (copy / "lock").unlink()
    resume(copy)


def test_a_removed_folder_is_told(place, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, real = tmp_path / "s", study.run_piece

    def removing(*args, **kwargs):
        shutil.rmtree(folder)
        return real(*args, **kwargs)

    monkeypatch.setattr(study, "run_piece", removing)
    with pytest.raises(RunError, match="removed or replaced"):
        run_study([baseline(place)], place, folder, **HOW)
    monkeypatch.undo()
    with pytest.raises(InputError):
        load(folder)


def test_a_lock_knows_its_folder(tmp_path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    with locked(folder) as held:
        held.check()
        folder.rename(tmp_path / "b")
        with pytest.raises(RunError):
            held.check()


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_full_disk_at_any_record(place, tmp_path, expected, monkeypatch, after) -> None:
    left, real = [after], layout.write_json

    def full(path, value):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device", str(path))
        real(path, value)

    monkeypatch.setattr(study, "write_json", full)
    with pytest.raises(RunError, match="No space left on device"):
        run_study([baseline(place)], place, tmp_path / "s", workers=1, **HOW)
    monkeypatch.undo()
    with pytest.raises(InputError):
        load(tmp_path / "s")
    assert digest(run_study([baseline(place)], place, tmp_path / "s", **HOW)) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the operating system")
@pytest.mark.parametrize("limit", [2_000, 10_000, 30_000])
def test_a_limit_of_the_operating_system(place, tmp_path, expected, limit) -> None:
    code = (
        "import resource, sys, tregua; from tregua.studies import run_study\n"
        "from tregua.scenarios import baseline\n"
        "place = tregua.load_place(sys.argv[1])\n"
        "tregua.run([baseline(place)], place, members=2, dt='week')\n"  # compiles before the limit
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        f"run_study([baseline(place)], place, sys.argv[2], **{HOW!r})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(place.folder), str(tmp_path / "s")], capture_output=True, text=True
    )
    assert done.returncode == 1 and "RunError" in done.stderr and "File too large" in done.stderr, done.stderr
    with pytest.raises(InputError):
        load(tmp_path / "s")
    assert digest(run_study([baseline(place)], place, tmp_path / "s", **HOW)) == expected


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs a disk of its own")
@pytest.mark.parametrize("size", ["60k", "200k", "600k"])
def test_a_disk_that_is_full(place, tmp_path, expected, size) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=False)
    if mount.returncode:
        pytest.skip("cannot mount a small disk")
    try:
        with pytest.raises(RunError, match="No space left on device"):
            run_study([baseline(place)], place, disk / "s", **HOW)
        with pytest.raises(InputError):
            load(disk / "s")
        subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
        assert digest(run_study([baseline(place)], place, disk / "s", **HOW)) == expected
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_members_that_fail_are_records(place, tmp_path, monkeypatch, expected) -> None:
    real, bad = simulation.run_block, []

    def failing(policy, number, start, values, keys, rows, *rest):
        if (keys[rows] == bad[0]).any():
            raise ZeroDivisionError("in a member")
        return real(policy, number, start, values, keys, rows, *rest)

    setup = study.prepare([baseline(place)], place, study.Options(**HOW))
    draws = chunk_run.first_days(setup, np.arange(40))[0]
    bad.append(chunk_run.chances(5, draws)[20])
    sharing = int((draws.index == draws.index[20]).sum())  # the two readings of a pair share their chance
    monkeypatch.setattr(simulation, "run_block", failing)
    result = run_study([baseline(place)], place, tmp_path / "s", **HOW)
    records = json.loads((tmp_path / "s/failures.json").read_text())
    assert len(records) == result.attrs["failed"] == sharing
    assert {"error", "message", "parameters", "draw", "policy", "seed"} <= set(records[0])
    assert (records[0]["error"], records[0]["message"]) == ("ZeroDivisionError", "in a member")
    assert 20 in {r["draw"] for r in records}
    assert runs(tmp_path)[0].failed == sharing
    assert np.isnan(result["deaths"].values[:, 20]).all()
    assert np.isfinite(result["deaths"].values[:, 0]).all()
    assert without_failed(result).sizes["draw"] == 40 - sharing
    assert digest(result) == result.attrs["digest"] != expected
    assert digest(open_study(tmp_path / "s").load()) == result.attrs["digest"]


@pytest.mark.parametrize("how", ["threads", "executor"])
def test_a_member_without_a_first_day_is_a_record(place, tmp_path, monkeypatch, made, how) -> None:
    from concurrent.futures import ThreadPoolExecutor

    real = chunk_run.first_days

    def failing(setup, slots):
        if 20 in slots:
            raise RunError("no first day")
        return real(setup, slots)

    monkeypatch.setattr(chunk_run, "first_days", failing)
    with ThreadPoolExecutor(2) as pool:
        executor = pool if how == "executor" else None
        result = run_study([baseline(place)], place, tmp_path / "s", executor=executor, **{**HOW, "seed": 6})
    (record,) = json.loads((tmp_path / "s/failures.json").read_text())
    assert (record["draw"], record["error"], record["message"]) == (20, "RunError", "no first day")
    assert record["parameters"] and result.attrs["failed"] == 1
    monkeypatch.undo()
    whole = run([baseline(place)], place, **{**HOW, "seed": 6})
    others = [j for j in range(40) if j != 20]
    for name in ("deaths", "control"):
        assert np.isnan(result[name].values[:, 20]).all()
        np.testing.assert_array_equal(result[name].values[:, others], whole[name].values[:, others])


def test_when_every_member_fails_it_is_said(place, tmp_path, monkeypatch) -> None:
    def failing(*_args):
        raise ZeroDivisionError("always")

    monkeypatch.setattr(simulation, "run_block", failing)
    with pytest.raises(RunError, match="always"):
        run_study([baseline(place)], place, tmp_path / "s", **HOW)


def test_memory_holds_one_block(place, tmp_path, monkeypatch) -> None:
    seen, real = [], chunk_run.allocate

    def counting(policies, draws, *rest):
        seen.append((policies, draws))
        return real(policies, draws, *rest)

    monkeypatch.setattr(chunk_run, "allocate", counting)
    run_study([baseline(place)], place, tmp_path / "s", **HOW)
    assert set(seen) == {(1, 16), (1, 8)}
    assert study.block_of(48) == 16 and study.block_of(1000) == 64 and study.block_of(100_000) == 64


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_hundred_kills_at_random_moments(place, tmp_path) -> None:
    script = Path(__file__).with_name("killing.py")
    done = subprocess.run(
        [sys.executable, str(script), str(place.folder), str(tmp_path), "100"],
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] == 100 and told["studies"] >= 8
    # before the first chunk, while chunks and labels were written, and after the last word
    assert len(told["moments"]) >= 4, told["moments"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    ("executor", "library", "kills"), [("processes", "", 6), ("local", "distributed", 3)]
)
def test_kills_of_the_one_that_holds_workers(place, tmp_path, executor, library, kills) -> None:
    pytest.importorskip("psutil")
    if library:
        pytest.importorskip(library)
    script = Path(__file__).with_name("killing.py")
    done = subprocess.run(
        [sys.executable, str(script), str(place.folder), str(tmp_path), str(kills), "2", executor],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] == kills and told["workers_seen"] >= 2
    assert any("chunks" in moment for moment in told["moments"])
