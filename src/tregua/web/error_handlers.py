"""Every error as an answer: all mistakes at once, in the words of the command line."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from tregua.errors import InputError, Problem, TreguaError, shorten
from tregua.i18n import _
from tregua.inputs.validation_messages import Context, to_problem
from tregua.web.build_scenario import REQUEST, asked
from tregua.web.jobs import TooManyJobsError
from tregua.web.language import speaking
from tregua.web.place_store import Library
from tregua.web.replies import only, refusal, spoken_by
from tregua.web.request import AskPolicies, AskWhy, Carry, Question
from tregua.web.server import BusyError, Server

log = logging.getLogger("tregua.web")
CARRY, WHY, POLICIES = "/api/transfer", "/api/why", "/api/policies"


def error_handlers(app: FastAPI, server: Server) -> None:
    """Add the answers to errors: bad input with every mistake, too many jobs, a fault."""

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        with speaking(spoken_by(request)):
            if any(each["type"] == "json_invalid" for each in error.errors()):
                problem = Problem(REQUEST, None, "", _("no JSON"), _("a question, as JSON"))
                return refusal(400, [problem])
            model = {CARRY: Carry, WHY: AskWhy, POLICIES: AskPolicies}.get(request.scope["path"], Question)
            found = _problems(error, model)
            besides = _besides(error, server.library) if model is Question else []
            return refusal(422, list(dict.fromkeys(found + besides)))

    @app.exception_handler(InputError)
    async def wrong(request: Request, error: InputError) -> Response:
        with speaking(spoken_by(request)):
            return refusal(422, error.problems)

    @app.exception_handler(TooManyJobsError)
    async def many(request: Request, error: TooManyJobsError) -> Response:
        with speaking(spoken_by(request)):
            return refusal(429, [only(str(error))], {"retry-after": "10"})

    @app.exception_handler(BusyError)
    async def busy(request: Request, error: BusyError) -> Response:
        with speaking(spoken_by(request)):
            return refusal(503, [only(str(error))], {"retry-after": "1"})

    @app.exception_handler(TreguaError)
    async def failed(request: Request, error: TreguaError) -> Response:
        # beliefs that lead where the model cannot go are the asker's, not the server's, to mend
        with speaking(spoken_by(request)):
            return refusal(422, [only(str(error))])

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
        with speaking(spoken_by(request)):
            return refusal(500, [only(_("a fault in Tregua; the server's log says where"))])


def _plain(request: Request, status: int, headers: dict[str, str]) -> Response:
    with speaking(spoken_by(request)):
        told = {
            400: _("a request that cannot be read"),
            404: _("nothing of that name"),
            408: _("a body that does not come to its end"),
            405: _("a method that this address does not know"),
            409: _("a job that is not done"),
            413: _("a body that is too large"),
        }.get(status, _("a request that cannot be answered"))
        return refusal(status, [only(told)], headers)


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
    """Return what else is wrong with a question, in the parts of it that can be read."""
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
