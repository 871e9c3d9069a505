"""The address of why a policy has its effect."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from tregua.web.error_handlers import WHY
from tregua.web.job_routes import begin
from tregua.web.pages.why.job import reasoning
from tregua.web.replies import Lang, wrong
from tregua.web.request import AskWhy
from tregua.web.schemas import answers
from tregua.web.server import Server


def why_routes(app: FastAPI, server: Server) -> None:
    """Add the address of the reasons of an effect."""

    @app.post(WHY, status_code=202, response_model=answers.Job, responses=wrong(429))
    async def because(request: Request, question: AskWhy, lang: Lang = None) -> Response:
        """Ask why a policy has its effect, by its parts and by mechanisms: a job."""
        return await begin(server, request, lambda spoken: reasoning(question, server.library, spoken))
