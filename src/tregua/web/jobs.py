"""Exact ensembles as jobs: queued, bounded in time, told as they go, cancelled when no longer wanted."""

from __future__ import annotations

import contextvars
import logging
import os
import secrets
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.sampling import BLOCK
from tregua.errors import InputError, Problem, RunError, TreguaError
from tregua.i18n import _
from tregua.results.by_region import region_numbers
from tregua.web import answer_series
from tregua.web.answer import assembled, line_told, listed, months_of
from tregua.web.build_scenario import ASSUMPTIONS_FILE, Asked
from tregua.web.limits import Limits
from tregua.web.standalone import Standalone

if TYPE_CHECKING:
    import xarray as xr

log = logging.getLogger("tregua.web")
ENDED = ("done", "failed", "cancelled")
NICENESS = 10  # quick answers go first


class Stopped(Exception):  # noqa: N818 - a request, not an error
    """Raised inside a run whose job was cancelled or has used up its time."""


class TooManyJobsError(TreguaError):
    """No room for another job."""


@dataclass
class Job:
    """One exact ensemble, the way between two places, or the reasons of an effect.

    Attributes
    ----------
    asked
        What was asked.
    state
        queued, running, done, failed or cancelled.
    done, of
        Pieces of work finished, and in all.
    """

    id: str
    asked: Asked | Standalone
    lang: str
    created: float
    client: str = ""
    state: str = "queued"
    done: int = 0
    of: int = 0
    started: float | None = None
    ended: float | None = None
    error: TreguaError | None = None
    result: dict[str, Any] | None = None
    datasets: dict[str, xr.Dataset] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    cancel: threading.Event = field(default_factory=threading.Event)
    busy: threading.Lock = field(default_factory=threading.Lock)

    def told(self, position: int = 0, root_path: str = "") -> dict[str, Any]:
        """Return what a reader may know of the job, less its result; `root_path` stands before links."""
        at = f"{root_path}/api/jobs/{self.id}"
        return {
            "id": self.id,
            "state": self.state,
            "done": self.done,
            "of": self.of,
            "position": position,
            "members": self.asked.question.members,
            "seed": self.asked.question.seed,
            "seconds": None if self.started is None else round((self.ended or time.time()) - self.started, 2),
            "links": {"self": at, "events": f"{at}/events"}
            | ({"report": f"{at}/report"} if isinstance(self.asked, Asked) else {}),
        }


class Jobs:
    """The jobs of a server.

    Parameters
    ----------
    limits
        How many run, wait and are kept, and how long one may take.
    root_path
        Path below which a proxy shows the server.
    """

    def __init__(self, limits: Limits, root_path: str = "") -> None:
        self._limits, self._root_path = limits, root_path
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._pool = ThreadPoolExecutor(limits.jobs, thread_name_prefix="tregua-job", initializer=_gently)

    def add(self, asked: Asked | Standalone, lang: str, client: str = "") -> Job:
        """Queue a job.

        Parameters
        ----------
        asked, lang
            What is asked, and in which language.
        client
            Address of the client, which has a share of the queue and no more.

        Raises
        ------
        InputError
            If it is larger than this server allows.
        TooManyJobsError
            If too many wait already.
        """
        self._check(asked)
        with self._lock:
            self._forget()
            if isinstance(asked, Standalone):  # minutes of work, whose answer depends on nothing else
                for job in self._jobs.values():
                    if job.state == "done" and job.lang == lang and isinstance(job.asked, Standalone):
                        if job.asked.key == asked.key:
                            return job
            waiting = sum(job.state == "queued" for job in self._jobs.values())
            running = sum(job.state == "running" for job in self._jobs.values())
            if waiting + running >= self._limits.jobs + self._limits.waiting:
                raise TooManyJobsError(
                    _("{n} jobs are running or waiting already; try again later").format(n=waiting + running)
                )
            open_jobs = [job for job in self._jobs.values() if job.state in ("queued", "running")]
            own = sum(job.client == client for job in open_jobs)
            if own >= self._limits.client_jobs:
                raise TooManyJobsError(
                    _("{n} jobs of this address are running or waiting already; try again later").format(
                        n=own
                    )
                )
            job = Job(secrets.token_urlsafe(16), asked, lang, time.time(), client)
            self._jobs[job.id] = job
        context = contextvars.copy_context()
        self._pool.submit(context.run, self._run, job)
        return job

    def get(self, name: str) -> Job | None:
        """Return a job, if there is one of that name."""
        with self._lock:
            return self._jobs.get(name)

    def told(self, job: Job) -> dict[str, Any]:
        """Return what a reader may know of a job, with its place in the queue."""
        with self._lock:
            queue = [each.id for each in self._jobs.values() if each.state == "queued"]
        return job.told(queue.index(job.id) + 1 if job.id in queue else 0, self._root_path)

    def cancel(self, job: Job) -> None:
        """Cancel a job; one that has ended stays as it is."""
        job.cancel.set()
        with self._lock:
            if job.state == "queued":
                self._end(job, "cancelled")

    def report(self, job: Job, beliefs: str) -> str | None:
        """Return the report of a job: the same file as the command line's; None where there is none."""
        from tregua.report.html import render

        with job.busy:
            if beliefs not in job.reports:
                ds = job.datasets.get(beliefs)
                if ds is None:
                    return None
                job.reports[beliefs] = render(ds)
            return job.reports[beliefs]

    def count(self, state: str) -> int:
        """Return the number of jobs in a state."""
        with self._lock:
            return sum(job.state == state for job in self._jobs.values())

    def stop(self) -> None:
        """Cancel everything, and wait for nothing: whoever follows a job then reads how it ended."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            self.cancel(job)

    def close(self) -> None:
        """Cancel everything, and wait for what runs to notice."""
        self.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    # -- inside ----------------------------------------------------------------------------

    def _check(self, asked: Asked | Standalone) -> None:
        if isinstance(asked, Standalone):
            if asked.question.members > self._limits.carried:
                raise InputError(_most(asked.question.members, self._limits.carried))
            return
        months = len(months_of(asked.baseline))
        lines = 3 * (2 if asked.yours else 1)
        cells = asked.question.members * months * len(asked.shelf.place.territories) * lines
        if cells > self._limits.job_cells:
            most = max(BLOCK, int(asked.question.members * self._limits.job_cells / cells) // BLOCK * BLOCK)
            raise InputError(_most(asked.question.members, most))

    def _forget(self) -> None:
        """Drop what has ended: the oldest past the number kept, and all past their time."""
        ended = [job for job in self._jobs.values() if job.state in ENDED]
        old = time.time() - self._limits.kept_seconds
        extra = len(ended) - self._limits.kept_jobs + 1
        for number, job in enumerate(ended):
            if number < extra or (job.ended or 0) < old:
                del self._jobs[job.id]

    def _end(self, job: Job, state: str) -> None:
        job.state, job.ended = state, time.time()

    def _run(self, job: Job) -> None:
        with self._lock:
            if job.state != "queued":
                return
            job.state, job.started = "running", time.time()
        state = "failed"
        try:
            job.result = self._work(job)
            state = "done"
        except Stopped:
            if job.cancel.is_set():
                state = "cancelled"
            else:
                told = _("stopped after {n} seconds, the most a job may take on this server")
                job.error = RunError(told.format(n=f"{self._limits.job_seconds:g}"))
        except TreguaError as error:
            job.error = error
        except Exception:
            log.exception("a job failed")
            job.error = RunError(_("the run failed; the server's log says where"))
        finally:
            if state != "done":
                job.datasets.clear()
            with self._lock:
                self._end(job, state)

    def _work(self, job: Job) -> dict[str, Any]:
        deadline = time.monotonic() + self._limits.job_seconds

        def tell(done: int, of: int) -> None:
            job.done, job.of = done, of
            if job.cancel.is_set() or time.monotonic() > deadline:
                raise Stopped

        if isinstance(job.asked, Standalone):
            return job.asked.work(tell)
        return self._ensemble(job, job.asked, tell)

    def _ensemble(self, job: Job, asked: Asked, tell: Callable[[int, int], None]) -> dict[str, Any]:
        began = time.perf_counter()
        beliefs = ["default", "yours"] if asked.yours else ["default"]
        runs = []
        for number, belief in enumerate(beliefs):

            def progress(done: int, of: int, number: int = number) -> None:
                tell(number * of + done, len(beliefs) * of)

            ds = run_exactly(asked, belief == "yours", progress)
            job.datasets[belief] = ds
            runs.append(
                {
                    "beliefs": belief,
                    "digest": str(ds.attrs["digest"]),
                    "command": asked.commands(belief == "yours")["compare"],
                    "alone": {
                        "digest": alone(ds, asked),
                        "command": asked.commands(belief == "yours")["run"],
                    },
                }
            )
        said, lines = [], {}
        for name, role, belief, scenario in listed(asked, quick=False):
            branch = asked.question.branch if scenario.conditional else ""
            label = f"{scenario.name}:{branch}" if branch else scenario.name
            lines[name] = exact_line(job.datasets[belief], label, asked.question.structure or "")
            said.append(line_told(name, role, belief, scenario, branch))
        found = assembled(asked, said, lines, asked.shelf.place, asked.policy, "exact")
        return found | {
            "kind": "exact",
            "marked": _("exact ensemble, {n} runs a policy").format(n=asked.question.members),
            "draws": len(next(iter(lines.values())).structure),
            "seed": asked.question.seed,
            "took_ms": round(1000 * (time.perf_counter() - began), 1),
            "runs": runs,
            "files": asked.files(),
        }


def _most(asked: int, most: int) -> Problem:
    expected = _("at most {n} on this server, for so large a place and so long a time").format(n=most)
    return Problem("request", None, "members", str(asked), expected)


def run_exactly(asked: Asked, yours: bool, progress: Any = None) -> xr.Dataset:
    """Run the exact ensemble of a question: what its command would run, to the same digest."""
    import tregua

    q = asked.question
    # a question about one policy only, the baseline itself, still has its scenario file
    how: dict[str, Any] = {
        "members": q.members,
        "seed": q.seed,
        "as_of": asked.given_as_of,
        "progress": progress,
    }
    with tempfile.TemporaryDirectory(prefix="tregua-web-") as folder:
        if yours and asked.yours:
            # the file's name stays in the result, as it would on the command line
            path = Path(folder) / ASSUMPTIONS_FILE
            path.write_text(asked.beliefs, encoding="utf-8")
            how["assume"] = path
        ds = tregua.run([asked.baseline, asked.policy], asked.shelf.place, **how)
    ds.attrs["command"] = asked.commands(yours)["compare"]
    if yours and asked.yours:
        ds.attrs["assumptions"] = ASSUMPTIONS_FILE
    return ds


def alone(ds: xr.Dataset, asked: Asked) -> str:
    """Return the digest that ``tregua run`` gives for the policy by itself."""
    from tregua.results.dataset import digest

    kept = np.flatnonzero(ds["scenario"].values == asked.policy.name)
    return digest(ds.isel(policy=kept))


def exact_line(ds: xr.Dataset, label: str, account: str = "") -> answer_series.Line:
    """Return the figures of one line of an exact result; of one causal account's draws, if it is named."""
    if account:
        ds = ds.isel(draw=np.flatnonzero(ds["structure"].values.astype(str) == account))
    one = ds.sel(policy=label)
    arrays = {name: one[name].transpose("draw", "time", ...).values for name in answer_series.NEEDED}
    months = ds["time"].values.astype("datetime64[M]")
    days = (
        (months + np.timedelta64(1, "M")).astype("datetime64[D]") - months.astype("datetime64[D]")
    ).astype(float)
    home = region_numbers(
        [str(r) for r in ds["territory_region"].values], [str(r) for r in ds["region"].values]
    )
    people, reading = ds["population"].values.astype(float), ds["reading"].values.astype(str)
    frame = answer_series.Frame(days, people, reading, home, ds["structure"].values.astype(str))
    return answer_series.line(arrays, frame)


def _gently() -> None:
    """Let quick answers go before the exact ones: threads that this one starts inherit it."""
    with suppress(OSError, AttributeError, PermissionError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
