"""How the documentation is built: Sphinx, MyST and furo, no network; some pages from the package itself."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import generate  # noqa: E402 - beside this file
from sphinx.errors import ExtensionError  # noqa: E402

import tregua  # noqa: E402

project = "Tregua"
author = "The Tregua developers"
copyright = "The Tregua developers, Apache-2.0"
release = version = tregua.__version__
language = "en"

extensions = ["myst_nb"]  # MyST, and notebooks written in it
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_generated/*-keys.md", "_generated/*-found.md"]  # parts of pages

# Notebooks of the gallery are run while the pages are made: two, or all with TREGUA_GALLERY=all. A page that
# fails, or takes more than two minutes, fails the build.
_GALLERY = sorted(page.stem for page in (HERE / "gallery").glob("*.md") if page.stem != "index")
_QUICK = ("first-answer", "own-policy")
_RUN = _GALLERY if os.environ.get("TREGUA_GALLERY") == "all" else _QUICK
_MOST_SECONDS = 120
nb_execution_mode = "force"
nb_execution_excludepatterns = [f"gallery/{name}.md" for name in _GALLERY if name not in _RUN]
nb_execution_timeout = _MOST_SECONDS
nb_execution_raise_on_error = True
nb_merge_streams = True

html_theme = "furo"
html_title = f"Tregua {release}"
html_copy_source = False
html_show_sphinx = False

# A page that fetches a script, a style or a font from elsewhere tells others who reads it, and breaks without
# network.
_OUTSIDE = r"""["']?(?:https?:)?//"""
_FETCHED = re.compile(
    rf"""<(?:script|img|iframe)\b[^>]*\bsrc={_OUTSIDE}"""
    rf"""|<link\b[^>]*\brel=["']?(?:stylesheet|preconnect|preload|icon)\b[^>]*\bhref={_OUTSIDE}"""
    r"""|@import\s+["'(]*(?:url\(["']?)?https?://"""
)


def _write(app: Any) -> None:
    generate.write(Path(app.srcdir) / "_generated")


def _refuse_fetching(app: Any, problem: Exception | None) -> None:
    if problem is not None or app.builder.format != "html":
        return
    pages = [page for kind in ("*.html", "*.css") for page in Path(app.outdir).rglob(kind)]
    fetching = [str(page) for page in pages if _FETCHED.search(page.read_text(encoding="utf-8"))]
    if fetching:
        raise ExtensionError(f"pages that fetch from elsewhere: {', '.join(fetching)}")


def _refuse_slow(app: Any, problem: Exception | None) -> None:
    if problem is not None:
        return
    data = {name: app.env.nb_metadata.get(f"gallery/{name}", {}).get("exec_data") or {} for name in _RUN}
    took = {name: at["runtime"] for name, at in data.items() if at.get("runtime")}
    slow = [f"{name}: {seconds:.0f} s" for name, seconds in took.items() if seconds > _MOST_SECONDS]
    if slow:
        raise ExtensionError(f"notebooks of more than {_MOST_SECONDS} s: {', '.join(slow)}")


def setup(app: Any) -> None:
    """Make the generated pages before Sphinx looks for pages, and look at the built ones after."""
    app.connect("builder-inited", _write)
    app.connect("build-finished", _refuse_fetching)
    app.connect("build-finished", _refuse_slow)
