"""The page's types are those of the API's document."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

FRONTEND = Path(__file__).parents[2] / "frontend"
TYPES = FRONTEND / "explorer" / "src" / "api_types.ts"
AGAIN = "run: npm run types, in frontend/"


@pytest.fixture(scope="module")
def document() -> str:
    """The forms of the API's document, as the generator is given them."""
    command = [sys.executable, str(FRONTEND / "scripts" / "openapi.py")]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def test_the_types_are_made_of_the_document_as_it_is(document):
    said = re.search(r"sha256 ([0-9a-f]{64})", TYPES.read_text(encoding="utf-8"))
    assert said is not None
    assert said[1] == hashlib.sha256(document.encode()).hexdigest(), AGAIN


def test_the_generator_makes_the_same_types(document):
    node = shutil.which("node")
    if node is None or not (FRONTEND / "node_modules" / "openapi-typescript").is_dir():
        reason = "the types need node and openapi-typescript: cd frontend && npm ci"
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(reason)
        pytest.skip(reason)
    made = subprocess.run(
        [node, "scripts/types.mjs"], cwd=FRONTEND, input=document, capture_output=True, text=True,
        encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    assert made == TYPES.read_text(encoding="utf-8"), AGAIN


def test_no_form_of_the_server_is_written_by_hand():
    """The page's contract names forms of the document; it has no interface of its own but the start."""
    contract = (TYPES.parent / "contract.ts").read_text(encoding="utf-8")
    assert re.findall(r"^export interface (\w+)", contract, re.M) == ["Boot"]
