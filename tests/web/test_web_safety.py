"""No request from elsewhere is answered, none exhausts the machine, none names a file, none runs anything."""

import json
import re
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest
from loopback import HOSTILE, ended, serving

import tregua.web
from tregua.web.limits import Limits
from tregua.web.pages.explorer.static_files import Pages, embedded
from tregua.web.request_guard import HEADERS, host_of
from tregua.web.schemas import answers


def refused(response, status, where):
    assert response.status_code == status, response.text
    found = answers.Failure.model_validate(response.json()).error
    assert [p.where for p in found.problems] == [where]
    for name in HEADERS:
        assert response.headers[name]
    return found


# -- who may ask ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8642", "127.0.0.1.evil.example", "2130706433", "[::ffff:7f00:1]"]
)
def test_a_foreign_host_is_refused(client, host):
    for path in ("/", "/api/places", "/openapi.json", "/page/x.js"):
        refused(client.get(path, headers={"host": host}), 403, "Host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:9"])
def test_the_names_of_loopback_are_known(client, host):
    assert client.get("/api/words/en", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://127.0.0.1:1", "https://[", "file://", "http://localhost"],
)
def test_a_foreign_origin_is_refused(client, question, origin):
    refused(client.post("/api/answer", json=question, headers={"origin": origin}), 403, "Origin")
    refused(client.get("/api/places", headers={"origin": origin}), 403, "Origin")
    refused(
        client.request("DELETE", "/api/jobs/aaaaaaaaaaaaaaaaaaaaaa", headers={"origin": origin}),
        403,
        "Origin",
    )


def test_the_own_origin_is_known(client, question):
    own = str(client.base_url).rstrip("/")
    assert client.post("/api/answer", json=question, headers={"origin": own}).status_code == 200


def test_requests_from_other_sites_are_refused_but_a_link_may_be_followed(client):
    foreign = {"sec-fetch-site": "cross-site"}
    refused(client.get("/api/places", headers=foreign), 403, "Sec-Fetch-Site")
    follows = {**foreign, "sec-fetch-mode": "navigate"}
    assert client.get("/", headers=follows).status_code == 200
    refused(client.get("/api/places", headers=follows), 403, "Sec-Fetch-Site")
    refused(client.get("/", headers=foreign), 403, "Sec-Fetch-Site")


def test_a_form_of_another_page_cannot_ask(client, question):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        headers = {"content-type": kind}
        refused(client.post("/api/jobs", content=json.dumps(question), headers=headers), 415, "Content-Type")


def test_no_answer_may_be_read_by_other_pages(client):
    answer = client.options("/api/answer", headers={"access-control-request-method": "POST"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_other_names_are_known_only_where_they_are_given(folder):
    with serving(folder, hosts=["tregua.example"]) as client:
        assert client.get("/api/words/en", headers={"host": "tregua.example"}).status_code == 200
        refused(client.get("/api/words/en", headers={"host": "www.tregua.example"}), 403, "Host")


@pytest.mark.parametrize(
    ("header", "host"),
    [("a.b:80", "a.b"), ("[::1]", "[::1]"), ("[::1]:80", "[::1]"), ("a b", None), ("", None), ("a:b", None),
     ("a/b", None), ("user@a", None), ("a" * 300, None)],
)  # fmt: skip
def test_a_host_is_read(header, host):
    assert host_of(header) == host


def test_two_hosts_are_none(client):
    sock = socket.create_connection((client.base_url.host, client.base_url.port))
    sock.sendall(
        b"GET /api/words/en HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    )
    assert sock.recv(100).split()[1] in (b"400", b"403")
    sock.close()


# -- how much ------------------------------------------------------------------------------------------------


def test_a_large_body_is_refused_before_it_is_read(tight):
    refused(
        tight.post("/api/answer", content=b"x" * 5000, headers={"content-type": "application/json"}),
        413,
        "body",
    )


def test_a_large_body_without_a_length_is_refused_while_it_is_read(tight):
    def pieces():
        for _piece in range(100):
            yield b" " * 100

    response = tight.post("/api/answer", content=pieces(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    answers.Failure.model_validate(response.json())


def test_a_body_that_does_not_end_is_given_up(tight):
    sock = socket.create_connection((tight.base_url.host, tight.base_url.port))
    sock.settimeout(20)
    sock.sendall(b"POST /api/answer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                 b"Content-Length: 100\r\n\r\n{")  # fmt: skip
    began = time.monotonic()
    assert sock.recv(100).split()[1] == b"408"
    assert time.monotonic() - began < 10
    sock.close()


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "9" * 30])
def test_a_length_that_is_none_is_refused(tight, length):
    sock = socket.create_connection((tight.base_url.host, tight.base_url.port))
    sock.sendall(f"POST /api/answer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                 f"Content-Length: {length}\r\nConnection: close\r\n\r\n".encode())  # fmt: skip
    assert sock.recv(100).split()[1] in (b"400", b"413")
    sock.close()


def test_too_many_questions_at_once_are_refused_and_none_is_lost(folder, question):
    limits = Limits(answers=1, waiting_answers=2)
    with serving(folder, limits=limits) as client:
        client.post("/api/answer", json=question)
        server = client.guard.app.state.server
        before = server.desk.answerer.answer
        server.desk.answerer.answer = lambda asked, busy=0: time.sleep(0.3) or before(asked)
        codes = []

        def ask(number):
            response = httpx.post(
                f"{client.base_url}/api/answer",
                json={**question, "seed": number, "draws": 12},
                timeout=60,
                trust_env=False,
            )
            codes.append(response.status_code)
            if response.status_code == 503:
                assert response.headers["retry-after"] == "1"

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(set(codes)) == [200, 503] and len(codes) == 8 and codes.count(200) >= 3
        server.desk.answerer.answer = before
        assert client.post("/api/answer", json=question).status_code == 200  # and it goes on as before


def test_draws_are_bounded(tight, question):
    found = tight.post("/api/answer", json={**question, "draws": 25}).json()["error"]
    assert found["problems"][0]["expected"] == "at most 24 on this server"


def test_long_runs_of_a_place_are_refused_at_the_start(folder, tmp_path):
    import shutil

    from tregua.errors import InputError
    from tregua.web.place_store import Library

    place = tmp_path / "long"
    shutil.copytree(folder, place)
    with pytest.raises(InputError) as error:
        Library([place], Limits(years=1))
    assert "at most 1 years" in str(error.value)


@pytest.mark.parametrize(
    "beliefs",
    [
        {"growth": 1e12}, {"killing_per_member": -1.0}, {"replacement_share": 1.5},
        {"targeting_odds": {"lognormal": [1e308, 1e3]}}, {"growth": {"normal": [0, 1e300]}},
        {"review_limit_days": {"uniform": [-1e12, 1e12]}}, {"memory_time": 0}, {"mission_troop_effect": 1e9},
    ],
)  # fmt: skip
def test_beliefs_that_no_model_could_bear_are_told_not_run(client, question, beliefs):
    response = client.post("/api/answer", json={**question, "assumptions": beliefs})
    assert response.status_code in (200, 422), response.text


# -- text is data --------------------------------------------------------------------------------------------


def test_a_scenario_full_of_markup_is_text_everywhere(client):
    place = client.get("/api/places/smallland").json()
    mission = next(p for p in place["policies"] if p["id"] == "smallland/mission")
    assert mission["title"] == f"A mission {HOSTILE}"  # as data, whole
    raw = client.get("/api/places/smallland")
    assert (
        raw.headers["content-type"] == "application/json"
        and raw.headers["x-content-type-options"] == "nosniff"
    )
    text = client.post("/api/scenario", json={"place": "smallland", "policy": "smallland/mission"}).json()[
        "files"
    ]
    import yaml

    assert yaml.safe_load(text[0]["text"])["title"] == f"A mission {HOSTILE}"


def test_a_report_escapes_what_a_scenario_says(client, question):
    made = ended(client, client.post("/api/jobs", json={**question, "members": 6}).json())
    text = client.get(made["links"]["report"]).text
    assert "onerror=alert(1)" in text and "<img src=x" not in text
    assert "{{7*7}}" in text and "mission </script>" not in text


def test_the_page_embeds_data_that_cannot_end_its_script():
    text = embedded({"a": "</script><!--&\u2028"})
    assert "<" not in text and ">" not in text and "&" not in text and "\u2028" not in text
    assert json.loads(text) == {"a": "</script><!--&\u2028"}


def test_the_content_policy_is_strict_and_the_page_keeps_it(client):
    response = client.get("/")
    policy = dict(part.split(" ", 1) for part in response.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'"
    assert "unsafe" not in response.headers["content-security-policy"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    text = response.text
    assert not re.search(r"""\s(on\w+|style)\s*=""", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag
    # nothing is fetched from elsewhere
    for address in re.findall(r"""(?:src|href)=["']([^"']+)""", text):
        assert not re.match(r"(?i)(https?:)?//", address), address
    for name in ("x-content-type-options", "referrer-policy", "cross-origin-opener-policy"):
        assert response.headers[name] == HEADERS[name]


def test_no_tracker_and_no_foreign_address_in_what_is_served():
    served = Pages().files
    assert any(name.endswith(".js") for name in served) and any(name.endswith(".css") for name in served)
    for name, (_kind, content) in served.items():
        if name.endswith((".js", ".css")):
            for address in set(re.findall(rb"https?://[\w.-]+", content)):
                assert address in (b"http://www.w3.org", b"https://www.w3.org"), (name, address)


# -- no path from a request reaches the file system --------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/page/../app.py", "/page/..%2fapp.py", "/page/%2e%2e/%2e%2e/app.py", "/page//etc/passwd",
     "/page/index.html",
     "/page/..\\app.py", "/page/%00", "/api/places/..%2f..%2fetc", "/api/places/%2Fetc%2Fpasswd",
     "/api/jobs/..%2F..%2Fetc%2Fpasswd", "/api/words/..%2fen"],
)  # fmt: skip
def test_paths_that_climb_find_nothing(client, path):
    sock = socket.create_connection((client.base_url.host, client.base_url.port))
    sock.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    answer = b""
    while piece := sock.recv(65536):
        answer += piece
    sock.close()
    assert answer.split()[1] in (b"404", b"422"), answer[:200]
    assert b"root:" not in answer and b"import" not in answer


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../haiti/x", "haiti/../x", "haiti/offer-6000.yaml", "~/x", "C:\\x"]
)
def test_a_policy_is_no_path(client, question, name, monkeypatch):
    opened = []
    monkeypatch.setattr("pathlib.Path.read_text", lambda self, *a, **k: opened.append(self) or "")
    for key in ("place", "policy", "baseline"):
        assert client.post("/api/answer", json={**question, key: name}).status_code == 422
    assert opened == []


def test_a_place_cannot_be_named_by_folder(client, folder):
    for name in (str(folder), folder.name + "/", "./" + folder.name):
        assert client.post("/api/answer", json={"place": name, "policy": "a/b"}).status_code == 422


def test_the_server_writes_only_to_folders_of_its_own():
    """Files are written in fresh private folders only, under constant names or one made plain (an upload)."""
    home = Path(tregua.web.__file__).parent
    writes = []
    for file in home.rglob("*.py"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if re.search(
                r"write_text|write_bytes|\bopen\(|mkdir|unlink|rmtree|subprocess|eval\(|exec\(", line
            ):
                writes.append((file.relative_to(home).as_posix(), line.strip()))
    assert sorted(writes) == [
        ("jobs.py", 'path.write_text(asked.beliefs, encoding="utf-8")'),
        # run by hand, in a checkout of the project: no request reaches it
        ("pages/transfer/shipped.py",
         'FILE.write_text(json.dumps(made(), indent=1) + "\\n", encoding="utf-8")'),
        ("pages/upload/routes.py", "(shed / table).write_bytes(body)"),
        ("pages/upload/routes.py", "process = await asyncio.create_subprocess_exec("),
        ("pages/upload/routes.py", "shutil.rmtree(shed, ignore_errors=True)"),
        ("pages/upload/routes.py", "stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,"),
        ("pages/upload/routes.py",
         'sys.executable, "-m", "tregua.web.pages.upload.worker", cwd=shed, stdin=asyncio.subprocess.PIPE,'),
    ]  # fmt: skip


# -- broken text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        '{"place": "\\ud800", "policy": "a/b"}',
        '{"place": "haiti", "policy": "haiti/offer-6000", "\\udfff": 1}',
        '{"place": "haiti", "policy": "haiti/offer-6000", "seed": NaN}',
        '{"place": "haiti", "policy": "haiti/offer-6000", "seed": 1e400}',
        '{"place": "haiti", "policy": "haiti/offer-6000", "seed": ' + "9" * 5000 + "}",
        '{"place": "haiti", "policy": "haiti/offer-6000", "controls": {"mission.troops": Infinity}}',
        '{"place": "haiti", "policy": "haiti/offer-6000", "controls": {"mission.troops": true}}',
        '{"place": "haiti", "policy": "haiti/offer-6000", "assumptions": {"growth": {"normal": [NaN, 1]}}}',
        '{"place": "haiti", "policy": "haiti/offer-6000", "assumptions": {"growth": []}}',
        '{"a":' * 5000 + "1" + "}" * 5000, "[" * 30_000, '"\x00"', "null", "[]", "3", '"x"',
        '{"place": "haiti", "policy": "haiti/offer-6000\\n"}',
    ],
)  # fmt: skip
def test_broken_text_is_told_in_words(client, body):
    for path in ("/api/answer", "/api/jobs", "/api/scenario"):
        response = client.post(
            path, content=body.encode("utf-8", "surrogatepass"), headers={"content-type": "application/json"}
        )
        assert response.status_code in (400, 422), (path, response.status_code, response.text[:300])
        answers.Failure.model_validate(response.json())
