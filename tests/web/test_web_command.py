"""The command: it says where the page is, answers there, and tells mistakes as all commands do."""

import builtins
import os
import re
import signal
import subprocess
import sys

import httpx
import pytest

from tregua.cli.app import main


@pytest.fixture
def started(folder):
    """Start the command on a free port, and give its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tregua", "web", "--port", "0", "--place", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    line = process.stdout.readline()
    yield process, re.search(r"http://127\.0\.0\.1:\d+/", line)[0]
    if process.poll() is None:
        process.kill()
    process.wait()


def test_the_command_serves_until_it_is_interrupted(started):
    process, address = started
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        assert client.get("/").headers["content-type"].startswith("text/html")
        assert client.get("/api/places").json()["places"][0]["id"] == "smallland"
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (0, 130)
    assert "Traceback" not in process.stderr.read()


def test_a_place_with_mistakes_is_told_before_anything_is_served(folder, tmp_path, capsys):
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    (broken / "scenarios" / "truce.yaml").write_text(
        "title: x\nsentence: y\ninterventions: {a: {kind: pakt}}\n"
    )
    (broken / "scenarios" / "other.yaml").write_text("title: x\n")
    assert main(["web", "--place", str(broken)]) == 2
    told = capsys.readouterr().err
    assert "pakt" in told and "sentence" in told  # both files, at once


def test_two_places_of_one_name_are_refused(folder, tmp_path, capsys):
    import shutil

    other = tmp_path / "other"
    shutil.copytree(folder, other)
    assert main(["web", "--place", str(folder), "--place", str(other)]) == 2
    assert "smallland" in capsys.readouterr().err


def test_another_address_needs_the_name_by_which_it_is_asked(capsys):
    assert main(["web", "--host", "0.0.0.0"]) == 2
    assert "--name" in capsys.readouterr().err


def test_an_address_in_use_is_told(started, capsys):
    _process, address = started
    port = address.rstrip("/").rpartition(":")[2]
    assert main(["web", "--port", port]) == 2
    assert "--port 0" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(monkeypatch, capsys):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.split(".")[0] in ("fastapi", "uvicorn", "starlette"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *args, **kwargs)

    for name in [
        n for n in sys.modules if n.split(".")[0] in ("uvicorn", "fastapi") or n.startswith("tregua.web")
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    assert main(["web"]) == 2
    assert "pip install 'tregua[web]'" in capsys.readouterr().err


def test_no_other_command_imports_the_server():
    code = (
        "import sys, tregua.cli.app\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('fastapi', 'uvicorn')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
