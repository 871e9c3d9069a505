"""Two servers for the tests: one with the places that ship, one with small limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from loopback import MISSION, serving

from tregua.places.place_template import new_place
from tregua.web.limits import Limits


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """A small place of the user's own."""
    made = tmp_path_factory.mktemp("places") / "smallland"
    new_place(made)
    (made / "scenarios" / "mission.yaml").write_text(MISSION, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def client(folder):
    with serving(folder) as made:
        yield made


@pytest.fixture(scope="session")
def tight(folder):
    """A server that gives little."""
    limits = Limits(members=24, draws=24, body_bytes=4096, body_seconds=1.0, jobs=1, waiting=1,
                    job_seconds=2.0, kept_jobs=2, streams=1)  # fmt: skip
    with serving(folder, limits=limits) as made:
        yield made


@pytest.fixture
def question():
    return {"place": "smallland", "policy": "smallland/mission"}
