"""Runs spread over processes and clusters: the same bytes, whoever dies, or a clear word why not."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from tregua import digest, load, run
from tregua.errors import InputError, RunError
from tregua.executors import environment_fingerprint, executors, scheduler, worker
from tregua.executors.scheduler import Deck, Pace, spread
from tregua.scenarios import baseline, from_parts
from tregua.simulation.batch_run import chunks
from tregua.simulation.setup import Options, prepare
from tregua.studies import resume, run_study, study

HOW = {"members": 40, "dt": "week", "seed": 5}
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted((folder / "result.zarr").rglob("*"))
        if path.is_file() and path != folder / "result.zarr" / "zarr.json"  # says the command
    }


@pytest.fixture(scope="module")
def scenarios(place):
    return [baseline(place), from_parts(place, name="other", title="Other", sentence="The same again.")]


@pytest.fixture(scope="module")
def alone(place, scenarios, tmp_path_factory):
    """Return the study as one core makes it."""
    folder = tmp_path_factory.mktemp("alone") / "s"
    run_study(scenarios, place, folder, workers=1, **HOW)
    return folder


@pytest.fixture
def setup(place, scenarios):
    return prepare(scenarios, place, Options(**HOW))


class Inline(Executor):
    """The least that an executor can be: it says nothing of its workers."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


@pytest.mark.parametrize("kind", ["threads", "inline"])
def test_any_executor_gives_the_same(place, scenarios, alone, tmp_path, kind) -> None:
    with ThreadPoolExecutor(2) if kind == "threads" else Inline() as executor:
        in_memory = run(scenarios, place, executor=executor, **HOW)
        run_study(scenarios, place, tmp_path / "s", executor=executor, **HOW)
    assert in_memory.attrs["digest"] == digest(in_memory) == digest(load(alone))
    assert in_memory.attrs["draws_rejected"] == load(alone).attrs["draws_rejected"]
    assert files_of(tmp_path / "s") == files_of(alone)


def test_own_processes_survive_a_killed_worker(place, scenarios, alone, tmp_path, monkeypatch) -> None:
    made: list[executors.Processes] = []
    real = executors.Processes.__init__

    def kept(self, workers):
        real(self, workers)
        made.append(self)

    monkeypatch.setattr(executors.Processes, "__init__", kept)
    killed = []

    def kill(done: int, _all: int) -> None:
        if done and not killed:
            killed.append(next(iter(made[0]._executor._processes)))
            os.kill(killed[0], signal.SIGKILL)

    run_study(scenarios, place, tmp_path / "s", executor="processes", workers=2, progress=kill, **HOW)
    assert killed and len(made) == 1
    assert files_of(tmp_path / "s") == files_of(alone)


@posix
def test_a_users_own_broken_executor_is_told_and_resumed(place, scenarios, alone, tmp_path) -> None:
    def kill(done: int, _all: int) -> None:
        if done == 1:
            os.kill(next(iter(executor._processes)), signal.SIGKILL)

    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        with pytest.raises(RunError, match="make a new executor and resume"):
            run_study(scenarios, place, tmp_path / "s", executor=executor, progress=kill, **HOW)
    with pytest.raises(InputError, match="chunks"):
        load(tmp_path / "s")
    with ThreadPoolExecutor(2) as executor:
        resume(tmp_path / "s", executor=executor)
    assert files_of(tmp_path / "s") == files_of(alone)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_in_its_own_pool_does_not_wait_for_itself(place, scenarios, alone, threads) -> None:
    pool = ThreadPoolExecutor(threads)
    try:
        runs = [pool.submit(run, scenarios, place, executor=pool, **HOW) for _each in range(threads)]
        found = {each.result(timeout=120).attrs["digest"] for each in runs}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    assert found == {load(alone).attrs["digest"]}


def test_a_piece_that_fails_in_our_own_thread_is_an_answer() -> None:
    def work(what: str) -> None:
        raise ValueError(what)

    with pytest.raises(ValueError, match="of ours"):
        executors.Here().submit(work, "of ours").result()


def test_an_executor_that_was_shut_down_is_told(place, scenarios) -> None:
    with ThreadPoolExecutor(1) as executor:
        pass
    with pytest.raises(RunError, match=r"takes no work.*after shutdown"):
        run(scenarios, place, executor=executor, **HOW)


def test_processes_that_always_die_are_given_up(setup, monkeypatch) -> None:
    class Dying(executors.Pool):
        renewed = 0

        def __init__(self):
            self._executor = None

        def size(self):
            return 2

        def submit(self, *call):
            from concurrent.futures.process import BrokenProcessPool

            future = Future()
            future.set_exception(BrokenProcessPool("gone"))
            return future

        def renew(self):
            Dying.renewed += 1
            return True

    monkeypatch.setattr(executors, "_pool", lambda *_given: Dying())
    with pytest.raises(RunError, match="again and again"):
        list(spread(setup, chunks(2, 40, 16), 16, "processes"))
    assert Dying.renewed == scheduler.DEATHS


@posix
def test_workers_end_with_who_started_them(place, tmp_path) -> None:
    code = (
        "import sys, tregua; from tregua.scenarios import baseline\n"
        "from tregua.studies import run_study\n"
        "if __name__ == '__main__':\n"
        "    place = tregua.load_place(sys.argv[1])\n"
        "    told = lambda done, _all: print(done, flush=True)\n"
        "    run_study([baseline(place)], place, sys.argv[2], executor='processes', workers=2,\n"
        "              progress=told, members=2000, dt='week')\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    words = [sys.executable, str(script), str(place.folder), str(tmp_path / "s")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as parent:
        try:
            assert [parent.stdout.readline() for _each in range(2)] == ["0\n", "1\n"]
            children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
            if not children.exists():
                pytest.skip("cannot list children here")
            pids = [int(pid) for pid in children.read_text().split()]
        finally:
            parent.kill()
    assert len(pids) >= 2
    until = time.monotonic() + 20
    while (left := [pid for pid in pids if _alive(pid)]) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_worker_of_another_version_is_refused(setup, monkeypatch) -> None:
    other = {**environment_fingerprint.handshake(), "tregua": "0.0.9", "code": "abc"}
    monkeypatch.setattr(worker, "handshake", lambda: other)
    with pytest.raises(RunError, match=r"process \d+ on .* another version: tregua 0\.0\.9 there, .* here"):
        list(spread(setup, chunks(2, 40, 16), 16, Inline()))


def test_a_worker_whose_arithmetic_differs_is_refused(setup, monkeypatch) -> None:
    ours = environment_fingerprint.arithmetic()
    real = np.exp

    def other(x):
        return np.nextafter(real(x), np.inf)  # a last bit, as from another processor's code

    monkeypatch.setattr(np, "exp", other)
    theirs = environment_fingerprint.arithmetic.__wrapped__()
    monkeypatch.undo()
    assert theirs != ours == environment_fingerprint.arithmetic.__wrapped__()
    monkeypatch.setattr(
        worker, "handshake", lambda: {**environment_fingerprint.handshake(), "arithmetic": theirs}
    )
    with pytest.raises(RunError, match=f"arithmetic {theirs} there, {ours} here"):
        list(spread(setup, chunks(2, 40, 16), 16, Inline()))


def test_a_worker_of_another_version_reads_no_pickle(monkeypatch) -> None:
    ours = {**environment_fingerprint.handshake(), "numpy": "1.0"}
    monkeypatch.setattr(worker.pickle, "loads", lambda _b: pytest.fail("was read"))
    answer = worker.work(ours, "t", b"what it cannot read", [(0, 0, 16)], 16)
    assert answer["done"] == [] and environment_fingerprint.differs(answer["theirs"], ours).startswith(
        "numpy "
    )


def test_what_fails_in_a_worker_is_told(setup, monkeypatch) -> None:
    class Without(Inline):
        def submit(self, fn, /, *args, **kwargs):
            future = Future()
            future.set_exception(ModuleNotFoundError("No module named 'tregua'"))
            return future

    with pytest.raises(RunError, match=r"No module named 'tregua'.*same version"):
        list(spread(setup, chunks(2, 40, 16), 16, Without()))

    def failing(*_args):
        raise MemoryError("too much")

    monkeypatch.setattr(worker, "_start", failing)
    with pytest.raises(RunError, match="MemoryError"):
        list(spread(setup, chunks(2, 40, 16), 16, Inline()))


def test_a_member_that_fails_is_told_in_memory_and_kept_in_a_study(
    place, scenarios, tmp_path, monkeypatch
) -> None:
    from tregua.simulation import chunk_run, simulation

    real, calls = simulation.run_block, []

    def failing(policy, number, start, values, keys, rows, *rest):
        calls.append(1)
        if policy.label.endswith("other") and (keys[rows] == bad).any():
            raise ZeroDivisionError("in a member")
        return real(policy, number, start, values, keys, rows, *rest)

    found = prepare(scenarios, place, Options(**HOW))
    bad = chunk_run.chances(5, chunk_run.first_days(found, np.arange(40))[0])[20]
    monkeypatch.setattr(simulation, "run_block", failing)
    with pytest.raises(RunError, match="in a member"):
        run(scenarios, place, executor=Inline(), **HOW)
    result = run_study(scenarios, place, tmp_path / "s", executor=Inline(), **HOW)
    assert result.attrs["failed"] >= 1
    assert np.isnan(result["deaths"].values[1, 20]).all()


@pytest.mark.parametrize("given", ["udp://x", "8", 3])
def test_what_is_no_executor_is_refused(place, scenarios, given) -> None:
    with pytest.raises(InputError, match=r"tcp://HOST:PORT"):
        run(scenarios, place, executor=given, **HOW)


def test_dask_is_an_extra(place, scenarios, monkeypatch) -> None:
    monkeypatch.setattr(executors, "find_spec", lambda _name: None)
    with pytest.raises(InputError, match=r"tregua\[dask\]"):
        run(scenarios, place, executor="local", **HOW)


class OfTheirs:
    """One that holds what no process can be sent."""

    reads_state = False

    def __init__(self) -> None:
        self.lock = threading.Lock()

    def act(self, month) -> None:
        pass

    def sentence(self) -> str:
        return "Something"


def test_what_cannot_be_sent_is_told(place) -> None:
    mine = from_parts(place, name="m", title="M", sentence="M.", interventions={"x": OfTheirs()})
    with pytest.raises(InputError, match="cannot be sent to another process"):
        run([mine], place, executor=Inline(), **HOW)


def test_no_worker_is_not_waited_for_for_ever(setup, monkeypatch) -> None:
    class Nobody(executors.Pool):
        def __init__(self):
            self.futures = []

        def size(self):
            return 0

        def submit(self, *_call):
            self.futures.append(Future())
            return self.futures[-1]

    nobody = Nobody()
    monkeypatch.setattr(executors, "_pool", lambda *_given: nobody)
    monkeypatch.setattr(scheduler, "LOOK", 0.01)
    monkeypatch.setattr(scheduler, "ALONE", 0.1)
    with pytest.raises(RunError, match="no worker for"):
        list(spread(setup, chunks(2, 40, 16), 16, "processes"))
    assert all(future.cancelled() for future in nobody.futures)


def test_pieces_grow_to_what_is_worth_handing_over_and_shrink_towards_the_end() -> None:
    pace = Pace()
    assert pace.piece(1000, 2) == 1  # nothing is known yet
    pace.add([0.1], [0.1])
    assert pace.piece(1000, 2) == 25  # first days must be a small part
    pace.add([], [0.1] * 3)
    assert pace.piece(8, 2) == 2 and pace.piece(1, 2) == 1
    slow = Pace()
    slow.add([0.0], [10.0])
    assert slow.piece(1000, 2) == 1
    quick = Pace()
    quick.add([0.0], [0.01])
    assert quick.piece(10_000, 2) == 200


@pytest.mark.parametrize("count", [1, 3, 7, 17, 40])
def test_the_deck_deals_every_chunk_once_and_keeps_blocks_together(count) -> None:
    every = chunks(17, 16 * 5, 16)
    deck, dealt = Deck(every), []
    first = deck.take(count)
    deck.back(first)
    while deck:
        piece = deck.take(count)
        assert 0 < len(piece) <= max(count, 1)
        per_block = {row: sum(c.rows.start == row for c in piece) for row in {c.rows.start for c in piece}}
        assert len(per_block) == 1 or set(per_block.values()) == {17}
        dealt += piece
    assert sorted((c.rows.start, c.policy) for c in dealt) == [(c.rows.start, c.policy) for c in every]


def test_code_is_compiled_once_a_machine(setup, tmp_path, monkeypatch) -> None:
    from tregua import numba_cache
    from tregua.simulation import first_days

    compiled = []
    monkeypatch.setattr(numba_cache, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(first_days, "first_days", lambda *_a: (time.sleep(0.2), compiled.append(1)))

    def one_process() -> None:
        ready = threading.Event()
        monkeypatch.setattr(worker, "_ready", ready)
        worker._once_a_machine(setup)

    threads = [threading.Thread(target=one_process) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(compiled) == 1


def test_a_worker_keeps_few_runs_and_few_first_days(setup) -> None:
    for row in range(0, 40, 8):
        worker._start("t", setup, slice(row, row + 2))
    assert len(worker._starts) <= worker.KEPT_STARTS
    assert worker._start("t", setup, slice(32, 34))[1] is False


def test_what_comes_back_is_what_is_saved(setup) -> None:
    (piece, *_rest) = spread(setup, chunks(2, 16, 16), 16, Inline())
    saved = sum(len(data) for data in piece.encoded.values())
    assert len(worker.pickle.dumps(piece)) < saved + 8000
    assert study.block_of(16) == 16


def nested(folder: str) -> str:
    """Run in a worker of dask, on the cluster of that worker."""
    from distributed import get_client

    from tregua.places import load_place

    place = load_place(folder)
    both = [baseline(place), from_parts(place, name="other", title="Other", sentence="The same again.")]
    return run(both, place, executor=get_client(), **HOW).attrs["digest"]


def cluster_of(workers: int):
    distributed = pytest.importorskip("distributed")
    return distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
    )


@pytest.fixture(scope="module")
def cluster():
    with cluster_of(2) as cluster:
        yield cluster


class TestDask:
    """A real cluster: a scheduler, and worker processes on loopback."""

    def pids(self, cluster) -> list[int]:
        from distributed import Client

        with Client(cluster.scheduler_address, set_as_default=False) as client:
            return list(client.run(os.getpid).values())

    @pytest.mark.slow
    def test_two_workers_and_one_is_killed(self, cluster, place, scenarios, alone, tmp_path) -> None:
        before = self.pids(cluster)
        assert len(set(before)) == 2 and os.getpid() not in before
        killed = []

        def kill(done: int, _all: int) -> None:
            if done >= 2 and not killed:
                killed.append(before[0])
                os.kill(before[0], signal.SIGKILL)

        address = cluster.scheduler_address
        assert address.startswith("tcp://127.0.0.1")
        run_study(scenarios, place, tmp_path / "s", executor=address, progress=kill, **HOW)
        assert killed and not _alive(killed[0])
        assert files_of(tmp_path / "s") == files_of(alone)
        assert digest(load(tmp_path / "s")) == load(alone).attrs["digest"]

    def test_a_client_is_an_executor(self, cluster, place, scenarios, alone) -> None:
        from distributed import Client

        with Client(cluster.scheduler_address, set_as_default=False) as client:
            found = run(scenarios, place, executor=client, **HOW)
        assert found.attrs["digest"] == load(alone).attrs["digest"]

    def test_a_task_may_spread_its_run_over_the_cluster_it_runs_on(
        self, place, scenarios, alone, tmp_path
    ) -> None:
        from distributed import Client

        with cluster_of(1) as one, Client(one.scheduler_address, set_as_default=False) as client:
            found = client.submit(nested, str(place.folder), pure=False).result(timeout=120)
        assert found == load(alone).attrs["digest"]

    @posix
    def test_a_cluster_of_ours_listens_on_this_machine_alone(self) -> None:
        psutil = pytest.importorskip("psutil")
        pool = executors._pool("local", 1)
        try:
            me = psutil.Process()
            there = [c for p in (me, *me.children(recursive=True)) for c in p.net_connections()]
            heard = {c.laddr.ip for c in there if c.status == psutil.CONN_LISTEN}
        finally:
            pool.close()
        assert heard and heard <= {"127.0.0.1", "::1"}

    def test_no_scheduler(self, place, scenarios, monkeypatch) -> None:
        monkeypatch.setattr(executors, "PATIENCE", 1)
        with pytest.raises(RunError, match="no scheduler of dask answers"):
            run(scenarios, place, executor="tcp://127.0.0.1:9", **HOW)

    @posix
    def test_a_real_worker_of_another_version_is_refused(self, place, scenarios, tmp_path) -> None:
        import tregua

        package = Path(tregua.__file__).parent
        shutil.copytree(package, tmp_path / "tregua", ignore=shutil.ignore_patterns("__pycache__"))
        (tmp_path / "tregua" / "_version.py").write_text('__version__ = "0.0.9"\n')
        with cluster_of(0) as cluster:
            words = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address]
            worker = subprocess.Popen(
                [*words, "--no-nanny", "--nthreads", "1", "--no-dashboard"],
                env={**os.environ, "PYTHONPATH": str(tmp_path)},
                cwd=tmp_path,
                stderr=subprocess.DEVNULL,
            )
            try:
                with pytest.raises(RunError, match=r"another version: tregua 0\.0\.9 there"):
                    run(scenarios, place, executor=cluster.scheduler_address, **HOW)
            finally:
                worker.kill()
                worker.wait()
