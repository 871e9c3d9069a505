"""The address of the policies side by side."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from tregua.web.answer_pool import to_bytes
from tregua.web.error_handlers import POLICIES
from tregua.web.language import speaking
from tregua.web.pages.policies.compare import side_by_side
from tregua.web.replies import Lang, spoken_by, wrong
from tregua.web.request import AskPolicies
from tregua.web.schemas import answers
from tregua.web.server import Server


def policies_routes(app: FastAPI, server: Server) -> None:
    """Add the address of the policies of a place side by side."""

    @app.post(POLICIES, response_model=answers.AnswerPage, responses=wrong())
    async def policies(request: Request, question: AskPolicies, lang: Lang = None) -> Response:
        """Compare the policies of a place quickly: the record of the answer page."""
        spoken = spoken_by(request)

        def work() -> bytes:
            def make() -> bytes:
                return to_bytes(side_by_side(question, server.library, server.desk.answerer, spoken))

            asked: Any = (POLICIES, spoken, question.model_dump_json())
            return server.compared.get(asked, make)

        with speaking(spoken):
            return Response(await server.work(work), 200, None, "application/json")
