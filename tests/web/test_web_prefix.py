"""Behind a proxy that shows the explorer below a path, and in a frame of a page that is allowed to."""

from __future__ import annotations

import contextlib
import http.client
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from loopback import serving

from tregua.cli.app import main
from tregua.web.request_guard import headers_of, is_origin, is_root_path

ROOT = "/shown/tregua"


@contextlib.contextmanager
def proxied(port: int, root: str = ROOT):
    """Run a proxy that takes the path off, as nginx and Caddy can; whatever is not below it is refused."""

    class Proxy(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            if not self.path.startswith(f"{root}/"):
                self.send_error(404, "not below the path")
                return
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length) if length else None
            there = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            kept = {k: v for k, v in self.headers.items() if k.lower() not in ("connection", "keep-alive")}
            there.request(self.command, self.path[len(root) :], body, kept)
            answer = there.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for key, value in answer.getheaders():
                if key.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(key, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_DELETE = pass_on  # noqa: N815 - names that the server looks for

        def log_message(self, *_what: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture(scope="module")
def below(folder):
    """Serve below a path, behind a proxy that takes it off."""
    with serving(folder, root_path=ROOT) as inside, proxied(inside.base_url.port) as outside:
        with httpx.Client(base_url=outside, timeout=60, trust_env=False) as client:
            yield client, inside


def addresses(text: str) -> list[str]:
    return [
        found
        for found in re.findall(r'(?:href|src)="([^"#]*)"', text)
        if found and not found.startswith("data:")
    ]


def test_every_address_of_every_page_leads_below_the_path(below):
    client, _inside = below
    seen, todo = {}, [f"{ROOT}/", f"{ROOT}/import"]
    while todo:
        path = todo.pop()
        if path.split("?")[0] in seen:
            continue
        answer = client.get(path)
        seen[path.split("?")[0]] = answer.status_code
        if answer.headers.get("content-type", "").startswith("text/html") and "/outlook/" not in path:
            for each in addresses(answer.text):
                where = urlsplit(urljoin(f"http://x{path}", each))
                assert where.path.startswith(f"{ROOT}/"), (path, each)
                if "/outlook/" not in where.path:
                    todo.append(where.path)
    assert set(seen.values()) == {200}, seen
    assert sum("/page/index-" in path for path in seen) == 2
    assert sum("/upload/upload-" in path for path in seen) == 2


def test_the_scripts_of_the_pages_name_no_address_from_the_root():
    from tregua.web.pages.explorer.static_files import Pages
    from tregua.web.pages.upload.routes import ASSETS

    texts = [content.decode() for _media, content in [*Pages().files.values(), *ASSETS.values()]]
    for text in [*texts, Pages().index("en", "haiti").decode()]:
        assert not re.search(r"""["'`(]/(api|page|outlook|import|upload|openapi)\b""", text)


def test_outlook_pages_link_within_their_path():
    from tregua.web.pages.outlook import page

    assert 'href="outlook/haiti"' in page.link([("haiti", "Haiti")])


def test_links_of_a_job_lead_back_through_the_proxy(below):
    client, _inside = below
    question = {"place": "smallland", "policy": "smallland/mission", "members": 6}
    started = client.post(f"{ROOT}/api/jobs", json=question)
    assert started.status_code == 202
    assert started.headers["location"].startswith(f"{ROOT}/api/jobs/")
    for link in started.json()["links"].values():
        assert link.startswith(f"{ROOT}/api/jobs/")
    found = client.delete(started.json()["links"]["self"])
    assert found.status_code == 200


def test_the_document_names_the_path(below):
    client, _inside = below
    assert client.get(f"{ROOT}/openapi.json").json()["servers"] == [{"url": ROOT}]


def test_a_proxy_may_leave_the_path_on(below):
    _client, inside = below
    assert inside.get(f"{ROOT}/healthz").json()["status"] == "ok"
    assert inside.get("/healthz").json()["status"] == "ok"
    assert inside.get(f"{ROOT}x/healthz").status_code == 404
    moved = inside.get(ROOT)
    assert (moved.status_code, moved.headers["location"]) == (308, f"{ROOT}/")
    # what guards an address guards it below the path too
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert inside.get(f"{ROOT}/api/places", headers=foreign).status_code == 403
    assert inside.get(ROOT, headers={"host": "elsewhere.example"}).status_code == 403


def test_assets_are_held_by_the_browser_for_a_year_and_pages_are_asked_again_in_few_bytes(below):
    client, _inside = below
    page = client.get(f"{ROOT}/")
    assert page.headers["cache-control"] == "no-cache"
    again = client.get(f"{ROOT}/", headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{ROOT}/?lang=fr", headers={"if-none-match": page.headers["etag"]})
    assert other.status_code == 200
    place = client.get(f"{ROOT}/api/places/smallland?lang=en")
    tag = {"if-none-match": place.headers["etag"]}
    assert client.get(f"{ROOT}/api/places/smallland?lang=en", headers=tag).status_code == 304
    for name in addresses(page.text):
        if name.startswith("page/"):
            assert "immutable" in client.get(f"{ROOT}/{name}").headers["cache-control"]


def test_a_frame_is_shown_to_whom_the_operator_allows(folder):
    assert "frame-ancestors 'none'" in headers_of()["content-security-policy"]
    assert headers_of()["x-frame-options"] == "DENY"
    with serving(folder, frame_ancestors=["https://paper.example"]) as client:
        framed = {
            "sec-fetch-site": "cross-site",
            "sec-fetch-mode": "navigate",
            "sec-fetch-dest": "iframe",
        }
        answer = client.get("/", headers=framed)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'self' https://paper.example" in policy
        assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize("text", ["/a", "/a/b-c", "/tregua.v1"])
def test_a_path(text):
    assert is_root_path(text)


@pytest.mark.parametrize(
    "text", ["a", "/api", "/page/x", "/a//b", "/../x", "/a b", "/a?b", "/a/..", "/é", "//x"]
)
def test_no_path(text):
    assert not is_root_path(text)


def test_an_origin():
    assert is_origin("https://example.org") and is_origin("http://localhost:8000")
    assert is_origin("https://*.example.org")
    for text in ("example.org", "https://example.org/x", "https://a b", "https://a; script-src *", "*", ""):
        assert not is_origin(text)


def test_every_mistake_of_the_command_is_told_at_once(capsys):
    given = ["--host", "0.0.0.0", "--root-path", "/api", "--frame-ancestors", "example.org"]
    assert main(["web", *given]) == 2
    said = capsys.readouterr().err
    for each in ("root-path", "frame-ancestors", "host"):
        assert each in said
