"""Questions whose answer depends on nothing but themselves: computed once, given to whoever asks again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tregua._version import __version__

if TYPE_CHECKING:
    from tregua.web.request import AskWhy, Carry


class Standalone(ABC):
    """A question that a job works out by itself."""

    question: Carry | AskWhy

    @property
    @abstractmethod
    def command(self) -> str:
        """The command that gives the same figures."""

    @property
    @abstractmethod
    def key(self) -> tuple[Any, ...]:
        """What the figures depend on: equal keys, equal bytes."""

    @abstractmethod
    def work(self, progress: Callable[[int, int], None]) -> dict[str, Any]:
        """Compute the result; `progress` may raise to end it."""


def told(asked: Standalone, page: Mapping[str, Any], titles: Sequence[str], draws: int) -> dict[str, Any]:
    """Return what a job computed as plain data: the fields of `schemas.common.WorkedOut` but basis and time.

    Parameters
    ----------
    asked
        The question.
    page
        Lead, tables, pictures and foot, as a section of the report has them.
    titles
        Titles of the pictures.
    draws
        Draws that were used.
    """
    return {
        "members": asked.question.members,
        "draws": draws,
        "seed": asked.question.seed,
        "command": asked.command,
        "sentences": [str(line) for line in page["lead"]],
        "tables": [_table(each) for each in page["tables"]],
        "pictures": [
            {"title": f"{title[:1].upper()}{title[1:]}", "svg": svg}
            for title, svg in zip(titles, page["pictures"], strict=True)
        ],
        "foot": [str(line) for line in page["foot"]],
        "version": __version__,
    }


def _table(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table of a page of the report as the explorer takes it."""

    def cell(of: Any) -> dict[str, Any]:
        if not isinstance(of, dict):
            return {"text": str(of)}
        return {key: str(of.get(key) or "") for key in ("text", "range", "what", "unit", "scenario")}

    return {
        "title": str(table["title"]),
        "note": str(table.get("note") or ""),
        "head": [str(each) for each in table["head"]],
        "rows": [[cell(each) for each in row] for row in table["rows"]],
    }
