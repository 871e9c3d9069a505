"""A table goes up, what it counts comes back with a place, and nothing of it stays."""

import base64
import io
import json
import os
import re
import tempfile
import threading
import zipfile
from pathlib import Path

import pytest
from loopback import serving

from tregua.places import load_place
from tregua.web.limits import Limits
from tregua.web.pages.upload.routes import plain_file_name

KIND = {"content-type": "application/octet-stream"}
ROWS = [
    f"homicides,{p},{y}-01-01,{y}-12-31,{n}"
    for p, n in (("Alta", 30), ("Baja", 50))
    for y in range(2019, 2024)
]
TABLE = "\n".join(["series,place,start,end,value", *ROWS]).encode()


@pytest.fixture
def sheds(tmp_path, monkeypatch):
    """Private folders that are there now, apart from those of other tests that run beside this one."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda: {p.name for p in Path(tempfile.gettempdir()).glob("tregua-upload-*")}


def send(client, body, name="homicides.csv", **options):
    return client.post(
        "/api/import", content=body, params={"name": name, **options}, headers=KIND, timeout=90
    )


def test_a_table_comes_back_as_a_place(client, tmp_path, sheds):
    before = sheds()
    reply = send(client, TABLE, "norland.csv")
    assert reply.status_code == 200, reply.text
    found = reply.json()
    text = "\n".join(found["lines"])
    assert "the record of deaths (homicides) reaches 2023-12-31" in found["lines"][0]
    assert "figures in the table: 10, which add up to 400; used: 10" in text and "sum of 2 parts" in text
    assert any("census" in each for each in found["made_up"])
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(found["zip"]))) as archive:
        assert all(name.startswith("norland/") for name in archive.namelist())
        archive.extractall(tmp_path)
    assert {r.value for r in load_place(tmp_path / "norland").evidence.select(place="all")} == {80}
    assert sheds() == before


def test_the_answer_is_in_the_language_that_is_asked_for(client):
    assert "cifras" in "\n".join(send(client, TABLE, lang="es").json()["lines"])


def test_what_is_ambiguous_is_refused_with_the_option(client, sheds):
    before = sheds()
    table = TABLE.replace(b",30\n", b",1.300\n")
    reply = send(client, table)
    (problem,) = reply.json()["error"]["problems"]
    assert reply.status_code == 422 and "--decimal" in problem["hint"]
    assert (problem["file"], problem["line"]) == ("homicides.csv", 2)
    assert tempfile.gettempdir() not in reply.text and sheds() == before
    assert send(client, table, decimal=",").status_code == 200


@pytest.mark.parametrize(
    ("body", "name"),
    [(b"", "t.csv"), (os.urandom(5000), "t.csv"), (os.urandom(5000), "t.xlsx"), (b"PK\x03\x04", "t.xlsx"),
     (b"\x1f\x8b", "t.csv.gz"), (b"%PDF-1.7 x", "t.pdf"), (b"a,b\n1,2\n", "../../etc/t.csv"),
     (b"x" * 70_000, "t.csv")],
)  # fmt: skip
def test_what_is_no_table_is_bad_input(client, sheds, body, name):
    before = sheds()
    reply = send(client, body, name)
    assert reply.status_code == 422 and reply.json()["error"]["problems"]
    assert sheds() == before


@pytest.mark.parametrize(
    ("name", "plain"),
    [("../../etc/passwd", "passwd"), ("C:\\x\\a b.csv", "a b.csv"), ("-rf.csv", "rf.csv"),
     ("..", "table.csv"),
     ("a;rm -rf /", "table.csv"), ("$(x).csv", "_(x).csv"), ("\0.csv", "_.csv"), ("é" * 300 + ".csv", None)],
)  # fmt: skip
def test_no_name_becomes_a_path(name, plain):
    found = plain_file_name(name)
    assert "/" not in found and "\\" not in found and len(found) <= 100 and not found.startswith((".", "-"))
    assert plain is None or found == plain


def test_a_form_of_another_page_cannot_send_a_table(client):
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/json", ""):
        reply = client.post("/api/import?name=t.csv", content=TABLE, headers={"content-type": kind})
        assert reply.status_code == 415
    headers = {**KIND, "origin": "http://evil.example"}
    assert client.post("/api/import?name=t.csv", content=TABLE, headers=headers).status_code == 403
    assert client.post("/api/answer", content=TABLE, headers=KIND).status_code == 415


def test_options_out_of_range_are_refused(client):
    for option in ({"suspends": "7"}, {"decimal": "x"}, {"events": "/etc/passwd"}, {"counts": "x" * 200}):
        assert send(client, TABLE, **option).status_code == 422


@pytest.fixture(scope="module")
def small(folder):
    with serving(folder, limits=Limits(upload_bytes=4096, upload_seconds=0.2)) as made:
        yield made


def test_size_is_bound(small):
    reply = send(small, TABLE + b"\n" * 5000)
    assert reply.status_code == 413 and "4096" in reply.text
    parts = (b"x" * 1000 for _i in range(9))  # of unknown length
    assert small.post("/api/import?name=t.csv", content=parts, headers=KIND).status_code == 413


def test_time_is_bound_and_the_process_ends(small, sheds):
    before = sheds()
    reply = send(small, TABLE)
    assert reply.status_code == 422 and "more time or memory" in reply.text
    assert sheds() == before


def test_one_at_a_time(client):
    replies = []
    threads = [
        threading.Thread(target=lambda: replies.append(send(client, TABLE).status_code)) for _i in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(replies) <= {200, 503} and 200 in replies and 503 in replies


@pytest.mark.parametrize("lang", ["en", "es", "fr", "ht"])
def test_the_page_is_in_four_languages_and_brings_no_code_of_others(client, lang):
    reply = client.get("/import", params={"lang": lang})
    assert reply.status_code == 200 and f'<html lang="{lang}">' in reply.text
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    boot = json.loads(re.search(r'id="boot">(.*?)</script>', reply.text)[1])
    assert boot["lang"] == lang and boot["most"] == Limits().upload_bytes
    names = re.findall(r"upload/[a-z0-9.-]+", reply.text)
    assert len(names) == 2
    style, script = (client.get(f"/{name}") for name in names)
    assert "innerHTML" not in script.text
    assert style.headers["content-type"].startswith("text/css")


def test_the_explorer_leads_to_it(client):
    assert 'href="import' in client.get("/").text
