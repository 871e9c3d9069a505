"""The explorer's page, its assets and words, and the addresses that the page asks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Request
from fastapi import Path as InPath
from fastapi.responses import Response

from tregua.web import catalogue
from tregua.web.answer_pool import to_bytes
from tregua.web.build_scenario import asked
from tregua.web.language import LOCALES, speaking
from tregua.web.pages.explorer.static_files import Pages, words
from tregua.web.pages.outlook import page as outlook
from tregua.web.replies import A_YEAR, HTML, Lang, Name, as_json, known, spoken_by, tagged, wrong
from tregua.web.request import Question
from tregua.web.schemas import answers
from tregua.web.server import Server

JSON = "application/json"


def explorer_routes(app: FastAPI, server: Server) -> None:
    """Add the page, its assets, and the addresses of places, answers and files."""
    library, pages = server.library, Pages()

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        lang = spoken_by(request)
        headers = {"content-language": lang, "vary": "accept-language"}
        with speaking(lang):
            links = outlook.link((name, str(library.shelf(name, lang).place.title)) for name in library.names)
        return tagged(request, pages.index(lang, library.first, links), HTML, headers)

    @app.api_route("/page/{name:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def asset(request: Request, name: str) -> Response:
        found = pages.files.get(name)
        if found is None:
            raise HTTPException(404)
        hashed = "-" in name.rpartition("/")[2]
        return tagged(request, found[1], found[0], {"cache-control": A_YEAR if hashed else "no-cache"})

    @app.get("/api/words/{lang}", response_model=answers.Words, responses=wrong())
    async def all_words(lang: Annotated[str, InPath(pattern="^(en|es|fr|ht)$")]) -> Response:
        """List all words of the page."""
        return as_json({"lang": lang, "locale": LOCALES[lang], "words": words(lang)})

    @app.get("/api/places", response_model=answers.Places, responses=wrong())
    async def places(request: Request, lang: Lang = None) -> Response:
        """List the places that can be asked about."""
        spoken = spoken_by(request)
        with speaking(spoken):
            made = await server.work(server.described.get, ("places", spoken), lambda: to_bytes(
                catalogue.places(library, spoken)))  # fmt: skip
            return tagged(request, made, JSON, {"vary": "accept-language"})

    @app.get("/api/places/{place}", response_model=answers.Described, responses=wrong())
    async def one_place(request: Request, place: Name, lang: Lang = None) -> Response:
        """Describe a place: policies, assumptions, territories and evidence."""
        spoken = spoken_by(request)
        known(library, place)
        with speaking(spoken):
            made = await server.work(server.described.get, (place, spoken), lambda: to_bytes(
                catalogue.place(library.shelf(place, spoken))))  # fmt: skip
            return tagged(request, made, JSON, {"vary": "accept-language"})

    @app.post(
        "/api/answer", response_model=answers.Answer, response_model_exclude_unset=True, responses=wrong()
    )
    async def answer(request: Request, question: Question, lang: Lang = None) -> Response:
        """Answer quickly: expected values, with their bands."""
        spoken = spoken_by(request)
        with speaking(spoken):
            return Response(await server.answer(question, spoken), 200, None, JSON)

    @app.post("/api/scenario", response_model=answers.Files, responses=wrong())
    async def scenario(request: Request, question: Question, lang: Lang = None) -> Response:
        """Write the question as files that the command line runs."""
        spoken = spoken_by(request)

        def work() -> dict[str, Any]:
            made = asked(question, library, spoken)
            return {"files": made.files(), "commands": made.commands()}

        with speaking(spoken):
            return as_json(await server.work(work))
