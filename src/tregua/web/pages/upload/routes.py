"""The explorer's own upload: a table is read as data in a process of its own, and nothing of it stays."""

from __future__ import annotations

import asyncio
import html
import json
import re
import shutil
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import Response

from tregua.errors import InputError, Problem
from tregua.i18n import LANGUAGES, NAMES, _
from tregua.web.language import speaking
from tregua.web.limits import UPLOAD, Limits
from tregua.web.pages.explorer.static_files import embedded
from tregua.web.replies import A_YEAR, HTML, spoken_by, tagged
from tregua.web.server import BusyError, Server

FOLDER = Path(__file__).parent
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


def _fingerprinted(name: str) -> tuple[str, tuple[str, bytes]]:
    path = FOLDER / name
    content = path.read_bytes()
    return f"{path.stem}-{sha256(content).hexdigest()[:8]}{path.suffix}", (TYPES[path.suffix], content)


SCRIPT, STYLE = _fingerprinted("upload.js"), _fingerprinted("upload.css")
ASSETS = dict((SCRIPT, STYLE))  # by a name that changes with the content
Text = Annotated[str, Query(max_length=80)]


def upload_routes(app: FastAPI, server: Server) -> None:
    """Add the page of the upload, its script, and the address that takes a table.

    Parameters
    ----------
    app, server
        The application and what its requests share.
    """
    working = 0

    @app.api_route("/import", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        lang = spoken_by(request)
        headers = {"content-language": lang, "vary": "accept-language"}
        return tagged(request, upload_page(lang, server.limits), HTML, headers)

    @app.api_route("/upload/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    async def asset(request: Request, name: str) -> Response:
        found = ASSETS.get(name)
        if found is None:
            raise HTTPException(404)
        return tagged(request, found[1], found[0], {"cache-control": A_YEAR})

    @app.post(UPLOAD, include_in_schema=False)
    async def take(
        request: Request,
        name: Annotated[str, Query(min_length=1, max_length=200)],
        counts: Text = "",
        country: Text = "",
        whole: Text = "",
        decimal: Literal["", ".", ","] = "",
        dayfirst: Literal["", "true", "false"] = "",
        missing: Literal["", "unknown", "zero"] = "",
        events: Literal["", "as-read"] = "",
        suspends: Annotated[float | None, Query(ge=0, le=1)] = None,
    ) -> Response:
        nonlocal working
        lang = spoken_by(request)
        with speaking(lang):
            if working >= server.limits.uploads:
                raise BusyError(_("too many questions at once; try again in a moment"))
            working += 1
            try:
                body = await request.body()
                options = {
                    "counts": counts, "country": country, "whole": whole, "decimal": decimal,
                    "missing": missing, "events": events, "suspends": suspends,
                    "day_first": {"": None, "true": True, "false": False}[dayfirst],
                }  # fmt: skip
                found = await read_upload(body, name, options, lang, server.limits)
            finally:
                working -= 1
            if "problems" in found:
                raise InputError([Problem(**each) for each in found["problems"]])
            return Response(json.dumps(found, ensure_ascii=False), 200, None, "application/json")


def plain_file_name(name: str) -> str:
    """Return the last part of a name, without what a path or a shell could read in it."""
    last = re.split(r"[\\/]", name)[-1]
    kept = re.sub(r"[^\w .()-]", "_", last).strip(" .")[-100:].lstrip(" .-")
    return kept or "table.csv"


async def read_upload(
    body: bytes, name: str, options: dict[str, Any], lang: str, limits: Limits
) -> dict[str, Any]:
    """Read a table in a process of its own, in a private folder that is removed at the end.

    Parameters
    ----------
    body, name
        Bytes of the table, and the name of its file.
    options, lang
        Fields of `ImportOptions`, and the language of the answer.
    limits
        The time that it may take.

    Returns
    -------
    dict
        What `worker.answer` returns.
    """
    shed = Path(tempfile.mkdtemp(prefix="tregua-upload-"))  # for this user only
    try:
        table = plain_file_name(name)
        (shed / table).write_bytes(body)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tregua.web.pages.upload.worker", cwd=shed, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        asked = json.dumps({"name": table, "options": options, "lang": lang}).encode()
        try:
            out, _err = await asyncio.wait_for(process.communicate(asked), limits.upload_seconds)
        except TimeoutError:
            out = b""
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode != 0:
            text = _("a table that takes more time or memory than one upload is given")
            hint = _("read it on your own machine: tregua import FILE")
            problem = {"file": table, "line": None, "where": "", "found": text,
                       "expected": _("a smaller table"), "hint": hint}  # fmt: skip
            return {"problems": [problem]}
        return json.loads(out)
    finally:
        shutil.rmtree(shed, ignore_errors=True)


def upload_page(lang: str, limits: Limits) -> bytes:
    """Return the page of the upload in a language."""
    with speaking(lang):
        words = {
            "reading": _("reading the table..."), "download": _("Download the place (ZIP)"),
            "made_up": _("made up until you replace it, and where it is usually found:"),
            "large": _("a table of at most {n} bytes").format(n=limits.upload_bytes),
            "failed": _("the server did not answer"), "expected": _("expected"), "hint": _("hint"),
            "nothing": _("choose a table first"),
        }  # fmt: skip
        title = _("Bring a table")
        explain = _(
            "Choose a table as it was published: ACLED, UCDP, HDX HAPI, IOM DTM, UNODC, World Bank, Our "
            "World in Data, police or ministry; CSV, TSV or XLSX. It is read as data on the machine that "
            "serves this page and removed at once. The answer says what was counted, what was left out and "
            "why, and gives the folder of a place, which opens with: tregua web --place FOLDER"
        )
        labels = [
            ("counts", _("What is counted, where no word of the table says it.")),
            ("country", _("The country used, where the table speaks of several.")),
            (
                "whole",
                _("The place that is the whole, where its name may be a part's; none where all are parts."),
            ),
            (
                "suspends",
                _("Share of due process suspended by emergencies whose rows do not say it, 0 to 1."),
            ),
        ]
        choices = [
            ("decimal", _("What marks decimals: a point or a comma."), [("", ""), (".", "."), (",", ",")]),
            ("dayfirst", _("Whether 03/04 is the third of April."),
             [("", ""), ("true", _("yes")), ("false", _("no"))]),
            ("missing", _("What a part without a row for a period means: nothing known, or none counted."),
             [("", ""), ("unknown", _("nothing known")), ("zero", _("none counted"))]),
            ("events", _("What events are that do not say it."), [("", ""), ("as-read", "as-read")]),
        ]  # fmt: skip
        send, back, asked = _("Read it"), _("Back to the explorer"), _("Only where the answer asks for it")
    escape = html.escape
    fields = [
        f'<p><label for="{key}">--{key}: {escape(text)}</label> '
        f'<input id="{key}" name="{key}" maxlength="80"></p>'
        for key, text in labels
    ]
    for key, text, options in choices:
        listed = "".join(f'<option value="{escape(v)}">{escape(t)}</option>' for v, t in options)
        fields.append(f'<p><label for="{key}">--{key}: {escape(text)}</label> '
                      f'<select id="{key}" name="{key}">{listed}</select></p>')  # fmt: skip
    tongues = " ".join(
        f'<a href="import?lang={each}" lang="{each}" hreflang="{each}">{escape(NAMES[each])}</a>'
        for each in LANGUAGES
    )
    boot = embedded({"lang": lang, "words": words, "most": limits.upload_bytes})
    return f"""<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,"><title>Tregua: {escape(title)}</title>
<script type="application/json" id="boot">{boot}</script>
<link rel="stylesheet" href="upload/{STYLE[0]}"><script defer src="upload/{SCRIPT[0]}"></script></head>
<body><nav><a href="./?lang={lang}">{escape(back)}</a> {tongues}</nav>
<main><h1>{escape(title)}</h1><p>{escape(explain)}</p>
<form id="form"><p><label for="file">{escape(title)}</label>
<input id="file" type="file" accept=".csv,.tsv,.txt,.xlsx,.gz"></p>
<details><summary>{escape(asked)}</summary>{"".join(fields)}</details>
<p><button>{escape(send)}</button></p></form>
<section id="answer" aria-live="polite"></section></main></body></html>
""".encode()
