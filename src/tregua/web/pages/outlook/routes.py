"""The addresses of the outlook of a place: a page, a feed and a record."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from tregua.forecasting.outlook_feed import feed as atom
from tregua.forecasting.outlook_schema import OutlookRecord
from tregua.web.language import speaking
from tregua.web.pages.outlook import page as outlook
from tregua.web.replies import HTML, Lang, Name, as_json, known, spoken_by, tagged, wrong
from tregua.web.server import Server


def outlook_routes(app: FastAPI, server: Server) -> None:
    """Add the page, the feed and the record of a place's outlook."""
    library = server.library

    async def found(request: Request, place: str) -> tuple[Any, str]:
        spoken = spoken_by(request)
        known(library, place)

        def work() -> Any:
            at = library.shelf(place, spoken).place
            return server.outlooks.get((place, spoken, date.today()), lambda: outlook.summary_of(at))

        with speaking(spoken):
            return await server.work(work), spoken

    @app.api_route("/outlook/{place}", methods=["GET", "HEAD"], include_in_schema=False)
    async def outlook_page(request: Request, place: Name) -> Response:
        made, spoken = await found(request, place)
        with speaking(spoken):
            headers = {"content-language": spoken, "vary": "accept-language"}
            return tagged(request, outlook.page(made, spoken), HTML, headers)

    @app.get(
        "/outlook/{place}/feed",
        response_class=Response,
        responses={**wrong(), 200: {"content": {"application/atom+xml": {"schema": {"type": "string"}}}}},
    )
    async def outlook_feed(request: Request, place: Name, lang: Lang = None) -> Response:
        """Send the outlooks of a place as an Atom feed."""
        made, spoken = await found(request, place)
        with speaking(spoken):
            return Response(atom(made), 200, {"cache-control": "no-cache"}, "application/atom+xml")

    @app.get("/api/outlook/{place}", response_model=OutlookRecord, responses=wrong())
    async def outlook_record(request: Request, place: Name, lang: Lang = None) -> Response:
        """Return the outlook of a place from today."""
        made, _spoken = await found(request, place)
        return as_json(made.record())
