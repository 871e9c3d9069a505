"""Servers on loopback, asked over real HTTP: one with the places that ship, one with small limits."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import httpx
import pytest

pytest.importorskip("fastapi")
uvicorn = pytest.importorskip("uvicorn")

from tregua.web.app import create  # noqa: E402
from tregua.web.connections import BoundedProtocol  # noqa: E402

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}"
MISSION = f"""\
title: "A mission {HOSTILE}"
sentence: Two hundred people come, if others agree.
preconditions:
  resolution: {{odds: 0.5, arrival_per_year: 2, renewal_months: 12, renewal_odds: 0.9}}
  funding: {{odds: 0.6, date: 2024-06-01}}
interventions:
  mission:
    kind: mission
    from: 2024-07-01
    troops: 200
    usd_per_person_year: 100_000
    conditional: true
    note: "{HOSTILE}"
  arrests:
    kind: state_of_exception
    from: after mission starts
    arrests_per_day:
      - {{date: 2024-07-01, value: 10}}
      - {{date: 2025-07-01, value: 4}}
    conditional: true
"""


@contextlib.contextmanager
def serving(*places, limits=None, hosts=(), wrap=None, proxies=(), **how):
    """Serve in a thread, and give a client of it."""
    guard = create(places, limits=limits, hosts=hosts, **how)
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        wrap(guard) if wrap else guard,
        log_level="critical",
        ws="none",
        timeout_graceful_shutdown=2,
        http=BoundedProtocol,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    try:
        with httpx.Client(base_url=url, timeout=120, trust_env=False) as client:
            client.guard = guard
            yield client
    finally:
        server.should_exit = True
        thread.join(20)


def ended(client, job, within=120.0):
    """Wait for a job to end, and return it."""
    for _look in range(int(within / 0.05)):
        job = client.get(job["links"]["self"]).json()
        if job["state"] in ("done", "failed", "cancelled"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)
