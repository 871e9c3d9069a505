"""Slow and greedy clients: no header may take its time, no address may keep the others out."""

import contextlib
import json
import socket
import time

import pytest
from loopback import serving

from tregua.web.limits import Limits

HALF = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-One: "


@pytest.fixture(scope="module")
def hasty(folder):
    """A server with half a second for a header and five connections for a client."""
    with serving(folder, limits=Limits(header_seconds=0.5, client_connections=5, client_jobs=1)) as made:
        yield made


@contextlib.contextmanager
def connected(client, number=1):
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(
                socket.create_connection((client.base_url.host, client.base_url.port), timeout=20)
            )
            for _n in range(number)
        ]


def closed_after(sock) -> tuple[float, bytes]:
    """Return after how many seconds a connection is closed, and what was said before."""
    began, said = time.monotonic(), b""
    with contextlib.suppress(ConnectionError):
        while part := sock.recv(4096):
            said += part
    return time.monotonic() - began, said


def test_a_connection_that_says_nothing_is_closed(hasty):
    with connected(hasty) as (sock,):
        seconds, said = closed_after(sock)
    assert seconds < 5 and said.startswith(b"HTTP/1.1 408")


def test_half_a_header_kept_alive_by_more_of_it_is_closed(hasty):
    with connected(hasty) as (sock,):
        sock.sendall(HALF)
        began, alive = time.monotonic(), True
        while alive and time.monotonic() - began < 10:
            time.sleep(0.1)
            try:
                sock.sendall(b"a")
                sock.setblocking(False)
                alive = not sock.recv(10)
            except BlockingIOError:
                pass
            except OSError:
                alive = False
            finally:
                sock.settimeout(20)
        assert not alive and time.monotonic() - began < 5


def test_the_second_header_of_a_connection_is_timed_too(hasty):
    with connected(hasty) as (sock,):
        sock.sendall(HALF + b"1\r\n\r\n")
        first = sock.recv(4096)
        assert first.startswith(b"HTTP/1.1 200")
        sock.sendall(HALF)
        seconds, said = closed_after(sock)
    assert seconds < 4 and b"408" in said  # before the five seconds of a connection at rest


def test_a_whole_header_in_small_parts_is_answered(hasty):
    with connected(hasty) as (sock,):
        for part in (HALF, b"1\r\n", b"\r\n"):
            sock.sendall(part)
            time.sleep(0.1)
        assert sock.recv(4096).startswith(b"HTTP/1.1 200")


def test_a_slow_answer_is_not_cut_off(hasty, question):
    server = hasty.guard.app.state.server
    before = server.desk.answerer.answer
    server.desk.answerer.answer = lambda asked, busy=0: time.sleep(1.0) or before(asked)
    try:
        assert hasty.post("/api/answer", json={**question, "draws": 12}).status_code == 200
    finally:
        server.desk.answerer.answer = before


def test_one_client_holds_so_many_connections_and_no_more(hasty):
    with connected(hasty, 5) as held:
        with connected(hasty) as (one_more,):
            seconds, said = closed_after(one_more)
        assert seconds < 0.4 and said.startswith(b"HTTP/1.1 503")
        held[0].sendall(HALF + b"1\r\n\r\n")
        assert held[0].recv(4096).startswith(b"HTTP/1.1 200")
    time.sleep(0.1)
    assert hasty.get("/healthz").status_code == 200  # and the place is free again


def test_one_client_cannot_fill_the_queue(hasty, question):
    from tregua.web.jobs import TooManyJobsError

    first = hasty.post("/api/jobs", json={**question, "members": 6})
    second = hasty.post("/api/jobs", json={**question, "members": 6})
    assert (first.status_code, second.status_code) == (202, 429)
    jobs = hasty.guard.app.state.server.jobs
    asked = jobs.get(first.json()["id"]).asked
    with pytest.raises(TooManyJobsError):
        jobs.add(asked, "en", "127.0.0.1")
    other = jobs.add(asked, "en", "192.0.2.7")  # somebody else's share is whole
    for each in (other, jobs.get(first.json()["id"])):
        jobs.cancel(each)


@pytest.mark.parametrize("path", ["/", "/healthz"])
def test_the_page_and_its_health_answer_a_look_at_the_head(hasty, path):
    whole, head = hasty.get(path), hasty.head(path)
    assert (whole.status_code, head.status_code) == (200, 200)
    assert not head.content and head.headers["content-type"] == whole.headers["content-type"]
    if path == "/healthz":
        assert json.loads(whole.content)["status"] == "ok"
