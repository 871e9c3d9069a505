"""Listening: a socket, the server on it, and the address told once it answers."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence
from errno import EADDRINUSE
from pathlib import Path

import uvicorn

from tregua.errors import InputError, Problem
from tregua.i18n import _
from tregua.web.app import create
from tregua.web.connections import BoundedProtocol
from tregua.web.limits import Limits

BACKLOG = 128


def serve(
    places: Sequence[Path] = (),
    *,
    host: str = "127.0.0.1",
    port: int = 8642,
    names: Sequence[str] = (),
    root_path: str = "",
    frame_ancestors: Sequence[str] = (),
    opened: bool = False,
    say: Callable[[str], object] = print,
) -> None:
    """Serve the explorer until interrupted.

    Parameters
    ----------
    places
        Folders of places besides those that ship.
    host, port
        Where to listen; port 0 for any that is free.
    names
        Names by which browsers ask, besides those of loopback.
    root_path
        Path below which a proxy shows the server.
    frame_ancestors
        Origins whose pages may show the explorer in a frame.
    opened
        Open the page in the browser.
    say
        Told where the page is.

    Raises
    ------
    InputError
        With every mistake in the places, or if the address cannot be listened on.
    """
    limits = Limits()
    app = create(
        places,
        hosts=[_bracketed(name) for name in names],
        limits=limits,
        root_path=root_path,
        frame_ancestors=frame_ancestors,
    )
    sock = _listening(host, port)
    address = f"http://{_bracketed(host)}:{sock.getsockname()[1]}{root_path}/"
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        limit_concurrency=limits.connections,
        backlog=BACKLOG,
        timeout_keep_alive=limits.idle_seconds,
        http=BoundedProtocol,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=16 * 1024,
        ws="none",
        proxy_headers=False,
        lifespan="on",
    )
    say(_("explorer: {address} (Ctrl+C ends it)").format(address=address))
    threading.Thread(target=app.app.state.server.desk.warm, daemon=True).start()
    if opened:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    uvicorn.Server(config).run(sockets=[sock])


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(BACKLOG)  # so that whoever reads the address can ask at once
    except OSError as error:
        sock.close()
        hint = _("--port 0 takes any that is free") if error.errno == EADDRINUSE else ""
        expected = _("an address and port that can be listened on")
        problem = Problem(_("command line"), None, "host", f"{host}:{port}: {error.strerror}", expected, hint)
        raise InputError(problem) from error
    return sock
