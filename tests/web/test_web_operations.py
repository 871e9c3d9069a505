"""What whoever runs a server watches: health, readiness, metrics, the log, and how it stops."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from importlib import import_module

import httpx
import pytest
from loopback import serving

pytest.importorskip("prometheus_client")

from tregua.cli.app import main
from tregua.web.operations import JsonLines, Watched
from tregua.web.readiness import Readiness

VISITOR = "203.0.113.7"  # RFC 5737: an address of nobody
SECRET = "a-question-of-mine"


@pytest.fixture(scope="module")
def watched(folder):
    with serving(folder, wrap=lambda guard: Watched(guard, logged=True, measured=True)) as made:
        yield made


def lines(caplog):
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_it_is_ready_once_the_steps_of_the_start_are_done_and_not_when_it_stops(watched):
    server = watched.guard.app.state.server
    assert watched.get("/healthz").json()["status"] == "ok"
    first = watched.get("/readyz")
    assert (first.status_code, first.json()["status"]) == (503, "warming")
    assert first.headers["retry-after"]
    server.readiness.warm(lambda: 1 / 0, lambda: None)  # a step that fails holds nothing back
    assert watched.get("/readyz").json()["status"] == "ready"
    assert watched.head("/readyz").status_code == 200
    server.readiness.stop()
    assert watched.get("/readyz").status_code == 503
    assert watched.get("/healthz").status_code == 200


def test_a_server_that_stops_while_it_warms_up_does_not_get_ready():
    readiness, done = Readiness(), []
    readiness.warm(readiness.stop, lambda: done.append(1))
    assert (readiness.state, readiness.seconds, done) == ("stopping", None, [])


def test_metrics_name_routes_and_never_what_was_asked(watched, question):
    for path in ("/api/places/smallland", "/api/jobs/abcdefghijklmnop", f"/{SECRET}", f"/?x={SECRET}"):
        watched.get(path)
    watched.request("BREW", "/")
    watched.get("/", headers={"host": "evil.example"})
    watched.post("/api/answer", json={**question, "draws": 12})
    text = watched.get("/metrics").text
    assert 'tregua_requests_total{method="GET",route="/api/places/{place}",status="200"} 1.0' in text
    assert 'tregua_requests_total{method="GET",route="/api/jobs/{id}",status="404"} 1.0' in text
    assert 'route="unknown",status="403"' in text and 'method="unknown"' in text
    assert 'tregua_request_seconds_count{route="/api/answer"} 1.0' in text
    assert 'tregua_jobs{state="queued"} 0.0' in text and "tregua_questions 0.0" in text
    for word in (SECRET, "abcdefghijklmnop", "evil.example", "127.0.0.1", "BREW"):
        assert word not in text


def test_below_a_path_requests_are_counted_by_the_same_routes(folder):
    made = {"root_path": "/tregua", "wrap": lambda guard: Watched(guard, measured=True)}
    with serving(folder, **made) as client:
        for path in ("/tregua/api/places", "/api/places"):
            assert client.get(path).status_code == 200
        text = client.get("/tregua/metrics").text
    assert 'tregua_requests_total{method="GET",route="/api/places",status="200"} 2.0' in text


def test_there_are_no_metrics_where_none_are_asked_for(client):
    assert client.get("/metrics").status_code == 404


def test_the_log_holds_a_line_for_each_request_without_address_query_or_body(watched, caplog, question):
    caplog.set_level(logging.INFO, "tregua.web.requests")
    watched.post(f"/api/scenario?lang={SECRET}", json={**question, "title": SECRET})
    watched.get(f"/{SECRET}")
    watched.get("/api/jobs/abcdefghijklmnop")
    time.sleep(0.1)
    found = lines(caplog)
    assert [(line["route"], line["status"]) for line in found[:1]] == [("/api/scenario", 422)]
    assert all(line["ms"] >= 0 and line["bytes"] > 0 and line["time"].endswith("+00:00") for line in found)
    for word in (SECRET, "127.0.0.1", "abcdefghijklmnop"):
        assert word not in json.dumps(found)


def test_a_fault_is_logged_by_its_place_in_the_code_and_not_by_its_message():
    try:
        raise ValueError(SECRET)
    except ValueError:
        record = logging.LogRecord("tregua.web", logging.ERROR, __file__, 1, "a fault", (), sys.exc_info())
    line = json.loads(JsonLines().format(record))
    assert (line["error"], line["event"], line["level"]) == ("ValueError", "a fault", "error")
    assert "test_web_operations.py" in line["at"][-1] and SECRET not in json.dumps(line)


def test_wrong_options_are_told_together(monkeypatch, capsys):
    monkeypatch.setattr(import_module("tregua.web.operations"), "find_spec", lambda name: None)
    assert main(["web", "--host", "0.0.0.0", "--proxy", "caddy", "--metrics"]) == 2
    told = capsys.readouterr().err
    assert "--name" in told and "caddy" in told and "172.18.0.0/16" in told
    assert "pip install 'tregua[server]'" in told


@pytest.fixture
def command(folder, tmp_path):
    """Start the command as behind a proxy on this machine, and give the process, a client and its log."""
    log = tmp_path / "log"
    words = [
        "web",
        "--port",
        "0",
        "--place",
        str(folder),
        "--proxy",
        "127.0.0.1",
        "--metrics",
        "--log",
        "json",
    ]
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "tregua", *words], stdout=subprocess.PIPE, stderr=written, text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    assert process.stdout is not None
    address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
    assert address is not None
    with httpx.Client(base_url=address[0], timeout=120, trust_env=False) as client:
        yield process, client, log
    if process.poll() is None:
        process.kill()
    process.wait()


@pytest.mark.slow
def test_behind_a_proxy_visitors_have_a_share_each_and_a_stop_ends_their_streams(command, question):
    process, client, log = command
    for _look in range(1200):
        if client.get("/readyz").status_code == 200:
            break
        time.sleep(0.1)
    assert client.get("/readyz").json()["status"] == "ready"
    long = {**question, "members": 192}
    asked = [client.post("/api/jobs", json=long, headers={"x-forwarded-for": VISITOR}) for _n in range(4)]
    assert [each.status_code for each in asked] == [202, 202, 202, 429]
    other = client.post("/api/jobs", json=long, headers={"x-forwarded-for": "203.0.113.8"})
    assert other.status_code == 202

    events: list[str] = []

    def follow() -> None:
        with client.stream("GET", other.json()["links"]["events"]) as stream:
            events.extend(stream.iter_lines())

    reader = threading.Thread(target=follow)
    reader.start()
    time.sleep(1.0)
    process.send_signal(signal.SIGTERM)
    reader.join(20)
    assert "event: end" in events and '"state":"cancelled"' in events[events.index("event: end") + 1]
    assert process.wait(30) in (0, -signal.SIGTERM)
    written = log.read_text()
    assert all(json.loads(line) for line in written.splitlines())
    assert '"route": "/api/jobs"' in written and "Traceback" not in written
    for word in ("203.0.113.", other.json()["id"]):
        assert word not in written
