"""Caddy with the configuration that ships, before a server on this machine."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from loopback import serving

from tregua.web.operations import Watched

CONFIGURATION = Path(__file__).resolve().parent.parent.parent / "deploy" / "Caddyfile"
pytestmark = pytest.mark.skipif(not CONFIGURATION.is_file(), reason="without the files of the server")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.fixture
def behind(folder, tmp_path):
    """Give a client of Caddy, and one of the server behind it."""
    caddy = shutil.which("caddy")
    if caddy is None:
        assert not os.environ.get("CI"), "CI installs Caddy"
        pytest.skip("no Caddy here")
    port = free_port()
    with serving(
        folder,
        hosts=["localhost"],
        wrap=lambda guard: Watched(guard, measured=True),
        proxies=["127.0.0.1"],
    ) as server:
        server.guard.app.state.server.readiness.warm()
        around = {**os.environ, "SITE": f"http://localhost:{port}", "HOME": str(tmp_path)}
        around |= {"UPSTREAM": f"127.0.0.1:{server.base_url.port}"}
        around |= {"XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        words = [caddy, "run", "--config", str(CONFIGURATION), "--adapter", "caddyfile"]
        quiet = subprocess.DEVNULL
        proxy = subprocess.Popen(words, env=around, stdout=quiet, stderr=quiet)
        try:
            with httpx.Client(base_url=f"http://localhost:{port}", timeout=60, trust_env=False) as client:
                for _look in range(600):
                    try:
                        if client.get("/").status_code == 200:
                            break
                    except httpx.TransportError:
                        pass
                    time.sleep(0.1)
                yield client, server
        finally:
            proxy.terminate()
            proxy.wait(20)


@pytest.mark.slow
def test_behind_caddy_the_page_answers_and_what_is_private_does_not(behind, question):
    client, server = behind
    page = client.get("/")
    assert page.status_code == 200 and page.headers["content-security-policy"]
    for path in ("/metrics", "/readyz", "/healthz"):
        assert (client.get(path).status_code, server.get(path).status_code) == (404, 200)
    own, foreign = {"origin": str(client.base_url).rstrip("/")}, {"origin": "http://evil.example"}
    asked = {**question, "draws": 12}
    assert client.post("/api/answer", json=asked, headers=own).status_code == 200
    assert client.post("/api/answer", json=asked, headers=foreign).status_code == 403
    large = {"content-type": "application/json"}
    assert client.post("/api/answer", content=b"x" * 10_000_000, headers=large).status_code == 413


@pytest.mark.slow
def test_a_visitor_cannot_take_the_share_of_another_by_a_header(behind, question):
    client, server = behind
    asked = {**question, "members": 192}
    forged = [{"x-forwarded-for": f"203.0.113.{n}"} for n in range(4)]  # Caddy sets it anew
    codes = [client.post("/api/jobs", json=asked, headers=header).status_code for header in forged]
    assert codes == [202, 202, 202, 429]
    server.guard.app.state.server.jobs.stop()
