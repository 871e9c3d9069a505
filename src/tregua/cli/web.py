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
    root_path: Annotated[
        str,
        about(_("Path below which a proxy shows the explorer, such as /tregua."), "--root-path"),
    ] = "",
    frame_ancestors: Annotated[
        tuple[str, ...],
        about(
            _(
                "Site whose pages may show the explorer in a frame, such as https://example.org; may be "
                "given several times."
            ),
            "--frame-ancestors",
        ),
    ] = (),
    open: Annotated[bool, flag(_("Open the page in the browser."))] = False,
) -> None:
    """Open the explorer: a page on which policies and assumptions are moved and the answer follows.

    It listens on this machine alone, needs no network, and runs until it is interrupted.
    """
    from tregua.errors import InputError, Problem

    try:
        from tregua.web.request_guard import OWN, is_origin, is_root_path
        from tregua.web.serve import serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] not in ("fastapi", "starlette", "uvicorn"):
            raise
        found = _("{module} is not installed").format(module=missing.name)
        hint = "pip install 'tregua[web]'"
        raise InputError(
            Problem("tregua web", None, "", found, _("the extra for the explorer"), hint)
        ) from None
    root_path = root_path.rstrip("/")
    problems = []
    if host not in LOOPBACK and not name:
        expected = _("--name, the name or address by which browsers will ask")
        problems.append(Problem(_("command line"), None, "host", host, expected))
    if root_path and not is_root_path(root_path):
        expected = _("a path such as /tregua, whose first part is none of the server's own: {names}")
        problems.append(
            Problem(_("command line"), None, "root-path", root_path, expected.format(names=", ".join(OWN)))
        )
    for each in frame_ancestors:
        if not is_origin(each.lower()):
            expected = _("an origin: scheme and host, such as https://example.org, without a path")
            problems.append(Problem(_("command line"), None, "frame-ancestors", each, expected))
    if problems:
        raise InputError(problems)
    serve(
        place,
        host=host,
        port=port,
        names=name,
        root_path=root_path,
        frame_ancestors=[each.lower() for each in frame_ancestors],
        opened=open,
        say=say,
    )
