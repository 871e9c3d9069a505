"""What whoever runs the server watches: health, readiness, metrics, and a line of log for each request.

No line and no metric holds an address of a client, a body, a query or the name of a job: requests are named
by the pattern of their route.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.responses import Response

from tregua._version import __version__
from tregua.web.request_guard import Guard, Message, Receive, Send

if TYPE_CHECKING:
    from tregua.web.server import Server

requests = logging.getLogger("tregua.web.requests")
UNKNOWN = "unknown"  # the route of whatever has none: else anybody could make names of metrics
METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH")
BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 3.0, 10.0, 60.0)  # seconds


def operation_routes(app: FastAPI, server: Server) -> None:
    """Add ``/healthz`` (the process answers) and ``/readyz`` (questions are answered without delay)."""

    @app.api_route("/healthz", methods=["GET", "HEAD"], include_in_schema=False)
    async def healthy() -> Response:
        return _plain({"status": "ok", "version": __version__}, 200)

    @app.api_route("/readyz", methods=["GET", "HEAD"], include_in_schema=False)
    async def ready() -> Response:
        state = server.readiness.state
        return _plain({"status": state, "version": __version__}, 200 if state == "ready" else 503)


def _plain(content: dict[str, str], status: int) -> Response:
    headers = {"retry-after": "2"} if status == 503 else None
    return Response(json.dumps(content), status, headers, "application/json")


class Metrics:
    """Counts and times in the form that Prometheus reads (prometheus-client, Apache-2.0)."""

    def __init__(self, server: Server) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
        from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

        self.registry = CollectorRegistry()
        self.kind = CONTENT_TYPE_PLAIN_0_0_4
        self._write = generate_latest
        names = ("method", "route", "status")
        self._count = Counter("tregua_requests", "Requests answered.", names, registry=self.registry)
        self._seconds = Histogram(
            "tregua_request_seconds",
            "Time from the header of a request to the end of its answer.",
            ("route",),
            registry=self.registry,
            buckets=BUCKETS,
        )
        for name, text, read in (
            ("questions", "Questions that wait or are worked on.", lambda: server.waiting),
            ("processes", "Processes that answer questions.", lambda: 1 + len(server.desks.distant)),
            ("streams", "Streams of events that are open.", lambda: server.streams),
            ("ready", "1 when the server is ready, else 0.", lambda: server.readiness.state == "ready"),
            ("start_seconds", "Time until the server was ready.", lambda: server.readiness.seconds or 0),
        ):
            Gauge(f"tregua_{name}", text, registry=self.registry).set_function(read)
        jobs = Gauge("tregua_jobs", "Exact ensembles, by state.", ("state",), registry=self.registry)
        for state in ("queued", "running", "done", "failed", "cancelled"):
            jobs.labels(state).set_function(lambda state=state: server.jobs.count(state))

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._count.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Write all metrics."""
        return self._write(self.registry)


def metrics_installed() -> bool:
    """Return whether the library of metrics is there."""
    return find_spec("prometheus_client") is not None


class Watched:
    """A layer around the guard (ASGI) that counts and logs what is answered, refusals too.

    Parameters
    ----------
    guard
        The application with its guard.
    logged
        Write a line for each request to the logger ``tregua.web.requests``.
    measured
        Keep metrics, and answer ``/metrics``.
    """

    def __init__(self, guard: Guard, *, logged: bool = False, measured: bool = False) -> None:
        self.guard, self.limits = guard, guard.limits
        self.server: Server = guard.app.state.server
        self._logged = logged
        self.metrics = Metrics(self.server) if measured else None
        if self.metrics is not None:
            found = self.metrics

            @guard.app.get("/metrics", include_in_schema=False)
            async def metrics() -> Response:
                return Response(found.text(), 200, None, found.kind)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request and note how."""
        if scope["type"] != "http":
            await self.guard(scope, receive, send)
            return
        began = time.perf_counter()
        status, sent = 0, 0

        async def sending(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.guard(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - began
            method = scope["method"] if scope["method"] in METHODS else UNKNOWN
            route = getattr(scope.get("route"), "path", UNKNOWN)
            status = status or 499  # the reader left before the answer began
            if self.metrics is not None:
                self.metrics.add(method, route, status, seconds)
            if self._logged:
                ms = round(1000 * seconds, 1)
                fields = {"method": method, "route": route, "status": status, "ms": ms, "bytes": sent}
                requests.info("request", extra={"fields": fields})


class JsonLines(logging.Formatter):
    """Format a record as one line of JSON.

    Of an exception its type and the lines of code are written, and not its message, which may quote a body.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": when, "level": record.levelname.lower(), "logger": record.name}
        line["event"] = record.getMessage()
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0] is not None:
            line["event"] = record.msg if isinstance(record.msg, str) else record.getMessage()
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=True)


def log_json() -> None:
    """Write the server's log to standard error as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name, level in (
        ("tregua.web", logging.INFO),
        ("uvicorn", logging.WARNING),
        ("asyncio", logging.WARNING),
    ):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
