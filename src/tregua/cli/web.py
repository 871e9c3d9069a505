"""The command that opens the explorer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter as Option
from cyclopts import validators

from tregua.cli.options import about, flag
from tregua.cli.terminal import say
from tregua.i18n import _

PORT = 8642
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def web(
    *,
    place: Annotated[
        tuple[Path, ...],
        about(_("Folder of a place of your own; may be given several times."), "--place"),
    ] = (),
    host: Annotated[
        str, about(_("Address to listen on; only this machine can reach the default."))
    ] = "127.0.0.1",
    port: Annotated[
        int, Option(validator=validators.Number(gte=0, lte=65535), help=_("Port; 0 for any that is free."))
    ] = PORT,
    name: Annotated[
        tuple[str, ...],
        about(
            _("Name by which browsers ask for this server, where --host is not of this machine alone."),
            "--name",
        ),
    ] = (),
    open: Annotated[bool, flag(_("Open the page in the browser."))] = False,
) -> None:
    """Open the explorer: a page on which policies and assumptions are moved and the answer follows.

    It listens on this machine alone, needs no network, and runs until it is interrupted.
    """
    from tregua.errors import InputError, Problem

    try:
        from tregua.web.serve import serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] not in ("fastapi", "starlette", "uvicorn"):
            raise
        found = _("{module} is not installed").format(module=missing.name)
        hint = "pip install 'tregua[web]'"
        raise InputError(
            Problem("tregua web", None, "", found, _("the extra for the explorer"), hint)
        ) from None
    if host not in LOOPBACK and not name:
        expected = _("--name, the name or address by which browsers will ask")
        raise InputError(Problem(_("command line"), None, "host", host, expected))
    serve(place, host=host, port=port, names=name, opened=open, say=say)
