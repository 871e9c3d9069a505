"""The command that opens the explorer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter as Option
from cyclopts import validators

from tregua.cli.options import about, flag
from tregua.cli.terminal import say
from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.errors import Problem

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
    proxy: Annotated[
        tuple[str, ...],
        about(
            _("Address or network of a reverse proxy, whose X-Forwarded-For is believed."),
            "--proxy",
        ),
    ] = (),
    metrics: Annotated[bool, flag(_("Answer /metrics in the form of Prometheus."))] = False,
    log: Annotated[
        Literal["text", "json"],
        about(_("What the log holds: warnings as text, or a line of JSON for each request besides.")),
    ] = "text",
) -> None:
    """Open the explorer: a page on which policies and assumptions are moved and the answer follows.

    It listens on this machine alone, needs no network, and runs until it is interrupted.
    """
    from tregua.errors import InputError, Problem

    try:
        from tregua.web.operations import metrics_installed
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
    problems += [_not_an_address(each) for each in proxy if not _is_network(each)]
    if metrics and not metrics_installed():
        found = _("{module} is not installed").format(module="prometheus_client")
        expected, hint = _("the extra for a server"), "pip install 'tregua[server]'"
        problems.append(Problem(_("command line"), None, "metrics", found, expected, hint))
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
        proxies=proxy,
        metrics=metrics,
        log=log,
        say=say,
    )


def _is_network(text: str) -> bool:
    from ipaddress import ip_network

    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _not_an_address(text: str) -> Problem:
    from tregua.errors import Problem

    expected = _("an address such as 172.18.0.2, or a network such as 172.18.0.0/16")
    return Problem(_("command line"), None, "proxy", text, expected)
