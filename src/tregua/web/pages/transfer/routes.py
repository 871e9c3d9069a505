"""The addresses of what carries over from one place to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from tregua.web.error_handlers import CARRY
from tregua.web.job_routes import begin
from tregua.web.language import speaking
from tregua.web.pages.track_record import record
from tregua.web.pages.transfer import shipped
from tregua.web.pages.transfer.job import Carrying, carrying
from tregua.web.replies import Lang, Name, as_json, known, spoken_by, wrong
from tregua.web.request import Carry
from tregua.web.schemas import answers
from tregua.web.server import Server

if TYPE_CHECKING:
    from tregua.web.place_store import Shelf


def _shipped(here: Shelf, there: Shelf) -> dict[str, Any] | None:
    """Return what was computed before of two places that ship; None where nothing was."""
    found = shipped.find(here, there)
    if found is None:
        return None
    made, day, current = found
    question = Carry.model_validate(
        {"from": here.place.name, "to": there.place.name, "members": shipped.MEMBERS, "seed": shipped.SEED}
    )
    return {"made": day, "current": current, "result": Carrying(question, here, there).result(made, 0.0)}


def transfer_routes(app: FastAPI, server: Server) -> None:
    """Add the addresses of two places side by side."""
    library = server.library

    @app.get("/api/transfer/{a}/{b}", response_model=answers.Transfer, responses=wrong())
    async def carries(request: Request, a: Name, b: Name, lang: Lang = None) -> Response:
        """Tell what carries over from one place to another."""
        spoken = spoken_by(request)
        known(library, a)
        known(library, b)

        def work() -> dict[str, Any]:
            here, there = library.shelf(a, spoken), library.shelf(b, spoken)
            return record.transfer(here, there) | {"shipped": _shipped(here, there)}

        with speaking(spoken):
            return as_json(await server.work(work))

    @app.post(CARRY, status_code=202, response_model=answers.Job, responses=wrong(429))
    async def carry(request: Request, question: Carry, lang: Lang = None) -> Response:
        """Ask which part of the difference between two places comes from what: a job."""
        return await begin(server, request, lambda spoken: carrying(question, library, spoken))
