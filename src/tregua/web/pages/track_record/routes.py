"""The address of how right it was."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from tregua.web.language import speaking
from tregua.web.pages.track_record import record
from tregua.web.replies import Lang, Name, as_json, known, spoken_by, wrong
from tregua.web.schemas import answers
from tregua.web.server import Server


def track_record_routes(app: FastAPI, server: Server) -> None:
    """Add the address of the track record of a place."""
    library = server.library

    @app.get("/api/trust/{place}", response_model=answers.Trust, responses=wrong())
    async def how_right(request: Request, place: Name, lang: Lang = None) -> Response:
        """Tell how right it was."""
        spoken = spoken_by(request)
        known(library, place)

        def work() -> dict[str, Any]:
            shelf = library.shelf(place, spoken)
            ds, name = server.trusted.get(place, lambda: record.run(shelf))
            return record.trust(shelf, ds, name)

        with speaking(spoken):
            return as_json(await server.work(work))
