"""Links that the explorer of version 0.1 wrote are answered; frontend/test has that the page reads them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from . import surface
from .promise import retired

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")

LINKS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "fixtures" / "0.1" / "links.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the explorer as a user does, and return its address."""
    command = [sys.executable, "-m", "tregua", "web", "--port", "0"]
    around = {**os.environ, "PYTHONUNBUFFERED": "1", "TREGUA_LANG": "en"}
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=around
    )
    assert running.stdout is not None
    said = []
    for line in running.stdout:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            yield found[0]
            break
    else:
        pytest.fail(f"the explorer did not start: {''.join(said)}")
    running.terminate()
    running.wait(20)


def post(address: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(address, json.dumps(body).encode(), {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=600) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.slow
@pytest.mark.parametrize("link", LINKS, ids=lambda link: link["link"].partition("#")[2][:40])
def test_a_link_is_answered(server, link):
    question = {key: value for key, value in link["read"].items() if key != "screen"}
    status, found = post(f"{server}/api/answer", {**question, "draws": 12, "parts": ["totals"]})
    if link.get("retired") and retired("yaml", surface.keys()):
        assert status == 422
        wrong = {problem["where"]: problem for problem in found["error"]["problems"]}
        assert {"controls.arrests.regime", "assumptions.regime_force"} <= set(wrong)
        assert all(problem["hint"] or problem["expected"] for problem in wrong.values())
        return
    assert status == 200, found
    assert {key: found["question"][key] for key in question} == question
    assert all(line["policy"] for line in found["lines"]) and found["totals"]
    status, files = post(f"{server}/api/scenario", question)
    assert status == 200, files
    text = "\n".join(file["text"] for file in files["files"])
    for name in (*question["controls"], *question["assumptions"]):
        assert name.rpartition(".")[2] in text
