from __future__ import annotations

from pathlib import Path

import pytest

from tregua.places import load_place

SOUND = Path(__file__).parents[1] / "broken_files" / "sound"


@pytest.fixture(scope="session")
def bayside():
    return load_place(SOUND)


@pytest.fixture(scope="session")
def haiti():
    return load_place("haiti")


@pytest.fixture(scope="session")
def salvador():
    return load_place("el_salvador")


@pytest.fixture
def write(tmp_path):
    """Write a scenario file and return its path."""

    def make(text: str, name: str = "mine.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return make
