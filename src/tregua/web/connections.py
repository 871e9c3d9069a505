"""Connections of the server: how long a request's header may take, and how many one client holds.

Uvicorn closes a connection that rests between two requests, but it waits without end for the first request
and for the rest of a header that has begun. So one client with many slow connections could keep everybody
else out.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from tregua.web.limits import Limits

CLOSED = b"connection: close\r\ncontent-length: 0\r\n\r\n"
SLOW = b"HTTP/1.1 408 Request Timeout\r\n" + CLOSED
FULL = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\n" + CLOSED


class BoundedProtocol(H11Protocol):
    """Uvicorn's protocol of a connection, with bounds on the time of a header and on a client's share.

    The limits come from ``config.app.limits``: see `tregua.web.request_guard.Guard`.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._limits: Limits = getattr(self.config.app, "limits", None) or Limits()
        self._header_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first header, or refuse a client that holds too many connections."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        held = sum((getattr(each, "client", None) or ("",))[0] == address for each in self.connections)
        if held > self._limits.client_connections:
            self._refuse(FULL)
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came, and see whether a header is still to come."""
        super().data_received(data)
        if self._between_requests():
            self._wait()
        else:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Leave a connection that rests to Uvicorn's own time for it."""
        self._stop_waiting()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _between_requests(self) -> bool:
        done = self.cycle is None or self.cycle.response_complete
        return done and self.conn.their_state is h11.IDLE

    def _wait(self) -> None:
        # once for a header: further parts of it do not prolong the time
        if self._header_timer is None and not self.transport.is_closing():
            self._header_timer = self.loop.call_later(self._limits.header_seconds, self._refuse, SLOW)

    def _stop_waiting(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None

    def _refuse(self, answer: bytes) -> None:
        self._stop_waiting()
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()
