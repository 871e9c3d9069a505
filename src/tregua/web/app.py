"""The server's application: what all requests share, and the addresses of every page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from tregua._version import __version__
from tregua.i18n import _
from tregua.web.error_handlers import error_handlers
from tregua.web.job_routes import job_routes
from tregua.web.limits import Limits
from tregua.web.operations import operation_routes
from tregua.web.pages.explorer.routes import explorer_routes
from tregua.web.pages.outlook.routes import outlook_routes
from tregua.web.pages.policies.routes import policies_routes
from tregua.web.pages.track_record.routes import track_record_routes
from tregua.web.pages.transfer.routes import transfer_routes
from tregua.web.pages.upload.routes import upload_routes
from tregua.web.pages.why.routes import why_routes
from tregua.web.place_store import Library
from tregua.web.request_guard import LOOPBACK, Guard
from tregua.web.server import Server


def create(
    places: Collection[str | Path] = (),
    *,
    hosts: Collection[str] = (),
    limits: Limits | None = None,
    root_path: str = "",
    frame_ancestors: Collection[str] = (),
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
    root_path
        Path below which a proxy shows the server, such as ``/tregua``; with or without it, a request is
        answered.
    frame_ancestors
        Origins whose pages may show the explorer in a frame.

    Raises
    ------
    InputError
        With every mistake in the folders.
    """
    limits = limits or Limits()
    server = Server(Library([Path(p) for p in places], limits), limits, root_path)

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
        servers=[{"url": root_path}] if root_path else None,
    )
    app.state.server = server
    error_handlers(app, server)
    operation_routes(app, server)
    explorer_routes(app, server)
    policies_routes(app, server)
    track_record_routes(app, server)
    transfer_routes(app, server)
    why_routes(app, server)
    outlook_routes(app, server)
    job_routes(app, server)
    upload_routes(app, server)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=3)
    return Guard(app, {*LOOPBACK, *hosts}, limits, root_path=root_path, frame_ancestors=frame_ancestors)
