"""The server: which addresses there are, and what each answers. No arithmetic."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi import Path as InPath
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ValidationError
from starlette.middleware.gzip import GZipMiddleware

from tregua._version import __version__
from tregua.errors import InputError, Problem, TreguaError, shorten
from tregua.forecasting.outlook_feed import feed as atom
from tregua.forecasting.outlook_schema import OutlookRecord
from tregua.i18n import _
from tregua.inputs.validation_messages import Context, to_problem
from tregua.web import catalogue, operations
from tregua.web.answer import in_context
from tregua.web.answer_pool import Desk, Desks, to_bytes
from tregua.web.build_scenario import REQUEST, Asked, asked
from tregua.web.jobs import ENDED, Job, Jobs, TooManyJobsError
from tregua.web.language import LOCALES, chosen, speaking
from tregua.web.limits import Limits
from tregua.web.pages import outlook, track_record
from tregua.web.place_store import Library
from tregua.web.readiness import Readiness
from tregua.web.request import AskWhy, Carry, Question
from tregua.web.request_guard import LOOPBACK, Guard, error_body
from tregua.web.schemas import answers
from tregua.web.single_flight_cache import Kept
from tregua.web.static_files import Pages, words
from tregua.web.table_upload import upload_routes
from tregua.web.transfer_job import carrying
from tregua.web.why_job import reasoning

log = logging.getLogger("tregua.web")
PULSE, HEARTBEAT = 0.2, 10.0  # seconds between looks at a job, and between signs of life
HTML = "text/html; charset=utf-8"
CARRY = "/api/transfer"
WHY = "/api/why"
A_YEAR = "public, max-age=31536000, immutable"
JobId = Annotated[str, InPath(pattern=r"^[A-Za-z0-9_-]{10,40}$", examples=["hT3kX0cGm2YwqJv8s1bN4Q"])]
Name = Annotated[str, InPath(pattern=r"^[a-z][a-z0-9_]{0,59}$", examples=["haiti"])]
Lang = Annotated[str | None, Query(max_length=20, description="language of the words: en, es, fr or ht")]


class BusyError(TreguaError):
    """More is asked than can be answered in time."""


class Server:
    """What all requests share."""

    def __init__(self, library: Library, limits: Limits) -> None:
        self.library, self.limits = library, limits
        self.desk = Desk(library, limits)
        self.desks = Desks(self.desk, library.folders, limits)
        self.jobs = Jobs(limits)
        self.readiness = Readiness()
        self.pages = Pages()
        self.waiting = 0
        self.streams = 0
        self.watching: Counter[str] = Counter()  # streams by client
        self.described: Kept[bytes] = Kept(64)
        self.trusted: Kept[Any] = Kept(8)
        self.outlooks: Kept[Any] = Kept(16)

    async def work(self, function: Any, *arguments: Any) -> Any:
        """Work in a thread, a few at a time; refuse when too many wait."""
        with self.queued():
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.desks.pool, in_context(function, *arguments))

    async def answer(self, question: Question, lang: str) -> bytes:
        """Answer a question, as JSON; refuse when too many wait."""
        with self.queued() as waiting:
            return await self.desks.answer(question, lang, waiting + self.desks.pausing())

    @contextmanager
    def queued(self) -> Iterator[int]:
        """Count a question among those that wait or are worked on; refuse it when they are too many."""
        if self.waiting >= self.limits.answers + self.limits.waiting_answers:
            raise BusyError(_("too many questions at once; try again in a moment"))
        self.waiting += 1
        try:
            yield self.waiting
        finally:
            self.waiting -= 1


def create(
    places: Collection[str | Path] = (),
    *,
    hosts: Collection[str] = (),
    limits: Limits | None = None,
) -> Guard:
    """Make the server's application.

    Parameters
    ----------
    places
        Folders of places besides those that ship.
    hosts
        Names by which the server may be asked, besides those of loopback.
    limits
        The bounds of requests.

    Raises
    ------
    InputError
        With every mistake in the folders.
    """
    limits = limits or Limits()
    server = Server(Library([Path(p) for p in places], limits), limits)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        server.jobs.close()
        server.desks.close()

    app = FastAPI(
        title="Tregua",
        version=__version__,
        summary=_(
            "Compare what could be done about gang violence: lives, rights, support and money, side by side."
        ),
        lifespan=lifespan,
        docs_url=None,  # their pages fetch scripts from elsewhere
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.server = server
    _errors(app, server)
    _routes(app, server)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=3)
    return Guard(app, {*LOOPBACK, *hosts}, limits)


def _client(request: Request) -> str:
    """Return the address that asks; of one behind a proxy, the proxy's."""
    return request.client.host if request.client else ""


def _speak(request: Request) -> str:
    return chosen(request.query_params.get("lang"), request.headers.get("accept-language"))


def _json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(to_bytes(content), status, headers, "application/json")


def _told(status: int, problems: Collection[Problem], headers: dict[str, str] | None = None) -> Response:
    return Response(error_body(status, problems), status, headers, "application/json")


# -- errors --------------------------------------------------------------------------------


def _errors(app: FastAPI, server: Server) -> None:
    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        with speaking(_speak(request)):
            if any(each["type"] == "json_invalid" for each in error.errors()):
                problem = Problem(REQUEST, None, "", _("no JSON"), _("a question, as JSON"))
                return _told(400, [problem])
            model = {CARRY: Carry, WHY: AskWhy}.get(request.url.path, Question)
            found = _problems(error, model)
            besides = _besides(error, server.library) if model is Question else []
            return _told(422, list(dict.fromkeys(found + besides)))

    @app.exception_handler(InputError)
    async def wrong(request: Request, error: InputError) -> Response:
        with speaking(_speak(request)):
            return _told(422, error.problems)

    @app.exception_handler(TooManyJobsError)
    async def many(request: Request, error: TooManyJobsError) -> Response:
        with speaking(_speak(request)):
            return _told(429, [_only(str(error))], {"retry-after": "10"})

    @app.exception_handler(BusyError)
    async def busy(request: Request, error: BusyError) -> Response:
        with speaking(_speak(request)):
            return _told(503, [_only(str(error))], {"retry-after": "1"})

    @app.exception_handler(TreguaError)
    async def failed(request: Request, error: TreguaError) -> Response:
        # beliefs that lead where the model cannot go are the asker's, not the server's, to mend
        with speaking(_speak(request)):
            return _told(422, [_only(str(error))])

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return _plain(request, error.status_code, dict(error.headers or {}))

    from starlette.exceptions import HTTPException as Starlettes

    @app.exception_handler(Starlettes)
    async def unknown(request: Request, error: Starlettes) -> Response:
        return _plain(request, error.status_code, dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        log.error("a fault in Tregua", exc_info=error)
        with speaking(_speak(request)):
            return _told(500, [_only(_("a fault in Tregua; the server's log says where"))])


def _plain(request: Request, status: int, headers: dict[str, str]) -> Response:
    with speaking(_speak(request)):
        told = {
            400: _("a request that cannot be read"),
            404: _("nothing of that name"),
            408: _("a body that does not come to its end"),
            405: _("a method that this address does not know"),
            409: _("a job that is not done"),
            413: _("a body that is too large"),
        }.get(status, _("a request that cannot be answered"))
        return _told(status, [_only(told)], headers)


def _only(text: str) -> Problem:
    return Problem(REQUEST, None, "", text, "")


def _problems(error: RequestValidationError, model: type[BaseModel]) -> list[Problem]:
    """Tell pydantic's errors in the words of the command line."""
    from tregua.inputs.yaml_reader import dotted

    body = error.body if isinstance(error.body, dict | list) else {}
    context = Context(model, body)
    found: dict[tuple[Any, ...], Problem] = {}
    for each in error.errors():
        loc = tuple(each["loc"])
        where, inner = str(loc[0]) if loc else "body", loc[1:]
        if not inner:
            return [Problem(REQUEST, None, "", shorten(error.body), _("a question, as a JSON object"))]
        path, text, expected, hint = to_problem({**each, "loc": inner}, context)  # type: ignore[typeddict-item]
        told = dotted(path) or (dotted(tuple(inner)) if where != "body" else "")
        found.setdefault((told, expected), Problem(REQUEST, None, told, text, expected, hint))
    return list(found.values())


def _besides(error: RequestValidationError, library: Library) -> list[Problem]:
    """Tell what else is wrong with a question, in the parts of it that can be read."""
    if not isinstance(error.body, dict):
        return []
    rest = {k: dict(v) if isinstance(v, dict) else v for k, v in error.body.items()}  # a body may be deep
    for each in error.errors():
        path = Context(Question, error.body).path(tuple(each["loc"][1:]))[:2]
        if len(path) == 2 and isinstance(rest.get(path[0]), dict):
            rest[path[0]].pop(path[1], None)
        elif path:
            rest.pop(path[0], None)
    try:
        asked(Question.model_validate(rest), library, "en")
    except InputError as wrong:
        return list(wrong.problems)
    except (ValidationError, TreguaError):
        pass
    return []


# -- addresses -----------------------------------------------------------------------------

_WRONG: dict[int | str, dict[str, Any]] = {
    code: {"model": answers.Failure, "description": text}
    for code, text in {
        400: "not JSON",
        403: "asked from a foreign page or by a foreign name",
        404: "nothing of that name",
        408: "the body did not come in time",
        413: "the body is too large",
        415: "the body is of another kind",
        422: "bad input: every mistake at once",
        503: "busy",
    }.items()
}


def _wrong(*codes: int) -> dict[int | str, dict[str, Any]]:
    extra: dict[int | str, dict[str, Any]] = {
        409: {"model": answers.Failure, "description": "the job is not done"},
        429: {"model": answers.Failure, "description": "too many jobs"},
    }
    return {**_WRONG, **{code: extra[code] for code in codes}}


def _routes(app: FastAPI, server: Server) -> None:
    library = server.library

    operations.add_routes(app, server)

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        lang = _speak(request)
        headers = {"content-language": lang, "vary": "accept-language", "cache-control": "no-cache"}
        with speaking(lang):
            links = outlook.link((name, str(library.shelf(name, lang).place.title)) for name in library.names)
        return Response(server.pages.index(lang, library.first, links), 200, headers, HTML)

    @app.api_route("/page/{name:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def asset(name: str) -> Response:
        found = server.pages.files.get(name)
        if found is None:
            raise HTTPException(404)
        hashed = "-" in name.rpartition("/")[2]
        return Response(found[1], 200, {"cache-control": A_YEAR if hashed else "no-cache"}, found[0])

    @app.get("/api/words/{lang}", response_model=answers.Words, responses=_wrong())
    async def all_words(lang: Annotated[str, InPath(pattern="^(en|es|fr|ht)$")]) -> Response:
        """List all words of the page."""
        return _json({"lang": lang, "locale": LOCALES[lang], "words": words(lang)})

    @app.get("/api/places", response_model=answers.Places, responses=_wrong())
    async def places(request: Request, lang: Lang = None) -> Response:
        """List the places that can be asked about."""
        spoken = _speak(request)
        with speaking(spoken):
            made = await server.work(server.described.get, ("places", spoken), lambda: to_bytes(
                catalogue.places(library, spoken)))  # fmt: skip
            return Response(made, 200, None, "application/json")

    @app.get("/api/places/{place}", response_model=answers.Described, responses=_wrong())
    async def one_place(request: Request, place: Name, lang: Lang = None) -> Response:
        """Describe a place: policies, assumptions, territories and evidence."""
        spoken = _speak(request)
        _known(library, place)
        with speaking(spoken):
            made = await server.work(server.described.get, (place, spoken), lambda: to_bytes(
                catalogue.place(library.shelf(place, spoken))))  # fmt: skip
            return Response(made, 200, None, "application/json")

    @app.post(
        "/api/answer", response_model=answers.Answer, response_model_exclude_unset=True, responses=_wrong()
    )
    async def answer(request: Request, question: Question, lang: Lang = None) -> Response:
        """Answer quickly: expected values, with their bands."""
        spoken = _speak(request)
        with speaking(spoken):
            return Response(await server.answer(question, spoken), 200, None, "application/json")

    @app.post("/api/scenario", response_model=answers.Files, responses=_wrong())
    async def scenario(request: Request, question: Question, lang: Lang = None) -> Response:
        """Write the question as files that the command line runs."""
        spoken = _speak(request)

        def work() -> dict[str, Any]:
            made = asked(question, library, spoken)
            return {"files": made.files(), "commands": made.commands()}

        with speaking(spoken):
            return _json(await server.work(work))

    @app.get("/api/trust/{place}", response_model=answers.Trust, responses=_wrong())
    async def how_right(request: Request, place: Name, lang: Lang = None) -> Response:
        """Tell how right it was."""
        spoken = _speak(request)
        _known(library, place)

        def work() -> dict[str, Any]:
            shelf = library.shelf(place, spoken)
            ds, name = server.trusted.get(place, lambda: track_record.run(shelf))
            return track_record.trust(shelf, ds, name)

        with speaking(spoken):
            return _json(await server.work(work))

    @app.get("/api/transfer/{a}/{b}", response_model=answers.Transfer, responses=_wrong())
    async def carries(request: Request, a: Name, b: Name, lang: Lang = None) -> Response:
        """Tell what carries over from one place to another."""
        spoken = _speak(request)
        _known(library, a)
        _known(library, b)

        def work() -> dict[str, Any]:
            return track_record.transfer(library.shelf(a, spoken), library.shelf(b, spoken))

        with speaking(spoken):
            return _json(await server.work(work))

    _outlook_routes(app, server)
    _job_routes(app, server)
    upload_routes(app, server, BusyError)


def _outlook_routes(app: FastAPI, server: Server) -> None:
    library = server.library

    async def found(request: Request, place: str) -> tuple[Any, str]:
        spoken = _speak(request)
        _known(library, place)

        def work() -> Any:
            at = library.shelf(place, spoken).place
            return server.outlooks.get((place, spoken, date.today()), lambda: outlook.summary_of(at))

        with speaking(spoken):
            return await server.work(work), spoken

    @app.api_route("/outlook/{place}", methods=["GET", "HEAD"], include_in_schema=False)
    async def outlook_page(request: Request, place: Name) -> Response:
        made, spoken = await found(request, place)
        with speaking(spoken):
            headers = {"content-language": spoken, "vary": "accept-language", "cache-control": "no-cache"}
            return Response(outlook.page(made, spoken), 200, headers, HTML)

    @app.get(
        "/outlook/{place}/feed",
        response_class=Response,
        responses={**_wrong(), 200: {"content": {"application/atom+xml": {"schema": {"type": "string"}}}}},
    )
    async def outlook_feed(request: Request, place: Name, lang: Lang = None) -> Response:
        """Send the outlooks of a place as an Atom feed."""
        made, spoken = await found(request, place)
        with speaking(spoken):
            return Response(atom(made), 200, {"cache-control": "no-cache"}, "application/atom+xml")

    @app.get("/api/outlook/{place}", response_model=OutlookRecord, responses=_wrong())
    async def outlook_record(request: Request, place: Name, lang: Lang = None) -> Response:
        """Return the outlook of a place from today."""
        made, _spoken = await found(request, place)
        return _json(made.record())


def _job_routes(app: FastAPI, server: Server) -> None:
    async def begin(request: Request, make: Callable[[str], Any]) -> Response:
        """Add a job for a question, which is made sense of in the reader's language, and return it."""
        spoken = _speak(request)

        def work() -> dict[str, Any]:
            return server.jobs.told(server.jobs.add(make(spoken), spoken, _client(request)))

        with speaking(spoken):
            told = await server.work(work)
            return _json(told, 202, {"location": told["links"]["self"]})

    @app.post("/api/jobs", status_code=202, response_model=answers.Job, responses=_wrong(429))
    async def start(request: Request, question: Question, lang: Lang = None) -> Response:
        """Ask for the exact ensemble."""
        return await begin(request, lambda spoken: asked(question, server.library, spoken))

    @app.post(CARRY, status_code=202, response_model=answers.Job, responses=_wrong(429))
    async def carry(request: Request, question: Carry, lang: Lang = None) -> Response:
        """Ask which part of the difference between two places comes from what: a job."""
        return await begin(request, lambda spoken: carrying(question, server.library, spoken))

    @app.post(WHY, status_code=202, response_model=answers.Job, responses=_wrong(429))
    async def because(request: Request, question: AskWhy, lang: Lang = None) -> Response:
        """Ask why a policy has its effect, by its parts and by mechanisms: a job."""
        return await begin(request, lambda spoken: reasoning(question, server.library, spoken))

    @app.get("/api/jobs/{id}", response_model=answers.Job, responses=_wrong())
    async def look(request: Request, id: JobId, lang: Lang = None) -> Response:
        """Tell how far a job is, and its result."""
        with speaking(_speak(request)):
            job = _job(server, id)
            return _json(await server.work(_whole, server, job))

    @app.delete("/api/jobs/{id}", response_model=answers.Job, responses=_wrong())
    async def cancel(request: Request, id: JobId, lang: Lang = None) -> Response:
        """Cancel a job."""
        with speaking(_speak(request)):
            job = _job(server, id)
            server.jobs.cancel(job)
            return _json(_brief(server, job))

    @app.get(
        "/api/jobs/{id}/events",
        response_class=StreamingResponse,
        responses={**_wrong(), 200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def events(request: Request, id: JobId, lang: Lang = None) -> Response:
        """Follow a job: server-sent events."""
        with speaking(_speak(request)):
            job = _job(server, id)
            own = server.watching[_client(request)]
            if server.streams >= server.limits.streams or own >= server.limits.client_streams:
                raise BusyError(_("too many event streams at once; ask for the job itself"))
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(_stream(server, job, request), 200, headers, "text/event-stream")

    @app.get(
        "/api/jobs/{id}/report",
        response_class=Response,
        responses={**_wrong(409), 200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
    )
    async def report(
        request: Request,
        id: JobId,
        beliefs: Annotated[str | None, Query(pattern="^(default|yours)$")] = None,
        lang: Lang = None,
    ) -> Response:
        """Send the report of a job: the same single file as the command line's."""
        with speaking(_speak(request)):
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


def _known(library: Library, place: str) -> None:
    if place not in library.names:
        raise HTTPException(404)


def _job(server: Server, name: str) -> Job:
    job = server.jobs.get(name)
    if job is None:
        raise HTTPException(404)
    return job


def _brief(server: Server, job: Job) -> dict[str, Any]:
    told = server.jobs.told(job)
    if job.error is not None:
        problems = job.error.problems if isinstance(job.error, InputError) else [_only(str(job.error))]
        told["error"] = json.loads(error_body(422, problems))["error"]
    return told


def _whole(server: Server, job: Job) -> dict[str, Any]:
    told = _brief(server, job)
    if job.result is not None and job.state == "done":
        told["result"] = job.result
    return told


async def _stream(server: Server, job: Job, request: Request) -> AsyncIterator[bytes]:
    """Tell how far a job is whenever that changes, until it ends or the reader leaves."""
    client = _client(request)
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
