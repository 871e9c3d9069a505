"""Who may ask, and how much: hosts and origins, size and time of a request, and the headers of every answer.

A page of somebody else's, open in the same browser, may send requests to an address on this machine
(cross-site request forgery) and may give that address a name of its own (DNS rebinding). Both are refused
here, before anything else looks at the request.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from tregua.errors import Problem
from tregua.i18n import _
from tregua.web.language import chosen, speaking
from tregua.web.limits import UPLOAD, Limits

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",  # a picture on its way to a file
        "font-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors {ancestors}",
    )
)
HEADERS = {
    "content-security-policy": POLICY.format(ancestors="'none'"),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HOST = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?\Z")
_ORIGIN = re.compile(
    r"https?://(\[[0-9a-f:.]{2,45}\]|(\*\.)?[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*)(:[0-9]{1,5})?\Z"
)
_ROOT_PATH = re.compile(r"(/[A-Za-z0-9._~-]{1,80}){1,8}\Z")
OWN = (
    "api",
    "page",
    "outlook",
    "import",
    "upload",
    "healthz",
    "readyz",
    "metrics",
    "openapi.json",
)  # first parts of addresses
DRAIN_BYTES, DRAIN_SECONDS = 256 * 1024, 1.0
READING = ("GET", "HEAD", "OPTIONS")


def host_of(header: str) -> str | None:
    """Return the host of a ``Host`` header in small letters, without its port; None for what is none."""
    found = _HOST.match(header.strip())
    return found[1].lower() if found else None


def is_origin(text: str) -> bool:
    """Return whether a text is an origin that a frame may be shown by: scheme, host, perhaps a port."""
    return bool(_ORIGIN.match(text))


def is_root_path(text: str) -> bool:
    """Return whether a text is a path that the server can stand below: no address of the server's own."""
    parts = text.split("/")[1:]
    return bool(_ROOT_PATH.match(text)) and parts[0] not in OWN and not {".", ".."} & set(parts)


def headers_of(frame_ancestors: Collection[str] = ()) -> dict[str, str]:
    """Return the headers of every answer, with the origins whose pages may show the explorer in a frame."""
    if not frame_ancestors:
        return HEADERS
    policy = POLICY.format(ancestors=" ".join(("'self'", *frame_ancestors)))
    framed = {**HEADERS, "content-security-policy": policy}
    del framed["x-frame-options"]  # it knows no origins
    return framed


class Guard:
    """The outermost layer of the server (ASGI).

    Parameters
    ----------
    app
        What is guarded.
    hosts
        Names by which the server may be asked.
    limits
        Size and time of a request's body.
    root_path
        Path below which a proxy shows the server; a proxy may take it off, or leave it.
    frame_ancestors
        Origins whose pages may show the explorer in a frame.
    """

    def __init__(
        self,
        app: FastAPI,
        hosts: Collection[str],
        limits: Limits,
        *,
        root_path: str = "",
        frame_ancestors: Collection[str] = (),
    ) -> None:
        self.app, self.limits, self._root_path = app, limits, root_path
        self._said = headers_of(frame_ancestors)
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            return

        whole = scope
        if self._root_path:
            scope = self._below(scope)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {name.lower() for name, _value in message.get("headers", ())}
                extra = [(k.encode(), v.encode()) for k, v in self._said.items() if k.encode() not in have]
                if b"cache-control" not in have:
                    extra.append((b"cache-control", b"no-store"))
                message = {**message, "headers": [*message.get("headers", ()), *extra]}
            await send(message)

        headers = _headers(scope)
        refused = self._refused(scope, headers)
        if refused is not None:
            await _drained(receive, headers)
            await _refuse(sending, headers, scope, *refused)
            return
        if scope["path"] == "" and scope["method"] in READING:  # relative addresses need the slash
            await _moved(sending, f"{self._root_path}/")
            return
        bodied = "transfer-encoding" in headers or headers.get("content-length", ["0"])[-1].strip() != "0"
        try:
            await self.app(scope, self._bounded(receive, scope) if bodied else receive, sending)
        finally:
            whole["route"] = scope.get("route")  # of a copy, if there is a path: requests are counted by it

    def _below(self, scope: Message) -> Message:
        """Return a request without the path below which a proxy shows the server."""
        path, root = scope["path"], self._root_path
        if path != root and not path.startswith(f"{root}/"):
            return scope
        raw = scope.get("raw_path")
        kept = raw[len(root) :] if raw and raw.startswith(root.encode()) else raw
        return {**scope, "path": path[len(root) :], "raw_path": kept}

    def _refused(self, scope: Message, headers: dict[str, list[str]]) -> tuple[int, str, str, str] | None:
        """Return why a request is refused before its body is read: status, header, found, expected."""
        hosts = headers.get("host", [])
        host = host_of(hosts[0]) if len(hosts) == 1 else None
        if host is None or host not in self._hosts:
            return 403, "Host", ", ".join(hosts)[:100], ", ".join(sorted(self._hosts))
        for origin in headers.get("origin", []):
            if not self._own(origin, hosts[0]):
                return 403, "Origin", origin[:100], _("the address of this server")
        site = headers.get("sec-fetch-site", ["none"])[-1].strip().lower()
        navigates = headers.get("sec-fetch-mode", [""])[-1].strip().lower() == "navigate"
        if site in ("cross-site", "same-site") and not (
            # a link to the page may be followed from anywhere
            navigates and scope["method"] in READING and not scope["path"].startswith("/api/")
        ):
            return 403, "Sec-Fetch-Site", site, _("a request from the page of this server")
        if scope["method"] not in READING:
            kind = headers.get("content-type", [""])[-1].split(";")[0].strip().lower()
            # neither kind can be sent by a form of another page
            wanted = "application/octet-stream" if scope["path"] == UPLOAD else "application/json"
            if scope["method"] == "POST" and kind != wanted:
                return 415, "Content-Type", kind[:100], wanted
        length = headers.get("content-length", [""])[-1].strip()
        if length:
            if not (length.isascii() and length.isdigit()):
                return 400, "Content-Length", length[:100], _("a number of bytes")
            if len(length) > 12 or int(length) > self._most(scope):
                return 413, "body", *self._large(length[:20], self._most(scope))
        return None

    def _most(self, scope: Message) -> int:
        return self.limits.upload_bytes if scope["path"] == UPLOAD else self.limits.body_bytes

    def _large(self, found: str, most: int) -> tuple[str, str]:
        told = _("a body of at most {n} bytes").format(n=most)
        return found or _("more than that"), told

    def _own(self, origin: str, host: str) -> bool:
        try:
            parts = urlsplit(origin)
            named = host_of(parts.netloc)
        except ValueError:
            return False
        return (
            parts.scheme in ("http", "https")
            and named in self._hosts
            and parts.netloc.lower() == host.strip().lower()
        )

    def _bounded(self, receive: Receive, scope: Message) -> Receive:
        """Bound what a request may send, and the time it may take."""
        have = 0
        whole = False
        loop = asyncio.get_running_loop()
        most, upload = self._most(scope), scope["path"] == UPLOAD
        deadline = loop.time() + (self.limits.upload_seconds if upload else self.limits.body_seconds)

        async def bounded() -> Message:
            nonlocal have, whole
            if whole:
                return await receive()  # only the word that the reader has gone
            try:
                message = await asyncio.wait_for(receive(), max(deadline - loop.time(), 0.001))
            except TimeoutError:
                raise HTTPException(408) from None
            if message["type"] == "http.request":
                have += len(message.get("body", b""))
                whole = not message.get("more_body", False)
                if have > most:
                    if not whole:
                        await _drained(receive, {"transfer-encoding": ["chunked"]})
                    raise HTTPException(413)
            return message

        return bounded


async def _drained(receive: Receive, headers: dict[str, list[str]]) -> None:
    """Read a little of what is refused: a connection closed on unread bytes loses the answer on its way."""
    if "transfer-encoding" not in headers and headers.get("content-length", ["0"])[-1].strip() == "0":
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            have = 0
            while have < DRAIN_BYTES:
                message = await receive()
                have += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return


def _headers(scope: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


async def _moved(send: Send, where: str) -> None:
    start = [(b"location", where.encode("ascii")), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": start})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(
    send: Send,
    headers: dict[str, list[str]],
    scope: Message,
    status: int,
    where: str,
    found: str,
    expected: str,
) -> None:
    with speaking(chosen(None, ", ".join(headers.get("accept-language", [])))):
        body = error_body(status, [Problem("request", None, where, found, expected)])
    kept = body if scope["method"] != "HEAD" else b""
    length = str(len(body)).encode()
    start = [(b"content-type", b"application/json"), (b"content-length", length), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": kept})


def error_body(status: int, problems: Collection[Problem]) -> bytes:
    """Write the body of an answer that tells problems."""
    from tregua.errors import SHOWN
    from tregua.i18n import ngettext

    count = len(problems)
    told = [asdict(p) for p in list(problems)[:SHOWN]]
    title = ngettext("{n} problem", "{n} problems", count).format(n=count)
    return json.dumps({"error": {"status": status, "title": title, "problems": told}}).encode("ascii")
