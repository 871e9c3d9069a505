"""The addresses of jobs: how far one is, its events, its report, and how to cancel it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi import Path as InPath
from fastapi.responses import Response, StreamingResponse

from tregua.errors import InputError
from tregua.i18n import _
from tregua.web.build_scenario import Asked, asked
from tregua.web.jobs import ENDED, Job
from tregua.web.language import speaking
from tregua.web.replies import HTML, Lang, as_json, client_of, only, spoken_by, wrong
from tregua.web.request import Question
from tregua.web.request_guard import error_body
from tregua.web.schemas import answers
from tregua.web.server import BusyError, Server

PULSE, HEARTBEAT = 0.2, 10.0  # seconds between looks at a job, and between signs of life
JobId = Annotated[str, InPath(pattern=r"^[A-Za-z0-9_-]{10,40}$", examples=["hT3kX0cGm2YwqJv8s1bN4Q"])]


async def begin(server: Server, request: Request, make: Callable[[str], Any]) -> Response:
    """Add a job for a question, which is made sense of in the reader's language, and return it."""
    spoken = spoken_by(request)

    def work() -> dict[str, Any]:
        return server.jobs.told(server.jobs.add(make(spoken), spoken, client_of(request)))

    with speaking(spoken):
        told = await server.work(work)
        return as_json(told, 202, {"location": told["links"]["self"]})


def job_routes(app: FastAPI, server: Server) -> None:
    """Add the addresses of jobs."""

    @app.post("/api/jobs", status_code=202, response_model=answers.Job, responses=wrong(429))
    async def start(request: Request, question: Question, lang: Lang = None) -> Response:
        """Ask for the exact ensemble."""
        return await begin(server, request, lambda spoken: asked(question, server.library, spoken))

    @app.get("/api/jobs/{id}", response_model=answers.Job, responses=wrong())
    async def look(request: Request, id: JobId, lang: Lang = None) -> Response:
        """Tell how far a job is, and its result."""
        with speaking(spoken_by(request)):
            job = _job(server, id)
            return as_json(await server.work(_whole, server, job))

    @app.delete("/api/jobs/{id}", response_model=answers.Job, responses=wrong())
    async def cancel(request: Request, id: JobId, lang: Lang = None) -> Response:
        """Cancel a job."""
        with speaking(spoken_by(request)):
            job = _job(server, id)
            server.jobs.cancel(job)
            return as_json(_brief(server, job))

    @app.get(
        "/api/jobs/{id}/events",
        response_class=StreamingResponse,
        responses={**wrong(), 200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def events(request: Request, id: JobId, lang: Lang = None) -> Response:
        """Follow a job: server-sent events."""
        with speaking(spoken_by(request)):
            job = _job(server, id)
            own = server.watching[client_of(request)]
            if server.streams >= server.limits.streams or own >= server.limits.client_streams:
                raise BusyError(_("too many event streams at once; ask for the job itself"))
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(_stream(server, job, request), 200, headers, "text/event-stream")

    @app.get(
        "/api/jobs/{id}/report",
        response_class=Response,
        responses={**wrong(409), 200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
    )
    async def report(
        request: Request,
        id: JobId,
        beliefs: Annotated[str | None, Query(pattern="^(default|yours)$")] = None,
        lang: Lang = None,
    ) -> Response:
        """Send the report of a job: the same single file as the command line's."""
        with speaking(spoken_by(request)):
            job = _job(server, id)
            if not isinstance(job.asked, Asked):
                raise HTTPException(404)
            if job.state != "done":
                raise HTTPException(409)
            wanted = beliefs or ("yours" if job.asked.yours else "default")
        with speaking(job.lang):
            text = await server.work(server.jobs.report, job, wanted)
        if text is None:
            raise HTTPException(404)
        name = f"tregua-{job.asked.shelf.place.name}.html"
        # it brings its own policy; shown in place, it reaches nothing of this server's
        headers = {
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": "sandbox allow-scripts allow-downloads; default-src 'none'; "
            "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:",
        }
        return Response(text.encode("utf-8"), 200, headers, HTML)


def _job(server: Server, name: str) -> Job:
    job = server.jobs.get(name)
    if job is None:
        raise HTTPException(404)
    return job


def _brief(server: Server, job: Job) -> dict[str, Any]:
    told = server.jobs.told(job)
    if job.error is not None:
        problems = job.error.problems if isinstance(job.error, InputError) else [only(str(job.error))]
        told["error"] = json.loads(error_body(422, problems))["error"]
    return told


def _whole(server: Server, job: Job) -> dict[str, Any]:
    told = _brief(server, job)
    if job.result is not None and job.state == "done":
        told["result"] = job.result
    return told


async def _stream(server: Server, job: Job, request: Request) -> AsyncIterator[bytes]:
    """Tell how far a job is whenever that changes, until it ends or the reader leaves."""
    client = client_of(request)
    server.streams += 1
    server.watching[client] += 1
    try:
        last: tuple[Any, ...] | None = None
        quiet = 0.0
        while not await request.is_disconnected():
            told = _brief(server, job)
            now = (told["state"], told["done"], told["of"], told["position"])
            if job.state in ENDED:
                yield _event("end", told)
                return
            if now != last:
                yield _event("progress", {key: told[key] for key in ("state", "done", "of", "position")})
                last, quiet = now, 0.0
            elif quiet >= HEARTBEAT:
                yield b": still here\n\n"
                quiet = 0.0
            await asyncio.sleep(PULSE)
            quiet += PULSE
    finally:
        server.streams -= 1
        server.watching[client] -= 1
        if not server.watching[client]:
            del server.watching[client]


def _event(name: str, data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()
