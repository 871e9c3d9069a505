"""The parts of an answer that all addresses share: language, JSON, refusals, entity tags."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Annotated, Any

from fastapi import HTTPException, Query, Request
from fastapi import Path as InPath
from fastapi.responses import Response

from tregua.errors import Problem
from tregua.web.answer_pool import to_bytes
from tregua.web.build_scenario import REQUEST
from tregua.web.language import chosen
from tregua.web.place_store import Library
from tregua.web.request_guard import error_body
from tregua.web.schemas import answers

HTML = "text/html; charset=utf-8"
A_YEAR = "public, max-age=31536000, immutable"
Name = Annotated[str, InPath(pattern=r"^[a-z][a-z0-9_]{0,59}$", examples=["haiti"])]
Lang = Annotated[str | None, Query(max_length=20, description="language of the words: en, es, fr or ht")]
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


def wrong(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Return the forms of refusals for the API's document, with those of some further codes."""
    extra: dict[int | str, dict[str, Any]] = {
        409: {"model": answers.Failure, "description": "the job is not done"},
        429: {"model": answers.Failure, "description": "too many jobs"},
    }
    return {**_WRONG, **{code: extra[code] for code in codes}}


def client_of(request: Request) -> str:
    """Return the address that asks; of one behind a proxy, the proxy's."""
    return request.client.host if request.client else ""


def spoken_by(request: Request) -> str:
    """Return the language of a request."""
    return chosen(request.query_params.get("lang"), request.headers.get("accept-language"))


def as_json(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer as JSON."""
    return Response(to_bytes(content), status, headers, "application/json")


def refusal(status: int, problems: Collection[Problem], headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer that lists problems."""
    return Response(error_body(status, problems), status, headers, "application/json")


def only(text: str) -> Problem:
    """Return a problem of a request without a place in it."""
    return Problem(REQUEST, None, "", text, "")


def tagged(request: Request, body: bytes, media: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer with an entity tag, or status 304 where the browser has it already (RFC 9110, 13.1.2).

    Parameters
    ----------
    request
        What is asked, with the tags that the browser holds.
    body, media
        The answer and its media type.
    headers
        Further headers.
    """
    tag = f'W/"{sha256(body).hexdigest()[:20]}"'
    said = {"cache-control": "no-cache", **(headers or {}), "etag": tag}
    held = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if tag in held:
        return Response(status_code=304, headers=said)
    return Response(body, 200, said, media)


def known(library: Library, place: str) -> None:
    """Raise status 404 for a place that is not there."""
    if place not in library.names:
        raise HTTPException(404)
