"""The page and its assets: read once when the server starts, so that no request names a file."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tregua._version import __version__
from tregua.web.language import speaking
from tregua.web.pages.explorer import ui_strings

FOLDER = Path(__file__).parents[2] / "page"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
INDEX = "index.html"
PLAIN = (
    '<!doctype html><html lang="__LANG__"><head><meta charset="utf-8"><title>__TITLE__</title></head>'
    '<body><h1>__TITLE__</h1><p><a href="openapi.json">API</a></p>__OUTLOOKS__</body></html>'
)


@dataclass(frozen=True)
class Pages:
    """The built page.

    Attributes
    ----------
    folder
        Where the build lies.
    """

    folder: Path = FOLDER

    @cached_property
    def files(self) -> dict[str, tuple[str, bytes]]:
        """Media type and content of each asset, by its name below ``/page/``."""
        if not self.folder.is_dir():
            return {}
        return {
            path.relative_to(self.folder).as_posix(): (TYPES[path.suffix], path.read_bytes())
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.suffix in TYPES and path.name != INDEX
        }

    @cached_property
    def _template(self) -> str:
        index = self.folder / INDEX
        return index.read_text(encoding="utf-8") if index.is_file() else PLAIN

    def index(self, lang: str, place: str, links: str = "") -> bytes:
        """Return the page in a language.

        Parameters
        ----------
        links
            HTML below the page: where the outlooks are.
        """
        with speaking(lang):
            tokens = {
                "__LANG__": html.escape(lang),
                "__TITLE__": html.escape(ui_strings.page_title()),
                "__IMPORT__": html.escape(ui_strings.bring_a_table()),
                "__NOSCRIPT__": html.escape(ui_strings.noscript()),
                "__OUTLOOKS__": links,
                "__BOOT__": embedded(ui_strings.page_boot(lang, place, __version__)),
            }
        text = self._template
        for token, value in tokens.items():
            text = text.replace(token, value)
        return text.encode("utf-8")


def words(lang: str) -> dict[str, str]:
    """Return all words of the page in a language."""
    with speaking(lang):
        return dict(ui_strings.page_words())


def embedded(data: Any) -> str:
    """Write data as JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
