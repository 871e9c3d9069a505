"""Compiled code is kept where it belongs, also where neither package nor home can be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tregua.engine import cachefolder


def test_fingerprint_follows_every_file_of_model_and_engine(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("model", "engine"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "a.py").write_text("x = 1\n")
    monkeypatch.setattr(cachefolder, "PACKAGE", tmp_path)
    before = cachefolder.fingerprint()
    (tmp_path / "model" / "a.py").write_text("x = 2\n")
    changed = cachefolder.fingerprint()
    (tmp_path / "engine" / "b.py").write_text("")
    assert len({before, changed, cachefolder.fingerprint()}) == 3


def test_first_folder_that_can_be_written(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(cachefolder, "candidates", lambda: iter([blocked / "no", tmp_path / "yes"]))
    assert cachefolder.cache_folder() == tmp_path / "yes" / cachefolder.fingerprint()
    monkeypatch.setattr(cachefolder, "candidates", lambda: iter([blocked / "no"]))
    assert cachefolder.cache_folder() is None


def test_somebody_elses_folder_is_not_trusted(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cachefolder, "candidates", lambda: iter([tmp_path]))
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert cachefolder.cache_folder() is None


def test_temporary_folder_where_home_cannot_be_written(tmp_path) -> None:
    locked = tmp_path / "home"
    locked.write_text("a file, so that no folder can be made in it")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    env = {k: v for k, v in os.environ.items() if k not in ("TREGUA_CACHE_DIR", "XDG_CACHE_HOME")}
    env |= {"HOME": str(locked), "TMPDIR": str(temporary)}
    code = "from tregua.engine.cachefolder import cache_folder; print(cache_folder())"
    found = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert temporary in Path(found.stdout.strip()).parents
