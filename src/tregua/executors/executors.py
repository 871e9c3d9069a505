"""Who does the work: the executors that a run can be given, told apart by what they can do."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from tregua.errors import InputError, Problem, RunError
from tregua.i18n import _
from tregua.simulation.thread_pool import count

Workforce = Executor | str
PROCESSES, LOCAL, SCHEMES = "processes", "local", ("tcp://", "tls://")
PATIENCE = 20  # seconds for a cluster to answer
# dask's profiler looks a hundred times a second at what every worker does, its clock ticks fifty times
CALM = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.limit": "60s",
    "distributed.admin.system-monitor.interval": "5s",
}


class Pool:
    """An executor that was given: the user's own, which we neither mend nor close."""

    def __init__(self, executor: Executor, workers: int | None = None) -> None:
        self._executor, self._workers = executor, workers

    def submit(self, *call: Any) -> Future:
        """Hand over a piece of work."""
        return self._executor.submit(*call)

    def size(self) -> int:
        """Return how many can work at once, as far as can be known."""
        for name in ("_max_workers", "num_workers"):
            told = getattr(self._executor, name, None)
            if isinstance(told, int) and told > 0:
                return told
        return count(self._workers)

    def renew(self) -> bool:
        """Put a fresh pool in the place of a broken one, if it is ours; tell whether it was."""
        return False

    def close(self) -> None:
        """Let go of what is ours."""


class Here(Pool):
    """Only this thread: for a run in a thread of the very pool it was given, which may wait for itself."""

    def __init__(self) -> None:
        """Need nobody."""

    def submit(self, *call: Any) -> Future:
        """Do a piece of work at once."""
        work, *given = call
        future: Future = Future()
        try:
            future.set_result(work(*given))
        except Exception as error:
            future.set_exception(error)
        return future

    def size(self) -> int:
        """Return one."""
        return 1


class Processes(Pool):
    """Processes of this machine, ours."""

    def __init__(self, workers: int | None) -> None:
        self._count = count(workers)
        super().__init__(self._fresh())

    def _fresh(self) -> Executor:
        from multiprocessing import get_context

        # never fork: this process has threads
        return ProcessPoolExecutor(self._count, get_context("spawn"), initializer=_die_with_parent)

    def renew(self) -> bool:
        """Start again after a process was killed."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._fresh()
        return True

    def close(self) -> None:
        """Wait for what runs, and end the processes."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _die_with_parent() -> None:
    """End this process when the one that started it is killed: else it would wait for ever."""
    from multiprocessing import parent_process

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Cluster(Pool):
    """Workers of dask.distributed; the cluster itself runs pieces again that a worker took with it."""

    def __init__(self, client: Any, ours: tuple[Any, ...] = ()) -> None:
        self._client, self._ours = client, ours
        super().__init__(client.get_executor(pure=False))
        self._left = _left()

    def size(self) -> int:
        """Return the threads of the workers that are there now."""
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError):
            return 0

    def close(self) -> None:
        """End a cluster of ours, and the connection to any."""
        for each in self._ours:
            each.close()
        if self._left:
            from distributed import rejoin

            rejoin()


def _left() -> bool:
    """Leave our thread of a worker to others while we wait, if we are a task: it may be the only one."""
    from distributed import secede

    try:
        secede()
    except (ValueError, KeyError, AttributeError):  # no task, or one that has left already
        return False
    return True


@contextmanager
def opened(given: Workforce, workers: int | None) -> Iterator[Pool]:
    """Turn what a user gives into a pool, and close it if it is ours.

    Parameters
    ----------
    given
        An executor; "processes"; "local", a dask cluster on this machine; or the address of a dask scheduler.
        A dask client is taken as well.
    workers
        How many, where that is ours to choose or cannot be known.

    Raises
    ------
    InputError
        If it is none of these, or dask is missing.
    RunError
        If no scheduler answers.
    """
    pool = _pool(given, workers)
    try:
        yield pool
    finally:
        pool.close()


def _pool(given: Any, workers: int | None) -> Pool:
    if isinstance(given, Executor):
        own = threading.current_thread() in getattr(given, "_threads", ())
        return Here() if own else Pool(given, workers)
    if given == PROCESSES:
        return Processes(workers)
    if isinstance(given, str) and (given == LOCAL or given.startswith(SCHEMES)):
        _needed()
        return _local(workers) if given == LOCAL else _remote(given)
    if hasattr(given, "get_executor"):
        return Cluster(given)
    expected = _(
        "{processes}, {local}, tcp://HOST:PORT, or from Python a concurrent.futures.Executor"
    ).format(processes=PROCESSES, local=LOCAL)
    raise InputError(Problem(_("(options)"), None, "cluster", str(given), expected))


def _needed() -> None:
    if find_spec("distributed") is None:
        hint = _("pip install 'tregua[dask]', or use {processes}, which needs nothing").format(
            processes=PROCESSES
        )
        raise InputError(
            Problem(_("(options)"), None, "cluster", _("no dask.distributed"), _("the extra 'dask'"), hint)
        )


def _local(workers: int | None) -> Cluster:
    from dask import config
    from distributed import Client, LocalCluster

    # one thread each: parts of a piece are Python, and would wait for each other
    quiet: Any = None  # no dashboard
    with config.set(CALM), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Port .* is already in use")  # another is then taken
        cluster = LocalCluster(
            n_workers=count(workers),
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",  # for this machine alone: dask runs whatever it is sent
            dashboard_address=quiet,
            memory_limit=0,
        )
    try:
        client = Client(cluster)
    except BaseException:
        cluster.close()
        raise
    return Cluster(client, (client, cluster))


def _remote(address: str) -> Cluster:
    from distributed import Client

    try:
        client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise RunError(
            _("{address}: no scheduler of dask answers: {error}").format(address=address, error=error)
        ) from error
    return Cluster(client, (client,))
