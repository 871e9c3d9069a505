"""The bounds of the server: no request can take more of the machine than these."""

from __future__ import annotations

from dataclasses import dataclass

UPLOAD = "/api/import"  # the address that takes a table


@dataclass(frozen=True)
class Limits:
    """What one server gives.

    Attributes
    ----------
    members, draws
        Most members of an exact ensemble, most draws of a quick answer.
    carried
        Most members of the way between two places.
    years
        Longest run.
    cells
        Most draws times months times territories of a quick answer: past that it gets fewer draws.
    body_bytes, body_seconds, header_seconds, idle_seconds
        Largest body of a request, the times in which it and its header must have come, and the time that a
        connection may rest between two requests.
    connections, client_connections
        Connections at once, and of one client: an address, so that all behind one proxy are one client.
    answers
        Quick answers worked on at once in this process; `waiting_answers` more may wait, further ones are
        refused.
    processes
        Most further processes that are called to answer a crowd: one less than processors, at most these.
    jobs, waiting
        Exact ensembles worked on at once, and those that may wait; `client_jobs` of them of one client.
    job_seconds
        Time a job may take.
    job_cells
        Most members times months times territories times lines of a job.
    kept_jobs, kept_seconds
        Finished jobs kept, and for how long.
    streams
        Event streams open at once; `client_streams` of them of one client.
    upload_bytes, upload_seconds, uploads
        Largest table that is uploaded, the time in which it must have come and that in which it is read, and
        how many are read at once.
    prepared, lines
        Beliefs kept prepared, and lines of answers kept.
    """

    members: int = 200
    draws: int = 400
    carried: int = 48
    years: int = 30
    cells: int = 400 * 60 * 16
    body_bytes: int = 64 * 1024
    body_seconds: float = 10.0
    header_seconds: float = 10.0
    idle_seconds: int = 5
    answers: int = 2
    waiting_answers: int = 64
    processes: int = 3
    jobs: int = 1
    waiting: int = 8
    client_jobs: int = 3
    job_seconds: float = 600.0
    job_cells: int = 200 * 60 * 30 * 8
    kept_jobs: int = 8
    kept_seconds: float = 3600.0
    streams: int = 32
    client_streams: int = 8
    connections: int = 256
    client_connections: int = 64
    upload_bytes: int = 8 * 1024 * 1024
    upload_seconds: float = 45.0
    uploads: int = 1
    prepared: int = 128
    lines: int = 256

    def public(self) -> dict[str, float]:
        """Return those that the page tells."""
        told = (
            "members",
            "draws",
            "carried",
            "years",
            "body_bytes",
            "jobs",
            "waiting",
            "job_seconds",
            "kept_jobs",
            "kept_seconds",
        )
        return {name: getattr(self, name) for name in told}
