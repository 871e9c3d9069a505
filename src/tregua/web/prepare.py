"""Compilation of all that a server needs, ahead of its first start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tregua.web.app import create
from tregua.web.readiness import steps

if TYPE_CHECKING:
    from tregua.web.server import Server


def prepare() -> float:
    """Compile all that a server needs, into the folder of compiled code, and return the seconds that took."""
    server: Server = create().app.state.server
    server.readiness.warm(*steps(server))
    server.jobs.close()
    server.desks.close()
    return server.readiness.seconds or 0.0
